// Changes one tree of elements into another with as few touches as possible.

// An element that stays keeps focus, caret and scroll place, and what is opened stays open. It is known by its id, a
// label by its field's, a box without one by the first id in it, else by its place.
function morph(from, to) {
  const kept = new Map([...from.children].filter(known).map((child) => [known(child), child]));
  const staying = new Set([...to.children].map(known).filter(Boolean));
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const here = place && alike(place, wanted) && !staying.has(known(place)) ? place : null;
    const found = kept.get(known(wanted)) ?? here;
    if (!found) {
      from.insertBefore(wanted, place);
      continue;
    }
    // What goes away goes first: an element that is moved loses the focus, and with it what is typed in it.
    while (found !== place && place && !staying.has(known(place))) place = removed(place);
    if (found === place) place = place.nextSibling;
    else from.insertBefore(found, place);
    if (found.nodeType === Node.ELEMENT_NODE) morphElement(found, wanted);
    else if (found.nodeValue !== wanted.nodeValue) found.nodeValue = wanted.nodeValue;
  }
  while (place) place = removed(place);
}

function removed(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

const named = (one) => one.id || one.htmlFor || "";
const known = (one) => named(one) || within(one);
const within = (one) => {
  const first = one.querySelector?.("[id]");
  return first ? `${one.nodeName} ${first.id}` : "";
};
const alike = (one, other) => one.nodeName === other.nodeName && named(one) === named(other);

function morphElement(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !lives(from, name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !lives(from, name)) from.setAttribute(name, value);
  }
  // What a person is typing, or has chosen in a form and not sent yet, is newer than what Python has seen of it.
  const theirs = touched.has(from) || from === focusedBefore || awaited.has(from.name) || from.validity?.customError;
  // A text field's first text is what it holds inside: of another person none may stay.
  const text = from.matches("textarea") ? from.value : null;
  if (text !== null && from.defaultValue !== to.defaultValue) from.defaultValue = to.defaultValue;
  if (text !== null && from.value !== text) from.value = text;
  const chosen = from.matches("select") ? (theirs ? from : to).value : null;
  if (from.matches("input, select, textarea") && !theirs) {
    if (from.matches("[type=radio], [type=checkbox]")) from.checked = to.checked;
    else if (from.value !== to.value) from.value = to.value;
  }
  if (!from.matches("textarea, [data-picture], [data-own]")) morph(from, to);
  if (chosen !== null) from.value = chosen; // its options have changed; where that is not there any more, nothing is chosen
}

// State that belongs to the page: an opened <details>, what is told of messages on their way.
function lives(element, name) {
  if (name === "hidden") return element.matches("[data-unanswered], [data-late], [data-picture]");
  if (name === "style") return element.matches("[data-choice]"); // where it stands
  return name === "open" && element.matches("details");
}

let focusedBefore = null; // where a person was typing when the change began

const awaited = new Map(); // radio buttons that speak for themselves: a group's name -> choices without an answer yet

// Moving or removing an element takes the focus from it. It gets it back; after a deletion the next one has it, and
// whoever works with the keyboard goes on from there.
function keepingFocus(root, change) {
  const focused = () => root.getRootNode().activeElement;
  const before = root.contains(focused()) ? focused() : null;
  focusedBefore = before;
  const back = before?.closest("[data-back]")?.dataset.back;
  // Never a thing of another kind: the key that has just deleted a card would delete a stage.
  const { touch: kind } = (back ? root.querySelector(`#${CSS.escape(back)}`) : before)?.dataset ?? {};
  const idsOf = (selector) => [...root.querySelectorAll(selector)].map((one) => one.id);
  const ids = idsOf(`.tp-layer [data-touch="${kind}"]`);
  const by = CSS.escape(before?.id ?? "");
  const opens = by ? `form:is([data-back="${by}"], [data-opened-by="${by}"])` : "form form"; // one that comes has it
  const form = root.querySelector(opens);
  const all = [...root.querySelectorAll("button, input, select, textarea, summary, a[href], [tabindex]")];
  change();
  const come = !form && root.querySelector(`${opens} input`);
  if (come) return come.focus();
  if (!before || focused() === before) return;
  const place = Math.max(ids.indexOf(before.id), ids.indexOf(back));
  const near = place < 0 ? [] : [...ids.slice(place + 1), ...ids.slice(0, place).reverse(), ...idsOf(".tp-plus")];
  const candidates = [before.id, back, ...near].filter(Boolean);
  const keyboard = (one) => root.dataset.by === "touch" && one.matches("input[type=text], textarea"); // it would come up
  const next = candidates.map((id) => root.querySelector(`#${CSS.escape(id)}`)).find((one) => one && !one.disabled && !keyboard(one));
  if (next) return next.focus({ preventScroll: true });
  const here = all.indexOf(before);
  const controls = [".tp-body input", ".tp-body button", "input", "button"].flatMap((kind) => [...root.querySelectorAll(kind)]);
  for (const one of [...all.slice(here + 1), ...all.slice(0, here).reverse(), ...controls]) {
    if (!one.isConnected || one.matches(":disabled")) continue;
    if (keyboard(one)) continue;
    one.focus({ preventScroll: true });
    if (focused() === one) return;
  }
}
