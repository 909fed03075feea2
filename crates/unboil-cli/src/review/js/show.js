// DOM nodes. Text is only ever inserted as text nodes; invisible and control characters are shown by their code.

/** Creates an element with properties and children. Strings become text nodes. */
function el(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "width") node.style.width = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Controls, bidirectional controls, invisible characters and tags. Persian, Hindi and emoji need the joiners U+200C and
// U+200D, so these are made visible only in changed text.
const HIDDEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|\uDB40[\uDC00-\uDC7F]/g;
const HIDDEN_IN_CHANGE = /[\u0000-\u0009\u000B-\u001F\u007F-\u00A0\u00AD\u061C\u115F\u1160\u180E\u2000-\u200F\u2028-\u202F\u205F-\u2069\u3000\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|\uDB40[\uDC00-\uDC7F]/g;
const NAMES = { 0x00: "NUL", 0x09: "⇥", 0x0c: "form feed", 0x0d: "␍", 0x1b: "ESC", 0xa0: "nbsp", 0xad: "soft hyphen", 0x200b: "zero-width space", 0x200c: "ZWNJ", 0x200d: "ZWJ", 0x200e: "LRM", 0x200f: "RLM", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM" };

/** Text as nodes, with hidden characters as boxes that show their code. */
function textNodes(text, inChange) {
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

/** Text of unknown direction, isolated so that it cannot reorder the text around it. */
const bdi = (text) => el("bdi", { dir: "auto" }, textNodes(text.replace(/[\n\r]+/g, " ↵ ")));

/** Makes white space visible. */
const spaces = (text) => text.replace(/\r\n|\n|\r/g, "↵").replace(/ /g, "·");

/** The name of a category with its mark. */
const badge = (category) => el("span", { class: `badge ${markOf(category)}` }, swatch(), category);
const swatch = () => el("i", { class: "swatch", "aria-hidden": "true" });

// A shorter name fits everywhere.
const LONG_NAME = 30;

/** A name whose end matters, such as a path: where it is too long, its middle is left out. */
function ended(name) {
  if (name.length <= LONG_NAME) return bdi(name);
  let at = Math.max(name.lastIndexOf("/", name.length - 2) + 1, name.length - LONG_NAME / 2);
  if (/[\uDC00-\uDFFF]/.test(name[at])) at -= 1;
  return el("span", { class: "ended", title: name.replace(HIDDEN, "�") }, at > 0 && el("span", { class: "front" }, bdi(name.slice(0, at))), el("span", { class: "back" }, bdi(name.slice(at))));
}

/** The name of a document as it is shown: the beginning of a title matters, the end of a path or URL. */
const titled = (doc, name) => (doc.isTitled ? bdi(name) : ended(name));

/** Offers a text as a file to save. */
function download(name, text, type) {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = el("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** Copies a text; `area` shows it. */
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

const byId = (id) => document.getElementById(id);
const speaker = byId("say");
let silence;
/** Shows and announces a message. A dialog hides what is outside, so the message moves into it. */
function say(text) {
  (document.querySelector("dialog[open]") ?? document.body).append(speaker);
  speaker.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => (speaker.textContent = ""), 4000);
}
