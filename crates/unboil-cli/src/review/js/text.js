// The text of the open document. Rows are grouped in chunks, and only chunks in or near the viewport are rendered.

const CHUNK_ROWS = 80;
const CHUNK_LETTERS = 24000;
let view = null; // The result of open(state.doc) in model.js.
let chunks = [];
let observer = null;

/** Opens a document, or the overview if `doc` is null. */
function openDocument(doc, at) {
  state.doc = doc;
  state.stop = state.row = null;
  observer?.disconnect();
  const main = byId("text");
  main.replaceChildren();
  main.scrollTop = 0;
  if (!doc) {
    view = null;
    chunks = [];
    main.replaceChildren(overview());
  } else {
    view = open(doc);
    main.replaceChildren(headOf(doc), body());
    steps();
  }
  byId("to-overview").setAttribute("aria-current", String(!doc));
  noteAddress(doc);
  document.title = doc ? `${doc.name.replace(HIDDEN, "�")} – unboil review` : "unboil review";
  reveal(doc);
  drawList();
  if (doc && at === "first") step(1, true);
  else if (doc && at === "last") step(-1, true);
  else drawCard();
}

function headOf(doc) {
  const { raw } = doc;
  const words = { cleaned: null, unchanged: "nothing to change", "over-budget": "over budget: rules would remove more than the budget allows, so nothing is removed", unsettled: "unsettled: cleaning it again would change it further, so nothing is removed" };
  const facts = [doc.taken ? `${amount(doc.taken)} of ${amount(doc.size)} removed (${percent(doc.share)})` : `${amount(doc.size)}, nothing removed`, doc.fixed ? `${amount(doc.fixed)} normalized` : null, raw.encoding ?? null].filter(Boolean);
  return el(
    "div",
    { class: "head" },
    el("h2", {}, titled(doc, raw.name)),
    raw.name !== doc.place && el("p", { class: "place" }, [...(raw.others ?? []), raw.field ? `${doc.place}, ${raw.field}` : doc.place].flatMap((name, i) => [i > 0 && " · ", bdi(name)])),
    el("p", { class: "facts" }, facts.join(" · ")),
    words[raw.status] && el("p", { class: raw.status === "unchanged" ? "facts" : "flag" }, words[raw.status]),
    el(
      "div",
      { class: "steps" },
      el("button", { type: "button", class: "plain", id: "previous", title: "Previous change (k, p)", "aria-label": "Previous change", onclick: () => step(-1) }, "↑"),
      el("button", { type: "button", class: "plain", id: "next", title: "Next change (j, n)", "aria-label": "Next change", onclick: () => step(1) }, "↓"),
      el("span", { id: "where" }),
    ),
    el("div", { class: "line" }, viewSwitch(), el("p", { class: "legend", "aria-hidden": "true" }, el("span", {}, el("b", {}, "−"), " ", el("del", {}, "removed")), el("span", {}, el("b", {}, "~"), " ", el("ins", {}, "changed")))),
  );
}

const VIEW_NAMES = { marked: "Marked", clean: "Clean", side: "Side by side" };

function viewSwitch() {
  const choice = (name, i) => el("label", { title: `${VIEW_NAMES[name]} (${i + 1}; v for the next view)` }, el("input", { type: "radio", name: "view", value: name, checked: state.view === name, onchange: () => show(name) }), el("span", {}, VIEW_NAMES[name]));
  return el("fieldset", { id: "views" }, el("legend", { class: "unseen" }, "View"), VIEWS.map(choice));
}

/** Shows the open document in another view, at the same place. */
function show(name) {
  state.view = name;
  if (!view) return;
  const hadFocus = byId("views").contains(document.activeElement);
  const at = state.stop !== null ? view.stops[state.stop].changes[0].rows[0] : state.row;
  observer.disconnect();
  byId("text").replaceChildren(headOf(state.doc), body());
  steps();
  if (at !== null) reach(at);
  else mark();
  if (hadFocus) byId("views").querySelector("input:checked").focus();
}

/** Renders the shown row of a row of the text and scrolls it into view. */
function reach(number) {
  const place = shownPlace(number);
  draw(view.shown[place]?.chunk ?? 0);
  const node = byId("text").querySelector(`[data-row="${numberAt(place)}"]`);
  mark();
  center(node);
  return node;
}

/** The place among the shown rows of a row of the text; in the clean view, of what is left at it or after it. */
function shownPlace(number) {
  if (view.shown === view.rows) return number;
  const place = view.shown.findIndex((row) => row.from >= number);
  return place < 0 ? view.shown.length - 1 : place;
}
/** The row of the text at a place. */
const numberAt = (place) => view.shown[place]?.from ?? place;

function body() {
  chunks = [];
  let letters = 0;
  view.shown = state.view === "clean" ? view.clean : view.rows;
  for (const [number, row] of view.shown.entries()) {
    const last = chunks.at(-1);
    letters += row.length ?? 0;
    if (last && last.end - last.start < CHUNK_ROWS && letters < CHUNK_LETTERS) last.end = number + 1;
    else chunks.push({ start: number, end: number + 1, node: null, isDrawn: false }), (letters = row.length ?? 0);
    row.chunk = chunks.length - 1;
  }
  observer = new IntersectionObserver(onSight, { root: byId("text"), rootMargin: "1200px 0px" });
  const nodes = chunks.map((chunk, number) => {
    chunk.node = el("div", { class: "chunk", "data-chunk": number });
    chunk.node.style.minHeight = `${(chunk.end - chunk.start) * 1.75}rem`;
    return chunk.node;
  });
  if (chunks.length) draw(0);
  for (const node of nodes) observer.observe(node);
  const width = String(view.rows.at(-1)?.line ?? 1).length;
  const heads = state.view === "side" && el("div", { class: "heads", "aria-hidden": "true" }, el("span"), el("span"), el("span", {}, "before"), el("span", { class: "left" }, "after"));
  const nothing = view.doc.size === 0 ? "An empty document." : view.shown.length === 0 && "Nothing is left of this document.";
  const all = el("div", { class: `rows ${state.view}` }, heads, nodes, nothing && el("p", { class: "none" }, nothing));
  all.style.setProperty("--digits", width);
  return all;
}

function onSight(entries) {
  for (const { target, isIntersecting } of entries) {
    const number = Number(target.dataset.chunk);
    if (!chunks[number] || chunks[number].node !== target) continue;
    if (isIntersecting) draw(number);
    else fold(number);
  }
}

function draw(number) {
  const chunk = chunks[number];
  if (chunk.isDrawn) return;
  chunk.isDrawn = true;
  const nodes = [];
  for (let i = chunk.start; i < chunk.end; i += 1) nodes.push(state.view === "clean" ? cleanRowOf(view.shown[i]) : rowOf(view.shown[i], i, decisionOn(view.doc, i)));
  chunk.node.replaceChildren(...nodes);
  chunk.node.style.minHeight = "";
  mark(chunk.node);
}

/** Renders again what is rendered, after a decision. */
function redraw() {
  for (const [number, chunk] of chunks.entries()) {
    if (!chunk.isDrawn) continue;
    chunk.isDrawn = false;
    draw(number);
  }
}

/** Removes the nodes of a chunk outside the viewport but keeps its height, unless it has the focus. */
function fold(number) {
  const chunk = chunks[number];
  if (!chunk.isDrawn || chunk.node.contains(document.activeElement)) return;
  chunk.node.style.minHeight = `${chunk.node.offsetHeight}px`;
  chunk.node.replaceChildren();
  chunk.isDrawn = false;
}

/** Marks the current change or line, and dims the changes that the filter excludes. */
function mark(where = byId("text")) {
  const isFiltered = state.rule !== null || state.categories.size > 0;
  for (const node of where.querySelectorAll(".change")) {
    const change = view.changes[node.dataset.change];
    const isCurrent = state.stop !== null && change.stop === state.stop;
    node.classList.toggle("current", isCurrent);
    node.classList.toggle("dim", isFiltered && !isWanted(change.rule));
    node.tabIndex = isCurrent ? 0 : -1;
  }
  // In the clean view a removed change is at the row that follows it.
  const near = state.view === "clean" && state.stop !== null ? numberAt(shownPlace(view.stops[state.stop].changes[0].rows[0])) : null;
  for (const node of where.querySelectorAll("[data-row]")) {
    if (state.view === "clean") {
      node.classList.toggle("current", Number(node.dataset.row) === (near ?? state.row));
      continue;
    }
    const row = view.rows[node.dataset.row];
    node.classList.toggle("dim", Boolean(isFiltered && row.gone && !isWanted(row.gone.rule)));
    node.classList.toggle("current", state.row === Number(node.dataset.row));
    node.classList.toggle("holds", Boolean(row.gone && row.gone.stop === state.stop));
  }
}

const wanted = () => (view ? view.stops.filter((stop) => stop.changes.some((change) => isStop(change.rule))) : []);

function steps() {
  const where = byId("where");
  if (!where || !view) return;
  const stops = wanted();
  const at = stops.findIndex((stop) => stop.number === state.stop);
  where.textContent = at < 0 ? plural(stops.length, "change") : `${at + 1} of ${plural(stops.length, "change")}`;
}

/** Moves to the next or previous change, continuing in the next or previous document that has any. */
function step(direction, isFresh) {
  const stops = wanted();
  const row = state.stop !== null ? Math.max(...view.stops[state.stop].changes.flatMap((c) => c.rows)) : state.row;
  const at = state.stop !== null ? state.stop : null;
  let next;
  if (at !== null) next = direction > 0 ? stops.find((stop) => stop.number > at) : stops.findLast((stop) => stop.number < at);
  else if (row !== null && row !== undefined) next = direction > 0 ? stops.find((stop) => stop.changes[0].rows[0] >= row) : stops.findLast((stop) => stop.changes[0].rows[0] < row);
  else next = direction > 0 ? stops[0] : stops.at(-1);
  if (next) return select(next.number, true);
  if (isFresh) return drawCard();
  let place = visible.indexOf(state.doc);
  for (place += direction; place >= 0 && place < visible.length; place += direction) {
    if ([...visible[place].byRule.keys()].some(isStop)) return openDocument(visible[place], direction > 0 ? "first" : "last");
  }
  say(direction > 0 ? "No more changes. To step through changes of white space and characters, select “normalize”." : "No changes before this one.");
}

/** Scrolls a node into view, and above the card where the card covers the text. */
function center(node) {
  node?.scrollIntoView({ block: document.body.classList.contains("with-card") && isSheet() ? "start" : "center" });
}

/** Makes a change current. With `isFar` it is scrolled into view and focused. */
function select(stop, isFar, row) {
  state.stop = stop;
  const { changes } = view.stops[stop];
  state.row = row ?? null;
  const at = row ?? changes[0].rows.find((number) => view.rows[number].pieces.some((p) => p.change === changes[0] && p.text.trim())) ?? changes[0].rows[0];
  if (isFar) {
    const node = reach(at);
    const change = node?.querySelector(`[data-change="${changes[0].number}"]`);
    center(change ?? node);
    change?.focus({ preventScroll: true });
  } else mark();
  steps();
  drawCard();
  if (isFar) peek();
}

/** Makes a line current, whether it is kept or removed. */
function selectRow(number, isFar) {
  const row = view.rows[number];
  if (!row) return;
  const change = row.gone ?? null;
  if (isFar) draw(view.shown[shownPlace(number)].chunk);
  if (change) select(change.stop, false, number);
  else {
    state.stop = null;
    state.row = number;
    mark();
    steps();
    drawCard();
  }
  if (isFar) byId("text").querySelector(`[data-row="${number}"]`)?.scrollIntoView({ block: "nearest" });
}
