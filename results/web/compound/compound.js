/* A living compound: two or more scenes side by side, played, stepped and asked about.

   It knows nothing of a server. A host gives it {compound, words, language, askHousehold, askIssue}: `compound` as
   results/compound/scenes.py makes it; `askHousehold(scene, row, month)` and `askIssue(scene, id)` promise an element,
   or are left out where nobody can be asked. */
"use strict";

const LivingCompound = (() => {
  const { make } = Elements;
  const MONTH = 1700, SPEEDS = [0.5, 1, 2, 4], MOST_ISSUES = 60, LARGE = 1000;

  const show = (place, given) => {
    const { compound, language } = given;
    const say = (key, values = {}) =>
      Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), given.words[key] ?? key);
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const last = compound.scenes[0].months.length;
    const kindName = (kind) => (language.startsWith("zh") ? kind.zh : kind.en);
    let month = 0, t = 1, playing = false, speed = 1, asked = 0, before = 0, frames = 0;

    const host = { say, language, kindName, changes: compound.changes, statuses: compound.statuses, askHousehold: given.askHousehold, askIssue: given.askIssue,
      month: () => month + 1, go: (to) => go(to - 1), repaint: () => repaint() };
    const scenes = compound.scenes.map((data) => CompoundScene.make(data, compound.kinds));
    const maps = scenes.map((scene) => CompoundMap.show(scene, host, (row) => beside.household(maps[scenes.indexOf(scene)], row, month)));
    maps.forEach((map) => map.shows(() => month));
    const beside = CompoundBeside.show(host, maps);
    const issues = make("select", { class: "issues", "aria-label": say("follow") });
    const follow = make("button", { type: "button", class: "follow-chosen" }, say("follow"));
    follow.addEventListener("click", () => {
      const [at, number] = issues.value.split(" ").map(Number);
      if (issues.value) { pause(); beside.issue(maps[at], number); }
    });
    const ticker = CompoundBeside.ticker(host, maps, beside, make("div", { class: "follow-one" }, make("label", {}, say("issues open"), " ", issues), follow));
    const counters = CompoundCounters.show(compound.counters, compound.scenes, language);

    const button = (id, text, act) => {
      const made = make("button", { type: "button", class: id }, text);
      made.addEventListener("click", act);
      return made;
    };
    const play = button("play primary", say("play"), () => (playing ? pause() : start()));
    const speeds = make("select", { class: "speed" }, ...SPEEDS.map((one) => make("option", { value: one, selected: one === 1 }, say("times", { number: one }))));
    speeds.addEventListener("change", () => { speed = Number(speeds.value); });
    const slider = make("input", { type: "range", class: "month", min: 1, max: last, step: 1, value: 1, "aria-label": say("time line") });
    slider.addEventListener("input", () => { pause(); go(Number(slider.value) - 1, true); });
    const where = make("output", { class: "where", "aria-live": "polite" });
    const shocks = compound.shocks.map((one) => make("li", { style: `left: ${(100 * (one.month - 1)) / Math.max(1, last - 1)}%`,
      class: one.month > last * 0.7 ? "late" : "" }, make("span", {}, `▼ ${one.name}`)));
    const controls = make("div", { class: "compound-controls", role: "group", "aria-label": say("time line") },
      calm ? null : play, button("back", `◀ ${say("back")}`, () => { pause(); go(month - 1); }), button("forward", `${say("forward")} ▶`, () => { pause(); go(month + 1); }),
      calm ? null : make("label", {}, say("speed"), " ", speeds), where,
      make("div", { class: "time" }, make("ul", { class: "shocks" }, ...shocks), slider));
    const words = make("details", { class: "compound-words" }, make("summary", {}, say("in words")), make("div"));
    words.addEventListener("toggle", () => inWords());
    const root = make("section", { class: "compound" }, controls, counters.element,
      make("div", { class: "compound-maps", "data-maps": maps.length }, ...maps.map((map) => map.element), beside.element, ticker.element),
      words,
      CompoundMap.key(say, compound.scenes, kindName), make("p", { class: "quiet" }, say("how drawn")));

    const inWords = () => {
      if (!words.open) return;
      const lists = maps.map((map) => [make("h4", {}, map.scene.data.name), make("ul", {}, ...map.scene.month(month).lines.map(([, text]) => make("li", {}, text)))]);
      words.querySelector("div").replaceChildren(CompoundCounters.table(compound.counters, compound.scenes, language, month), ...lists.flat());
    };

    const openIssues = () => {
      const groups = maps.map((map, at) => make("optgroup", { label: map.scene.data.name }, ...map.scene.telling(month + 1).slice(0, MOST_ISSUES).map((one) =>
        make("option", { value: `${at} ${one.number}` }, beside.issueName(map.scene, one)))));
      issues.replaceChildren(...groups);
      follow.disabled = !issues.value;
    };

    /** All that is words and numbers of the month that is shown. */
    const tell = () => {
      slider.value = month + 1;
      slider.setAttribute("aria-valuetext", say("of months", { month: month + 1, last }));
      where.textContent = say("of months", { month: month + 1, last });
      where.setAttribute("aria-live", playing ? "off" : "polite");
      root.dataset.month = month + 1;
      counters.show(month);
      ticker.show(month);
      beside.mark(month + 1);
      maps.forEach((map) => map.label(month + 1));
      inWords();
      if (!playing) openIssues();
    };

    const paint = () => { frames += 1; maps.forEach((map) => map.paint(month, t)); };
    const frame = (now) => {
      asked = 0;
      const passed = before ? Math.min(now - before, 100) : 16;
      before = now;
      t = Math.min(1, t + (passed * speed) / (playing ? MONTH : 1000));
      if (t >= 1 && playing && month < last - 1) { month += 1; t = 0; tell(); }
      else if (t >= 1 && playing) pause();
      paint();
      if (t < 1 || playing) request();
      else before = 0;
    };
    const request = () => { asked ||= requestAnimationFrame(frame); };
    const repaint = () => { if (root.isConnected && !asked) paint(); };

    const go = (to, atOnce = false) => {
      const next = Math.min(Math.max(to, 0), last - 1);
      if (next === month && t >= 1) return repaint();
      month = next;
      t = calm || atOnce ? 1 : 0;
      before = 0;
      tell();
      if (t < 1) request();
      else repaint();
    };
    const start = () => {
      if (month === last - 1) go(0, true);
      playing = true;
      play.textContent = `❚❚ ${say("pause")}`;
      root.dataset.playing = "";
      before = 0;
      request();
    };
    const pause = () => {
      if (!playing) return;
      playing = false;
      play.textContent = `▶ ${say("play")}`;
      delete root.dataset.playing;
      openIssues();
    };

    /** As high as the window leaves room for, as wide as the host gives; a host may set what share of it (CSS). */
    const fit = () => {
      const wide = maps[0].element.clientWidth, stacked = root.clientWidth < 1150 && maps.length > 1;
      const wanted = Number(getComputedStyle(root).getPropertyValue("--share-of-window"));
      const share = wanted || (stacked ? 0.42 : 0.64) * (scenes[0].count > LARGE ? 1.3 : 1);
      const high = Math.max(220, Math.min(window.innerHeight * share, wide * 1.2));
      maps.forEach((map) => map.size(Math.floor(high)));
      repaint();
    };
    play.textContent = `▶ ${say("play")}`;
    place.replaceChildren(root);
    fit();
    tell();
    const watch = new ResizeObserver(() => { if (root.isConnected) fit(); });
    watch.observe(root);
    const end = () => { playing = false; cancelAnimationFrame(asked); watch.disconnect(); };
    return { root, maps, go: (to) => go(to - 1), start, pause, end, frames: () => frames, month: () => month + 1, follow: (at, number) => beside.issue(maps[at], number) };
  };

  return { show };
})();
