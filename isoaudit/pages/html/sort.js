// A table is put in the order of a column by its heading: rising, falling, as it was. Cells that say nothing stay last.
const collator = new Intl.Collator("vi", { numeric: true });
const sortKey = (cell) => {
  const text = (cell?.textContent ?? "").replace(/\s+/g, " ").trim();
  const day = text.match(/^(\d{1,2})\/(\d{1,2})\/(\d{4})/);
  if (day) return `${day[3]}-${day[2].padStart(2, "0")}-${day[1].padStart(2, "0")}`;
  return text === "-" ? "" : text;
};
const sortTable = (table) => {
  const body = table.tBodies[0];
  const first = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const order = (at, falling) => {
    const keyed = first.map((row) => [sortKey(row.cells[at]), row]);
    const sign = falling ? -1 : 1;
    keyed.sort(([a], [b]) => (a && b ? sign * collator.compare(a, b) : !a - !b));
    return keyed.map(([, row]) => row);
  };
  heads.forEach((head, at) => {
    if (!head.textContent.trim() || head.matches(".links, .link")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const next = { none: "ascending", ascending: "descending", descending: "none" }[head.ariaSort ?? "none"];
      for (const other of heads) other.removeAttribute("aria-sort");
      if (next !== "none") head.setAttribute("aria-sort", next);
      body.append(...(next === "none" ? first : order(at, next === "descending")));
    });
  });
};
for (const table of document.querySelectorAll("table[data-sortable]")) {
  if (table.tBodies[0]?.rows.length > 3) sortTable(table);
}
