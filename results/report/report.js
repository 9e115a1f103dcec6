/* The report's controls: tabs, choices, and the tables beside the pictures. Nothing is computed here. */
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const say = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), data.texts[key] ?? key);
  const number = (value) => Charts.number(data.language, value);
  const signed = (value) => Charts.signed(data.language, value);
  const between = (low, high) => Charts.between(data.language, low, high, signed);
  const brackets = (text) => Charts.brackets(data.language, text);
  const named = (kind, id) => data[kind].find((one) => one.id === id)?.name ?? id;
  const outcome = (id) => data.outcomes.find((one) => one.id === id);
  const look = (model) => data.looks[model];
  const at = (id) => document.getElementById(id);

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };

  const isNumber = /^(–|[−+]?[\d.,]+([ （]|$))/;
  const table = (target, heads, rows, caption) => {
    const made = element("table");
    made.append(element("caption", caption));
    const head = made.createTHead().insertRow();
    heads.forEach((text) => head.append(element("th", text, { scope: "col" })));
    const body = made.createTBody();
    rows.forEach((cells) => {
      const row = body.insertRow();
      cells.forEach((cell, column) => {
        if (cell instanceof Node) row.insertCell().append(cell);
        else if (column === 0) row.append(element("th", cell, { scope: "row" }));
        else if (column < 3 && !isNumber.test(cell)) row.append(element("td", cell));
        else row.append(element("td", cell, { class: "number", "data-head": heads[column] }));
      });
    });
    at(target).replaceChildren(made);
  };

  const choose = (id, options) => {
    const select = at(id);
    if (!select) return;
    select.replaceChildren(...options.map(([value, text]) => element("option", text, { value })));
    select.closest("label").hidden = options.length < 2;
  };
  const chosen = (id) => at(id)?.value;
  const pairOf = (row) => `${row.a}\u0000${row.b}`;
  const pairName = (row) => `${named("governance", row.b)} − ${named("governance", row.a)}`;

  const titled = (row, unit) => outcome(row.outcome).name + Charts.marks(data.language, row.family === "exploratory" && say("exploratory"), unit);
  const nameIn = (row) => titled(row);

  const better = (row) => say(row.direction ? "better" : "higher") + " →";
  const headsOfCells = [say("verdict"), say("picture"), say("levels"), say("difference"), say("interval")];

  /** A difference as cells of a table: its verdict, its picture, the levels, the number and its interval. */
  const cells = (row, most) => {
    const label = Charts.range(data.language, [row.difference, row.low, row.high]);
    const word = Charts.verdict(say(row.n ? row.verdict : "undefined"), row);
    return [word, Charts.difference(row, look(row.b), label, data.language, better(row), most),
      row.levels, signed(row.difference), between(row.low, row.high)];
  };
  const finding = (where, cost, what) => data.findings[where]?.[cost]?.[what] ?? "";

  const showDifferences = () => {
    const rows = data.differences.filter(
      (row) => row.case === chosen("differences-case") && row.cost === chosen("differences-cost")
        && pairOf(row) === chosen("differences-pair"));
    const shown = (row) => {
      const told = outcome(row.outcome);
      return [titled(row, told["difference unit"]), ...cells(row)];
    };
    const heads = [say("outcome"), ...headsOfCells];
    if (!rows.length) return;
    at("differences-finding").textContent = finding(rows[0].case, rows[0].cost, "");
    const caption = named("cases", rows[0].case) + Charts.colon(data.language) + pairName(rows[0]);
    const main = rows.filter((row) => outcome(row.outcome).main), others = rows.filter((row) => !outcome(row.outcome).main);
    table("differences-table", heads, main.map(shown), caption);
    table("differences-others", heads, others.map(shown), caption);
    const back = rows.filter((row) => row["held back"]).map(nameIn);
    at("differences-why").hidden = !back.length;
    at("differences-why").textContent = say("held back", { outcomes: back.join(" · ") });
    const built = Charts.builtIn(rows, say, nameIn, (model) => named("governance", model));
    at("differences-built-in").hidden = !built.length;
    at("differences-built-in").replaceChildren(...built.map((text) => element("p", text)));
  };

  const showCases = () => {
    const what = chosen("cases-outcome");
    const rows = data.differences.filter(
      (row) => row.outcome === what && row.cost === chosen("cases-cost") && pairOf(row) === chosen("cases-pair"));
    if (!rows.length) return;
    const told = outcome(what), most = Math.max(...rows.map(Charts.reach));
    const found = [...new Set(rows.map((row) => row.n ? row.verdict : "undefined"))].map((verdict) => say(verdict) + brackets(
      rows.filter((row) => (row.n ? row.verdict : "undefined") === verdict).map((row) => named("cases", row.case)).join(" · ")));
    at("cases-finding").textContent = told.name + brackets(pairName(rows[0])) + Charts.colon(data.language) + found.join(Charts.stop(data.language));
    const caption = told.name + (told["difference unit"] ? brackets(told["difference unit"]) : "") + Charts.colon(data.language) + pairName(rows[0]);
    table("cases-table", [say("case"), ...headsOfCells], rows.map((row) => [named("cases", row.case), ...cells(row, most)]), caption);
  };

  const showMonths = () => {
    const where = chosen("months-case"), what = chosen("months-observation");
    const told = data.months.observations.find((one) => one.id === what);
    const bands = data.months.bands[where]?.[what] ?? {};
    const series = Object.entries(bands).map(([model, band]) => ({
      name: named("governance", model), look: look(model), ...band }));
    const label = say("months label", { outcome: told.name, case: named("cases", where) });
    at("months-finding").textContent = finding(where, "natural", told.outcome) || told.name;
    const way = outcome(told.outcome)?.direction, side = way ? ` · ${say("better")} ${way > 0 ? "↑" : "↓"}` : "";
    at("months-chart").setAttribute("aria-label", label);
    Charts.months(at("months-chart"), { language: data.language, texts: { month: say("month") }, label,
      month: data.months.month, unit: (told.unit || told.name) + side, series, shocks: data.months.shocks[where] });
    const rows = data.months.month.flatMap((month, index) => (month % 6 === 0 || index === 0 ? series.map((one) => [
      String(month), one.name, number(one.mean[index]), number(one.low[index]), number(one.high[index])]) : []));
    const heads = [say("month"), say("governance"), say("mean"), say("low"), say("high")];
    table("months-table", heads, rows, label);
  };

  const showCost = () => {
    const where = chosen("cost-case"), what = chosen("cost-outcome");
    const found = data.levels[where];
    const points = Object.keys(found[what]).map((model) => ({
      name: named("governance", model), look: look(model), x: found.cost_total[model], y: found[what][model] }));
    const told = outcome(what), price = outcome("cost_total");
    const label = say("cost label", { outcome: told.name, case: named("cases", where) });
    at("cost-chart").setAttribute("aria-label", label);
    at("cost-finding").textContent = finding(where, "natural", what) || told.name;
    Charts.scatter(at("cost-chart"), { language: data.language, label, points: points.filter((one) => one.y[0] !== null),
      xName: price.name + brackets(price.unit), yName: (told.unit || told.name) + (told.direction ? ` · ${say("better")} ↑` : ""),
      inverse: told.direction < 0, corner: told.direction ? say("corner") : "" });
    const range = (values) => Charts.range(data.language, values);
    table("cost-table", [say("governance"), price.name, told.name], points.map((one) => [one.name, range(one.x), range(one.y)]), label);
  };

  const showRanks = () => {
    const where = chosen("ranks-case"), what = chosen("ranks-judged");
    const found = data.ranks[where][what];
    const rows = Object.entries(found).map(([model, shares]) => ({ name: named("governance", model), shares }));
    const names = data.governance.map((one, rank) => say("place", { n: rank + 1 }));
    const label = say("ranks label", { outcome: outcome(what).name, case: named("cases", where) });
    at("ranks-chart").setAttribute("aria-label", label);
    at("ranks-finding").textContent = data["first places"][where]?.[what] ?? "";
    Charts.shares(at("ranks-chart"), { language: data.language, label, rows, ranks: names, shades: data.shades });
    const percent = (share) => (share === null ? "–" : `${number(100 * share)} %`);
    table("ranks-table", [say("governance"), ...names], rows.map((row) => [row.name, ...row.shares.map(percent)]), label);
  };

  const show = { differences: showDifferences, cases: showCases, months: showMonths, cost: showCost, ranks: showRanks };

  const cases = data.cases.map((one) => [one.id, one.name]);
  const main = data.outcomes.filter((one) => one.main), others = data.outcomes.filter((one) => !one.main);
  const outcomes = [...main, ...others].map((one) => [one.id, one.name]);
  const unique = (rows, key, text) => [...new Map(rows.map((row) => [key(row), text(row)])).entries()];
  const inCases = cases.filter(([id]) => data.differences.some((row) => row.case === id));
  choose("differences-case", inCases);
  choose("differences-cost", unique(data.differences, (row) => row.cost, (row) => say(row.cost)));
  choose("differences-pair", unique(data.differences, pairOf, pairName));
  choose("cases-outcome", outcomes.filter(([id]) => data.differences.some((row) => row.outcome === id)));
  choose("cases-cost", unique(data.differences, (row) => row.cost, (row) => say(row.cost)));
  choose("cases-pair", unique(data.differences, pairOf, pairName));
  choose("months-case", cases);
  choose("months-observation", (data.months?.observations ?? []).map((one) => [one.id, one.name]));
  choose("cost-case", cases);
  choose("cost-outcome", outcomes.filter(([id]) => id !== "cost_total"));
  choose("ranks-case", cases);
  choose("ranks-judged", outcomes.filter(([id]) => outcome(id).direction !== 0));

  const tabs = [...document.querySelectorAll('[role="tab"]')];
  const open = (tab, focus) => {
    tabs.forEach((one) => {
      const selected = one === tab;
      one.setAttribute("aria-selected", String(selected));
      one.tabIndex = selected ? 0 : -1;
      at(one.getAttribute("aria-controls")).hidden = !selected;
    });
    if (focus) tab.focus();
    show[tab.id.replace("tab-", "")]();
  };
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => open(tab, false));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const target = step ? index + step : { Home: 0, End: tabs.length - 1 }[event.key];
      if (target !== undefined) open(tabs[(target + tabs.length) % tabs.length], true);
    });
  });
  Object.keys(show).forEach((view) =>
    at(`panel-${view}`)?.querySelectorAll("select").forEach((select) => select.addEventListener("change", show[view])));
  if (tabs.length) open(tabs[0], false);
  document.body.dataset.ready = "true";
})();
