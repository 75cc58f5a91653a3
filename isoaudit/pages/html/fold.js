// What a search compares: no tone marks, lower case, đ as d. pages/frame.py does the same.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
