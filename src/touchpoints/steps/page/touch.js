// The touchable chart (chart_editor.py): points, cards and stage headings follow the finger at once, and what was
// meant is sent. The levels and the places where something may go come from Python, in data-levels and data-slots.

const SLOP = 5; // px a finger or mouse may move in a click
const HOLD = 350; // ms a finger rests on a card before it lifts it: one that moves sooner scrolls the page
const FACE = 60; // px across, of the face that a point becomes while it is dragged

// `show` brings the page up to date; while something is held, it waits.
function touchable(root, post, show) {
  let held = null; // what is being dragged
  let resting = 0; // a timer while a finger rests on a card
  let dragged = false; // the click that ends a drag is none
  let next = null; // {id, focus}: what is brought into sight, or into the focus, as soon as Python has drawn it
  const ahead = new Map(); // number of a message -> shows again what Python has not drawn yet
  const moved = new Map(); // id of a touchpoint -> how far its point stands from where Python has drawn it

  const chart = () => root.querySelector("[data-touchable]");
  const parsed = {}; // what stands in the chart's data- attributes, read once as long as it stays
  const data = (name) => {
    const text = chart().dataset[name];
    if (parsed[name]?.text !== text) parsed[name] = { text, value: JSON.parse(text) };
    return parsed[name].value;
  };
  const picture = (mark) => chart().querySelector(`[data-picture] [id="${CSS.escape(mark)}"]`);
  const own = () => chart().querySelector("[data-own]");

  // An element's control and its drawing, moved by parts of the chart's width and height.
  const shift = (element, across, down) => {
    const { offsetWidth: width, offsetHeight: height } = chart();
    element.style.translate = across || down ? `${across * width}px ${down * height}px` : "";
    if (element.dataset.touch === "feel") bend(element.dataset.id, down);
    const group = element.dataset.mark && picture(element.dataset.mark);
    if (!group) return;
    const view = group.ownerSVGElement.viewBox.baseVal;
    group.style.transform = across || down ? `translate(${across * view.width}px, ${down * view.height}px)` : "";
  };
  const part = (event) => {
    const { left, top, width, height } = chart().getBoundingClientRect();
    return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
  };
  const send = (action, values, element) => {
    const number = post.send(action, values, () => {
      ahead.delete(number);
      if (element?.isConnected && held?.element !== element) shift(element, 0, 0);
    });
    return number;
  };

  // The curve through all points where they stand now, by the formula of parts/curve.py: of two neighbours that are
  // rated, each bends half-way between them.
  const bend = (id, down) => {
    if (down) moved.set(id, down);
    else moved.delete(id);
    const line = picture("curve-now")?.querySelector("path");
    if (!line) return;
    const { width, height } = line.ownerSVGElement.viewBox.baseVal;
    let before = null;
    const way = data("curve").map(([one, left, top, rated]) => {
      const [x, y] = [left * width, (top + (moved.get(one) ?? 0)) * height];
      const from = before;
      before = rated || moved.has(one) ? [x, y] : null;
      if (!before) return "";
      const half = from && (from[0] + x) / 2;
      return from ? `C ${half} ${from[1]} ${half} ${y} ${x} ${y}` : `M ${x} ${y}`;
    });
    line.setAttribute("d", way.join(" "));
  };
  // While a point is dragged: it is a face, and the curve as it was stays behind.
  const made = (name, fields) => {
    const one = document.createElementNS(SVG, name);
    Object.entries(fields).forEach(([key, value]) => one.setAttribute(key, value));
    return one;
  };
  const ghost = (element) => {
    const disc = picture(element.dataset.mark);
    const line = picture("curve-now")?.querySelector("path");
    if (!line || picture("tp-ghost")) return;
    const { x, y, width, height } = disc.getBBox();
    const all = made("g", { id: "tp-ghost" });
    all.append(made("path", { d: line.getAttribute("d") }), made("circle", { cx: x + width / 2, cy: y + height / 2, r: width / 2 }));
    line.ownerSVGElement.insertBefore(all, line.closest('[id="curve-now"]'));
    disc.style.visibility = "hidden";
    const tag = picture(`tag${element.dataset.mark.replace("feeling", "")}`);
    if (tag) tag.style.visibility = "hidden";
  };
  const face = (element, value, y) => {
    const model = picture(`face-${value}`);
    if (!model) return;
    const svg = model.ownerSVGElement;
    let one = picture("tp-face");
    if (one?.dataset.value !== String(value)) {
      one?.remove();
      one = made("g", { id: "tp-face", "data-value": value });
      one.append(model.cloneNode(true));
      svg.append(one);
    }
    const { width, height } = svg.viewBox.baseVal;
    const { box, wide } = held.faces[value] ??= { box: model.getBBox(), wide: chart().offsetWidth };
    const scale = (FACE * width) / wide / box.width;
    const x = ((parseFloat(element.style.left) + parseFloat(element.style.width) / 2) / 100) * width;
    const at = [x - (box.x + box.width / 2) * scale, y * height - (box.y + box.height / 2) * scale];
    one.setAttribute("transform", `translate(${at.join(" ")}) scale(${scale})`);
  };
  const unghost = () => {
    for (const name of ["tp-ghost", "tp-face"]) picture(name)?.remove();
    chart().querySelectorAll("[data-picture] [style*=visibility]").forEach((one) => (one.style.visibility = ""));
  };

  // Feelings.
  const middle = (element) => (parseFloat(element.style.top) + parseFloat(element.style.height) / 2) / 100;
  const level = (element, chosen) => {
    const again = () => {
      if (!element.isConnected) return;
      shift(element, 0, chosen.top - middle(element));
      element.setAttribute("aria-valuenow", chosen.value);
      element.setAttribute("aria-valuetext", chosen.word);
    };
    again();
    ahead.set(send("feel", { id: element.dataset.id, value: String(chosen.value) }, element), again);
  };
  const nearestLevel = (y) => nearest(data("levels"), (one) => Math.abs(one.top - y));
  const say = (element, words, y) => {
    const bubble = own().querySelector("output") ?? own().appendChild(document.createElement("output"));
    bubble.className = "tp-bubble";
    bubble.textContent = words;
    bubble.style.left = `${parseFloat(element.style.left) + parseFloat(element.style.width) / 2}%`;
    bubble.style.top = `${y * 100}%`;
  };

  // Places: a bar shows where the card or the stage would go.
  const nearestSlot = ({ x, y }, kind) => {
    if (kind === "stage") return nearest(data("stageSlots"), (one) => Math.abs(one.box[0] - x));
    const slots = data("slots");
    const apart = (from, long, value) => Math.max(from - value, value - from - long, 0);
    const column = nearest(slots, (one) => apart(...one.column, x)).stage;
    const inside = slots.filter((one) => one.stage === column);
    return nearest(inside, ({ box: [left, top, width, height] }) => Math.hypot(apart(left, width, x), apart(top, height, y)));
  };
  const bar = ({ box: [left, top, width, height] }) => {
    const shown = own().querySelector(".tp-bar") ?? own().appendChild(document.createElement("div"));
    shown.className = "tp-bar";
    shown.style.cssText = `left:${left * 100}%;top:${top * 100}%;width:${width * 100}%;height:${height * 100}%`;
  };
  const clear = () => own()?.querySelectorAll(".tp-bubble, .tp-bar").forEach((one) => one.remove());

  const drag = (event) => {
    const { element, kind, start } = held;
    const now = part(event);
    const group = element.dataset.mark && picture(element.dataset.mark);
    if (kind !== "feel" && group?.nextElementSibling) group.parentNode.append(group); // before all others while it moves
    if (kind === "feel") {
      ghost(element);
      const levels = data("levels");
      const y = Math.min(Math.max(now.y - start.y + middle(element), levels[0].top), levels.at(-1).top);
      held.level = nearestLevel(y);
      face(element, held.level.value, y);
      shift(element, 0, y - middle(element));
      say(element, held.level.word, y);
    } else {
      shift(element, now.x - start.x, kind === "stage" ? 0 : now.y - start.y);
      held.slot = nearestSlot(now, kind);
      bar(held.slot);
    }
  };
  const drop = () => {
    const { element, kind, level: chosen, slot } = held;
    const { id } = element.dataset;
    held = null;
    clear();
    unghost();
    setTimeout(show);
    if (kind === "feel") level(element, chosen);
    else if (kind === "stage") send("put_stage", { id, before: slot.before }, element);
    else send("put", { id, stage: slot.stage, before: slot.before }, element);
  };
  const letGo = () => {
    if (!held) return;
    shift(held.element, 0, 0);
    held = null;
    clear();
    unghost();
    setTimeout(show);
  };

  root.addEventListener("pointerdown", (event) => {
    dragged = false;
    const element = event.target.closest("[data-touch]");
    if (!element || element.closest(":disabled") || element.dataset.touch === "ground") return;
    if (event.button || !event.isPrimary) return;
    const at = [event.clientX, event.clientY];
    const lift = () => {
      element.setPointerCapture(event.pointerId);
      element.classList.add("tp-held");
      held = { element, kind: element.dataset.touch, start: part(event), at, faces: {} };
    };
    if (event.pointerType !== "touch" || element.dataset.touch === "feel") return lift();
    clearTimeout(resting);
    resting = setTimeout(() => {
      lift();
      element.classList.add("tp-lifted");
    }, HOLD);
  });
  root.addEventListener("pointermove", (event) => {
    if (!held || !event.isPrimary) return;
    const far = Math.hypot(event.clientX - held.at[0], event.clientY - held.at[1]);
    dragged ||= far > SLOP;
    if (dragged) drag(event);
  });
  const rest = () => {
    clearTimeout(resting);
    root.querySelectorAll(".tp-lifted, .tp-held").forEach((one) => one.classList.remove("tp-lifted", "tp-held"));
  };
  root.addEventListener("pointerup", () => (rest(), held && dragged ? drop() : (held = null)));
  root.addEventListener("pointercancel", () => (rest(), letGo()));
  root.addEventListener("contextmenu", (event) => { if (held) event.preventDefault(); }); // a long press opens one
  // Else Chromium takes a quick release for a swipe that goes on, and the next tap for the end of that swipe: no click.
  root.addEventListener("touchmove", (event) => { if (held) event.preventDefault(); }, { passive: false });

  // Names: a field where one has clicked; Enter or leaving it keeps the name, Escape does not.
  const ask = ({ box: [left, top, width, height], label, value = "", back, done }) => {
    const field = document.createElement("textarea"); // a name may need more lines than one
    field.rows = 1;
    field.className = "tp-name-field";
    field.dataset.most = chart().dataset.most;
    field.value = value;
    field.setAttribute("aria-label", label);
    const wide = `min(${value ? `max(${width * 100}%, 7em)` : "15em"}, 96cqw)`; // a name stays where it stands
    field.style.cssText = `left:min(${left * 100}%, 100% - ${wide});top:min(${top * 100}%, 100% - 2.6em);width:${wide};min-height:${height * 100}%`;
    own().append(field);
    field.select();
    field.focus();
    let ended = false;
    const end = (kept) => {
      if (ended) return; // removing the field takes the focus from it, which ends it once more
      if (kept && !fits(root, field)) return;
      ended = true;
      const name = field.value.replace(/\s+/g, " ").trim();
      const focused = field.getRootNode().activeElement === field;
      field.remove();
      if (focused) root.querySelector(`#${CSS.escape(back)}`)?.focus({ preventScroll: true });
      if (kept && name && name !== value) done(name);
    };
    field.addEventListener("blur", () => end(true));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        end(true);
      }
      if (event.key === "Escape") {
        event.preventDefault();
        end(false);
      }
    });
  };
  const rename = (element) => {
    const { id, name, rename: label, box } = element.dataset;
    const action = element.dataset.touch === "stage" ? "rename" : "name";
    const done = (value) => send(action, { id, value });
    ask({ box: JSON.parse(box), label, value: name, back: element.id, done });
  };
  const add = (element, event) => {
    const { stage, ask: label } = element.dataset;
    const id = newId();
    const { left, top, width } = element.getBoundingClientRect();
    const at = part({ clientX: left, clientY: element.dataset.touch === "ground" ? event.clientY : top });
    const box = [at.x, Math.max(at.y, 0), width / chart().getBoundingClientRect().width, 0];
    const done = (name) => {
      next = { id: `${chart().dataset[stage ? "cards" : "stages"]}${id}`, focus: true };
      if (stage) send("add", { id, stage, name });
      else send("add_stage", { id, name });
    };
    ask({ box, label, back: element.dataset.back ?? element.id, done });
  };
  const select = (element, details, byKeys) => {
    next = byKeys ? { id: chart().dataset[details ? "details" : "act"], focus: true } : null;
    post.send("select", { id: element.dataset.id, details: String(details) });
  };
  const around = ".tp-act, .tp-details"; // what stands beside the thing that was clicked
  const selected = () => root.querySelector(around);
  const elsewhere = (event) => {
    const here = event.composedPath();
    const near = (selector) => here.some((one) => one.matches?.(selector) && root.contains(one));
    if (selected() && !near(`${around}, [data-own], [data-touch="card"], [data-touch="stage"]`)) post.send("select", { id: "" });
  };
  window.addEventListener("pointerdown", elsewhere, true);

  root.addEventListener("click", (event) => {
    if (dragged) event.stopPropagation();
    dragged = false;
  }, true);
  root.addEventListener("click", (event) => {
    const adder = event.target.closest("[data-ask]");
    if (adder && !adder.closest(":disabled")) return add(adder, event);
    if (event.target.closest("[data-details=true]")) next = { id: chart().dataset.details, focus: true };
    const element = event.target.closest('[data-touch="card"], [data-touch="stage"]');
    if (!element || element.closest(":disabled")) return;
    if (element.dataset.fixed && !event.detail) next = { id: chart().dataset.here, focus: true }; // by the keys: which stage?
    if (element.dataset.fixed || !event.detail) return; // keys: see below
    select(element, false, false);
    if (part(event).y >= JSON.parse(element.dataset.box)[1]) rename(element);
  });

  const KEYS = {
    feel: (element, key) => {
      const levels = data("levels");
      const now = levels.findIndex((one) => String(one.value) === element.getAttribute("aria-valuenow"));
      const [better, worse, worst] = [now - 1, now + 1, levels.length - 1];
      const to = { ArrowUp: better, ArrowRight: better, PageUp: better, End: 0,
        ArrowDown: worse, ArrowLeft: worse, PageDown: worse, Home: worst, Enter: now, " ": now }[key];
      if (to === undefined) return false;
      level(element, levels[Math.min(Math.max(to, 0), levels.length - 1)]);
      return true;
    },
    card: (element, key) => {
      const { id } = element.dataset;
      const by = { ArrowLeft: ["hop", -1], ArrowRight: ["hop", 1], ArrowUp: ["step", -1], ArrowDown: ["step", 1] }[key];
      if (by) nudge(element, key, () => send(by[0], { id, by: String(by[1]) }, element));
      else if (key === "Delete") send("remove", { id });
      else return open(element, key);
      return true;
    },
    stage: (element, key) => {
      const { id } = element.dataset;
      const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (by) nudge(element, key, () => send("move_stage", { id, by: String(by) }, element));
      else if (key === "Delete") send("remove_stage", { id });
      else return open(element, key);
      return true;
    },
  };
  // The card starts on its way at once; Python's new chart shows where it has come to.
  const nudge = (element, key, go) => {
    const way = { ArrowLeft: [-0.012, 0], ArrowRight: [0.012, 0], ArrowUp: [0, -0.012], ArrowDown: [0, 0.012] }[key];
    shift(element, ...way);
    go();
  };
  const open = (element, key) => {
    if (key !== "Enter" && key !== " ") return false;
    if (key === "Enter") rename(element);
    else select(element, element.dataset.touch === "card", true);
    return true;
  };
  // Where the card in the hand may be laid: the arrows lead from stage to stage.
  const along = (element, by) => {
    const all = [...chart().querySelectorAll(".tp-here")];
    all[all.indexOf(element) + by]?.focus({ preventScroll: true });
    return true;
  };
  const givenUp = () => {
    const hand = root.querySelector('.tp-waits[aria-pressed="true"]');
    if (hand) post.send("lay_back", {});
    else if (root.querySelector(".tp-act")) post.send("select", { id: "" });
    else return false;
    hand?.focus();
    return true;
  };
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && held) {
      event.preventDefault();
      return letGo();
    }
    const way = event.target.matches(".tp-here") && { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way ? along(event.target, way) : event.key === "Escape" && !event.defaultPrevented && givenUp()) return event.preventDefault();
    const element = event.target.closest("[data-touch]");
    if (!element || event.target !== element || element.dataset.fixed) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Delete" && event.repeat) return; // a key held too long empties no map
    if (!KEYS[element.dataset.touch]?.(element, event.key)) return;
    event.preventDefault(); // the page must not scroll
  });

  return {
    close: () => window.removeEventListener("pointerdown", elsewhere, true),
    holds: () => held !== null && dragged,
    // Python has drawn: what it did not know yet is shown again.
    shown: () => {
      ahead.forEach((again) => again());
      const id = next && CSS.escape(next.id);
      const element = next && root.querySelector(next.id.endsWith("-") ? `[id^="${id}"]:enabled` : `#${id}`);
      if (!element) return;
      const typing = root.getRootNode().activeElement?.closest?.("[data-own] textarea"); // the next name already
      if (next.focus && !typing) element.focus({ preventScroll: true });
      element.scrollIntoView({ block: "nearest", inline: "nearest" }); // the details may stand below the chart
      next = null;
    },
  };
}

const nearest = (things, distance) => things.reduce((best, one) => (distance(one) < distance(best) ? one : best));
