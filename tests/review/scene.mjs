// Creates a folder of documents, builds their page and opens it in Chromium.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const PROSE = "The ferry sailed half empty, although every bed had been sold weeks before, the captain said.";
export const MORE = "The town council will vote on the plan in May, and the harbour master expects it to pass.";
// The rule that removes "Leave a Reply" between two paragraphs.
export const REPLY = "en/comment-form-inline";
export const FILES = {
  "in/a.txt": `${PROSE}\n\nLeave a Reply\n\n${MORE}\n\nShare on Facebook\n`,
  "in/b.txt": `${PROSE}\n\n${MORE}\n\nShare on Facebook\n`,
  "in/clean.txt": `${PROSE}\n\n${MORE}\n`,
  "in/spaces.txt": `${PROSE}\r\n\r\nTwo  words\u00A0here and Cafe\u0301.\r\n`,
};

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: FLAGS });

/** Runs unboil in a folder. Throws if the exit code is not 0. */
export const unboil = (folder, ...args) => execFileSync(process.env.UNBOIL, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Creates a temporary folder with these files. */
export function folder(files) {
  const root = mkdtempSync(join(tmpdir(), "unboil-review-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

/**
 * Builds and opens the page of these files and passes it to `look`. Any error, logged error or network request of the page
 * fails the test.
 */
export async function review(browser, files, look, options = {}) {
  const root = folder(files);
  const paths = options.paths ?? ["in"];
  mkdirSync(join(root, "in"), { recursive: true });
  unboil(root, "review", "--isolated", ...paths, "-o", "page.html");
  await visit(browser, root, "page.html", look, options);
}

/** Opens a page of the folder and removes the folder afterwards. `options.hash` is the end of its address. */
export async function visit(browser, root, name, look, options = {}) {
  const context = await browser.newContext({ viewport: options.viewport ?? { width: 1400, height: 900 }, colorScheme: options.colorScheme ?? "light", permissions: ["clipboard-read", "clipboard-write"] });
  try {
    const page = await context.newPage();
    const faults = [];
    const address = pathToFileURL(join(root, name)).href;
    page.on("pageerror", (error) => faults.push(error.stack));
    page.on("console", (message) => message.type() === "error" && !options.maySpeak && faults.push(message.text()));
    page.on("request", (request) => !isOwn(root, request.url()) && faults.push(`asks for ${request.url()}`));
    await page.goto(address + (options.hash ?? ""));
    await look(page, root);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
    rmSync(root, { recursive: true, force: true });
  }
}

/** Saves a screenshot if SHOTS is set. */
export async function shoot(page, name) {
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });
}

export const text = (page, selector) => page.locator(selector).innerText();

export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

/** What the page offers for saving when `act` is done: the name of the file and its text. */
export async function downloaded(page, act) {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

/** Pages of the folder link to each other, and a `blob:` is a file that a page made itself. */
const isOwn = (root, url) => url.startsWith(pathToFileURL(root).href) || url.startsWith("blob:");
