// The list of documents below their folders and files. Only visible entries are nodes, so a hundred thousand documents are as fast as
// twenty.

const ROW = 38; // Height of an entry or a heading in pixels; page.css uses the same.
const OVERSCAN = 6; // Entries rendered beyond each edge, so that scrolling shows no gap.
let visible = []; // The documents in the order of the list.
let entries = []; // The same with the heading of each folder: documents, and { folder, docs }.
let placeOfEntry = new Map();
let numberOf = new Map(); // The number of each document in the list, from 0.

const orders = {
  share: (a, b) => b.share - a.share || b.taken - a.taken || a.index - b.index,
  bytes: (a, b) => b.taken - a.taken || a.index - b.index,
  order: (a, b) => a.index - b.index,
  name: (a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : a.index - b.index),
};

/** Whether a document passes the filters. */
function isListed(doc) {
  const isFiltered = state.rule !== null || state.categories.size > 0;
  if (isFiltered && ![...doc.byRule.keys()].some(isWanted)) return false;
  if (!state.query) return true;
  return doc.key.includes(state.query) || [...doc.byRule.keys()].some((number) => rules[number].id.includes(state.query));
}

function refreshList() {
  // A folder stands where its first document would.
  const folders = new Map();
  for (const doc of docs.filter(isListed).sort(orders[state.sort])) {
    if (!folders.has(doc.folder)) folders.set(doc.folder, []);
    folders.get(doc.folder).push(doc);
  }
  entries = [...folders].flatMap(([folder, inside]) => [{ folder, docs: inside }, ...inside]);
  visible = [...folders.values()].flat();
  placeOfEntry = new Map(entries.map((entry, place) => [entry, place]));
  numberOf = new Map(visible.map((doc, number) => [doc, number]));
  byId("count").textContent = visible.length === docs.length ? plural(docs.length, "document") : `${grouped(visible.length)} of ${plural(docs.length, "document")}`;
  byId("list-inner").style.height = `${entries.length * ROW}px`;
  byId("list").hidden = visible.length === 0;
  byId("no-list").hidden = visible.length > 0;
  byId("no-list").textContent = docs.length ? "No document matches the filter." : "There are no documents.";
  drawList();
}

function drawList() {
  const list = byId("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - OVERSCAN);
  const last = Math.min(entries.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + OVERSCAN);
  const groups = [];
  for (let place = first; place < last; place += 1) {
    const entry = entries[place];
    if (entry.docs || groups.length === 0) groups.push(groupOf(entry.docs ? entry : { folder: entry.folder }, place));
    if (!entry.docs) groups.at(-1).append(entryOf(entry, place));
  }
  // A heading at the end of the window has no entries yet, and a group must not be empty.
  byId("list-inner").replaceChildren(...groups.filter((group) => group.querySelector(".entry")));
  const current = placeOfEntry.get(state.doc);
  if (current >= first && current < last) list.setAttribute("aria-activedescendant", `d${state.doc.index}`);
  else list.removeAttribute("aria-activedescendant");
}

/** The entries of a folder. Its heading is outside the window if its documents are not given. */
function groupOf({ folder, docs: inside }, place) {
  const name = folder || "no folder";
  const group = el("div", { role: "group", "aria-label": name.replace(HIDDEN, "�") });
  if (inside) {
    const heading = el("div", { class: "folder", "aria-hidden": "true" }, folder ? ended(folder) : el("span", {}, name), el("span", { class: "figure" }, grouped(inside.length)));
    heading.style.top = `${place * ROW}px`;
    group.append(heading);
  }
  return group;
}

function entryOf(doc, place) {
  const flag = { "over-budget": "over budget", unsettled: "unsettled" }[doc.raw.status];
  const node = el(
    "div",
    { class: "entry", role: "option", id: `d${doc.index}`, "aria-selected": String(doc === state.doc), "aria-setsize": visible.length, "aria-posinset": numberOf.get(doc) + 1, title: [doc.name, doc.place].join("\n").replace(HIDDEN, "�"), "data-doc": doc.index },
    el("span", { class: "name" }, titled(doc, doc.label)),
    el("span", { class: "share" }, flag ?? (doc.byRule.size ? percent(doc.share) : "–")),
    meter(doc),
  );
  node.style.top = `${place * ROW}px`;
  return node;
}

/** A small bar of what is removed from a document. */
function meter(doc) {
  const parts = [...doc.byCategory].sort((a, b) => isFix(a[0]) - isFix(b[0]) || b[1] - a[1]);
  return el("span", { class: "meter", "aria-hidden": "true" }, parts.map(([name, bytes]) => el("i", { class: markOf(name), width: `${(100 * bytes) / (doc.size || 1)}%` })));
}

/** Scrolls the entry of a document into view, with its heading if it is the first. */
function reveal(doc) {
  const at = placeOfEntry.get(doc);
  const list = byId("list");
  if (at === undefined) return;
  const top = (entries[at - 1]?.docs ? at - 1 : at) * ROW;
  if (top < list.scrollTop) list.scrollTop = top;
  if ((at + 1) * ROW > list.scrollTop + list.clientHeight) list.scrollTop = (at + 1) * ROW - list.clientHeight;
}

/** The document `step` entries after the current one, if there is one. */
function neighbour(step) {
  const at = numberOf.get(state.doc) ?? -1;
  return visible[at < 0 ? (step > 0 ? 0 : visible.length - 1) : at + step];
}
