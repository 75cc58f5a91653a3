// Files of a record: chosen, dropped, pasted or photographed; each is kept before the record names it.
const WARNED = "isoaudit:warned";

class FilesEditor {
  constructor(field, context) {
    this.context = context;
    this.field = field;
    this.names = [];
    this.fixed = false;
    this.shown = h("div", { class: "files" });
    this.going = h("div", { class: "going" });
    this.asked = h("div", { class: "asked" });
    this.input = this.chooser({ multiple: true });
    this.camera = this.chooser({ accept: "image/*", capture: "environment" });
    this.add = button(`+ ${WORDS.addFiles}`, () => this.ask(() => this.input.click()), { "aria-label": `${WORDS.addFiles}: ${field.label}` });
    this.add.dataset.key = context.key;
    this.shoot = button(WORDS.camera, () => this.ask(() => this.camera.click()), { class: "camera" });
    const hint = h("span", { class: "quiet-text drop-hint" }, field.hint || WORDS.dropHere);
    const line = h("div", { class: "file-line" }, this.add, this.shoot, hint, this.input, this.camera);
    const label = h("span", { class: "label" }, field.label);
    this.el = h("div", { class: "field" }, label, this.shown, line, this.asked, this.going);
    this.controls = line;
  }

  chooser(properties) {
    const input = h("input", { type: "file", hidden: true, tabindex: "-1", "aria-hidden": "true", ...properties });
    input.addEventListener("change", () => {
      this.take([...input.files]);
      input.value = "";
    });
    return input;
  }

  read() {
    return [...this.names];
  }

  write(value) {
    this.names = [...(value ?? [])];
    this.show();
    return true;
  }

  lock(fixed) {
    this.fixed = fixed;
    this.controls.hidden = fixed;
    this.show();
  }

  show() {
    this.shown.replaceChildren(...this.names.map((name) => this.figure(name)));
  }

  figure(name) {
    const file = this.context.form.files.get(name);
    const away = () => {
      this.names = this.names.filter((other) => other !== name);
      this.context.typed(); // before the focus goes, as in rows
      this.add.focus();
      this.show();
    };
    const remove = button(WORDS.remove, away, { class: "quiet", "aria-label": WORDS.removeFile(file?.name ?? name) });
    return fileFigure(name, file, this.fixed ? null : remove);
  }

  /** Ask for the warning's acknowledgement before the first file of a session. */
  ask(then) {
    const { warning } = this.context.form.page;
    if (!warning || sessionStorage.getItem(WARNED)) return then();
    const done = (yes) => {
      this.asked.replaceChildren();
      this.add.focus();
      if (!yes) return;
      sessionStorage.setItem(WARNED, "1");
      then();
    };
    const understood = button(WORDS.understood, () => done(true), { class: "main" });
    const no = button(WORDS.no, () => done(false), { class: "quiet" });
    this.asked.replaceChildren(h("div", { class: "warning", role: "alert" }, line(warning, "bad"), understood, no));
    understood.focus();
  }

  /** Take files that were chosen, dropped or pasted. */
  take(files) {
    if (files.length && !this.fixed) this.ask(() => files.forEach((file) => this.upload(file)));
  }

  async upload(file) {
    const { form } = this.context;
    const note = h("div", { class: "upload" });
    this.going.append(note);
    const why = unfit(file, form.largest);
    if (why) return this.failed(note, [why]);
    const bar = h("progress", { max: "1", value: "0", "aria-label": file.name });
    note.append(h("span", {}, file.name), bar);
    try {
      const kept = await form.uploads.add(this.context.record(), file, (part) => (bar.value = part));
      form.files.set(kept.sha256, kept);
      note.remove();
      if (this.field.single) this.names = [];
      if (!this.names.includes(kept.sha256)) this.names.push(kept.sha256);
      this.show();
      this.context.typed();
      this.context.flush();
    } catch (lines) {
      this.failed(note, Array.isArray(lines) ? lines : [WORDS.unreadable(file.name)]);
    }
    return undefined;
  }

  failed(note, lines) {
    const away = button(WORDS.understood, () => note.remove(), { class: "quiet" });
    note.setAttribute("role", "alert");
    note.replaceChildren(...lines.map((text) => line(text, "bad")), away);
  }
}

/** A file as it is shown: picture, name, size, day. */
function fileFigure(name, file, remove) {
  const picture = file?.thumbnail ? h("img", { src: file.thumbnail, alt: "" }) : h("span", { class: "no-picture" }, kindOf(file));
  const said = [file ? sizeInWords(file.size) : "", file?.taken ? WORDS.taken(file.taken) : file?.added];
  const caption = h("figcaption", {}, h("span", { class: "file-name" }, file?.name ?? name.slice(0, 12)));
  caption.append(h("span", { class: "quiet-text" }, said.filter(Boolean).join(", ")), remove ?? "");
  return h("figure", { "data-file": name }, picture, caption);
}

function kindOf(file) {
  return (/\.([^.]{1,5})$/.exec(file?.name ?? "")?.[1] ?? "…").toUpperCase();
}

/** Files of a paste or a drop; none where text comes along, as from a spreadsheet. */
function filesOf(transfer) {
  if (!transfer || transfer.types.includes("text/plain")) return [];
  return [...transfer.files].map(named);
}

/** A pasted picture has no name of its own: it gets the time. */
function named(file) {
  if (file.name && !/^image\.\w+$/.test(file.name)) return file;
  const when = new Date().toLocaleString("vi-VN", { hour12: false }).replace(/[/:]/g, "-");
  const ending = (file.type.split("/")[1] ?? "png").replace("jpeg", "jpg");
  return new File([file], `${WORDS.pasted(when)}.${ending}`, { type: file.type });
}
