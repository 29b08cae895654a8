// The clock of a scene ([data-clock]: its seconds): a countdown that runs in the page, so that it goes on while the kernel
// is busy. It goes by performance.now(), which no change of the computer's time disturbs. For another phase Python draws
// another one, with another id. The tab remembers how it stands, for a cell that runs again and a page that is loaded anew.

function clockOf(root) {
  const key = () => `touchpoints/${root.querySelector("[data-work]")?.dataset.work}/clock`;
  const which = (one) => one.id.slice(one.id.indexOf("-clock-")); // the cell that runs again has another id before it
  const note = () => remember(key(), JSON.stringify({ ...clock, id: which(clock), runs: clock.end !== null, left: left(), at: Date.now() }));
  const noted = (one) => {
    const was = JSON.parse(remembered(key()) ?? "{}");
    if (was.id !== which(one)) return {};
    const stands = was.left - (was.runs ? Math.max(0, Date.now() - was.at) : 0);
    return { left: stands, end: was.runs ? performance.now() + stands : null, begun: was.begun };
  };
  let clock = null; // {id, left: ms as it stands, end: when it runs out, as long as it runs, begun, asks}
  let ticking = 0;
  const left = () => (clock.end === null ? clock.left : clock.end - performance.now());
  const shown = () => {
    clearTimeout(ticking);
    const one = root.querySelector("[data-clock]");
    if (clock && clock.id !== one?.id) remember(key(), null); // another phase begins
    if (!one) return void (clock = null);
    const full = Number(one.dataset.clock) * 1000;
    if (clock?.id !== one.id) clock = { full, left: full, end: null, begun: false, asks: false, ...(clock ? {} : noted(one)), id: one.id };
    const face = one.querySelector("[role=timer]");
    const [seconds, runs] = [Math.ceil(left() / 1000), clock.end !== null];
    const said = `${Math.floor(Math.abs(seconds) / 60)}:${String(Math.abs(seconds) % 60).padStart(2, "0")}`;
    face.textContent = seconds < 0 ? `+${said}` : said;
    Object.assign(face.dataset, { tpSeconds: seconds, tpRunning: runs });
    one.style.setProperty("--tp-left", Math.min(1, Math.max(0, left() / full)));
    const now = [runs ? "runs" : clock.begun ? "rests" : "ready", clock.asks ? "asks" : "calm", seconds <= 0 && "over"];
    for (const word of one.querySelectorAll("[data-when]")) word.hidden = !now.includes(word.dataset.when);
    if (runs) ticking = setTimeout(shown, 200);
  };
  // A clock that runs begins anew only when that is asked for twice.
  const press = (what) => {
    const [stands, ran] = [left(), clock.end !== null];
    clock.asks = what === "anew" && ran && !clock.asks;
    if (clock.asks) return shown();
    const less = Math.max(stands - 60_000, Math.min(stands, 0));
    const runs = what === "go" ? !ran : ran;
    clock.left = { go: stands, less, more: stands + 60_000, anew: clock.full }[what];
    clock.end = runs ? performance.now() + clock.left : null;
    clock.begun = runs || (clock.begun && what !== "anew");
    note();
    shown();
  };
  root.addEventListener("click", ({ target, detail }) => {
    const what = target.closest("[data-press]")?.dataset.press;
    if (what && !(what === "anew" && detail > 1)) press(what); // a double click answers no question
  });
  root.addEventListener("focusout", () => { if (clock) clock.asks = false; });
  return { shown, close: () => clearTimeout(ticking) };
}
