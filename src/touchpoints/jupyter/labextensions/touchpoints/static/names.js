// Who is next, and who works with whom: by chance, over the whole screen, undone by a click.
//
// Nobody is drawn twice until all had a turn. Who is away today is left out of the draw and of the groups.

import { buttonOf, make, remember, remembered } from "./parts.js";

const SIZES = [2, 3, 4, 5];
const MOST = 40; // students where neither names nor a number are given

// As even as can be, at most `size` in each; nobody is alone, so that an odd one makes a pair three.
export function groupsOf(names, size) {
  const count = Math.max(1, Math.min(Math.ceil(names.length / size), Math.floor(names.length / 2)));
  const groups = Array.from({ length: count }, () => []);
  shuffled(names).forEach((name, number) => groups[number % count].push(name));
  return groups;
}

function shuffled(names) {
  const all = [...names];
  for (let last = all.length - 1; last > 0; last--) {
    const other = crypto.getRandomValues(new Uint32Array(1))[0] % (last + 1);
    [all[last], all[other]] = [all[other], all[last]];
  }
  return all;
}

export function drawing({ group, words, key, cover }) {
  const today = new Date().toDateString();
  const had = remembered(key, {});
  let { drawn = [], count = group.students } = had;
  let away = had.day === today ? had.away : [];
  let now = ""; // who was drawn last
  const all = () => (group.nicknames.length ? group.nicknames : Array.from({ length: count ?? 0 }, (_, n) => String(n + 1)));
  const there = () => all().filter((name) => !away.includes(name));
  const keep = () => remember(key, { drawn, away, count, day: today });
  const said = (key, act) => buttonOf(words[key], act, { tp: key }, words[key]);

  const asked = (key, then) => {
    const field = make("input", "", { type: "number", min: 2, max: MOST, value: "", required: true, id: "tp-count" });
    const form = make("form", "tp-asked", { onsubmit: (event) => {
      event.preventDefault();
      count = Math.min(MOST, Math.max(2, Math.round(field.valueAsNumber)));
      keep();
      then();
    } });
    form.append(make("label", "", { htmlFor: "tp-count", textContent: words.how_many }), field, make("button", "", { textContent: words[key] }));
    cover([form]);
    field.focus();
  };
  const turn = () => {
    if (!all().length) return asked("turn", turn);
    const left = there().filter((name) => !drawn.includes(name));
    if (!left.length) drawn = []; // all had a turn
    now = shuffled(left.length ? left : there())[0] ?? "";
    if (now) drawn.push(now);
    shown();
  };
  const shown = () => {
    keep();
    cover([
      make("p", "tp-drawn", { textContent: now, role: "status" }),
      said("turn", turn), said("absent", absent), said("undo", undo),
    ]);
  };
  const takeBack = () => {
    drawn.pop();
    now = "";
    keep();
  };
  const undo = () => {
    takeBack();
    cover();
  };
  const absent = () => {
    away.push(now);
    takeBack();
    turn();
  };
  const groups = (size = 4) => {
    if (!all().length) return asked("groups", () => groups(size));
    const chosen = SIZES.map((one) => {
      const button = buttonOf(words.by.replace("{number}", one), () => groups(one), { tpSize: one }, String(one));
      button.ariaPressed = String(one === size);
      return button;
    });
    const list = make("ol", "tp-groups");
    list.append(...groupsOf(there(), size).map((names, number) => {
      const one = make("li", "");
      one.append(make("b", "", { textContent: number + 1 }), ...names.map((name) => make("span", "", { textContent: name })));
      return one;
    }));
    cover([list, ...chosen, said("again", () => groups(size))]);
  };
  return { turn, groups: () => groups() };
}
