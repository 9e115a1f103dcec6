/* One scene of a living compound: where every dwelling stands on its canvas, who lives there, what is open.

   A scene is plain data (results/compound/scenes.py); it asks no server. Households are numbered in the order of
   their dwellings. */
"use strict";

const CompoundScene = (() => {
  const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";
  const CODE = new Uint8Array(128);
  [...DIGITS].forEach((sign, value) => { CODE[sign.charCodeAt(0)] = value; });
  const [ID, KIND, SCALE, STAIRWELL, REPORTER, PARTNER, RAISED, REPORTED, CLOSED, STATUS] = Array(10).keys();
  const ACTIVE = 1, AWAY = 8, GROUND = 3, STEPS = 35, GROUPS = ["elderly", "established", "young"];
  const BETWEEN = 0.55, HEAD = 1.1;

  const numbers = (signs) => Uint8Array.from(signs, (sign) => CODE[sign.charCodeAt(0)]);

  /** Where each household stands among those of its floor. */
  const doors = (data) => {
    const seen = new Map();
    return data.stairwell.map((stair, row) => {
      const key = stair * 1000 + data.floor[row], door = seen.get(key) ?? 0;
      seen.set(key, door + 1);
      return door;
    });
  };

  const make = (data, kinds) => {
    const { stairwell, floor } = data, door = doors(data), count = stairwell.length;
    const stairs = Math.max(...stairwell) + 1, floors = Math.max(...floor), wide = Math.max(...door) + 1;
    const at = new Map(stairwell.map((stair, row) => [`${stair} ${floor[row]} ${door[row]}`, row]));
    const first = stairwell.reduce((found, stair, row) => { found[stair] ??= row; return found; }, []);
    const read = new Map();

    /** A month as numbers, one a household; read when it is first wanted. */
    const month = (place) => {
      if (!read.has(place)) {
        const seen = data.months[place];
        read.set(place, { ...seen, who: numbers(seen.who), state: numbers(seen.state), disturbance: numbers(seen.disturbance),
          hardship: numbers(seen.hardship), own: seen.own ? numbers(seen.own) : null,
          isShop: new Set(seen.shops), isLawful: new Set(seen.lawful) });
      }
      return read.get(place);
    };

    /** Cells as large as a canvas of that size lets them be. */
    const laidOut = (width, height) => {
      let best = { cell: 0 };
      for (let across = 1; across <= stairs; across += 1) {
        const rows = Math.ceil(stairs / across);
        const cell = Math.min(width / (across * (wide + BETWEEN) + BETWEEN), height / (rows * (floors + HEAD) + BETWEEN), 44);
        if (cell > best.cell) best = { cell, across, rows };
      }
      const { cell, across, rows } = best;
      const left = (width - cell * (Math.min(across, stairs) * (wide + BETWEEN) - BETWEEN)) / 2;
      const top = Math.max(0, (height - cell * rows * (floors + HEAD)) / 2);
      const x = new Float32Array(count), y = new Float32Array(count);
      for (let row = 0; row < count; row += 1) {
        const stair = stairwell[row];
        x[row] = left + cell * ((stair % across) * (wide + BETWEEN) + door[row] + 0.5);
        y[row] = top + cell * (Math.floor(stair / across) * (floors + HEAD) + HEAD + floors - floor[row] + 0.5);
      }
      const head = (stair) => ({ x: left + cell * (stair % across) * (wide + BETWEEN),
        y: top + cell * (Math.floor(stair / across) * (floors + HEAD) + HEAD * 0.85) });
      return { cell, x, y, head, stairs, pitch: cell * (wide + BETWEEN), width, height, used: Math.ceil(cell * (rows * (floors + HEAD) + BETWEEN)) };
    };

    /** The household at a point of the canvas, -1 where there is none. */
    const hit = (place, px, py) => {
      let best = -1, near = (place.cell * 0.75) ** 2;
      for (let row = 0; row < count; row += 1) {
        const far = (place.x[row] - px) ** 2 + (place.y[row] - py) ** 2;
        if (far < near) { near = far; best = row; }
      }
      return best;
    };

    /** The household beside, above or below one; itself where there is none. */
    const beside = (row, right, up) => {
      if (right) return Math.min(Math.max(row + right, 0), count - 1);
      for (let away = 0; away < wide; away += 1) {
        for (const side of [door[row] - away, door[row] + away]) {
          const found = at.get(`${stairwell[row]} ${floor[row] + up} ${side}`);
          if (found !== undefined) return found;
        }
      }
      return row;
    };

    const stairName = (stair) => data.stairs?.[first[stair]] || String(stair + 1);
    const doorName = (row, say) => data.doors?.[row] || say("door", {
      stairwell: stairName(stairwell[row]), floor: floor[row], door: door[row] + 1 });

    const issue = (number) => {
      const one = data.issues[number];
      return { number, id: one[ID], kind: one[KIND], name: kinds[one[KIND]].name, quarrel: kinds[one[KIND]].quarrel, scale: one[SCALE],
        stairwell: one[STAIRWELL], reporter: one[REPORTER], partner: one[PARTNER], raised: one[RAISED], reported: one[REPORTED],
        closed: one[CLOSED], status: one[STATUS] };
    };
    const issues = data.issues.map((_one, number) => issue(number));
    const open = (which) => issues.filter((one) => one.raised <= which && (one.closed === null || one.closed >= which));

    /** What became of each issue: [month, what] in order, what as the number of a change. */
    const lives = issues.map(() => []);
    data.months.forEach((seen) => seen.changes.forEach(([number, what]) => lives[number].push([seen.month, what])));
    /** The issues open in a month, those of which most is to be seen first. */
    const telling = (which) => open(which).sort((one, other) => lives[other.number].length - lives[one.number].length);

    /** How many stairwells a household lives from one that took part in the month before. */
    const distance = (place) => {
      const before = month(Math.max(place - 1, 0)).state, near = new Float32Array(stairs).fill(99);
      for (let row = 0; row < count; row += 1) if (before[row] & ACTIVE) near[stairwell[row]] = 0;
      for (let stair = 1; stair < stairs; stair += 1) near[stair] = Math.min(near[stair], near[stair - 1] + 1);
      for (let stair = stairs - 2; stair >= 0; stair -= 1) near[stair] = Math.min(near[stair], near[stair + 1] + 1);
      return Float32Array.from(stairwell, (stair, row) => (before[row] & ACTIVE ? 0 : 1 + near[stair]));
    };

    return { data, count, month, laidOut, hit, beside, doorName, stairName, issues, open, telling, lives, distance, stairwell, floor, first };
  };

  return { make, ACTIVE, AWAY, GROUND, STEPS, GROUPS };
})();
