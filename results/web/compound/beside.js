/* What stands beside the maps: the answer to a click, the life of the issue that is followed, the ticker. */
"use strict";

const CompoundBeside = (() => {
  const { make } = Elements;
  const { ACTIVE, AWAY, STEPS } = CompoundScene;

  const show = (host, maps) => {
    const { say } = host;
    const element = make("aside", { class: "compound-beside", tabindex: -1, hidden: true, "aria-live": "polite" });
    let wanted = 0;

    const close = () => {
      wanted += 1;
      element.hidden = true;
      element.replaceChildren();
      maps.forEach((map) => { map.unpick(); map.follow(null); map.element.classList.remove("asked"); });
      host.repaint();
    };

    /** Open beside a map, with what is known at once; `ask` brings what takes longer. */
    const open = (map, heading, known, ask) => {
      const mine = (wanted += 1);
      const button = make("button", { type: "button", class: "close" }, say("close"));
      button.addEventListener("click", () => { close(); map.canvas.focus(); });
      const sign = make("p", { class: "loading", role: "status" }, say("loading answer"));
      const answer = make("div", { class: "answer" });
      maps.forEach((one) => one.element.classList.toggle("asked", one === map));
      element.replaceChildren(make("header", {}, make("h3", {}, heading), button), make("p", { class: "quiet" }, map.scene.data.name), ...known, answer);
      element.hidden = false;
      if (element.getBoundingClientRect().top < 0 || element.getBoundingClientRect().bottom > window.innerHeight) element.scrollIntoView({ block: "nearest" });
      if (!ask) return;
      answer.append(sign);
      ask().then((found) => { if (mine === wanted) answer.replaceChildren(found); },
        (error) => { if (mine === wanted) answer.replaceChildren(make("p", { class: "notice", role: "alert" }, error.message)); });
    };

    const household = (map, row, place) => {
      const { scene } = map, seen = scene.month(place), number = (value) => CompoundCounters.number(host.language, value / STEPS);
      const lists = ["signed", "sat", "met", "gathered", "moved", "opened", "ended"].filter((name) => seen[name].includes(row));
      const home = seen.state[row] & AWAY ? "does away" : seen.state[row] & ACTIVE ? "does active" : "does not active";
      const facts = [home, ...lists.map((name) => `does ${name}`)].map((name) => make("li", {}, say(name)));
      facts.push(make("li", {}, say("household now", { disturbance: number(seen.disturbance[row]), hardship: number(seen.hardship[row]) })));
      const own = scene.open(seen.month).filter((one) => one.reporter === row || one.partner === row);
      const known = [make("ul", { class: "facts" }, ...facts)];
      if (own.length) known.push(make("h4", {}, say("its issues")), make("ul", {}, ...own.map((one) => make("li", {}, followButton(map, one)))));
      open(map, `${map.named(row)} · ${say("in month", { month: seen.month })}`, known, host.askHousehold && (() => host.askHousehold(scene, row, seen.month)));
    };

    const issueName = (scene, one) => say(one.raised > 0 ? "issue" : "issue before", {
      kind: one.name, stairwell: scene.stairName(one.stairwell), month: one.raised });

    const followButton = (map, one) => {
      const button = make("button", { type: "button", class: "follow", title: say("follow this") }, issueName(map.scene, one));
      button.addEventListener("click", () => issue(map, one.number));
      return button;
    };

    /** Follow an issue: its months one after the other, on the map and in words. */
    const issue = (map, number) => {
      const one = map.scene.issues[number], life = map.scene.lives[number].map(([month, what]) => [month, host.changes[what]]), months = [...new Set(life.map(([month]) => month))];
      maps.forEach((other) => other.follow(other === map ? one : null));
      const steps = life.map(([month, what]) => {
        const button = make("button", { type: "button", "data-month": month }, say("issue at", { month, words: say(`change ${what}`) }));
        button.addEventListener("click", () => host.go(month));
        return make("li", {}, button);
      });
      if (one.raised < 1) steps.unshift(make("li", {}, issueName(map.scene, one)));
      const step = (way) => {
        const now = host.month(), found = way > 0 ? months.find((month) => month > now) : months.findLast((month) => month < now);
        if (found !== undefined) host.go(found);
      };
      const turn = (name, way) => {
        const button = make("button", { type: "button", class: name }, say(name));
        button.addEventListener("click", () => step(way));
        return button;
      };
      const stop = make("button", { type: "button" }, say("stop following"));
      stop.addEventListener("click", close);
      const known = [make("div", { class: "row" }, turn("earlier", -1), turn("later", 1), stop), make("ol", { class: "life" }, ...steps),
        make("p", {}, say("issue end", { status: host.statuses[one.status] }))];
      open(map, issueName(map.scene, one), known, host.askIssue && (() => host.askIssue(map.scene, one.id)));
      host.go(months.find((month) => month >= host.month()) ?? months[0] ?? host.month());
    };

    /** Mark the month of a life that is shown. */
    const mark = (month) => element.querySelectorAll(".life button").forEach((button) =>
      button.classList.toggle("now", Number(button.dataset.month) === month));

    return { element, household, issue, issueName, close, mark };
  };

  /** What happened in a month, in words: a list for each governance model. */
  const ticker = (host, maps, beside, chooser) => {
    const { say } = host;
    const lists = maps.map(() => make("ul"));
    const parts = maps.map((map, at) => make("div", {}, make("h4", {}, make("span", { class: "swatch", style: `background: ${map.scene.data.look.colour}` }), map.scene.data.name), lists[at]));
    const element = make("section", { class: "compound-ticker" }, make("h3", {}, say("ticker")), chooser, make("div", { class: "ticker-lists" }, ...parts));
    const line = (map, [sort, words, issues]) => {
      if (!issues.length) return make("li", { class: sort }, words);
      const button = make("button", { type: "button", title: say("follow") }, words);
      button.addEventListener("click", () => beside.issue(map, issues[0]));
      return make("li", { class: sort }, button);
    };
    const showMonth = (place) => maps.forEach((map, at) => {
      const found = map.scene.month(place).lines;
      lists[at].replaceChildren(...(found.length ? found.map((one) => line(map, one)) : [make("li", {}, say("nothing"))]));
    });
    return { element, show: showMonth };
  };

  return { show, ticker };
})();
