// The rows of a document, built when it is opened: those of its text with all changes, and those of the clean text.
//
// parts ["Hello.\n", [0, "Share\n", ""]] → rows 1 "Hello.", 2 "Share" removed by rule 0; clean rows 1 "Hello."

const LINE_END = /\r\n|\n|\r/g;
// Longer lines are split into several rows, because browsers are slow with very large text nodes.
const LONGEST_ROW = 4000;

/** Rows, changes and stops of a document. A stop is a change of a rule, or all consecutive fixes on a line. */
function open(doc) {
  const rows = [{ line: 1, first: true, pieces: [] }];
  const changes = [];
  let line = 1;
  const add = (text, change, isEnd) => {
    let row = rows[rows.length - 1];
    let length = row.length ?? 0;
    while (length + text.length > LONGEST_ROW) {
      let at = text.lastIndexOf(" ", LONGEST_ROW - length) + 1;
      if (at <= 0) at = Math.max(1, LONGEST_ROW - length);
      if (/[\uDC00-\uDFFF]/.test(text[at] ?? "")) at += 1;
      if (at >= text.length) break;
      row.pieces.push({ text: text.slice(0, at), change });
      rows.push((row = { line, first: false, pieces: [] }));
      text = text.slice(at);
      length = 0;
    }
    row.length = length + text.length;
    if (text || change) row.pieces.push({ text, change, isEnd });
    if (change) change.rows.push(rows.length - 1);
  };
  const walk = (text, change) => {
    let from = 0;
    for (const end of text.matchAll(LINE_END)) {
      add(text.slice(from, end.index), change, true);
      rows[rows.length - 1].endGone = Boolean(change && !change.now);
      rows[rows.length - 1].endKept = !change;
      rows.push({ line: ++line, first: true, pieces: [] });
      from = end.index + end[0].length;
    }
    if (from < text.length) add(text.slice(from), change, false);
  };
  let split = null; // A `\r` at the end of a part and a `\n` at the start of the next form one line end.
  for (const part of doc.raw.parts) {
    const change = typeof part === "string" ? null : { rule: part[0], was: part[1], now: part[2], rows: [], number: changes.length };
    let text = change ? change.was : part;
    if (split && text.startsWith("\n")) {
      text = text.slice(1);
      if (change) change.rows.push(rows.length - 2);
    }
    walk(text, change);
    split = /\r$/.test(change ? change.was : part) || (split && !(change ? change.was : part));
    if (!change) continue;
    if (change.rows.length === 0) add("", change, false);
    // The new text is shown after the last piece of the old text.
    const at = rows[change.rows[change.rows.length - 1]];
    const last = at.pieces.findLast((piece) => piece.change === change);
    if (last) last.now = change.now;
    else at.pieces.push({ text: "", change, now: change.now });
    changes.push(change);
  }
  if (rows.length > 1 && rows[rows.length - 1].pieces.length === 0) rows.pop();
  for (const row of rows) {
    const takers = row.pieces.filter((piece) => piece.change && !piece.change.now);
    const rest = row.pieces.some((piece) => !takers.includes(piece) && (piece.text.trim() || piece.now));
    row.gone = !rest && takers.length > 0 && (row.endGone || takers.some((piece) => piece.text.trim())) ? takers.at(-1).change : null;
  }
  const stops = [];
  for (const change of changes) {
    change.line = rows[change.rows.find((row) => rows[row].pieces.some((p) => p.change === change && p.text.trim())) ?? change.rows[0]].line;
    const last = stops.at(-1);
    const joins = last && isFix(rules[change.rule].category) && isFix(rules[last.changes[0].rule].category) && last.changes[0].line === change.line;
    if (joins) last.changes.push(change);
    else stops.push({ changes: [change], number: stops.length });
    change.stop = stops.length - 1;
  }
  const notes = new Map((doc.raw.lines ?? []).map(([number, how, near, from, next]) => [number, { how, near, from, next }]));
  const clean = cleanRows(rows);
  return { doc, rows, clean, changes, stops, notes, shown: rows };
}

/** The rows of the clean text. Each knows the row `from` which it begins. */
function cleanRows(rows) {
  const clean = [];
  let row;
  let line = 0;
  const begin = (from, first) => clean.push((row = { line: first ? ++line : line, first, pieces: [], from, length: 0 }));
  begin(0, true);
  for (const [from, { pieces, first, endKept }] of rows.entries()) {
    if (!first && row.length > 0) begin(from, false);
    for (const piece of pieces) {
      for (const [i, text] of (piece.change ? (piece.now ?? "") : piece.text).split("\n").entries()) {
        if (i > 0) begin(from, true);
        if (!text) continue;
        if (row.length === 0) row.from = from;
        row.length += text.length;
        row.pieces.push({ text });
      }
    }
    if (endKept) begin(from + 1, true);
  }
  if (row.length === 0) clean.pop();
  return clean;
}
