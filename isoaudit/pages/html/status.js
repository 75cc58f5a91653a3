// Search, filters and copying of commands. Without this script the whole table is shown, with every command to unfold.
const form = document.querySelector(".filters");
const rows = [...document.querySelectorAll(".standing tbody tr")];

const filter = () => {
  const words = fold(form.search.value).split(/\s+/).filter(Boolean);
  const wanted = (row) =>
    words.every((word) => row.dataset.search.includes(word)) &&
    ["round", "stage", "who"].every((name) => !form[name].value || row.dataset[name] === form[name].value) &&
    (!form.late.checked || "late" in row.dataset);
  for (const row of rows) row.hidden = !wanted(row);
  const shown = rows.filter((row) => !row.hidden);
  const late = shown.filter((row) => "late" in row.dataset).length;
  form.shown.value = `Hiển thị ${shown.length}/${rows.length} ${form.dataset.what}; quá hạn ${late}`;
  const chosen = [...form.querySelectorAll("select")].filter((list) => list.value)
    .map((list) => list.selectedOptions[0].textContent.trim());
  if (form.late.checked) chosen.push("quá hạn");
  if (form.search.value.trim()) chosen.push(`«${form.search.value.trim()}»`);
  document.querySelector(".chosen").textContent = chosen.length ? `Chỉ gồm: ${chosen.join("; ")}.` : "";
};

// The old way needs the text to be selected; where that is refused, too, it stays selected for Ctrl+C.
const oldCopy = (code) => {
  code.closest("details").open = true;
  const range = document.createRange();
  range.selectNodeContents(code);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  return document.execCommand("copy");
};

let last = null;
const copy = async (button) => {
  const code = button.parentElement.querySelector("code");
  let done;
  try {
    await navigator.clipboard.writeText(code.textContent);
    done = true;
  } catch {
    done = oldCopy(code);
  }
  // The line above the table may be out of sight, so the button says it, too.
  if (last && last !== button) last.textContent = "Chép";
  last = button;
  button.textContent = done ? "Đã chép" : "Bấm Ctrl+C";
  form.copied.value = done
    ? `Đã chép lệnh: ${code.textContent}`
    : "Trình duyệt không cho chép. Lệnh đã được chọn sẵn: bấm Ctrl+C.";
};

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
for (const link of document.querySelectorAll("[data-to-who]")) {
  link.hidden = false;
  link.addEventListener("click", () => {
    form.who.value = link.dataset.toWho;
    form.late.checked = "toLate" in link.dataset;
    filter();
    form.scrollIntoView();
  });
}
// The buttons are made when a list of commands is first unfolded: there are thousands in a year of the country.
for (const list of document.querySelectorAll(".standing details")) {
  list.addEventListener("toggle", () => {
    if (list.querySelector("button")) return;
    const agency = list.closest("tr").querySelector("bdi").textContent;
    for (const line of list.querySelectorAll("li")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Chép";
      button.setAttribute("aria-label", `Chép lệnh: ${line.firstChild.textContent.trim()} ${agency}`);
      button.addEventListener("click", () => copy(button));
      line.append(" ", button);
    }
  });
}
filter();
