// A box on a photo: dragged anew, moved, pulled at its corners, or moved by arrow keys (with Shift: resized). In px of the photo.
const LEAST = 24;
const boxes = new WeakMap();

class RegionBox {
  constructor(root, send) {
    this.root = root;
    this.send = send;
    this.image = root.querySelector("img");
    this.frame = root.querySelector(".box");
    root.addEventListener("pointerdown", (event) => this.begin(event));
    root.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) root.addEventListener(name, () => this.end());
    this.frame.addEventListener("keydown", (event) => this.nudge(event));
  }

  update(data) {
    this.size = data.size;
    this.image.alt = data.alt;
    if (this.image.getAttribute("src") !== data.src) this.image.src = data.src;
    this.frame.setAttribute("aria-label", data.label);
    if (!this.held) this.show(data.box);
  }

  show([x, y, width, height]) {
    const [wide, high] = this.size;
    const w = Math.min(Math.max(width, LEAST), wide), h = Math.min(Math.max(height, LEAST), high);
    this.box = [Math.min(Math.max(x, 0), wide - w), Math.min(Math.max(y, 0), high - h), w, h];
    const [left, top] = this.box;
    Object.assign(this.frame.style, { left: `${(100 * left) / wide}%`, top: `${(100 * top) / high}%`, width: `${(100 * w) / wide}%`, height: `${(100 * h) / high}%` });
  }

  at(event) {
    const frame = this.image.getBoundingClientRect();
    const place = (value, start, length, full) => (Math.min(Math.max((value - start) / length, 0), 1) * full);
    return [place(event.clientX, frame.left, frame.width, this.size[0]), place(event.clientY, frame.top, frame.height, this.size[1])];
  }

  begin(event) {
    if (event.button) return;
    const from = this.at(event), [x, y, w, h] = this.box, corner = event.target.dataset?.corner;
    if (corner) this.held = { from: [corner.includes("w") ? x + w : x, corner.includes("n") ? y + h : y] };
    else if (event.target === this.frame) this.held = { move: [from[0] - x, from[1] - y] };
    else this.held = { from };
    this.root.setPointerCapture(event.pointerId);
    event.preventDefault();
    this.frame.focus({ preventScroll: true });
  }

  drag(event) {
    if (!this.held) return;
    const [x, y] = this.at(event), { from, move } = this.held;
    this.moved = true;
    if (move) this.show([x - move[0], y - move[1], this.box[2], this.box[3]]);
    else this.show([Math.min(x, from[0]), Math.min(y, from[1]), Math.abs(x - from[0]), Math.abs(y - from[1])]);
  }

  end() {
    const moved = this.held && this.moved;
    this.held = this.moved = null;
    if (moved) this.tell();
  }

  nudge(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!steps) return;
    event.preventDefault();
    const by = Math.max(1, Math.round(Math.max(...this.size) / 200)), [x, y, w, h] = this.box;
    const [dx, dy] = steps.map((step) => step * by);
    this.show(event.shiftKey ? [x, y, w + dx, h + dy] : [x + dx, y + dy, w, h]);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), 500);
  }

  tell() {
    this.send(this.box.map(Math.round));
  }
}

export default function mount({ parentElement, data: [data], setStateValue }) {
  const root = parentElement.querySelector(".rg");
  let box = boxes.get(root);
  if (!box) boxes.set(root, (box = new RegionBox(root, (value) => setStateValue("box", value))));
  box.send = (value) => setStateValue("box", value);
  box.update(data);
}
