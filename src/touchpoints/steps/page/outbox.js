// What was done on the page and has not been answered by Python yet. The browser's tab keeps it for the work it
// belongs to, so that neither a kernel that died nor a page loaded anew loses it: the next widget of the same step
// sends it again.

const PATIENCE = 3000; // ms without an answer after which the reader is told
const STORE = "touchpoints"; // in the tab's own memory, gone when the tab is closed
// What changes no work is not worth keeping.
const PASSING = ["look", "poll", "select", "open", "edit", "cancel", "idea", "choose", "lay_back", "list", "turn", "phase", "show", "cover", "whose", "enter", "resume", "leave", "earlier",
  "look_back", "hand_in", "keep", "save_again", "keep_mine", "take_other"];

function outbox(model, root) {
  const owner = newId();
  const waiting = new Map(); // number -> {timer, answered}
  let number = 0;
  let overdue = false;
  let late = 0; // of the messages without an answer, those that an earlier widget had sent in vain
  let told = ""; // the work whose leftovers have been looked for
  alive().add(owner);

  const work = () => root.querySelector("[data-work]")?.dataset.work ?? "";
  const send = (action, values, answered = () => {}) => {
    number += 1;
    const letter = { work: work(), owner, number, key: `${owner}-${number}`, do: action, values };
    // Of what is typed into a form only the latest matters, and nothing once the form is sent.
    const form = action === "draft" ? values.form : action;
    const drafted = (one) => one.do === "draft" && one.owner === owner && one.values.form === form;
    if (kept().some(drafted)) keep(kept().filter((one) => !drafted(one)));
    if (letter.work && !PASSING.includes(action)) {
      if (waiting.size === 0) late = 0;
      keep([...kept(), letter]);
    }
    deliver(letter, answered);
    return number;
  };
  const deliver = ({ do: action, number, key, values }, answered) => {
    const timer = ["look", "poll"].includes(action) ? 0 : setTimeout(() => { overdue = true; tell(); }, PATIENCE);
    waiting.set(number, { timer, answered });
    try {
      model.send({ do: action, number, key, values }); // the key stays when it is sent again: it counts once
    } catch {
      // The kernel is gone and its line is closed: what was done stays in the tab.
    }
  };
  const answered = (message) => {
    const about = message.done ?? message.refused;
    const sent = waiting.get(about);
    if (!sent) return;
    clearTimeout(sent.timer);
    waiting.delete(about);
    keep(kept().filter((letter) => letter.owner !== owner || letter.number !== about));
    if (waiting.size === 0) overdue = false;
    sent.answered("refused" in message);
    tell("refused" in message ? message.words : "");
  };
  // What an earlier widget of this step, in this tab, could not bring to an end; `typed` is called with a form's draft,
  // `sent` with the name of a form that was sent: what stands in it is in the message.
  const adopt = (typed, sent) => {
    if (work() === told) return;
    told = work();
    const letters = kept();
    const left = letters.filter((letter) => letter.work === told && !alive().has(letter.owner));
    for (const letter of left) {
      number += 1;
      Object.assign(letter, { owner, number });
      if (letter.do === "draft") typed(letter.values.form, JSON.parse(letter.values.values));
      else {
        late += 1;
        sent(letter.do);
      }
    }
    if (left.length) keep(letters);
    left.forEach((letter) => deliver(letter, () => {}));
  };
  const tell = (refused = null) => {
    const show = (selector, shown) => root.querySelectorAll(selector).forEach((one) => (one.hidden = !shown));
    const words = root.querySelector("[data-refused]");
    keepingPlace(root, () => {
      show("[data-unanswered]", overdue);
      show(".tp-saved", !overdue); // it tells of an earlier change
      show("[data-late]", late > 0 && waiting.size === 0);
      if (words && refused !== null) words.textContent = refused;
    });
  };
  const close = () => {
    alive().delete(owner);
    waiting.forEach(({ timer }) => clearTimeout(timer));
  };
  return { send, answered, adopt, tell, close };
}

// The widgets that still live on this page; a cell shown twice must not send what the other one is waiting for.
const alive = () => (globalThis[Symbol.for("touchpoints.alive")] ??= new Set());

function kept() {
  try {
    return JSON.parse(remembered(STORE)) ?? [];
  } catch {
    return []; // something else wrote into it
  }
}

const keep = (letters) => remember(STORE, JSON.stringify(letters));

// The tab's own memory; null forgets.
function remember(key, text) {
  try {
    if (text === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // Full or not allowed: then a dead kernel loses what it has not answered, as the page says.
  }
}

function remembered(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

// Not randomUUID: a browser has it on secure addresses only.
const newId = () => [...crypto.getRandomValues(new Uint8Array(6))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// These words stand above the chart, and come and go at any moment: they must not push it from under a finger.
function keepingPlace(root, change) {
  const top = () => root.querySelector("[data-touchable]")?.getBoundingClientRect().top;
  const before = top();
  change();
  if (before !== undefined) root.closest(".jp-WindowedPanel-outer")?.scrollBy(0, top() - before);
}
