// Present: one step at a time over the whole screen, with a bar of the five steps.
//
// The widgets of a step are moved here from their cells and go back when it ends: there is one of each, with all that is
// typed in it. Texts and pictures are copied. The rest of JupyterLab is not displayed meanwhile (room.css). A class has a
// clock too, and what the teacher's window asks for (link.js).

import { linked } from "./link.js";
import { buttonOf as button, drawn, make, remember, remembered, TAB } from "./parts.js";

export const STEPS = ["identify", "discuss", "map", "design", "role_play"];
const PAGES = ["start", ...STEPS, "finish"];
const BOARD = "board"; // beside the others: what the class has made, as one picture
const DARK = [".", "b"]; // what a presenter's remote sends to black the screen
const TURNS = { PageUp: -1, PageDown: 1, ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 };
const CROSS = "M7 7 21 21M21 7 7 21";
const MEASURE = [1280, 720]; // px of the screen that all is made for; on a larger one it is shown larger
const TYPED = "input:not([type=radio], [type=checkbox]), select, textarea";
const SCROLLS = [" ", "ArrowUp", "ArrowDown"]; // where there are texts to be read
const CONTROLS = "button, input, select, textarea, summary, a[href], [tabindex]:not([tabindex='-1'])";

export function presenter({ cellsOf, words, audience, lang, save, group, name }) {
  const { body } = document;
  const layer = make("div", "tp-present", { lang });
  const bar = make("nav", "tp-stops", { ariaLabel: words.steps });
  const stage = make("main", `tp-stage tp-ours tp-prose-${audience}`, { tabIndex: -1 });
  const homes = new Map(); // a widget's root -> where it stands in its cell
  const key = `touchpoints/${name}/page/${group?.name ?? ""}`; // another class begins at the beginning
  let page = remembered(key, "", TAB); // a tab that is loaded anew goes on where it was
  let more = false; // whether it shows what a step has besides its widget
  // What lies over the page until it is taken away: a name, a solution, a picture.
  const over = make("div", "tp-shown", { hidden: true });
  const cover = (parts = []) => {
    over.hidden = !parts.length;
    over.replaceChildren(...parts, ...(parts.length ? [button(group.words.take_away, () => cover(), { tp: "uncover" }, drawn(CROSS))] : []));
    link?.tell();
  };
  const darken = (dark) => {
    layer.classList.toggle("tp-dark", dark);
    link?.tell();
  };
  const link = group && linked({
    group, name, lang, layer, cover, darken,
    turn: (to) => (open(), show(to)),
    told: () => ({ step: page || "start", on: body.dataset.tpPresent === "on" && layer.isConnected,
      dark: layer.classList.contains("tp-dark"), shown: !over.hidden }),
  });
  bar.dataset.tp = "bar";
  layer.append(bar, stage, over, ...(link?.beside ?? []));

  let before = "start"; // the board
  const turn = (by) => {
    const to = page === BOARD ? before : PAGES[PAGES.indexOf(page) + by];
    if (to) show(to);
  };
  const stop = (step, number) => {
    const name = make("span", "", { textContent: words[step] });
    return button(words[step], () => show(step), { tpGoto: step }, make("b", "", { textContent: number + 1 }), name);
  };
  bar.append(
    button(words.back, () => turn(-1), { tp: "back" }, drawn("M18 5 8 14 18 23")),
    ...STEPS.map(stop),
    make("i", ""),
    ...(link?.bar ?? []),
    button(words.more, () => show(page, !more), { tp: "more" }, drawn("M4 6c4-1 7 0 10 2c3-2 6-3 10-2v16c-4-1-7 0-10 2c-3-2-6-3-10-2zM14 8v16")),
    button(words.fullscreen, () => fill(), { tp: "fullscreen" }, drawn("M5 10V5h5M18 5h5v5M23 18v5h-5M10 23H5v-5")),
    button(words.leave, () => leave(), { tp: "leave" }, drawn(CROSS)),
    button(words.forward, () => turn(1), { tp: "forward" }, drawn("M10 5 20 14 10 23")),
  );

  const giveBack = () => {
    for (const [root, home] of homes) {
      if (home.isConnected) home.replaceWith(root);
      else root.remove(); // its cell has run again, and has another
    }
    homes.clear();
    stage.replaceChildren();
  };
  const take = (cell) => {
    for (const root of cell.querySelectorAll(".tp-root")) {
      const home = document.createComment("presented");
      homes.set(root, home);
      root.replaceWith(home);
      stage.append(root);
    }
    for (const one of cell.querySelectorAll(".jp-MarkdownOutput, .jp-OutputArea-output img")) {
      const copy = one.cloneNode(true);
      if (!copy.matches("img")) stage.append(copy);
      else stage.appendChild(make("button", "tp-picture", { type: "button", title: words.fullscreen, onclick: () => enlarge(copy) })).append(copy);
    }
    for (const link of stage.querySelectorAll("a[href]")) Object.assign(link, { target: "_blank", rel: "noopener" });
  };
  // A widget that comes after its page, on a slow computer, is taken when it is there.
  const late = new MutationObserver(() => {
    if (cellsOf(page, more).some((cell) => cell.querySelector(".tp-root"))) show(page, more);
  });
  const show = (wanted, all = false) => {
    late.disconnect();
    giveBack();
    const other = page !== wanted;
    if (wanted === BOARD && page && other) before = page;
    [page, more] = [wanted, all];
    if (other) cover();
    remember(key, page, TAB);
    body.dataset.tpStep = page;
    for (const cell of cellsOf(page, more)) {
      take(cell);
      late.observe(cell, { childList: true, subtree: true });
    }
    bar.querySelector("[data-tp=back]").disabled = page === PAGES[0];
    bar.querySelector("[data-tp=forward]").disabled = page === PAGES.at(-1);
    const beside = bar.querySelector("[data-tp=more]");
    beside.hidden = !STEPS.includes(page) || !cellsOf(page, !more).length;
    beside.ariaPressed = String(more);
    for (const one of bar.querySelectorAll("[data-tp-goto]")) {
      if (one.dataset.tpGoto === page) one.ariaCurrent = "step";
      else one.removeAttribute("aria-current");
      one.classList.toggle("tp-stop-done", PAGES.indexOf(one.dataset.tpGoto) < PAGES.indexOf(page));
    }
    const { plan, work } = stage.querySelector("[data-plan]")?.dataset ?? {};
    if (page === BOARD) link?.tell();
    else link?.turned(page, plan, work?.slice(0, work.lastIndexOf("/")));
    stage.scrollTo(0, 0);
    (stage.querySelector(".tp-root") ?? stage).focus({ preventScroll: true }); // the step has keys of its own
  };

  const keys = (event) => {
    const { key, target } = event;
    const dark = layer.classList.contains("tp-dark");
    const theirs = !dark && target.matches?.(CONTROLS) && !bar.contains(target);
    if (key === "PageUp" || key === "PageDown") turn(TURNS[key]);
    else if (key === "Escape" && (link?.closes() || !over.hidden)) cover();
    else if (key === "Escape") return void setTimeout(() => { // it may end an action, and it ends typing
      if (!event.defaultPrevented) target.matches?.(TYPED) ? stage.focus() : leave();
    });
    else if (!dark && event.code?.startsWith("Digit") && stage.querySelector("[data-hands]")) return; // they count hands
    else if (DARK.includes(key) && !dark && !target.matches?.(TYPED)) darken(true);
    else if (more && SCROLLS.includes(key)) return;
    else if (theirs || key === "Tab" || (bar.contains(target) && [" ", "Enter"].includes(key))) return;
    else if (dark) darken(false);
    else if (key in TURNS) turn(TURNS[key]);
    event.preventDefault();
    event.stopPropagation();
  };
  let asked = false; // whether it was the button that has left the full screen
  const fill = () => {
    asked = Boolean(document.fullscreenElement);
    (asked ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {});
  };
  // Where the browser itself has taken Escape, it ends what Escape would: a chart that has the whole screen, or all.
  let enlarged = false; // a picture: when it gives the screen back, nothing else ends
  const filled = () => {
    if (document.fullscreenElement?.matches("img") || enlarged) return void (enlarged = !enlarged);
    const chart = layer.querySelector(":popover-open [data-fullscreen]");
    if (!document.fullscreenElement && !asked) chart ? chart.click() : leave();
    asked = false;
  };
  const fit = () => {
    layer.style.zoom = Math.max(1, Math.min(window.innerWidth / MEASURE[0], window.innerHeight / MEASURE[1]));
  };
  const saves = (event) => {
    event.preventDefault();
    save();
  };

  const open = () => { // where it was left
    if (body.dataset.tpPresent === "on") return;
    body.append(layer);
    body.dataset.tpPresent = "on";
    window.addEventListener("keydown", keys, true);
    window.addEventListener("resize", fit);
    document.addEventListener("fullscreenchange", filled);
    fit();
    layer.addEventListener("touchpoints:save", saves);
    show(page || "start");
    fill();
  };
  const leave = () => {
    if (body.dataset.tpPresent !== "on") return;
    body.dataset.tpPresent = "off";
    window.removeEventListener("keydown", keys, true);
    window.removeEventListener("resize", fit);
    document.removeEventListener("fullscreenchange", filled);
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    late.disconnect();
    const left = stage.querySelector(".tp-root");
    giveBack();
    layer.classList.remove("tp-dark");
    cover();
    layer.remove();
    link?.tell();
    delete body.dataset.tpStep;
    window.dispatchEvent(new Event("resize")); // JupyterLab measures what it has not displayed
    const at = left?.closest(".jp-Cell"); // cells are as high as they are only when they have been seen
    for (const delay of [0, 100, 300]) setTimeout(() => at?.scrollIntoView({ block: "start" }), delay);
  };
  const again = () => { if (body.dataset.tpPresent === "on" && layer.isConnected) show(page, more); };
  link?.tell(); // a window that was there before the page was loaded anew
  return { open, leave, again, close: () => link?.close() };
}

// A picture has the whole screen until the next click, or Escape.
export const enlarge = (picture) =>
  (document.fullscreenElement === picture ? document.exitFullscreen() : picture.requestFullscreen()).catch(() => {});
