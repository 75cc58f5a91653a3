// Elements, texts and days.
let counted = 0;
const FOCUSABLE = new Set(["INPUT", "TEXTAREA", "SELECT", "BUTTON", "SUMMARY", "A"]);

/** An id no other element of this page has. */
function freshId() {
  counted += 1;
  return `isoaudit-form-${counted}`;
}

/** An edit id; where the browser has no UUIDs, the time and a random number. */
function editId() {
  return crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(16).slice(2)}`;
}

/** An element; texts among the children are set as text, never as markup. Keys of the notebook leave controls alone. */
function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  if (FOCUSABLE.has(element.tagName)) guard(element);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Keep the shortcuts of the notebook from an element that can have the focus. */
function guard(element) {
  element.setAttribute("data-lm-suppress-shortcuts", "true");
}

function button(text, onclick, properties = {}) {
  return h("button", { type: "button", onclick, ...properties }, text);
}

/** A paragraph whose tone is never its only meaning. */
function line(text, tone = "") {
  return h("p", { class: `line tone-${tone || "plain"}` }, text);
}

/** Whether two texts are the same to a reader: composed alike, without spaces at their ends. */
function sameText(one, other) {
  return plain(one) === plain(other);
}

function plain(text) {
  return String(text ?? "").normalize("NFC").replace(/\r\n?/g, "\n").trim();
}

/** Whether a field's value says nothing. */
function saysNothing(value) {
  if (value === null || value === undefined || value === false) return true;
  if (Array.isArray(value)) return value.every(saysNothing);
  if (typeof value === "object") return Object.values(value).every(saysNothing);
  return typeof value === "string" && !value.trim();
}

/** Whether two statements say the same: what says nothing is left out, as a book may. */
function sameSaid(some, others) {
  return JSON.stringify(essence(some)) === JSON.stringify(essence(others));
}

function essence(value) {
  if (typeof value === "string") return plain(value);
  if (Array.isArray(value)) return value.filter((part) => !saysNothing(part)).map(essence);
  if (value === null || typeof value !== "object") return value;
  const names = Object.keys(value).filter((name) => !saysNothing(value[name]));
  return names.sort().map((name) => [name, essence(value[name])]);
}

/** 2026-07-05 as 05/7/2026; what is no day stays as it is. */
function dayInWords(iso) {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso ?? "");
  if (!found) return iso ?? "";
  const month = Number(found[2]);
  return `${found[3]}/${month < 3 ? found[2] : month}/${found[1]}`;
}

/** What was typed for a day as ISO 8601; null when it is none. */
function dayFromWords(text) {
  const found = /^\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})\s*$/.exec(text);
  if (!found) return /^\d{4}-\d\d-\d\d$/.test(text.trim()) ? text.trim() : null;
  const [, day, month, year] = found.map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : null;
}

/** What was typed for a time of day as ``08 giờ 00 phút``; null when it is none. */
function timeFromWords(text) {
  const found = /^\s*(\d{1,2})\s*(?::|h|g|giờ|\.)\s*(\d{1,2})?\s*(?:phút|ph|p|')?\s*$/i.exec(text.normalize("NFC"));
  if (!found) return null;
  const hour = Number(found[1]);
  const minute = Number(found[2] ?? 0);
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")} giờ ${String(minute).padStart(2, "0")} phút`;
}

function clock() {
  return new Date().toLocaleTimeString("vi-VN", { hour12: false });
}

/** Bytes as people read them. */
function sizeInWords(bytes) {
  const [number, unit] = bytes < 1e6 ? [Math.ceil(bytes / 1e3), "KB"] : [bytes / 1e6, "MB"];
  return `${number.toLocaleString("vi-VN", { maximumFractionDigits: 1 })} ${unit}`;
}

/** A message of problems, one line each. */
function problemLines(problems) {
  return problems.map((said) => line([said.what, said.remedy].filter(Boolean).join(" "), "bad"));
}
