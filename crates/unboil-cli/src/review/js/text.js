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
    el("h2", {}, bdi(raw.name)),
    raw.place && el("p", { class: "place" }, bdi(raw.place)),
    el("p", { class: "facts" }, facts.join(" · ")),
    words[raw.status] && el("p", { class: raw.status === "unchanged" ? "facts" : "flag" }, words[raw.status]),
    el(
      "div",
      { class: "steps" },
      el("button", { type: "button", class: "plain", id: "previous", title: "Previous change (k, p)", "aria-label": "Previous change", onclick: () => step(-1) }, "↑"),
      el("button", { type: "button", class: "plain", id: "next", title: "Next change (j, n)", "aria-label": "Next change", onclick: () => step(1) }, "↓"),
      el("span", { id: "where" }),
    ),
  );
}

function body() {
  chunks = [];
  let letters = 0;
  for (const [number, row] of view.rows.entries()) {
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
  const all = el("div", { class: "rows" }, nodes, view.doc.size === 0 && el("p", { class: "none" }, "An empty document."));
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
  for (let i = chunk.start; i < chunk.end; i += 1) nodes.push(rowOf(view.rows[i], i));
  chunk.node.replaceChildren(...nodes);
  chunk.node.style.minHeight = "";
  mark(chunk.node);
}

/** Removes the nodes of a chunk outside the viewport but keeps its height, unless it has the focus. */
function fold(number) {
  const chunk = chunks[number];
  if (!chunk.isDrawn || chunk.node.contains(document.activeElement)) return;
  chunk.node.style.minHeight = `${chunk.node.offsetHeight}px`;
  chunk.node.replaceChildren();
  chunk.isDrawn = false;
}

function rowOf(row, number) {
  const gone = row.gone;
  const content = el("div", { class: "content", dir: "auto" }, row.pieces.map((piece) => pieceOf(piece, row, number)));
  const isFirst = gone && gone.rows.find((at) => view.rows[at].gone === gone && view.rows[at].length) === number;
  return el(
    "div",
    { class: gone ? `row gone${isFix(rules[gone.rule].category) ? " fix" : ""}` : "row", "data-row": number, hue: gone ? hueOf(rules[gone.rule].category) : null },
    el("span", { class: "number", "aria-label": row.first ? `line ${row.line}` : null }, row.first ? String(row.line) : ""),
    content,
    isFirst && el("span", { class: "tag", "aria-hidden": "true" }, rules[gone.rule].category),
  );
}

function pieceOf(piece, row, number) {
  const { change, text } = piece;
  if (!change) return el("span", { class: "kept" }, textNodes(text));
  const rule = rules[change.rule];
  const fix = isFix(rule.category);
  const isWhite = !text.trim();
  const old = isWhite && (fix || !row.gone) ? spaces(text + (piece.isEnd && fix && !row.gone ? "\n" : "")) : text;
  const nodes = [];
  // A replaced line end is shown faintly, since every line may have one.
  if (old === "↵") nodes.push(el("span", { class: "end" }, old));
  else if (old) nodes.push(el("del", {}, textNodes(old, true)));
  // A new line end is shown only if it replaces something other than a line end.
  const now = piece.now && !/^[\n]+$/.test(piece.now) ? piece.now : piece.now && !/[\r\n]/.test(change.was) ? "\n" : "";
  if (now) nodes.push(el("ins", {}, textNodes(now.trim() ? now.replace(/\n/g, "↵") : spaces(now), true)));
  const what = piece.now ? "rewritten" : "removed";
  return el(
    "span",
    { class: fix ? "change fix" : "change", role: "button", tabindex: "-1", "data-change": change.number, hue: hueOf(rule.category), "aria-label": `${what} by ${rule.id}: ${text.trim().slice(0, 120)}` },
    nodes,
  );
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
  for (const node of where.querySelectorAll(".row")) {
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
  const isCovered = document.body.classList.contains("with-card") && getComputedStyle(byId("card")).position === "fixed";
  node?.scrollIntoView({ block: isCovered ? "start" : "center" });
}

/** Makes a change current. With `isFar` it is scrolled into view and focused. */
function select(stop, isFar, row) {
  state.stop = stop;
  const { changes } = view.stops[stop];
  state.row = row ?? null;
  const at = row ?? changes[0].rows.find((number) => view.rows[number].pieces.some((p) => p.change === changes[0] && p.text.trim())) ?? changes[0].rows[0];
  if (isFar) {
    draw(view.rows[at].chunk);
    const node = byId("text").querySelector(`[data-row="${at}"]`);
    const change = node?.querySelector(`[data-change="${changes[0].number}"]`);
    mark();
    center(change ?? node);
    change?.focus({ preventScroll: true });
  } else mark();
  steps();
  drawCard();
}

/** Makes a line current, whether it is kept or removed. */
function selectRow(number, isFar) {
  const row = view.rows[number];
  if (!row) return;
  const change = row.gone ?? null;
  if (isFar) draw(row.chunk);
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
