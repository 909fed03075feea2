// The part of the address after `#`: which document, category, rule or filter the page shows. `unboil stats` links to these.
//
// #document=in/rows.jsonl:7 → that row; #filter=a.example → documents whose name or address contains it

function followAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const category = asked.get("category");
  const rule = rules.find(({ id }) => id === asked.get("rule"));
  const [name, field] = [asked.get("document"), asked.get("field")];
  const doc = docs.find((one) => one.place === name && (!field || one.raw.field === field));
  if (name && !doc) say("That document is not on this page.");
  else if (asked.get("rule") && !rule) say("That rule changes nothing on this page.");
  state.rule = rule ? rule.number : null;
  state.categories = new Set(categories.has(category) ? [category] : []);
  byId("filter").value = asked.get("filter") ?? "";
  state.query = byId("filter").value.trim().toLowerCase();
  drawFilters();
  refreshList();
  return doc ?? null;
}

/** Puts the open document into the address, so that the address can be sent. */
function noteAddress(doc) {
  const asked = new URLSearchParams(doc ? { document: doc.place, ...(doc.raw.field && { field: doc.raw.field }) } : {});
  try {
    history.replaceState(null, "", doc ? `#${asked}` : location.href.replace(/#.*$/, ""));
  } catch {
    // A page in a sandboxed frame has no address of its own.
  }
}
