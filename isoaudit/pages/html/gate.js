// Search, filters, ticks and copying. Without this script the whole list is shown.
const form = document.querySelector(".filters");
const byHand = document.querySelector(".by-hand");
const text = (element, within) => element.querySelector(within).textContent.trim();
const sections = [...document.querySelectorAll(".inspection")].map((element) => ({
  element,
  group: element.parentElement,
  rows: [...element.querySelectorAll("tbody tr")],
}));
const boxes = [...document.querySelectorAll(".tick input")];

// what is searched, folded when somebody first searches
const texts = new Map();
const folded = (element, from) => {
  if (!texts.has(element)) texts.set(element, fold(from()));
  return texts.get(element);
};

const wanted = (row, section, words) => {
  if (form.who.value && row.dataset.who !== form.who.value) return false;
  if (form.kind.value && row.dataset.kind !== form.kind.value) return false;
  if (!words.length) return true;
  const about = folded(section.element, () => text(section.element, "h3"));
  const said = folded(row, () => row.textContent);
  return words.every((word) => about.includes(word) || said.includes(word));
};

const hide = (element, hidden) => {
  if (element.hidden !== hidden) element.hidden = hidden;
};

const filter = () => {
  const words = fold(form.search.value).split(/\s+/).filter(Boolean);
  for (const section of sections) {
    for (const row of section.rows) hide(row, !wanted(row, section, words));
    hide(section.element, section.rows.every((row) => row.hidden));
  }
  const open = new Set(sections.filter((section) => !section.element.hidden).map((section) => section.group));
  for (const group of new Set(sections.map((section) => section.group))) hide(group, !open.has(group));
  tell();
};

const criteria = (rows) => rows.reduce((sum, row) => sum + Number(row.dataset.number || 1), 0);

const tell = () => {
  const rows = sections.flatMap((section) => section.rows);
  const shown = rows.filter((row) => !row.hidden);
  const told = shown.filter((row) => row.querySelector("input").checked);
  const inspections = sections.filter((section) => !section.element.hidden).length;
  form.shown.value =
    `Hiển thị ${criteria(shown)}/${criteria(rows)} nội dung, ${inspections}/${sections.length} cuộc kiểm tra` +
    `; đã báo ${criteria(told)}`;
};

// Ticks: one entry each, so that two windows do not undo each other. All pages opened from files share one store,
// so the name says whose list it is.
const name = (box) => `isoaudit/${document.querySelector("main").dataset.place}/${box.closest("tr").dataset.mark}`;
const store = (work) => {
  try {
    return work(window.localStorage);
  } catch {
    return null; // switched off, or full: the tick stays until the page is closed
  }
};
const keep = (box) =>
  store((kept) => (box.checked ? kept.setItem(name(box), "1") : kept.removeItem(name(box))));

// What is copied: a message to the one who has to act, or a list with names when there are several.
const line = (row, number, named) => {
  const ids = [...row.querySelectorAll("li b")].map((id) => id.textContent);
  const said = [...row.querySelectorAll("summary b, .criterion > b, .criterion > .point, .criterion > .question")]
    .map((part) => part.textContent.trim()).filter(Boolean).join(" ");
  const about = said || row.querySelector(".criterion").textContent.trim();
  const who = named ? ` (Người thực hiện: ${text(row, ".who")})` : "";
  return [
    `${number}. ${about}${ids.length ? `: ${ids.join(", ")}` : ""}`,
    `   ${text(row, ".what .tag")}: ${text(row, ".what .said")} ${text(row, ".todo")}${who}`,
  ].join("\n");
};

const message = (some) => {
  const shown = some.map(({ element, rows }) => ({ element, rows: rows.filter((row) => !row.hidden) }));
  const rows = shown.flatMap((section) => section.rows);
  const people = new Set(rows.map((row) => row.dataset.who));
  const known = people.size === 1 && rows[0].dataset.who !== form.dataset.nobody;
  const kinds = new Set(rows.map((row) => row.dataset.kind));
  const asked = [kinds.has("refused") && "bổ sung", kinds.has("remark") && "xem lại"].filter(Boolean).join(", ");
  let number = 0;
  const parts = shown.map((section) => [
    `${text(section.element, "h3")}. ${text(section.element, ".when")}`,
    ...section.rows.map((row) => line(row, (number += 1), people.size > 1)),
  ].join("\n"));
  return [
    `Kính gửi anh/chị${known ? ` ${text(rows[0], ".who")}` : ""},`,
    `Đề nghị anh/chị ${asked} các nội dung sau đây trong kết quả kiểm tra:`,
    ...parts,
    "Trân trọng cảm ơn.",
  ].join("\n\n");
};

const oldCopy = (words) => {
  const area = byHand.querySelector("textarea");
  byHand.hidden = false;
  area.value = words;
  area.focus();
  area.select();
  const done = document.execCommand("copy");
  byHand.hidden = done;
  return done;
};

const copy = async (some, button) => {
  const words = message(some);
  const rows = some.flatMap((section) => section.rows).filter((row) => !row.hidden);
  let done;
  try {
    await navigator.clipboard.writeText(words);
    done = true;
  } catch {
    done = oldCopy(words); // no clipboard for this page
  }
  if (done) button.focus();
  form.copied.value = done ? `Đã chép ${criteria(rows)} nội dung. Dán (Ctrl+V) vào thư hoặc tin nhắn.` : "";
};

if (form) {
  form.hidden = false;
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.all.addEventListener("click", (event) => {
    const shown = sections.filter((section) => !section.element.hidden);
    if (shown.length) copy(shown, event.currentTarget);
  });
  for (const section of sections) {
    const button = section.element.querySelector(".copy");
    button.hidden = false;
    button.addEventListener("click", () => copy([section], button));
  }
  byHand.querySelector("button").addEventListener("click", () => (byHand.hidden = true));
  for (const box of boxes) box.checked = store((kept) => kept.getItem(name(box))) !== null;
  document.querySelector("main").addEventListener("change", (event) => {
    if (event.target.closest(".tick")) {
      keep(event.target);
      tell();
    }
  });
  filter();
}
