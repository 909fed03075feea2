// Mouse and keyboard events.

const KEYS = [
  ["j, n", "next change, also in the next document"],
  ["k, p", "previous change"],
  ["J, K", "next, previous document"],
  ["↓, ↑", "next, previous line"],
  ["Enter, Space", "show details of the change or line"],
  ["1, 2, 3", "marked, clean, side by side"],
  ["v", "the next of these views"],
  ["c", "keep this, or remove this"],
  ["u", "undo the last decision"],
  ["d", "decisions, and their files"],
  ["s", "summary to send"],
  ["o", "show only this rule, or all rules"],
  ["a", "clear the filters"],
  ["g", "overview"],
  ["/", "filter documents"],
  ["t", "light or dark theme"],
  ["?", "show these shortcuts"],
  ["Esc", "close"],
];

function help() {
  const dialog = byId("help");
  dialog.replaceChildren(el("h2", { id: "help-title" }, "Keyboard shortcuts"), el("dl", { class: "keys" }, KEYS.flatMap(([keys, what]) => [el("dt", {}, keys.split(", ").flatMap((key, i) => [i ? " " : "", el("kbd", {}, key)])), el("dd", {}, what)])), el("div", { class: "buttons" }, el("button", { type: "button", class: "primary", onclick: () => dialog.close() }, "Close")));
  dialog.showModal();
}

function theme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
}

function menu(isOpen) {
  const open = isOpen ?? !document.body.classList.contains("with-list");
  document.body.classList.toggle("with-list", open);
  byId("menu").setAttribute("aria-expanded", String(open));
  if (open) drawList();
}

function go(doc) {
  if (doc === undefined) return;
  menu(false);
  openDocument(doc);
}

function line(direction) {
  if (!view) return;
  const from = state.row ?? (state.stop !== null ? view.stops[state.stop].changes[0].rows[0] : direction > 0 ? -1 : view.rows.length);
  let next = from + direction;
  const isPassed = (row) => !rowText(row).trim() || (state.view === "clean" && row.gone);
  while (view.rows[next] && isPassed(view.rows[next])) next += direction;
  if (view.rows[next]) selectRow(next, true);
}

const actions = {
  j: () => step(1),
  n: () => step(1),
  k: () => step(-1),
  p: () => step(-1),
  J: () => go(neighbour(1)),
  K: () => go(neighbour(-1)),
  ArrowDown: () => line(1),
  ArrowUp: () => line(-1),
  1: () => show(VIEWS[0]),
  2: () => show(VIEWS[1]),
  3: () => show(VIEWS[2]),
  v: () => show(VIEWS[(VIEWS.indexOf(state.view) + 1) % VIEWS.length]),
  c: () => (byId("keep") ?? byId("remove"))?.click(),
  u: () => undo(),
  d: showDecisions,
  s: showSummary,
  o: () => byId("only")?.click(),
  a: clearFilters,
  g: () => go(null),
  t: theme,
  "?": help,
  "/": () => {
    menu(true);
    byId("filter").focus();
    byId("filter").select();
  },
  Escape: () => (document.body.matches(".with-card, .with-peek") ? closeCard() : menu(false)),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const { target, key } = event;
  // A field of a dialog that was just closed may have the focus until the next frame.
  const isTyping = target.matches("input:not([type=radio]), textarea, select") && !target.closest("dialog");
  // The arrow keys and the space bar choose between views.
  if (target.matches("[type=radio]") && (key.startsWith("Arrow") || key === " ")) return;
  if (isTyping && key !== "Escape") {
    if (target.id === "filter" && (key === "Enter" || key === "ArrowDown")) {
      event.preventDefault();
      byId("list").focus();
      if (key === "Enter" && visible.length) go(visible[0]);
    }
    return;
  }
  if (isTyping) target.blur();
  if ((key === "Enter" || key === " ") && !target.matches("button, summary")) {
    if (!view || (state.stop === null && state.row === null)) return;
    event.preventDefault();
    if (target.matches(".change")) select(view.changes[target.dataset.change].stop);
    return openCard();
  }
  // In the list, the arrow keys move between documents.
  if (target.id === "list" && (key === "ArrowDown" || key === "ArrowUp")) {
    event.preventDefault();
    const doc = neighbour(key === "ArrowDown" ? 1 : -1);
    if (doc) openDocument(doc);
    return;
  }
  const action = actions[key];
  if (!action || (target.matches("summary") && key.startsWith("Arrow"))) return;
  event.preventDefault();
  action();
});

byId("text").addEventListener("click", (event) => {
  if (!view || getSelection().toString()) return;
  const change = event.target.closest(".change");
  const row = event.target.closest("[data-row]");
  const number = row ? Number(row.dataset.row) : null;
  if (change) select(view.changes[change.dataset.change].stop, false, number);
  else if (row) selectRow(number, false);
  else return;
  openCard();
});
// A click outside the drawer closes it.
document.addEventListener("click", (event) => {
  if (document.body.classList.contains("with-list") && !event.target.closest("#documents, #menu")) menu(false);
});
byId("list").addEventListener("click", (event) => {
  const node = event.target.closest(".entry");
  if (node) go(docs[node.dataset.doc]);
});
byId("list").addEventListener("scroll", () => requestAnimationFrame(drawList), { passive: true });
addEventListener("resize", () => requestAnimationFrame(() => (drawList(), fitChips())));
addEventListener("hashchange", () => openDocument(followAddress(), "first"));
byId("filter").addEventListener("input", (event) => {
  state.query = event.target.value.trim().toLowerCase();
  byId("list").scrollTop = 0;
  refreshList();
});
byId("sort").addEventListener("change", (event) => {
  state.sort = event.target.value;
  refreshList();
  reveal(state.doc);
});
byId("menu").addEventListener("click", () => menu());
byId("theme").addEventListener("click", theme);
byId("more-chips").addEventListener("click", showChips);
byId("decisions-button").addEventListener("click", showDecisions);
byId("summary-button").addEventListener("click", showSummary);
byId("help-button").addEventListener("click", help);
byId("to-overview").addEventListener("click", () => go(null));
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}

// Where there is room, the clean text stands beside the marked one.
if (matchMedia("(min-width: 110rem)").matches) state.view = "side";
drawHeader();
drawDecisionCount();
const asked = followAddress();
openDocument(asked ?? (docs.length === 1 ? docs[0] : null), asked && "first");
