/* Sliders of parameters: what each changes, what is plausible, and questions that move it.

   A value is shown as people think of it: a share in per cent, staff as persons of this place, what keeps people
   away as the chance that they come. */
"use strict";

const Sliders = (() => {
  const { say, make, language } = Page;
  const number = (value) => Charts.number(document.documentElement.lang, value);
  const percent = (share) => `${number(100 * share)} %`;

  /** The chance of somebody who would come with chance `of`, at this value. */
  const chance = (one, value) => {
    const odds = (one.of / (1 - one.of)) * Math.exp(-value * one.through);
    return odds / (1 + odds);
  };

  const SHORT = {
    plain: (one, value) => number(value),
    percent: (one, value) => percent(value),
    people: (one, value) => number(value),
    chance: (one, value) => percent(chance(one, value)),
  };
  const short = (one, value) => SHORT[one.scale](one, value);

  const shown = (one, value, residents) => {
    if (one.scale === "people") return say("people", { rate: number(value), count: number(Math.round(value * residents / 100) / 10) });
    return one.scale === "chance" ? say("chance", { of: percent(one.of), chance: short(one, value) }) : `${short(one, value)} ${one.unit}`.trim();
  };

  const CHANGES = {
    to: (by) => by, add: (by, usual) => usual + by, times: (by, usual) => usual * by,
    people: (by, usual, residents) => usual + (1000 * by) / residents,
  };

  const moved = () => document.dispatchEvent(new CustomEvent("moved"));

  /** usual: the value of the case; value: where it stands, if it was moved. */
  const slider = (one, usual, value, residents) => {
    const written = make("output", { for: `value-${one.key}` });
    const input = make("input", { type: "range", id: `value-${one.key}`, min: one.least, max: one.most, step: "any",
      "data-key": one.key, "aria-describedby": `what-${one.key}` });
    const beyond = make("p", { class: "small beyond" }, say("beyond"));
    const stands = () => (input.dataset.moved ? Number(input.value) : usual);
    const questions = one.questions.map((question) => {
      const target = Number(CHANGES[question.change](question.by, usual, residents).toPrecision(4));
      const out = target < one.least || target > one.most;
      const button = make("button", { type: "button", class: "small", disabled: out, title: out ? say("not allowed") : null },
        question.text);
      button.addEventListener("click", () => { put(target); moved(); });
      return { button, target };
    });
    const tell = () => {
      const now = stands();
      written.textContent = shown(one, now, residents) + (input.dataset.moved ? "" : Charts.brackets(language, say("as the case")));
      input.setAttribute("aria-valuetext", written.textContent);
      beyond.hidden = now >= one.low && now <= one.high;
      questions.forEach(({ button, target }) => button.setAttribute("aria-pressed", String(Boolean(input.dataset.moved) && now === target)));
    };
    const put = (now) => { input.value = now; input.dataset.moved = "true"; tell(); };
    input.value = value ?? usual;
    if (value !== undefined) input.dataset.moved = "true";
    input.addEventListener("input", () => put(Number(Number(input.value).toPrecision(3))));
    input.addEventListener("change", moved);
    const back = make("button", { type: "button", class: "small", "aria-label": say("reset") + Charts.colon(language) + one.name }, say("reset"));
    back.addEventListener("click", () => { input.value = usual; delete input.dataset.moved; tell(); moved(); });
    tell();
    const ends = (low, high) => Charts.between(language, low, high, (end) => short(one, end));
    const range = [["plausible", ends(one.low, one.high)], ["possible", ends(one.least, one.most)], ["evidence", one.evidence]]
      .map(([key, text]) => say(key) + Charts.colon(language) + text).join(Charts.stop(language));
    const share = (end) => (100 * (end - one.least)) / (one.most - one.least);
    const plausible = make("i");
    plausible.style.marginLeft = `${share(one.low)}%`;
    plausible.style.width = `${share(one.high) - share(one.low)}%`;
    const band = make("div", { class: "plausible", "aria-hidden": "true" }, plausible);
    return make("div", { class: "slider" }, make("label", { for: `value-${one.key}` }, make("span", {}, one.name, " ", written)), input, band,
      make("div", { class: "row" }, ...questions.map((question) => question.button), back), beyond,
      make("p", { class: "small", id: `what-${one.key}` }, one.what), make("p", { class: "small", title: one.source }, range));
  };

  /** The values that were moved, by key. */
  const values = () => Object.fromEntries([...document.querySelectorAll('#sliders input[data-moved="true"]')]
    .map((input) => [input.dataset.key, Number(input.value)]));

  return { slider, values, shown };
})();
