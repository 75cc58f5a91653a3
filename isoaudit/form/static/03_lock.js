// Of two tabs with one page only one writes.
const HANDOVER = 500; // ms in which an old view of the same page lets go

/** Ask for a lock and wait for it; ``changed(true)`` when it is held, ``changed(false)`` while another holds it. */
class TabLock {
  constructor(name, changed) {
    this.name = name;
    this.changed = changed;
    this.gone = false;
    this.letGo = null;
    if (!navigator.locks) return void changed(true);
    this.wait();
    setTimeout(() => !this.letGo && !this.gone && changed(false), HANDOVER);
  }

  wait() {
    this.waiting = new AbortController();
    this.request({ signal: this.waiting.signal });
  }

  request(options) {
    navigator.locks.request(this.name, options, () => this.hold()).catch((error) => this.lost(error, options));
  }

  hold() {
    if (this.gone) return undefined;
    this.changed(true);
    return new Promise((resolve) => {
      this.letGo = resolve;
    });
  }

  lost(error, options) {
    if (this.gone || options.signal?.aborted) return;
    this.letGo = null;
    this.changed(false);
    this.wait();
  }

  /** Take the lock from the tab that holds it. */
  take() {
    this.waiting?.abort();
    this.request({ steal: true });
  }

  leave() {
    this.gone = true;
    this.waiting?.abort();
    this.letGo?.();
  }
}
