// Ready wordings of a text: F2 lists them, typing narrows the list, Enter puts one in, Tab goes from blank to blank.
const BLANK = /\{[^{}\n]+\}/g;

/** A text as it is searched: without tone marks and case. */
function searched(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
}

/** Select the first blank of a box from a place on; whether there is one. */
function selectBlank(box, from) {
  const found = [...box.value.matchAll(BLANK)].find((blank) => blank.index >= from);
  if (found) box.setSelectionRange(found.index, found.index + found[0].length);
  return Boolean(found);
}

/** The list of a box; it stands over what is below it, so that nothing moves. */
class PhraseList {
  constructor(field, context, box) {
    this.field = field;
    this.context = context;
    this.box = box;
    this.at = 0;
    this.options = [];
    const label = WORDS.phrasesOf(field.label);
    this.list = h("div", { class: "phrase-list", role: "listbox", id: freshId(), "aria-label": label });
    this.filter = h("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      placeholder: WORDS.phraseFilter,
      "aria-label": label,
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
      "aria-expanded": "true",
    });
    this.none = h("p", { class: "quiet-text", role: "status" });
    this.panel = h("div", { class: "phrases", hidden: true }); // empty while it is closed: nothing there is to be typed in
    this.opener = button(WORDS.phrases, () => this.open(), { class: "quiet phrase-opener", tabindex: "-1" });
    this.opener.setAttribute("aria-label", label);
    this.listen();
  }

  listen() {
    const { box, filter, panel } = this;
    box.setAttribute("aria-keyshortcuts", "F2");
    box.setAttribute("aria-description", WORDS.phraseKey);
    box.addEventListener("keydown", (event) => this.boxKey(event));
    filter.addEventListener("keydown", (event) => this.filterKey(event));
    filter.addEventListener("input", () => this.draw());
    panel.addEventListener("focusout", (event) => {
      if (!panel.contains(event.relatedTarget)) this.close();
    });
    panel.addEventListener("mousedown", (event) => {
      if (event.target !== filter) event.preventDefault(); // the filter keeps the focus
    });
  }

  lock(fixed) {
    this.fixed = fixed;
    this.opener.hidden = fixed;
    if (fixed) this.close();
  }

  boxKey(event) {
    if (event.isComposing || this.fixed || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const taken = event.key === "F2" ? this.open() : event.key === "Tab" && selectBlank(this.box, this.box.selectionEnd);
    if (taken) event.preventDefault();
  }

  filterKey(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.options.length) this.choose((this.at + step + this.options.length) % this.options.length);
    else if (event.key === "Enter" && this.options.length) this.take(this.options[this.at].phrase);
    else if (event.key === "Escape" || event.key === "F2") this.back();
    else if (!step && event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  }

  open() {
    this.place = [this.box.selectionStart, this.box.selectionEnd];
    this.filter.value = "";
    this.panel.replaceChildren(this.filter, this.list, this.none);
    this.panel.hidden = false;
    this.draw();
    this.filter.focus();
    return true;
  }

  close() {
    if (this.panel.hidden) return; // taking away what has the focus asks again
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.list.replaceChildren();
    this.options = [];
  }

  back() {
    this.box.focus(); // which closes the list
    this.box.setSelectionRange(...this.place);
  }

  /** What fits what is chosen first; of these what has all words that were typed. */
  draw() {
    const chosen = this.context.chosen?.() ?? "";
    const words = searched(this.filter.value).split(/\s+/).filter(Boolean);
    const fit = (phrase) => Number(Boolean(phrase.fits && chosen && phrase.fits !== chosen));
    const found = this.field.phrases.filter((phrase) => {
      const text = searched(`${phrase.label} ${phrase.text} ${phrase.note}`);
      return words.every((word) => text.includes(word));
    });
    found.sort((one, other) => fit(one) - fit(other));
    this.options = found.map((phrase) => ({ phrase, el: this.option(phrase) }));
    this.list.replaceChildren(...this.options.map(({ el }) => el));
    this.list.hidden = !found.length;
    this.none.textContent = found.length ? "" : WORDS.noPhrase;
    this.choose(0);
  }

  option(phrase) {
    const pieces = phrase.text.split(/(\{[^{}\n]+\})/).filter(Boolean);
    const shown = pieces.map((piece) => (piece.startsWith("{") ? h("span", { class: "blank" }, piece) : piece));
    const label = phrase.label ? h("span", { class: "phrase-label" }, phrase.label) : null;
    const note = phrase.note ? h("span", { class: "phrase-note" }, phrase.note) : null;
    const properties = { role: "option", id: freshId(), class: "phrase", onclick: () => this.take(phrase) };
    return h("div", properties, label, h("span", { class: "phrase-text" }, ...shown), note);
  }

  choose(at) {
    this.at = at;
    this.options.forEach(({ el }, place) => el.setAttribute("aria-selected", String(place === at)));
    const active = this.options[at]?.el;
    if (active) this.filter.setAttribute("aria-activedescendant", active.id);
    else this.filter.removeAttribute("aria-activedescendant");
    if (active) this.list.scrollTop = Math.max(0, active.offsetTop + active.offsetHeight - this.list.clientHeight);
  }

  /** Put a wording where the caret was, spaces around it where words stand there; its first blank is selected. */
  take(phrase) {
    const { box } = this;
    const [start, end] = this.place;
    const before = start && !/\s/.test(box.value[start - 1]) ? " " : "";
    const after = /^\S/.test(box.value.slice(end)) ? " " : "";
    box.focus();
    box.setRangeText(before + phrase.text + after, start, end, "end");
    selectBlank(box, start);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
