/* What the canvas does beyond looking where the photos belong to a case: decide each mark with one key, and keep drawings.
 *
 * Everything a person does is an action with a number. The whole list of those that Python has not confirmed is sent each
 * time, so that none is lost between two runs of the page; an action is confirmed by its number (`heard`). */

class CaseWork {
  constructor(canvas) {
    this.canvas = canvas;
    this.client = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    this.sequence = 0;
    this.actions = [];
    this.mine = new Map(); // mark -> what this person decided, until Python says it
  }

  /** What Python has: stored drawings, decisions, and which actions it has taken over. */
  update(data) {
    this.data = data;
    if (!data) return;
    const heard = data.heard?.[this.client] ?? 0;
    this.actions = this.actions.filter(({ number }) => number > heard);
    for (const [mark, { number }] of this.mine) if (number <= heard) this.mine.delete(mark);
  }

  tell(action) {
    this.sequence += 1;
    this.actions.push({ number: this.sequence, ...action });
    this.canvas.send("told", { client: this.client, of: this.canvas.data.id, actions: this.actions });
    return this.sequence;
  }

  // -- drawings -------------------------------------------------------------------------------------------------------

  /** The shapes to show: those that are stored, and those on their way. */
  shapes() {
    const gone = new Set(this.actions.filter(({ what }) => what === "take_back").map(({ drawing }) => drawing));
    const stored = this.data.drawn.filter(({ id }) => !gone.has(id));
    const waiting = this.actions.filter(({ what }) => what === "draw");
    return [...stored, ...waiting].map(({ id, number, kind, points, by }) => ({
      id, number, kind, by, points: points.map((point) => this.canvas.toSheet(point)),
    })); // prettier-ignore
  }

  drew({ kind, points }) {
    this.tell({ what: "draw", kind, points: points.map((point) => this.canvas.toPhoto(point)) });
  }

  removed({ id, number }) {
    if (id) this.tell({ what: "take_back", drawing: id });
    else this.actions = this.actions.filter((action) => action.number !== number);
  }

  // -- decisions ------------------------------------------------------------------------------------------------------

  decisionOn(mark) {
    return this.mine.get(mark) ?? this.data.decided[mark];
  }

  get keys() {
    return this.data.verdicts.map(({ key }) => key);
  }

  decide(verdict) {
    const { canvas } = this;
    if (!this.data.writes) return canvas.advise(this.data.ask);
    if (canvas.chosen === null) return canvas.step(1);
    const mark = canvas.chosen;
    const seen = this.data.decided[mark]?.entry ?? null;
    const number = this.tell({ what: "decide", mark, verdict: verdict.verdict, seen });
    this.mine.set(mark, { verdict: verdict.verdict, name: verdict.name, number });
    canvas.filter();
    this.draw();
    const next = this.nextOpen(mark);
    if (next !== null) canvas.goTo(next);
    canvas.announce(`${mark}: ${verdict.name}. ${next === null ? this.data.done : (canvas.mark(next)?.title ?? "")}`);
    return undefined;
  }

  /** The next mark that somebody has to decide, after this one. */
  nextOpen(mark) {
    const open = this.data.to_settle.filter((number) => number !== mark && !this.decisionOn(number));
    return open.find((number) => number > mark) ?? open[0] ?? null;
  }

  /** The bar with the choices, and a tick on every mark that is decided. */
  draw() {
    const { canvas } = this;
    const bar = canvas.find(".decide");
    bar.hidden = !this.data;
    if (!this.data) return;
    if (bar.dataset.made !== JSON.stringify(this.data.verdicts)) {
      bar.dataset.made = JSON.stringify(this.data.verdicts);
      bar.querySelector(".choices").replaceChildren(...this.data.verdicts.map((verdict) => this.choice(verdict)));
      canvas.find(".case-keys").textContent = this.data.keys;
    }
    const decision = canvas.chosen === null ? null : this.decisionOn(canvas.chosen);
    for (const button of bar.querySelectorAll("[data-decide]")) {
      button.setAttribute("aria-pressed", decision?.verdict === button.dataset.decide);
    }
    bar.querySelector(".about").textContent = canvas.chosen === null ? this.data.choose : this.data.about.replace("{mark}", canvas.chosen);
    const left = this.data.to_settle.filter((mark) => !this.decisionOn(mark)).length;
    bar.querySelector(".left").textContent = left === 0 ? this.data.done : this.data.left.replace("{left}", left);
    const refused = bar.querySelector(".refused");
    refused.hidden = !this.data.said;
    if (refused.textContent !== this.data.said) refused.textContent = this.data.said;
    for (const node of canvas.root.querySelectorAll(".badge")) {
      node.classList.toggle("decided", Boolean(this.decisionOn(Number(node.dataset.number))));
    }
  }

  choice({ verdict, key, name, meaning }) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.decide = verdict;
    button.title = meaning;
    button.setAttribute("aria-pressed", "false");
    const label = document.createElement("kbd");
    label.textContent = key.toUpperCase();
    button.append(`${name} `, label);
    return button;
  }

  /** A key that decides, wherever on the page it was pressed; returns whether it did. */
  pressed(key) {
    const verdict = this.data?.verdicts.find((each) => each.key === key);
    if (!verdict) return false;
    this.decide(verdict);
    return true;
  }

  /** Keys pressed beside the canvas: those that decide and those that go from mark to mark; never while somebody writes. */
  pressedOutside(event) {
    if (!this.data || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (target.closest?.("input, textarea, select, [contenteditable], [role=combobox], [role=listbox], [role=dialog]")) return;
    const key = event.key.toLowerCase();
    const steps = { n: 1, p: -1 };
    if (steps[key]) this.canvas.step(steps[key]);
    else if (!this.pressed(key)) return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit has single-letter keys of its own
  }
}
