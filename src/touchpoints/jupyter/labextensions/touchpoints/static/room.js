// The kit's notebooks run when they are opened, and again when their kernel was started anew.
//
// The server says which cells are exactly the kit's (touchpoints/api/notebook); nothing else is run.
// body[data-tp-live] is "yes" once they have, "starting" until then, and "no" for what cannot be: then a strip above the
// notebook says so, with a button.

import { enlarge, presenter, STEPS } from "./present.js";

const ADDRESS = "touchpoints/api/notebook";
const HIDDEN = /-(points|your_code)$/;
const PHONE = 600; // px
const FIELDS = "input, textarea, select, button, .cm-editor, .tp-root";
const PAUSE = 1000; // ms after which it is plain that JupyterLab itself runs nothing after a restart

export async function plugin(shared) {
  const { INotebookTracker, NotebookActions } = await shared("@jupyterlab/notebook");
  const { ServerConnection } = await shared("@jupyterlab/services");
  const { Widget } = await shared("@lumino/widgets");

  return {
    id: "touchpoints:room",
    autoStart: true,
    requires: [INotebookTracker],
    activate: (app, tracker) => {
      document.body.dataset.tpPresent = "off";
      const settings = app.serviceManager.serverSettings;
      const ask = async (path, method = "GET") => {
        const address = `${settings.baseUrl}${ADDRESS}?path=${encodeURIComponent(path)}`;
        const answer = await ServerConnection.makeRequest(address, { method }, settings);
        return answer.ok ? answer.json() : { ours: false };
      };
      const noticed = () => app.serviceManager.sessions.refreshRunning(); // which sessions have ended
      const rooms = new Map();
      const shown = () => { document.body.dataset.tpLive = rooms.get(tracker.currentWidget)?.live ?? "no"; };
      tracker.widgetAdded.connect((_, panel) => {
        rooms.set(panel, room(panel, { ask, shown, noticed, Widget, NotebookActions, base: new URL(settings.baseUrl).pathname }));
        panel.disposed.connect(() => rooms.delete(panel));
      });
      tracker.currentChanged.connect(shown);
      shown();
      app.restored.then(() => makeRoom(app));
    },
  };
}

// On a phone JupyterLab's bars at the sides take a quarter of the width. Each is closed once: when it is there, which on a
// slow phone is late, or when the phone is turned upright.
function makeRoom({ commands, shell }) {
  const open = new Set(["left", "right"]);
  const close = () => {
    for (const side of window.innerWidth < PHONE ? open : []) {
      if (!shell.isSideTabBarVisible?.(side)) continue;
      open.delete(side);
      commands.execute("application:toggle-side-tabbar", { side });
    }
  };
  close();
  shell.layoutModified?.connect(close);
  window.addEventListener("resize", close);
}

function room(panel, { ask, shown, noticed, Widget, NotebookActions, base }) {
  const { content, context, sessionContext: session } = panel;
  const strip = Object.assign(document.createElement("div"), { className: "tp-room" });
  const header = new Widget();
  const wait = Object.assign(document.createElement("p"), { className: "tp-wait", role: "status", hidden: true });
  const self = { live: "no" };
  let kit = { ours: false };
  let present; // of its steps, one at a time
  let waiting = new Set(); // ids of the kit's cells that have still to run
  let saving = false;
  let again = false; // whether to save once more after that
  let scheduled = false; // whether anything was to run since the kernel was started

  const turn = (live) => {
    self.live = live;
    wait.hidden = live !== "starting";
    shown();
    say();
    if (live === "yes") present.again(); // what is presented has run again
  };
  const cells = () => content.widgets.filter(({ model }) => model.type === "code"
    && kit.sources[model.id] === model.sharedModel.getSource());
  // What a page of Present has: of a step that is made for one screen its widget, or `more`, all else that it has.
  const cellsOf = (step, more) => content.widgets.filter(({ model }) => model.id.startsWith(`${kit.lesson}-${step}-`)
    && !HIDDEN.test(model.id) && (!STEPS.includes(step) || model.id.endsWith("-widget") !== more)).map(({ node }) => node);
  const wrecked = () => !kit.whole || cells().length < kit.run.length;

  // What the strip says: first what keeps the page from being live, then what was changed, then what is not the kit's.
  const say = () => {
    const lines = [];
    const { words } = kit;
    if (self.live === "no" && kit.run.length) lines.push([words.dead, "start", words.start, start]);
    if (wrecked()) lines.push([words.changed, "repair", words.repair, repair]);
    if (kit.foreign) lines.push([words.foreign]);
    strip.replaceChildren(...lines.map(line));
    header.setHidden(!lines.length);
  };
  // JupyterLab gives a header the height that it asks for, not the one that it needs.
  const needed = () => {
    header.node.style.minHeight = `${strip.offsetHeight}px`;
    panel.contentHeader.fit();
  };

  const run = async () => {
    const at = content.node.scrollTop;
    const mine = waiting = new Set(kit.run);
    turn("starting");
    await NotebookActions.runCells(content, cells(), session);
    content.activeCellIndex = 0;
    content.node.scrollTop = at;
    if (waiting === mine && (mine.size || !kit.run.length)) turn("no"); // something went wrong, or nothing can run
  };
  const start = async () => {
    turn("starting");
    await noticed(); // else JupyterLab may end, with the old session, the one that begins now
    if (!session.session?.kernel) await session.changeKernel({ name: "python3" });
    else await session.restartKernel();
  };
  const repair = async () => {
    await context.save();
    await ask(context.path, "POST");
    await context.revert();
    await look();
    await run();
  };
  // JupyterLab drops what is to be saved while it is saving.
  const save = () => {
    again = saving;
    if (!saving) context.save();
    saving = true;
  };
  const look = async () => {
    const found = await ask(context.path);
    if (found.ours) kit = found; // a file that was moved away meanwhile is still on the page
    panel.node.classList.toggle("tp-ours", kit.ours);
  };

  // Whoever types on while it starts types for a field that is about to come back: JupyterLab's own keys, of which "b" adds
  // a cell and "d d" deletes one, are not meant.
  const hush = (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    const lost = target === document.body || (panel.node.contains(target) && !target.closest(FIELDS));
    if (self.live !== "starting" || !panel.isVisible || !lost || ctrlKey || metaKey || altKey) return;
    if (key.length > 1 && !["Enter", "Backspace", "Delete"].includes(key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", hush, true);

  const begins = (_, { notebook }) => { scheduled ||= notebook === content; };
  const ends = (_, { notebook, cell }) => {
    if (notebook === content && waiting.delete(cell.model.id) && !waiting.size) turn("yes");
  };
  NotebookActions.executionScheduled.connect(begins);
  NotebookActions.executed.connect(ends);
  panel.disposed.connect(() => {
    present?.leave();
    present?.close();
    NotebookActions.executionScheduled.disconnect(begins);
    NotebookActions.executed.disconnect(ends);
    window.removeEventListener("keydown", hush, true);
  });
  const anew = () => {
    waiting = new Set(kit.run);
    scheduled = false;
    turn("starting");
  };
  const watch = () => {
    session.statusChanged.connect((_, status) => {
      if (["restarting", "autorestarting"].includes(status)) anew();
      if (status === "dead" || !session.session?.kernel) turn("no");
      if (status === "idle" && waiting.size && !scheduled) setTimeout(() => { if (!scheduled) run(); }, PAUSE);
    });
    session.kernelChanged.connect((_, { newValue }) => (newValue ? anew() : turn("no")));
    context.saveState.connect(async (_, state) => {
      saving = state === "started";
      if (!saving && again) save();
      else if (!saving) await look().then(say);
    });
    panel.node.addEventListener("touchpoints:save", (event) => {
      event.preventDefault();
      save();
    });
    content.model.cells.changed.connect(say);
    panel.node.addEventListener("click", elsewhere, true);
    panel.node.addEventListener("dblclick", locked, true);
  };
  // JupyterLab shows the source of a text at a double click, though nobody may change it.
  const locked = (event) => {
    const cell = content.widgets.find(({ node }) => node.contains(event.target));
    if (cell?.model.type === "markdown" && cell.model.getMetadata("editable") === false) event.stopPropagation();
  };
  // JupyterLab would show what a link leads to in the notebook's place. A chart that is a picture has the whole screen.
  const elsewhere = (event) => {
    const picture = event.target.closest("figure.touchpoints img");
    if (picture) enlarge(picture);
    const link = event.target.closest(".jp-RenderedMarkdown a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    event.stopPropagation();
    window.open(link.href, "_blank", "noopener");
  };

  const add = (name, label, act) => {
    const item = new Widget({ node: labelled("button", label, act) });
    item.node.dataset.tp = name;
    item.addClass("tp-present-button");
    // Behind ▸▸, which is nearer in narrow windows; a reader's own settings may have taken that away.
    panel.toolbar.insertAfter("restart-and-run", `touchpoints-${name}`, item) || panel.toolbar.addItem(`touchpoints-${name}`, item);
  };

  (async () => {
    await context.ready;
    await look();
    if (!kit.ours) return;
    const { words, audience, lesson, language, class: group } = kit; // a student shows it to nobody
    present = presenter({ cellsOf, words, audience, lang: language, save, group, name: `${base}${context.path}` });
    const beside = new URLSearchParams({ path: context.path, base, lesson, language });
    if (group) add("teacher", group.words.teacher, () => window.open(new URL(`teacher.html?${beside}`, import.meta.url), "_blank", "popup"));
    add("present", audience === "class" ? words.present : words.fullscreen, () => present.open());
    header.node.append(strip);
    header.hide();
    panel.contentHeader.addWidget(header);
    new ResizeObserver(needed).observe(strip);
    panel.node.append(wait);
    Object.assign(wait, { textContent: words.wait, lang: language, hidden: false });
    await session.ready;
    await run();
    watch();
  })();
  return self;
}

const labelled = (kind, textContent, onclick) => Object.assign(document.createElement(kind), { textContent, onclick });

function line([said, name, label, act]) {
  const words = Object.assign(document.createElement("p"), { textContent: said });
  if (name) {
    const button = labelled("button", label, act);
    button.dataset.tp = name;
    words.prepend(button);
  }
  return words;
}
