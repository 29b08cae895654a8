// Cards of what was found: a card comes at once, its channel is chosen beside it, and it is dragged to where it belongs
// ([data-drag] onto [data-drop]). Every drag has a button too.

const APART = 5; // px a mouse or finger moves before a card is dragged

// `show` brings the page up to date; while a card is held, it waits.
function cardsOf(root, send, show) {
  let about = ""; // the card that is being chosen for
  let held = null; // {card, x, y, over}
  const choice = () => root.querySelector("[data-choice]");
  const open = () => choice()?.matches(CAN_FILL ? ":popover-open" : ".tp-shown") ?? false;
  const close = () => { if (open()) CAN_FILL ? choice().hidePopover() : choice().classList.remove("tp-shown"); };

  // Beside its card, within the window; Present may show all of it larger.
  const choose = (button) => {
    const [pop, again] = [choice(), open() && about === button.dataset.id];
    close();
    if (again) return;
    about = button.dataset.id;
    if (!CAN_FILL) return void pop.classList.add("tp-shown");
    pop.showPopover();
    const zoom = Number(root.closest(".tp-present")?.style.zoom || 1);
    const [at, own] = [button.getBoundingClientRect(), pop.getBoundingClientRect()];
    const left = Math.max(8, Math.min(at.left, window.innerWidth - own.width - 8));
    const under = at.bottom + 8 + own.height < window.innerHeight;
    Object.assign(pop.style, { left: `${left / zoom}px`, top: `${Math.max(8, under ? at.bottom + 8 : at.top - own.height - 8) / zoom}px` });
    pop.querySelector("button").focus({ preventScroll: true });
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chooses]");
    if (button) choose(button);
  });
  // A name that was emptied stands there again: Python keeps it, and its page is the same as before.
  root.addEventListener("focusin", ({ target }) => { if (target.matches("[data-line]")) target.former = target.value; });
  root.addEventListener("focusout", ({ target }) => {
    if (!target.matches("[data-line]") || target.value.trim()) return;
    target.value = target.former;
    grow(target);
  });
  root.addEventListener("keydown", (event) => {
    if (event.target.matches("[data-next]") && event.key === "Enter") {
      event.preventDefault(); // a gap of a sentence is one line; from it one goes on to the next
      root.querySelector(`#${CSS.escape(event.target.dataset.next)}`)?.focus();
    }
    if (event.target.matches("[data-line]") && event.key === "Enter") {
      event.preventDefault(); // a name is one line, however long
      event.target.blur();
    }
    if (event.key !== "Escape" || !(open() || held)) return;
    event.preventDefault(); // it ends this, not the presentation
    const back = root.querySelector(`[data-chooses][data-id="${CSS.escape(about)}"]`);
    if (open()) back?.focus({ preventScroll: true });
    close();
    letGo();
  });

  // In class the figures 1 to 5 raise a hand for a level, with Shift they take it down.
  root.addEventListener("keydown", (event) => {
    const level = /^Digit([1-5])$/.exec(event.code)?.[1];
    if (!level || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text], textarea, select")) return;
    const column = root.querySelectorAll("[data-hands]:not([data-hands='']) .tp-facecolumn")[level - 1];
    column?.querySelector(`[data-by="${event.shiftKey ? -1 : 1}"]`)?.click();
  });

  // What was typed stands there as a card before Python has answered.
  const comes = (form) => {
    const list = root.querySelector(`#${CSS.escape(form.dataset.comes ?? "")}`);
    const name = form.querySelector("input").value.trim();
    if (!list || !name) return;
    const card = document.createElement("li");
    card.className = "tp-card tp-found tp-comes";
    card.textContent = name;
    list.append(card);
  };
  root.addEventListener("submit", ({ target }) => { if (target.dataset.comes) comes(target); }, true);

  // Dragging.
  const letGo = () => {
    if (!held) return;
    held.card.style.translate = "";
    held.card.classList.remove("tp-dragged");
    held.over?.classList.remove("tp-over-here");
    held = null;
  };
  const under = ({ clientX, clientY }) => document.elementsFromPoint(clientX, clientY)
    .map((one) => one.closest("[data-drop]")).find((one) => one && root.contains(one));
  root.addEventListener("pointerdown", (event) => {
    const card = event.isPrimary && event.button === 0 && event.target.closest("[data-drag]");
    if (!card || event.target.closest("button, textarea, input, select, fieldset:disabled")) return;
    held = { card, x: event.clientX, y: event.clientY, lifted: false, over: null };
    card.setPointerCapture(event.pointerId);
  });
  root.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.lifted && Math.hypot(x, y) < APART) return;
    held.lifted = true;
    const zoom = Number(root.closest(".tp-present")?.style.zoom || 1);
    held.card.classList.add("tp-dragged");
    held.card.style.translate = `${x / zoom}px ${y / zoom}px`;
    const over = under(event);
    if (over === held.over) return;
    held.over?.classList.remove("tp-over-here");
    over?.classList.add("tp-over-here");
    held.over = over;
  });
  const drop = (event) => {
    if (!held) return;
    const { card, lifted } = held;
    const zone = lifted && event.type === "pointerup" ? under(event) : null;
    letGo();
    if (lifted) show();
    if (zone && !(zone.contains(card) && zone.dataset.drop === "see")) {
      const { drop: action, value } = zone.dataset;
      send(action, { id: card.dataset.drag, value });
    }
  };
  root.addEventListener("pointerup", drop);
  root.addEventListener("pointercancel", drop);

  return { close, holds: () => Boolean(held?.lifted), chosenFor: (button) => (button.closest("[data-choice]") ? { id: about } : {}) };
}
