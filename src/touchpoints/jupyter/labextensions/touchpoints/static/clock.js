// The plan's minutes: what is left of them on each page of a lesson, in seconds, below nought once they are over.
//
// It counts with the computer's clock of running time, which nobody sets. What is left is remembered: a page that is
// loaded anew goes on with it. Nothing moves on by itself.

import { buttonOf, drawn, make, remember, remembered } from "./parts.js";

const TICK = 250; // ms
const GONE = 15 * 60; // s after which whoever comes back begins another lesson
const HEARD = 5; // s after the end in which its sound is still of use: a computer that wakes up keeps silent
const PAGES = ["start", "identify", "discuss", "map", "design", "role_play", "finish"];
const HALF = PAGES.indexOf("map") + 1; // where the plan of two lessons is cut

export function clockOf({ key, minutes, plan: usual, changed, ended }) {
  const fresh = () => ({ plan: usual, page: "start", left: {}, on: {} });
  let state = remembered(key, fresh());
  let at = performance.now();
  const planned = (page) => 60 * minutes[state.plan][page];
  const left = (page = state.page) => state.left[page] ?? planned(page);
  const running = () => Boolean(state.on[state.page]);

  const away = (Date.now() - state.at) / 1000;
  if (!(away >= 0 && away < GONE)) state = fresh();
  else if (running()) state.left[state.page] = left() - away;

  const keep = () => {
    remember(key, { ...state, at: Date.now() });
    changed(self);
  };
  const tick = () => {
    const now = performance.now(), passed = (now - at) / 1000, before = state.page && left();
    at = now;
    if (!running()) return;
    state.left[state.page] = before - passed;
    if (before > 0 && left() <= 0 && left() > -HEARD) ended();
    keep();
  };
  // The work is another class's, or the plan another one: then all begins anew.
  const turn = (page, plan, work) => {
    tick();
    if (work && state.work && work !== state.work) state = fresh();
    Object.assign(state, { page, plan: plan ?? state.plan, work: work || state.work });
    keep();
  };
  const act = () => { if (!(state.page in state.on)) go(true); }; // the first action on a page
  const go = (on) => {
    tick();
    state.on[state.page] = on;
    keep();
  };
  const add = (seconds) => {
    tick();
    state.left[state.page] = left() > 0 ? Math.max(0, left() + seconds) : left() + Math.max(0, seconds);
    keep();
  };
  const restart = () => {
    state.left[state.page] = planned(state.page);
    keep();
  };
  // Seconds behind the plan; those ahead of it are below nought. What was left out is neither.
  const behind = () => PAGES.reduce((sum, page) => {
    if (!(page in state.on)) return sum;
    return sum - (page === state.page ? Math.min(0, left()) : left(page));
  }, 0);
  // Seconds until the lesson is over, if the plan is kept from now on.
  const rest = () => {
    const here = PAGES.indexOf(state.page);
    const end = state.plan === "two" && here < HALF ? HALF : PAGES.length;
    return PAGES.slice(here, end).reduce((sum, page) => sum + Math.max(0, left(page)), 0);
  };
  const told = () => ({
    page: state.page, plan: state.plan, seconds: Math.ceil(left()), planned: planned(state.page), running: running(),
    behind: behind(), rest: rest(), minutes: minutes[state.plan],
  });
  const timer = setInterval(tick, TICK);
  const self = { turn, act, go, add, restart, told, running, close: () => clearInterval(timer) };
  return self;
}

// 6:05, or +0:30 once the time is over.
export function digits(seconds) {
  const all = Math.abs(seconds);
  return `${seconds < 0 ? "+" : ""}${Math.floor(all / 60)}:${String(all % 60).padStart(2, "0")}`;
}

// The clock with its buttons; `asks` is what they do, here or in the window beside.
export function faceOf(words, asks) {
  const time = make("span", "tp-digits", { role: "timer", ariaLabel: words.clock });
  const play = buttonOf(words.go_on, () => asks(play.dataset.tp), {});
  const said = make("span", "tp-unseen", { role: "status" });
  const less = buttonOf(words.minus, () => asks("minus"), { tp: "minus" }, drawn("M5 14H23"));
  const more = buttonOf(words.plus, () => asks("plus"), { tp: "plus" }, drawn("M5 14H23M14 5V23"));
  const face = make("span", "tp-clock", {});
  face.append(less, time, make("small", "", { textContent: words.over }), more, play, said);
  const show = ({ seconds, running }) => {
    time.textContent = digits(seconds);
    Object.assign(time.dataset, { tpSeconds: seconds, tpRunning: running });
    face.classList.toggle("tp-last", seconds <= 60);
    face.classList.toggle("tp-over", seconds < 0);
    const does = running ? "pause" : "go_on";
    if (play.dataset.tp !== does) {
      Object.assign(play, { title: words[does], ariaLabel: words[does] });
      play.dataset.tp = does;
      play.replaceChildren(drawn(running ? "M9 5V23M19 5V23" : "M8 4 23 14 8 24z"));
    }
    const tells = !running || seconds > 60 ? "" : seconds > 0 ? words.last_minute : words.over_now;
    if (said.textContent !== tells) said.textContent = tells;
  };
  return { face, show };
}

// One soft tone. Where there is no sound device the class sees that the time is over.
export function tone() {
  try {
    const sound = new AudioContext(), voice = sound.createOscillator(), loud = sound.createGain();
    voice.frequency.value = 528; // Hz
    loud.gain.setValueAtTime(0.2, sound.currentTime);
    loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 1.2);
    voice.connect(loud).connect(sound.destination);
    voice.onended = () => sound.close();
    voice.start();
    voice.stop(sound.currentTime + 1.2);
  } catch { /* silent */ }
}
