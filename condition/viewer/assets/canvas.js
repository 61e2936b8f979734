/* The comparison canvas: both photos in the after frame, four ways to look at them, numbered marks beside the pixels.
 *
 * Takes from Python: the URLs of two pictures of one size, outlines and badge places in their px, and which mark to go
 * to. Gives back: nothing; looking at photos needs no round trip. Zoom, place and mode survive new data about the same
 * pair. The view is one affine map, screen = scale * picture + offset, in CSS px of a pane.
 */

const MODES = ["curtain", "side", "blink", "fade"];
const CLOSEST = 8; // CSS px per picture px; more shows no more
const CLOSE_UP = 3; // from here on single pixels are shown as squares
const STEP = 1.4; // one press of a zoom button
const PAN_PX = 60; // one press of an arrow key
const BADGE_HEIGHT = 22; // CSS px
const PLACED_AT = { wide: 620, narrow: 350 }; // CSS px of picture width for which the report places badges
const MARK_SHARE = 0.28; // of the pane that a mark fills when it is gone to
const CROWDED = 24; // more marks than this hide each other: then only the gravest group is shown at first
const GLIDE_MS = 220;
const SLOWEST_MS = 1800;
const FASTEST_MS = 400; // below three changes a second, WCAG 2.3.1

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));
const svg = (name, attributes = {}, children = []) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

class Canvas {
  constructor(root) {
    this.root = root;
    this.find = (selector) => root.querySelector(selector);
    this.stage = this.find(".stage");
    this.knife = this.find(".knife");
    this.panes = [...root.querySelectorAll(".pane")];
    this.view = { scale: 1, x: 0, y: 0 };
    this.cut = 0.5;
    this.opacity = 0.5;
    this.mode = "curtain";
    this.chosen = null;
    this.showsBefore = true;
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
  }

  // -- data -----------------------------------------------------------------------------------------------------------

  update(data) {
    const isFirst = !this.data; // coming back to the page is no wish to go to a mark
    const isOther = data.id !== this.data?.id;
    this.data = data;
    if (isOther) {
      this.chosen = null;
      this.stage.style.setProperty("--ratio", data.height / data.width);
      const crowded = data.marks.length > CROWDED;
      this.off = new Set(crowded ? data.groups.slice(1).map((group) => group.verdict) : []);
      this.load();
      this.fit();
    }
    this.root.classList.toggle("empty", data.marks.length === 0);
    this.draw();
    this.drawLegend();
    this.say(this.mark(this.chosen)?.title ?? data.summary);
    if (data.focus && !isFirst && data.focus.turn !== this.turn) this.goTo(data.focus.number, { scroll: true });
    this.turn = data.focus?.turn;
  }

  async load() {
    const { before, after, id } = this.data;
    this.root.dataset.ready = "false";
    for (const image of this.root.querySelectorAll("img.before")) image.src = before;
    for (const image of this.root.querySelectorAll("img.after")) image.src = after;
    const trouble = this.find(".trouble");
    try {
      await Promise.all([...this.root.querySelectorAll("img")].map((image) => image.decode()));
      trouble.hidden = true;
    } catch {
      if (id !== this.data.id) return;
      trouble.hidden = false;
      trouble.textContent = this.data.trouble;
    }
    if (id === this.data.id) this.root.dataset.ready = "true";
  }

  mark(number) {
    return this.data.marks.find((mark) => mark.number === number);
  }

  draw() {
    this.drawnFor = this.room;
    // the most important mark comes first in the list and is painted last
    const marks = this.data.marks.toReversed();
    for (const pane of this.panes) {
      const layer = pane.querySelector(".layer");
      layer.replaceChildren(svg("g", { class: "outlines" }, marks.map((mark) => this.outline(mark))));
      layer.append(...marks.map((mark) => this.badge(mark)));
    }
    this.filter();
    this.place();
  }

  /** One switch for each verdict that occurs: what its sign means, how often it occurs, and whether it is shown. */
  drawLegend() {
    const switches = this.data.groups.map((group) => {
      const letter = svg("text", { x: 12, y: group.shape === "triangle" ? 19 : 16.4 });
      letter.textContent = group.letter;
      letter.style.fill = group.ink;
      const sign = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, [
        svg("path", { d: group.glyph, fill: group.colour }),
        letter,
      ]);
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.verdict = group.verdict;
      button.title = group.meaning;
      const count = document.createElement("b");
      count.textContent = group.count;
      button.append(sign, `${group.name} `, count);
      return button;
    });
    this.find(".legend").replaceChildren(...switches);
    this.filter();
  }

  /** Show the marks of the verdicts that are switched on. */
  filter() {
    for (const button of this.root.querySelectorAll(".legend button")) {
      button.setAttribute("aria-pressed", !this.off.has(button.dataset.verdict));
    }
    for (const node of this.root.querySelectorAll(".layer [data-number]")) {
      node.classList.toggle("off", this.off.has(this.mark(Number(node.dataset.number)).verdict));
    }
  }

  outline(mark) {
    const group = svg("g", { "data-number": mark.number }, [
      svg("path", { d: mark[this.room].outline, class: "rim" }),
      svg("path", { d: mark[this.room].outline, class: "line", stroke: mark.colour }),
    ]);
    group.classList.toggle("chosen", mark.number === this.chosen);
    return group;
  }

  badge(mark) {
    const digits = String(mark.number);
    const width = BADGE_HEIGHT + 9 + 8 * digits.length;
    const letter = svg("text", { class: "letter", x: 13, y: mark.shape === "triangle" ? 16.5 : 15 });
    letter.textContent = mark.letter;
    letter.style.fill = mark.ink;
    const number = svg("text", { x: BADGE_HEIGHT + 3, y: 15.8 });
    number.textContent = digits;
    const name = svg("title");
    name.textContent = mark.title;
    const plate = svg("g", { class: "plate" }, [
      svg("rect", { width, height: BADGE_HEIGHT, rx: BADGE_HEIGHT / 2 }),
      svg("path", { d: mark.glyph, transform: "translate(4.5 2.5) scale(.71)", style: `fill:${mark.colour}` }),
      letter,
      number,
      name,
    ]);
    const group = svg("g", { class: "badge", "data-number": mark.number, "data-width": width }, [
      svg("line", { class: "leader", stroke: mark.colour }),
      plate,
    ]);
    group.classList.toggle("chosen", mark.number === this.chosen);
    return group;
  }

  // -- view -----------------------------------------------------------------------------------------------------------

  get size() {
    const pane = this.panes[0];
    return { width: pane.clientWidth || 1, height: pane.clientHeight || 1 };
  }

  /** For which of the two sizes of screen the report placed badges and outlines that fit here. */
  get room() {
    return this.data.width * this.fitScale < 480 ? "narrow" : "wide";
  }

  get fitScale() {
    const { width, height } = this.size;
    return Math.min(width / this.data.width, height / this.data.height);
  }

  fit() {
    this.show({ scale: this.fitScale, x: 0, y: 0 });
  }

  resized() {
    if (!this.data) return;
    const { width, height } = this.size;
    const old = this.shownIn ?? this.size;
    if (this.drawnFor !== this.room) this.draw();
    if (!this.zoomed) return this.fit();
    this.show({ ...this.view, x: this.view.x + (width - old.width) / 2, y: this.view.y + (height - old.height) / 2 });
  }

  /** Take over a view, kept inside the picture, or centred where the picture is smaller than the pane. */
  show(view) {
    const { width, height } = this.size;
    const scale = clamp(view.scale, this.fitScale, Math.max(CLOSEST, this.fitScale));
    const inside = (offset, pane, picture) =>
      picture <= pane ? (pane - picture) / 2 : clamp(offset, pane - picture, 0);
    this.view = {
      scale,
      x: inside(view.x, width, this.data.width * scale),
      y: inside(view.y, height, this.data.height * scale),
    };
    this.zoomed = scale > this.fitScale * 1.01;
    this.shownIn = { width, height };
    this.place();
  }

  zoomBy(factor, at = { x: this.size.width / 2, y: this.size.height / 2 }) {
    const scale = clamp(this.view.scale * factor, this.fitScale, Math.max(CLOSEST, this.fitScale));
    const real = scale / this.view.scale;
    this.show({ scale, x: at.x - (at.x - this.view.x) * real, y: at.y - (at.y - this.view.y) * real });
  }

  glide(target) {
    cancelAnimationFrame(this.frame);
    const start = { ...this.view };
    const began = performance.now();
    if (calm()) return this.show(target);
    const step = (now) => {
      const t = Math.min(1, (now - began) / GLIDE_MS);
      const eased = 1 - (1 - t) ** 3;
      const mix = (key) => start[key] + (target[key] - start[key]) * eased;
      this.show({ scale: mix("scale"), x: mix("x"), y: mix("y") });
      if (t < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  place() {
    if (!this.data) return;
    const { scale, x, y } = this.view;
    this.root.classList.toggle("zoomed", Boolean(this.zoomed));
    this.root.classList.toggle("close-up", scale >= CLOSE_UP);
    this.find(".scale").textContent = `${Math.round((100 * scale) / this.fitScale)} %`;
    for (const pane of this.panes) {
      const world = pane.querySelector(".world");
      world.style.width = `${this.data.width}px`;
      world.style.height = `${this.data.height}px`;
      world.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
      pane.querySelector(".outlines")?.setAttribute("transform", `matrix(${scale} 0 0 ${scale} ${x} ${y})`);
      for (const badge of pane.querySelectorAll(".badge")) this.placeBadge(badge);
    }
    this.blend();
  }

  placeBadge(badge) {
    const mark = this.mark(Number(badge.dataset.number));
    const { scale, x, y } = this.view;
    const drawing = mark[this.room];
    const tip = [drawing.tip[0] * scale + x, drawing.tip[1] * scale + y];
    const shrink = PLACED_AT[this.room] / this.data.width;
    const centre = [0, 1].map((axis) => tip[axis] + (drawing.centre[axis] - drawing.tip[axis]) * shrink);
    const width = Number(badge.dataset.width);
    const { width: right, height: bottom } = this.size;
    // a mark in view keeps its badge in view; one outside takes its badge along
    const inView = tip[0] >= 0 && tip[1] >= 0 && tip[0] <= right && tip[1] <= bottom;
    const left = inView ? clamp(centre[0] - width / 2, 2, right - width - 2) : centre[0] - width / 2;
    const top = inView ? clamp(centre[1] - BADGE_HEIGHT / 2, 2, bottom - BADGE_HEIGHT - 2) : centre[1] - BADGE_HEIGHT / 2;
    badge.lastChild.setAttribute("transform", `translate(${left} ${top})`);
    const ends = { x1: left + width / 2, y1: top + BADGE_HEIGHT / 2, x2: tip[0], y2: tip[1] };
    for (const [key, value] of Object.entries(ends)) badge.firstChild.setAttribute(key, value);
  }

  /** Show as much of the before photo as the mode asks for. */
  blend() {
    const before = this.find("img.before");
    const { scale, x } = this.view;
    const edge = (this.cut * this.size.width - x) / scale;
    const hidden = clamp(this.data.width - edge, 0, this.data.width);
    before.style.clipPath = this.mode === "curtain" ? `inset(0 ${hidden}px 0 0)` : "none";
    before.style.opacity = this.mode === "fade" ? this.opacity : 1;
    before.style.visibility = this.mode === "blink" && !this.showsBefore ? "hidden" : "visible";
    this.knife.style.left = `${100 * this.cut}%`;
    this.knife.setAttribute("aria-valuenow", Math.round(100 * this.cut));
    this.knife.setAttribute("aria-valuetext", `${Math.round(100 * this.cut)} % before`);
    this.find(".tag.left").hidden = this.mode === "blink" && !this.showsBefore;
    this.find(".tag.right").hidden = this.mode === "blink" && this.showsBefore;
    this.placeTags();
  }

  placeTags() {
    const right = this.find(".tag.right");
    const stacked = this.mode === "side" && getComputedStyle(this.stage).flexDirection === "column";
    right.style.top = stacked ? `calc(50% + .7rem)` : "";
    right.style.left = stacked ? ".7rem" : this.mode === "side" ? "calc(50% + .9rem)" : "";
    right.style.right = this.mode === "side" ? "auto" : "";
  }

  // -- what a person does ---------------------------------------------------------------------------------------------

  setMode(mode) {
    const zoomed = this.zoomed;
    const centre = this.centre();
    this.mode = mode;
    this.root.dataset.mode = mode;
    for (const button of this.root.querySelectorAll(".modes button")) {
      const isOn = button.dataset.mode === mode;
      button.setAttribute("aria-checked", isOn);
      button.tabIndex = isOn ? 0 : -1;
    }
    this.shownIn = this.size;
    if (zoomed) this.centreOn(centre, this.view.scale);
    else this.fit();
    this.blink(mode === "blink" && !calm());
    this.place();
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

  blink(isOn) {
    clearInterval(this.timer);
    this.showsBefore = true;
    this.find("[data-do=pause]").setAttribute("aria-pressed", !isOn);
    this.find("[data-do=pause]").textContent = isOn ? "Pause" : "Swap";
    if (!isOn) return this.blend();
    const pace = Number(this.find(".pace").value);
    this.timer = setInterval(() => this.swap(), SLOWEST_MS - ((SLOWEST_MS - FASTEST_MS) * pace) / 100);
    return this.blend();
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
    this.chosen = number;
    for (const node of this.root.querySelectorAll("[data-number]")) {
      node.classList.toggle("chosen", Number(node.dataset.number) === number);
    }
    this.root.classList.remove("no-marks");
    this.off.delete(mark.verdict);
    this.filter();
    const [left, top, right, bottom] = mark.box;
    const { width, height } = this.size;
    const room = MARK_SHARE * Math.min(width / Math.max(1, right - left), height / Math.max(1, bottom - top));
    const scale = clamp(room, 1.5 * this.fitScale, Math.max(2, 1.5 * this.fitScale));
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

  advise(text) {
    const hint = this.find(".hint");
    hint.textContent = text;
    hint.classList.add("shown");
    clearTimeout(this.hinting);
    this.hinting = setTimeout(() => hint.classList.remove("shown"), 1600);
  }

  // -- events ---------------------------------------------------------------------------------------------------------

  listen() {
    const on = (target, type, handle, options = {}) =>
      target.addEventListener(type, handle, { ...options, signal: this.stopped.signal });
    on(this.root, "click", (event) => this.clicked(event));
    on(this.root, "keydown", (event) => this.pressed(event));
    on(this.stage, "pointerdown", (event) => this.grabbed(event));
    on(this.stage, "pointermove", (event) => this.moved(event));
    for (const type of ["pointerup", "pointercancel"]) on(this.stage, type, (event) => this.released(event));
    on(this.stage, "wheel", (event) => this.wheeled(event), { passive: false });
    on(this.stage, "dblclick", (event) => this.zoomBy(event.shiftKey ? 1 / 2 : 2, this.at(event)));
    on(this.find(".fade"), "input", (event) => this.setOpacity(1 - event.target.value / 100));
    on(this.find(".pace"), "input", () => this.blink(true));
  }

  clicked(event) {
    const target = event.target.closest("button, .badge");
    if (!target) return;
    if (target.dataset.mode) this.setMode(target.dataset.mode);
    if (target.dataset.verdict) this.toggleVerdict(target.dataset.verdict);
    if (target.dataset.number) this.goTo(Number(target.dataset.number));
    const actions = {
      in: () => this.zoomBy(STEP),
      out: () => this.zoomBy(1 / STEP),
      fit: () => this.fit(),
      next: () => this.step(1),
      previous: () => this.step(-1),
      pause: () => this.pauseOrSwap(),
    };
    actions[target.dataset.do]?.();
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const inModes = event.target.closest(".modes");
    const isArrow = key.startsWith("arrow");
    if (event.target.matches("input") || event.target.matches("summary")) {
      if (isArrow || key === " " || key === "enter") return event.stopPropagation();
    }
    if (event.target.matches("button") && (key === " " || key === "enter")) return event.stopPropagation();
    const actions = {
      "+": () => this.zoomBy(STEP), "=": () => this.zoomBy(STEP), "-": () => this.zoomBy(1 / STEP), 0: () => this.fit(),
      n: () => this.step(1), p: () => this.step(-1), m: () => this.toggleMarks(),
      " ": () => this.mode === "blink" && this.pauseOrSwap(),
      home: () => this.setCut(0), end: () => this.setCut(1),
    };
    const wanted = MODES[Number(key) - 1];
    if (inModes && isArrow) this.nextMode(key === "arrowright" || key === "arrowdown" ? 1 : -1);
    else if (isArrow) this.arrow(key, event.shiftKey);
    else if (wanted) this.setMode(wanted);
    else if (actions[key]) actions[key]();
    else return undefined;
    event.preventDefault();
    return event.stopPropagation(); // Streamlit has single-letter keys of its own
  }

  nextMode(by) {
    this.setMode(MODES[(MODES.indexOf(this.mode) + by + MODES.length) % MODES.length]);
    this.find(".modes [aria-checked=true]").focus();
  }

  arrow(key, shifted) {
    const across = { arrowleft: -1, arrowright: 1 }[key] ?? 0;
    const down = { arrowup: -1, arrowdown: 1 }[key] ?? 0;
    if (across && !shifted && this.mode === "curtain") return this.setCut(this.cut + 0.02 * across);
    if (across && !shifted && this.mode === "fade") return this.setOpacity(this.opacity - 0.05 * across);
    return this.show({ ...this.view, x: this.view.x - PAN_PX * across, y: this.view.y - PAN_PX * down });
  }

  /** Where a pointer is, in CSS px of the pane under it. */
  at(event) {
    const pane = event.target.closest?.(".pane") ?? this.panes[0];
    const box = pane.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  grabbed(event) {
    if (event.target.closest(".badge") || event.button > 0) return;
    cancelAnimationFrame(this.frame);
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const onKnife = Boolean(event.target.closest(".knife"));
    this.drags = onKnife || (this.mode === "curtain" && !this.zoomed) ? "knife" : "photo";
    // dragging the handle must not make the line jump to the pointer
    this.grip = onKnife ? this.cut - this.share(event) : 0;
    if (this.drags === "knife") this.setCut(this.share(event) + this.grip);
    this.stage.classList.toggle("dragging", this.drags === "photo");
  }

  share(event) {
    const box = this.panes[0].getBoundingClientRect();
    return (event.clientX - box.left) / box.width;
  }

  moved(event) {
    const old = this.pointers.get(event.pointerId);
    if (!old) return;
    const now = { x: event.clientX, y: event.clientY };
    const others = [...this.pointers.entries()].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
    this.pointers.set(event.pointerId, now);
    if (others.length > 0) this.pinch(old, now, others[0]);
    else if (this.drags === "knife") this.setCut(this.share(event) + this.grip);
    else this.show({ ...this.view, x: this.view.x + now.x - old.x, y: this.view.y + now.y - old.y });
  }

  pinch(old, now, other) {
    const box = this.panes[0].getBoundingClientRect();
    const distance = (a) => Math.hypot(a.x - other.x, a.y - other.y) || 1;
    const middle = { x: (now.x + other.x) / 2 - box.left, y: (now.y + other.y) / 2 - box.top };
    this.zoomBy(distance(now) / distance(old), middle);
    this.show({ ...this.view, x: this.view.x + (now.x - old.x) / 2, y: this.view.y + (now.y - old.y) / 2 });
  }

  released(event) {
    this.pointers.delete(event.pointerId);
    this.stage.classList.remove("dragging");
  }

  wheeled(event) {
    // the page must stay scrollable past the photos: the wheel zooms with Ctrl, or once somebody has clicked into them
    const isMeant = event.ctrlKey || event.metaKey || this.stage.matches(":focus, :focus-within");
    if (!isMeant) return this.advise("Click the photo, then scroll to zoom");
    event.preventDefault();
    return this.zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), this.at(event));
  }
}

const canvases = new WeakMap();

export default function mount({ parentElement, data }) {
  const root = parentElement.querySelector(".cv");
  let canvas = canvases.get(root);
  if (!canvas) {
    canvas = new Canvas(root);
    canvases.set(root, canvas);
  }
  canvas.update(data);
  return () => canvas.dispose();
}
