// Buttons that do something: what they ask first, and what came of it.
function actionList(form, actions) {
  if (!actions.length) return null;
  return h("div", { class: "actions" }, ...actions.map((action) => actionView(form, action)));
}

function actionView(form, action) {
  const below = h("div", { class: "below" });
  const result = h("div", { class: "result", role: "status" });
  const start = button(action.label, () => begin(form, action, below, result), { "data-action": action.name });
  start.classList.add("action", `tone-${action.tone || "plain"}`);
  const why = action.disabled ? h("p", { class: "quiet-text", id: freshId() }, action.disabled) : null;
  if (why) {
    start.setAttribute("aria-disabled", "true");
    start.setAttribute("aria-describedby", why.id);
  }
  return h("div", { class: "action-place" }, start, why, below, result);
}

/** Ask what must be said first, or do it. */
function begin(form, action, below, result) {
  if (action.disabled || !form.active) return;
  if (below.firstChild) return below.replaceChildren();
  result.replaceChildren();
  if (!action.fields.length && !action.confirm) return void form.perform(action.name, action.given, result);
  const context = { form, typed: () => {}, flush: () => {}, record: () => `action/${action.name}` };
  const editors = action.fields.map((field) => [field.name, editorOf(field, { ...context, key: `action/${field.name}` })]);
  for (const [name, editor] of editors) editor.write(action.given[name]);
  const act = async () => {
    const given = Object.fromEntries(editors.map(([name, editor]) => [name, editor.read()]));
    if (await form.perform(action.name, { ...action.given, ...given }, result)) below.replaceChildren();
  };
  const yes = button(action.confirm ? WORDS.yes : WORDS.act, act, { class: "main", "data-act": action.name });
  const no = button(WORDS.no, () => below.replaceChildren(), { class: "quiet" });
  const question = action.confirm ? line(action.confirm) : null;
  const fields = h("div", { class: "fields" }, ...editors.map(([, editor]) => editor.el));
  below.replaceChildren(h("div", { class: "asking", "data-asking": action.name }, question, fields, yes, no));
  below.querySelector("input, textarea, select, button").focus();
  return undefined;
}

/** What an action came to: sentences, and links to what it made. */
function showDone(place, done) {
  const links = done.made.map((made) => {
    const link = h("a", { href: fileAddress(made.path), target: "_blank", rel: "noopener" }, WORDS.open(made.name));
    return h("p", { class: "made" }, link);
  });
  place.replaceChildren(...done.lines.map((said) => line(said.text, said.tone)), ...links);
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
