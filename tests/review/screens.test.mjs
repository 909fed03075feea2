// Every state of the review page on every screen: nothing scrolls sideways, axe-core finds nothing, each control has a name.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FILES, PROSE, launch, review, shoot } from "./scene.mjs";
import { SCREENS, check } from "./screens.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const LONG = `in/${"a folder with a long name/".repeat(4)}and-a-file-with-a-very-long-name-that-ends-in-this.txt`;

for (const screen of SCREENS) {
  test(`the review page at ${screen.width} pixels, ${screen.colorScheme}`, () =>
    review(
      browser,
      { ...FILES, [LONG]: FILES["in/a.txt"] },
      async (page) => {
        const look = async (name) => {
          await check(page, name);
          await shoot(page, `${name}-${screen.name}`);
        };
        const under = async (key, name) => {
          await page.keyboard.press(key);
          assert.equal(await page.locator("dialog[open]").count(), 1, name);
          await look(name);
          await page.keyboard.press("Escape");
          await page.locator("dialog[open]").waitFor({ state: "detached" });
        };
        await look("overview");
        await page.keyboard.press("j");
        for (const [key, name] of [["1", "marked"], ["2", "clean"], ["3", "side"]]) {
          await page.keyboard.press(key);
          await look(name);
        }
        await page.keyboard.press("Enter");
        await look("card");
        await page.keyboard.press("c");
        await under("d", "decisions");
        await under("s", "summary");
        await under("?", "help");
        await page.keyboard.press("ArrowDown");
        await under("c", "draft");
        await page.keyboard.press("Escape");
        await page.keyboard.press("/");
        await look("list");
      },
      screen,
    ));
}

test("the keyboard alone reaches every control", () =>
  review(browser, FILES, async (page) => {
    await page.keyboard.press("j");
    const reached = new Set();
    for (let i = 0; i < 60; i += 1) {
      await page.keyboard.press("Tab");
      reached.add(await page.evaluate(() => document.activeElement.id || document.activeElement.name || document.activeElement.dataset.category || document.activeElement.className));
    }
    for (const id of ["skip", "summary-button", "decisions-button", "theme", "help-button", "share", "filter", "sort", "to-overview", "list", "text", "previous", "next", "view", "card", "keep", "off", "only"]) assert.ok(reached.has(id), `${id} in ${[...reached]}`);
  }));

test("on a phone the reason is shown as soon as a change is reached", () =>
  review(
    browser,
    { ...FILES, "in/c.txt": `${PROSE}\n\nSubscribe to our newsletter!\n\n${FILES["in/a.txt"]}` },
    async (page) => {
      await page.keyboard.press("j");
      assert.ok(await page.locator("#card .why").isVisible());
      await page.locator("#card .more").click();
      assert.ok(await page.locator("#card .close").isVisible());
      await page.keyboard.press("Escape");
      assert.equal(await page.locator("#card").isVisible(), false);
      // All categories are a tap away.
      await page.locator("#more-chips").click();
      for (const chip of await page.locator(".chip").all()) {
        const { x, width } = await chip.boundingBox();
        assert.ok(x >= 0 && x + width <= 390);
      }
    },
    { viewport: { width: 390, height: 800 } },
  ));
