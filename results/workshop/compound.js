/* The compound of one world, month by month: stairwells side by side, floors above each other, shops below.

   A household's shape says which cohort it is, its colour how disturbed it is, a ring that it took part. Kinds of
   the user's own (`kinds` of the scene) have shapes and outlines of their own. */
"use strict";

const Compound = (() => {
  const { say, make } = Page;
  const SPACE = "http://www.w3.org/2000/svg";
  const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
  const GROUPS = ["elderly", "established", "young"];
  const ACTIVE = 1, AWAY = 8, GROUND = 3, STEPS = 35;
  const CELL = 15, GAP = 7, TOP = 16;

  const draw = (name, attributes = {}, ...children) => {
    const made = document.createElementNS(SPACE, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  };

  /** White for no disturbance, dark red for the most; lightness falls steadily, so it reads in grey too. */
  const shade = (share) => `hsl(14, ${55 + 25 * share}%, ${97 - 60 * share}%)`;

  const OWN = ["#b3243b", "#00637a", "#8a5a00", "#8d1179", "#5c4033", "#4e6b10"];
  const OTHER = 10;

  /** A star of five, four, six … points, one for each kind of the user's own. */
  const star = (own, x, y, half) => {
    const points = [5, 4, 6, 3, 8, 7][own % OWN.length];
    return Array.from({ length: 2 * points }, (_none, at) => {
      const far = (at % 2 ? 0.5 : 1.15) * half, angle = (Math.PI * at) / points - Math.PI / 2;
      return `${(x + far * Math.cos(angle)).toFixed(2)},${(y + far * Math.sin(angle)).toFixed(2)}`;
    }).join(" ");
  };

  const shape = (group, x, y, attributes) => {
    const half = CELL / 2 - 2;
    if (group >= OTHER) return draw("polygon", { points: star(group - OTHER, x, y, half), ...attributes,
      stroke: OWN[(group - OTHER) % OWN.length], "stroke-width": 1.4 });
    if (group === 0) return draw("circle", { cx: x, cy: y, r: half, ...attributes });
    if (group === 1) return draw("rect", { x: x - half, y: y - half, width: 2 * half, height: 2 * half, ...attributes });
    const points = `${x},${y - half} ${x + half},${y + half} ${x - half},${y + half}`;
    return draw("polygon", { points, ...attributes });
  };

  const places = (scene) => {
    const seen = new Map();
    return scene.stairwell.map((stair, row) => {
      const key = `${stair} ${scene.floor[row]}`;
      const door = seen.get(key) ?? 0;
      seen.set(key, door + 1);
      return { stair, floor: scene.floor[row], door };
    });
  };

  const called = (kind) => document.documentElement.lang.startsWith("zh") ? kind.zh : kind.en;

  /** One scene: an SVG that can be shown at any month. `ask(row, month)` is called for a household. */
  const scene = (told, name, ask) => {
    const where = places(told);
    const floors = Math.max(...told.floor), doors = Math.max(...where.map((one) => one.door)) + 1;
    const stairs = Math.max(...told.stairwell) + 1, across = Math.min(stairs, Math.max(4, Math.floor(34 / doors)));
    const wide = doors * CELL + GAP, high = floors * CELL + TOP + GAP;
    const size = { width: across * wide + GAP, height: Math.ceil(stairs / across) * high + GAP };
    const svg = draw("svg", { viewBox: `0 0 ${size.width} ${size.height}`, role: "group", "aria-label": name });
    const spot = (row) => {
      const { stair, floor, door } = where[row];
      const left = GAP + (stair % across) * wide, top = GAP + Math.floor(stair / across) * high + TOP;
      return { x: left + (door + 0.5) * CELL, y: top + (floors - floor + 0.5) * CELL };
    };
    const households = told.stairwell.map((_stair, row) => {
      const made = draw("g", { tabindex: row === 0 ? 0 : -1, role: "button", "data-row": row });
      made.append(draw("title"));
      svg.append(made);
      return made;
    });
    const labels = Array.from({ length: stairs }, (_none, stair) => {
      const left = GAP + (stair % across) * wide, top = GAP + Math.floor(stair / across) * high;
      const text = draw("text", { x: left, y: top + 10, "font-size": 9, fill: "#566072" });
      svg.append(text);
      return text;
    });
    /** The row above or below in the same stairwell, the nearest where not every floor has as many; itself at the end. */
    const over = (row, floors) => {
      const here = where[row], away = (one) => Math.abs(where[one].door - here.door);
      const there = where.flatMap((one, at) => (one.stair === here.stair && one.floor === here.floor + floors ? [at] : []));
      return there.length ? there.reduce((best, one) => (away(one) < away(best) ? one : best)) : row;
    };
    const move = (to) => {
      const next = households[Math.min(Math.max(to, 0), households.length - 1)];
      households.forEach((one) => one.setAttribute("tabindex", one === next ? 0 : -1));
      next.focus();
    };
    /** What a dwelling, and a stairwell, is called: as the case's own table has it, else by its place. */
    const door = (row) => told.doors?.[row] || `${where[row].stair + 1}-${where[row].floor}-${where[row].door + 1}`;
    const called_stairs = labels.map((_label, stair) => told.stairs?.[told.stairwell.indexOf(stair)] || String(stair + 1));
    let now = 0;
    const asked = (row) => {
      svg.querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
      households[row].classList.add("chosen");
      ask(row, told.months[now].month, told.doors?.[row]);
    };
    svg.addEventListener("click", (event) => {
      const found = event.target.closest("[data-row]");
      if (found) asked(Number(found.dataset.row));
    });
    svg.addEventListener("keydown", (event) => {
      const row = Number(event.target.dataset?.row);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key], floors = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (Number.isNaN(row) || (!step && !floors && event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      if (step) move(row + step);
      else if (floors) move(over(row, floors));
      else asked(row);
    });

    const show = (month) => {
      now = month;
      const seen = told.months[month];
      const shops = new Set(seen.shops), lawful = new Set(seen.lawful);
      households.forEach((made, row) => {
        const { x, y } = spot(row);
        const own = seen.own ? DIGITS.indexOf(seen.own[row]) - 1 : -1;
        const who = DIGITS.indexOf(seen.who[row]), state = DIGITS.indexOf(seen.state[row]);
        const disturbance = DIGITS.indexOf(seen.disturbance[row]) / STEPS;
        const hardship = DIGITS.indexOf(seen.hardship[row]) / STEPS;
        const attributes = { fill: shade(disturbance), stroke: "#33415c", "stroke-width": 0.9 };
        if (state & AWAY) Object.assign(attributes, { fill: "#ffffff", "stroke-dasharray": "2 2" });
        const parts = [shape(own < 0 ? who % GROUND : OTHER + own, x, y, attributes)];
        if (shops.has(row)) parts.push(draw("path", { d: `M${x - 7} ${y + 6.5}h14`, stroke: "#111",
          "stroke-width": 3, "stroke-dasharray": lawful.has(row) ? "3 1.5" : "none" }));
        if (state & ACTIVE) parts.push(draw("circle", { cx: x, cy: y, r: 2, fill: "#111" }));
        const title = draw("title");
        const number = (value) => Charts.number(document.documentElement.lang, value);
        title.textContent = say("household said", {
          door: door(row), who: own < 0 ? say(GROUPS[who % GROUND]) : called(told.kinds[own]),
          disturbance: number(disturbance), hardship: number(hardship) });
        made.setAttribute("aria-label", title.textContent);
        made.replaceChildren(title, ...parts);
      });
      labels.forEach((label, stair) => {
        const count = seen.open[stair];
        label.textContent = called_stairs[stair] + (count ? ` · ${count}` : "");
      });
    };
    /** The issues that are open in a month: [id, kind, stairwell, month raised]. */
    const open = (month) => told.issues
      .filter((one) => one[6] <= month && (one[8] === null || one[8] >= month))
      .map(([id, kind, _scale, stairwell, _reporter, _partner, raised]) => ({ id, kind, stairwell: called_stairs[stairwell] ?? stairwell + 1, raised }));
    show(0);
    return { element: make("figure", {}, make("figcaption", {}, name), svg), show, open, governance: told.governance, kinds: told.kinds,
      months: told.months.length };
  };

  const key = (kinds = []) => {
    const sample = (group, attributes) => {
      const svg = draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
      svg.append(shape(group, 8, 8, { fill: "#fff", stroke: "#33415c", ...attributes }));
      return svg;
    };
    const line = (stroke, dash) => {
      const svg = draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" });
      svg.append(draw("path", { d: "M1 10h14", stroke, "stroke-width": 3, "stroke-dasharray": dash }));
      return svg;
    };
    const dot = draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, draw("circle", { cx: 8, cy: 8, r: 3, fill: "#111" }));
    const entries = [
      ...GROUPS.map((group, at) => [sample(at, {}), say(group)]),
      ...kinds.map((kind, at) => [sample(OTHER + at, {}), called(kind)]), [sample(1, { fill: shade(0.7) }), say("disturbed")],
      [sample(1, { "stroke-dasharray": "2 2" }), say("away")], [line("#111", "none"), say("shop")],
      [line("#111", "3 1.5"), say("lawful shop")], [dot, say("active")],
    ];
    return make("ul", { class: "key" }, ...entries.map(([sign, text]) => make("li", {}, sign, " ", text)));
  };

  return { scene, key };
})();
