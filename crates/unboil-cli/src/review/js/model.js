"use strict";
// The data of the page: totals, counted once, and the rows of a document, built when it is opened.
//
// parts ["Hello.\n", [0, "Share\n", ""]] → rows 1 "Hello.", 2 "Share" removed by rule 0

const data = JSON.parse(document.getElementById("data").textContent);
const rules = data.rules.map((rule, number) => ({ ...rule, number, edits: 0, bytes: 0, documents: 0 }));
const encoder = new TextEncoder();
const byteLength = (text) => encoder.encode(text).length;

// Changes of the normalizer belong to no category of rules; they are shown under this name.
const FIX = "normalize";
const isFix = (category) => category === FIX;
const categories = new Map();
const docs = data.documents.map((raw, index) => {
  const byRule = new Map();
  for (const part of raw.parts) {
    if (typeof part === "string") continue;
    const count = byRule.get(part[0]) ?? { edits: 0, bytes: 0 };
    count.edits += 1;
    // A rule may leave a space where it removed text. A fix counts all bytes that it rewrote.
    count.bytes += byteLength(part[1]) - (isFix(data.rules[part[0]].category) ? 0 : byteLength(part[2]));
    byRule.set(part[0], count);
  }
  const byCategory = new Map();
  for (const [number, count] of byRule) {
    const rule = rules[number];
    rule.edits += count.edits;
    rule.bytes += count.bytes;
    rule.documents += 1;
    byCategory.set(rule.category, (byCategory.get(rule.category) ?? 0) + count.bytes);
  }
  for (const [name, bytes] of byCategory) {
    const all = categories.get(name) ?? { name, bytes: 0, documents: 0 };
    all.bytes += bytes;
    all.documents += 1;
    categories.set(name, all);
  }
  const size = raw.kept + raw.rewritten + raw.removed;
  const fixed = byCategory.get(FIX) ?? 0;
  const taken = [...byCategory.values()].reduce((sum, bytes) => sum + bytes, 0) - fixed;
  return { raw, index, name: raw.name, size, taken, fixed, share: size ? taken / size : 0, byRule, byCategory, key: raw.name.toLowerCase() };
});
const ranked = [...categories.values()].sort((a, b) => isFix(a.name) - isFix(b.name) || b.bytes - a.bytes);
// The golden angle spreads the hues, beginning with the largest categories of this page.
const hues = new Map([...ranked, ...data.categories.map((name) => ({ name }))].map(({ name }) => name).filter((name, i, all) => all.indexOf(name) === i && !isFix(name)).map((name, i) => [name, (25 + 137.508 * i) % 360]));
const hueOf = (category) => hues.get(category) ?? 250;
const total = docs.reduce((sum, doc) => ({ size: sum.size + doc.size, taken: sum.taken + doc.taken, fixed: sum.fixed + doc.fixed, changed: sum.changed + (doc.byRule.size > 0) }), { size: 0, taken: 0, fixed: 0, changed: 0 });

const state = { categories: new Set(), rule: null, query: "", sort: "share", doc: null, stop: null, row: null };

/** Whether the filters include changes of this rule. */
function isWanted(number) {
  if (state.rule !== null) return state.rule === number;
  return state.categories.size === 0 || state.categories.has(rules[number].category);
}

/** Whether stepping stops at changes of this rule. It skips certain fixes, such as white space, unless they are selected. */
function isStop(number) {
  return isWanted(number) && (!isFix(rules[number].category) || rules[number].guess || state.rule !== null || state.categories.size > 0);
}

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
  const notes = new Map((doc.raw.lines ?? []).map(([number, how, near]) => [number, { how, near }]));
  return { doc, rows, changes, stops, notes };
}

const percent = (share) => (share === 0 ? "0 %" : share < 0.001 ? "<0.1 %" : `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`);
const grouped = (number) => number.toLocaleString("en-US");
// A no-break space keeps the number and its unit on one line.
function amount(bytes) {
  if (bytes < 1000) return `${bytes}\u00A0B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)}\u00A0kB` : `${(bytes / 1e6).toFixed(1)}\u00A0MB`;
}
const plural = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
