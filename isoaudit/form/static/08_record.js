// A record: what is said together and saved as one.
class RecordView {
  constructor(form, record, { asRow = false, isNew = false, named = false } = {}) {
    this.form = form;
    this.record = record;
    this.id = record.id;
    this.isNew = isNew;
    this.named = named;
    this.base = [];
    this.editors = new Map(record.fields.map((field) => [field.name, this.editorFor(field, asRow)]));
    this.notes = h("div", { class: "notes" });
    this.result = resultPlace(form, record.id);
    this.el = asRow ? this.asRow() : this.asBlock();
    this.listen();
    this.show();
  }

  editorFor(field, small) {
    return editorOf(field, {
      form: this.form,
      key: field.name,
      small,
      record: () => this.id,
      typed: () => this.typed(),
      flush: () => this.flush(),
      chosen: () => this.editors.get(this.record.fields[0]?.name)?.read() ?? "",
    });
  }

  asBlock() {
    const { record } = this;
    const title = h("h4", { id: freshId() }, record.title);
    const about = [record.reference, record.members.length ? WORDS.assigned(record.members.join(", ")) : ""];
    const head = h("div", { class: "record-head" }, title, h("p", { class: "quiet-text" }, about.filter(Boolean).join(" · ")));
    const facts = this.facts();
    const folded = record.folded.length
      ? h("details", { class: "folded" }, h("summary", {}, record.folded_title || WORDS.folded), ...record.folded.map((fact) => this.fact(fact)))
      : null;
    const fields = [...this.editors.values()].map((editor) => editor.el);
    const actions = actionList(this.form, record.id, record.actions);
    const parts = [head, ...facts, folded, h("div", { class: "fields" }, ...fields), this.notes, actions, this.result];
    return h("div", { class: "record", role: "group", "aria-labelledby": title.id }, ...parts);
  }

  asRow() {
    const { record } = this;
    const cells = [...this.editors.values()].map((editor) => h("td", {}, editor.el));
    const last = h("td", { class: "row-notes" }, this.notes, actionList(this.form, record.id, record.actions), this.result);
    // The first field of a record that was added is its name.
    const head = this.named ? null : h("th", { scope: "row" }, record.title);
    return h("tr", { class: "record" }, head, ...cells, last);
  }

  /** What is to be read first; two columns where something is held against it. */
  facts() {
    const [facts, beside] = [this.record.facts, this.record.beside].map((some) => some.map((fact) => this.fact(fact)));
    if (!beside.length) return facts;
    return [h("div", { class: "side-by-side" }, h("div", {}, ...facts), h("div", {}, ...beside))];
  }

  fact(fact) {
    const files = fact.files.map((name) => fileFigure(name, this.form.files.get(name)));
    const pictures = files.length ? h("div", { class: "files" }, ...files) : null;
    const label = fact.label ? h("span", { class: "fact-label" }, fact.label) : null;
    const go = () => this.form.pageView.goTo(fact.leads_to);
    const text = fact.leads_to
      ? button(fact.text, go, { class: "link" })
      : h("span", { class: `tone-${fact.tone || "plain"}` }, fact.text);
    const links = fact.links.length ? h("span", { class: "links" }, ...fact.links.map((made) => madeLink(made, made.name))) : null;
    return h("div", { class: "fact" }, label, text, links, pictures);
  }

  listen() {
    const { el } = this;
    el.addEventListener("focusout", (event) => {
      if (!el.contains(event.relatedTarget)) queueMicrotask(() => this.left());
    });
    el.addEventListener("compositionend", () => this.typed());
    if (this.isNew) el.addEventListener("change", () => this.name());
    const files = [...this.editors.values()].find((editor) => editor instanceof FilesEditor);
    if (files) takeFiles(el, files);
  }

  /** The focus went elsewhere; a button that vanishes when it is pressed only seems to leave. */
  left() {
    if (this.el.contains(document.activeElement)) return;
    this.flush();
    this.show();
  }

  /** All fields as they stand; who writes is filled in where nothing says it. */
  read() {
    const fields = Object.fromEntries([...this.editors].map(([name, editor]) => [name, editor.read()]));
    const { by_field: by } = this.form.page;
    if (by && by in fields && saysNothing(fields[by]) && this.form.member) {
      fields[by] = this.form.member;
      this.editors.get(by).write(this.form.member);
    }
    return fields;
  }

  typed() {
    if (this.fixed) return;
    this.form.outbox.draft(this.id, this.read(), this.base);
    this.mark();
  }

  flush() {
    this.name();
    if (!this.isNew) this.form.outbox.flush(this.id);
  }

  /** A record that was added gets its id from its first field, once that is filled. */
  name() {
    if (!this.isNew) return;
    const rest = plain([...this.editors.values()][0].read());
    if (!rest) return;
    const id = this.record.id + rest;
    this.taken = this.form.views.has(id) ? WORDS.exists(rest) : "";
    if (this.taken) return this.mark();
    const from = this.id;
    this.isNew = false;
    this.id = id;
    this.form.renamed(this, from);
    return undefined;
  }

  get value() {
    return this.form.values[this.id] ?? { fields: {}, base: [], lines: [], conflict: [], fixed: "", saved: "", by: "" };
  }

  get fixed() {
    return Boolean(this.value.fixed);
  }

  /** Show what was typed and is not acknowledged, or what the record says. */
  show() {
    const waiting = this.form.outbox.latest(this.id);
    if (!waiting || !this.shownOnce) this.write((waiting ?? this.value).fields);
    this.base = waiting?.base ?? (this.whole ? this.value.base : this.base);
    this.shownOnce = true;
    for (const editor of this.editors.values()) editor.lock(this.fixed);
    this.mark();
  }

  /** What was said is in the book: what is shown is what it says, even if a box in use has it in other letters. */
  acknowledge() {
    if (!this.form.outbox.latest(this.id)) this.base = this.value.base;
  }

  /** What of it waits, as one word: whenever that changes, it is marked anew. */
  pendingMark() {
    return `${this.form.outbox.of(this.id).length}/${this.held.length}/${this.form.outbox.refusedOf(this.id).length}`;
  }

  write(fields) {
    const shown = [...this.editors].map(([name, editor]) => editor.write(fields[name]));
    this.whole = shown.every(Boolean);
  }

  /** Mark what is needed, what is shown, and the state. */
  mark() {
    if (this.form.pressing) return void this.form.unmarked.add(this);
    const said = Object.fromEntries([...this.editors].map(([name, editor]) => [name, editor.read()]));
    const [first] = this.record.fields;
    const verdict = first ? said[first.name] : "";
    const lacking = this.record.fields.filter((field) => this.arrange(field, verdict, said[field.name]));
    const { by_field: by } = this.form.page;
    const silent = Object.entries(said).every(([name, value]) => name === by || saysNothing(value));
    if (by && this.editors.has(by)) this.editors.get(by).el.hidden = silent;
    this.el.dataset.record = this.id;
    this.el.dataset.counts = String(this.record.counts);
    const empty = silent || (this.record.counts && saysNothing(verdict));
    this.el.dataset.state = this.stateOf(lacking.length > 0, empty);
    return this.remark(lacking);
  }

  /** Show or hide a field; whether it is needed and says nothing. */
  arrange(field, verdict, value) {
    const { el } = this.editors.get(field.name);
    const needed = field.needed_for.includes(verdict) && saysNothing(value);
    el.hidden = field.shown_for.length > 0 && !field.shown_for.includes(verdict) && saysNothing(value);
    el.classList.toggle("needed", needed);
    return needed && !el.hidden;
  }

  stateOf(incomplete, empty) {
    if (this.fixed) return "fixed";
    if (this.value.conflict.length) return "conflict";
    if (this.form.outbox.refusedOf(this.id).length || this.held.length) return "refused";
    if (this.form.outbox.of(this.id).length) return "dirty";
    if (incomplete) return "incomplete";
    return empty ? "empty" : "done";
  }

  /** What could not be written, also while it is sent again. */
  get held() {
    return this.form.outbox.of(this.id).filter(([, said]) => said.problems);
  }

  /** Everything that is said below the fields. */
  remark(lacking) {
    const { value } = this;
    const notes = [];
    if (value.fixed) notes.push(line(value.fixed, "note"));
    if (this.taken) notes.push(line(this.taken, "bad"));
    if (lacking.length) notes.push(line(`${WORDS.needed}: ${lacking.map((field) => field.label).join("; ")}.`, "bad"));
    notes.push(...value.lines.map((said) => line(said.text, said.tone)));
    notes.push(...this.refusals(), ...this.interruptions(), this.conflict(), this.savedLine());
    const shown = notes.filter(Boolean);
    if (this.notesText === (this.notesText = shown.map((note) => note.outerHTML).join())) return;
    this.notes.replaceChildren(...shown);
  }

  savedLine() {
    if (this.form.outbox.of(this.id).length) return h("p", { class: "quiet-text saved" }, WORDS.waiting);
    const { saved, by } = this.value;
    return saved ? h("p", { class: "quiet-text saved" }, WORDS.savedBy(saved, by)) : null;
  }

  refusals() {
    const refused = [...this.form.outbox.refusedOf(this.id), ...this.held];
    if (!refused.length) return [];
    const again = button(WORDS.again, () => this.form.outbox.retry(this.id, this.value.base));
    const away = button(WORDS.giveUp, () => this.giveUp(), { class: "quiet" });
    const lines = refused.flatMap(([, said]) => problemLines(said.problems ?? []));
    return [h("div", { class: "refusal" }, ...lines, again, away)];
  }

  giveUp() {
    this.form.outbox.forget(this.id);
    this.write(this.value.fields);
    this.show();
  }

  interruptions() {
    const names = this.form.uploads.interrupted.filter((said) => said.record === this.id).map((said) => said.name);
    return names.map((name) => line(WORDS.interrupted(name), "bad"));
  }

  conflict() {
    const { conflict } = this.value;
    if (!conflict.length) return null;
    const settle = (take) => this.form.perform("settle", { record: this.id, take }, this.id);
    const boxes = conflict.map((other) => {
      const take = button(WORDS.take, () => settle(other.take), { "data-take": other.take });
      take.setAttribute("aria-label", `${WORDS.take}: ${other.who}`);
      return h("div", { class: "alternative" }, h("strong", {}, other.who), ...other.lines.map((text) => line(text)), take);
    });
    return h("div", { class: "conflict" }, line(WORDS.conflict, "bad"), h("div", { class: "alternatives" }, ...boxes));
  }

  /** Whether it counts and is not done. */
  get open() {
    return this.record.counts && !["done", "fixed"].includes(this.el.dataset.state) && !this.doneWhileDirty();
  }

  doneWhileDirty() {
    const [first] = this.record.fields;
    return this.el.dataset.state === "dirty" && first && !saysNothing(this.editors.get(first.name).read());
  }

  focus() {
    for (let around = this.el.parentElement; around; around = around.parentElement) {
      if (around.tagName === "DETAILS") around.open = true;
    }
    this.el.scrollIntoView({ block: "center" });
    this.el.querySelector(".fields input, .fields textarea, td input, td textarea, td select, button")?.focus();
  }
}

/** Let files be dropped on and pasted into an element. */
function takeFiles(el, editor) {
  el.addEventListener("dragover", (event) => {
    event.preventDefault();
    el.classList.add("dropping");
  });
  el.addEventListener("dragleave", () => el.classList.remove("dropping"));
  el.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    el.classList.remove("dropping");
    editor.take(filesOf(event.dataTransfer));
  });
  el.addEventListener("paste", (event) => {
    const files = filesOf(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    editor.take(files);
  });
}
