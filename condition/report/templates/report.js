"use strict";
// Curtain, blink and fade over the aligned pair. The page is complete without this file.
(() => {
  const byId = (id) => document.getElementById(id);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const canvas = document.querySelector(".canvas");
  const say = JSON.parse(document.body.dataset.words);

  window.addEventListener("beforeprint", () => {
    for (const box of document.querySelectorAll("details")) box.open = true;
  });

  // a link to a mark opens the group it is in
  const reveal = () => {
    const target = location.hash && byId(location.hash.slice(1));
    const group = target && target.closest("details");
    if (group && !group.open) { group.open = true; target.scrollIntoView(); }
  };
  window.addEventListener("hashchange", reveal);
  reveal();

  // on a phone, what is open comes first and what is ruled out is one touch away
  if (matchMedia("(max-width: 640px)").matches) {
    for (const group of document.querySelectorAll(".alt-group:has(.alt-out)")) group.open = false;
  }

  for (const button of document.querySelectorAll(".swap")) {
    const images = button.closest(".crops").querySelectorAll("[data-side] img");
    button.hidden = false;
    button.addEventListener("click", () => {
      const first = images[0].src;
      images[0].src = images[1].src;
      images[1].src = first;
      for (const label of button.closest(".crops").querySelectorAll("figure[data-side]")) {
        const now = label.dataset.side === "before" ? "after" : "before";
        label.dataset.side = now;
        label.querySelector("figcaption").firstChild.data = say[now];
      }
    });
  }
  if (!canvas) return;

  // the after picture is in the page once; the viewer borrows it
  const over = new Image();
  over.src = byId("pic-after").src;
  over.className = "over";
  over.alt = say.afterPhoto;
  const knife = document.createElement("div");
  knife.className = "knife";
  const labels = ["l", "r"].map((side) => {
    const label = document.createElement("span");
    label.className = "side " + side;
    return label;
  });
  canvas.append(over, knife, ...labels);
  const marks = byId("pic-after").parentElement.querySelector(".marks").cloneNode(true);
  for (const link of marks.querySelectorAll("a")) link.tabIndex = -1;
  marks.setAttribute("aria-hidden", "true");
  canvas.append(marks);

  const slider = byId("slider"), play = byId("play"), flip = byId("flip"), help = byId("stage-help");
  let mode = "curtain", shown = true, timer = 0;

  const paint = () => {
    const value = Number(slider.value);
    canvas.dataset.mode = mode;
    canvas.style.setProperty("--cut", value + "%");
    canvas.style.setProperty("--opacity", value / 100);
    canvas.style.setProperty("--shown", shown ? "visible" : "hidden");
    const [left, right] = labels;
    left.textContent = mode === "blink" ? (shown ? say.after : say.before) : say.before;
    right.textContent = say.after;
    right.hidden = mode === "blink";
    slider.hidden = mode === "blink";
    for (const end of document.querySelectorAll(".controls .end")) end.hidden = mode === "blink";
    flip.hidden = play.hidden = mode !== "blink";
    play.setAttribute("aria-pressed", String(timer !== 0));
    play.textContent = timer ? say.stop : say.play;
    help.textContent = say[mode] + " " + say.grey;
  };
  const stop = () => { clearInterval(timer); timer = 0; };
  const toggle = () => { shown = !shown; paint(); };
  const choose = (next) => {
    stop();
    mode = next;
    shown = true;
    if (mode !== "blink") slider.value = 50;
    for (const button of document.querySelectorAll("[data-mode][aria-pressed]")) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    }
    paint();
  };

  for (const button of document.querySelectorAll("button[data-mode]")) {
    button.addEventListener("click", () => choose(button.dataset.mode));
  }
  slider.addEventListener("input", paint);
  flip.addEventListener("click", () => { stop(); toggle(); });
  play.addEventListener("click", () => {
    // half a second a picture is calm; whoever asked for less motion gets two seconds
    if (timer) stop(); else timer = setInterval(toggle, calm ? 2000 : 500);
    paint();
  });
  byId("stage-zoom").addEventListener("change", (event) => {
    const stage = byId("stage"), before = Number(canvas.style.getPropertyValue("--zoom") || 1);
    const factor = Number(event.target.value) / before;
    const x = (stage.scrollLeft + stage.clientWidth / 2) * factor - stage.clientWidth / 2;
    const y = (stage.scrollTop + stage.clientHeight / 2) * factor - stage.clientHeight / 2;
    canvas.style.setProperty("--zoom", event.target.value);
    stage.scrollTo({ left: x, top: y, behavior: "instant" });
  });

  const follow = (event) => {
    const box = canvas.getBoundingClientRect();
    slider.value = Math.max(0, Math.min(100, (100 * (event.clientX - box.left)) / box.width));
    paint();
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (mode === "blink") { stop(); toggle(); return; }
    if (mode !== "curtain") return;
    canvas.setPointerCapture(event.pointerId);
    follow(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (mode === "curtain" && canvas.hasPointerCapture(event.pointerId)) follow(event);
  });
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "group");
  canvas.setAttribute("aria-label", say.stage);
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
    if (step && mode !== "blink") slider.value = Number(slider.value) + step;
    else if (event.key === " " || (step && mode === "blink")) { stop(); shown = !shown; }
    else return;
    event.preventDefault();
    paint();
  });

  byId("modes").hidden = byId("controls").hidden = false;
  choose("curtain");
})();
