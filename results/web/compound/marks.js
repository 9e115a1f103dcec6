/* The marks of a living compound on its canvas: what stands still in a month, and what moves within it.

   Colour never stands alone: every mark has a shape of its own. `t` goes from 0 to 1 within a month; at 1 all of the
   month is there, so that a month that does not move shows the same. */
"use strict";

const CompoundMarks = (() => {
  const { ACTIVE, AWAY, GROUND, STEPS } = CompoundScene;
  const INK = "#1d2330", QUARREL = "#c4003c", ACTIVE_BLUE = "#0b5394", GOLD = "#d98e00", TEAL = "#00766c", VIOLET = "#6a2c91", GREEN = "#1d7a33";
  const OWN = ["#b3243b", "#00637a", "#8a5a00", "#8d1179", "#5c4033", "#4e6b10"];
  const SHAPED = 13;
  const TURN = 2 * Math.PI;

  /** White for no disturbance, dark orange for the most; lightness falls steadily, so that it reads in grey too. */
  const shade = (share) => `hsl(22, ${50 + 35 * share}%, ${96 - 52 * share}%)`;
  const SHADES = Array.from({ length: STEPS + 1 }, (_none, step) => shade(Math.min(1, (1.6 * step) / STEPS)));

  const between = (t, from, to) => Math.min(1, Math.max(0, (t - from) / (to - from)));

  const outline = (draw, group, x, y, half) => {
    if (group === 0) draw.arc(x, y, half, 0, TURN);
    else if (group === 1) draw.rect(x - half, y - half, 2 * half, 2 * half);
    else { draw.moveTo(x, y - half); draw.lineTo(x + half, y + half); draw.lineTo(x - half, y + half); draw.closePath(); }
  };

  const star = (draw, points, x, y, half) => {
    for (let at = 0; at < 2 * points; at += 1) {
      const far = (at % 2 ? 0.55 : 1.2) * half, angle = (Math.PI * at) / points - Math.PI / 2;
      draw[at ? "lineTo" : "moveTo"](x + far * Math.cos(angle), y + far * Math.sin(angle));
    }
    draw.closePath();
  };

  /** One dwelling as it stands in a month. */
  const dwelling = (draw, seen, row, x, y, cell) => {
    const half = cell * (cell < SHAPED ? 0.44 : 0.41), own = seen.own ? seen.own[row] - 1 : -1, away = seen.state[row] & AWAY;
    draw.beginPath();
    if (own >= 0) star(draw, [5, 4, 6, 3, 8, 7][own % OWN.length], x, y, half);
    else outline(draw, cell < SHAPED ? 1 : seen.who[row] % GROUND, x, y, half);
    draw.fillStyle = away ? "#ffffff" : SHADES[seen.disturbance[row]];
    draw.fill();
    draw.strokeStyle = own >= 0 ? OWN[own % OWN.length] : away ? "#b6bdc9" : "#596579";
    draw.lineWidth = own >= 0 ? 2 : Math.max(0.6, cell * 0.05);
    draw.setLineDash(away && cell >= SHAPED ? [3, 3] : []);
    draw.stroke();
    draw.setLineDash([]);
    if (!seen.isShop.has(row)) return;
    const high = Math.max(3, cell * 0.26), lawful = seen.isLawful.has(row);
    draw.fillStyle = lawful ? GREEN : INK;
    draw.fillRect(x - cell * 0.46, y + cell * 0.5 - high, cell * 0.92, high);
    if (lawful && cell >= SHAPED) { draw.fillStyle = "#fff"; draw.fillRect(x - cell * 0.1, y + cell * 0.5 - high, cell * 0.2, high); }
  };

  /** Everything that stands still in a month. */
  const still = (draw, scene, place, seen) => {
    const { cell, x, y } = place;
    for (let row = 0; row < scene.count; row += 1) dwelling(draw, seen, row, x[row], y[row], cell);
    const letters = (size) => { draw.font = `${size}px "Gongzhi Sans SC", "Noto Sans SC", "Microsoft YaHei", sans-serif`; };
    const size = Math.max(11, Math.min(18, cell * 0.75));
    for (let stair = 0; stair < place.stairs; stair += 1) {
      const at = place.head(stair), count = seen.open[stair] ? `(${seen.open[stair]})` : "", name = cell >= SHAPED ? scene.stairName(stair) : "";
      letters(size);
      const wide = draw.measureText(name + count).width;
      if (wide > place.pitch * 0.94) letters((size * place.pitch * 0.94) / wide);
      draw.fillStyle = "#566072";
      draw.fillText(name, at.x, at.y);
      draw.fillStyle = "#8f0030";
      draw.fillText(count, at.x + draw.measureText(name).width, at.y);
    }
  };

  const ring = (draw, place, row, colour, share, width) => {
    draw.beginPath();
    draw.arc(place.x[row], place.y[row], place.cell * share, 0, TURN);
    draw.strokeStyle = colour; draw.lineWidth = width;
    draw.stroke();
  };

  /** A line between two doors, or a burst at one where there is no second. */
  const quarrel = (draw, place, one, fresh, t) => {
    const { cell, x, y } = place, here = one.reporter, there = one.partner;
    const flash = fresh ? between(t, 0.15, 0.3) : 1, beat = fresh && t < 0.7 ? 0.5 + 0.5 * Math.cos(t * 8 * Math.PI) : 0;
    if (!flash) return;
    draw.strokeStyle = QUARREL; draw.fillStyle = QUARREL;
    draw.globalAlpha = fresh ? flash : 0.55;
    draw.lineWidth = fresh ? Math.max(3, cell * (0.2 + 0.25 * beat)) : Math.max(1.2, cell * 0.08);
    if (there !== null && there >= 0) {
      draw.beginPath(); draw.moveTo(x[here], y[here]); draw.lineTo(x[there], y[there]); draw.stroke();
    }
    if (fresh) {
      const ends = there !== null && there >= 0 ? [here, there] : [here];
      draw.beginPath();
      ends.forEach((row) => star(draw, 7, x[row], y[row], Math.max(6, cell * (0.34 + 0.2 * beat))));
      draw.fill();
    }
    draw.globalAlpha = 1;
  };

  /** Those who take part light up, those near last month's first. */
  const wave = (draw, place, scene, seen, distance, t) => {
    const { cell, x, y } = place;
    draw.fillStyle = ACTIVE_BLUE;
    draw.beginPath();
    for (let row = 0; row < scene.count; row += 1) {
      if (!(seen.state[row] & ACTIVE)) continue;
      const grown = between(t, 0.4 + 0.06 * Math.min(distance[row], 6), 0.5 + 0.08 * Math.min(distance[row], 6));
      if (grown) { draw.moveTo(x[row], y[row]); draw.arc(x[row], y[row], Math.max(2.4, cell * 0.2) * grown, 0, TURN); }
    }
    draw.fill();
  };

  const petition = (draw, place, seen, t) => {
    const { cell, x, y } = place, last = Math.max(1, ...seen.sweep);
    draw.strokeStyle = GOLD; draw.lineWidth = Math.max(2.5, cell * 0.2);
    seen.signed.forEach((row, at) => {
      const grown = between(t, 0.6 + (0.3 * (seen.sweep[at] - 1)) / last, 0.68 + (0.3 * (seen.sweep[at] - 1)) / last);
      const half = cell * (0.48 + 0.5 * (1 - grown));
      if (grown) { draw.globalAlpha = grown; draw.strokeRect(x[row] - half, y[row] - half, 2 * half, 2 * half); }
    });
    draw.globalAlpha = 1;
  };

  /** Staff on their round: rings at whom they met, and who walks from one to the next. */
  const rounds = (draw, place, seen, t) => {
    const shown = Math.ceil(between(t, 0.1, 0.55) * seen.met.length), width = Math.max(1.5, place.cell * 0.09);
    seen.met.slice(0, shown).forEach((row) => ring(draw, place, row, TEAL, 0.47, width));
    if (t < 0.55 && shown) {
      const row = seen.met[shown - 1];
      draw.fillStyle = TEAL;
      draw.beginPath(); draw.arc(place.x[row], place.y[row], Math.max(7, place.cell * 0.5), 0, TURN); draw.fill();
    }
  };

  /** Two arrows: who moved out, who moved in. */
  const moved = (draw, place, row, t) => {
    const { cell, x, y } = place, size = Math.max(5, cell * 0.34), gone = between(t, 0, 0.2);
    draw.fillStyle = "#fff"; draw.globalAlpha = 1 - gone;
    draw.fillRect(x[row] - cell * 0.45, y[row] - cell * 0.45, cell * 0.9, cell * 0.9);
    draw.globalAlpha = 1; draw.fillStyle = VIOLET;
    const lift = cell * 0.8 * (1 - gone);
    for (const way of [-1, 1]) {
      const at = x[row] + way * size * 0.55, tip = y[row] + way * (size - lift * way);
      draw.beginPath(); draw.moveTo(at, tip); draw.lineTo(at - size * 0.5, tip - way * size); draw.lineTo(at + size * 0.5, tip - way * size); draw.fill();
    }
  };

  /** A few large words over the map, readable from the back of a room. */
  const callout = (draw, place, rows, text, colour) => {
    if (!rows.length) return;
    const size = Math.max(15, Math.min(26, place.width / 30));
    draw.font = `bold ${size}px "Gongzhi Sans SC", "Noto Sans SC", "Microsoft YaHei", sans-serif`;
    const wide = draw.measureText(text).width + size, mean = (values) => rows.reduce((sum, row) => sum + values[row], 0) / rows.length;
    const left = Math.min(Math.max(mean(place.x) - wide / 2, 2), place.width - wide - 2), top = Math.min(Math.max(mean(place.y) - size, 2), place.height - 2 * size);
    draw.globalAlpha = 0.94; draw.fillStyle = colour;
    draw.beginPath(); draw.roundRect(left, top, wide, size * 1.6, size * 0.4); draw.fill();
    draw.globalAlpha = 1; draw.fillStyle = "#fff";
    draw.fillText(text, left + size / 2, top + size * 1.15);
  };

  /** Everything that moves within a month. `follow`: the one issue that is followed, or null. */
  const moving = (draw, scene, place, seen, t, more) => {
    const month = seen.month, width = Math.max(2, place.cell * 0.14);
    seen.moved.forEach((row) => moved(draw, place, row, t));
    rounds(draw, place, seen, t);
    if (t > 0.3) seen.sat.forEach((row) => ring(draw, place, row, VIOLET, 0.5, width));
    wave(draw, place, scene, seen, more.distance, t);
    more.quarrels.forEach((one) => quarrel(draw, place, one, one.raised === month, t));
    if (t > 0.75) more.resolved.forEach((one) => ring(draw, place, one.reporter, GREEN, 0.5, width));
    petition(draw, place, seen, t);
    if (t > 0.35 && seen.sat.length) callout(draw, place, seen.sat, more.say("callout sat", { count: seen.sat.length }), VIOLET);
    if (t > 0.65 && seen.signed.length > 1) callout(draw, place, seen.signed, more.say("callout signed", { count: seen.signed.length }), "#8a5a00");
    if (more.follow) followed(draw, scene, place, more.follow, t);
  };

  /** The one issue that is followed: everything else steps back. */
  const followed = (draw, scene, place, one, t) => {
    const { cell, x, y } = place, beat = 1 + 0.25 * Math.sin(t * 4 * Math.PI), rows = [one.reporter, one.partner].filter((row) => row !== null && row >= 0);
    draw.fillStyle = "rgba(255, 255, 255, 0.72)";
    draw.fillRect(0, 0, place.width, place.height);
    draw.strokeStyle = QUARREL; draw.fillStyle = QUARREL; draw.lineWidth = Math.max(4, cell * 0.25);
    if (rows.length > 1) { draw.beginPath(); draw.moveTo(x[rows[0]], y[rows[0]]); draw.lineTo(x[rows[1]], y[rows[1]]); draw.stroke(); }
    rows.forEach((row) => ring(draw, place, row, QUARREL, 0.75 * beat, Math.max(4, cell * 0.2)));
    if (one.scale === 1) scene.stairwell.forEach((stair, row) => { if (stair === one.stairwell) ring(draw, place, row, QUARREL, 0.5, 2); });
  };

  /** A ring around one household: where the keyboard is, or what was chosen. */
  const framed = (draw, place, row, colour) => {
    const half = Math.max(8, place.cell * 0.62);
    draw.strokeStyle = "#fff"; draw.lineWidth = 6; draw.strokeRect(place.x[row] - half, place.y[row] - half, 2 * half, 2 * half);
    draw.strokeStyle = colour; draw.lineWidth = 3; draw.strokeRect(place.x[row] - half, place.y[row] - half, 2 * half, 2 * half);
  };

  /** What marks mean: [words' name, what draws a sample of it]. */
  const KEY = [
    ["elderly", (draw, place) => { draw.beginPath(); outline(draw, 0, 12, 12, 8); draw.stroke(); }],
    ["established", (draw, place) => { draw.beginPath(); outline(draw, 1, 12, 12, 8); draw.stroke(); }],
    ["young", (draw, place) => { draw.beginPath(); outline(draw, 2, 12, 12, 8); draw.stroke(); }],
    ["mark disturbed", (draw) => { draw.fillStyle = shade(0.8); draw.fillRect(4, 4, 16, 16); draw.strokeRect(4, 4, 16, 16); }],
    ["mark active", (draw) => { draw.fillStyle = ACTIVE_BLUE; draw.beginPath(); draw.arc(12, 12, 6, 0, TURN); draw.fill(); }],
    ["mark quarrel", (draw, place) => quarrel(draw, place, { reporter: 0, partner: 1 }, true, 1)],
    ["mark signed", (draw, place) => petition(draw, { ...place, x: [12], y: [12], cell: 18 }, { signed: [0], sweep: [1] }, 1)],
    ["mark met", (draw, place) => ring(draw, { ...place, x: [12], y: [12], cell: 20 }, 0, TEAL, 0.42, 2.5)],
    ["mark sat", (draw, place) => ring(draw, { ...place, x: [12], y: [12], cell: 20 }, 0, VIOLET, 0.42, 4)],
    ["mark resolved", (draw, place) => ring(draw, { ...place, x: [12], y: [12], cell: 20 }, 0, GREEN, 0.42, 4)],
    ["mark moved", (draw) => moved(draw, { x: [12], y: [12], cell: 20 }, 0, 1)],
    ["mark shop", (draw) => { draw.fillStyle = INK; draw.fillRect(2, 10, 20, 6); }],
    ["mark lawful", (draw) => { draw.fillStyle = GREEN; draw.fillRect(2, 10, 20, 6); draw.fillStyle = "#fff"; draw.fillRect(10, 10, 4, 6); }],
    ["mark open", (draw) => { draw.fillStyle = "#8f0030"; draw.font = "bold 15px sans-serif"; draw.fillText("(2)", 1, 17); }],
    ["mark away", (draw) => { draw.setLineDash([3, 3]); draw.strokeRect(4, 4, 16, 16); }],
  ];

  const sample = (canvas, paint) => {
    const draw = canvas.getContext("2d"), fine = 2;
    canvas.width = canvas.height = 24 * fine;
    draw.scale(fine, fine);
    draw.strokeStyle = "#596579"; draw.lineWidth = 1.5;
    paint(draw, { x: [5, 19], y: [17, 7], cell: 12, width: 24, height: 24 });
  };

  return { still, moving, framed, KEY, sample, INK, FOCUS: "#b45309", OWN };
})();
