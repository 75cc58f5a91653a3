// An extension of JupyterLab as its loader takes one: a container that a bundler would have made, written by hand.
//
// JupyterLab loads this file as a script, looks up window._JUPYTERLAB["isoaudit-lab"], calls init(shared modules) and
// get("./extension"), and activates the plugin in what get() gives. Nothing is imported: what is used of JupyterLab
// hangs on `app` and on the widgets that `app.shell` holds.
//
// It acts only where isoaudit's launcher wrote a path into the configuration of the page (isoauditNotebook), and only
// on the notebook with that path:
//   - it runs every cell when the page is opened or loaded again, and when a kernel is new or came back;
//   - it holds what is typed in the moment in which the cells run again;
//   - it sees to it that there is a kernel: after one that died for good, after a server that was started again, and
//     after one that came back while its connection was made anew, of which nobody tells;
//   - it takes away JupyterLab's keys and menus, closes its dialogs unseen (they take the keyboard in mid-word), and
//     keeps the notebook from counting as changed, so that nothing is asked when the page is left.
(() => {
  "use strict";
  const NAME = "isoaudit-lab";
  const HERE = document.currentScript.src;
  const HELD = "isoaudit:held"; // where what is typed meanwhile is kept
  const LOOK = 1000; // milliseconds between two looks at the kernel
  const LONGEST = 60000; // nobody who typed before is waited for longer
  const DRAWN = 10000; // after cells ran, the form is drawn by then
  const SLOW = 60000; // after so long without a page somebody must be told
  const UNHEARD = 8000; // after so long a kernel that is at rest was not heard of
  const STUCK = 30000; // and after so long one that is neither at rest nor at work is started anew

  function configuration() {
    try {
      return JSON.parse(document.getElementById("jupyter-config-data").textContent);
    } catch {
      return {};
    }
  }

  const told = configuration();

  // One line at the bottom of the window; empty: none.
  function say(text) {
    let line = document.querySelector(".isoaudit-message");
    if (!line) {
      line = document.createElement("div");
      line.className = "isoaudit-message";
      line.setAttribute("role", "status");
      document.body.append(line);
    }
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  }

  function dress() {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("kiosk.css", HERE).href;
    const tokens = document.createElement("style"); // the colours and type that the sheet names
    tokens.textContent = told.isoauditLooks ?? "";
    document.head.append(tokens, sheet);
    document.body.classList.add("isoaudit-kiosk");
    const name = () => {
      if (document.title !== told.isoauditTitle) document.title = told.isoauditTitle;
    };
    name();
    new MutationObserver(name).observe(document.head, { childList: true, subtree: true, characterData: true });
  }

  // JupyterLab listens for keys and for the right button at the document; the application itself is the listener.
  function takeKeys(app) {
    for (const type of ["keydown", "keyup", "contextmenu"]) {
      document.removeEventListener(type, app, true);
      document.removeEventListener(type, app, false);
    }
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "s") event.preventDefault();
    });
  }

  // A dialog is answered in the moment it is put into the page; JupyterLab then gives the focus back to where it was.
  function closeDialogs() {
    const close = () => {
      for (const dialog of document.querySelectorAll(".jp-Dialog"))
        (dialog.querySelector("button.jp-mod-reject") || dialog.querySelector("button.jp-mod-accept"))?.click();
    };
    close();
    new MutationObserver(close).observe(document.body, { childList: true });
  }

  async function get(path) {
    const headers = told.token ? { Authorization: `token ${told.token}` } : {};
    return fetch(`${told.baseUrl}api/${path}`, { headers, cache: "no-store" });
  }

  async function ask(path) {
    try {
      return (await get(path)).status;
    } catch {
      return 0; // nobody answers
    }
  }

  // What the server knows of a kernel: idle, busy, starting; empty where nobody answers.
  async function stateOf(kernel) {
    try {
      return (await (await get(`kernels/${kernel.id}`)).json()).execution_state ?? "";
    } catch {
      return "";
    }
  }

  // While cells run again the form is gone for a moment, and somebody may be typing. A box that nobody sees takes what is
  // typed meanwhile, letters of an input method included, which no key tells; it is written where the form puts the
  // cursor back, also after a reload of the page.
  class Typist {
    constructor() {
      this.box = document.createElement("textarea");
      this.box.className = "isoaudit-held";
      this.box.tabIndex = -1;
      this.box.setAttribute("aria-hidden", "true");
      this.box.setAttribute("data-lm-suppress-shortcuts", "true");
      this.box.value = sessionStorage.getItem(HELD) ?? "";
      this.box.addEventListener("input", () => sessionStorage.setItem(HELD, this.box.value));
      document.body.append(this.box);
      this.holding = this.caught = Boolean(this.box.value); // caught: the cursor stands in our box
      this.changes = new MutationObserver(() => this.catch());
      document.addEventListener("focusin", () => (this.writing() ? this.release() : this.catch()));
    }

    writing() {
      const { activeElement } = document;
      if (activeElement === this.box) return false;
      return Boolean(activeElement?.matches("textarea, input:not([type=radio], [type=checkbox], [type=file])"));
    }

    hold() {
      if (!this.writing()) return;
      this.holding = true;
      this.caught = Boolean(this.box.value);
      this.changes.observe(document.body, { childList: true, subtree: true });
      this.endIn(LONGEST);
    }

    // The cells ran: where nobody lost the cursor until the form is drawn, nobody will.
    ran() {
      if (this.holding && !this.caught) this.endIn(DRAWN);
    }

    endIn(milliseconds) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.end(), milliseconds);
    }

    // The box that had the cursor is gone; one who went elsewhere by himself is left there.
    catch() {
      const { activeElement } = document;
      if (!this.holding || this.writing() || activeElement === this.box || activeElement?.closest(".isoaudit-form")) return;
      this.caught = true;
      this.box.focus({ preventScroll: true });
    }

    end() {
      if (this.box.value) return; // nobody took it yet
      this.holding = false;
      this.caught = false;
      this.changes.disconnect();
    }

    release() {
      if (!this.caught) return;
      const text = this.box.value;
      this.box.value = "";
      sessionStorage.removeItem(HELD);
      this.end();
      // After the form has put the cursor where it was, before the next key.
      if (text) queueMicrotask(() => document.execCommand("insertText", false, text));
    }
  }

  class Keeper {
    constructor(app, panel) {
      this.app = app;
      this.panel = panel;
      this.context = panel.sessionContext;
      this.ran = null; // the kernel in which the cells were run last
      this.again = true; // whether they are to be run
      this.running = false;
      this.typist = new Typist();
      this.looking = false;
      this.waits = 0; // since when a kernel that we hear is not at rest, or the cells run
      this.context.statusChanged.connect((_, status) => this.heard(status));
      this.context.kernelChanged.connect(() => this.heard("starting"));
      const model = panel.context.model;
      const calm = () => {
        if (model.dirty) model.dirty = false;
      };
      model.stateChanged.connect(calm);
      calm();
      setInterval(() => this.look(), LOOK);
      this.heard(this.context.session?.kernel?.status);
    }

    heard(status) {
      if (["restarting", "autorestarting", "dead", "terminating", "starting"].includes(status)) this.again = true;
      this.run();
    }

    async run() {
      const kernel = this.context.session?.kernel;
      if (!kernel || kernel.status !== "idle" || this.running) return;
      if (!this.again && this.ran === kernel.id) return;
      this.running = true;
      this.again = false;
      this.ran = kernel.id;
      this.typist.hold();
      try {
        await this.app.commands.execute("notebook:run-all-cells");
        document.body.dataset.isoauditRuns = String(Number(document.body.dataset.isoauditRuns || 0) + 1);
      } finally {
        this.running = false;
        this.typist.ran();
      }
      if (this.again) this.run();
    }

    // Every second: is there a kernel, and do we hear it?
    async look() {
      if (this.looking) return;
      this.looking = true;
      try {
        await this.mend();
      } finally {
        this.looking = false;
      }
      this.run();
    }

    // Killed while it came back, a kernel may start again unheard: its connection was being made anew. Then we wait for
    // an end that came long ago.
    async mendUnheard(kernel) {
      if (kernel.status === "idle" && !this.running) {
        this.waits = 0;
        return;
      }
      this.waits ||= Date.now();
      const waited = Date.now() - this.waits;
      if (waited < UNHEARD) return;
      const state = await stateOf(kernel);
      if (state === "busy" || (state !== "idle" && waited < STUCK)) return;
      this.waits = 0;
      this.running = false;
      this.again = true;
      this.ran = null;
      if (state === "idle") await kernel.reconnect();
      else await kernel.restart();
    }

    async mend() {
      const kernel = this.context.session?.kernel;
      if (kernel && kernel.connectionStatus === "connected" && kernel.status !== "dead") {
        say("");
        await this.mendUnheard(kernel);
        return;
      }
      this.waits = 0;
      const status = await ask(kernel ? `kernels/${kernel.id}` : "status");
      if (status === 0) {
        say(told.isoauditLost);
        return;
      }
      if (status === 200 && kernel && kernel.status !== "dead") {
        if (kernel.connectionStatus === "disconnected") await kernel.reconnect();
        return;
      }
      this.again = true;
      this.ran = null;
      try {
        if (status === 200 && kernel) await kernel.restart();
        else await this.context.changeKernel({ name: "python3" });
      } catch (error) {
        console.warn(error);
        await this.context.shutdown().catch(() => null); // of a session that the server no longer knows
      }
    }
  }

  function activate(app) {
    const wanted = told.isoauditNotebook;
    if (!wanted) return;
    dress();
    closeDialogs();
    app.started.then(() => takeKeys(app));
    const began = Date.now();
    let kept = false;
    const find = async () => {
      for (const widget of app.shell.widgets("main")) {
        if (kept || widget.context?.path !== wanted || !widget.sessionContext) continue;
        kept = true;
        await widget.context.ready;
        app.shell.activateById(widget.id);
        new Keeper(app, widget);
      }
      if (!kept) {
        say(Date.now() - began > SLOW ? told.isoauditSlow : told.isoauditOpening);
        setTimeout(find, 100);
      } else say("");
    };
    find();
  }

  const module = { __esModule: true, default: { id: `${NAME}:keeper`, autoStart: true, activate } };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = { init: () => {}, get: () => Promise.resolve(() => module) };
})();
