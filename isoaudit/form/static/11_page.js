// The page: the bar that stays in sight, what is missing, tabs of groups, sections.
class PageView {
  constructor(form) {
    this.form = form;
    const { page } = form;
    this.state = h("span", { class: "save-state", role: "status", "aria-live": "polite" });
    this.result = h("div", { class: "result", role: "status", tabindex: "-1" });
    guard(this.result);
    this.bar = this.makeBar(page);
    this.jobs = h("div", { class: "jobs", role: "status" });
    this.missing = h("div", { class: "missing" });
    this.tabs = new Map();
    this.sections = new Map();
    this.loose = h("div", { class: "panel" });
    this.panels = new Map(page.groups.map(([name]) => [name, h("div", { class: "panel", role: "tabpanel", id: freshId() })]));
    this.tablist = this.makeTabs(page);
    const body = h("div", { class: "page-body" }, this.jobs, this.missing, this.loose, this.tablist, ...this.panels.values());
    this.locked = h("div", { class: "other-tab", role: "alert", hidden: true });
    this.body = body;
    this.el = h("div", { class: page.typed ? "page" : "page told" }, this.bar, this.locked, body);
    for (const section of page.sections) this.addSection(section);
    this.order();
    this.chooseTab(form.remembered("tab") ?? page.groups[0]?.[0], false);
  }

  makeBar(page) {
    this.title = h("h2", {}, page.title);
    this.subtitle = h("p", { class: "quiet-text" }, page.subtitle);
    this.stateWords = h("span", { class: "state-words" });
    this.meter = h("progress", { max: "1", value: "0", "aria-label": WORDS.progress(0, 0) });
    this.count = h("span", { class: "progress-words" });
    const next = button(WORDS.next, () => this.nextOpen(), { class: "next", "data-key": "next" });
    const members = h("div", { class: "bar-members" }, ...this.memberTools(page));
    this.help = Object.keys(page.help ?? {}).length ? this.makeHelp() : null;
    const head = h("div", { class: "bar-head" }, h("div", {}, this.title, this.subtitle), this.stateWords, members, this.help);
    this.tools = h("div", { class: "bar-tools" }, this.meter, this.count, page.typed ? next : null);
    this.state.hidden = !page.typed;
    const kept = h("div", { class: "bar-line" }, this.tools, this.state, this.result);
    this.watchHeight(kept);
    this.unsafe = h("p", { class: "line tone-bad", role: "alert", hidden: true }, WORDS.noStore);
    return h("div", { class: "bar" }, head, kept, this.unsafe);
  }

  /** «?», which leads where F1 does: to what the guide says of what has the focus, or of the tab that is shown. */
  makeHelp() {
    const link = h("a", { class: "help", href: "#", target: "_blank", rel: "noopener", title: WORDS.help }, "?");
    link.setAttribute("aria-label", WORDS.help);
    link.setAttribute("aria-keyshortcuts", "F1");
    link.addEventListener("pointerdown", () => this.pointHelp(document.activeElement)); // before it has the focus itself
    return link;
  }

  pointHelp(focused = null) {
    if (!this.help || focused === this.help) return;
    const [path, place] = helpAbout(this.form.page.help, this.el.contains(focused) ? focused : null, this.tab).split("#");
    this.help.href = fileAddress(path) + (place ? `#${encodeURIComponent(place)}` : "");
  }

  /** What is scrolled into sight stays below the bar, however high that is. */
  watchHeight(kept) {
    const tell = () => {
      const high = (this.bar.offsetHeight || kept.offsetHeight) + 8;
      this.form.root.style.setProperty("--bar", `${high}px`);
    };
    this.watcher = new ResizeObserver(tell);
    this.watcher.observe(kept);
  }

  memberTools(page) {
    if (!page.members.length) return [];
    const { form } = this;
    const options = page.members.map((name) => h("option", { value: name }, name));
    const who = h("select", { id: freshId(), class: "writer", "data-key": "writer" }, h("option", { value: "" }, WORDS.noWriter), ...options);
    who.value = form.member;
    who.addEventListener("change", () => form.setMember(who.value));
    const mine = h("input", { type: "checkbox", class: "mine-first", "data-key": "mine" });
    mine.checked = form.mineFirst;
    mine.addEventListener("change", () => form.setMineFirst(mine.checked));
    const first = form.page.assigned ? h("label", { class: "check" }, mine, WORDS.mineFirst) : null;
    return [h("label", { for: who.id }, WORDS.writer), who, first].filter(Boolean);
  }

  makeTabs(page) {
    if (page.groups.length < 2) return null;
    for (const [name, title] of page.groups) {
      const tab = button(title, () => this.chooseTab(name, true), {
        role: "tab",
        "data-group": name,
        "data-key": `tab/${name}`,
        id: freshId(),
      });
      tab.setAttribute("aria-controls", this.panels.get(name).id);
      tab.append(h("span", { class: "count" }));
      this.panels.get(name).setAttribute("aria-labelledby", tab.id);
      this.tabs.set(name, tab);
    }
    const list = h("div", { role: "tablist", class: "tabs" }, ...this.tabs.values());
    list.addEventListener("keydown", (event) => this.moveTab(event));
    return list;
  }

  moveTab(event) {
    const names = [...this.tabs.keys()];
    const at = names.indexOf(this.tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + names.length, Home: 0, End: names.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.chooseTab(names[to % names.length], true);
    this.tabs.get(this.tab).focus();
  }

  chooseTab(name, asked) {
    if (!this.panels.has(name)) [name] = this.panels.keys();
    this.tab = name;
    for (const [other, panel] of this.panels) panel.hidden = other !== name;
    for (const [other, tab] of this.tabs) {
      tab.setAttribute("aria-selected", String(other === name));
      tab.tabIndex = other === name ? 0 : -1;
    }
    this.pointHelp();
    if (asked) this.form.remember("tab", name);
  }

  addSection(section) {
    const old = this.sections.get(section.id);
    const first = [...this.sections.values()].every((other) => other.section.group !== section.group);
    old?.leave();
    const view = new SectionView(this.form, section, this.form.opened.get(section.id) ?? (first || section.open));
    this.sections.set(section.id, view);
    if (old) old.el.replaceWith(view.el);
    else (this.panels.get(section.group) ?? this.loose).append(view.el);
  }

  /** Sections that hold records of the chosen member first, where that is wished; the first of them opened. */
  order() {
    for (const panel of this.panels.values()) {
      const views = [...this.sections.values()].filter((view) => panel.contains(view.el));
      const ordered = [...views.filter((view) => view.mine), ...views.filter((view) => !view.mine)];
      if (ordered.every((view, place) => panel.children[place] === view.el)) continue;
      panel.append(...ordered.map((view) => view.el));
      if (ordered[0].mine) ordered[0].details.open = true;
    }
  }

  /** A record shown: its tab and section opened, its first control focused. */
  goTo(id) {
    const view = this.form.views.get(id);
    if (!view) return this.goToAdder(id);
    for (const [name, panel] of this.panels) if (panel.contains(view.el)) this.chooseTab(name, true);
    return view.focus();
  }

  /** Where a record of a kind is added, while there is none. */
  goToAdder(kind) {
    const adder = [...this.body.querySelectorAll("[data-add]")].find((button) => button.dataset.add === kind);
    if (!adder) return;
    for (const [name, panel] of this.panels) if (panel.contains(adder)) this.chooseTab(name, true);
    adder.closest("details").open = true;
    adder.focus();
  }

  nextOpen() {
    const views = [...this.el.querySelectorAll("[data-record]")].map((el) => this.form.views.get(el.dataset.record));
    const here = views.findIndex((view) => view?.el.contains(this.form.lastFocus));
    const turned = [...views.slice(here + 1), ...views.slice(0, here + 1)];
    const found = turned.find((view) => view?.open);
    if (found) this.goTo(found.id);
  }

  showStatus(status) {
    this.meter.max = Math.max(status.of, 1);
    this.meter.value = status.done;
    this.count.textContent = WORDS.progress(status.done, status.of, this.form.page.counted);
    this.meter.setAttribute("aria-label", this.count.textContent);
    this.stateWords.textContent = status.state;
    this.tools.hidden = !status.of;
    for (const view of this.sections.values()) view.progress(status);
    for (const [name, tab] of this.tabs) this.countTab(tab, name, status);
    this.showMissing(status.missing);
    this.showJobs(status.jobs ?? []);
  }

  /** What goes on beside the page, with a bar; then what came of it. */
  showJobs(jobs) {
    const drawn = JSON.stringify(jobs);
    if (this.drawnJobs === (this.drawnJobs = drawn)) return;
    const begun = jobs.some((job) => job.running) && !this.jobs.querySelector("[data-running=true]");
    this.jobs.replaceChildren(...jobs.map((job) => this.job(job)));
    if (begun) this.jobs.scrollIntoView({ block: "center" }); // whoever pressed a button far below sees it go on
  }

  job(job) {
    const bar = job.running ? h("progress", { "aria-label": job.title, ...(job.of ? { max: job.of, value: job.done } : {}) }) : null;
    const far = job.words || (job.of ? WORDS.progress(job.done, job.of) : "");
    const words = job.running && far ? h("span", {}, far) : null;
    const came = h("div", { class: "came" });
    showDone(came, job);
    const head = h("div", { class: "job-head" }, h("strong", {}, job.title), bar, words);
    return h("div", { class: "job", "data-job": job.id, "data-running": String(job.running) }, head, came);
  }

  countTab(tab, name, status) {
    const inGroup = [...this.sections.values()].filter((view) => view.section.group === name);
    const pairs = inGroup.map((view) => status.by_section?.[view.section.id] ?? [0, 0]);
    const [done, of] = pairs.reduce(([some, all], [more, rest]) => [some + more, all + rest], [0, 0]);
    tab.querySelector(".count").textContent = of ? ` ${done}/${of}` : "";
  }

  showMissing(missing) {
    const open = this.missing.querySelector("details")?.open ?? false;
    const items = missing.map((said) => h("li", {}, button(said.text, () => this.goTo(said.record), { class: "link" })));
    const list = h("details", { open }, h("summary", {}, WORDS.missing(items.length)), h("ul", {}, ...items));
    this.missing.replaceChildren(...(items.length ? [list] : []));
  }

  /** Let this tab write, or only look. */
  setActive(active) {
    this.body.inert = !active;
    for (const part of this.bar.querySelectorAll(".bar-tools, .bar-members")) part.inert = !active;
    this.locked.hidden = active;
    if (active) return this.locked.replaceChildren();
    const take = button(WORDS.takeOver, () => this.form.lock.take(), { class: "main take-over" });
    return this.locked.replaceChildren(line(WORDS.otherTab), take);
  }
}
