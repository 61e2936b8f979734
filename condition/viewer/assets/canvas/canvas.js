/* The comparison canvas: two photos of one piece, four ways to look at them, marks beside the pixels, and a few tools.
 *
 * Takes from Python: packs of tiles, outlines and badge places, a lattice between the photos, and which mark to go to.
 * Gives back what a person drew, in px of the after photo. The view is one affine map of the after sheet onto a pane,
 * screen = scale * sheet + offset, in CSS px; every pane follows it, and it outlives every change of mode, photo or data.
 */

const MODES = ["curtain", "side", "blink", "fade"];
const TOOL_KEYS = { v: "move", l: "loupe", r: "ruler", d: "draw", o: "leave" };
const TOOL_HINTS = {
  loupe: () => say("Point at the metal to see its pixels"),
  ruler: () => say("Drag, or click two points"),
  draw: () => say("Draw along the mark, or click its points"),
  leave: () => say("Draw around the region, or click its corners"),
};
const CLOSEST = 10; // CSS px per pixel of the after photo; more shows no more
const STEP = 1.4; // one press of a zoom button
const PAN_PX = 60; // one press of an arrow key
const FINE_PAN_PX = 8; // the same with a tool in hand
const MARK_SHARE = 0.28; // of the pane that a mark fills when it is gone to
const GLIDE_MS = 220;
const SLOWEST_MS = 1800;
const FASTEST_MS = 400; // below three changes a second, WCAG 2.3.1

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Which page the address names, and which of its marks. */
function addressed() {
  const page = new URL(location.href);
  const mark = Number(page.searchParams.get("mark"));
  page.searchParams.delete("mark");
  return { page: page.href, mark };
}

class Canvas {
  constructor(root, send) {
    this.root = root;
    this.send = send;
    this.find = (selector) => root.querySelector(selector);
    this.stage = this.find(".stage");
    this.knife = this.find(".knife");
    this.view = { scale: 1, x: 0, y: 0 };
    this.cut = 0.5;
    this.opacity = 0.5;
    this.mode = "curtain";
    this.chosen = null;
    this.overlays = new Set();
    this.tools = new Tools(this);
    this.work = new CaseWork(this);
    this.pointers = new Map();
    this.stopped = new AbortController();
    this.listen();
    this.sized = new ResizeObserver(() => this.resized());
    this.sized.observe(this.stage);
  }

  dispose() {
    this.stopped.abort();
    this.sized.disconnect();
    clearInterval(this.timer);
    cancelAnimationFrame(this.frame);
    for (const pane of Object.values(this.panes ?? {})) pane.dispose();
  }

  // -- data -----------------------------------------------------------------------------------------------------------

  update(data) {
    const isFirst = !this.data; // coming back to the page is no wish to go to a mark
    const isOther = data.id !== this.data?.id;
    this.data = data;
    if (data.language !== this.language) translate(this.root, data.words);
    this.language = data.language;
    this.work.update(data.work);
    if (isOther) this.open();
    else for (const [name, pack] of Object.entries(this.packs)) pack.supply(data.photos[name].picture);
    this.root.classList.toggle("empty", data.marks.length === 0);
    if (!isOther && data.work) this.tools.shapes = this.work.shapes();
    if (!isOther) this.draw();
    this.drawLegend();
    this.work.draw();
    this.say(this.mark(this.chosen)?.title ?? data.summary);
    if (data.focus && !isFirst && data.focus.turn !== this.turn) this.goTo(data.focus.number, { scroll: true });
    this.turn = data.focus?.turn;
    this.page = addressed().page;
    if (this.root.dataset.ready === "true") this.askForDetail();
  }

  /** Begin with a pair of photos. */
  async open() {
    const { id, photos, mapping, library, trouble, drawn } = this.data;
    this.chosen = null;
    this.root.dataset.ready = "false";
    this.sheet = photos.after.sheet;
    this.stage.style.setProperty("--ratio", this.sheet.height / this.sheet.width);
    this.off = this.tooMany();
    this.toBefore = new Lattice(mapping.to_before, photos.after.sheet);
    this.toAfter = new Lattice(mapping.to_after, photos.taken.sheet);
    this.packs = Object.fromEntries(Object.entries(photos).map(([name, { picture }]) => [name, new Pack(picture)]));
    const own = () => (drawn ?? []).map(({ kind, points }) => ({ kind, points: points.map((point) => this.toSheet(point)) }));
    this.tools.shapes = this.data.work ? this.work.shapes() : own();
    const message = this.find(".trouble");
    message.hidden = true;
    try {
      await import(new URL(library, document.baseURI).href);
      if (id !== this.data.id || this.stopped.signal.aborted) return;
      this.makePanes();
      this.drawnFor = null;
      this.fit();
      const { after, laid } = this.panes;
      this.isOpen = { taken: false };
      await Promise.all([after.show(this.packs.after, photos.after.sheet), laid.show(this.packs.laid, photos.laid.sheet)]);
    } catch (error) {
      if (id !== this.data.id) return;
      console.error(error);
      message.hidden = false;
      message.textContent = trouble;
    }
    if (id !== this.data.id || this.stopped.signal.aborted) return;
    this.root.dataset.ready = "true";
    if (this.data.start) {
      this.chosen = this.data.start; // the page knows it already
      this.goTo(this.data.start, { scroll: !this.data.work });
    }
    this.root.dispatchEvent(new CustomEvent("condition-ready", { bubbles: true, composed: true }));
    requestAnimationFrame(() => setTimeout(() => this.askForDetail()));
  }

  /** The verdicts to leave out at first: marks hide each other, so the gravest are shown, and of the others as many as have room. */
  tooMany() {
    const most = this.sheet.width * this.fitScale < NARROW ? CROWDED_NARROW : CROWDED;
    const left = new Set();
    let shown = 0;
    for (const [place, { verdict, count }] of this.data.groups.entries()) {
      if (place > 0 && shown + count > most) left.add(verdict);
      else shown += count;
    }
    return left;
  }

  makePanes() {
    if (!this.panes) {
      const pane = (name) => new Pane(this.find(`.photo.${name}`), this.find(`.layer.${name}`), globalThis.OpenSeadragon);
      this.panes = { after: pane("after"), laid: pane("laid"), taken: pane("taken") };
    }
    for (const [name, pane] of Object.entries(this.panes)) {
      pane.sheet = this.data.photos[name].sheet;
      pane.lattice = name === "taken" ? this.toBefore : null;
      pane.piece = this.data.piece;
    }
  }

  /** What is not seen at first is made when somebody looks, part by part: ask until all of it is there. */
  askForDetail() {
    const missing = Object.values(this.packs).filter((pack) => !pack.isWhole).length + (this.data.overlays ? 0 : 1);
    this.root.dataset.whole = missing === 0;
    const wish = `${this.data.id} ${missing}`;
    this.tries = wish === this.wish ? this.tries + 1 : 0;
    this.wish = wish;
    // asked again where an answer was broken off, but not for ever; numbered, because the same wish again is no news to the page
    if (missing > 0 && this.tries < 9) this.send("detail", `${wish} ${this.tries}`);
  }

  mark(number) {
    return this.data.marks.find((mark) => mark.number === number);
  }

  /** Draw marks and overlays anew on every layer. */
  draw() {
    if (!this.panes) return;
    this.drawnFor = this.room;
    const { marks, overlays, photos } = this.data;
    for (const [name, pane] of Object.entries(this.panes)) {
      drawMarks(pane.layer, photos[name].sheet, marks, this.room, name === "taken" ? [] : (overlays ?? []));
    }
    for (const button of this.root.querySelectorAll("[data-overlay]")) {
      // until they are made, a wish for them is kept
      button.hidden = Boolean(overlays) && !overlays.some(({ name }) => name === button.dataset.overlay);
    }
    this.filter();
    this.listDrawn();
    this.place();
  }

  drawLegend() {
    this.find(".legend").replaceChildren(...legendButtons(this.data.groups));
    this.filter();
  }

  /** Show the marks of the verdicts that are switched on. */
  filter() {
    for (const button of this.root.querySelectorAll(".legend button")) {
      button.setAttribute("aria-pressed", !this.off.has(button.dataset.verdict));
    }
    for (const node of this.root.querySelectorAll(".layer [data-number]")) {
      const number = Number(node.dataset.number);
      const mark = this.mark(number); // none: a mark of the pair before this one, until the photos of this one are there
      node.classList.toggle("off", !mark || this.off.has(mark.verdict));
      node.classList.toggle("chosen", number === this.chosen);
      node.classList.toggle("left-out", this.data.left_out.includes(number));
    }
    this.work.draw();
  }

  // -- view -----------------------------------------------------------------------------------------------------------

  get size() {
    const photo = this.find(".photo.after");
    return { width: photo.clientWidth || 1, height: photo.clientHeight || 1 };
  }

  /** For which of the two sizes of screen the report placed badges and outlines that fit here. */
  get room() {
    return this.sheet.width * this.view.scale < NARROW ? "narrow" : "wide";
  }

  get fitScale() {
    const { width, height } = this.size;
    return Math.min(width / this.sheet.width, height / this.sheet.height);
  }

  get closest() {
    return Math.max(CLOSEST / this.sheet.scale, this.fitScale);
  }

  fit() {
    this.show({ scale: this.fitScale, x: 0, y: 0 });
  }

  native() {
    this.centreOn(this.centre(), 1 / this.sheet.scale / (globalThis.devicePixelRatio || 1));
  }

  resized() {
    if (!this.panes) return;
    const { width, height } = this.size;
    const old = this.shownIn ?? this.size;
    if (!this.zoomed) return this.fit();
    this.show({ ...this.view, x: this.view.x + (width - old.width) / 2, y: this.view.y + (height - old.height) / 2 });
  }

  /** Take over a view, kept inside the photo, or centred where the photo is smaller than the pane. */
  show(view) {
    const { width, height } = this.size;
    const scale = clamp(view.scale, this.fitScale, this.closest);
    const inside = (offset, pane, picture) =>
      picture <= pane ? (pane - picture) / 2 : clamp(offset, pane - picture, 0);
    this.view = {
      scale,
      x: inside(view.x, width, this.sheet.width * scale),
      y: inside(view.y, height, this.sheet.height * scale),
    };
    this.zoomed = scale > this.fitScale * 1.01;
    this.shownIn = { width, height };
    if (this.drawnFor !== this.room) this.draw();
    else this.place();
  }

  zoomBy(factor, at = { x: this.size.width / 2, y: this.size.height / 2 }) {
    const scale = clamp(this.view.scale * factor, this.fitScale, this.closest);
    const real = scale / this.view.scale;
    this.show({ scale, x: at.x - (at.x - this.view.x) * real, y: at.y - (at.y - this.view.y) * real });
  }

  glide(target) {
    cancelAnimationFrame(this.frame);
    const start = { ...this.view };
    const began = performance.now();
    if (calm()) return this.show(target);
    const step = (now) => {
      const t = clamp((now - began) / GLIDE_MS, 0, 1);
      const eased = 1 - (1 - t) ** 3;
      const mix = (key) => start[key] + (target[key] - start[key]) * eased;
      this.show({ scale: mix("scale"), x: mix("x"), y: mix("y") });
      if (t < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  centre() {
    const { width, height } = this.size;
    const { scale, x, y } = this.view;
    return { x: (width / 2 - x) / scale, y: (height / 2 - y) / scale };
  }

  centreOn(point, scale, glide = false) {
    const { width, height } = this.size;
    const view = { scale, x: width / 2 - point.x * scale, y: height / 2 - point.y * scale };
    if (glide) this.glide(view);
    else this.show(view);
  }

  place() {
    if (!this.panes) return;
    this.root.classList.toggle("zoomed", Boolean(this.zoomed));
    this.find(".scale").textContent = `${Math.round((100 * this.view.scale) / this.fitScale)} %`;
    for (const [name, pane] of Object.entries(this.panes)) {
      pane.shown = name === "after" || name === this.root.dataset.before;
      if (!pane.shown) continue;
      pane.follow(this.view);
      placeMarks(pane, this.room, this.barIn(pane));
      this.tools.draw(pane);
    }
    this.blend();
    if (this.tools.tool === "loupe") this.look(this.looking ?? this.centre());
  }

  /** Where the zoom buttons lie in a pane, in its CSS px. */
  barIn({ photo }) {
    const bar = this.find(".zoom");
    const top = bar.offsetTop - photo.offsetTop;
    return { left: bar.offsetLeft - photo.offsetLeft, top, bottom: top + bar.offsetHeight };
  }

  /** Show as much of the before photo as the mode asks for. */
  blend() {
    const percent = Math.round(1000 * this.cut) / 10;
    this.stage.style.setProperty("--cut", `${percent}%`);
    this.stage.style.setProperty("--before", this.mode === "fade" ? this.opacity : 1);
    this.knife.setAttribute("aria-valuenow", Math.round(percent));
    this.knife.setAttribute("aria-valuetext", `${Math.round(percent)} % before`);
    const isBlinking = this.mode === "blink";
    this.root.classList.toggle("flipped", isBlinking && !this.showsBefore);
    this.find(".tag.left").hidden = isBlinking && !this.showsBefore;
    this.find(".tag.right").hidden = isBlinking && this.showsBefore;
  }

  // -- what a person does ---------------------------------------------------------------------------------------------

  setMode(mode) {
    const zoomed = this.zoomed;
    const centre = this.centre();
    this.mode = mode;
    this.root.dataset.mode = mode;
    this.check(".modes", mode, "mode");
    this.shownIn = this.size;
    this.showsBefore = true;
    if (zoomed) this.centreOn(centre, this.view.scale);
    else this.fit();
    this.blink(mode === "blink" && !calm());
  }

  /** Mark one button of a radio group as chosen. */
  check(group, value, name) {
    for (const button of this.root.querySelectorAll(`${group} [role=radio]`)) {
      const isOn = button.dataset[name] === value;
      button.setAttribute("aria-checked", isOn);
      button.tabIndex = isOn ? 0 : -1;
    }
  }

  setTool(tool) {
    this.tools.choose(tool);
    this.root.dataset.tool = tool;
    this.check(".tools", tool, "tool");
    this.looking = null;
    this.find(".loupe").hidden = tool !== "loupe";
    this.find(".echo").hidden = true;
    if (TOOL_HINTS[tool]) this.advise(TOOL_HINTS[tool]());
    this.redraw();
  }

  /** Draw what the tools hold, and say which of their buttons make sense. */
  redraw() {
    this.root.classList.toggle("drawing", this.tools.points.length > 0);
    this.place();
  }

  async setTaken(isTaken) {
    this.root.dataset.before = isTaken ? "taken" : "laid";
    this.find("[data-do=taken]").setAttribute("aria-pressed", isTaken);
    this.stage.setAttribute("aria-label", isTaken ? say("Before photo as taken, and after photo") : say("Before and after photo"));
    if (isTaken && this.isOpen && !this.isOpen.taken) {
      this.isOpen.taken = true;
      const shown = this.panes.taken.show(this.packs.taken, this.data.photos.taken.sheet);
      this.place();
      await shown.catch(() => {
        this.isOpen.taken = false;
        this.advise(this.data.trouble);
      });
    }
    this.place();
  }

  toggleOverlay(name) {
    if (!this.overlays.delete(name)) this.overlays.add(name);
    this.find(`[data-overlay=${name}]`).setAttribute("aria-pressed", this.overlays.has(name));
    this.root.classList.toggle(`with-${name}`, this.overlays.has(name));
  }

  blink(isOn) {
    clearInterval(this.timer);
    this.showsBefore = true;
    this.find("[data-do=pause]").setAttribute("aria-pressed", !isOn);
    this.find("[data-do=pause]").textContent = isOn ? say("Pause") : say("Swap");
    if (isOn) {
      const pace = Number(this.find(".pace").value);
      this.timer = setInterval(() => this.swap(), SLOWEST_MS - ((SLOWEST_MS - FASTEST_MS) * pace) / 100);
    }
    this.blend();
  }

  swap() {
    this.showsBefore = !this.showsBefore;
    this.blend();
  }

  pauseOrSwap() {
    const isPaused = this.find("[data-do=pause]").getAttribute("aria-pressed") === "true";
    if (isPaused) this.swap();
    else this.blink(false);
  }

  setCut(cut) {
    this.cut = clamp(cut, 0, 1);
    this.blend();
  }

  setOpacity(opacity) {
    this.opacity = clamp(opacity, 0, 1);
    this.find(".fade").value = Math.round(100 * (1 - this.opacity));
    this.blend();
  }

  goTo(number, { scroll = false } = {}) {
    const mark = this.mark(number);
    if (!mark) return;
    if (this.data.work && this.chosen !== number) this.send("chosen", { of: this.data.id, mark: number });
    this.chosen = number;
    this.root.classList.remove("no-marks");
    this.off.delete(mark.verdict);
    this.filter();
    const [left, top, right, bottom] = mark.box;
    const { width, height } = this.size;
    const room = MARK_SHARE * Math.min(width / Math.max(1, right - left), height / Math.max(1, bottom - top));
    const scale = clamp(room, 1.5 * this.fitScale, Math.max(2 / this.sheet.scale, 1.5 * this.fitScale));
    this.centreOn({ x: (left + right) / 2, y: (top + bottom) / 2 }, scale, true);
    // the curtain stands beside the mark, so that the photo that has it shows it whole
    const half = ((right - left) * scale) / 2 / width + 26 / width;
    this.setCut(0.5 + (mark.before ? half : -half));
    this.say(mark.title);
    if (scroll) this.root.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "nearest" });
  }

  step(by) {
    const shown = this.data.marks.filter((mark) => !this.off.has(mark.verdict));
    const numbers = shown.map((mark) => mark.number);
    if (numbers.length === 0) return;
    const at = numbers.indexOf(this.chosen);
    const next = at < 0 ? (by > 0 ? 0 : numbers.length - 1) : (at + by + numbers.length) % numbers.length;
    this.goTo(numbers[next]);
  }

  /** Back and Forward in the browser: go to the mark that the address names now, unless they lead to another page. */
  wentBack() {
    const { page, mark } = addressed();
    if (page === this.page && mark !== this.chosen) this.goTo(mark);
  }

  toggleMarks() {
    this.root.classList.toggle("no-marks");
  }

  toggleVerdict(verdict) {
    this.root.classList.remove("no-marks");
    if (!this.off.delete(verdict)) this.off.add(verdict);
    this.filter();
  }

  say(text) {
    const caption = this.find(".caption");
    if (caption.textContent !== text) caption.textContent = text;
  }

  announce(text) {
    this.say(text);
  }

  advise(text) {
    const hint = this.find(".hint");
    hint.textContent = text;
    hint.classList.add("shown");
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => hint.classList.remove("shown"), 2200);
  }

  // -- tools ----------------------------------------------------------------------------------------------------------

  /** From px of the after photo, whose first pixel has its centre at (0, 0), to the sheet, and back. */
  toSheet([x, y]) {
    return { x: (x + 0.5) * this.sheet.scale, y: (y + 0.5) * this.sheet.scale };
  }

  toPhoto({ x, y }) {
    return [x, y].map((value) => Math.round((value / this.sheet.scale - 0.5) * 100) / 100);
  }

  lengthName(onSheet) {
    const px = onSheet / this.sheet.scale;
    const mm = this.data.mm_per_px ? `, ${decimal(px * this.data.mm_per_px, 2)} mm` : "";
    return `${px < 10 ? decimal(px, 1) : Math.round(px)} px${mm}`;
  }

  /** Something was drawn or removed: list it, draw it, and tell Python. */
  drew(added = null, removed = null) {
    if (this.data.work) {
      if (added) this.work.drew(added);
      if (removed) this.work.removed(removed);
      this.tools.shapes = this.work.shapes();
    }
    this.listDrawn();
    this.redraw();
    if (this.data.work) return;
    const shapes = this.tools.shapes.map(({ kind, points }) => ({ kind, points: points.map((point) => this.toPhoto(point)) }));
    this.send("drawn", { of: this.data.id, shapes });
  }

  listDrawn() {
    const items = this.tools.shapes.map((shape, index) => {
      const label = this.tools.label(index);
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.remove = index;
      button.setAttribute("aria-label", say("Remove {label}", { label }));
      button.textContent = "×";
      const item = document.createElement("li");
      item.className = shape.kind;
      if (shape.by) item.title = shape.by;
      item.append(label, button);
      return item;
    });
    this.find(".drawn").replaceChildren(...items);
    this.find(".drawn").hidden = items.length === 0;
  }

  /** Show the loupe for a point of the after sheet. */
  look(point) {
    if (!this.isOpen) return;
    this.looking = point;
    const loupe = this.find(".loupe");
    loupe.hidden = false;
    const at = this.panes.after.project(point);
    // beside the point, never over it
    loupe.classList.toggle("low", at.y < this.size.height / 2);
    const photos = this.data.photos;
    const before = { pack: this.packs.taken, sheet: photos.taken.sheet, lattice: this.toBefore };
    const after = { pack: this.packs.after, sheet: photos.after.sheet, lattice: null };
    Promise.all([
      this.tools.magnify(this.find(".of-before"), before, point, this.sheet),
      this.tools.magnify(this.find(".of-after"), after, point, this.sheet),
    ]).catch(() => this.advise(this.data.trouble));
  }

  // -- places ---------------------------------------------------------------------------------------------------------

  get isSide() {
    return this.mode === "side";
  }

  get beforePane() {
    return this.panes[this.root.dataset.before];
  }

  /** The pane under a pointer, and the place in it in CSS px. */
  at(event) {
    const inside = (pane) => {
      const box = pane.photo.getBoundingClientRect();
      return { pane, x: event.clientX - box.left, y: event.clientY - box.top, box };
    };
    const [before, after] = [inside(this.beforePane), inside(this.panes.after)];
    const isIn = ({ x, y, box }) => x >= 0 && y >= 0 && x <= box.width && y <= box.height;
    if (this.isSide) return isIn(before) ? before : after;
    const showsBefore = { curtain: after.x < this.cut * after.box.width, blink: this.showsBefore }[this.mode];
    return showsBefore ? before : after;
  }

  /** The point of the after sheet under a pointer. */
  pointAt(event) {
    const place = this.at(event);
    const point = place.pane.unproject(place);
    return place.pane.lattice ? this.toAfter.at(point) : point;
  }

  /** Side by side, the other photo shows where the pointer is in this one. */
  echo(event) {
    const echo = this.find(".echo");
    echo.hidden = !(this.isSide && this.panes && event.pointerType === "mouse");
    if (echo.hidden) return;
    const { pane } = this.at(event);
    const other = pane === this.panes.after ? this.beforePane : this.panes.after;
    if (!other.matrix || !pane.matrix) return;
    const { x, y } = other.project(this.pointAt(event));
    echo.style.translate = `${other.photo.offsetLeft + x}px ${other.photo.offsetTop + y}px`;
  }

  // -- events ---------------------------------------------------------------------------------------------------------

  listen() {
    const on = (target, type, handle, options = {}) =>
      target.addEventListener(type, handle, { ...options, signal: this.stopped.signal });
    on(this.root, "click", (event) => this.clicked(event));
    on(this.root, "keydown", (event) => this.pressed(event));
    on(this.stage, "pointerdown", (event) => this.grabbed(event));
    on(this.stage, "pointermove", (event) => this.moved(event));
    on(this.stage, "pointerleave", () => (this.find(".echo").hidden = true));
    for (const type of ["pointerup", "pointercancel"]) on(this.stage, type, (event) => this.released(event));
    on(this.stage, "wheel", (event) => this.wheeled(event), { passive: false });
    on(this.stage, "dblclick", (event) => this.doubled(event));
    on(this.find(".fade"), "input", (event) => this.setOpacity(1 - event.target.value / 100));
    on(this.find(".pace"), "input", () => this.blink(true));
    on(document, "keydown", (event) => this.work.pressedOutside(event));
    on(window, "popstate", () => this.wentBack());
  }

  clicked(event) {
    const target = event.target.closest("button, .badge");
    if (!target || !this.data) return;
    const { mode, tool, verdict, overlay, remove, number, decide } = target.dataset;
    if (decide) this.work.decide(this.work.data.verdicts.find((each) => each.verdict === decide));
    if (mode) this.setMode(mode);
    if (tool) this.setTool(tool);
    if (verdict) this.toggleVerdict(verdict);
    if (overlay) this.toggleOverlay(overlay);
    if (number) this.goTo(Number(number));
    if (remove) this.removeShape(Number(remove));
    const actions = {
      in: () => this.zoomBy(STEP),
      out: () => this.zoomBy(1 / STEP),
      fit: () => this.fit(),
      native: () => this.native(),
      next: () => this.step(1),
      previous: () => this.step(-1),
      pause: () => this.pauseOrSwap(),
      taken: () => this.setTaken(this.root.dataset.before === "laid"),
      back: () => this.tools.back(),
      finish: () => this.tools.finish(),
    };
    actions[target.dataset.do]?.();
    if (["back", "finish"].includes(target.dataset.do)) this.redraw();
  }

  removeShape(index) {
    this.tools.remove(index);
    // the button is gone; what had its place in the list, or the stage, takes the focus
    (this.root.querySelectorAll("[data-remove]")[index] ?? this.stage).focus();
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.data) return undefined;
    const key = event.key.toLowerCase();
    const group = event.target.closest("[role=radiogroup]");
    const isArrow = key.startsWith("arrow");
    if (event.target.matches("input, summary") && (isArrow || key === " " || key === "enter")) return event.stopPropagation();
    if (event.target.matches("button") && (key === " " || key === "enter")) return event.stopPropagation();
    const actions = {
      "+": () => this.zoomBy(STEP), "=": () => this.zoomBy(STEP), "-": () => this.zoomBy(1 / STEP),
      0: () => this.fit(), 9: () => this.native(), n: () => this.step(1), p: () => this.step(-1),
      m: () => this.toggleMarks(), e: () => this.toggleOverlay("evidence"), c: () => this.toggleOverlay("blind"),
      b: () => this.setTaken(this.root.dataset.before === "laid"),
      home: () => this.setCut(0), end: () => this.setCut(1),
    }; // prettier-ignore
    const wanted = MODES[Number(key) - 1];
    if (group && isArrow) this.nextIn(group, key === "arrowright" || key === "arrowdown" ? 1 : -1);
    else if (isArrow) this.arrow(key, event.shiftKey, event.target === this.knife);
    else if (this.toolKey(key, event.shiftKey)) this.redraw();
    else if (wanted) this.setMode(wanted);
    else if (TOOL_KEYS[key]) this.setTool(TOOL_KEYS[key]);
    else if (actions[key]) actions[key]();
    else if (key === " " && this.mode === "blink") this.pauseOrSwap();
    else if (!this.work.pressed(key)) return undefined;
    event.preventDefault();
    return event.stopPropagation(); // Streamlit has single-letter keys of its own
  }

  /** A key that means something to the tool in hand; returns whether it did. */
  toolKey(key, shifted) {
    if (key === "escape" && this.tools.tool !== "move") {
      this.setTool("move");
      return true;
    }
    if (!this.tools.kind) return false;
    if (key === "backspace") this.tools.back();
    else if (key === "enter" && shifted) this.tools.finish();
    else if (key === "enter" || key === " ") this.tools.add(this.centre());
    else return false;
    return true;
  }

  /** Arrow keys inside a radio group choose the next of its buttons. */
  nextIn(group, by) {
    const buttons = [...group.querySelectorAll("[role=radio]")];
    const at = buttons.findIndex((button) => button.getAttribute("aria-checked") === "true");
    const next = buttons[(at + by + buttons.length) % buttons.length];
    next.click();
    next.focus();
  }

  arrow(key, shifted, onKnife) {
    const across = { arrowleft: -1, arrowright: 1 }[key] ?? 0;
    const down = { arrowup: -1, arrowdown: 1 }[key] ?? 0;
    const isMoving = this.tools.tool === "move" || onKnife;
    if (across && !shifted && isMoving && this.mode === "curtain") return this.setCut(this.cut + 0.02 * across);
    if (across && !shifted && isMoving && this.mode === "fade") return this.setOpacity(this.opacity - 0.05 * across);
    const step = isMoving || shifted ? PAN_PX : FINE_PAN_PX;
    this.looking = null;
    return this.show({ ...this.view, x: this.view.x - step * across, y: this.view.y - step * down });
  }

  grabbed(event) {
    if (event.target.closest(".badge, button") || event.button > 0 || !this.panes) return;
    cancelAnimationFrame(this.frame);
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.pointers.size > 1) this.tools.stroke = null; // a second finger means zoom, not a line
    const onKnife = Boolean(event.target.closest(".knife"));
    const isTouch = event.pointerType !== "mouse";
    if (onKnife) this.drags = "knife";
    else if (this.tools.kind) this.drags = "line";
    else if (this.tools.tool === "loupe" && isTouch) this.drags = "loupe";
    else this.drags = this.mode === "curtain" && !this.zoomed && this.tools.tool === "move" ? "knife" : "photo";
    // dragging the handle must not make the line jump to the pointer
    this.grip = onKnife ? this.cut - this.share(event) : 0;
    if (this.drags === "knife") this.setCut(this.share(event) + this.grip);
    if (this.drags === "line" && this.pointers.size === 1) this.tools.press(this.pointAt(event), { x: event.clientX, y: event.clientY });
    if (this.drags === "loupe") this.look(this.pointAt(event));
    this.stage.classList.toggle("dragging", this.drags === "photo");
  }

  share(event) {
    const box = this.panes.after.photo.getBoundingClientRect();
    return (event.clientX - box.left) / box.width;
  }

  moved(event) {
    if (!this.panes) return;
    this.echo(event);
    const old = this.pointers.get(event.pointerId);
    if (!old) {
      if (this.tools.tool === "loupe" && event.pointerType === "mouse") this.look(this.pointAt(event));
      return;
    }
    const now = { x: event.clientX, y: event.clientY };
    const others = [...this.pointers.entries()].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    this.pointers.set(event.pointerId, now);
    if (others.length > 0) this.pinch(old, now, others[0]);
    else if (this.drags === "knife") this.setCut(this.share(event) + this.grip);
    else if (this.drags === "loupe") this.look(this.pointAt(event));
    else if (this.drags === "line") {
      this.tools.drag(this.pointAt(event), now);
      for (const pane of [this.panes.after, this.beforePane]) this.tools.draw(pane);
    } else this.show({ ...this.view, x: this.view.x + now.x - old.x, y: this.view.y + now.y - old.y });
  }

  pinch(old, now, other) {
    const { x, y } = this.at({ clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 });
    this.zoomBy((distance(now, other) || 1) / (distance(old, other) || 1), { x, y });
    this.show({ ...this.view, x: this.view.x + (now.x - old.x) / 2, y: this.view.y + (now.y - old.y) / 2 });
  }

  released(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    this.stage.classList.remove("dragging");
    if (this.drags !== "line") return;
    if (event.type === "pointercancel") this.tools.stroke = null;
    this.tools.release();
    this.redraw();
  }

  wheeled(event) {
    if (!this.panes) return undefined;
    // the page must stay scrollable past the photos: the wheel zooms with Ctrl, or once somebody has clicked into them
    const isMeant = event.ctrlKey || event.metaKey || this.stage.matches(":focus, :focus-within");
    if (!isMeant) return this.advise(say("Click the photo, then scroll to zoom"));
    event.preventDefault();
    return this.zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), this.at(event));
  }

  doubled(event) {
    if (event.target.closest("button, .badge") || this.tools.kind || !this.panes) return;
    this.zoomBy(event.shiftKey ? 1 / 2 : 2, this.at(event));
  }
}

const canvases = new WeakMap();

export default function mount({ parentElement, data: [data], setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".cv");
  root.hidden = !data.id;
  if (!data.id) {
    import(new URL(data.library, document.baseURI).href).catch(() => {}); // it will be asked for again, and answered for then
    return () => {};
  }
  let canvas = canvases.get(root);
  if (!canvas) {
    canvas = new Canvas(root, (name, value) => (name === "detail" ? setTriggerValue : setStateValue)(name, value));
    canvases.set(root, canvas);
  }
  canvas.update(data);
  // the page may mount the same canvas again at once: it ends only where it has really left the page
  return () => setTimeout(() => root.isConnected || canvas.dispose());
}
