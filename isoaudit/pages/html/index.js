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

// Search in findings and evidence: every word that made a text fit is seen and marked. As wording/searching.py.
const MOST = 100;
const texts = document.querySelector("form.texts");
const data = document.querySelector("#data");
const wordsOf = (text) =>
  [...text.matchAll(/[\p{L}\p{N}\u0300-\u036f]+/gu)]
    .map((match) => ({ word: fold(match[0]), from: match.index, to: match.index + match[0].length }))
    .filter((one) => one.word);
const termsOf = (typed) => {
  const terms = [];
  for (const [, quoted, plain] of typed.normalize("NFC").matchAll(/["“”«»]([^"“”«»]*)["“”«»]|([^\s"“”«»]+)/g)) {
    const words = wordsOf(quoted ?? plain).map((one) => one.word);
    if (words.length) terms.push({ words, begins: quoted === undefined });
  }
  terms.forEach((term, at) => (term.begins &&= at === terms.length - 1));
  return terms;
};
const spansOf = (words, terms, text) => {
  const spans = [];
  for (const { words: wanted, begins } of terms) {
    const last = wanted.length - 1;
    const before = spans.length;
    for (let at = 0; at + last < words.length; at++) {
      const fits = wanted.every((word, i) =>
        begins && i === last ? words[at + i].word.startsWith(word) : words[at + i].word === word);
      if (fits) spans.push([words[at].from, words[at + last].to]);
    }
    if (spans.length === before) return [];
  }
  const joined = [];
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const back = joined.at(-1);
    if (back && !text.slice(back[1], from).trim()) back[1] = Math.max(back[1], to);
    else joined.push([from, to]);
  }
  return joined;
};
const element = (name, text, inside = []) => {
  const made = document.createElement(name);
  made.append(text, ...inside);
  return made;
};
const shownRow = ([number, kind, place, , text], spans) => {
  const row = rows[number];
  const link = row.querySelector("td.links a")?.cloneNode();
  const name = row.querySelector("th").textContent;
  const head = link ?? element("b", "");
  head.removeAttribute("aria-label");
  head.textContent = `${name} (${row.id})`;
  const said = element("p", "");
  let at = 0;
  for (const [from, to] of spans) {
    said.append(text.slice(at, from), element("mark", text.slice(from, to)));
    at = to;
  }
  said.append(text.slice(at));
  return element("li", "", [head, `. ${kind ? "Bằng chứng" : "Nội dung không phù hợp, cần lưu ý"} ${place}:`, said]);
};
if (texts) {
  const list = document.querySelector("ol.found");
  let all;
  const look = () => {
    all ??= JSON.parse(data.textContent).map(([number, kind, place, text]) => {
      const composed = text.normalize("NFC");
      return [number, kind, place, fold(composed), composed];
    });
    const terms = termsOf(texts.words.value);
    const found = [];
    let total = 0;
    for (const one of terms.length ? all : []) {
      if (!terms.every((term) => term.words.every((word) => one[3].includes(word)))) continue;
      const spans = spansOf(wordsOf(one[4]), terms, one[4]);
      if (spans.length && ++total <= MOST) found.push(shownRow(one, spans));
    }
    list.replaceChildren(...found);
    list.hidden = !found.length;
    const shown = total > MOST ? `; dưới đây là ${MOST} kết quả đầu` : "";
    texts.found.value = terms.length ? `${total} kết quả${shown}` : "";
  };
  texts.hidden = false;
  texts.addEventListener("input", look);
  texts.addEventListener("submit", (event) => event.preventDefault());
}
