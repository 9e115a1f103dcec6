/* What came out: the same pictures as in the report, drawn again as worlds come in, and what people expected. */
"use strict";

const Results = (() => {
  const { say, at, make, ask } = Page;
  const language = document.documentElement.lang;
  const between = (low, high) => Charts.between(language, low, high, (value) => Charts.signed(language, value));
  let offered = null, observation = "conflict_index";

  const begin = (choices) => { offered = choices; };
  const outcome = (id) => offered.outcomes.find((one) => one.id === id);
  const named = (told, id) => told.governance.find((one) => one.id === id)?.name ?? id;
  const caseName = (told) => offered.cases.find((one) => one.id === told.asked.case)?.name ?? told.asked.case;

  const table = (caption, heads, rows) => make("div", { class: "scroll" }, make("table", {}, make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...rows.map((cells) => make("tr", {}, ...cells.map((cell, column) =>
      column === 0 ? make("th", { scope: "row" }, cell) : make("td", {}, cell)))))));

  const clear = () => {
    at("shown").replaceChildren();
    at("shown").hidden = true;
  };

  const frame = (told) => {
    const select = make("select", { id: "observation", "aria-label": say("outcome") },
      ...told.months.observations.map((one) => make("option", { value: one.id, selected: one.id === observation }, one.name)));
    select.addEventListener("change", () => { observation = select.value; months(Results.last); });
    at("shown").replaceChildren(
      make("p", { class: "quiet" }, say("within")), make("div", { id: "beyond" }, ...told.beyond.map((text) => make("p", { class: "notice" }, text))),
      make("section", { id: "shown-months" },
        make("h2", {}, say("months heading")), make("div", { class: "controls" }, select), make("p", { class: "quiet" }, say("bands")),
        make("div", { id: "months-chart", class: "chart", role: "img" })),
      make("section", { id: "predicted" }),
      make("section", { id: "shown-differences" }, make("h2", {}, say("differences heading")), make("div", { id: "differences" })));
  };

  const months = (told) => {
    const seen = told.months.observations.find((one) => one.id === observation) ?? told.months.observations[0];
    const bands = told.months.bands[told.asked.case][seen.id];
    const series = told.governance.map((one) => ({ name: one.name, look: one.look, ...bands[one.id] }));
    const label = say("months label", { outcome: seen.name, case: caseName(told) });
    at("months-chart").setAttribute("aria-label", label);
    Charts.months(at("months-chart"), { language: document.documentElement.lang, texts: { month: say("month") }, label,
      month: told.months.month, unit: seen.unit || seen.name, series, shocks: told.months.shocks[told.asked.case] });
  };

  const differences = (told) => {
    const first = told.governance[0].id;
    const tables = told.governance.slice(1).map((other) => {
      const rows = told.differences.filter((row) => row.a === first && row.b === other.id && row.n > 0 && outcome(row.outcome)?.main);
      const caption = `${other.name} − ${named(told, first)}` + Charts.brackets(language, `n = ${told.worlds}`);
      return table(caption, ["outcome", "picture", "difference", "interval", "verdict"].map((key) => say(key)), rows.map((row) => {
        const about = outcome(row.outcome);
        const better = `${say(row.direction ? "better" : "higher")} →`;
        const picture = Charts.difference(row, other.look, between(row.low, row.high), language, better);
        const marks = Charts.marks(language, row.family === "exploratory" && say("exploratory"), about["difference unit"]);
        return [about.name + marks, picture, Charts.signed(language, row.difference),
          row.low === null ? "–" : between(row.low, row.high),
          Charts.verdict(say(row.verdict), row)];
      }));
    });
    const waiting = told.worlds < 2 ? [make("p", { class: "quiet" }, say("one world"))] : [];
    const back = told.differences.filter((row) => row.a === first && row["held back"] && outcome(row.outcome)?.main);
    const names = [...new Set(back.map((row) => outcome(row.outcome).name))].join(" · ");
    const why = names ? [make("p", { class: "quiet" }, say("held back", { outcomes: names }))] : [];
    const shown = told.differences.filter((row) => row.a === first && outcome(row.outcome)?.main);
    const built = Charts.builtIn(shown, say, (row) => outcome(row.outcome).name, (model) => named(told, model));
    why.push(...[...built, ...told.signs].map((text) => make("p", { class: "quiet" }, text)));
    at("differences").replaceChildren(...waiting, ...tables, ...why);
  };

  const predicted = async (told) => {
    if (!told.predictions || told.governance.length < 2) return;
    const answers = await ask(`api/rounds/${told.id}/predictions`);
    const rows = answers.rows.map((row) => [row.name || "–", outcome(row.outcome).name, say(row.expected),
      row.found ? say(row.found) : "…", row.right ? say(`right ${row.right}`) : "…"]);
    const heads = ["name", "outcome", "expected", "found", "right"].map((key) => say(key));
    at("predicted").replaceChildren(make("h2", {}, say("predicted heading")), table("", heads, rows),
      make("p", { class: "quiet" }, say("right said")),
      make("a", { href: "api/predictions.csv", download: "gongzhi-predictions.csv", id: "export" }, say("export")));
  };

  /** Show what is known of a round; called again as worlds come in. */
  const show = (told) => {
    Results.last = told;
    if (at("shown").childElementCount === 0) frame(told);
    at("shown").hidden = false;
    months(told);
    differences(told);
    document.dispatchEvent(new CustomEvent("results"));
    predicted(told).then(() => document.dispatchEvent(new CustomEvent("results")));
  };

  return { begin, show, clear, last: null };
})();
