// The page's side of a step (panel.py): shows the HTML that Python drew, keeps focus and half-typed text while it
// changes, and sends what a control with data-do asks for. No rules of the lesson stand here.

const TYPING_PAUSE = 600; // ms without a key press after which a half-typed text is sent, so that a crash loses little
const LONGEST_PRESS = 1000; // ms: a release outside the window, or a finger that scrolls, is never seen here
const PATIENCE = 3000; // ms without an answer after which the reader is told

export function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "tp-root";
  // JupyterLab's own keys ("d d" deletes the cell) must not act while a control of ours has the focus.
  root.dataset.lmSuppressShortcuts = "true";
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault(); // the browser would save the page as a file; the work is saved already
      sendTyped();
    }
  });
  el.append(root);

  const waiting = new Map(); // messages without an answer yet: number -> what was sent, and a timer that tells the reader
  let number = 0;
  let pressed = 0; // a timer between press and release: nothing moves then, or the click would land beside the button
  let typing = null; // {timer, send}: a text that has not been sent yet

  const show = () => {
    if (pressed) return;
    const page = document.createElement("div");
    page.innerHTML = model.get("page");
    morph(root, page);
    showPicture();
  };
  const showPicture = () => {
    if (pressed) return;
    for (const slot of root.querySelectorAll("[data-picture]")) {
      if (slot.shown !== model.get("picture")) slot.innerHTML = slot.shown = model.get("picture");
      slot.hidden = !model.get("picture");
    }
  };

  const send = (element, extra = {}) => {
    number += 1;
    const { do: action, reset, ...values } = element.dataset;
    const about = number;
    const timer = setTimeout(() => { tell("[data-unanswered]"); putBack(about); }, PATIENCE);
    waiting.set(about, { timer, element, extra });
    model.send({ do: action, number: about, values: { ...plain(values), ...extra } });
  };
  // What was not taken goes back into the fields that were emptied for it; taken late, it leaves them again.
  const putBack = (about) => {
    const sent = waiting.get(about);
    for (const field of sent?.element.elements ?? []) {
      if (field.type === "radio") field.checked = sent.extra[field.name] === field.value;
      else if (field.name) field.value ||= sent.extra[field.name];
    }
    if (sent?.element.elements) sent.back = true;
  };
  // A form is empty for the next one: either all of it, or only the fields that say so.
  const empty = (form) => {
    if ("reset" in form.dataset) form.reset();
    form.querySelectorAll("[data-clear]").forEach((field) => {
      if (field.type === "radio") field.checked = false;
      else field.value = "";
    });
    for (const one of form.elements) if ("reset" in form.dataset || one.dataset.clear) touched.delete(one);
  };
  const sendTyped = () => {
    if (!typing) return;
    clearTimeout(typing.timer);
    const { send } = typing;
    typing = null;
    send();
  };
  const tell = (selector) => root.querySelectorAll(selector).forEach((one) => (one.hidden = false));

  const release = () => {
    clearTimeout(pressed);
    if (pressed) setTimeout(() => { pressed = 0; show(); }); // after the click has been dealt with
  };
  root.addEventListener("pointerdown", () => {
    clearTimeout(pressed);
    pressed = setTimeout(release, LONGEST_PRESS);
  });
  window.addEventListener("pointerup", release, true);

  root.addEventListener("submit", (event) => {
    event.preventDefault();
    sendTyped();
    const form = event.target;
    send(form, Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])));
    empty(form);
    form.querySelector("input[type=text], textarea")?.focus();
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (button) {
      sendTyped();
      send(button);
    }
    const timer = event.target.closest("[data-timer-start]");
    if (timer) startTimer(timer.closest("[data-timer]"));
  });
  // Fields outside a form speak for themselves: {do, value} and whatever else their data- attributes say.
  const field = (event) => (event.target.matches("[data-do]:not(button, form)") ? event.target : null);
  root.addEventListener("input", (event) => {
    touch(event.target);
    const target = field(event);
    if (!target?.matches("input[type=text], textarea")) return;
    if (typing && typing.target !== target) sendTyped();
    clearTimeout(typing?.timer);
    const sendIt = () => send(target, { value: target.value });
    typing = { target, send: sendIt, timer: setTimeout(sendTyped, TYPING_PAUSE) };
  });
  root.addEventListener("change", (event) => {
    touch(event.target);
    const target = field(event);
    if (!target) return;
    if (typing?.target === target) sendTyped();
    else if (!target.matches("input[type=text], textarea")) send(target, { value: target.value });
  });

  const answered = (message) => {
    const about = message.done ?? message.refused;
    const sent = waiting.get(about);
    clearTimeout(sent?.timer);
    if ("refused" in message) putBack(about);
    else if (sent?.back) empty(sent.element);
    waiting.delete(about);
    if (waiting.size === 0) root.querySelectorAll("[data-unanswered]").forEach((one) => (one.hidden = true));
    const refused = root.querySelector("[data-refused]");
    if (refused) refused.textContent = "refused" in message ? message.words : "";
  };

  // Python draws a step's chart only while the step is on the screen.
  const watcher = new IntersectionObserver((entries) => {
    model.send({ do: "look", number: 0, values: { seen: String(entries.at(-1).isIntersecting) } });
  });
  watcher.observe(root);

  model.on("change:page", show);
  model.on("change:picture", showPicture);
  model.on("msg:custom", answered);
  show();
  return () => {
    sendTyped();
    watcher.disconnect();
    window.removeEventListener("pointerup", release, true);
    model.off("change:page", show);
    model.off("change:picture", showPicture);
    model.off("msg:custom", answered);
    waiting.forEach(({ timer }) => clearTimeout(timer));
  };
}

const plain = (dataset) => Object.fromEntries(Object.entries(dataset).map(([name, value]) => [snake(name), value]));
const snake = (name) => name.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());

// Fields of a form that a person has filled in; of radio buttons, all of the group.
const touched = new WeakSet();
function touch(field) {
  for (const one of field.form?.dataset.do ? field.form.elements : []) if (one.name === field.name) touched.add(one);
}

// Change `from` into `to` with as few touches as possible: an element that stays keeps focus, caret and scroll place.
function morph(from, to) {
  const kept = new Map([...from.children].filter((child) => child.id).map((child) => [child.id, child]));
  let place = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const named = wanted.id ? kept.get(wanted.id) : undefined;
    const found = named ?? (place && alike(place, wanted) ? place : null);
    if (!found) {
      from.insertBefore(wanted, place);
      continue;
    }
    if (found === place) place = place.nextSibling;
    else from.insertBefore(found, place);
    if (found.nodeType === Node.ELEMENT_NODE) morphElement(found, wanted);
    else if (found.nodeValue !== wanted.nodeValue) found.nodeValue = wanted.nodeValue;
  }
  while (place) {
    const next = place.nextSibling;
    place.remove();
    place = next;
  }
}

const alike = (one, other) => one.nodeName === other.nodeName && (one.id || "") === (other.id || "");

function morphElement(from, to) {
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !lives(from, name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !lives(from, name)) from.setAttribute(name, value);
  }
  // What a person is typing, or has chosen in a form and not sent yet, is newer than what Python has seen of it.
  const theirs = touched.has(from) || from === from.ownerDocument.activeElement;
  if (from.matches("input, select, textarea") && !theirs) {
    if (from.matches("[type=radio], [type=checkbox]")) from.checked = to.checked;
    else if (from.value !== to.value) from.value = to.value;
  }
  if (!from.matches("textarea, [data-picture], [data-running]")) morph(from, to);
}

// State that belongs to the page: an opened <details>, a running timer, a chosen radio under the finger.
function lives(element, name) {
  return (name === "open" && element.matches("details")) || (name.startsWith("data-running") && element.matches("[data-timer]"));
}

// A countdown that runs in the page, so that it goes on while the kernel is busy. Starting again begins anew.
function startTimer(timer) {
  const end = Date.now() + Number(timer.dataset.timer) * 1000;
  const face = timer.querySelector("[data-timer-face]");
  clearInterval(timer.ticking);
  timer.dataset.running = "true";
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    face.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    timer.querySelector("[data-timer-over]").hidden = left > 0;
    if (left > 0 && timer.isConnected) return;
    clearInterval(timer.ticking);
    delete timer.dataset.running;
  };
  timer.ticking = setInterval(tick, 250);
  tick();
}

export default { render };
