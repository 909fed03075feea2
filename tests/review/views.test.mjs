// The views marked, clean and side by side; names and folders in the list; links to a part of the page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FILES, MORE, PROSE, folder, launch, review, text, unboil, visit } from "./scene.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const chosen = (page) => page.locator("#views input:checked").getAttribute("value");

test("the clean view is the output of unboil clean", () =>
  review(browser, FILES, async (page, root) => {
    unboil(root, "clean", "-q", "--isolated", "in", "-o", "out");
    for (const name of Object.keys(FILES)) {
      const lines = await page.evaluate((name) => open(docs.find((doc) => doc.place === name)).clean.map((row) => row.pieces.map((piece) => piece.text).join("")), name);
      assert.equal(`${lines.join("\n")}\n`, readFileSync(join(root, name.replace("in/", "out/")), "utf8"), name);
    }
  }));

test("keys and the switch change the view, at the same place", () =>
  review(browser, FILES, async (page) => {
    await page.keyboard.press("j");
    assert.equal(await chosen(page), "marked");
    await page.keyboard.press("2");
    assert.equal(await chosen(page), "clean");
    assert.deepEqual((await page.locator(".row .content").allInnerTexts()).filter((line) => line.trim()), [PROSE, MORE]);
    assert.equal(await text(page, "#where"), "1 of 2 changes");
    // What is left where the change was.
    assert.equal(await page.locator(".row.current").count(), 1);
    await page.keyboard.press("v");
    assert.equal(await chosen(page), "side");
    const gone = page.locator(".row.gone", { hasText: "Leave a Reply" });
    assert.equal(await gone.locator(".left").innerText(), "");
    assert.equal(await page.locator(".row", { hasText: "town council" }).locator(".left").innerText(), MORE);
    await page.locator("#views input:checked").focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await chosen(page), "marked");
    assert.equal(await page.evaluate(() => document.activeElement.value), "marked");
  }));

test("removals and changes have marks of their own beside colour", () =>
  review(browser, { "in/a.txt": `${PROSE}\n\nShare on Facebook\n\nThe caf\u00C3\u00A9 on the pier is closed, said the harbour master.\n` }, async (page) => {
    const line = (selector) => page.locator(selector).first().evaluate((node) => getComputedStyle(node).textDecorationLine);
    assert.equal(await line(".change.removed del"), "line-through");
    assert.equal(await line(".change.changed ins"), "underline");
    const signs = await page.locator(".row .sign").allInnerTexts();
    assert.ok(signs.includes("−") && signs.includes("~"), String(signs));
  }));

test("twenty-one categories have marks that differ in hue or pattern", () =>
  review(browser, FILES, async (page) => {
    const marks = await page.evaluate(() =>
      data.categories.map((name) => {
        const node = el("i", { class: `swatch ${markOf(name)}` });
        document.body.append(node);
        const { backgroundImage } = getComputedStyle(node);
        node.remove();
        return backgroundImage;
      }),
    );
    assert.equal(new Set(marks).size, 21);
  }));

const ROWS = [
  { id: 1, url: "https://a.example/ferry", title: "The ferry", text: FILES["in/b.txt"] },
  { id: 2, url: "https://a.example/pier", text: FILES["in/b.txt"] },
  { id: 3, text: FILES["in/b.txt"] },
  { text: FILES["in/b.txt"] },
];

test("a record is named by its title or URL, below its file", () =>
  review(browser, { "in/rows.jsonl": ROWS.map((row) => `${JSON.stringify(row)}\n`).join(""), "in/deep/er/a.txt": FILES["in/a.txt"], "in/deep/b.txt": FILES["in/b.txt"] }, async (page) => {
    await page.locator("#sort").selectOption("order");
    assert.deepEqual(await page.locator("#list .folder bdi").allInnerTexts(), ["in/deep/", "in/deep/er/", "in/rows.jsonl"]);
    assert.deepEqual(await page.locator("#list .entry .name").allInnerTexts(), ["b.txt", "a.txt", "The ferry", "https://a.example/pier", "3", "row 4"]);
    assert.deepEqual(await page.locator("#list [role=group]").evaluateAll((all) => all.map((group) => group.getAttribute("aria-label"))), ["in/deep/", "in/deep/er/", "in/rows.jsonl"]);
    await page.locator("#filter").fill("a.example");
    assert.deepEqual(await page.locator("#list .entry .name").allInnerTexts(), ["The ferry", "https://a.example/pier"]);
    await page.locator(".entry", { hasText: "The ferry" }).click();
    assert.equal(await text(page, "main h2"), "The ferry");
    assert.equal(await text(page, ".place"), "https://a.example/ferry · 1 · in/rows.jsonl:1");
  }));

test("the address selects a document, a rule, a category or a filter", async () => {
  const root = folder(FILES);
  unboil(root, "review", "--isolated", "in", "-o", "page.html");
  await visit(
    browser,
    root,
    "page.html",
    async (page) => {
      assert.equal(await text(page, "main h2"), "in/b.txt");
      const go = (hash) => page.evaluate((hash) => (location.hash = hash), hash);
      await go("#rule=en/comment-form-inline");
      await page.locator("#clear", { hasText: "only" }).waitFor();
      await go("#category=share");
      await page.locator('.chip[aria-pressed="true"]', { hasText: "share" }).waitFor();
      await go("#filter=clean");
      assert.equal(await page.locator("#filter").inputValue(), "clean");
      await go("#document=in/none.txt");
      await page.locator("#say", { hasText: "not on this page" }).waitFor();
      await page.locator(".entry", { hasText: "clean.txt" }).click();
      assert.match(page.url(), /#document=in%2Fclean\.txt$/);
    },
    { hash: "#document=in/b.txt" },
  );
});
