// The screens on which pages are checked, and what is checked on each of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** A phone, a tablet, a laptop and a wide screen, light and dark. */
export const SCREENS = [390, 820, 1400, 2200].flatMap((width) => ["light", "dark"].map((colorScheme) => ({ width, colorScheme, viewport: { width, height: width < 800 ? 800 : 1000 }, name: `${width}-${colorScheme}` })));

const { resolve } = createRequire(import.meta.url);
const axe = (() => {
  try {
    return readFileSync(resolve("axe-core/axe.min.js"), "utf8");
  } catch (error) {
    if (process.env.CI) throw error;
    console.error("skipped: needs axe-core (run `npm ci` in tests/review); accessibility is checked without its rules");
    return null;
  }
})();

/** Fails if the page scrolls sideways, axe-core finds something, or a control has no name. */
export async function check(page, what) {
  const { scrolled, shown } = await page.evaluate(() => ({ scrolled: document.documentElement.scrollWidth, shown: innerWidth }));
  assert.ok(scrolled <= shown, `${what}: ${scrolled} pixels on a screen of ${shown}`);
  if (axe) {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`));
    assert.deepEqual(found, [], what);
  }
  assert.deepEqual(await namelessControls(page), [], what);
}

const CONTROLS = new Set(["button", "checkbox", "combobox", "dialog", "link", "listbox", "option", "radio", "radiogroup", "searchbox", "textbox"]);

/** The controls in the accessibility tree that have no name. */
async function namelessControls(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes.filter(({ ignored, role, name }) => !ignored && CONTROLS.has(role?.value) && !name?.value?.trim()).map(({ role, nodeId }) => `${role.value} ${nodeId}`);
}
