/* Geometry of the canvas. Everything a person sees is placed on one sheet: the after photo, in px of the sheet from the
 * corner of its first pixel. The before photo as taken has a sheet of its own, and a lattice says where a point lies in it. */

const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));

const svg = (name, attributes = {}, children = []) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
};

/** A smooth mapping from one sheet to another, known at evenly spaced points and straight between them. */
class Lattice {
  constructor({ columns, rows, points }, { width, height }) {
    Object.assign(this, { columns, rows, points, width, height });
  }

  at({ x, y }) {
    const u = (x / this.width) * (this.columns - 1);
    const v = (y / this.height) * (this.rows - 1);
    const column = clamp(Math.floor(u), 0, this.columns - 2);
    const row = clamp(Math.floor(v), 0, this.rows - 2);
    const [a, b] = [u - column, v - row];
    const node = (c, r) => this.points[(row + r) * this.columns + column + c];
    const mix = (axis) =>
      (node(0, 0)[axis] * (1 - a) + node(1, 0)[axis] * a) * (1 - b) + (node(0, 1)[axis] * (1 - a) + node(1, 1)[axis] * a) * b;
    return { x: mix(0), y: mix(1) };
  }

  /** The turn, enlargement and shift that come closest to the mapping within a box: a point of the box, where it goes, how
   * much larger things become there, and by how much they turn, in radians (least squares over a few points). */
  similarity([left, top, right, bottom]) {
    const from = { x: (left + right) / 2, y: (top + bottom) / 2 };
    const shares = [-0.5, -0.25, 0, 0.25, 0.5];
    const pairs = shares.flatMap((v) =>
      shares.map((u) => {
        const away = { x: u * (right - left), y: v * (bottom - top) };
        return [away, this.at({ x: from.x + away.x, y: from.y + away.y })];
      }),
    );
    const mean = (axis) => pairs.reduce((sum, [, to]) => sum + to[axis], 0) / pairs.length;
    const to = { x: mean("x"), y: mean("y") };
    let [along, across, spread] = [0, 0, 0];
    for (const [a, b] of pairs) {
      along += a.x * (b.x - to.x) + a.y * (b.y - to.y);
      across += a.x * (b.y - to.y) - a.y * (b.x - to.x);
      spread += a.x ** 2 + a.y ** 2;
    }
    return { from, to, scale: Math.hypot(along, across) / spread || 1, angle: Math.atan2(across, along) };
  }
}

const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/** A line with fewer points that stays within a tolerance of the old one (Ramer, Douglas and Peucker). */
function simplified(points, tolerance) {
  if (points.length < 3) return points;
  const [first, last] = [points[0], points.at(-1)];
  const length = distance(first, last) || 1;
  const away = (p) =>
    first === last || length === 1
      ? distance(p, first)
      : Math.abs((last.x - first.x) * (first.y - p.y) - (first.x - p.x) * (last.y - first.y)) / length;
  const gaps = points.slice(1, -1).map(away);
  const widest = Math.max(...gaps);
  if (widest <= tolerance) return [first, last];
  const at = gaps.indexOf(widest) + 1;
  return [...simplified(points.slice(0, at + 1), tolerance).slice(0, -1), ...simplified(points.slice(at), tolerance)];
}

const lengthOf = (points) => points.slice(1).reduce((sum, point, i) => sum + distance(points[i], point), 0);
