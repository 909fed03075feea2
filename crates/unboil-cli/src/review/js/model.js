"use strict";
// What the page knows: the data, counted once, and a document's rows, made when it is opened.
//
// parts ["Hello.\n", [0, "Share\n", ""]] → rows 1 "Hello.", 2 "Share" gone by rule 0

const data = JSON.parse(document.getElementById("data").textContent);
const rules = data.rules.map((rule, number) => ({ ...rule, number, edits: 0, bytes: 0, documents: 0 }));
const encoder = new TextEncoder();
const byteLength = (text) => encoder.encode(text).length;

// What the normalizer does is no category of rules, and goes by this name.
const FIX = "normalize";
const isFix = (category) => category === FIX;
const categories = new Map();
const docs = data.documents.map((raw, index) => {
  const byRule = new Map();
  for (const part of raw.parts) {
    if (typeof part === "string") continue;
    const count = byRule.get(part[0]) ?? { edits: 0, bytes: 0 };
    count.edits += 1;
    // A rule may leave a space where it cut; a rewrite counts with what it rewrote.
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
// The golden angle parts hues widely, first of all those of the categories that matter most on this page.
const hues = new Map([...ranked, ...data.categories.map((name) => ({ name }))].map(({ name }) => name).filter((name, i, all) => all.indexOf(name) === i && !isFix(name)).map((name, i) => [name, (25 + 137.508 * i) % 360]));
const hueOf = (category) => hues.get(category) ?? 250;
const total = docs.reduce((sum, doc) => ({ size: sum.size + doc.size, taken: sum.taken + doc.taken, fixed: sum.fixed + doc.fixed, changed: sum.changed + (doc.byRule.size > 0) }), { size: 0, taken: 0, fixed: 0, changed: 0 });

const state = { categories: new Set(), rule: null, query: "", sort: "share", doc: null, stop: null, row: null };

/** Whether changes of this rule are looked at. */
function isWanted(number) {
  if (state.rule !== null) return state.rule === number;
  return state.categories.size === 0 || state.categories.has(rules[number].category);
}

/** Whether next and previous stop at them: at white space and the like only if they are asked for. */
function isStop(number) {
  return isWanted(number) && (!isFix(rules[number].category) || rules[number].guess || state.rule !== null || state.categories.size > 0);
}

const LINE_END = /\r\n|\n|\r/g;
// A line above this length is shown in several rows, so that no single node is too much for a browser.
const LONGEST_ROW = 4000;

/** Rows, changes and stops of a document. A stop is a change, or all rewrites next to each other on a line. */
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
  let split = null; // A `\r` at the end of a part and a `\n` at the beginning of the next are one line end.
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
    // What stands there now is shown behind the last of what stood there.
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
// The number and its unit stay on a line.
function amount(bytes) {
  if (bytes < 1000) return `${bytes}\u00A0B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)}\u00A0kB` : `${(bytes / 1e6).toFixed(1)}\u00A0MB`;
}
const plural = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
