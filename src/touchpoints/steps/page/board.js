// A chart's board: what room the chart has there, for which Python draws it, and the whole screen.

const SETTLED = 80; // ms without a change after which the room is told
const MEASURE = [1280, 720]; // px of the screen that all is made for; a larger one shows it larger
const POLL = 2000; // ms after which a class's board asks what has come in
const CAN_FILL = "popover" in HTMLElement.prototype; // not in browsers of before 2024

function boardOf(root, post) {
  let seen = false;
  let told = "";
  let timer = 0;
  const board = () => root.querySelector("[data-board]");
  const whole = () => CAN_FILL && (board()?.matches(":popover-open") ?? false);
  // Of what is drawn for its room: a chart that is touched, any that has the whole screen.
  const room = () => {
    const place = root.querySelector("[data-board] [data-room]") ?? (whole() ? board().querySelector("[data-picture]") : null);
    return place?.clientWidth ? { width: String(place.clientWidth), height: String(place.clientHeight), whole: String(whole()) } : {};
  };
  const tell = () => {
    const message = { seen: String(seen), ...room() };
    if (told === (told = JSON.stringify(message))) return;
    post.send("look", message);
  };
  const observer = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => { if (seen) tell(); }, SETTLED);
  });
  const pressed = () => {
    for (const button of root.querySelectorAll("[data-fullscreen]")) {
      button.ariaPressed = String(whole());
      button.hidden = !CAN_FILL;
    }
  };
  const watch = () => {
    root.querySelectorAll("[data-board] :is([data-room], [data-picture])").forEach((one) => observer.observe(one));
    pressed(); // Python's page knows nothing of it, and a step that is moved gives the screen back by itself
    if (!whole()) board()?.style.removeProperty("zoom");
  };
  const fill = (on) => {
    const one = board();
    if (!one || on === whole()) return;
    const larger = one.closest(".tp-present") ? 1 : Math.min(window.innerWidth / MEASURE[0], window.innerHeight / MEASURE[1]);
    one.style.zoom = on ? Math.max(1, larger) : "";
    if (on) one.showPopover();
    else one.hidePopover();
    pressed();
    (on ? one : root).querySelector(".tp-board [data-fullscreen], .tp-maptools [data-fullscreen]")?.focus({ preventScroll: true });
    tell();
  };
  root.addEventListener("click", ({ target }) => { if (target.closest("[data-fullscreen]")) fill(!whole()); });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !whole()) return;
    event.preventDefault(); // it ends this, not the presentation
    fill(false);
  });
  const look = (now) => {
    seen = now;
    tell();
  };
  const polling = setInterval(() => { if (seen && root.querySelector("[data-poll]")) post.send("poll", {}); }, POLL);
  return { look, watch, close: () => (clearInterval(polling), observer.disconnect()) };
}
