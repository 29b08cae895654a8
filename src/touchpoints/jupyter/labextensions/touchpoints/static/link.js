// What a class's presentation has besides its pages: the clock, the draw of names, and the teacher's window.
//
// The window speaks over a channel of this browser. What it is to show comes with its message; nothing of the notes is
// on this page before.

import { clockOf, faceOf, tone } from "./clock.js";
import { drawing } from "./names.js";
import { buttonOf as button, drawn, make, remember, remembered } from "./parts.js";

const SETTINGS = "touchpoints/present"; // of this browser: with sound, with a clock
const OWN_CLOCK = "role_play"; // its scenes have one; the bar says only what is left

export function linked({ group, name, lang, layer, cover, darken, turn, told }) {
  const { words } = group;
  const key = `touchpoints/${name}`;
  const channel = new BroadcastChannel(`touchpoints:${name}`);
  const settings = remembered(SETTINGS, { sound: true, clock: true });
  const post = (type, what) => channel.postMessage({ v: 1, from: "class", type, ...what });

  const left = make("span", "tp-left");
  const line = make("i", "tp-line");
  const { face, show } = faceOf(words, (what) => asks[what]());
  const changed = (one) => {
    const state = one.told();
    show(state);
    line.style.width = `${100 * Math.min(1, Math.max(0, state.seconds / state.planned || 0))}%`;
    left.textContent = words.minutes_left.replace("{minutes}", Math.max(0, Math.ceil(state.seconds / 60)));
    face.hidden = !settings.clock || state.page === OWN_CLOCK;
    left.hidden = !settings.clock || state.page !== OWN_CLOCK;
    line.hidden = !settings.clock;
    post("timer", { ...state, sound: settings.sound });
  };
  const clock = clockOf({
    key: `${key}/clock`, minutes: group.minutes, plan: group.plan, changed, ended: () => { if (settings.sound) tone(); },
  });
  const names = drawing({ group, words, key: `touchpoints/names/${group.name}`, cover });
  const set = (what) => {
    settings[what] = !settings[what];
    remember(SETTINGS, settings);
    changed(clock);
  };

  // What starting anew would lose is asked for: only a second click does it, and not a double one.
  let sure;
  const again = ({ detail }) => {
    if (detail > 1) return;
    if (clock.told().seconds === clock.told().planned || sure) clock.restart();
    sure = !sure && setTimeout(() => { sure = null; entry("restart"); }, 5000);
    entry("restart");
  };
  const asks = {
    go_on: () => clock.go(true), pause: () => clock.go(false), plus: () => clock.add(60), minus: () => clock.add(-60),
    restart: () => clock.restart(), sound: () => set("sound"), turn: () => names.turn(), groups: () => names.groups(),
    dark: () => darken(!told().dark), board: () => turn("board"), take_away: () => cover(),
  };
  const menu = make("div", "tp-menu", { popover: "auto", id: "tp-menu", lang });
  const entries = { board: asks.board, turn: asks.turn, groups: asks.groups, restart: again, sound: asks.sound, clock: () => set("clock") };
  const entry = (what) => {
    const one = menu.querySelector(`[data-tp="${what}"]`);
    one.textContent = what === "restart" && sure ? words.really : what === "clock" ? words.hide_clock : words[what];
    if (what in settings) one.ariaPressed = String(what === "clock" ? !settings.clock : settings.sound);
  };
  for (const [what, act] of Object.entries(entries)) {
    menu.append(button(words[what], (event) => {
      act(event);
      entry(what);
      if (["board", "turn", "groups"].includes(what)) menu.hidePopover();
    }, { tp: what }));
    entry(what);
  }
  const opener = button(words.menu, () => {}, { tp: "menu" }, drawn("M6 13V15M14 13V15M22 13V15"));
  opener.popoverTargetElement = menu;

  const heard = ({ data }) => {
    if (data?.v !== 1 || data.from !== "teacher") return;
    if (data.type === "step" && data.to) turn(data.to);
    else if (data.type === "timer" || data.type === "do") asks[data.do]?.();
    else if (data.type === "show") {
      const shown = make("article", "tp-given", { innerHTML: data.html, lang });
      shown.prepend(make("h2", "", { textContent: data.title }));
      cover([shown]);
    }
    tell();
  };
  channel.addEventListener("message", heard);
  const tell = () => {
    post("step", told());
    changed(clock);
  };
  layer.addEventListener("pointerdown", ({ target }) => { if (target.closest(".tp-stage")) clock.act(); }, true);
  layer.addEventListener("input", () => clock.act(), true);
  layer.addEventListener("keydown", ({ key, target }) => { if (key !== "Tab" && target.closest(".tp-stage")) clock.act(); }, true);

  return {
    bar: [left, face, opener], beside: [line, menu], tell,
    turned: (page, plan, work) => {
      clock.turn(page, plan, work);
      tell();
    },
    closes: () => menu.matches(":popover-open") && (menu.hidePopover(), true),
    close: () => {
      clock.close();
      channel.close();
    },
  };
}
