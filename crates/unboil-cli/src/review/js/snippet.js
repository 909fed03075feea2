// TOML to paste: a line that must stay, for the rule that took it; a line that must go, as the beginning of a rule.
// The form is that of `unboil rules new`.

/** A TOML string; nothing in it is a control character or turns the direction of what follows. */
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

/** The line as rules see it: one space between words. */
const plainLine = (text) => text.replace(/\s+/g, " ").trim();

/** `keeps` of the rule that took the line, with the line behind those it has: to paste over them. */
function keepSnippet(rule, line) {
  const text = plainLine(line);
  const all = [...rule.keeps.map(example), quoted(text)];
  const phrase = text.toLowerCase().replace(/[{}]/g, "$&$&");
  return [
    `# ${rule.id}, ${rule.file}:${rule.line}`,
    "# The line must stay. This takes the place of the rule's keeps;",
    "# `unboil rules test` fails until the rule is narrowed.",
    all.length > 1 ? `keeps = [\n${all.map((one) => `    ${one},`).join("\n")}\n]` : `keeps = [${all[0]}]`,
    "",
    "# Or at once, in an unboil.toml:",
    "# [[rules.extend]]",
    `# id = ${quoted(rule.id)}`,
    `# unless = [${quoted(phrase)}]`,
    "",
  ].join("\n");
}

/** The beginning of a rule for a line that stays now. */
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
    `category = ${quoted(category)}${category ? "" : "  # one of those in rules/README.md"}`,
    'why = ""  # why this stands in texts and is none of them, in a sentence',
    `line = [${quoted(phrase)}]`,
    ...(words.length <= 1 ? ['strength = "weak"  # one word: it goes only in the company of other findings'] : []),
    `removes = [${quoted(text)}]`,
    'keeps = [""]  # the sentence an author could write that looks most like it',
    "",
  ].join("\n");
}

/** The language most rules that acted in a document are of. */
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
    // Some browsers have no clipboard for a page from a file; the older way works there.
    area.focus();
    area.select();
    return document.execCommand("copy");
  }
}

/** Copies `make()` and shows it, for it may need a look and some browsers let no page copy. */
async function offer(title, make, withCategory) {
  const dialog = byId("snippet");
  const area = el("textarea", { readonly: true, rows: "12", spellcheck: "false", dir: "ltr", "aria-label": "The snippet" });
  const told = el("p", { role: "status", class: "told" });
  const refresh = async () => {
    area.value = make(choice?.value ?? "");
    area.rows = Math.min(18, area.value.split("\n").length + 1);
    told.textContent = (await copy(area.value, area)) ? "Copied to the clipboard." : "Select it and copy.";
  };
  const choice = withCategory ? el("select", { "aria-label": "Category", onchange: refresh }, el("option", { value: "" }, "…"), data.categories.map((name) => el("option", { value: name }, name))) : null;
  dialog.replaceChildren(
    el("h2", { id: "snippet-title" }, title),
    ...(choice ? [el("label", {}, "Category ", choice)] : []),
    area,
    told,
    el("div", { class: "buttons" }, el("button", { type: "button", onclick: refresh }, "Copy again"), el("button", { type: "button", class: "primary", onclick: () => dialog.close() }, "Close")),
  );
  dialog.showModal();
  await refresh();
}
