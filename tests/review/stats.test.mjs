// The page of `unboil stats`: distribution, sites, and links into the review page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FILES, folder, launch, shoot, text, unboil, visit } from "./scene.mjs";
import { SCREENS, check } from "./screens.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** A folder with the pages of a report of these files. */
function pages(files, ...options) {
  const root = folder(files);
  unboil(root, "clean", "-q", "--isolated", ...options, "in", "-o", "out", "--report", "run.jsonl");
  unboil(root, "review", "--isolated", ...options, "in", "-o", "review.html");
  unboil(root, "stats", "run.jsonl", "--page", "stats.html", "--review", "review.html");
  return root;
}

const ROWS = { "in/rows.jsonl": ["https://a.example/1", "https://a.example/2", "https://b.example/1"].map((url, i) => `${JSON.stringify({ url, text: FILES[i ? "in/b.txt" : "in/a.txt"] })}\n`).join("") };

for (const screen of SCREENS) {
  test(`the stats page at ${screen.width} pixels, ${screen.colorScheme}`, () =>
    visit(
      browser,
      pages(ROWS, "--source-field", "url"),
      "stats.html",
      async (page) => {
        await check(page, screen.name);
        await shoot(page, `stats-${screen.name}`);
        // No word is broken, and the bars are there.
        const heights = await page.locator(".short th[scope=row]").evaluateAll((all) => all.map((node) => node.getClientRects().length));
        assert.ok(heights.every((lines) => lines === 1));
        assert.ok(await page.locator("td.bar i").first().isVisible());
      },
      screen,
    ));
}

test("the distribution counts each document once", () =>
  visit(browser, pages(FILES), "stats.html", async (page) => {
    const rows = page.locator("table").first().locator("tbody tr");
    assert.equal(await rows.count(), 11);
    const counts = await rows.evaluateAll((all) => all.map((row) => Number(row.lastElementChild.textContent)));
    assert.deepEqual(counts, [2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert.match(await text(page, "main > p"), /Of 4 documents, 3 changed\. Rules removed text from 2; 1 was normalized only\./);
    assert.match(await text(page, "main"), /No document has an address/);
  }));

test("documents, rules, categories and sites are links to their changes", () =>
  visit(browser, pages(ROWS, "--source-field", "url"), "stats.html", async (page) => {
    const follow = async (name) => {
      await page.getByRole("link", { name, exact: true }).press("Enter");
      await page.waitForURL(/review\.html/);
    };
    await follow("in/rows.jsonl:1");
    assert.equal(await text(page, "main h2"), "https://a.example/1");
    assert.equal(await text(page, "#where"), "1 of 2 changes");
    await page.goBack();
    await follow("b.example");
    assert.deepEqual(await page.locator("#list .entry .name").allInnerTexts(), ["https://b.example/1"]);
    await page.goBack();
    await follow("en/share-on-network");
    assert.match(await text(page, "#clear"), /only en\/share-on-network/);
    await page.goBack();
    await follow("share");
    assert.equal(await page.locator('.chip[data-category="share"]').getAttribute("aria-pressed"), "true");
  }));
