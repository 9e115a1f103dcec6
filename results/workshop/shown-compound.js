/* The compound on the workshop page: that of the set-up as soon as the page opens, and of every round that was run. */
"use strict";

const ShownCompound = (() => {
  const { say, at, make, ask } = Page;
  const WAIT = 300;
  let shown = null, wanted = 0, waiting = null;

  const place = () => at("shown-compound");

  /** The first replicate of a round whose id is promised; `about`: what stands above it. */
  const fetched = async (promised, about) => {
    const mine = (wanted += 1);
    const inside = make("div");
    shown?.end();
    shown = null;
    inside.append(make("p", { class: "loading notice", role: "status" }, say("loading compound")));
    place().replaceChildren(make("h2", {}, say("compound heading")), make("p", { class: "quiet" }, about), inside);
    try {
      const { id: round } = await promised();
      const { compound, words } = await ask(`api/rounds/${round}/scenes`);
      if (mine !== wanted) return;
      shown = LivingCompound.show(inside, { compound, words, language: document.documentElement.lang,
        askHousehold: (scene, household, month) => why(round, scene, household, month), askIssue: (scene, issue) => story(round, scene, issue) });
      place().dataset.shown = round;
    } catch (error) {
      if (mine === wanted) inside.replaceChildren(make("p", { class: "notice", role: "alert" }, error.message));
    }
  };

  /** What the set-up looks like before anybody runs it. */
  const open = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => fetched(() => ask("api/compounds", SetUp.read()), say("compound opened")), place().childElementCount ? WAIT : 0);
  };
  /** That of a round, when it is over: its runs come first. */
  const round = (id, over) => {
    clearTimeout(waiting);
    return fetched(() => over.then(() => ({ id })), say("compound said"));
  };

  /** Nobody is to see what comes out before all have said what they expect. */
  const hide = (yes) => { place().hidden = yes; };

  const why = async (id, scene, household, month) => {
    const query = new URLSearchParams({ governance: scene.data.governance, household, month });
    const answer = Told.household(await ask(`api/rounds/${id}/why?${query}`)), door = scene.data.doors?.[household];
    return make("div", {}, ...(door ? [make("p", {}, say("own door", { door }))] : []), answer);
  };

  const story = async (id, scene, issue) =>
    Told.issue(await ask(`api/rounds/${id}/story?${new URLSearchParams({ governance: scene.data.governance, issue })}`));

  return { open, round, hide, living: () => shown };
})();
