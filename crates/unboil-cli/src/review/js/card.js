// The card: details of the current change or line, with its rule, the reason and examples.

function drawCard() {
  const card = byId("card");
  card.replaceChildren(el("button", { type: "button", class: "plain more", onclick: openCard }, "Details"), el("button", { type: "button", class: "plain close", "aria-label": "Close", onclick: closeCard }, "×"));
  if (!view) {
    card.append(el("p", { class: "hint" }, "Select a change to see its rule, the reason and examples."));
    return closeCard();
  }
  if (state.stop !== null) card.append(...ofStop(view.stops[state.stop]));
  else if (state.row !== null) card.append(...ofKept(view.rows[state.row]));
  else card.append(el("p", { class: "hint" }, "Select a change or a line, or press ", el("kbd", {}, "j"), " for the next change."));
  card.scrollTop = 0;
}

const isSheet = () => document.body.matches(".with-card, .with-peek") && getComputedStyle(byId("card")).position === "fixed";

function openCard() {
  document.body.classList.remove("with-peek");
  document.body.classList.add("with-card");
  if (isSheet()) center(byId("text").querySelector(".change.current, .row.current"));
}
/** Shows the first lines of the card where there is no room beside the text. */
function peek() {
  if (!document.body.classList.contains("with-card")) document.body.classList.add("with-peek");
}
function closeCard() {
  document.body.classList.remove("with-card", "with-peek");
}

/** The original text of a row. */
const rowText = (row) => row.pieces.map((piece) => piece.text).join("");

function ofStop({ changes }) {
  const [change] = changes;
  const rule = rules[change.rule];
  if (isFix(rule.category)) {
    const kinds = [...new Set(changes.map((one) => one.rule))].map((number) => rules[number]);
    return [
      el("p", { class: "what" }, badge(rule.category), ` line ${change.line}`),
      ...kinds.flatMap((kind) => [el("h2", {}, kind.id), el("p", {}, kind.why)]),
      el("h3", {}, plural(changes.length, "rewrite")),
      el("ul", { class: "rewrites" }, changes.slice(0, 50).map((one) => el("li", {}, quote(one.was), " → ", one.now ? quote(one.now) : "nothing"))),
      changes.length > 50 && el("p", { class: "faint" }, `… and ${changes.length - 50} more`),
    ].filter(Boolean);
  }
  const row = state.row !== null && view.rows[state.row].pieces.some((piece) => piece.change === change) ? view.rows[state.row] : view.rows[change.rows.find((at) => view.rows[at].pieces.some((p) => p.change === change && p.text.trim())) ?? change.rows[0]];
  const lines = new Set(change.rows.filter((at) => view.rows[at].pieces.some((piece) => piece.change === change && piece.text.trim())).map((at) => view.rows[at].line));
  const note = view.notes.get(row.line);
  const [decided, off] = [decisionOn(view.doc, rowNumber(row)), decisionOff(rule)];
  const place = lines.size > 1 ? `lines ${Math.min(...lines)} to ${Math.max(...lines)}` : `line ${change.line}`;
  return [
    el("p", { class: "what" }, badge(rule.category), ` ${place}, ${isRemoval(change) ? "removed" : "changed"}`),
    el("h2", {}, bdi(rule.id)),
    el("p", { class: "why" }, bdi(rule.why)),
    note?.how && el("p", { class: "how" }, bdi(note.how)),
    change.now && el("p", { class: "how" }, quote(change.was), " → ", quote(change.now)),
    el(
      "div",
      { class: "buttons" },
      decided ? undoButton(decided) : keepable(rule, row) && el("button", { type: "button", class: "primary", id: "keep", title: "Keep this line (c)", onclick: () => keep(rule, row) }, "Keep this"),
      off ? undoButton(off) : el("button", { type: "button", id: "off", onclick: () => switchOff(rule) }, "Switch off the rule"),
      el("button", { type: "button", id: "only", "aria-pressed": String(state.rule === rule.number), onclick: () => onlyRule(rule.number) }, state.rule === rule.number ? "All rules" : "Only this rule"),
    ),
    el("p", { class: "faint" }, `${plural(rule.edits, "change")} in ${plural(rule.documents, "document")} on this page, ${amount(rule.bytes)}`),
    examples("Removes", rule.removes),
    examples("Keeps", rule.keeps),
    rule.phrases?.length > 0 && el("details", {}, el("summary", {}, "Phrases"), el("ul", {}, rule.phrases.slice(0, 100).map(({ in: key, phrase }) => el("li", {}, el("span", { class: "faint" }, `${key} `), bdi(phrase))), rule.phrases.length > 100 && el("li", {}, `… and ${rule.phrases.length - 100} more`))),
    el("details", {}, el("summary", {}, "Scope and conditions"), el("dl", {}, el("dt", {}, "removes"), el("dd", {}, rule.takes), Object.entries(rule.conditions ?? {}).flatMap(([key, value]) => [el("dt", {}, key), el("dd", {}, bdi(value))]))),
    near(note),
    el("p", { class: "faint" }, bdi(`${rule.file}:${rule.line}`)),
  ].filter(Boolean);
}

function ofKept(row) {
  const note = view.notes.get(row.line);
  const text = rowText(row);
  const decided = decisionOn(view.doc, rowNumber(row));
  return [
    el("p", { class: "what" }, `line ${row.line}, kept`),
    el("blockquote", {}, bdi(text.slice(0, 400) + (text.length > 400 ? "…" : ""))),
    note?.how && el("p", { class: "how" }, bdi(note.how)),
    !note && el("p", {}, text.trim() ? "No rule matches this line." : "A blank line."),
    near(note),
    hasWords(text) && el("div", { class: "buttons" }, decided ? undoButton(decided) : el("button", { type: "button", class: "primary", id: "remove", title: "Remove this line (c)", onclick: () => remove(row) }, "Remove this")),
  ].filter(Boolean);
}

const undoButton = (decision) => el("button", { type: "button", "aria-label": `Undo: ${wordOf(decision)}`, onclick: () => undo(decision) }, `Undo: ${wordOf(decision)}`);

// An example longer than this scrolls, and so must be reachable by the keyboard.
const LONG_EXAMPLE = 300;

function examples(title, list) {
  if (!list?.length) return null;
  const item = ({ text, becomes }) => el("li", { dir: "auto", tabindex: text.length > LONG_EXAMPLE ? "0" : null }, textNodes(text), becomes !== null && el("p", { class: "becomes" }, "→ ", bdi(becomes)));
  const few = list.slice(0, 4);
  const rest = list.slice(4);
  return el("section", { class: `examples ${title.toLowerCase()}` }, el("h3", {}, title), el("ul", {}, few.map(item)), rest.length > 0 && el("details", {}, el("summary", {}, `${rest.length} more`), el("ul", {}, rest.map(item))));
}

const near = (note) => note?.near.length > 0 && el("section", {}, el("h3", {}, "Almost matched"), el("ul", {}, note.near.map((words) => el("li", {}, bdi(words)))));

/** A quoted piece of text with visible white space. */
const quote = (text) => el("q", {}, el("bdi", { dir: "auto" }, textNodes(text.trim() ? text.replace(/\r?\n/g, "↵") : spaces(text), true)));
