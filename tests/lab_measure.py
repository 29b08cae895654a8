"""What is measured on the screen, where it is drawn."""

from __future__ import annotations

# What is wrong with the step that is presented: something that scrolls, small or cut words, things over each other.
UNFIT = """() => {
  const screen = document.querySelector(".tp-present .tp-screen"), wrong = [];
  const name = one => one.outerHTML.replace(/\\s+/g, " ").slice(0, 130);
  const box = one => one.getBoundingClientRect();
  const seen = one => one.checkVisibility() && !one.closest("svg, option, .tp-unseen") && getComputedStyle(one).clipPath === "none";
  const around = [];
  for (let one = screen; one; one = one.parentElement) around.push(one);
  const inside = [...screen.querySelectorAll("*"), ...document.querySelectorAll(".tp-stops *")].filter(seen);
  for (const one of [...around, ...inside]) {
    const scrolls = one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1;
    if (scrolls && getComputedStyle(one).overflow !== "visible" && !one.matches(".tp-chart, select"))
      wrong.push(`scrolls or is cut, ${one.scrollWidth} × ${one.scrollHeight}: ` + name(one));
  }
  const says = one => [...one.childNodes].some(text => text.nodeType === Node.TEXT_NODE && text.data.trim());
  for (const one of inside) {
    const card = one.closest(".tp-found, .tp-apart, .tp-entry, .tp-facecolumn, .tp-paper"), [own, whole] = [box(one), card && box(card)];
    if (card && (own.bottom > whole.bottom + 1 || own.right > whole.right + 1)) wrong.push("sticks out: " + name(one));
    if (!says(one) && !String(one.value || one.placeholder || "").trim()) continue;
    const {left, top, right, bottom} = box(one);
    if (left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1) wrong.push("off: " + name(one));
    if (!one.matches("input[type=radio]") && !one.closest(".tp-stop-done") && parseFloat(getComputedStyle(one).fontSize) < 18) wrong.push("small: " + name(one));
  }
  const controls = inside.filter(one => one.matches("button, textarea, input:not([type=radio], [type=checkbox]), select, .tp-facechoice, .tp-chip")
    && !one.closest(".tp-layer"));
  for (const [index, one] of controls.entries()) for (const other of controls.slice(index + 1)) {
    const [a, b] = [box(one), box(other)];
    const [wide, high] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
    const inField = one.closest(".tp-type") && other.closest(".tp-type"); // its button stands at its end
    if (!inField && wide > 1 && high > 1) wrong.push("over each other: " + name(one) + name(other));
  }
  return wrong;
}"""
# How large the chart's unit is, in CSS pixels; and its room.
DRAWN = """() => { const svg = document.querySelector(".tp-present :is(.tp-touchable, .tp-fitted) svg");
  if (!svg) return [];
  const {width, height} = svg.getBoundingClientRect(), view = svg.viewBox.baseVal;
  return [width / view.width, height / view.height, width, height]; }"""
SCREENS = ((1280, 720), (1024, 768))
