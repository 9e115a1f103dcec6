/* What came out: the same pictures as in the report, drawn again as worlds come in, and what people expected. */
"use strict";

const Results = (() => {
  const { say, at, make, ask } = Page;
  const language = document.documentElement.lang;
  const number = (value) => Charts.number(language, value);
  const between = (low, high) => Charts.between(language, low, high);
  let offered = null, observation = "conflict_index", compound = null, timer = null;

  const begin = (choices) => { offered = choices; };
  const outcome = (id) => offered.outcomes.find((one) => one.id === id);
  const named = (told, id) => told.governance.find((one) => one.id === id)?.name ?? id;
  const caseName = (told) => offered.cases.find((one) => one.id === told.asked.case)?.name ?? told.asked.case;

  const table = (caption, heads, rows) => make("div", { class: "scroll" }, make("table", {}, make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...heads.map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, ...rows.map((cells) => make("tr", {}, ...cells.map((cell, column) =>
      column === 0 ? make("th", { scope: "row" }, cell) : make("td", {}, cell)))))));

  const clear = () => {
    clearInterval(timer);
    compound = null;
    at("shown").replaceChildren();
    at("shown").hidden = true;
  };

  const frame = (told) => {
    const select = make("select", { id: "observation", "aria-label": say("outcome") },
      ...told.months.observations.map((one) => make("option", { value: one.id, selected: one.id === observation }, one.name)));
    select.addEventListener("change", () => { observation = select.value; months(Results.last); });
    const load = make("button", { type: "button", id: "load-compound" }, say("load compound"));
    load.addEventListener("click", () => showCompound(Results.last));
    at("shown").replaceChildren(
      make("p", { class: "quiet" }, say("within")),
      make("h2", {}, say("months heading")), make("div", { class: "controls" }, select), make("p", { class: "quiet" }, say("bands")),
      make("div", { id: "months-chart", class: "chart", role: "img" }), make("div", { id: "predicted" }),
      make("h2", {}, say("differences heading")), make("div", { id: "differences" }),
      make("h2", {}, say("compound heading")), load, make("div", { id: "compound" }), make("div", { id: "why-told", "aria-live": "polite" }));
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
        return [about.name + (row.family === "exploratory" ? Charts.brackets(language, say("exploratory")) : "")
          + (about["difference unit"] ? Charts.brackets(language, about["difference unit"]) : ""), picture, number(row.difference),
          row.low === null ? "–" : between(row.low, row.high),
          make("span", { class: row.verdict.replaceAll(" ", "-") }, say(row.verdict))];
      }));
    });
    const waiting = told.worlds < 2 ? [make("p", { class: "quiet" }, say("one world"))] : [];
    const back = told.differences.filter((row) => row.a === first && row["held back"] && outcome(row.outcome)?.main);
    const names = [...new Set(back.map((row) => outcome(row.outcome).name))].join(" · ");
    const why = names ? [make("p", { class: "quiet" }, say("held back", { outcomes: names }))] : [];
    const shown = told.differences.filter((row) => row.a === first && outcome(row.outcome)?.main);
    const built = Charts.builtIn(shown, say, (row) => outcome(row.outcome).name, (model) => named(told, model));
    why.push(...built.map((text) => make("p", { class: "quiet" }, text)));
    at("differences").replaceChildren(...waiting, ...tables, ...why);
  };

  const predicted = async (told) => {
    if (!told.predictions || told.governance.length < 2) return;
    const answers = await ask(`api/rounds/${told.id}/predictions`);
    const rows = answers.rows.map((row) => [row.name || "–", outcome(row.outcome).name, say(row.expected),
      row.found ? say(row.found) : "…", row.right ? say(`right ${row.right}`) : "…"]);
    const heads = ["name", "outcome", "expected", "found", ""].map((key) => (key ? say(key) : ""));
    at("predicted").replaceChildren(make("h2", {}, say("predicted heading")), table("", heads, rows),
      make("p", { class: "quiet" }, say("right said")),
      make("a", { href: "api/predictions.csv", download: "gongzhi-predictions.csv", id: "export" }, say("export")));
  };

  const showCompound = async (told) => {
    at("compound").replaceChildren(make("p", { role: "status" }, say("loading")));
    try {
      const { scenes } = await ask(`api/rounds/${told.id}/scenes`);
      compound = scenes.map((one) => Compound.scene(one, named(told, one.governance), (row, month, door) =>
        why(told, one.governance, row, month, door)));
    } catch (error) {
      at("compound").replaceChildren(make("p", { class: "notice", role: "alert" }, error.message));
      return;
    }
    at("load-compound").hidden = true;
    const last = compound[0].months;
    const shown = make("output", { for: "month" }, "1");
    const slider = make("input", { type: "range", id: "month", min: 1, max: last, value: 1, "aria-label": say("month") });
    const stories = compound.map((one) => storyChoice(told, one));
    const show = (month) => {
      slider.value = month; shown.textContent = month;
      compound.forEach((one) => one.show(month - 1));
      stories.forEach((one) => one.show(month));
    };
    slider.addEventListener("input", () => show(Number(slider.value)));
    const play = make("button", { type: "button", id: "play" }, say("play"));
    play.addEventListener("click", () => {
      if (timer) { clearInterval(timer); timer = null; play.textContent = say("play"); return; }
      play.textContent = say("pause");
      timer = setInterval(() => show((Number(slider.value) % last) + 1), 350);
    });
    at("compound").replaceChildren(make("p", { class: "quiet" }, say("compound said")), Compound.key(compound[0].kinds),
      make("div", { class: "row" }, play, make("label", { for: "month" }, say("month"), " ", shown)), slider,
      make("div", { class: "scenes" }, ...compound.map((one, at) => make("div", {}, one.element, stories[at].element))));
    show(1);
  };

  /** The issues open in one scene: choose one and have its life told. */
  const storyChoice = (told, scene) => {
    const select = make("select", { "aria-label": say("issues open") + Charts.colon(language) + named(told, scene.governance) });
    const tell = make("button", { type: "button", class: "tell" }, say("tell"));
    tell.addEventListener("click", () => story(told, scene.governance, select.value));
    const show = (month) => {
      const open = scene.open(month);
      const texts = open.map((one) => make("option", { value: one.id }, say(one.raised > 0 ? "issue said" : "issue said before", {
        kind: offered.issues[one.kind] ?? one.kind, stairwell: one.stairwell, month: Math.abs(one.raised) })));
      select.replaceChildren(...(texts.length ? texts : [make("option", { value: "" }, say("no issue"))]));
      tell.disabled = !open.length;
    };
    const label = make("label", {}, `${say("issues open")} `, select);
    return { element: make("div", { class: "row" }, label, tell), show };
  };

  const story = async (told, governance, issue) => {
    const place = at("why-told");
    try {
      const answer = await ask(`api/rounds/${told.id}/story?${new URLSearchParams({ governance, issue })}`);
      place.replaceChildren(Told.issue(answer));
    } catch (error) {
      place.replaceChildren(make("p", { role: "alert" }, error.message));
    }
  };

  const why = async (told, governance, row, month, door) => {
    const query = new URLSearchParams({ governance, household: row, month });
    const place = at("why-told");
    try {
      const answer = await ask(`api/rounds/${told.id}/why?${query}`);
      place.replaceChildren(...(door ? [make("p", {}, say("own door", { door }))] : []), Told.household(answer));
    } catch (error) {
      place.replaceChildren(make("h3", {}, say("why heading")), make("p", {}, error.message));
    }
  };

  /** Show what is known of a round; called again as worlds come in. */
  const show = (told) => {
    Results.last = told;
    if (at("shown").childElementCount === 0) frame(told);
    at("shown").hidden = false;
    months(told);
    differences(told);
    predicted(told);
  };

  return { begin, show, clear, last: null };
})();
