// The text of the open document. Its rows are in chunks, and only chunks in or near sight are nodes.

const CHUNK_ROWS = 80;
const CHUNK_LETTERS = 24000;
let view = null; // What model.open gave for state.doc.
let chunks = [];
let watcher = null;

/** Opens a document; the overview for null. */
function openDocument(doc, at) {
  state.doc = doc;
  state.stop = state.row = null;
  watcher?.disconnect();
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
  const words = { cleaned: null, unchanged: "nothing to change", "over-budget": "over budget: rules want more of it than may go, so nothing goes", unsettled: "its lines did not come to rest, so nothing goes" };
  const facts = [doc.taken ? `${amount(doc.taken)} of ${amount(doc.size)} go (${percent(doc.share)})` : `${amount(doc.size)}, all of it stays`, doc.fixed ? `${amount(doc.fixed)} normalized` : null, raw.encoding ?? null].filter(Boolean);
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
  watcher = new IntersectionObserver(onSight, { root: byId("text"), rootMargin: "1200px 0px" });
  const nodes = chunks.map((chunk, number) => {
    chunk.node = el("div", { class: "chunk", "data-chunk": number });
    chunk.node.style.minHeight = `${(chunk.end - chunk.start) * 1.75}rem`;
    return chunk.node;
  });
  if (chunks.length) draw(0);
  for (const node of nodes) watcher.observe(node);
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

/** A chunk out of sight keeps its height and gives up its nodes, unless the focus is in it. */
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
  if (!change) return el("span", { class: "kept" }, shown(text));
  const rule = rules[change.rule];
  const fix = isFix(rule.category);
  const isWhite = !text.trim();
  const old = isWhite && (fix || !row.gone) ? spaces(text + (piece.isEnd && fix && !row.gone ? "\n" : "")) : text;
  const nodes = [];
  // A line end that became another is no more than a hint: there may be one on each line.
  if (old === "↵") nodes.push(el("span", { class: "end" }, old));
  else if (old) nodes.push(el("del", {}, shown(old, true)));
  // A new line end is shown where it replaces something that is not just another line end.
  const now = piece.now && !/^[\n]+$/.test(piece.now) ? piece.now : piece.now && !/[\r\n]/.test(change.was) ? "\n" : "";
  if (now) nodes.push(el("ins", {}, shown(now.trim() ? now.replace(/\n/g, "↵") : spaces(now), true)));
  const what = piece.now ? "rewritten" : "removed";
  return el(
    "span",
    { class: fix ? "change fix" : "change", role: "button", tabindex: "-1", "data-change": change.number, hue: hueOf(rule.category), "aria-label": `${what} by ${rule.id}: ${text.trim().slice(0, 120)}` },
    nodes,
  );
}

/** Shows which change or line is current, and which changes the filter leaves out. */
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

/** To the next or previous change; from the last of a document to the first of the next one that has any. */
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
  say(direction > 0 ? "No more changes. White space and characters are stepped through if you choose “normalize”." : "No changes before this one.");
}

/** Brings a node into sight, above the card where that lies over the text. */
function center(node) {
  const isCovered = document.body.classList.contains("with-card") && getComputedStyle(byId("card")).position === "fixed";
  node?.scrollIntoView({ block: isCovered ? "start" : "center" });
}

/** Makes a change the current one; with `isFar` it is brought into sight and gets the focus. */
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

/** Makes a line the current one, whatever becomes of it. */
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
