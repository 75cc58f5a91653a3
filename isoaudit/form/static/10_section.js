// A heading with its records and actions.
class SectionView {
  constructor(form, section, open) {
    this.form = form;
    this.section = section;
    this.count = h("span", { class: "count" });
    this.list = section.as_table ? h("tbody") : h("div", { class: "records" });
    this.views = [];
    const summary = h("summary", {}, h("h3", {}, section.title), this.count);
    const intro = section.intro ? h("p", { class: "intro" }, section.intro) : null;
    const owner = `section/${section.id}`;
    const actions = actionList(form, owner, section.actions);
    const body = section.as_table ? this.table() : this.list;
    const result = actions ? resultPlace(form, owner) : null;
    this.drawnOpen = Boolean(open);
    this.details = h("details", { open }, summary, intro, body, this.adder(), actions, result);
    this.details.addEventListener("toggle", () => form.opened.set(section.id, this.details.open));
    this.el = h("section", { "data-section": section.id, hidden: section.hidden }, this.details);
    for (const record of section.records) this.append(record);
    this.addWaiting();
    this.order();
  }

  append(record, isNew = false) {
    const view = new RecordView(this.form, record, {
      asRow: this.section.as_table,
      named: Boolean(this.section.addable),
      isNew,
    });
    this.views.push(view);
    this.form.views.set(view.id, view);
    this.list.append(view.el);
    return view;
  }

  /** Records of one table; its columns are their fields. */
  table() {
    const { fields = [] } = this.section.records[0] ?? this.section.addable ?? {};
    const names = this.section.addable ? [] : [WORDS.record];
    const heads = [...names, ...fields.map((field) => field.label), ""];
    const row = h("tr", {}, ...heads.map((text) => (text ? h("th", { scope: "col" }, text) : h("td"))));
    return h("div", { class: "table-around" }, h("table", {}, h("thead", {}, row), this.list));
  }

  adder() {
    if (!this.section.addable) return null;
    const add = button(`+ ${WORDS.add}`, () => this.addBlank().focus(), { class: "adder" });
    add.dataset.add = this.section.addable.id;
    return h("p", {}, add);
  }

  addBlank() {
    const { addable } = this.section;
    return this.form.views.get(addable.id) ?? this.append(addable, true);
  }

  /** Records that were added and typed in, but are not in the book: they lie in the outbox. */
  addWaiting() {
    const { addable } = this.section;
    if (!addable) return;
    for (const id of this.form.outbox.records()) {
      if (!id.startsWith(addable.id) || this.form.views.has(id)) continue;
      if (id === addable.id) this.addBlank();
      else this.append({ ...addable, id, title: id.slice(addable.id.length) });
    }
  }

  isMine(view) {
    const { member, mineFirst } = this.form;
    return Boolean(mineFirst && member && view.record.members.includes(member));
  }

  get mine() {
    return this.views.some((view) => this.isMine(view));
  }

  /** The chosen member's own records first, where that is wished; nothing is locked. */
  order() {
    const ordered = this.views.map((view, place) => [this.isMine(view) ? 0 : 1, place, view]);
    ordered.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    const elements = ordered.map(([, , view]) => view.el);
    elements.forEach((el, place) => {
      if (this.list.children[place] !== el) this.list.insertBefore(el, this.list.children[place] ?? null);
    });
  }

  progress(status) {
    const [done, of] = status.by_section?.[this.section.id] ?? [0, 0];
    this.count.textContent = of ? `${done}/${of}` : "";
    this.el.dataset.done = String(of > 0 && done >= of);
  }

  /** It is drawn anew: what was opened or closed this very moment is so afterwards, though its event is still to come. */
  leave() {
    if (this.details.open !== this.drawnOpen) this.form.opened.set(this.section.id, this.details.open);
    for (const view of this.views) if (this.form.views.get(view.id) === view) this.form.views.delete(view.id);
  }
}
