// A list of objects: the first column is the text, the others are details in one line below it.
class RowsEditor {
  constructor(field, context) {
    this.field = field;
    this.context = context;
    this.rows = [];
    this.fixed = false;
    this.body = h("div", { class: "rows" });
    this.more = button(`+ ${WORDS.addRow}`, () => this.addRow({}).focus(), { class: "quiet" });
    const label = h("span", { class: "label", id: freshId() }, field.label);
    this.el = h("div", { class: "field", role: "group", "aria-labelledby": label.id }, label, this.body, this.more);
    this.write([]);
  }

  read() {
    return this.rows.map((row) => row.read()).filter((row) => !saysNothing(row));
  }

  /** Show rows; those in use stay as they are typed. */
  write(value) {
    const wanted = (value ?? []).map((row) => this.columnsOf(row));
    if (this.rows.length && sameRows(this.read(), wanted)) return true;
    if (this.body.contains(document.activeElement)) return false;
    this.rows = [];
    this.body.replaceChildren();
    for (const row of wanted.length ? wanted : [{}]) this.addRow(row);
    return true;
  }

  columnsOf(row) {
    return Object.fromEntries(this.field.columns.map((column) => [column.name, row[column.name] ?? ""]));
  }

  addRow(value) {
    const row = new Row(this, value);
    this.rows.push(row);
    this.body.append(row.el);
    this.number();
    return row;
  }

  remove(row) {
    this.rows = this.rows.filter((other) => other !== row);
    if (!this.rows.length) this.addRow({});
    this.context.typed(); // before the focus goes: what is left without a draft shows what the book says
    this.rows.at(-1).focus();
    row.el.remove();
    this.number();
  }

  number() {
    this.rows.forEach((row, place) => row.number(place));
    this.more.hidden = this.fixed || this.rows.at(-1)?.empty() !== false;
  }

  typed() {
    this.number();
    this.context.typed();
  }

  lock(fixed) {
    this.fixed = fixed;
    for (const row of this.rows) row.lock(fixed);
    this.number();
  }
}

function sameRows(some, others) {
  const normal = (rows) => JSON.stringify(rows.map((row) => Object.entries(row).map(([name, value]) => [name, plain(value)])));
  return normal(some) === normal(others.filter((row) => !saysNothing(row)));
}

/** One row of a RowsEditor. */
class Row {
  constructor(owner, value) {
    this.owner = owner;
    const { columns } = owner.field;
    this.editors = columns.map((column, place) => this.editor(column, place));
    const details = h("div", { class: "row-details" }, ...this.editors.slice(1).map((editor) => editor.el));
    this.away = button("×", () => owner.remove(this), { class: "quiet away" });
    this.el = h("div", { class: "row", role: "group" }, this.editors[0].el, this.away, columns.length > 1 ? details : null);
    columns.forEach((column, place) => this.editors[place].write(value[column.name]));
  }

  editor(column, place) {
    const context = { key: "", small: true, typed: () => this.owner.typed(), chosen: this.owner.context.chosen };
    const editor = editorOf({ ...column, lines: place ? 1 : column.lines }, context);
    return editor;
  }

  read() {
    return Object.fromEntries(this.owner.field.columns.map((column, place) => [column.name, this.editors[place].read()]));
  }

  empty() {
    return saysNothing(this.read());
  }

  number(place) {
    this.el.dataset.row = place;
    this.el.setAttribute("aria-label", `${this.owner.field.label}, ${WORDS.row(place + 1)}`);
    this.el.classList.toggle("holds", !this.empty());
    this.away.hidden = this.owner.fixed || (this.empty() && this.owner.rows.length === 1);
    this.away.setAttribute("aria-label", `${WORDS.removeRow} ${place + 1}`);
    this.editors.forEach((editor, column) => {
      const box = editor.el.querySelector("[data-key]");
      if (box) box.dataset.key = `${this.owner.context.key}/${place}/${column}`;
    });
  }

  lock(fixed) {
    for (const editor of this.editors) editor.lock(fixed);
  }

  focus() {
    this.el.querySelector("textarea, input").focus();
  }
}
