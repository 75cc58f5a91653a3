// Editors of fields. Each has: el, read(), write(value) -> whether it is shown, lock(fixed).
// An editor tells what was typed by context.typed(); it never rewrites a box that has the focus.

/** Set a box's text; a box in use keeps its own, whatever input method is composing in it. */
function setText(box, text) {
  if (sameText(box.value, text)) return true;
  if (box === document.activeElement) return false;
  box.value = text;
  grow(box);
  return true;
}

/** Let a text area be as high as its text, where the stylesheet cannot. */
function grow(box) {
  if (box.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return;
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

/** A box for text with its label. */
function textBox(field, context, box) {
  box.id = freshId();
  box.dataset.key = context.key;
  box.addEventListener("input", () => {
    grow(box);
    context.typed();
  });
  const list = field.phrases.length ? new PhraseList(field, context, box) : null;
  const parts = [box, reuse(field, box), list?.opener, list?.panel];
  const el = h("div", { class: "field" }, h("label", { for: box.id }, field.label), ...parts);
  const lock = (fixed) => {
    box.readOnly = fixed;
    list?.lock(fixed);
  };
  return { el, box, lock };
}

/** What was written elsewhere, to be written again; offered while the box is empty and in use. */
function reuse(field, box) {
  if (!field.suggestions.length) return null;
  if (box.tagName === "INPUT") {
    const list = h("datalist", { id: freshId() }, ...field.suggestions.map((text) => h("option", { value: text })));
    box.setAttribute("list", list.id);
    return list;
  }
  const choose = h("select", { class: "reuse", tabindex: "-1", "aria-label": `${WORDS.reuseLabel}: ${field.label}` });
  box.setAttribute("aria-description", WORDS.reuseKey);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !box.value) choose.focus(); // no Tab stop of its own
  });
  choose.append(h("option", { value: "" }, WORDS.reuse), ...field.suggestions.map((text) => h("option", { value: text }, text)));
  choose.addEventListener("change", () => {
    if (!choose.value) return;
    box.value = [box.value.trim(), choose.value].filter(Boolean).join("\n");
    choose.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
  return choose;
}

function textEditor(field, context) {
  const rows = context.small ? 1 : field.lines;
  const made = textBox(field, context, h("textarea", { rows, placeholder: field.hint || " " }));
  return { ...made, read: () => made.box.value, write: (value) => setText(made.box, value ?? "") };
}

function lineEditor(field, context) {
  const made = textBox(field, context, h("input", { type: "text", placeholder: field.hint, autocomplete: "off" }));
  return { ...made, read: () => made.box.value, write: (value) => setText(made.box, value ?? "") };
}

/** A password: never shown, never kept in the browser. */
function passwordEditor(field, context) {
  const box = h("input", { type: "password", placeholder: field.hint || " ", autocomplete: "new-password" });
  const made = textBox(field, context, box);
  return { ...made, read: () => made.box.value, write: (value) => setText(made.box, value ?? "") };
}

function listEditor(field, context) {
  const hint = field.hint || WORDS.perLine;
  const made = textBox(field, context, h("textarea", { rows: context.small ? 1 : field.lines, placeholder: hint }));
  const read = () => made.box.value.split("\n").filter((text) => text.trim());
  return { ...made, read, write: (value) => setText(made.box, (value ?? []).join("\n")) };
}

/** A box whose text is understood when it is left; what is not understood stays and is remarked. */
function understoodBox(field, context, { understand, show, wrong, hint }) {
  const box = h("input", { type: "text", placeholder: field.hint || hint, autocomplete: "off" });
  const made = textBox(field, context, box);
  const remark = h("span", { class: "remark", id: freshId(), hidden: true }, wrong);
  box.setAttribute("aria-describedby", remark.id);
  made.el.append(remark);
  const read = () => (box.value.trim() ? (understand(box.value) ?? box.value) : "");
  const check = () => {
    const bad = Boolean(box.value.trim()) && understand(box.value) === null;
    remark.hidden = !bad;
    box.setAttribute("aria-invalid", String(bad));
  };
  box.addEventListener("blur", () => {
    if (understand(box.value)) box.value = show(understand(box.value));
    check();
  });
  const write = (value) => {
    if (read() === (value ?? "")) return true;
    const shown = setText(box, show(value ?? ""));
    check();
    return shown;
  };
  return { ...made, read, write };
}

function timeEditor(field, context) {
  return understoodBox(field, context, {
    understand: timeFromWords,
    show: (value) => value,
    wrong: WORDS.badTime,
    hint: "08 giờ 00 phút",
  });
}

function dateEditor(field, context) {
  const made = understoodBox(field, context, {
    understand: dayFromWords,
    show: dayInWords,
    wrong: WORDS.badDay,
    hint: WORDS.day,
  });
  const calendar = h("input", { type: "date", class: "calendar", tabindex: "-1", "aria-hidden": "true" });
  const pick = button("▾", () => calendar.showPicker(), { class: "pick", tabindex: "-1", title: WORDS.pickDay });
  pick.setAttribute("aria-label", `${WORDS.pickDay}: ${field.label}`);
  calendar.addEventListener("change", () => {
    made.box.value = dayInWords(calendar.value);
    made.box.dispatchEvent(new Event("input", { bubbles: true }));
    made.box.dispatchEvent(new Event("blur"));
  });
  const together = h("span", { class: "with-picker" });
  made.box.replaceWith(together);
  together.append(made.box, pick, calendar);
  const lock = (fixed) => {
    made.lock(fixed);
    pick.hidden = fixed;
  };
  return { ...made, lock };
}

function selectEditor(field, context) {
  const choices = field.options.map((option) => h("option", { value: option.value }, option.label));
  const box = h("select", { id: freshId() }, h("option", { value: "" }, WORDS.nothing), ...choices);
  box.dataset.key = context.key;
  box.addEventListener("change", () => context.typed());
  const write = (value) => {
    const wanted = value ?? "";
    if (![...box.options].some((option) => option.value === wanted)) box.append(h("option", { value: wanted }, wanted));
    box.value = wanted;
    return true;
  };
  const el = h("div", { class: "field" }, h("label", { for: box.id }, field.label), box);
  return { el, read: () => box.value, write, lock: (fixed) => (box.disabled = fixed) };
}

function checkEditor(field, context) {
  const box = h("input", { type: "checkbox" });
  box.dataset.key = context.key;
  box.addEventListener("change", () => context.typed());
  const write = (value) => {
    box.checked = Boolean(value);
    return true;
  };
  const el = h("div", { class: "field check" }, h("label", {}, box, h("span", {}, field.label)));
  return { el, read: () => box.checked, write, lock: (fixed) => (box.disabled = fixed) };
}

/** Radio buttons of one name, and a button that takes the choice back. */
function choiceEditor(field, context) {
  const name = freshId();
  const label = h("span", { class: "label", id: freshId() }, field.label);
  const clear = button(WORDS.clear, () => choose(null), { class: "quiet", "aria-label": `${WORDS.clear}: ${field.label}` });
  const boxes = field.options.map((option) => {
    const box = h("input", { type: "radio", name, value: option.value, onchange: () => choose(option.value) });
    box.dataset.key = `${context.key}=${option.value}`;
    return box;
  });
  const labels = boxes.map((box, place) => {
    const option = field.options[place];
    return h("label", { class: `option tone-${option.tone || "plain"}` }, box, option.label);
  });
  const read = () => boxes.find((box) => box.checked)?.value ?? "";
  const write = (value) => {
    for (const box of boxes) box.checked = box.value === value;
    clear.hidden = !read() || boxes[0]?.disabled;
    return true;
  };
  const choose = (value) => {
    for (const box of boxes) box.checked = box.value === value;
    context.typed(); // before the focus goes
    if (!value) boxes[0]?.focus();
    write(value);
  };
  const lock = (fixed) => {
    for (const box of boxes) box.disabled = fixed;
    write(read());
  };
  const group = h("div", { role: "radiogroup", class: "options", "aria-labelledby": label.id }, ...labels);
  return { el: h("div", { class: "field choice" }, label, h("div", { class: "choice-line" }, group, clear)), read, write, lock };
}

const EDITORS = {
  choice: choiceEditor,
  text: textEditor,
  line: lineEditor,
  password: passwordEditor,
  date: dateEditor,
  time: timeEditor,
  select: selectEditor,
  check: checkEditor,
  list: listEditor,
  rows: (field, context) => new RowsEditor(field, context),
  files: (field, context) => new FilesEditor(field, context),
};

/** The editor of a field, its element marked with the field's name. */
function editorOf(field, context) {
  const editor = EDITORS[field.kind](field, context);
  editor.el.dataset.field = field.name;
  return editor;
}
