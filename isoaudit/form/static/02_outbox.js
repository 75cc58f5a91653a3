// What was typed and is not yet acknowledged. It lies in localStorage at once and leaves it with the acknowledgement.
const QUIET = 1000; // ms after the last key
const PATIENCE = 3000; // ms until an edit is sent again
const AGAIN = 5000; // ms until what could not be written is sent again by itself

/** Texts that outlive the page; without them everything works but for that. */
class Store {
  constructor(key, storage = "localStorage") {
    this.key = key;
    this.storage = storage;
    this.broken = false;
  }

  read(ending = "") {
    try {
      return JSON.parse(window[this.storage].getItem(this.key + ending) ?? "null") ?? {};
    } catch {
      return {};
    }
  }

  write(what, ending = "") {
    try {
      if (Object.keys(what).length) window[this.storage].setItem(this.key + ending, JSON.stringify(what));
      else window[this.storage].removeItem(this.key + ending);
      this.broken = false;
    } catch {
      this.broken = true;
    }
  }
}

/** Edits by their id, in the order in which they began; of one record only the first is on its way. */
class Outbox {
  constructor(key, send, changed) {
    this.store = new Store(key);
    this.send = send;
    this.changed = changed;
    this.edits = new Map();
    this.refused = {};
    this.timers = {};
    this.own = {}; // by record: what this page said last
    this.blocked = () => false;
    this.writes = () => true; // of two tabs one has the store
  }

  /** Take what an earlier page left. */
  load() {
    for (const [edit, said] of Object.entries(this.store.read())) {
      if (!this.edits.has(edit)) this.edits.set(edit, { ...said });
    }
    this.refused = { ...this.store.read(":refused"), ...this.refused };
  }

  /** Take what another tab left: what this one knew is older. */
  loadAnew() {
    this.edits.clear();
    this.refused = {};
    this.load();
  }

  save() {
    if (!this.writes()) return void this.changed();
    const kept = [...this.edits].map(([edit, { record, fields, base, at }]) => [edit, { record, fields, base, at }]);
    this.store.write(Object.fromEntries(kept));
    this.store.write(this.refused, ":refused");
    this.changed();
  }

  of(record) {
    return [...this.edits].filter(([, said]) => said.record === record);
  }

  /** Every record of which something waits or was refused. */
  records() {
    return new Set([...this.edits.values(), ...Object.values(this.refused)].map((said) => said.record));
  }

  refusedOf(record) {
    return Object.entries(this.refused).filter(([, said]) => said.record === record);
  }

  /** The newest that was typed into a record and is not in the book. */
  latest(record) {
    const [, newest] = [...this.refusedOf(record), ...this.of(record)].at(-1) ?? [];
    return newest;
  }

  /** What is typed at this moment; sent when it has been quiet. */
  draft(record, fields, base) {
    const at = new Date().toISOString();
    const open = this.of(record).find(([, said]) => said.draft);
    if (open) Object.assign(open[1], { fields, at });
    else this.edits.set(editId(), { record, fields, base: this.inherit(record) ?? base, at, draft: true });
    this.save();
    clearTimeout(this.timers[record]);
    this.timers[record] = setTimeout(() => this.flush(record), QUIET);
  }

  /** The base of what was refused before, which the new draft replaces. */
  inherit(record) {
    const old = [...this.refusedOf(record), ...this.of(record).filter(([, said]) => said.held)];
    for (const [edit] of old) {
      delete this.refused[edit];
      this.edits.delete(edit);
    }
    return old[0]?.[1].base;
  }

  flush(record) {
    clearTimeout(this.timers[record]);
    for (const [, said] of this.of(record)) said.draft = false;
    this.post(record);
  }

  flushAll() {
    for (const record of new Set([...this.edits.values()].map((said) => said.record))) this.flush(record);
  }

  /** Send the first edit of a record. */
  post(record, again = false) {
    const [edit, said] = this.of(record)[0] ?? [];
    if (!edit || said.draft || said.held || (said.sent && !again) || this.blocked(record)) return;
    said.sent = Date.now();
    said.first ??= said.sent;
    const { fields, base, at } = said;
    this.send({ type: "say", edit, record, fields, base, at });
    this.changed();
  }

  /** Send everything again, oldest first: page or kernel came back. */
  replay() {
    for (const said of this.edits.values()) Object.assign(said, { sent: 0, held: 0 });
    for (const record of new Set([...this.edits.values()].map((said) => said.record))) this.post(record);
  }

  /** Send again what had no answer, whether there was any; and what could not be written, for want of room or a lock. */
  remind() {
    for (const said of this.edits.values()) {
      if (!said.held || Date.now() - said.held < AGAIN) continue;
      Object.assign(said, { held: 0, sent: 0 });
      this.post(said.record);
    }
    const late = [...this.edits.values()].filter((said) => said.sent && !said.held && Date.now() - said.sent > PATIENCE);
    for (const said of late) this.post(said.record, true);
    return late.length > 0;
  }

  /** An edit is in the book: what it took in ms; undefined when it is not known here. */
  said(edit, base) {
    const said = this.edits.get(edit);
    if (!said) return undefined;
    this.edits.delete(edit);
    this.own[said.record] = said.fields;
    for (const [, later] of this.of(said.record)) if (base) later.base = base;
    this.save();
    this.post(said.record);
    return Date.now() - said.first;
  }

  /** An edit was refused; with ``retry`` it may be taken another time. One typed meanwhile takes its place. */
  refuse(edit, problems, retry) {
    const said = this.edits.get(edit);
    if (!said) return;
    if (this.of(said.record).length > 1) this.edits.delete(edit);
    else if (retry) Object.assign(said, { held: Date.now(), problems });
    else {
      this.edits.delete(edit);
      const { record, fields, base, at } = said;
      this.refused[edit] = { record, fields, base, at, problems };
    }
    this.save();
    this.post(said.record);
  }

  /**
   * A person chose between statements: what was typed meanwhile goes on where its own statement was chosen, and is else
   * put aside, to be looked at.
   */
  decided(record, value, problems) {
    if (this.own[record] && sameSaid(this.own[record], value.fields)) {
      for (const [, said] of this.of(record)) said.base = value.base;
      this.save();
      return this.flush(record);
    }
    for (const [edit, { fields, base, at }] of this.of(record)) {
      this.edits.delete(edit);
      this.refused[edit] = { record, fields, base, at, problems };
    }
    return this.save();
  }

  /** Send what was refused once more, on what the record says now. */
  retry(record, base) {
    for (const [edit, { fields, at }] of this.refusedOf(record)) {
      delete this.refused[edit];
      this.edits.set(editId(), { record, fields, base, at });
    }
    for (const [, said] of this.of(record)) Object.assign(said, { held: 0, sent: 0 });
    this.save();
    this.post(record);
  }

  forget(record) {
    for (const [edit] of this.of(record)) this.edits.delete(edit);
    for (const [edit] of this.refusedOf(record)) delete this.refused[edit];
    clearTimeout(this.timers[record]);
    this.save();
  }

  /** A record got its id. */
  rename(from, to) {
    for (const [, said] of [...this.of(from), ...this.refusedOf(from)]) said.record = to;
    clearTimeout(this.timers[from]);
    this.save();
  }

  get pending() {
    return this.edits.size;
  }

  /** How many wait for a place to be written to. */
  get held() {
    return [...this.edits.values()].filter((said) => said.problems).length;
  }

  /** How many a person must change. */
  get refusals() {
    return Object.keys(this.refused).length;
  }
}
