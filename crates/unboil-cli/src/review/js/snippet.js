// TOML snippets: `keeps` of a rule with a line that must be kept, or a draft of a rule for a line that must be removed,
// in the form of `unboil rules new`.

/** A TOML string with control characters and bidirectional controls escaped. */
function quoted(text) {
  const escape = (c) => `\\${c.length > 1 || c.charCodeAt(0) > 0xffff ? "U" : "u"}${c.codePointAt(0).toString(16).toUpperCase().padStart(c.length > 1 ? 8 : 4, "0")}`;
  const safe = text.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g, escape);
  return `"${safe}"`;
}

function example({ text, becomes, bare }) {
  if (becomes === null && !bare) return quoted(text);
  const keys = [`text = ${quoted(text)}`];
  if (becomes !== null) keys.push(`becomes = ${quoted(becomes)}`);
  if (bare) keys.push("bare = true");
  return `{ ${keys.join(", ")} }`;
}

/** The line as rules see it, with single spaces. */
const plainLine = (text) => text.replace(/\s+/g, " ").trim();

/** The `keeps` of the rule that removed the line, with the line appended, to replace the existing `keeps`. */
function keepSnippet(rule, line) {
  const text = plainLine(line);
  const all = [...rule.keeps.map(example), quoted(text)];
  const phrase = text.toLowerCase().replace(/[{}]/g, "$&$&");
  return [
    `# ${rule.id}, ${rule.file}:${rule.line}`,
    "# This line must be kept. Replace the rule's keeps with these;",
    "# `unboil rules test` fails until the rule is narrowed.",
    all.length > 1 ? `keeps = [\n${all.map((one) => `    ${one},`).join("\n")}\n]` : `keeps = [${all[0]}]`,
    "",
    "# Or, without changing the rule, in unboil.toml:",
    "# [[rules.extend]]",
    `# id = ${quoted(rule.id)}`,
    `# unless = [${quoted(phrase)}]`,
    "",
  ].join("\n");
}

/** A draft of a rule for a line that is kept now. */
function removeSnippet(line, lang, category) {
  const text = plainLine(line);
  const inner = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}!?.)]+$/gu, "") || text;
  const phrase = inner.replace(/[{}]/g, "$&$&").replace(/(?<![\p{L}\p{N}])\p{Nd}+(?:[.,]\p{Nd}+)*(?![\p{L}\p{N}])/gu, "{number}");
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  const latin = phrase.replace(/\{number\}/g, " ").toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const id = latin.slice(0, 4).join("-") || "new-rule";
  return [
    `# For a file with lang = ${quoted(lang)}; reported as ${lang}/${id}`,
    "[[rule]]",
    `id = ${quoted(id)}`,
    `category = ${quoted(category)}${category ? "" : "  # one of the categories in rules/README.md"}`,
    'why = ""  # one sentence: why this line appears in texts and is not part of them',
    `line = [${quoted(phrase)}]`,
    ...(words.length <= 1 ? ['strength = "weak"  # one word: removed only next to other matches'] : []),
    `removes = [${quoted(text)}]`,
    'keeps = [""]  # the most similar sentence that an author could write',
    "",
  ].join("\n");
}

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

async function copy(text, area) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Some browsers deny the clipboard API to a page opened from a file. The deprecated command works there.
    area.focus();
    area.select();
    return document.execCommand("copy");
  }
}

/** Copies the text that `make` returns, and shows it so that it can be checked or copied by hand. */
async function offer(title, make, withCategory) {
  const dialog = byId("snippet");
  const area = el("textarea", { readonly: true, rows: "12", spellcheck: "false", dir: "ltr", "aria-label": "The snippet" });
  const status = el("p", { role: "status", class: "copied" });
  const refresh = async () => {
    area.value = make(choice?.value ?? "");
    area.rows = Math.min(18, area.value.split("\n").length + 1);
    status.textContent = (await copy(area.value, area)) ? "Copied to the clipboard." : "Select the text and copy it.";
  };
  const choice = withCategory ? el("select", { "aria-label": "Category", onchange: refresh }, el("option", { value: "" }, "…"), data.categories.map((name) => el("option", { value: name }, name))) : null;
  dialog.replaceChildren(
    el("h2", { id: "snippet-title" }, title),
    ...(choice ? [el("label", {}, "Category ", choice)] : []),
    area,
    status,
    el("div", { class: "buttons" }, el("button", { type: "button", onclick: refresh }, "Copy again"), el("button", { type: "button", class: "primary", onclick: () => dialog.close() }, "Close")),
  );
  dialog.showModal();
  await refresh();
}
