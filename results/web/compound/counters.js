/* The counters of a living compound: a number for each governance model, and the line that led to it. */
"use strict";

const CompoundCounters = (() => {
  const { make } = Elements;
  const WIDE = 160, HIGH = 44, SPACE = "http://www.w3.org/2000/svg";

  const svg = (name, attributes) => {
    const made = document.createElementNS(SPACE, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };

  /** `whole`: whether it counts things; what does not has as many digits whatever it is. */
  const number = (language, value, whole = Number.isInteger(value)) => {
    if (value === null || value === undefined) return "–";
    const size = Math.abs(value), digits = whole || size >= 100 ? 0 : size >= 10 ? 1 : 2;
    return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  };

  const counts = (counter) => counter.series.flat().every((value) => value === null || Number.isInteger(value));

  const card = (counter, scenes, language) => {
    const known = counter.series.flat().filter((value) => value !== null);
    const high = Math.max(...known, 1e-9), last = Math.max(1, counter.series[0].length - 1);
    const x = (month) => 2 + ((WIDE - 4) * month) / last, y = (value) => HIGH - 3 - ((HIGH - 6) * value) / high;
    const picture = svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true", preserveAspectRatio: "none" });
    counter.series.forEach((series, at) => {
      const points = series.map((value, month) => (value === null ? "" : `${x(month).toFixed(1)},${y(value).toFixed(1)}`)).join(" ");
      picture.append(svg("polyline", { points, fill: "none", stroke: scenes[at].look.colour, "stroke-width": at ? 3 : 2,
        "stroke-dasharray": scenes[at].look.line.join(" "), "vector-effect": "non-scaling-stroke" }));
    });
    const cursor = svg("line", { y1: 0, y2: HIGH, stroke: "#1d2330", "stroke-width": 1.5, "vector-effect": "non-scaling-stroke" });
    picture.append(cursor);
    const values = scenes.map((scene) => make("output", { style: `border-color: ${scene.look.colour}` }));
    const show = (place) => {
      values.forEach((value, at) => { value.textContent = number(language, counter.series[at][place], counts(counter)); });
      cursor.setAttribute("x1", x(place));
      cursor.setAttribute("x2", x(place));
    };
    const arrow = counter.direction ? (counter.direction > 0 ? " ↑" : " ↓") : "";
    const element = make("div", { class: "compound-counter", "data-counter": counter.id }, make("h4", {}, counter.name + arrow, make("small", {}, counter.unit)),
      make("div", { class: "values" }, ...values), picture);
    return { element, show };
  };

  const show = (counters, scenes, language) => {
    const cards = counters.map((counter) => card(counter, scenes, language));
    return { element: make("div", { class: "compound-counters" }, ...cards.map((one) => one.element)), show: (place) => cards.forEach((one) => one.show(place)) };
  };

  /** The same numbers as a table, for the text of a month. */
  const table = (counters, scenes, language, place) => make("table", {},
    make("thead", {}, make("tr", {}, make("th"), ...scenes.map((scene) => make("th", { scope: "col" }, scene.name)))),
    make("tbody", {}, ...counters.map((counter) => make("tr", {}, make("th", { scope: "row" }, `${counter.name} · ${counter.unit}`),
      ...counter.series.map((series) => make("td", {}, number(language, series[place], counts(counter))))))));

  return { show, table, number };
})();
