// One row of text as nodes: its number, a sign, its text with changes marked, and in the view side by side what is left of it.
//
// "Share" removed → 2 − Share (struck through), category at the end

/** Whether a change removes text and puts nothing but white space in its place. */
const isRemoval = (change) => !isFix(rules[change.rule].category) && !change.now?.trim();

/** A sign for the margin, so that colour is never the only mark: − for text that goes, ~ for text that is replaced. */
function signOf(row) {
  if (row.gone) return isFix(rules[row.gone.rule].category) ? "~" : "−";
  const changes = row.pieces.map((piece) => piece.change).filter(Boolean);
  return changes.some(isRemoval) ? "−" : changes.length ? "~" : "";
}

const isBlank = (row) => !row.pieces.some((piece) => piece.text.trim() || piece.now?.trim());

/** What is left of a row, if the decision on it is followed. */
function leftOf(row, decided) {
  if (decided?.kind === "keep") return textNodes(rowText(row));
  if (decided?.kind === "remove") return [];
  return row.pieces.flatMap(({ change, text, now }) => textNodes(change ? (now ?? "").replace(/\n$/, "") : text));
}

/** `place` is the number that data-row gives; `decided` the decision on the row, if there is one. */
function rowOf(row, place, decided) {
  const gone = row.gone;
  const sign = signOf(row);
  const kinds = ["row", gone && `gone ${markOf(rules[gone.rule].category)}`, gone && isBlank(row) && "blank", decided && "decided"];
  const isFirst = gone && gone.rows.find((at) => view.rows[at].gone === gone && !isBlank(view.rows[at])) === place;
  const isSame = !row.pieces.some((piece) => piece.change);
  return el(
    "div",
    { class: kinds.filter(Boolean).join(" "), "data-row": place },
    el("span", { class: "number" }, row.first ? String(row.line) : ""),
    el("span", { class: "sign", "aria-hidden": "true" }, sign),
    el("div", { class: "content", dir: "auto" }, row.pieces.map((piece) => pieceOf(piece, row))),
    state.view === "side" && el("div", { class: isSame ? "content left same" : "content left", dir: "auto" }, leftOf(row, decided)),
    (isFirst || decided) && el("span", { class: "tag" }, decided ? el("b", {}, wordOf(decided)) : rules[gone.rule].category),
  );
}

/** A row of the clean text. */
const cleanRowOf = (row) =>
  el("div", { class: "row", "data-row": row.from }, el("span", { class: "number" }, row.first ? String(row.line) : ""), el("span", { class: "sign" }), el("div", { class: "content", dir: "auto" }, row.pieces.map(({ text }) => el("span", { class: "kept" }, textNodes(text)))));

function pieceOf(piece, row) {
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
  const what = isRemoval(change) ? "removed" : "changed";
  return el("span", { class: `change ${what} ${markOf(rule.category)}`, role: "button", tabindex: "-1", "data-change": change.number, title: `${what} by ${rule.id}` }, nodes);
}
