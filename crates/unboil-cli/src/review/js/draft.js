// The form for a new rule: what it needs beside the line, so that `unboil rules test` accepts the file.

/** The language of most rules that changed a document; if there are none, of the page. */
function langOf(doc) {
  const votes = new Map();
  for (const source of [doc.byRule, new Map(rules.map((rule) => [rule.number, { edits: rule.edits / 1e6 }]))]) {
    for (const [number, { edits }] of source) {
      const { lang } = rules[number];
      if (lang && lang !== "any") votes.set(lang, (votes.get(lang) ?? 0) + edits);
    }
  }
  return [...votes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "any";
}

/** Asks for a rule that removes a row, and adds it to the decisions. */
function remove(row) {
  const dialog = byId("draft");
  const text = plainLine(rowText(row));
  const lang = langOf(view.doc);
  const option = (value, name = value) => el("option", { value }, name);
  const langs = [...new Set([lang, "any", ...rules.map((rule) => rule.lang).filter(Boolean)])];
  const field = (name, control, hint) => el("label", {}, el("span", {}, name), control, hint && el("span", { class: "hint" }, hint));
  const phrase = el("input", { name: "phrase", required: true, autocomplete: "off", spellcheck: "false", dir: "auto" });
  phrase.value = draftPhrase(text);
  const form = el(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        const answers = Object.fromEntries(["phrase", "category", "why", "keeps", "lang"].map((name) => [name, form.elements[name].value.trim()]));
        dialog.close();
        decide({ kind: "remove", doc: view.doc, row: rowNumber(row), text, ...answers });
      },
    },
    field("Category", el("select", { name: "category", required: true }, option("", "choose one"), data.categories.map((name) => option(name)))),
    field("Why", el("input", { name: "why", required: true, autocomplete: "off" }), "One sentence: why this line appears in texts and is not part of them."),
    field("Keeps", el("input", { name: "keeps", required: true, autocomplete: "off", dir: "auto" }), "The most similar sentence that an author could write."),
    field("Phrase", phrase, "{number} stands for any number."),
    field("Language", el("select", { name: "lang" }, langs.map((name) => option(name)))),
    el("div", { class: "buttons" }, el("button", { type: "button", onclick: () => dialog.close() }, "Cancel"), el("button", { type: "submit", class: "primary" }, "Add the rule")),
  );
  dialog.replaceChildren(el("h2", { id: "draft-title" }, "Remove this line: a new rule"), el("blockquote", {}, bdi(text)), form);
  dialog.showModal();
}
