/* One scene on its canvas: drawn for a month and a moment of it, clicked on, and walked through by keyboard. */
"use strict";

const CompoundMap = (() => {
  const { make } = Elements;

  const EDGE = 8;

  /** `host`: {say, language, kindName}; `chosen(row)` is called for a household that is clicked or entered. */
  const show = (scene, host, chosen) => {
    const { say } = host, data = scene.data, name = data.name;
    const canvas = make("canvas", { tabindex: 0, role: "application", "data-governance": data.governance });
    const unseen = make("p", { class: "unseen", "aria-live": "polite" });
    const swatch = make("span", { class: "swatch", style: `background: ${data.look.colour}` });
    const element = make("figure", { class: "compound-map" }, make("figcaption", {}, swatch, name), canvas, unseen);
    const stills = [document.createElement("canvas"), document.createElement("canvas")];
    let place = null, fine = 1, kept = [-1, -1], now = 0, focus = 0, picked = -1, follow = null, more = null, moreOf = -1, most = 0;

    /** As wide as there is room, as high as the households need, `high` at most. */
    const size = (high) => {
      fine = Math.min(window.devicePixelRatio || 1, 2);
      const width = Math.max(200, Math.floor(element.clientWidth));
      if (place && place.width === width && most === high) return;
      most = high;
      const height = Math.min(high, scene.laidOut(width, high).used + EDGE);
      place = scene.laidOut(width, height);
      [canvas, ...stills].forEach((one) => { one.width = width * fine; one.height = height * fine; });
      canvas.style.height = `${height}px`;
      kept = [-1, -1];
    };

    /** The picture of what stands still in a month; two are kept, for one month goes over into the next. */
    const still = (month) => {
      let at = kept.indexOf(month);
      if (at < 0) {
        at = kept[0] === now ? 1 : 0;
        kept[at] = month;
        const draw = stills[at].getContext("2d");
        draw.setTransform(fine, 0, 0, fine, 0, 0);
        draw.fillStyle = "#ffffff";
        draw.fillRect(0, 0, place.width, place.height);
        CompoundMarks.still(draw, scene, place, scene.month(month));
      }
      return stills[at];
    };

    const notes = (month) => {
      if (moreOf !== month) {
        const number = scene.month(month).month;
        moreOf = month;
        more = { say, distance: scene.distance(month), quarrels: scene.open(number).filter((one) => one.quarrel && (one.scale === 0 || one.raised === number)),
          resolved: scene.month(month).changes.filter(([_one, what]) => host.changes[what] === "resolved").map(([one]) => scene.issues[one]) };
      }
      return { ...more, follow };
    };

    /** A month at a moment between 0 and 1; at first last month still shows through. */
    const paint = (month, t) => {
      const draw = canvas.getContext("2d");
      draw.setTransform(1, 0, 0, 1, 0, 0);
      if (t < 0.25 && month !== now && kept.includes(now)) {
        draw.drawImage(still(now), 0, 0);
        draw.globalAlpha = t / 0.25;
        draw.drawImage(still(month), 0, 0);
        draw.globalAlpha = 1;
      } else {
        draw.drawImage(still(month), 0, 0);
        now = month;
      }
      draw.setTransform(fine, 0, 0, fine, 0, 0);
      CompoundMarks.moving(draw, scene, place, scene.month(month), t, notes(month));
      if (picked >= 0) CompoundMarks.framed(draw, place, picked, CompoundMarks.INK);
      if (document.activeElement === canvas) CompoundMarks.framed(draw, place, focus, CompoundMarks.FOCUS);
    };

    const named = (row) => {
      const seen = scene.month(shown()), own = seen.own ? seen.own[row] - 1 : -1;
      const who = own >= 0 ? host.kindName(data.kinds[own]) : say(CompoundScene.GROUPS[seen.who[row] % CompoundScene.GROUND]);
      return say("household", { door: scene.doorName(row, say), who });
    };
    let shown = () => now;

    const rowAt = (event) => {
      const box = canvas.getBoundingClientRect();
      return scene.hit(place, event.clientX - box.left, event.clientY - box.top);
    };
    const pick = (row) => { picked = row; focus = row; chosen(row); };
    canvas.addEventListener("pointermove", (event) => {
      const row = rowAt(event);
      canvas.title = row < 0 ? "" : named(row);
      canvas.style.cursor = row < 0 ? "default" : "pointer";
    });
    canvas.addEventListener("click", (event) => {
      const row = rowAt(event);
      if (row >= 0) pick(row);
    });
    canvas.addEventListener("keydown", (event) => {
      const right = { ArrowRight: 1, ArrowLeft: -1 }[event.key], up = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!right && !up && event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      if (right || up) {
        focus = scene.beside(focus, right, up);
        unseen.textContent = named(focus);
        host.repaint();
      } else pick(focus);
    });
    canvas.addEventListener("focus", () => { unseen.textContent = named(focus); host.repaint(); });
    canvas.addEventListener("blur", () => host.repaint());

    return { element, canvas, scene, size, paint, named,
      label: (month) => canvas.setAttribute("aria-label", say("map label", { name, count: scene.count, month })),
      unpick: () => { picked = -1; }, follow: (one) => { follow = one; }, shows: (asked) => { shown = asked; },
      point: (row) => ({ x: place.x[row], y: place.y[row] }) };
  };

  /** What the marks mean. */
  const key = (say, scenes, kindName) => {
    const entries = CompoundMarks.KEY.map(([name, paint]) => {
      const canvas = make("canvas", { "aria-hidden": "true" });
      CompoundMarks.sample(canvas, paint);
      return make("li", {}, canvas, say(name));
    });
    const own = (scenes[0].kinds ?? []).map((kind, at) => make("li", {},
      make("span", { class: "swatch", style: `background: ${CompoundMarks.OWN[at % CompoundMarks.OWN.length]}` }), kindName(kind)));
    return make("ul", { class: "compound-key" }, ...entries, ...own);
  };

  return { show, key };
})();
