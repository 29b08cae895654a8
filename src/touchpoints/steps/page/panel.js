// The page's side of a step (panel.py): shows the HTML that Python drew, keeps focus and half-typed text while it
// changes, and sends what a control with data-do asks for. No rules of the lesson stand here. The other files of this
// folder belong to the same module: panel.py puts them together.

const TYPING_PAUSE = 600; // ms without a key press after which a half-typed text is sent, so that a crash loses little
const LONGEST_PRESS = 1000; // ms: a release outside the window is never seen here
const DOUBLE = 500; // ms after which a form that was sent may miss something again
// What was handed in belongs into the notebook's file too, and nothing of whoever has left.
const SAVED_AFTER = ["hand_in", "enter", "resume", "bring_in", "leave"];

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "tp-root";
  root.dataset.tp = "panel";
  // JupyterLab's own keys ("d d" deletes the cell) must not act while a control of ours has the focus, nor after a click
  // on what cannot have it, a card or a greyed field: then the ground has it.
  root.dataset.lmSuppressShortcuts = "true";
  root.tabIndex = -1;
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.target === root && event.key === " ") event.preventDefault(); // who types beside a field stays there
    shortcut(event);
  });
  el.append(root);

  // A timer between press and release, wherever on the page: nothing moves then, or the click would land beside what was
  // meant, which may be a control of the step below.
  let pressed = 0;
  let missed = false; // something has come meanwhile
  let typing = null; // {timer, send}: a text that has not been sent yet
  const post = outbox(model, root);
  const chart = touchable(root, post, () => show());
  const board = boardOf(root, post);
  const cards = cardsOf(root, (action, values) => post.send(action, values), () => show());
  const clock = clockOf(root);
  const drafts = draftsOf(root);
  const tooLong = tooLongIn(root);

  const waits = () => {
    if (pressed) missed = true;
    return pressed;
  };
  const show = () => {
    if (waits() || chart.holds() || cards.holds()) return;
    const page = document.createElement("div");
    page.innerHTML = model.get("page");
    drafts.turnOver(page);
    keepingFocus(root, () => morph(root, page));
    root.querySelectorAll("textarea").forEach(grow);
    drafts.restore();
    clock.shown();
    showPicture();
    post.tell();
    post.adopt(drafts.put, (action) => root.querySelectorAll(`form[data-keep][data-do="${action}"]`).forEach(empty));
    tooLong.restore();
  };
  const showPicture = () => {
    if (waits() || chart.holds()) return;
    for (const slot of root.querySelectorAll("[data-picture]")) paint(slot, model.get("picture"));
    chart.shown();
    board.watch();
  };

  const shortcut = (event) => {
    const command = event.ctrlKey || event.metaKey ? event.key.toLowerCase() : "";
    const click = (action) => root.querySelector(`[data-do="${action}"]:not(.tp-gone *)`)?.click();
    const close = event.key === "Escape" && event.target.closest(".tp-details")?.querySelector(".tp-close");
    if (close) {
      close.click();
      event.preventDefault(); // so that it does not end the presentation too
    }
    if (command === "s") sendTyped(); // the browser would save the page as a file; the work is saved already
    else if (command && event.target.matches("input[type=text], textarea")) return; // there Ctrl-Z is the text's own
    else if (command === "y" || (command === "z" && event.shiftKey)) click("redo");
    else if (command === "z") click("undo");
    if (["s", "y", "z"].includes(command)) event.preventDefault();
  };

  const send = (element, extra = {}) => {
    const { do: action, reset, back, openedBy, most, keep, draft, touch: how, fixed, comes, line, next, shuts, ...values } = element.dataset;
    const { name } = element.type === "radio" ? element : {};
    if (name) awaited.set(name, (awaited.get(name) ?? 0) + 1);
    post.send(action, { ...plain(values), ...extra }, (refused) => {
      if (refused) putBack(element, extra);
      if (SAVED_AFTER.includes(action) && !refused) saveNotebook();
      if (name) answeredFor(name);
    });
  };
  // The kit's half of JupyterLab saves it. Elsewhere its button does, if there is one, which would take the focus.
  const saveNotebook = () => {
    if (!root.dispatchEvent(new Event("touchpoints:save", { bubbles: true, cancelable: true }))) return;
    const at = document.activeElement === document.body ? root : document.activeElement;
    root.closest(".jp-NotebookPanel")?.querySelector('[data-command="docmanager:save"]')?.click();
    at.focus({ preventScroll: true });
  };
  // Until the last of some quick choices is answered, Python's page shows an earlier one.
  const answeredFor = (name) => {
    awaited.set(name, awaited.get(name) - 1);
    if (awaited.get(name)) return;
    awaited.delete(name);
    show();
  };
  // What was refused goes back into the fields that were emptied for it.
  const putBack = (element, sent) => {
    for (const field of element.elements ?? []) {
      if (field.type === "radio") field.checked = sent[field.name] === field.value;
      else if (field.name) field.value ||= sent[field.name];
    }
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
  const sendLater = (target, send) => {
    if (typing && typing.target !== target) sendTyped();
    clearTimeout(typing?.timer);
    typing = { target, send, timer: setTimeout(sendTyped, TYPING_PAUSE) };
  };
  // What is typed into a form is kept until it is added, so that neither a run of the cell nor a closed tab loses it.
  const sendDraft = ({ form }) => {
    if (!form || !("keep" in form.dataset)) return;
    const { do: action, id } = form.dataset;
    const typed = () => JSON.stringify({ ...entries(form), ...(id && { id }) });
    sendLater(form, () => post.send("draft", { form: action, values: typed() }));
  };
  const sendTyped = () => {
    if (!typing) return;
    clearTimeout(typing.timer);
    const { send } = typing;
    typing = null;
    send();
  };

  const press = () => {
    clearTimeout(pressed);
    pressed = setTimeout(release, LONGEST_PRESS);
  };
  const release = () => {
    clearTimeout(pressed);
    if (pressed) setTimeout(goOn); // after the click has been dealt with
  };
  const goOn = () => {
    pressed = 0;
    if (missed) show();
    missed = false;
  };
  root.addEventListener("keydown", () => (root.dataset.by = "keys"), true);
  root.addEventListener("focusin", ({ target }) => { // a browser leaves what is seen in part where it is
    if (root.dataset.by === "keys" && target !== root) target.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  root.addEventListener("pointerdown", ({ target, pointerType }) => {
    root.dataset.by = pointerType;
    // By itself a browser leaves the focus where it is when what is clicked is selected, as after Ctrl-A.
    const control = target.closest("button, input, select, textarea, summary, a, [tabindex]");
    if (control === root || control.matches(":disabled")) root.focus({ preventScroll: true });
  });
  // What is typed at the last moment is kept by the tab for the page that is loaded anew.
  const onWindow = { pointerdown: press, pointerup: release, pointercancel: release, pagehide: sendTyped };
  for (const [event, act] of Object.entries(onWindow)) window.addEventListener(event, act, true);

  // The second click of a double click is meant for what the first one met, not for what has come into its place.
  let former;
  const meant = (one) => one && (one.dataset.do ? `${one.dataset.do} ${one.dataset.id}` : one.id);
  root.addEventListener("click", (event) => {
    const what = meant(event.target.closest("label, button, summary, a"));
    if (event.detail > 1 && what !== former) {
      event.preventDefault();
      event.stopPropagation();
    } else former = what;
  }, true);
  root.addEventListener("contextmenu", (event) => event.stopPropagation()); // JupyterLab's is about cells, and in English

  // The browser would say it in its own language, not in the lesson's; a field that changes is looked at again. Of a form
  // that was sent a moment ago nothing is missing.
  root.addEventListener("invalid", (event) => {
    const { target } = event;
    if (event.timeStamp - (target.form?.sentAt ?? -DOUBLE) < DOUBLE) event.preventDefault();
    else if (target.validity.valueMissing) target.setCustomValidity(root.querySelector("[data-missing]").dataset.missing);
  }, true);
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    sendTyped();
    const form = event.target;
    form.sentAt = event.timeStamp;
    send(form, entries(form));
    empty(form);
    if ("shuts" in form.dataset) form.closest("details").open = false;
    form.querySelector("input[type=text], textarea")?.focus();
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-do]");
    if (button) {
      sendTyped();
      if (button.dataset.do === "edit") root.querySelector('form[data-do="save"]')?.requestSubmit(); // what stands in it
      if (button.ariaPressed) button.ariaPressed = "true"; // Python's page follows
      send(button, cards.chosenFor(button));
      cards.close();
    }
  });
  // Fields outside a form speak for themselves: {do, value} and whatever else their data- attributes say.
  const field = (event) => (event.target.matches("[data-do]:not(button, form)") ? event.target : null);
  root.addEventListener("input", (event) => {
    touch(event.target);
    if (event.target.type === "range") event.target.parentElement.querySelector("output").value = event.target.value;
    const target = field(event);
    fits(root, event.target);
    tooLong.keep(event.target);
    grow(event.target);
    sendDraft(event.target);
    if (!target?.matches("input[type=text], textarea")) return;
    sendLater(target, () => fits(root, target) && send(target, { value: target.value }));
  });
  root.addEventListener("change", (event) => {
    touch(event.target);
    sendDraft(event.target);
    if (typing?.target === event.target.form) sendTyped();
    const target = field(event);
    if (!target || !fits(root, target)) return;
    if (typing?.target === target) sendTyped();
    else if (target.type === "file") target.files[0]?.text().then((code) => send(target, { code }));
    else if (target.type === "checkbox") send(target, { value: String(target.checked) });
    else if (!target.matches("input[type=text], textarea")) send(target, { value: target.value });
  });

  root.addEventListener("toggle", ({ target }) => {
    if (target.dataset.do) send(target, { value: String(target.open) });
  }, true);

  // Python draws a step's chart only while the step is on the screen. And the prose around the steps is as legible as
  // they are: JupyterLab takes the size of its text from the user's settings alone, which are not ours to change.
  const watcher = new IntersectionObserver((entries) => {
    const audience = root.querySelector(".tp-class") ? "class" : "student";
    const notebook = root.closest(".jp-Notebook");
    notebook?.classList.add(`tp-prose-${audience}`);
    notebook?.setAttribute("lang", root.querySelector(".tp").lang); // a reader's JupyterLab may speak another one
    board.look(entries.at(-1).isIntersecting);
  });
  watcher.observe(root);

  model.on("change:page", show);
  model.on("change:picture", showPicture);
  model.on("msg:custom", post.answered);
  show();
  return () => {
    sendTyped();
    watcher.disconnect();
    board.close();
    chart.close();
    clock.close();
    for (const [event, act] of Object.entries(onWindow)) window.removeEventListener(event, act, true);
    model.off("change:page", show);
    model.off("change:picture", showPicture);
    model.off("msg:custom", post.answered);
    post.close();
  };
}

// A text field is as high as its text; most browsers see to that themselves.
const grow = (field) => {
  if (!field.matches("textarea:not([readonly])") || CSS.supports("field-sizing", "content")) return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
};
const entries = (form) => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
const plain = (dataset) => Object.fromEntries(Object.entries(dataset).map(([name, value]) => [snake(name), value]));
const snake = (name) => name.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());

// Whether a text is short enough. One that is not stays as it is typed, with words beside it, and is not sent.
function fits(root, field) {
  const most = Number(field.dataset.most ?? Infinity);
  const over = [...field.value].length - most;
  const { tooLong } = root.querySelector("[data-too-long]").dataset;
  field.setCustomValidity(over > 0 ? tooLong.replace("{over}", over).replace("{most}", most) : "");
  if (over > 0) field.reportValidity();
  return over <= 0;
}

// A text that is too long to be sent stays in the tab's memory, so that a page drawn anew still has it.
function tooLongIn(root) {
  const key = ({ dataset }) => `touchpoints/${root.querySelector("[data-work]")?.dataset.work}/${dataset.do}/${dataset.id ?? ""}`;
  const keep = (field) => {
    if (!field.matches("[data-do][data-most]")) return;
    remember(key(field), field.validity.customError ? field.value : null);
  };
  const restore = () => {
    for (const field of root.querySelectorAll("[data-do][data-most]")) {
      const text = remembered(key(field));
      if (text === null || field.validity.customError) continue;
      field.value = text;
      fits(root, field);
      grow(field);
    }
  };
  return { keep, restore };
}

// Fields of a form that a person has filled in; of radio buttons, all of the group, of which nothing is missing then.
const touched = new WeakSet();
function touch(field) {
  for (const one of field.form?.dataset.do ? field.form.elements : []) {
    if (one.name !== field.name) continue;
    touched.add(one);
    if (one.type === "radio") one.setCustomValidity("");
  }
}

// What Python has kept of a form stands there again, once, in a page that is new or shows another person's work; of who
// has left, nothing that was typed stays.
function draftsOf(root) {
  let work;
  let restored = new WeakSet();
  const fields = (form) => [...form.elements].filter((one) => one.name);
  const turnOver = (page) => {
    const next = page.querySelector("[data-work]")?.dataset.work;
    if (next === work) return;
    work = next;
    restored = new WeakSet();
    for (const form of root.querySelectorAll("form[data-keep]")) fields(form).forEach((one) => touched.delete(one));
  };
  const restore = () => {
    for (const form of root.querySelectorAll("form[data-keep]")) {
      if (restored.has(form)) continue;
      restored.add(form);
      fill(form, JSON.parse(form.dataset.draft ?? "{}"));
    }
  };
  const fill = (form, draft) => {
    for (const one of fields(form).filter(({ name }) => name in draft)) {
      if (one.type === "radio") one.checked = one.value === draft[one.name];
      else one.value = draft[one.name];
      touched.add(one);
    }
  };
  const put = (action, draft) => root.querySelectorAll(`form[data-keep][data-do="${action}"]`).forEach((form) => fill(form, draft));
  return { turnOver, restore, put };
}

export default { initialize, render };
