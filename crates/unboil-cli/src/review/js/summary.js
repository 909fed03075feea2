// The summary: a page of its own for a colleague, without script, with the totals and some documents before and after.

const SUMMARY_DOCUMENTS = 5; // Documents in a summary, the open one first, then those that lose most.
const SUMMARY_ROWS = 24; // Rows of a document in a summary.

/** The rows worth showing, of those that are not blank: changes of rules, each with the row before and the row after it. */
function telling(rows) {
  const isChanged = (row) => Boolean(row?.pieces.some(({ change }) => change && !isFix(rules[change.rule].category)));
  return rows.flatMap((row, at) => ([rows[at - 1], row, rows[at + 1]].some(isChanged) ? [at] : [])).slice(0, SUMMARY_ROWS);
}

function beforeAndAfter(doc) {
  const rows = open(doc).rows.filter((row) => !isBlank(row));
  const places = telling(rows);
  const before = ({ change, text }) => (change && isRemoval(change) ? el("del", { class: markOf(rules[change.rule].category) }, textNodes(text)) : textNodes(text));
  const cell = (nodes) => el("td", { dir: "auto" }, nodes);
  const line = (at, i) => [
    i > 0 && at > places[i - 1] + 1 && el("tr", {}, el("td", { colspan: "3", class: "faint" }, "…")),
    el("tr", {}, el("td", {}, rows[at].gone ? badge(rules[rows[at].gone.rule].category) : ""), cell(rows[at].pieces.flatMap(before)), cell(leftOf(rows[at]))),
  ];
  return el("section", {}, el("h2", {}, bdi(doc.name)), el("p", { class: "faint" }, `${amount(doc.taken)} of ${amount(doc.size)} removed (${percent(doc.share)})`),
    el("table", { class: "before-after" }, el("thead", {}, el("tr", {}, ["category", "before", "after"].map((name) => el("th", { scope: "col" }, name)))), el("tbody", {}, places.flatMap(line))));
}

/** The content of the summary. */
function summary() {
  const most = docs.filter((doc) => doc.taken > 0).sort(orders.bytes);
  const shown = [state.doc, ...most].filter((doc, i, all) => doc?.taken > 0 && all.indexOf(doc) === i).slice(0, SUMMARY_DOCUMENTS);
  const before = total.size;
  const row = ({ name, bytes, documents }) => el("tr", {}, el("th", { scope: "row" }, badge(name)), el("td", {}, grouped(documents)), el("td", {}, amount(bytes)), el("td", {}, percent(bytes / before)));
  return el("main", {},
    el("h1", {}, "What unboil removes"),
    el("p", {}, `${plural(docs.length, "document")} with ${amount(before)} of text. Rules remove ${amount(total.taken)} (${percent(before ? total.taken / before : 0)}) and leave ${amount(before - total.taken)}. ${grouped(total.changed)} would change.`),
    removed.length > 0 && el("table", { class: "totals" }, el("thead", {}, el("tr", {}, ["category", "documents", "removed", "of the text"].map((name) => el("th", { scope: "col" }, name)))), el("tbody", {}, removed.map(row))),
    shown.map(beforeAndAfter),
    most.length > shown.length && el("p", { class: "faint" }, `${plural(most.length - shown.length, "more document")} lose text.`));
}

/** The summary as a file. It has no script, so only styles are allowed. */
function summaryFile(content) {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const head = el("head", {}, el("meta", { charset: "utf-8" }), el("meta", { "http-equiv": "Content-Security-Policy", content: policy }), el("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }), el("title", {}, "What unboil removes"), el("style", {}, document.querySelector("style").textContent));
  return `<!doctype html>\n${el("html", { lang: "en" }, head, el("body", { class: "summary" }, content)).outerHTML}\n`;
}

/** The summary as plain text, for a message: a line that goes begins with −, what replaces it with +. */
function summaryText(content) {
  const words = (node) => node.textContent.replace(/\s+/g, " ").trim();
  const ofRow = (row) => {
    const cells = [...row.children].map(words);
    if (!row.closest(".before-after")) return cells.join("  ");
    const [, before, after] = cells;
    if (before === undefined) return cells[0];
    return before === after ? `  ${before}` : [`− ${before}`, after && `+ ${after}`].filter(Boolean).join("\n");
  };
  const lines = [...content.querySelectorAll("h1, h2, p, tr:not(.before-after thead tr)")].map((node) => (node.matches("tr") ? ofRow(node) : node.matches("h2") ? `\n${words(node)}` : words(node)));
  return `${lines.join("\n")}\n`;
}

function showSummary() {
  const dialog = byId("summary");
  const content = summary();
  const area = el("textarea", { readonly: true, rows: "14", spellcheck: "false", "aria-label": "The summary as text" });
  area.value = summaryText(content);
  const save = () => download("summary.html", summaryFile(content), "text/html");
  const copied = async () => say((await copy(area.value, area)) ? "Copied to the clipboard." : "Select the text and copy it.");
  dialog.replaceChildren(
    el("h2", { id: "summary-title" }, "Summary to send"),
    el("p", { class: "hint" }, "One small file for a colleague: the totals, and some documents before and after. The open document is the first."),
    area,
    el("div", { class: "buttons" }, el("button", { type: "button", onclick: () => dialog.close() }, "Close"), el("button", { type: "button", onclick: copied }, "Copy as text"), el("button", { type: "button", class: "primary", onclick: save }, "Download summary.html")),
  );
  dialog.showModal();
  // The field has the focus now, which would scroll to its end.
  area.setSelectionRange(0, 0);
  area.scrollTop = 0;
}
