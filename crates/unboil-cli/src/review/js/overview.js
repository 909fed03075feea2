// Totals: the bar and the filter chips in the header, and the overview shown when no document is open.

const removed = ranked.filter((category) => !isFix(category.name));
const removedBytes = removed.reduce((sum, category) => sum + category.bytes, 0);

function drawHeader() {
  byId("sum").textContent = docs.length
    ? `${plural(docs.length, "document")}, ${grouped(total.changed)} would change; ${amount(total.taken)} of ${amount(total.size)} removed (${percent(total.size ? total.taken / total.size : 0)})`
    : "no documents";
  const words = removed.map((category) => `${category.name} ${percent(category.bytes / removedBytes)}`).join(", ");
  byId("bar").setAttribute("aria-label", removed.length ? `Removed, by category: ${words}` : "Nothing is removed");
  byId("bar").replaceChildren(
    ...removed.map((category) => {
      const part = el("i", { class: markOf(category.name), title: `${category.name}: ${amount(category.bytes)}, ${percent(category.bytes / removedBytes)} of what is removed`, onclick: () => toggle(category.name) });
      part.style.flexGrow = category.bytes;
      return part;
    }),
  );
  const chip = (category) =>
    el("button", { type: "button", class: `chip ${markOf(category.name)}`, "data-category": category.name, "aria-pressed": "false", onclick: () => toggle(category.name) }, swatch(), category.name, el("span", {}, amount(category.bytes)));
  byId("chips").replaceChildren(el("button", { type: "button", id: "clear", class: "plain", hidden: true, onclick: clearFilters }, "show all"), ...ranked.map(chip));
  byId("more-chips").textContent = ranked.length === 1 ? "1 category" : `All ${ranked.length} categories`;
  fitChips();
  drawFilters();
}

/** On a narrow screen the chips are on one line, and a button shows the rest. */
function fitChips() {
  const chips = byId("chips");
  const isOpen = byId("more-chips").getAttribute("aria-expanded") === "true";
  byId("more-chips").hidden = !isOpen && chips.scrollWidth <= chips.clientWidth;
}

function showChips() {
  const isOpen = byId("more-chips").getAttribute("aria-expanded") !== "true";
  byId("more-chips").setAttribute("aria-expanded", String(isOpen));
  document.body.classList.toggle("with-chips", isOpen);
  fitChips();
}

/** Updates the controls that show the filters. */
function drawFilters() {
  for (const chip of byId("chips").querySelectorAll(".chip")) chip.setAttribute("aria-pressed", String(state.categories.has(chip.dataset.category)));
  for (const [i, part] of [...byId("bar").children].entries()) part.classList.toggle("dim", state.categories.size > 0 && !state.categories.has(removed[i].name));
  byId("clear").hidden = state.rule === null && state.categories.size === 0;
  byId("clear").replaceChildren(...(state.rule === null ? ["show all"] : ["only ", el("b", {}, bdi(rules[state.rule].id)), " ×"]));
  fitChips();
}

function filtersChanged() {
  drawFilters();
  byId("list").scrollTop = 0;
  refreshList();
  if (state.doc) {
    reveal(state.doc);
    mark();
    steps();
    drawCard();
  } else byId("text").replaceChildren(overview());
}

function toggle(category) {
  state.rule = null;
  if (!state.categories.delete(category)) state.categories.add(category);
  filtersChanged();
}

function onlyRule(number) {
  state.rule = state.rule === number ? null : number;
  state.categories.clear();
  filtersChanged();
}

function clearFilters() {
  state.rule = null;
  state.categories.clear();
  filtersChanged();
}

function overview() {
  const page = el("div", { class: "overview" }, el("h2", {}, "What is removed"));
  if (data.failed) page.append(el("p", { class: "flag" }, `${plural(data.failed, "input")} could not be read; see the messages of the command.`));
  if (!docs.length) {
    page.append(el("p", {}, "There are no documents on this page."));
    return page;
  }
  if (!rules.length) {
    page.append(el("p", {}, docs.length === 1 ? "The document is clean: nothing would change." : `All ${grouped(docs.length)} documents are clean: nothing would change.`));
    return page;
  }
  page.append(
    el("p", {}, `Of ${amount(total.size)} in ${plural(docs.length, "document")}, rules remove ${amount(total.taken)} (${percent(total.size ? total.taken / total.size : 0)}); another ${amount(total.fixed)} of white space and characters are normalized. Select a document in the list, or start with `, el("button", { type: "button", class: "link", onclick: () => step(1) }, "the first change"), "."),
  );
  if (removed.length) {
    const most = Math.max(...removed.map((category) => category.bytes));
    page.append(
      el("p", { class: "buttons" }, el("button", { type: "button", onclick: showSummary }, "Summary to send")),
      el("h3", {}, "By category"),
      el("div", { class: "bars" }, removed.map((category) =>
        el("button", { type: "button", class: `bar ${markOf(category.name)}`, "aria-pressed": String(state.categories.has(category.name)), onclick: () => toggle(category.name) },
          el("span", {}, category.name), el("span", { class: "track" }, el("i", { width: `${(100 * category.bytes) / most}%` })), el("span", { class: "figure" }, amount(category.bytes)), el("span", { class: "figure share" }, percent(category.bytes / removedBytes))))),
    );
  }
  const listed = rules.filter((rule) => state.rule === rule.number || (state.rule === null && isWanted(rule.number)));
  listed.sort((a, b) => isFix(a.category) - isFix(b.category) || b.bytes - a.bytes || (a.id < b.id ? -1 : 1));
  const row = (rule) =>
    el("tr", {}, el("th", { scope: "row" }, el("button", { type: "button", class: "link", "data-rule": rule.number, "aria-pressed": String(state.rule === rule.number), title: `Only ${rule.id}`, onclick: () => onlyRule(rule.number) }, bdi(rule.id)), el("p", { class: "why" }, bdi(rule.why))),
      el("td", {}, badge(rule.category)), el("td", {}, grouped(rule.edits)), el("td", {}, grouped(rule.documents)), el("td", {}, amount(rule.bytes)));
  page.append(
    el("h3", {}, "By rule"),
    el("table", { id: "totals" }, el("thead", {}, el("tr", {}, ["rule", "category", "changes", "documents", "bytes"].map((name) => el("th", { scope: "col" }, name)))), el("tbody", {}, listed.map(row))),
  );
  return page;
}
