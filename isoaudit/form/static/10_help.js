// Where the guide speaks of what has the focus.

/**
 * What the page's help may call it, the nearest first: what was refused or contradicts itself, a field of a kind of
 * record (``answer.evidence``), a button (``inspection.receive``), a record, its kind, its section, the writer, the tab.
 */
function* helpNames(focused, tab) {
  const record = focused?.closest("[data-record]");
  if (record) {
    const { record: id, state } = record.dataset;
    const kind = id.split("/")[0];
    if (focused.closest(".conflict")) yield "conflict";
    if (state === "refused") yield "refused";
    for (let el = focused; el !== record; el = el.parentElement) {
      const part = el.dataset.field ?? el.dataset.action ?? el.dataset.asking;
      if (part) yield* [`${id}.${part}`, `${kind}.${part}`];
    }
    yield* [id, kind];
  }
  const section = focused?.closest("[data-section]")?.dataset.section;
  if (section) yield* [section, section.split("/")[0]];
  if (focused?.closest(".bar-members")) yield "writer";
  if (focused?.closest(".missing")) yield "missing";
  yield* [tab, ""];
}

/** The place in the guides: of the first name that the help knows; of any, where it knows none. */
function helpAbout(help, focused, tab) {
  for (const name of helpNames(focused, tab)) if (Object.hasOwn(help, name)) return help[name];
  return Object.values(help)[0];
}
