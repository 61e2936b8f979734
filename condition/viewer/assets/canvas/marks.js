/* Outlines and numbered badges of the marks, on every layer, and the legend that switches them. Places come from Python. */

const BADGE_HEIGHT = 22; // CSS px
const PLACED_AT = { wide: 620, narrow: 350 }; // CSS px of picture width for which the report places badges
const CROWDED = 12; // more marks than this hide each other
const CROWDED_NARROW = 8; // the same where the photo is narrow
const NARROW = 480; // CSS px of a photo's width; the report places badges for two sizes of screen

/** The sign of a verdict: its shape, its colour and its letter, in a 24 x 24 box. */
function sign({ glyph, colour, letter, ink, shape }) {
  const text = svg("text", { x: 12, y: shape === "triangle" ? 19 : 16.4 });
  text.textContent = letter;
  text.style.fill = ink;
  return [svg("path", { d: glyph, style: `fill:${colour}` }), text];
}

function outline(mark, drawing) {
  return svg("g", { "data-number": mark.number }, [
    svg("path", { d: drawing.outline, class: "rim" }),
    svg("path", { d: drawing.outline, class: "line", stroke: mark.colour }),
  ]);
}

function badge(mark) {
  const digits = String(mark.number);
  const width = BADGE_HEIGHT + 9 + 8 * digits.length;
  const number = svg("text", { x: BADGE_HEIGHT + 3, y: 15.8 });
  number.textContent = digits;
  const name = svg("title");
  name.textContent = mark.title;
  return svg("g", { class: "badge", "data-number": mark.number, "data-width": width }, [
    svg("line", { class: "leader", stroke: mark.colour }),
    svg("g", { class: "plate" }, [
      svg("rect", { width, height: BADGE_HEIGHT, rx: BADGE_HEIGHT / 2 }),
      svg("g", { transform: "translate(2.5 1) scale(.83)" }, sign(mark)),
      number,
      svg("line", { class: "strike", x1: 4, x2: width - 4, y1: BADGE_HEIGHT / 2, y2: BADGE_HEIGHT / 2 }),
      svg("g", { class: "tick", transform: `translate(${width - 3} 2)` }, [svg("circle", { r: 7 }), svg("path", { d: "M-3.2 0.2L-0.8 2.6L3.4 -2.4" })]),
      name,
    ]),
  ]);
}

/** Draw the marks of a sheet into a layer, the most important last; pictures that lie over the photo come first. */
function drawMarks(layer, sheet, marks, room, overlays) {
  const pictures = overlays.map(({ name, url, around, box: [left, top, right, bottom] }) =>
    svg("g", { class: name }, [
      svg("image", { href: url, x: left, y: top, width: right - left, height: bottom - top, preserveAspectRatio: "none" }),
      svg("path", {
        class: "around", "fill-opacity": around, "fill-rule": "evenodd",
        d: `M0 0H${sheet.width}V${sheet.height}H0ZM${left} ${top}H${right}V${bottom}H${left}Z`,
      }), // prettier-ignore
    ]),
  );
  const drawn = marks.filter((mark) => sheet.drawings[mark.number]).toReversed();
  const outlines = drawn.map((mark) => outline(mark, sheet.drawings[mark.number][room]));
  layer.replaceChildren(
    svg("g", { class: "placed" }, [...pictures, svg("g", { class: "outlines", transform: "translate(.5 .5)" }, outlines)]),
    svg("g", { class: "badges" }, drawn.map(badge)),
    svg("g", { class: "sketch" }),
  );
}

/** Put the marks of a pane where its photo is now; no badge lies under `bar`, a box in the pane's lower right corner. */
function placeMarks(pane, room, bar) {
  const { a, b, c, d, e, f } = pane.matrix;
  pane.layer.querySelector(".placed")?.setAttribute("transform", `matrix(${[a, b, c, d, e, f].join(" ")})`);
  const shrink = PLACED_AT[room] / pane.sheet.width;
  const turn = new DOMMatrix().rotateSelf((pane.angle * 180) / Math.PI);
  const [right, bottom] = [pane.photo.clientWidth, pane.photo.clientHeight];
  for (const node of pane.layer.querySelectorAll(".badge")) {
    const { tip, centre } = pane.sheet.drawings[node.dataset.number][room];
    const at = pane.matrix.transformPoint({ x: tip[0] + 0.5, y: tip[1] + 0.5 });
    const away = turn.transformPoint({ x: (centre[0] - tip[0]) * shrink, y: (centre[1] - tip[1]) * shrink });
    const width = Number(node.dataset.width);
    // a mark in view keeps its badge in view; one outside takes its badge along
    const inView = at.x >= 0 && at.y >= 0 && at.x <= right && at.y <= bottom;
    const within = (value, size, room) => (inView ? clamp(value - size / 2, 2, room - size - 2) : value - size / 2);
    const top = within(at.y + away.y, BADGE_HEIGHT, bottom);
    const isBeside = top + BADGE_HEIGHT > bar.top && top < bar.bottom;
    const left = within(at.x + away.x, width, isBeside ? Math.min(right, bar.left) : right);
    node.lastChild.setAttribute("transform", `translate(${left} ${top})`);
    const ends = { x1: left + width / 2, y1: top + BADGE_HEIGHT / 2, x2: at.x, y2: at.y };
    for (const [key, value] of Object.entries(ends)) node.firstChild.setAttribute(key, value);
  }
}

/** One switch for each verdict that occurs: what its sign means, how often it occurs, and whether it is shown. */
function legendButtons(groups) {
  return groups.map((group) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.verdict = group.verdict;
    button.title = group.meaning;
    const count = document.createElement("b");
    count.textContent = group.count;
    button.append(svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, sign(group)), `${group.name} `, count);
    return button;
  });
}
