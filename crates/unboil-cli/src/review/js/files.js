// The files of the decisions: one `unboil.toml` for lines to keep and rules to switch off, and a rule file for each language of new rules.

const tomlList = (values) => (values.length === 1 ? `[${values[0]}]` : `[\n${values.map((value) => `    ${value},\n`).join("")}]`);

function files() {
  return [configFile(), ...ruleFiles()].filter(Boolean);
}

function configFile() {
  const off = decisions.filter(({ kind }) => kind === "off").flatMap((decision) => decision.rules);
  const phrases = new Map();
  for (const decision of decisions.filter(({ kind }) => kind === "keep")) {
    // A rule that is switched off must not be extended.
    for (const id of decision.rules.filter((rule) => !off.includes(rule))) {
      if (!phrases.has(id)) phrases.set(id, new Set());
      phrases.get(id).add(quoted(decision.phrase));
    }
  }
  if (!off.length && !phrases.size) return null;
  const tables = [...phrases].map(([id, unless]) => `[[rules.extend]]\nid = ${quoted(id)}\nunless = ${tomlList([...unless])}\n`);
  if (off.length) tables.unshift(`[rules]\nignore = ${tomlList([...new Set(off)].map(quoted))}\n`);
  const use = "Save it in your folder, where unboil finds it, or name it with --config. If there is one already, add these lines to it.";
  return { name: "unboil.toml", text: `# From a review by unboil ${data.version}.\n\n${tables.join("\n")}`, use };
}

function ruleFiles() {
  const langs = new Map();
  for (const decision of decisions.filter(({ kind }) => kind === "remove")) {
    if (!langs.has(decision.lang)) langs.set(decision.lang, []);
    langs.get(decision.lang).push(decision);
  }
  return [...langs].map(([lang, drafts]) => {
    const ids = new Map();
    const tables = drafts.map((draft) => {
      const id = draftId(draft.phrase);
      ids.set(id, (ids.get(id) ?? 0) + 1);
      return ruleOf(draft, ids.get(id) > 1 ? `${id}-${ids.get(id)}` : id);
    });
    const use = "Save it in a folder of rules and name the folder with --rules; unboil rules test checks it.";
    return { name: `review-${lang}.toml`, text: `about = "Lines found in a review."\nlang = ${quoted(lang)}\n\n${tables.join("\n")}`, use };
  });
}

function ruleOf({ phrase, category, why, keeps, text }, id) {
  return [
    "[[rule]]",
    `id = ${quoted(id)}`,
    `category = ${quoted(category)}`,
    `why = ${quoted(why)}`,
    `line = [${quoted(phrase)}]`,
    // One word is removed only next to other matches.
    ...(wordsIn(text) <= 1 ? ['strength = "weak"'] : []),
    `removes = [${quoted(text)}]`,
    `keeps = [${quoted(keeps)}]`,
    "",
  ].join("\n");
}
