// One form on the screen: its messages, its state, its end.
const TICK = 1000; // ms
const LONGEST_PRESS = 2000; // ms

class FormSession {
  constructor(model, el) {
    this.model = model;
    this.root = h("div", { class: "isoaudit-form", lang: "vi", "data-pending": "0", "data-saved": "0" });
    this.root.setAttribute("data-jp-suppress-context-menu", "");
    this.notice = h("p", { class: "opening", role: "status" }, WORDS.opening);
    this.root.append(this.notice);
    el.append(this.root);
    Object.assign(this, { views: new Map(), files: new Map(), values: {}, waiting: new Map(), saved: 0, active: undefined });
    Object.assign(this, { pressing: false, unmarked: new Set(), unread: [] });
    this.begun = Date.now();
    this.listen();
    this.send({ type: "hello" });
  }

  listen() {
    this.end = new AbortController();
    const { signal } = this.end;
    this.received = (message) => this.receive(message);
    this.model.on("msg:custom", this.received);
    this.timer = setInterval(() => this.tick(), TICK);
    addEventListener("beforeunload", (event) => this.beforeLeaving(event), { signal });
    document.addEventListener("visibilitychange", () => this.becameVisible(), { signal });
    this.root.addEventListener("pointerdown", () => this.press(), { capture: true });
    for (const kind of ["pointerup", "pointercancel", "blur"]) {
      addEventListener(kind, () => setTimeout(() => this.release()), { signal });
    }
    this.root.addEventListener("focusin", (event) => {
      this.noteFocus(event.target);
      this.reveal(event.target);
      this.pageView?.pointHelp(event.target);
    });
    for (const kind of ["keyup", "input"]) this.root.addEventListener(kind, (event) => this.noteFocus(event.target));
    this.root.addEventListener("keydown", (event) => this.saveKey(event));
    document.addEventListener("keydown", (event) => this.helpKey(event), { signal, capture: true });
  }

  /** F1 opens the guide where it speaks of what has the focus, wherever in the form that is. */
  helpKey(event) {
    if (event.key !== "F1" || !this.root.offsetParent) return;
    const link = this.root.querySelector("a.help");
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    this.pageView.pointHelp(document.activeElement);
    link.click();
  }

  send(message, buffers = []) {
    try {
      this.model.send(message, undefined, buffers);
    } catch {
      this.offline = true;
    }
  }

  /** Nothing moves below a pressed mouse button: the click would land elsewhere. */
  press() {
    this.pressing = true;
    clearTimeout(this.pressed);
    this.pressed = setTimeout(() => this.release(), LONGEST_PRESS);
  }

  release() {
    if (!this.pressing) return;
    this.pressing = false;
    clearTimeout(this.pressed);
    const [views, messages] = [[...this.unmarked], this.unread];
    this.unmarked.clear();
    this.unread = [];
    for (const view of views) view.mark();
    for (const message of messages) this.receive(message);
  }

  receive(message) {
    if (this.pressing) return void this.unread.push(message);
    const answers = {
      state: () => this.showState(message),
      said: () => this.said(message),
      refused: () => this.refused(message),
      done: () => this.done(message),
      changed: () => this.apply(message.changes),
      chunk_ok: () => this.uploads?.answered(message),
      file: () => this.uploads?.answered(message),
      upload_refused: () => this.uploads?.answered(message),
    };
    if (!this.page && message.type !== "state" && message.type !== "refused") return undefined;
    answers[message.type]?.();
    return this.showSaveState();
  }

  /** Everything anew: the first time, and when the kernel came back. */
  showState(message) {
    this.offline = false;
    const first = !this.page;
    Object.assign(this, { page: message.page, values: message.values, status: message.status, largest: message.largest });
    this.files = new Map(message.files.map((file) => [file.sha256, file]));
    if (first) this.begin();
    this.draw();
    if (this.active) this.outbox.replay();
    for (const { message: waits } of this.waiting.values()) this.send(waits); // done once, however often it is sent
  }

  begin() {
    this.key = `isoaudit:${this.page.programme}:${this.page.id}`;
    const post = (said) => this.active && this.send({ ...said, by: this.member });
    this.outbox = new Outbox(this.key, post, () => this.showSaveState());
    this.outbox.blocked = (record) => this.views.get(record)?.isNew || this.values[record]?.conflict.length > 0;
    this.outbox.writes = () => this.active !== false;
    this.outbox.load();
    this.asking = new Kept(`${this.key}:asking`, "localStorage");
    this.results = new Kept(`${this.key}:results`, "sessionStorage");
    this.opened = new Kept(`${this.key}:opened`, "sessionStorage"); // which sections, by id
    this.uploads = new Uploads(this.key, (said, buffers) => this.send({ ...said, by: this.member }, buffers));
    this.member = this.remembered("member") ?? "";
    this.mineFirst = this.remembered("mine") === "1";
    this.lock = new TabLock(this.key, (active) => this.setActive(active));
  }

  draw() {
    const begun = performance.now();
    for (const section of this.pageView?.sections.values() ?? []) section.leave();
    this.views.clear();
    this.pageView?.watcher.disconnect();
    this.pageView = new PageView(this);
    this.pageView.setActive(this.active !== false);
    this.pageView.showStatus(this.status);
    this.root.replaceChildren(this.pageView.el);
    for (const box of this.root.querySelectorAll("textarea")) grow(box);
    this.restoreFocus();
    this.showSaveState();
    this.root.dataset.ready = "true";
    this.root.dataset.drawn = String(Math.round(performance.now() - begun));
  }

  setActive(active) {
    const came = active && !this.active;
    this.active = active;
    if (!this.pageView) return;
    if (came && this.passive) {
      this.outbox.loadAnew();
      this.send({ type: "hello" });
    }
    this.passive = !active;
    this.pageView.setActive(active);
    if (came) this.outbox.replay();
    this.showSaveState();
  }

  said(message) {
    const { changes, edit, record } = message;
    const value = changes.values[record];
    const torn = value?.conflict.length > 0;
    const took = this.outbox.said(edit, torn ? null : value?.base);
    if (took !== undefined) this.countSaved(took);
    this.apply(changes);
    this.views.get(record)?.acknowledge();
  }

  countSaved(took) {
    this.offline = false;
    this.saved += 1;
    this.savedAt = clock();
    Object.assign(this.root.dataset, { saved: String(this.saved), latency: String(took) });
    clearTimeout(this.refreshing);
    this.refreshing = setTimeout(() => this.outbox.pending || this.send({ type: "refresh" }), TICK / 2);
  }

  refused(message) {
    this.offline = false;
    if (!message.edit) return this.failed(message.problems);
    const waiting = this.waiting.get(message.edit);
    if (waiting) return waiting.resolve({ problems: message.problems });
    this.outbox.refuse(message.edit, message.problems, message.retry);
    this.views.get(message.record)?.show();
    return undefined;
  }

  /** The page itself could not be told. */
  failed(problems) {
    if (this.page) return;
    this.notice.replaceChildren(...problems.map((said) => `${said.where}: ${said.what} ${said.remedy} `));
  }

  done(message) {
    this.waiting.get(message.edit)?.resolve(message.done);
    this.apply(message.done.changes);
  }

  /**
   * Do an action once everything typed is in the book; whether it was done. What came of it stands with its owner;
   * ``asked``: the name under which what was typed for it is kept, until it is done.
   */
  async perform(action, given, owner, asked) {
    if (!(await this.allSaved()) && action !== "settle") {
      return this.came(owner, { lines: [{ text: WORDS.unsaved(this.outbox.pending), tone: "bad" }] });
    }
    this.came(owner, { lines: [{ text: WORDS.acting }] });
    const edit = editId();
    const message = { type: "do", edit, action, given, by: this.member };
    const done = await new Promise((resolve) => {
      this.waiting.set(edit, {
        message,
        resolve: (answer) => {
          if (!answer.problems && asked) this.asking.delete(asked); // before anything is drawn anew
          resolve(answer);
        },
      });
      this.send(message);
    });
    this.waiting.delete(edit);
    const problems = done.problems?.map((said) => ({ text: [said.what, said.remedy].filter(Boolean).join(" "), tone: "bad" }));
    const said = { lines: problems ?? done.lines, made: done.made };
    this.results.set(owner, said);
    this.came(owner, said);
    for (const made of said.made ?? []) if (made.url && !problems) open(made.url, "_blank", "noopener");
    if (problems) this.send({ type: "refresh" }); // what others wrote meanwhile may be why
    return !done.problems;
  }

  /** Show what came of a button of an owner; in the bar where the owner is there no more. */
  came(owner, said) {
    const { result } = this.pageView;
    result.replaceChildren();
    const place = [...this.root.querySelectorAll("[data-result]")].find((one) => one.dataset.result === owner) ?? result;
    showDone(place, said);
    // What was done may have moved its owner into a section that is closed.
    for (let above = place.parentElement; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
    if (!this.root.contains(document.activeElement)) place.focus();
  }

  async allSaved() {
    this.outbox.flushAll();
    for (let left = 50; left > 0 && this.outbox.pending; left -= 1) await new Promise((go) => setTimeout(go, 100));
    return !this.outbox.pending;
  }

  /** Take what is different now. */
  apply(changes) {
    for (const file of changes.files) this.files.set(file.sha256, file);
    const settled = [];
    for (const [record, value] of Object.entries(changes.values)) {
      if (this.values[record]?.conflict.length && !value.conflict.length) settled.push(record);
      this.values[record] = value;
    }
    for (const record of settled) {
      this.outbox.decided(record, this.values[record], [{ what: WORDS.decided, remedy: WORDS.decidedRemedy }]);
    }
    for (const section of changes.sections) this.replaceSection(section);
    for (const record of Object.keys(changes.values)) this.views.get(record)?.show();
    if (changes.status) this.status = changes.status;
    this.pageView.showStatus(this.status);
  }

  replaceSection(section) {
    const within = this.pageView.sections.get(section.id)?.el.contains(document.activeElement);
    this.pageView.addSection(section);
    if (within) this.restoreFocus(this.pageView.sections.get(section.id).el);
  }

  /** A record that was added has its id. */
  renamed(view, from) {
    this.views.delete(from);
    this.views.set(view.id, view);
    this.outbox.rename(from, view.id);
    view.mark();
  }

  tick() {
    if (!this.page) {
      if (Date.now() - this.begun > PATIENCE) this.send({ type: "hello" });
      return;
    }
    if (this.active && this.outbox.remind()) this.offline = true;
    if (this.status.jobs?.some((job) => job.running)) this.send({ type: "refresh" });
    this.showSaveState();
  }

  showSaveState() {
    if (!this.pageView) return;
    const { pending, held, refusals } = this.outbox;
    this.root.dataset.pending = String(pending);
    const offline = (this.offline && pending > 0) || held > 0;
    const state = offline ? "offline" : refusals ? "refused" : pending ? "saving" : "saved";
    const resting = this.savedAt ? WORDS.saved(this.savedAt) : WORDS.untouched;
    const words = { offline: WORDS.offline(pending), refused: WORDS.refused(refusals), saving: WORDS.saving, saved: resting };
    const { state: shown } = this.pageView;
    shown.dataset.state = state;
    if (shown.textContent !== words[state]) shown.textContent = words[state];
    this.pageView.unsafe.hidden = !this.outbox.store.broken;
    for (const view of this.views.values()) if (view.wasPending !== (view.wasPending = view.pendingMark())) view.mark();
  }

  setMember(name) {
    this.member = name;
    this.remember("member", name);
    this.reorder();
  }

  setMineFirst(wished) {
    this.mineFirst = wished;
    this.remember("mine", wished ? "1" : "");
    this.reorder();
  }

  reorder() {
    for (const section of this.pageView.sections.values()) section.order();
    this.pageView.order();
  }

  remember(what, value) {
    new Store(`${this.key}:${what}`).write(value ? { value } : {});
  }

  remembered(what) {
    return new Store(`${this.key}:${what}`).read().value;
  }

  saveKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    event.stopPropagation();
    this.outbox?.flushAll();
  }

  becameVisible() {
    if (document.visibilityState === "visible") this.send({ type: "refresh" });
    else this.outbox?.flushAll();
  }

  beforeLeaving(event) {
    if (!this.active || !this.outbox) return;
    this.outbox.flushAll();
    if (this.outbox.pending || this.uploads.going.size) event.preventDefault();
  }

  /** A text area that gets the focus by a key is not left below the bar: the browser looks at its caret alone. */
  reveal(target) {
    if (target.tagName !== "TEXTAREA" || this.pressing) return;
    requestAnimationFrame(() => target === document.activeElement && target.scrollIntoView({ block: "nearest" }));
  }

  /** Where the caret is, for the page that comes after this one. */
  noteFocus(target) {
    const record = target.closest("[data-record]");
    if (record) this.lastFocus = target;
    if (!target.dataset.key || !this.key) return;
    const [start, end] = ["text", "textarea"].includes(target.type) ? [target.selectionStart, target.selectionEnd] : [];
    const where = { record: record?.dataset.record ?? "", key: target.dataset.key, start, end };
    try {
      sessionStorage.setItem(`${this.key}:focus`, JSON.stringify(where));
    } catch {
      // without it the caret is not put back
    }
  }

  restoreFocus(within = this.root) {
    let where = null;
    try {
      where = JSON.parse(sessionStorage.getItem(`${this.key}:focus`));
    } catch {
      // as above
    }
    const around = where?.record ? this.views.get(where.record)?.el : this.root;
    const keyed = where && around ? [...around.querySelectorAll("[data-key]")] : [];
    const box = keyed.find((other) => other.dataset.key === where.key);
    if (!box || !within.contains(box)) return;
    for (const [name, panel] of this.pageView.panels) if (panel.contains(box)) this.pageView.chooseTab(name, false);
    for (let above = box.parentElement; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
    box.focus({ preventScroll: this.root.contains(document.activeElement) });
    if (where.start !== undefined && box.setSelectionRange) box.setSelectionRange(where.start, where.end);
  }

  leave() {
    if (this.active) this.outbox?.flushAll();
    this.model.off("msg:custom", this.received);
    clearInterval(this.timer);
    clearTimeout(this.refreshing);
    this.pageView?.watcher.disconnect();
    this.end.abort();
    this.uploads?.leave();
    this.lock?.leave();
  }
}

function render({ model, el }) {
  const session = new FormSession(model, el);
  return () => session.leave();
}

export default { render };
