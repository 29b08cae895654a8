// The teacher's window: it follows what the class sees, and says what only the teacher is to know.
//
// The notes come from the server, the rest over a channel from the page that presents; it answers "hello". Whatever opens
// first, closes or is loaded anew, the other goes on. Without a presented page one reads on alone.

import { faceOf } from "./clock.js";
import { buttonOf, make } from "./parts.js";

const asked = new URLSearchParams(location.search);
const [path, base] = [asked.get("path"), asked.get("base")];
const headers = { "X-XSRFToken": document.cookie.match(/_xsrf=([^;]*)/)?.[1] ?? "" }; // a hub wants it of every question
const ask = async (what, query) => (await fetch(`${base}touchpoints/api/${what}?${new URLSearchParams(query)}`, { headers })).json();
const [kit, notes] = await Promise.all([
  ask("notebook", { path }), ask("notes", { lesson: asked.get("lesson"), language: asked.get("language") }),
]);
const { titles, words, name, minutes, plan } = kit.class;
const find = (selector) => document.querySelector(selector);
const say = (selector, text) => { const one = find(selector); if (one.textContent !== text) one.textContent = text; };
const button = (text, act, data = {}) => buttonOf(text, act, data, text);
const PAGES = Object.keys(titles);

const channel = new BroadcastChannel(`touchpoints:${base}${path}`);
const post = (type, what) => channel.postMessage({ v: 1, from: "teacher", type, ...what });
let page = "";
let seen = { on: false, dark: false, shown: false }; // what the class sees
let time = { plan, seconds: 0, planned: 1, running: false };

const turn = (to) => {
  if (!to) return;
  post("step", { to });
  follow(to); // also where nobody presents
};
const { face, show: showTime } = faceOf(words, (what) => post("timer", { do: what }));
const toggles = {};
const act = (what) => (toggles[what] = button(words[what], () => post("do", { do: what }), { tpDo: what }));

// What starting anew would lose is asked for: only a second click does it, and not a double one.
const restart = button(words.restart, ({ detail }) => {
  if (detail > 1) return;
  if (restart.textContent === words.really) post("timer", { do: "restart" });
  restart.textContent = restart.textContent === words.really ? words.restart : words.really;
}, { tpDo: "restart" });
restart.addEventListener("blur", () => { restart.textContent = words.restart; });

function build() {
  document.documentElement.lang = kit.language;
  document.title = `${words.only_you} · ${notes.title}`;
  say(".only", words.only_you);
  say("h1", notes.title);
  say("[data-tp=class-name]", name);
  find(".turns").append(button(kit.words.back, () => turn(PAGES[PAGES.indexOf(page) - 1]), { tp: "back" }),
    button(kit.words.forward, () => turn(PAGES[PAGES.indexOf(page) + 1]), { tp: "forward" }));
  find(".turns [data-tp=forward]").className = "main";
  find(".time").append(face, restart, act("sound"));
  find(".more").append(act("dark"), act("take_away"), act("board"));
  find("[data-tp=class] div").append(act("turn"), act("groups"));
  for (const [number, id] of ["notes", "answers", "roles", "student"].entries()) {
    const tab = buttonOf(words[id] ?? "", () => choose(id), { tpTab: id }, words[id] ?? "");
    Object.assign(tab, { role: "tab", id: `tab-${id}` });
    tab.setAttribute("aria-controls", `panel-${id}`);
    Object.assign(find(`[data-tp=${id}]`), { id: `panel-${id}` }).setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("keydown", ({ key }) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
      const to = by && find(".tabs").children[number + by];
      if (to) (to.click(), to.focus());
    });
    find(".tabs").append(tab);
  }
  find("[data-tp=misconceptions]").innerHTML = notes.misconceptions;
  find("[data-tp-tab=student]").hidden = true;
  say("[data-tp=next] h2", words.next);
  say("[data-tp=class] h2", words.class);
}

const choose = (id) => {
  for (const tab of document.querySelectorAll("[data-tp-tab]")) {
    const chosen = tab.dataset.tpTab === id;
    tab.ariaSelected = String(chosen);
    tab.tabIndex = chosen ? 0 : -1;
    find(`[data-tp=${tab.dataset.tpTab}]`).hidden = !chosen;
  }
};
// What can be shown to the class, each with its button.
const shown = ({ title, html }) => {
  const one = make("article", ""), head = make("header", "");
  const body = make("div", "", { innerHTML: html });
  const label = `${words.show}: ${title}`;
  head.append(make("h3", "", { textContent: title }), Object.assign(button(words.show, () => post("show", { title, html })), { ariaLabel: label }));
  one.append(head, body);
  return one;
};

const follow = (to) => {
  document.body.dataset.tpStep = to;
  if (page === to || !titles[to]) return; // beside the board one reads on
  page = to;
  const { notes: text, answers, roles } = notes.pages[page];
  say("[data-tp=notes] h2", titles[page]);
  find("[data-tp=notes] .text").innerHTML = text;
  find("[data-tp=misconceptions]").hidden = !notes.pages[page] || page === "start" || page === "finish";
  find("[data-tp=answers]").replaceChildren(...answers.map(shown));
  find("[data-tp=roles]").replaceChildren(...roles.map(shown));
  find("[data-tp-tab=answers]").hidden = !answers.length;
  find("[data-tp-tab=roles]").hidden = !roles.length;
  if (find("[data-tp=student]").hidden) choose("notes"); // a remark that is being written goes on
  find("[data-tp=notes]").scrollTo(0, 0);
  const next = PAGES[PAGES.indexOf(page) + 1];
  find("[data-tp=next]").hidden = !next;
  if (next) {
    say("[data-tp=next] h3", `${titles[next]} · ${minutes[time.plan][next]} min`);
    find("[data-tp=next] div").innerHTML = notes.pages[next].notes.match(/<p>(?!<strong>).*?<\/p>/s)?.[0] ?? "";
  }
  planned();
};

// The plan as a line, whose parts are as wide as they are long.
const planned = () => {
  find(".plan").replaceChildren(...PAGES.map((id) => {
    const one = make("li", "");
    const [bold, small] = [make("b", "", { textContent: titles[id] }), make("span", "", { textContent: `${minutes[time.plan][id]} min` })];
    const stop = buttonOf(titles[id], () => turn(id), { tpGoto: id }, bold, small);
    stop.title = "";
    one.style.flexGrow = minutes[time.plan][id];
    if (id === page) stop.ariaCurrent = "step";
    stop.classList.toggle("done", PAGES.indexOf(id) < PAGES.indexOf(page));
    if (id === page) stop.append(make("i", ""));
    one.append(stop);
    return one;
  }));
};
const shownTime = () => {
  showTime(time);
  const { planned: whole, seconds, behind = 0, rest = 0 } = time;
  const bar = find(".plan i");
  if (bar) bar.style.width = `${100 * Math.min(1, Math.max(0, 1 - seconds / whole))}%`;
  const by = Math.round(behind / 60);
  const key = by > 0 ? "behind" : by < 0 ? "ahead" : "on_plan";
  say(".plan-said", seen.on ? words[key].replace("{minutes}", Math.abs(by)) : "");
  const at = (moment) => moment.toLocaleTimeString(kit.language, { hour: "2-digit", minute: "2-digit" });
  say(".now b", at(new Date()));
  say(".now span", seen.on ? words.until.replace("{time}", at(new Date(Date.now() + rest * 1000))) : "");
  find(".drop").innerHTML = seconds < 0 || by > 0 ? notes.drop : "";
};
const state = () => {
  say(".seen", !seen.on ? words.waiting : seen.dark ? words.dark : words.sees.replace("{page}", titles[seen.step] ?? words.board));
  toggles.dark.ariaPressed = String(seen.dark);
  toggles.sound.ariaPressed = String(Boolean(time.sound));
  toggles.take_away.disabled = !seen.shown;
};

// Where each student is, who may need help; and of one student the map, the levels, and what the teacher says to each step.
const HELP = 3000; // ms between two looks into the class folder
const tileOf = (student) => {
  const { id, nickname, step, help } = student, one = make("li", ""), asks = help === "no" ? "" : words[help];
  const tile = buttonOf(`${nickname}: ${titles[step]} ${asks}`, () => open(student), { tpTile: id, tpAt: step, tpHelp: help },
    make("b", "", { textContent: PAGES.indexOf(step) }), nickname, make("small", "", { textContent: asks }));
  one.append(tile);
  return one;
};
const open = async ({ id, nickname }) => {
  const about = `${kit.language}/${encodeURIComponent(id)}`;
  const { steps, ideas } = await ask(`student/${about}`, {});
  const picture = (chart) => make("img", "", { src: `${base}touchpoints/${chart}/${about}.svg`, alt: words.map_of });
  const showing = (chart, label) => button(label, () => post("show", { title: words.map_of, html: picture(chart).outerHTML }), { tp: `show-${chart}` });
  const shows = make("p", "shows");
  shows.append(showing("journey", words.show), ...(ideas ? [showing("compare", words.compare)] : []));
  const tab = find("[data-tp-tab=student]");
  Object.assign(tab, { textContent: nickname, title: nickname, ariaLabel: nickname, hidden: false });
  find("[data-tp=student]").replaceChildren(picture("journey"),
    make("p", "", { textContent: words.may_we.replace("{nickname}", nickname) }), shows, ...steps.map((one) => remarkOn(about, one)));
  choose("student");
  tab.focus();
};
const remarkOn = (about, { step, title, level, open: next, remark }) => {
  const one = make("article", ""), said = make("small", "soft", { role: "status" });
  const field = make("textarea", "", { value: remark, placeholder: words.remark, ariaLabel: `${title}: ${words.remark}`, rows: 1, maxLength: 2000 });
  field.addEventListener("change", async () => {
    const sent = await fetch(`${base}touchpoints/api/student/${about}`, { method: "PUT", headers, body: JSON.stringify({ [step]: field.value }) }).catch(() => ({}));
    said.textContent = sent.ok ? words.kept : words.not_kept;
  });
  one.append(make("h3", "", { textContent: `${title} · ${level}` }), ...next.map((text) => make("p", "", { textContent: text })), field, said);
  return one;
};
const looked = async () => {
  const { students, unreadable } = await ask("class", { language: kit.language });
  const here = students.filter(({ lesson }) => lesson === kit.lesson);
  const first = ({ help }) => (help === "no" ? 1 : 0);
  find(".tiles").replaceChildren(...here.sort((one, other) => first(one) - first(other)).map(tileOf));
  say(".unread", unreadable.map(({ file }) => file).join(", "));
};
setInterval(() => looked().catch(() => {}), HELP);
looked();

channel.addEventListener("message", ({ data }) => {
  if (data?.v !== 1 || data.from !== "class") return;
  if (data.type === "step") {
    seen = data;
    follow(data.step);
  } else if (data.type === "timer") {
    const other = data.plan !== time.plan;
    time = data;
    if (other) planned();
    shownTime();
  }
  state();
});
build();
follow("start");
shownTime();
state();
setInterval(shownTime, 10000);
post("hello");
