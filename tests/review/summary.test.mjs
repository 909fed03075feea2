// The summary for a colleague: one file without script.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FILES, PROSE, clipboard, downloaded, launch, review, shoot } from "./scene.mjs";
import { SCREENS, check } from "./screens.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const HOSTILE = `<img src=x onerror="window.pwned = 1"> ${PROSE}\n\nLeave a Reply\n\n\u202E${PROSE}\n`;

test("the summary shows documents before and after, the open one first", () =>
  review(browser, { ...FILES, "in/z.txt": HOSTILE }, async (page, root) => {
    await page.locator(".entry", { hasText: "z.txt" }).click();
    await page.keyboard.press("s");
    const words = await page.locator("#summary textarea").inputValue();
    assert.match(words, /^What unboil removes\n5 documents with /);
    assert.match(words, /in\/z\.txt[^]*− Leave a Reply\n[^]*in\/a\.txt/);
    await page.getByRole("button", { name: "Copy as text" }).click();
    await page.locator("#say", { hasText: "Copied" }).waitFor();
    assert.equal(await clipboard(page), words);
    const file = await downloaded(page, () => page.getByRole("button", { name: "Download summary.html" }).press("Enter"));
    assert.equal(file.name, "summary.html");
    assert.ok(!file.text.includes("<script") && !file.text.includes("\u202E") && file.text.includes("default-src 'none'"));
    await page.keyboard.press("Escape");
    const at = join(root, file.name);
    writeFileSync(at, file.text);
    for (const screen of SCREENS) {
      await page.setViewportSize(screen.viewport);
      await page.emulateMedia({ colorScheme: screen.colorScheme });
      await page.goto(pathToFileURL(at).href);
      await check(page, `summary.html ${screen.name}`);
      await shoot(page, `summary-file-${screen.name}`);
    }
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator(".before-after del", { hasText: "Leave a Reply" }).count(), 2);
    assert.deepEqual((await page.locator("h2").allInnerTexts()).slice(0, 2), ["in/z.txt", "in/a.txt"]);
  }));
