/* The presenter mode: one thing at a time, in letters for the back of the room. It shows parts of the page as they are,
   alone, and needs no permission: without full screen it fills the window. */
"use strict";

const Presenter = (() => {
  const { say, at, make, language } = Page;
  const OF_THE_KEYBOARD = "input, select, textarea, dialog, [contenteditable]";
  const OF_SPACE = "button, a, summary, label";
  const ROWS = 6;
  let offered = null, step = 0, leftByUs = false;

  const on = () => document.body.classList.contains("presenting");
  const nameOf = (entries, id) => entries.find((one) => one.id === id)?.name ?? id;
  const known = () => Results.last && !at("shown").hidden && at("shown").childElementCount > 0;

  const tables = () => [...(document.getElementById("differences")?.querySelectorAll(".scroll") ?? [])];
  const rowsOf = (table) => [...(tables()[table]?.querySelectorAll("tbody tr") ?? [])];

  /** Question, prediction, months, verdicts of each further governance model in parts that fit a screen, compound, limits. */
  const steps = () => {
    const models = known() ? Results.last.governance.length : SetUp.read().sides.length;
    const verdicts = Array.from({ length: models - 1 }, (_none, table) => {
      const rows = rowsOf(table).length || offered.outcomes.filter((one) => one.main).length;
      return Array.from({ length: Math.ceil(rows / ROWS) }, (_other, part) => `verdicts ${table} ${part}`);
    });
    return ["question", "prediction", "months", ...verdicts.flat(), "compound", "limits"];
  };

  const question = () => {
    const setUp = SetUp.read();
    const quoted = (name) => (language === "zh" ? `“${name}”` : name);
    const [a, ...others] = setUp.sides.map((one) => quoted(nameOf(offered.governance, one.governance)));
    const place = nameOf(offered.cases, setUp.case), b = others.join(language === "zh" ? "或" : say("or"));
    const kinds = (side) => [...offered.governance.find((one) => one.id === side.governance).instruments
      .filter((kind) => !side.leave_out.includes(kind)), ...side.add];
    const new_ = (side) => kinds(side).filter((kind) => !kinds(setUp.sides[0]).includes(kind)).map((kind) => nameOf(offered.instruments, kind));
    const further = setUp.sides.slice(1).map((side, at_) => ({ b: others[at_], instruments: new_(side) })).filter((one) => one.instruments.length);
    const moved = Object.entries(setUp.parameters).map(([key, value]) => {
      const one = offered.parameters.find((each) => each.key === key);
      const here = offered.cases.find((each) => each.id === setUp.case);
      return one.name + Charts.colon(language) + Sliders.shown(one, value, here.residents);
    });
    at("step-question").replaceChildren(
      make("h2", { class: "asked" }, say(b ? "asked more" : "asked one", { case: place, a, b })),
      make("p", {}, SetUp.inWords()),
      ...further.map((one) => make("p", { class: "quiet" },
        say("beside", { a, b: one.b, instruments: one.instruments.join(language === "zh" ? "、" : ", ") }))),
      ...moved.map((text) => make("p", {}, make("strong", {}, text))));
  };

  const limits = () => {
    const said = known() ? [...at("beyond").querySelectorAll("p"), ...at("differences").querySelectorAll(":scope > p")] : [];
    const texts = [say("within"), ...said.map((one) => one.textContent),
      ...(known() ? [say("limit replicates", { count: Results.last.worlds })] : []), say("limit households"), say("limit sources")];
    at("step-limits").replaceChildren(make("h2", {}, say("step limits")), make("ul", {}, ...texts.map((text) => make("li", {}, text))));
  };

  const waiting = (text) => {
    at("step-waiting").replaceChildren(make("p", { class: "asked" }, text));
    return ["step-waiting"];
  };

  /** The ids of what is on stage in a step. */
  const onStage = (name) => {
    if (name === "question" || name === "limits") {
      ({ question, limits })[name]();
      return [`step-${name}`];
    }
    if (name === "prediction") {
      if (at("room").open) return ["room"];
      if (!at("predictions").hidden) return ["predictions"];
      return known() && at("predicted").childElementCount ? ["shown", "predicted"] : ["room"];
    }
    if (name === "compound") return ["shown-compound"];
    return known() ? ["shown", name === "months" ? "shown-months" : "shown-differences"] : waiting(say("nothing yet"));
  };

  const stage = () => {
    if (!on()) return;
    const all = steps();
    step = Math.min(step, all.length - 1);
    const name = all[step];
    const chosen = new Set(onStage(name));
    document.querySelectorAll("#results > *, #shown > *").forEach((one) => one.classList.toggle("on-stage", chosen.has(one.id)));
    const [kind, shown, part] = name.split(" ");
    tables().forEach((one, table) => {
      one.classList.toggle("on-stage", table === Number(shown));
      rowsOf(table).forEach((row, place) => row.classList.toggle("off-stage", Math.floor(place / ROWS) !== Number(part)));
    });
    document.body.dataset.step = document.documentElement.dataset.step = kind;
    at("presenter-step").textContent = say("step of", { step: step + 1, all: all.length, name: say(`step ${kind}`) });
    at("presenter-back").disabled = step === 0;
    at("presenter-on").disabled = step === all.length - 1;
  };

  const go = (to) => {
    const all = steps(), name = all[Math.max(0, Math.min(to, all.length - 1))];
    if (to > all.indexOf("prediction") && !at("predictions").hidden) at("skip")?.click();
    step = all.indexOf(name);
    stage();
    window.scrollTo(0, 0);
  };

  const fill = () => document.documentElement.requestFullscreen?.().catch(() => null);
  const unfill = () => {
    leftByUs = true;
    return document.exitFullscreen().catch(() => null);
  };

  const enter = () => {
    document.body.classList.add("presenting");
    document.documentElement.classList.add("presenting");
    at("presenter").hidden = false;
    go(document.body.dataset.step && known() ? step : 0);
    fill();
  };

  const leave = () => {
    document.body.classList.remove("presenting");
    document.documentElement.classList.remove("presenting");
    at("presenter").hidden = true;
    if (document.fullscreenElement) unfill();
    at("present").focus();
  };

  const KEYS = {
    ArrowRight: () => go(step + 1), PageDown: () => go(step + 1), " ": () => go(step + 1),
    ArrowLeft: () => go(step - 1), PageUp: () => go(step - 1), Home: () => go(0), End: () => go(steps().length - 1),
    Escape: leave, f: () => (document.fullscreenElement ? unfill() : fill()),
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.target.closest(OF_THE_KEYBOARD)) return;
    if (event.key === " " && event.target.closest(OF_SPACE)) return;
    if (event.key !== "Escape" && event.target.closest(".compound canvas, .compound [tabindex]")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "?") at("keys").showModal();
    else if (on() && KEYS[key]) KEYS[key]();
    else if (!on() && key === "f" && offered) enter();
    else return;
    event.preventDefault();
  });

  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && on() && !leftByUs) leave();
    leftByUs = false;
  });

  const button = (id, text, press) => {
    const made = make("button", { type: "button", id }, text);
    made.addEventListener("click", press);
    return made;
  };

  const keyList = () => {
    const rows = [[`→ · ${say("space")} · Page Down`, "key on"], ["← · Page Up", "key back"], ["Home · End", "key ends"],
      ["F", "key screen"], ["Esc", "key leave"], ["?", "key help"]];
    return make("dialog", { id: "keys", "aria-label": say("keys") }, make("h2", {}, say("keys")),
      make("dl", {}, ...rows.flatMap(([key, text]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, say(text))])),
      button("close-keys", say("close"), () => at("keys").close()));
  };

  const begin = (choices) => {
    offered = choices;
    if (at("presenter")) return;
    document.body.append(make("nav", { id: "presenter", hidden: true, "aria-label": say("present") },
      button("presenter-back", `← ${say("back")}`, () => go(step - 1)), make("p", { id: "presenter-step", role: "status" }),
      button("presenter-on", `${say("on")} →`, () => go(step + 1)),
      button("presenter-screen", say("whole screen"), KEYS.f), button("presenter-keys", "?", () => at("keys").showModal()),
      button("presenter-leave", say("leave"), leave)), keyList());
    at("presenter-keys").setAttribute("aria-label", say("keys"));
    at("present").addEventListener("click", enter);
    document.addEventListener("results", stage);
    new MutationObserver(stage).observe(at("predictions"), { attributes: true, attributeFilter: ["hidden"] });
    at("room").addEventListener("toggle", stage);
    new MutationObserver(stage).observe(at("shown"), { attributes: true, attributeFilter: ["hidden"] });
  };

  return { begin };
})();
