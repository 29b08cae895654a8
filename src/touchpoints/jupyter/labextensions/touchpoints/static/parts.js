// What the presented page and the teacher's window are made of.

export function make(name, className, fields = {}) {
  return Object.assign(document.createElement(name), { className, ...fields });
}

// A sign of a few strokes, in a square of 28.
export function drawn(strokes) {
  const sign = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS(sign.namespaceURI, "path");
  sign.setAttribute("viewBox", "0 0 28 28");
  path.setAttribute("d", strokes);
  sign.append(path);
  return sign;
}

export function buttonOf(label, act, data, ...inside) {
  const one = make("button", "", { type: "button", title: label, ariaLabel: label, onclick: act });
  Object.assign(one.dataset, data);
  one.append(...inside);
  return one;
}

// What this browser remembers, or only this tab; without storage it is for as long as the tab is open.
const kept = new Map();
const BROWSER = "localStorage"; // reading the name is what may not be allowed
export const TAB = "sessionStorage";
export function remember(key, value, where = BROWSER) {
  kept.set(key, value);
  try { window[where].setItem(key, JSON.stringify(value)); } catch { /* private windows have none */ }
}
export function remembered(key, otherwise, where = BROWSER) {
  try { return JSON.parse(window[where].getItem(key)) ?? kept.get(key) ?? otherwise; } catch { return kept.get(key) ?? otherwise; }
}
