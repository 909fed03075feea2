// Decisions: collected, undone, downloaded, and the files do what they say.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FILES, MORE, PROSE, REPLY, clipboard, downloaded, launch, review, text, unboil } from "./scene.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const count = (page) => text(page, "#decisions-button .count");
const cleaned = (root, ...options) => {
  unboil(root, "clean", "-q", "in", "-o", "out", ...options);
  return (name) => readFileSync(join(root, "out", name), "utf8");
};

test("lines to keep and a rule to switch off become one unboil.toml, by the keyboard alone", () =>
  review(browser, FILES, async (page, root) => {
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    assert.equal(await count(page), "1");
    assert.equal(await page.locator(".row.decided .tag").innerText(), "keep");
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    assert.equal(await count(page), "3");
    await page.keyboard.press("u");
    assert.equal(await count(page), "2");
    await page.keyboard.press("d");
    assert.deepEqual(await page.locator("#decisions .decisions .what").allInnerTexts(), ["Leave a Reply in/a.txt", "Share on Facebook in/a.txt"]);
    await page.getByRole("button", { name: "Undo: keep Share on Facebook" }).press("Enter");
    assert.equal(await count(page), "1");
    const file = await downloaded(page, () => page.getByRole("button", { name: "Download unboil.toml" }).press("Enter"));
    assert.equal(file.name, "unboil.toml");
    assert.match(file.text, /\[\[rules\.extend\]\]\nid = "en\/comment-form-inline"\nunless = \["leave a reply"\]/);
    await page.getByRole("button", { name: "Copy unboil.toml" }).press("Enter");
    await page.locator("#say", { hasText: "Copied" }).waitFor();
    assert.equal(await clipboard(page), file.text);
    writeFileSync(join(root, file.name), file.text);
    const kept = cleaned(root, "--config", "unboil.toml");
    assert.ok(kept("a.txt").includes("Leave a Reply"), kept("a.txt"));
    assert.ok(!kept("a.txt").includes("Share on Facebook"));
  }));

test("a rule that is switched off is not extended as well", () =>
  review(browser, FILES, async (page, root) => {
    await page.keyboard.press("j");
    await page.locator("#keep").click();
    await page.locator("#off").click();
    await page.keyboard.press("d");
    const file = await downloaded(page, () => page.getByRole("button", { name: "Download unboil.toml" }).click());
    assert.ok(file.text.includes(`ignore = ["${REPLY}"]`) && !file.text.includes(`id = "${REPLY}"`), file.text);
    writeFileSync(join(root, "unboil.toml"), file.text);
    cleaned(root, "--config", "unboil.toml");
  }));

test("any line that a phrase removes can be kept, with what makes it special in TOML", () =>
  review(browser, { "in/a.txt": `${PROSE}\n\n• “Share” on Facebook {now} \\o/\n\nSubscribe to our newsletter!\n\nLeave a Reply\n\nYour email address will not be published.\n` }, async (page, root) => {
    const stops = Number((await text(page, "#where")).split(" ")[0]);
    assert.ok(stops > 1);
    const keptLines = [];
    for (let i = 0; i < stops; i += 1) {
      await page.keyboard.press("j");
      if (!(await page.locator("#keep").count())) continue;
      await page.keyboard.press("c");
      keptLines.push(await page.evaluate(() => decisions.at(-1).text));
    }
    await page.keyboard.press("d");
    const file = await downloaded(page, () => page.getByRole("button", { name: "Download unboil.toml" }).click());
    writeFileSync(join(root, "unboil.toml"), file.text);
    const kept = cleaned(root, "--config", "unboil.toml")("a.txt");
    assert.ok(keptLines.length > 1);
    for (const line of keptLines) assert.ok(kept.includes(line), `${line} in ${kept}\n${file.text}`);
  }));

test("“remove this” asks for what a rule needs, and the rule file passes its tests", () =>
  review(browser, { "in/a.txt": `${PROSE}\n\n• Give us "3,000" {stars} \\o/ on zorbix now!\n\nZorbix\n\n${MORE}\n` }, async (page, root) => {
    const fill = async (line, why, keeps) => {
      await page.locator(".kept", { hasText: line }).first().click();
      await page.keyboard.press("c");
      await page.getByLabel("Why").fill(why);
      await page.getByLabel("Keeps").fill(keeps);
      await page.getByRole("button", { name: "Add the rule" }).click();
      // A category has no default, so the form is not complete.
      assert.equal(await page.locator("#draft[open]").count(), 1);
      await page.getByLabel("Category").selectOption("promo");
      await page.getByRole("button", { name: "Add the rule" }).click();
      assert.equal(await page.locator("#draft[open]").count(), 0);
    };
    await fill("on zorbix now", "Asks for stars.", "She gave us three stars.");
    await fill(/^Zorbix$/, "Names the site.", "He works for Zorbix.");
    await page.keyboard.press("d");
    const file = await downloaded(page, () => page.getByRole("button", { name: /^Download review-/ }).click());
    assert.match(file.text, /^line = \["Give us \\"\{number\}\\" \{\{stars\}\} /m);
    mkdirSync(join(root, "mine"));
    writeFileSync(join(root, "mine", file.name), file.text);
    unboil(root, "rules", "test", "--isolated", "mine");
    const kept = cleaned(root, "--isolated", "--rules", "mine")("a.txt");
    assert.ok(!kept.includes("stars") && kept.includes(MORE), kept);
  }));

test("leaving the page with decisions that are not downloaded asks first", () =>
  review(browser, FILES, async (page) => {
    const asks = () => page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
    assert.equal(await asks(), false);
    await page.keyboard.press("j");
    await page.keyboard.press("c");
    assert.equal(await asks(), true);
    await page.keyboard.press("u");
    assert.equal(await asks(), false);
  }));
