// Tests of the review page in a browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FILES, MORE, PROSE, REPLY, launch, review, shoot, text } from "./scene.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const cardRule = (page) => text(page, "#card h2");

test("the overview counts removals by category and rule", () =>
  review(browser, FILES, async (page) => {
    assert.match(await text(page, "#sum"), /^4 documents, 3 would change;/);
    assert.equal(await page.locator("#bar i").count(), 2);
    assert.match(await page.locator("#bar").getAttribute("aria-label"), /: share 72\u00A0%, comments 28\u00A0%$/);
    const row = page.locator("#totals tr", { hasText: "en/share-on-network" });
    assert.deepEqual((await row.locator("td").allInnerTexts()).slice(0, 3), ["share", "2", "2"]);
    assert.equal(await page.locator("#list .entry").count(), 4);
    await shoot(page, "overview-light-wide");
  }));

test("keys move between changes and documents", () =>
  review(browser, FILES, async (page) => {
    await page.keyboard.press("j");
    assert.equal(await text(page, "main h2"), "in/a.txt");
    assert.equal(await cardRule(page), REPLY);
    assert.match(await text(page, "#card .how"), /it matches "leave a reply"/);
    assert.equal(await text(page, "#where"), "1 of 2 changes");
    await page.keyboard.press("n");
    assert.equal(await cardRule(page), "en/share-on-network");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Share on Facebook");
    await shoot(page, "change-light-wide");
    await page.keyboard.press("j");
    assert.equal(await text(page, "main h2"), "in/b.txt");
    await page.keyboard.press("k");
    assert.equal(await text(page, "main h2"), "in/a.txt");
    assert.equal(await text(page, "#where"), "2 of 2 changes");
    await page.keyboard.press("p");
    assert.equal(await cardRule(page), REPLY);
    await page.keyboard.press("Shift+J");
    assert.equal(await text(page, "main h2"), "in/b.txt");
    await page.keyboard.press("g");
    assert.equal(await page.locator("#totals").count(), 1);
    await page.keyboard.press("?");
    assert.equal(await page.locator("#help[open]").count(), 1);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#help[open]").count(), 0);
  }));

test("a click shows the rule, its reason and examples; a kept line is shown as kept", () =>
  review(browser, FILES, async (page) => {
    await page.locator(".entry", { hasText: "a.txt" }).click();
    await page.locator(".change", { hasText: "Share on Facebook" }).click();
    assert.equal(await cardRule(page), "en/share-on-network");
    assert.notEqual(await text(page, "#card .why"), "");
    assert.ok((await page.locator("#card .removes li").count()) > 0);
    assert.ok((await page.locator("#card .keeps li").count()) > 0);
    assert.match(await text(page, "#card"), /rules\/en\/share\.toml:\d+/);
    await page.locator(".kept", { hasText: "town council" }).click();
    assert.match(await text(page, "#card"), /line 5, kept/);
    assert.equal(await page.locator(".row.gone .number", { hasText: "3" }).count(), 1);
  }));

test("filters by category, by rule and by name", () =>
  review(browser, FILES, async (page) => {
    const names = () => page.locator("#list .entry .name").allInnerTexts();
    await page.locator('.chip[data-category="comments"]').click();
    assert.deepEqual(await names(), ["a.txt"]);
    await page.keyboard.press("j");
    assert.equal(await text(page, "#where"), "1 of 1 change");
    assert.equal(await page.locator(".row.gone.dim", { hasText: "Share on Facebook" }).count(), 1);
    assert.equal(await page.locator(".row.gone:not(.dim)", { hasText: "Leave a Reply" }).count(), 1);
    await page.keyboard.press("a");
    assert.equal((await names()).length, 4);
    await page.keyboard.press("g");
    await page.locator("#totals button", { hasText: "en/share-on-network" }).click();
    assert.deepEqual((await names()).sort(), ["a.txt", "b.txt"]);
    await page.locator("#clear").click();
    await page.keyboard.press("/");
    await page.keyboard.type("clean");
    assert.deepEqual(await names(), ["clean.txt"]);
    await page.keyboard.press("Enter");
    assert.equal(await text(page, "main h2"), "in/clean.txt");
    await page.locator("#filter").fill(REPLY);
    assert.deepEqual(await names(), ["a.txt"]);
    await page.locator("#filter").fill("no such name");
    assert.match(await text(page, "#no-list"), /No document matches/);
  }));

test("fixes show old and new text, and are stepped through if selected", () =>
  review(browser, FILES, async (page) => {
    await page.locator(".entry", { hasText: "spaces.txt" }).click();
    assert.equal(await text(page, "#where"), "0 changes");
    await page.locator('.chip[data-category="normalize"]').click();
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    const card = await text(page, "#card");
    for (const kind of ["normalize/spaces", "normalize/nfc", "line 3"]) assert.ok(card.includes(kind), card);
    assert.equal(await page.locator(".change ins", { hasText: "\u00E9" }).count(), 1);
    assert.ok((await page.locator(".change .code", { hasText: "nbsp" }).count()) > 0);
  }));

test("mojibake repair is a change like any other", () =>
  review(browser, { "in/a.txt": "The caf\u00C3\u00A9 on the pier is closed, said the harbour master.\n" }, async (page) => {
    await page.keyboard.press("j");
    assert.equal(await cardRule(page), "normalize/mojibake");
    assert.equal(await text(page, ".change.current ins"), "\u00E9");
  }));

test("a thousand documents need few nodes", () => {
  // Of different lengths, so that a node of one document cannot be mistaken for one of the next.
  const files = { "in/long.txt": `${PROSE}\n\nShare on Facebook\n\n`.repeat(40) + "The end.\n" };
  for (let i = 0; i < 999; i += 1) files[`in/${String(i).padStart(4, "0")}.txt`] = FILES["in/b.txt"];
  return review(browser, files, async (page) => {
    const count = async () => (await page.locator("#list .entry").count()) < 60;
    assert.ok(await count());
    await page.locator("#list").evaluate((list) => (list.scrollTop = list.scrollHeight));
    await page.locator(".entry", { hasText: "0998.txt" }).click();
    assert.equal(await text(page, "main h2"), "in/0998.txt");
    assert.ok(await count());
    await page.keyboard.press("Shift+K");
    assert.equal(await text(page, "main h2"), "in/0997.txt");
    await page.keyboard.press("g");
    for (let i = 0; i < 45; i += 1) await page.keyboard.press("j");
    assert.match(await text(page, "main h2"), /in\/00\d\d\.txt/);
    assert.ok((await page.locator("*").count()) < 3000);
  });
});

test("a long document is rendered only in the viewport", () => {
  const lines = Array.from({ length: 20000 }, (_, i) => `${PROSE} ${i}`);
  lines[15000] = "Share on Facebook";
  const long = `${"word ".repeat(40000)}end`;
  return review(browser, { "in/long.txt": `${lines.join("\n")}\n${long}\n` }, async (page) => {
    const rows = () => page.locator(".row").count();
    assert.ok((await rows()) < 1000);
    await page.keyboard.press("j");
    assert.equal(await cardRule(page), "en/share-on-network");
    assert.equal(await page.locator(".row.gone .number").innerText(), "15001");
    assert.ok(await page.locator(".change.current").isVisible());
    assert.ok((await rows()) < 1500);
    const longest = await page.evaluate(() => Math.max(...view.rows.map((row) => row.pieces.map((piece) => piece.text).join("").length)));
    assert.ok(longest <= 4000, String(longest));
  });
});

const HOSTILE = `<b>bold</b> <script>window.pwned = 1</script> </script><!-- <img src=x onerror="window.pwned = 2"> &amp;lt;\n\nThe file is \u202Egpj.exe\u202C, said the\u200B clerk\u2066.\u2028Next.\rOld end.\r\n\n\u0645\u0631\u062D\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645\n\u4E2D\u6587\u7684\u6587\u672C\u5728\u8FD9\u91CC\u3002\n\u{1F469}\u200D\u{1F469}\u200D\u{1F467} \uD55C\uAD6D\uC5B4\n\u{E0041}\u{E007F}tagged \u001b[31mred\n\nShare on Facebook\n`;
const NAME = '<img src=x onerror="window.pwned=3">\u202Etxt.exe';

test("hostile text and names are inserted as text", () =>
  review(
    browser,
    { [`in/${NAME}`]: HOSTILE, "in/b.txt": FILES["in/b.txt"] },
    async (page) => {
      assert.equal(await page.locator("img, b, main script").count(), 0);
      await page.locator("#list .entry", { hasText: "<img src=x" }).click();
      assert.match(await page.locator("main h2").textContent(), /<img src=x onerror="window\.pwned=3">\\u\{202e\}txt\.exe/);
      const all = await page.locator(".rows").innerText();
      for (const shown of ["<b>bold</b> <script>window.pwned = 1</script>", "RLO", "LRI", "ESC"]) assert.ok(all.includes(shown), `${shown} in ${all}`);
      // The page contains no bidirectional control as such.
      assert.equal(await page.evaluate(() => /[\u202A-\u202E\u2066-\u2069]/.test(document.body.innerText)), false);
      for (const row of await page.locator(".row .content").all()) assert.equal(await row.getAttribute("dir"), "auto");
      // No character of the document is missing: the rows are its lines.
      const lines = await page.evaluate(() => view.rows.map((row) => row.pieces.map((piece) => piece.text).join("")));
      assert.deepEqual(lines, HOSTILE.replace(/\n$/, "").split(/\r\n|\n|\r/));
      // The policy would block even an injected script.
      const stopped = await page.evaluate(async () => {
        const violation = new Promise((done) => addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective), { once: true }));
        const script = document.createElement("script");
        script.textContent = "window.pwned = 4";
        document.body.append(script);
        return violation;
      });
      assert.equal(stopped, "script-src-elem");
      assert.equal(await page.evaluate(() => window.pwned), undefined);
      await shoot(page, "hostile-light-wide");
    },
    { maySpeak: true },
  ));

test("the theme follows the system until the reader chooses one", () =>
  review(
    browser,
    FILES,
    async (page) => {
      const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const dark = await paper();
      await page.keyboard.press("j");
      await shoot(page, "change-dark-wide");
      await page.keyboard.press("t");
      const light = await paper();
      assert.notEqual(light, dark);
      await page.locator("#theme").click();
      assert.equal(await paper(), dark);
    },
    { colorScheme: "dark" },
  ));

test("text has enough contrast in every colour", () => {
  const contrast = () => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const light = (color) => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const worst = [];
    for (let mark = 0; mark < 24; mark += 1) {
      const node = el("span", { class: `badge category c${mark}` }, "x");
      document.body.append(node);
      const { color, backgroundColor } = getComputedStyle(node);
      const [a, b] = [light(color), light(backgroundColor)].sort((x, y) => y - x);
      worst.push((a + 0.05) / (b + 0.05));
      node.remove();
    }
    return Math.min(...worst);
  };
  // WCAG 2 level AA requires 4.5 for text.
  return review(browser, FILES, async (page) => {
    assert.ok((await page.evaluate(contrast)) >= 4.5);
    await page.keyboard.press("t");
    assert.ok((await page.evaluate(contrast)) >= 4.5);
  });
});

test("on a narrow screen the list is a drawer and the card a sheet", () =>
  review(
    browser,
    FILES,
    async (page) => {
      assert.equal(await page.locator("#documents").isVisible(), false);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
      await page.locator("#menu").click();
      await shoot(page, "list-light-narrow");
      await page.locator(".entry", { hasText: "a.txt" }).click();
      assert.equal(await page.locator("#documents").isVisible(), false);
      assert.equal(await page.locator("#card").isVisible(), false);
      await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      assert.equal(await cardRule(page), REPLY);
      assert.ok(await page.locator("#card").isVisible());
      await shoot(page, "change-light-narrow");
      await page.locator("#card .close").click();
      assert.equal(await page.locator("#card").isVisible(), false);
      await page.locator(".change", { hasText: "Share on Facebook" }).click();
      assert.equal(await cardRule(page), "en/share-on-network");
    },
    { viewport: { width: 390, height: 800 } },
  ));

test("a page without documents, with an empty one and with clean ones", async () => {
  await review(browser, {}, async (page) => {
    assert.equal(await text(page, "#sum"), "no documents");
    assert.match(await text(page, "main"), /There are no documents/);
    await page.keyboard.press("j");
  });
  await review(browser, { "in/empty.txt": "" }, async (page) => assert.match(await text(page, "main"), /An empty document/));
  await review(browser, { "in/a.txt": FILES["in/clean.txt"], "in/b.txt": FILES["in/clean.txt"] }, async (page) => {
    assert.match(await text(page, "main"), /All 2 documents are clean/);
  });
});
