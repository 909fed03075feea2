// Values of rule files: strings, phrases, ids.

/** A TOML string with control characters and bidirectional controls escaped. */
function quoted(text) {
  const escape = (c) => `\\${c.length > 1 || c.charCodeAt(0) > 0xffff ? "U" : "u"}${c.codePointAt(0).toString(16).toUpperCase().padStart(c.length > 1 ? 8 : 4, "0")}`;
  const safe = text.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/g, escape);
  return `"${safe}"`;
}

/** The line as rules see it, with single spaces. */
const plainLine = (text) => text.replace(/\s+/g, " ").trim();

/** The text of a phrase: braces would begin a placeholder. */
const phraseOf = (text) => text.replace(/[{}]/g, "$&$&");

const hasWords = (text) => /[\p{L}\p{N}]/u.test(text);

/** The phrase of a line that is to be removed, in the form of `unboil rules new`. */
function draftPhrase(line) {
  const text = plainLine(line);
  const inner = text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}!?.)]+$/gu, "") || text;
  return phraseOf(inner).replace(/(?<![\p{L}\p{N}])\p{Nd}+(?:[.,]\p{Nd}+)*(?![\p{L}\p{N}])/gu, "{number}");
}

function draftId(phrase) {
  const latin = phrase.replace(/\{number\}/g, " ").toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return latin.slice(0, 4).join("-") || "new-rule";
}

const wordsIn = (text) => (text.match(/[\p{L}\p{N}]+/gu) ?? []).length;
