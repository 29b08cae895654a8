// The chart (pieces.py): Python sends what has changed of its SVG, and only that is put into the page anew.

const SVG = "http://www.w3.org/2000/svg";

// Once for all views of a widget: its model knows the whole picture.
function initialize({ model }) {
  model.on("msg:custom", ({ picture }) => {
    if (!picture) return;
    const marks = [...(model.get("picture")?.marks ?? [])];
    for (const [start, removed, added] of picture.splices.reverse()) marks.splice(start, removed, ...added);
    model.set("picture", { view: picture.view, marks });
  });
}

function paint(slot, picture) {
  const { view, marks } = picture ?? { marks: [] };
  slot.hidden = marks.length === 0;
  if (slot.marks === marks || (slot.hidden && !slot.marks)) return;
  const svg = slot.firstElementChild ?? slot.appendChild(document.createElementNS(SVG, "svg"));
  if (view && svg.getAttribute("viewBox") !== view) svg.setAttribute("viewBox", view);
  const old = slot.marks ?? [];
  const shown = slot.elements ?? []; // not svg.children: what is dragged stands before all others for a while
  let start = 0;
  while (start < old.length && start < marks.length && old[start] === marks[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < marks.length - start && old.at(-1 - end) === marks.at(-1 - end)) end += 1;
  const going = shown.slice(start, old.length - end);
  const kept = new Map(going.map((one, place) => [old[start + place], one])); // what only moves is not parsed again
  const box = document.createElementNS(SVG, "g");
  const wanted = marks.slice(start, marks.length - end).map((mark) => {
    const there = kept.get(mark);
    kept.delete(mark);
    if (there) return there;
    box.innerHTML = mark;
    return box.firstElementChild;
  });
  const after = shown[old.length - end] ?? null;
  for (const one of going) one.remove();
  for (const one of wanted) {
    one.style.transform = "";
    svg.insertBefore(one, after);
  }
  slot.elements = [...shown.slice(0, start), ...wanted, ...shown.slice(old.length - end)];
  slot.marks = marks;
}
