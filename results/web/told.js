/* What is said to people of a household's month or an issue's life: their words first, the technical details folded.

   Knows neither server nor page: it draws what an answer of `why` or `story` holds, with the words that come in it. */
"use strict";

const Told = (() => {
  const { make } = Elements;
  const colon = document.documentElement.lang.startsWith("zh") ? "：" : ": ";

  /** A text whose numbers keep their sign of per cent beside them. */
  const whole = (text) => text.replaceAll(/(\d) %/g, "$1\u00a0%");
  const list = (texts, name) => make("ul", { class: name }, ...texts.map((text) => make("li", {}, whole(text))));

  /** People's words, then `technical` elements in a closed fold. */
  const told = (people, kind, technical) => {
    const otherwise = people.if.length ? [make("h4", {}, people.words.if), list(people.if, "told-if")] : [];
    const fold = make("details", { class: "technical" }, make("summary", {}, people.words.details), ...technical);
    return make("section", { class: `told told-${kind}` }, make("h3", {}, people.title), list(people.said, "told-said"),
      ...otherwise, ...(people.note ? [make("p", { class: "quiet" }, people.note)] : []), fold);
  };

  /** One decision: its sentences, what was read, where its rule stands. */
  const decision = (one) => make("details", {}, make("summary", {}, one.name + colon + one.said),
    make("p", {}, [one.text, ...one.goes_through].join(" ")), list(one.how, "how"),
    make("p", { class: "quiet" }, one.inputs.map((part) => part.name + colon + part.words).join(" · ")),
    make("p", { class: "quiet" }, make("code", {}, `${one.file}, ${one.line}`)));

  /** The answer of `why`: a household's or an institution's month. */
  const household = (answer) => told(answer.people, "household", [make("p", {}, make("strong", {}, answer.title)),
    make("p", { class: "quiet" }, answer.agent.words), ...answer.decisions.map(decision)]);

  /** The answer of `story`: an issue's life. */
  const issue = (answer) => told(answer.people, "issue", [make("p", {}, make("strong", {}, answer.title)),
    make("ol", {}, ...answer.sentences.map((text) => make("li", {}, text)))]);

  return { household, issue };
})();
