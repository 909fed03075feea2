// The list of documents. Only visible entries are nodes, so a hundred thousand documents are as fast as twenty.

const ROW = 54; // Height of an entry in pixels; page.css uses the same.
const OVERSCAN = 6; // Entries rendered beyond each edge, so that scrolling shows no gap.
let visible = [];

const orders = {
  share: (a, b) => b.share - a.share || b.taken - a.taken || a.index - b.index,
  bytes: (a, b) => b.taken - a.taken || a.index - b.index,
  order: (a, b) => a.index - b.index,
  name: (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.index - b.index),
};

/** Whether a document passes the filters. */
function isListed(doc) {
  const isFiltered = state.rule !== null || state.categories.size > 0;
  if (isFiltered && ![...doc.byRule.keys()].some(isWanted)) return false;
  if (!state.query) return true;
  return doc.key.includes(state.query) || [...doc.byRule.keys()].some((number) => rules[number].id.includes(state.query));
}

function refreshList() {
  visible = docs.filter(isListed).sort(orders[state.sort]);
  byId("count").textContent = visible.length === docs.length ? plural(docs.length, "document") : `${grouped(visible.length)} of ${plural(docs.length, "document")}`;
  byId("list-inner").style.height = `${visible.length * ROW}px`;
  drawList();
}

function drawList() {
  const list = byId("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - OVERSCAN);
  const last = Math.min(visible.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + OVERSCAN);
  const nodes = [];
  for (let i = first; i < last; i += 1) nodes.push(entry(visible[i], i));
  if (visible.length === 0) nodes.push(el("p", { class: "none" }, docs.length ? "No document matches the filter." : "There are no documents."));
  byId("list-inner").replaceChildren(...nodes);
  const current = visible.indexOf(state.doc);
  if (current >= first && current < last) list.setAttribute("aria-activedescendant", `d${state.doc.index}`);
  else list.removeAttribute("aria-activedescendant");
}

function entry(doc, place) {
  const at = doc.name.lastIndexOf("/", doc.name.length - 2) + 1;
  const flag = { "over-budget": "over budget", unsettled: "unsettled" }[doc.raw.status];
  const node = el(
    "div",
    { class: "entry", role: "option", id: `d${doc.index}`, "aria-selected": String(doc === state.doc), "aria-setsize": visible.length, "aria-posinset": place + 1, title: doc.name.replace(HIDDEN, "�"), "data-doc": doc.index },
    el("span", { class: "name" }, bdi(doc.name.slice(at) || doc.name)),
    el("span", { class: "share" }, flag ?? (doc.byRule.size ? percent(doc.share) : "–")),
    el("span", { class: "folder" }, at ? bdi(doc.name.slice(0, at)) : "\u00A0"),
    meter(doc),
  );
  node.style.top = `${place * ROW}px`;
  return node;
}

/** A small bar of what is removed from a document. */
function meter(doc) {
  const parts = [...doc.byCategory].sort((a, b) => isFix(a[0]) - isFix(b[0]) || b[1] - a[1]);
  return el("span", { class: "meter", "aria-hidden": "true" }, parts.map(([name, bytes]) => el("i", { class: isFix(name) && "fix", hue: hueOf(name), width: `${(100 * bytes) / (doc.size || 1)}%` })));
}

/** Scrolls the entry of a document into view. */
function reveal(doc) {
  const at = visible.indexOf(doc);
  const list = byId("list");
  if (at < 0) return;
  if (at * ROW < list.scrollTop) list.scrollTop = at * ROW;
  if ((at + 1) * ROW > list.scrollTop + list.clientHeight) list.scrollTop = (at + 1) * ROW - list.clientHeight;
}

/** The document `step` entries after the current one, if there is one. */
function neighbour(step) {
  const at = visible.indexOf(state.doc);
  return visible[at < 0 ? (step > 0 ? 0 : visible.length - 1) : at + step];
}
