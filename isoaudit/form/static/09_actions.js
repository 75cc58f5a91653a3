// Buttons that do something: what they ask first, and what came of it.

/** The buttons of a record or a section, their owner: those in front, then group by group what they are about. */
function actionList(form, owner, actions) {
  if (!actions.length) return null;
  const views = (some) => some.map((action) => new ActionView(form, owner, action).el);
  const front = actions.filter((action) => !action.group);
  const titles = [...new Set(actions.map((action) => action.group))].filter(Boolean);
  const first = front.length ? h("div", { class: titles.length ? "actions front" : "actions" }, ...views(front)) : null;
  if (!titles.length) return first;
  const groups = titles.map((title) => {
    const own = actions.filter((action) => action.group === title);
    const buttons = h("div", { class: "actions" }, ...views(own));
    return own.every((action) => action.seldom) ? foldedGroup(form, owner, title, buttons) : openGroup(title, buttons);
  });
  return h("div", { class: "grouped" }, first, ...groups);
}

function openGroup(title, buttons) {
  const label = h("p", { class: "group-label", id: freshId() }, title);
  return h("div", { class: "action-group", role: "group", "aria-labelledby": label.id }, label, buttons);
}

/** A group that is closed at first; it is open again where it was opened, or where something was typed in it. */
function foldedGroup(form, owner, title, buttons) {
  const key = `${owner}:${title}`;
  const open = form.opened.get(key) || Boolean(buttons.querySelector(".asking"));
  const details = h("details", { class: "action-group", open }, h("summary", { "data-key": title }, title), buttons);
  details.addEventListener("toggle", () => form.opened.set(key, details.open));
  return details;
}

/** A button, and what it asks. What is typed there is kept until it is done or given up. */
class ActionView {
  constructor(form, owner, action) {
    Object.assign(this, { form, owner, action, key: `${owner}:${action.name}` });
    this.below = h("div", { class: "below" });
    const start = this.button(action.label, () => this.begin(), "", { "data-action": action.name });
    start.classList.add("action", `tone-${action.tone || "plain"}`);
    const why = action.disabled ? h("p", { class: "quiet-text", id: freshId() }, action.disabled) : null;
    if (why) {
      start.setAttribute("aria-disabled", "true");
      start.setAttribute("aria-describedby", why.id);
    }
    this.el = h("div", { class: "action-place" }, start, why, this.below);
    const typed = form.asking.get(this.key);
    if ((typed || action.open) && !why) this.ask(typed ?? action.given);
    if (action.open && !why) start.hidden = true; // what it would open is open
  }

  button(text, onclick, mark, properties = {}) {
    return button(text, onclick, { "data-key": `${this.action.name}${mark}`, ...properties });
  }

  /** Ask what must be said first, or do it. */
  begin() {
    const { form, action } = this;
    if (action.disabled || !form.active) return undefined;
    if (this.below.firstChild) return this.below.replaceChildren();
    if (!action.fields.length && !action.confirm) return void form.perform(action.name, action.given, this.owner);
    this.ask(form.asking.get(this.key) ?? action.given);
    return this.below.querySelector("input, textarea, select, button").focus();
  }

  ask(typed) {
    const { action } = this;
    const context = { form: this.form, typed: () => this.keep(), flush: () => {}, record: () => `action/${action.name}` };
    this.editors = action.fields.map((field) => {
      const editor = editorOf(field, { ...context, key: `${action.name}/${field.name}` });
      editor.write(typed[field.name]);
      return [field.name, editor];
    });
    const yes = this.button(action.confirm ? WORDS.yes : action.open ? action.label : WORDS.act, () => this.act(), "!", { class: "main", "data-act": action.name });
    const no = this.button(WORDS.no, () => this.giveUp(), "?", { class: "quiet" });
    if (action.open) no.hidden = true;
    const question = action.confirm ? line(action.confirm) : action.about ? line(action.about, "quiet") : null;
    const fields = h("div", { class: "fields" }, ...this.editors.map(([, editor]) => editor.el));
    const asking = h("div", { class: "asking", "data-asking": action.name }, question, fields, yes, no);
    const files = this.editors.map(([, editor]) => editor).find((editor) => editor instanceof FilesEditor);
    if (files) takeFiles(asking, files);
    asking.addEventListener("change", () => this.arrange());
    this.below.replaceChildren(asking);
    this.arrange();
  }

  /** Show what belongs to the value of the first field. */
  arrange() {
    const first = this.editors[0]?.[1].read();
    this.action.fields.forEach((field, place) => {
      const [, { el }] = this.editors[place];
      el.hidden = field.shown_for.length > 0 && !field.shown_for.includes(first);
    });
  }

  read() {
    return Object.fromEntries(this.editors.map(([name, editor]) => [name, editor.read()]));
  }

  keep() {
    const open = ([name]) => !this.action.fields.some((field) => field.name === name && field.kind === "password");
    this.form.asking.set(this.key, Object.fromEntries(Object.entries(this.read()).filter(open)));
  }

  async act() {
    const { form, action, owner } = this;
    if (!(await form.perform(action.name, { ...action.given, ...this.read() }, owner, this.key))) return undefined;
    if (action.open) return this.ask(action.given);
    if (this.below.contains(document.activeElement)) this.el.firstChild.focus();
    return this.below.replaceChildren();
  }

  giveUp() {
    this.form.asking.delete(this.key);
    this.below.replaceChildren();
    this.el.firstChild.focus();
  }
}

/** Values by name that outlive what is drawn anew and the page. */
class Kept {
  constructor(key, storage) {
    this.store = new Store(key, storage);
    this.all = this.store.read();
  }

  get(name) {
    return this.all[name];
  }

  set(name, value) {
    this.all[name] = value;
    this.store.write(this.all);
  }

  delete(name) {
    delete this.all[name];
    this.store.write(this.all);
  }
}

/** Where it stands what came of the last button of an owner. */
function resultPlace(form, owner) {
  const place = h("div", { class: "result", role: "status", tabindex: "-1", "data-result": owner });
  guard(place);
  const came = form.results.get(owner);
  if (came) showDone(place, came);
  return place;
}

/** What an action came to: sentences, and links to what it made. */
function showDone(place, done) {
  const links = (done.made ?? []).map((made) => h("p", { class: "made" }, madeLink(made, WORDS.open(made.name))));
  place.replaceChildren(...done.lines.map((said) => line(said.text, said.tone)), ...links);
}

/** What leads to something that was made, in a tab of its own. */
function madeLink(made, words) {
  return h("a", { href: made.url || fileAddress(made.path), target: "_blank", rel: "noopener" }, words);
}

/** Where JupyterLab shows a file of its folder. */
function fileAddress(path) {
  let base = "/";
  try {
    base = JSON.parse(document.getElementById("jupyter-config-data").textContent).baseUrl || "/";
  } catch {
    // not in JupyterLab: below the address of the page
  }
  const root = base.endsWith("/") ? base : `${base}/`;
  return `${root}files/${path.split("/").map(encodeURIComponent).join("/")}`;
}
