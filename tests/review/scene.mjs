// Creates a folder of documents, builds their page and opens it in Chromium.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

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
  if (!("in" in files)) mkdirSync(join(root, "in"), { recursive: true });
  unboil(root, "review", "--isolated", ...paths, "-o", "page.html");
  const context = await browser.newContext({ viewport: options.viewport ?? { width: 1400, height: 900 }, colorScheme: options.colorScheme ?? "light", permissions: ["clipboard-read", "clipboard-write"] });
  try {
    const page = await context.newPage();
    const faults = [];
    const address = pathToFileURL(join(root, "page.html")).href;
    page.on("pageerror", (error) => faults.push(error.stack));
    page.on("console", (message) => message.type() === "error" && !options.maySpeak && faults.push(message.text()));
    page.on("request", (request) => request.url() !== address && faults.push(`asks for ${request.url()}`));
    await page.goto(address);
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

export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
