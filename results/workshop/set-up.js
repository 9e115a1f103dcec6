/* The set-up: what the room chooses. It builds its controls from what the server offers, and reads them back. */
"use strict";

const Page = (() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const say = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key] ?? key);
  const at = (id) => document.getElementById(id);


  /** Ask the server; its complaints become errors with one message. */
  const ask = async (path, sent) => {
    const query = path.includes("?") ? "&" : "?";
    const options = sent === undefined ? {} : {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(sent) };
    let answer;
    try {
      answer = await fetch(`${path}${query}lang=${language}`, options);
    } catch {
      throw new Error(say("no server"));
    }
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw Object.assign(new Error(told.problem ?? `${answer.status}`), { told });
    return told;
  };

  return { say, at, make: Elements.make, ask, language };
})();

const SetUp = (() => {
  const { say, at, make, language } = Page;
  const SIDES = ["first side", "second side", "third side"];
  let offered = null;

  const options = (entries, chosen) =>
    entries.map((one) => make("option", { value: one.id, selected: one.id === chosen }, one.name));

  const model = (id) => offered.governance.find((one) => one.id === id);
  const caseOf = (id) => offered.cases.find((one) => one.id === id);

  /** The instruments of one side: those of its governance model are ticked, any may be added or left out. */
  const instruments = (side, place) => {
    const chosen = at(`side-${place}`).value;
    const box = at(`instruments-${place}`);
    box.hidden = chosen === "";
    if (chosen === "") return;
    const held = new Set(model(chosen).instruments);
    (side?.leave_out ?? []).forEach((kind) => held.delete(kind));
    (side?.add ?? []).forEach((kind) => held.add(kind));
    const boxOf = (one) => {
      const said = model(chosen).sentences[one.id] ?? one.text;
      const tick = make("input", { type: "checkbox", name: `instrument-${place}`, value: one.id, checked: held.has(one.id) });
      tick.addEventListener("change", () => count(place));
      return make("label", {}, tick, make("span", {}, one.name, make("span", { class: "small" }, ` ${said}`),
        make("span", { class: "small cost", "data-kind": one.id })));
    };
    box.querySelector("div").replaceChildren(...offered.groups.flatMap((group) => {
      const members = offered.instruments.filter((one) => one.group === group.id);
      return members.length ? [make("fieldset", { class: "group" }, make("legend", {}, group.name), ...members.map(boxOf))] : [];
    }));
    costs(place);
    at(`about-${place}`).textContent = model(chosen).text;
    count(place);
  };

  /** What each instrument costs here, with the settings of the governance model. */
  const costs = (place) => at(`instruments-${place}`).querySelectorAll(".cost").forEach((told) => {
    const here = caseOf(at("case").value), held = model(at(`side-${place}`).value);
    if (!held) return;
    const cost = held.costs[told.dataset.kind]?.[here.id] ?? here.costs[told.dataset.kind];
    told.textContent = say("cost") + Charts.colon(language) + cost;
  });

  const count = (place) => {
    const ticked = document.querySelectorAll(`input[name="instrument-${place}"]:checked`).length;
    at(`instruments-${place}`).querySelector("summary").textContent =
      say("instruments", { count: ticked, all: offered.instruments.length });
  };

  const sideBox = (place, side) => {
    const none = place === 0 ? [] : [make("option", { value: "" }, say("none"))];
    const select = make("select", { id: `side-${place}` }, ...none, ...options(offered.governance, side?.governance));
    if (!side && place > 0) select.value = "";
    select.addEventListener("change", () => instruments(null, place));
    return make("fieldset", {}, make("legend", {}, say(SIDES[place])),
      make("label", {}, make("span", { class: "unseen" }, say(SIDES[place])), select),
      make("p", { class: "small", id: `about-${place}` }),
      make("details", { id: `instruments-${place}` }, make("summary"), make("div")));
  };

  const parameters = (values) => {
    const place = caseOf(at("case").value) ?? offered.cases[0];
    at("about-case").textContent = `${say("households", { count: place.households })} · ${place.text}`;
    at("sliders").replaceChildren(...offered.parameters.map((one) =>
      Sliders.slider(one, place.values[one.key] ?? one.default, values?.[one.key], place.residents)));
  };

  /** Show a set-up in the controls. */
  const show = (setUp) => {
    const select = make("select", { id: "case" }, ...options(offered.cases, setUp.case));
    select.addEventListener("change", () => {
      parameters(null);
      SIDES.forEach((_name, place) => costs(place));
    });
    const number = (id, low, high, value) => make("label", {}, say(id),
      make("input", { type: "number", id, min: low, max: high, step: 1, value, required: true }));
    at("controls").replaceChildren(
      make("label", {}, say("case"), select), make("p", { class: "small", id: "about-case" }),
      ...SIDES.map((_name, place) => sideBox(place, setUp.sides[place])),
      make("details", { open: true, id: "parameters" }, make("summary", {}, say("parameters")), make("div", { id: "sliders" })),
      number("months", 6, 120, setUp.months), number("worlds", 2, 50, setUp.replicates));
    SIDES.forEach((_name, place) => instruments(setUp.sides[place], place));
    parameters(setUp.parameters);
  };

  /** The set-up as it stands in the controls. */
  const read = () => {
    const sides = SIDES.flatMap((_name, place) => {
      const governance = at(`side-${place}`).value;
      if (!governance) return [];
      const held = model(governance).instruments;
      const ticked = [...document.querySelectorAll(`input[name="instrument-${place}"]:checked`)].map((one) => one.value);
      return [{ governance, add: ticked.filter((kind) => !held.includes(kind)),
        leave_out: held.filter((kind) => !ticked.includes(kind)) }];
    });
    return { case: at("case").value, sides, parameters: Sliders.values(), months: Number(at("months").value),
      replicates: Number(at("worlds").value) };
  };

  /** The set-up in one line. */
  const inWords = () => {
    const chosen = (select) => select.selectedOptions[0].textContent;
    const models = SIDES.map((_name, place) => at(`side-${place}`)).filter((select) => select.value).map(chosen);
    return [chosen(at("case")), models.join(language === "zh" ? "、" : ", "),
      say("length", { months: at("months").value, worlds: at("worlds").value })].join(" · ");
  };

  const begin = async () => {
    offered = await Page.ask("api/choices");
    show(offered.usual);
    return offered;
  };

  /** The same set-up for a case of other choices, as it has its values. */
  const renew = (choices, chosen) => {
    const setUp = read();
    offered = choices;
    show({ ...setUp, case: chosen, parameters: {} });
  };

  return { begin, show, read, renew, inWords };
})();
