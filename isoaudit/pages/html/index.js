// Search without tone marks and filters. Without this script the whole table is shown.
const form = document.querySelector(".filters");
const rows = [...document.querySelectorAll(".agencies tbody tr")];
const filter = () => {
  const words = fold(form.search.value).split(/\s+/).filter(Boolean);
  const wanted = (row) =>
    words.every((word) => row.dataset.search.includes(word)) &&
    (!form.round?.value || row.dataset.round === form.round.value) &&
    (!form.mode.value || row.dataset.mode === form.mode.value) &&
    (!form.state.value || row.dataset.state === form.state.value);
  for (const row of rows) row.hidden = !wanted(row);
  form.shown.value = `Hiển thị ${rows.filter((row) => !row.hidden).length}/${rows.length} cuộc kiểm tra`;
};
form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
