// What the reader decides: a line is kept, a rule is switched off, a line is removed by a new rule. Decisions are collected until they are
// downloaded; each can be undone.
//
// "Keep this" on "Share on Facebook" → { kind: "keep", rules: ["en/share-on-network"], text: "Share on Facebook", … }

const decisions = []; // The oldest first.
const saved = new Set(); // The texts of files that were downloaded.

const WORDS = { keep: "keep", off: "rule off", remove: "remove" };
const wordOf = ({ kind }) => WORDS[kind];

/** The decision on a row of a document. */
const decisionOn = (doc, row) => decisions.find((one) => one.doc === doc && one.row === row);
const decisionOff = (rule) => decisions.find((one) => one.kind === "off" && one.rules[0] === rule.id);

function decide(decision) {
  decisions.push(decision);
  const done = { keep: "Kept", off: "Switched off", remove: "Removed" };
  changed(`${done[decision.kind]}. Press u to undo.`);
}

/** Takes back a decision, by default the last one. */
function undo(decision = decisions.at(-1)) {
  const at = decisions.indexOf(decision);
  if (at < 0) return say("There is no decision to undo.");
  decisions.splice(at, 1);
  changed(`Undone: ${wordOf(decision)}, ${decision.text.slice(0, 60)}`);
}

function changed(words) {
  drawDecisionCount();
  redraw();
  drawCard();
  if (byId("decisions").open) drawDecisions();
  say(words);
}

function drawDecisionCount() {
  byId("decisions-button").replaceChildren("Decisions", el("span", { class: "count" }, grouped(decisions.length)));
}

/** The row, as the index of the row of the text. */
const rowNumber = (row) => view.rows.indexOf(row);

/** The lines that a rule must leave alone so that a removed row is kept, and the rules; nothing if phrases cannot say so. */
function keepable(rule, row) {
  const note = view.notes.get(row.line);
  // A row that goes with another one stays if the rule leaves that one alone.
  const text = plainLine(note?.from ? view.rows.filter(({ line }) => line === note.from).map(rowText).join("") : rowText(row));
  const isDetector = !rule.phrases?.length;
  return isDetector || !hasWords(text) ? null : { rules: [rule.id, ...(note?.next ?? [])], phrase: phraseOf(text.toLowerCase()) };
}

function keep(rule, row) {
  const found = keepable(rule, row);
  if (found) decide({ kind: "keep", doc: view.doc, row: rowNumber(row), text: plainLine(rowText(row)), ...found });
}

const switchOff = (rule) => decide({ kind: "off", rules: [rule.id], text: rule.id });

/** Draws the dialog that lists the decisions and offers the files. */
function drawDecisions() {
  const item = (decision) =>
    el("li", {}, el("span", { class: `kind ${decision.kind}` }, wordOf(decision)), el("span", { class: "what" }, bdi(decision.text), decision.doc && el("span", { class: "faint" }, " ", bdi(decision.doc.name))), el("button", { type: "button", "aria-label": `Undo: ${wordOf(decision)} ${decision.text.slice(0, 80).replace(HIDDEN, "�")}`, onclick: () => undo(decision) }, "Undo"));
  byId("decisions").replaceChildren(
    ...[
      el("h2", { id: "decisions-title" }, plural(decisions.length, "decision")),
      decisions.length ? el("ol", { class: "decisions" }, decisions.map(item)) : el("p", { class: "hint" }, "None yet. Select a change and press ", el("kbd", {}, "c"), " to keep its line, or a line that stays to remove it."),
      ...files().map(fileOf),
      el("div", { class: "buttons" }, el("button", { type: "button", class: "primary", onclick: () => byId("decisions").close() }, "Close")),
    ].flat(),
  );
}

function fileOf({ name, text, use }) {
  const area = el("textarea", { readonly: true, rows: Math.min(12, text.split("\n").length), spellcheck: "false", dir: "ltr", "aria-label": name });
  area.value = text;
  const save = () => {
    download(name, text, "application/toml");
    saved.add(text);
    say(`${name} is downloaded.`);
  };
  const copied = async () => say((await copy(text, area)) ? "Copied to the clipboard." : "Select the text and copy it.");
  return el("section", { class: "file", "aria-label": name }, el("h3", {}, name), el("p", { class: "hint" }, use), area, el("div", { class: "buttons" }, el("button", { type: "button", onclick: copied, "aria-label": `Copy ${name}` }, "Copy"), el("button", { type: "button", class: "primary", onclick: save, "aria-label": `Download ${name}` }, "Download")));
}

function showDecisions() {
  drawDecisions();
  byId("decisions").showModal();
}

addEventListener("beforeunload", (event) => files().every(({ text }) => saved.has(text)) || event.preventDefault());
