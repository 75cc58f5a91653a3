// A file goes to the kernel in pieces; both ends compare its SHA-256.
const PIECE = 1 << 20; // bytes
const NO_ANSWER = 5000; // ms until a piece is sent again

async function sha256(buffer) {
  const digest = await crypto.subtle.digest("SHA-256", buffer);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Why a file is not even read; null when it may be. */
function unfit(file, largest) {
  if (file.size === 0) return WORDS.emptyFile(file.name);
  if (file.size <= largest) return null;
  const inWords = (bytes) => (bytes / 1e6).toLocaleString("vi-VN", { maximumFractionDigits: 1 });
  return WORDS.tooLarge(file.name, inWords(file.size), inWords(largest));
}

/** The files that are going, by upload id; answers of the kernel find theirs here. */
class Uploads {
  constructor(key, send) {
    this.store = new Store(`${key}:uploads`);
    this.send = send;
    this.going = new Map();
    this.interrupted = Object.values(this.store.read());
    this.store.write({});
  }

  /** Send a file; resolves with what was kept, rejects with lines of text. */
  async add(record, file, progress) {
    let buffer;
    try {
      buffer = await file.arrayBuffer();
    } catch {
      throw [WORDS.unreadable(file.name)];
    }
    const upload = editId();
    const head = { type: "chunk", upload, record, name: file.name, size: buffer.byteLength };
    head.sha256 = await sha256(buffer);
    return new Promise((resolve, reject) => {
      this.going.set(upload, { head, buffer, progress, resolve, reject });
      this.remember();
      this.piece(upload, 0);
    });
  }

  piece(upload, offset) {
    const going = this.going.get(upload);
    if (!going) return;
    going.progress(offset / going.head.size);
    const piece = going.buffer.slice(offset, offset + PIECE);
    this.send({ ...going.head, offset }, [piece]);
    clearTimeout(going.timer);
    going.timer = setTimeout(() => this.piece(upload, offset), NO_ANSWER);
  }

  answered(message) {
    const going = this.going.get(message.upload);
    if (!going) return;
    if (message.type === "chunk_ok") return this.piece(message.upload, message.offset);
    this.finish(message.upload);
    if (message.type === "file") going.resolve(message.file);
    else going.reject(message.problems.map((said) => `${said.where}: ${said.what} ${said.remedy}`));
  }

  finish(upload) {
    clearTimeout(this.going.get(upload)?.timer);
    this.going.delete(upload);
    this.remember();
  }

  /** Names of what is going: the page that comes after a broken one asks for these again. */
  remember() {
    const kept = [...this.going].map(([upload, { head }]) => [upload, { record: head.record, name: head.name }]);
    this.store.write(Object.fromEntries(kept));
  }

  leave() {
    for (const going of this.going.values()) clearTimeout(going.timer);
    this.going.clear();
  }
}
