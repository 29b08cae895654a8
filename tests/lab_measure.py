"""What is measured on the screen, where it is drawn."""

from __future__ import annotations

# What is wrong with a step as it stands: something that scrolls, small or cut words, things over each other.
UNFIT = """() => {
  const [all, wrong] = [one => [...document.querySelectorAll(".tp-present " + one)], []];
  const name = one => one.outerHTML.slice(0, 90);
  const stage = document.querySelector(".tp-stage");
  for (let one = document.querySelector(".tp-present :is(.tp-touchable, .tp-found)"); one; one = one.parentElement)
    if (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1)
      if (getComputedStyle(one).overflow !== "visible") wrong.push("scrolls: " + name(one));
  const box = one => one.getBoundingClientRect();
  const screen = {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
  const shown = all(":is(.tp-stops, .tp-find) button, input, textarea, select, .tp-tool, .tp-tray p, .tp-waits, .tp-touchable svg")
    .map(one => one.closest("button") ?? one).filter(one => one.checkVisibility());
  for (const one of new Set(shown)) {
    const card = one.closest(".tp-found, .tp-apart");
    if (card && box(one).bottom > box(card).bottom + 1) wrong.push("sticks out: " + name(one));
    const [a, style] = [box(one), getComputedStyle(one)];
    if (a.left < 0 || a.top < 0 || a.right > screen.right + 1 || a.bottom > screen.bottom + 1) wrong.push("off: " + name(one));
    const words = one.value ?? one.innerText;
    if (words?.trim() && !one.matches("svg") && parseFloat(style.fontSize) < 18) wrong.push("small: " + name(one));
    if (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
      if (one.matches("input, textarea")) wrong.push("cut: " + name(one));
    for (const other of new Set(shown)) {
      const b = box(other);
      const [wide, high] = [Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)];
      const inField = one.closest(".tp-type") && other.closest(".tp-type"); // its button stands at its end
      if (one !== other && !inField && wide > 1 && high > 1) wrong.push("over each other: " + name(one) + name(other));
    }
  }
  return wrong;
}"""
# How large the chart's unit is, in CSS pixels; and its room.
DRAWN = """() => { const svg = document.querySelector(".tp-present .tp-touchable svg");
  const {width, height} = svg.getBoundingClientRect(), view = svg.viewBox.baseVal;
  return [width / view.width, height / view.height, width, height]; }"""
SCREENS = ((1280, 720), (1024, 768))
