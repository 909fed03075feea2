// From text to nodes. Text becomes text nodes and nothing else; what a browser would obey or hide is shown by its code.

/** An element: properties, then children; text stays text. */
function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "hue") node.style.setProperty("--h", value);
    else if (name === "width") node.style.width = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Controls, marks of direction, invisible characters, tags. Joiners (U+200C, U+200D) shape Persian, Hindi and emoji, so
// in text that stays they stay; where something was changed they are shown.
const HIDDEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|\uDB40[\uDC00-\uDC7F]/g;
const HIDDEN_IN_CHANGE = /[\u0000-\u0009\u000B-\u001F\u007F-\u00A0\u00AD\u061C\u115F\u1160\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2069\u3000\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|\uDB40[\uDC00-\uDC7F]/g;
const NAMES = { 0x00: "NUL", 0x09: "⇥", 0x0c: "form feed", 0x0d: "␍", 0x1b: "ESC", 0xa0: "nbsp", 0xad: "soft hyphen", 0x200b: "zero-width space", 0x200c: "ZWNJ", 0x200d: "ZWJ", 0x200e: "LRM", 0x200f: "RLM", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM" };

/** Text as nodes, its hidden characters as boxes with their code. */
function shown(text, inChange) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(inChange ? HIDDEN_IN_CHANGE : HIDDEN)) {
    if (found.index > from) nodes.push(text.slice(from, found.index));
    const code = found[0].codePointAt(0);
    const hex = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    nodes.push(el("span", { class: "code", title: hex, dir: "ltr" }, NAMES[code] ?? hex));
    from = found.index + found[0].length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}

/** A text of unknown script and origin, which cannot reorder what stands around it. */
const bdi = (text) => el("bdi", { dir: "auto" }, shown(text.replace(/[\n\r]+/g, " ↵ ")));

/** White space that was changed, made visible. */
const spaces = (text) => text.replace(/\r\n|\n|\r/g, "↵").replace(/ /g, "·");

/** A category's name with its colour. */
const badge = (category) => el("span", { class: isFix(category) ? "badge fix" : "badge", hue: hueOf(category) }, category);

const byId = (id) => document.getElementById(id);
let silence;
function say(text) {
  byId("say").textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => (byId("say").textContent = ""), 4000);
}
