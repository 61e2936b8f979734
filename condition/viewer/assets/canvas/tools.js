/* What a person does on the photos besides looking: measure, draw a missed mark, leave a region out, use the loupe.
 *
 * Points lie on the after sheet, whichever photo they were set in. A shape is drawn freehand, or point by point with clicks or
 * with Enter at the cross in the middle. */

const KINDS = {
  mark: { name: () => say("Missed mark"), letter: "M", fewest: 2 },
  leave_out: { name: () => say("Left out"), letter: "L", fewest: 3, closed: true },
  distance: { name: () => say("Distance"), letter: "D", fewest: 2, most: 2 },
};
const TOOL_KIND = { draw: "mark", leave: "leave_out", ruler: "distance" };
const CLICK_PX = 5; // a pointer that moves less has clicked
const STROKE_PX = 2; // points of a freehand line lie at least so far apart
const TOLERANCE_PX = 0.6; // of a freehand line, CSS px
const SAME_PX = 4;
const LOUPE_ZOOM = 4; // CSS px per pixel of the after photo, at least
const LOUPE_GAIN = 2.5; // how much larger than the photos around it the loupe shows, at least

class Tools {
  /** `host` is the canvas: it knows the panes, the scale of the view and what a length is called. */
  constructor(host) {
    this.host = host;
    this.shapes = [];
    this.points = [];
    this.tool = "move";
  }

  get kind() {
    return TOOL_KIND[this.tool];
  }

  choose(tool) {
    this.points = [];
    this.tool = tool;
    this.stroke = null;
  }

  // -- setting points -------------------------------------------------------------------------------------------------

  /** A pointer goes down on a point of the after sheet. */
  press(point, place) {
    this.stroke = { points: [point], from: place, last: place, moved: false };
  }

  drag(point, place) {
    const stroke = this.stroke;
    if (!stroke) return;
    if (distance(place, stroke.from) > CLICK_PX) stroke.moved = true;
    if (distance(place, stroke.last) < STROKE_PX) return;
    stroke.last = place;
    if (this.kind === "distance") stroke.points = [stroke.points[0], point];
    else stroke.points.push(point);
  }

  release() {
    const stroke = this.stroke;
    this.stroke = null;
    if (!stroke) return;
    if (!stroke.moved) return this.add(stroke.points[0]);
    if (this.points.length > 0) return this.add(stroke.points.at(-1));
    this.finish(simplified(stroke.points, TOLERANCE_PX / this.host.view.scale));
  }

  add(point) {
    const last = this.points.at(-1);
    if (last && distance(last, point) * this.host.view.scale < SAME_PX) return this.finish();
    this.points.push(point);
    if (this.points.length === KINDS[this.kind].most) this.finish();
  }

  back() {
    this.points.pop();
  }

  finish(points = this.points) {
    const { fewest, name } = KINDS[this.kind];
    if (points.length < fewest) return this.host.advise(say("{name}: set at least {number} points", { name: name(), number: fewest }));
    this.points = [];
    const shape = { kind: this.kind, points };
    this.shapes.push(shape);
    this.host.drew(shape);
    this.host.announce(say("{label} added", { label: this.label(this.shapes.length - 1) }));
  }

  remove(index) {
    const label = this.label(index);
    const [shape] = this.shapes.splice(index, 1);
    this.host.drew(null, shape);
    this.host.announce(say("{label} removed", { label }));
  }

  /** What a shape is called: its kind, its number among its kind, and its length. */
  label(index) {
    const { kind, points } = this.shapes[index];
    const number = this.shapes.slice(0, index + 1).filter((shape) => shape.kind === kind).length;
    const length = kind === "leave_out" ? "" : ` · ${this.host.lengthName(lengthOf(points))}`;
    return `${KINDS[kind].name()} ${number}${length}`;
  }

  // -- drawing --------------------------------------------------------------------------------------------------------

  draw(pane) {
    const pending = this.stroke?.moved && this.points.length === 0 ? this.stroke.points : this.points;
    const counts = {};
    const drawn = this.shapes.map(({ kind, points }, index) => {
      counts[kind] = (counts[kind] ?? 0) + 1;
      const text = kind === "distance" ? this.label(index).split(" · ")[1] : `${KINDS[kind].letter}${counts[kind]}`;
      return this.shape(pane, kind, points, text);
    });
    if (pending.length > 0) {
      const text = this.kind === "distance" && pending.length > 1 ? this.host.lengthName(lengthOf(pending)) : "";
      drawn.push(this.shape(pane, this.kind, pending, text, true));
    }
    pane.layer.querySelector(".sketch")?.replaceChildren(...drawn);
  }

  shape(pane, kind, points, text, isPending = false) {
    const at = points.map((point) => pane.project(point));
    const closed = KINDS[kind].closed && !isPending ? "Z" : "";
    const d = `M${at.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}${closed}`;
    const ends = kind === "distance" || isPending ? [at[0], at.at(-1)] : [];
    const parts = [
      svg("path", { d, class: "rim" }),
      svg("path", { d, class: "line" }),
      ...ends.map(({ x, y }) => svg("circle", { cx: x, cy: y, r: 4.5 })),
    ];
    if (text) parts.push(this.plate(text, kind === "distance" ? middle(at[0], at.at(-1)) : at[0]));
    return svg("g", { class: `shape ${kind}${isPending ? " pending" : ""}` }, parts);
  }

  plate(text, { x, y }) {
    const label = svg("text", { x: 0, y: 4.6 });
    label.textContent = text;
    const width = 12 + 7.4 * text.length;
    return svg("g", { class: "plate", transform: `translate(${x.toFixed(1)} ${(y - 17).toFixed(1)})` }, [
      svg("rect", { x: -width / 2, y: -10, width, height: 20, rx: 10 }),
      label,
    ]);
  }

  // -- loupe ----------------------------------------------------------------------------------------------------------

  /** Draw the own pixels of a photo around a point of the after sheet, turned and enlarged as they lie under the after photo. */
  async magnify(canvas, { pack, sheet, lattice }, point, afterSheet) {
    this.looks = (this.looks ?? 0) + 1;
    const look = this.looks;
    const enlarged = Math.max(LOUPE_ZOOM, LOUPE_GAIN * this.host.view.scale * afterSheet.scale);
    const reachOnSheet = (canvas.clientWidth / enlarged) * afterSheet.scale;
    const box = [point.x - reachOnSheet, point.y - reachOnSheet, point.x + reachOnSheet, point.y + reachOnSheet];
    const here = lattice ? lattice.similarity(box) : { scale: 1, angle: 0 };
    const middlePoint = lattice ? lattice.at(point) : point;
    // CSS px per pixel of this photo: both photos show the same piece of metal equally large
    const zoom = (enlarged * sheet.scale) / (afterSheet.scale * here.scale);
    const centre = { x: middlePoint.x / sheet.scale, y: middlePoint.y / sheet.scale };
    const size = canvas.clientWidth;
    const reach = size / zoom;
    const tiles = await pack.around(centre.x - reach, centre.y - reach, centre.x + reach, centre.y + reach);
    if (look < this.looks - 3) return; // the pointer has long gone on
    const fine = globalThis.devicePixelRatio || 1;
    const side = Math.round(size * fine);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const context = canvas.getContext("2d");
    context.setTransform(fine, 0, 0, fine, 0, 0);
    context.clearRect(0, 0, size, size);
    context.translate(size / 2, size / 2);
    context.rotate(-here.angle);
    context.scale(zoom, zoom);
    context.translate(-centre.x, -centre.y);
    context.imageSmoothingEnabled = false;
    for (const { bitmap, left, top, step } of tiles) {
      context.drawImage(bitmap, left, top, bitmap.width * step, bitmap.height * step);
    }
    canvas.parentElement.querySelector("b").textContent = `${zoom.toFixed(1)}×`;
  }
}

const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
