/* Ask the room: a question is opened for phones and paper, bars are shown, the model is set beside them. The same
   page is the facilitator's and the projector's, so nothing is shown before somebody asks for it. */
"use strict";

const Room = (() => {
  const { say, at, make, ask, language } = Page;
  const EVERY = 1000, USUAL = ["conflict_index", "participation_month"], MOST = 3;
  const NEXT = { first: "room first", second: "room second", quiz: "room quiz" };
  let offered = null, round = null, told = null, timer = null, looks = 0, invited = null;

  const button = (key, act, primary = false) => {
    const made = make("button", { type: "button", class: primary && "primary", "data-act": key }, say(`room ${key}`));
    made.addEventListener("click", act);
    return made;
  };

  const complain = (message) => { at("room-problem").textContent = message; at("room-problem").hidden = !message; };

  const fetched = () => ask(`api/room?round=${encodeURIComponent(round ?? "")}`);

  /** Do something and show what the room is like afterwards. */
  const act = async (path, sent) => {
    try {
      take(await ask(`api/room/${path}`, { round: round ?? "-", ...sent }));
      complain("");
    } catch (error) {
      complain(error.message);
    }
  };

  const last = () => told.votes[told.votes.length - 1];
  const open = () => told.votes.find((one) => one.open);
  const had = (kind) => told.votes.find((one) => one.kind === kind);

  /** Where phones vote: address, code and a picture of both. */
  const place = () => {
    if (!told.place) {
      invited = null;
      return make("p", { class: "quiet" }, say("room paper only"));
    }
    if (last() && !open()) return make("p", { class: "quiet briefly" }, told.place.address);
    if (invited) return invited;
    invited = make("div", { class: "invitation" },
      make("img", { src: `api/room/code.svg?${told.place.code}`, alt: say("room picture", { address: told.place.address }) }),
      make("div", {}, make("p", {}, say("room go to")), make("p", { class: "address" }, told.place.address.replace(/[^/]+\/$/, "")),
        make("p", {}, say("room code")), make("p", { class: "code" }, told.place.code),
        make("p", { class: "quiet" }, say("room privacy"))));
    return invited;
  };

  const bar = (vote, question, choice) => {
    const share = question.total ? (100 * choice.count) / question.total : 0;
    const made = make("span", { class: `bar ${vote.kind}` });
    made.style.width = `${Math.max(share, 0.5)}%`;
    return make("div", { class: "track" }, made, make("b", {}, String(choice.count)));
  };

  /** One question with the bars of every vote that is shown; what came out is marked. */
  const question = (votes, place) => {
    const newest = votes[votes.length - 1], asked = newest.questions[place];
    const rows = asked.choices.map((choice, at) => {
      const bars = votes.filter((vote) => vote.shown).map((vote) => bar(vote, vote.questions[place], vote.questions[place].choices[at]));
      const right = votes.some((vote) => vote.questions[place].choices[at].mark === "yes");
      return make("div", { class: right ? "answer came" : "answer" }, make("p", {}, choice.text, " ",
        right ? make("strong", {}, say(newest.kind === "quiz" ? "room right" : "room came")) : null), ...bars);
    });
    return make("section", { class: "asked" }, make("h4", {}, asked.text), ...rows, ...verdicts(votes, place));
  };

  /** What most expected, and whether it came out so. */
  const verdicts = (votes, place) => votes.filter((vote) => !vote.open && vote.shown).map((vote) => {
    const asked = vote.questions[place], chosen = asked.choices.find((one) => one.id === asked.most);
    const share = chosen ? Math.round((100 * chosen.count) / asked.total) : 0;
    const most = chosen ? say("room most", { answer: chosen.text, share }) : say(asked.total ? "room tie" : "room nobody");
    const any = asked.choices.find((one) => one.mark);
    const cannot = any?.mark === "cannot tell" ? say("room cannot tell") : chosen?.mark
      ? say(vote.kind === "quiz" ? `room quiz ${chosen.mark}` : `room came ${chosen.mark}`) : null;
    const which = vote.kind === "quiz" ? [] : [make("span", { class: `sample ${vote.kind}` }), say(NEXT[vote.kind]) + Charts.colon(language)];
    return make("p", { class: "verdict" }, ...which, most,
      cannot ? make("strong", {}, (language === "zh" ? "" : " ") + cannot) : null);
  });

  const shownVotes = () => {
    const newest = last();
    if (!newest) return [];
    if (newest.kind === "quiz") return [newest];
    return told.votes.filter((vote) => vote.kind !== "quiz");
  };

  const understood = (vote) => {
    if (vote.kind !== "quiz" || !vote.shown || vote.open) return null;
    const rights = vote.questions.map((one) => one.choices.find((choice) => choice.mark === "yes").count);
    const totals = vote.questions.map((one) => one.total);
    const sum = (numbers) => numbers.reduce((all, one) => all + one, 0);
    return sum(totals) ? make("p", { class: "understood" }, say("room understood", { share: Math.round((100 * sum(rights)) / sum(totals)) })) : null;
  };

  const board = () => {
    const votes = shownVotes();
    if (!votes.length) return make("div");
    const newest = last();
    const ballots = make("p", { class: "ballots", role: "status" }, make("b", { id: "ballots" }, String(newest.phones)), " ", say("room ballots"));
    return make("div", { class: "board" }, make("h3", {}, `${say(NEXT[newest.kind])}${Charts.colon(language)}${newest.title}`),
      told.place || newest.phones ? ballots : null, make("div", { class: "questions" }, ...newest.questions.map((_one, at) => question(votes, at))), understood(newest),
      newest["result seen"] && newest.kind !== "quiz" ? make("p", { class: "quiet" }, say("room seen")) : null);
  };

  /** Whether what came out is on this page while the room is asked. */
  const seen = () => !at("shown").hidden;

  const chooser = () => {
    const known = offered.outcomes.filter((one) => one.predicted);
    const boxes = known.map((one) => make("label", { title: one.text }, make("input", { type: "checkbox", name: "room-outcome", value: one.id,
      checked: USUAL.includes(one.id) }), one.name));
    const start = button("first", () => act("ask", { kind: "first", outcomes: chosen(), seen: seen() }), true);
    const chosen = () => [...document.querySelectorAll('input[name="room-outcome"]:checked')].map((one) => one.value);
    const box = make("fieldset", {}, make("legend", {}, say("room choose", { most: MOST })), ...boxes);
    box.addEventListener("change", () => { start.disabled = chosen().length < 1 || chosen().length > MOST; });
    return make("div", {}, box, make("div", { class: "row" }, start));
  };

  /** What may be done next. */
  const next = () => {
    if (!round) return make("p", {}, say("room run first"));
    if (told.busy) return make("div", { class: "row" }, make("p", {}, say("room elsewhere")), button("close", () => act("close", {})));
    const newest = last();
    if (!newest) return chooser();
    const show = () => act("show", { kind: newest.kind, shown: !newest.shown });
    const parts = open() ? [button("close", () => act("close", {}), true), button(newest.shown ? "hide" : "show", show)]
      : [newest.kind === "quiz" || !told.revealed ? button(newest.shown ? "hide" : "show", show, !newest.shown) : null,
        !told.revealed ? button("reveal", () => act("reveal", {}), newest.shown) : null,
        !had("second") && !had("quiz") ? button("second", () => act("ask", { kind: "second", seen: seen() })) : null,
        told.revealed && !had("quiz") ? button("quiz", () => act("ask", { kind: "quiz" })) : null];
    return make("div", { class: "row" }, ...parts.filter(Boolean));
  };

  /** Raised hands or slips of paper, counted by the facilitator. */
  const paper = () => {
    const vote = last();
    if (!vote) return null;
    const fields = vote.questions.map((one) => make("fieldset", {}, make("legend", {}, one.text), ...one.choices.map((choice) =>
      make("label", {}, make("input", { type: "number", min: 0, max: 10000, step: 1, value: choice.paper, "data-question": one.id, "data-answer": choice.id }), choice.text))));
    const box = make("form", {}, ...fields, make("button", { type: "submit" }, say("room keep paper")));
    box.addEventListener("submit", (event) => {
      event.preventDefault();
      const counts = {};
      box.querySelectorAll("input").forEach((one) => {
        counts[one.dataset.question] = { ...counts[one.dataset.question], [one.dataset.answer]: Number(one.value) };
      });
      act("paper", { kind: vote.kind, counts });
    });
    return make("details", { id: "room-paper", "data-kind": vote.kind }, make("summary", {}, say("room paper")), box);
  };

  const taken = () => (!told.votes.some((one) => !one.open) ? null : make("div", { class: "row" },
    make("a", { href: "api/room/votes.csv", download: "gongzhi-room.csv", id: "room-csv" }, say("room csv")),
    make("a", { href: `api/room/votes.png?round=${encodeURIComponent(round)}&lang=${language}`, download: "gongzhi-room.png", id: "room-png" }, say("room png"))));

  const draw = () => {
    const before = at("room-paper");
    const old = before?.open ? before : null;
    const tally = old && old.dataset.kind === last()?.kind ? old : paper();
    const shut = told.place ? button("end", () => { if (confirm(say("room end sure"))) act("end", {}); }) : null;
    at("room-shown").replaceChildren(...[place(), board(), next(), tally, taken(), shut && make("div", { class: "row" }, shut)].filter(Boolean));
    document.body.dataset.room = last() ? `${last().kind} ${last().open ? "open" : "closed"}` : "";
  };

  const take = (news) => {
    const same = JSON.stringify(news) === JSON.stringify(told);
    told = news;
    if (!same) draw();
    clearTimeout(timer);
    if (open()) timer = setTimeout(look, EVERY);
  };

  const look = async () => {
    const mine = ++looks;
    try {
      const news = await fetched();
      if (mine === looks) take(news);
    } catch (error) {
      complain(error.message);
      timer = setTimeout(look, EVERY);
    }
  };

  const begin = async (choices) => {
    const first = offered === null;
    offered = choices;
    await look();
    if (first && told?.place) at("room").open = true;
  };
  const enter = (id) => { round = id; told = null; look(); };

  return { begin, enter };
})();
