"use strict";
// The data of the page and its totals, which are counted once.

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
  const place = raw.row ? `${raw.path}:${raw.row}` : raw.path;
  // Records are listed below their file, files below their folder.
  const folder = raw.row ? raw.path : raw.path.slice(0, raw.path.lastIndexOf("/", raw.path.length - 2) + 1);
  const label = raw.name !== place ? raw.name : raw.row ? `row ${raw.row}` : raw.path.slice(folder.length);
  const isTitled = raw.name !== place && !/^\w+:\/\//.test(raw.name);
  const key = [raw.name, ...(raw.others ?? []), place].join("\n").toLowerCase();
  return { raw, index, name: raw.name, place, folder, label, isTitled, size, taken, fixed, share: size ? taken / size : 0, byRule, byCategory, key };
});
const ranked = [...categories.values()].sort((a, b) => isFix(a.name) - isFix(b.name) || b.bytes - a.bytes);
// The marks of base.css, beginning with the largest categories of this page.
const marks = new Map([...new Set([...ranked.map(({ name }) => name), ...data.categories])].filter((name) => !isFix(name)).map((name, i) => [name, `category c${i}`]));
/** The class that gives a node the mark of a category. */
const markOf = (category) => (isFix(category) ? "category fix" : (marks.get(category) ?? "category c0"));
const total = docs.reduce((sum, doc) => ({ size: sum.size + doc.size, taken: sum.taken + doc.taken, fixed: sum.fixed + doc.fixed, changed: sum.changed + (doc.byRule.size > 0) }), { size: 0, taken: 0, fixed: 0, changed: 0 });

const VIEWS = ["marked", "clean", "side"];
const state = { categories: new Set(), rule: null, query: "", sort: "share", doc: null, stop: null, row: null, view: "marked" };

/** Whether the filters include changes of this rule. */
function isWanted(number) {
  if (state.rule !== null) return state.rule === number;
  return state.categories.size === 0 || state.categories.has(rules[number].category);
}

/** Whether stepping stops at changes of this rule. It skips certain fixes, such as white space, unless they are selected. */
function isStop(number) {
  return isWanted(number) && (!isFix(rules[number].category) || rules[number].guess || state.rule !== null || state.categories.size > 0);
}

// A no-break space keeps the number and its unit on one line.
const percent = (share) => `${share === 0 ? "0" : share < 0.001 ? "<0.1" : (share * 100).toFixed(share < 0.0995 ? 1 : 0)}\u00A0%`;
const grouped = (number) => number.toLocaleString("en-US");
function amount(bytes) {
  if (bytes < 1000) return `${bytes}\u00A0B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)}\u00A0kB` : `${(bytes / 1e6).toFixed(1)}\u00A0MB`;
}
const plural = (count, noun) => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
