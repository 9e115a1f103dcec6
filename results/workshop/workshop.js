/* The page's course: set up, run, predict, look. A round's id stands in the address, so a reload finds it again. */
"use strict";

(async () => {
  const { say, at, make, ask, language } = Page;
  const WAIT = 150, MOST_FILE = 65536;
  let round = null, seen = -1, predicting = false, latest = null, busy = false, again = false;

  const complain = (message) => {
    at("problem").hidden = !message;
    at("problem").textContent = message;
  };

  const state = (told) => {
    const values = { done: told.done, total: told.total, worlds: told.worlds ?? latest?.worlds ?? "–" };
    at("state").textContent = say(told.state, values);
    at("progress").hidden = told.state !== "running";
    at("progress").max = told.total;
    at("progress").value = told.done;
    at("cancel").disabled = told.state !== "running";
    if (told.state === "failed") complain(told.problem);
  };

  const show = () => {
    if (latest && !predicting) Results.show(latest);
  };

  /** Ask how far the round is until it is over. */
  const follow = async (id) => {
    while (round === id) {
      let told;
      try {
        told = await ask(`api/rounds/${id}?seen=${seen}`);
      } catch (error) {
        complain(error.message);
        at("cancel").disabled = true;
        return;
      }
      if (round !== id) return;
      if (told.months) { seen = told.done; latest = told; }
      state(told);
      if (told.months) show();
      if (told.state !== "running") {
        document.body.dataset.round = told.state;
        return;
      }
      await new Promise((done) => setTimeout(done, WAIT));
    }
  };

  const enter = (id, setUp) => {
    document.body.dataset.id = id;
    round = id; seen = -1; latest = null;
    document.body.dataset.round = "running";
    history.replaceState(null, "", `?lang=${language}#${Link.part(setUp, offered.version)}&round=${id}`);
    at("save").href = `api/rounds/${id}/set-up.json`;
    Results.clear();
    Room.enter(id);
    complain("");
    const over = follow(id);
    ShownCompound.round(id, over);
    return over;
  };

  const cancel = (id) => ask(`api/rounds/${id}/cancel`, {});

  const run = async (predict) => {
    if (busy) return;
    busy = true;
    again = false;
    try {
      const setUp = SetUp.read();
      const { id } = await ask("api/rounds", setUp);
      if (document.body.dataset.round === "running") cancel(round).catch(() => null);
      predicting = predict && setUp.sides.length > 1;
      ShownCompound.hide(predicting);
      if (predicting) form(id, setUp);
      else at("predictions").hidden = true;
      enter(id, setUp);
    } catch (error) {
      complain(error.message);
    } finally {
      busy = false;
    }
    if (again && !predicting) run(false);
  };

  /** What do you expect? Several people may answer before the results are shown. */
  const form = (id, setUp) => {
    const name = (place) => at(`side-${place}`).selectedOptions[0].textContent;
    const rows = offered.outcomes.filter((one) => one.predicted).map((one) => {
      const kinds = one.direction === 0 ? ["higher", "same", "lower"] : ["better", "same", "worse"];
      const choice = (kind) => make("label", {}, make("input", { type: "radio", name: `expect-${one.id}`, value: kind }), say(kind));
      return make("tr", {}, make("th", { scope: "row", title: one.text }, one.name), make("td", {}, ...kinds.map(choice)));
    });
    const who = make("input", { type: "text", id: "predictor", maxlength: 60, autocomplete: "off" });
    const kept = make("p", { role: "status", id: "kept" });
    const keep = make("button", { type: "submit", class: "primary", id: "keep" }, say("keep"));
    const skip = make("button", { type: "button", id: "skip" }, say("skip"));
    skip.addEventListener("click", () => {
      predicting = false;
      at("predictions").hidden = true;
      ShownCompound.hide(false);
      show();
      at("results").focus();
    });
    at("predictions").replaceChildren(make("h2", {}, say("predict heading")),
      make("p", {}, say("predict said", { a: name(0), b: name(1) })), make("label", {}, say("your name"), " ", who),
      make("div", { class: "scroll" }, make("table", {}, make("tbody", {}, ...rows))), kept, make("div", { class: "row" }, keep, skip));
    at("predictions").onsubmit = async (event) => {
      event.preventDefault();
      const ticked = [...at("predictions").querySelectorAll("input[type=radio]:checked")];
      const expected = Object.fromEntries(ticked.map((one) => [one.name.replace("expect-", ""), one.value]));
      try {
        const told = await ask("api/predictions", { round: id, name: who.value, expected });
        kept.textContent = say("kept", { count: told.kept });
        ticked.forEach((one) => { one.checked = false; });
        who.value = "";
        latest = latest ? { ...latest, predictions: told.kept } : null;
      } catch (error) {
        kept.textContent = error.message;
      }
    };
    at("predictions").hidden = false;
    at("predictions").querySelector("input").focus();
  };

  at("set-up").addEventListener("change", (event) => {
    if (/^(case|side-\d)$/.test(event.target.id) && document.body.dataset.round !== "running" && !predicting) ShownCompound.open();
  });
  at("set-up").addEventListener("submit", (event) => {
    event.preventDefault();
    Fold.away();
    run(at("predict-first").checked);
  });
  at("cancel").addEventListener("click", () => cancel(round).catch((error) => complain(error.message)));
  document.addEventListener("moved", () => {
    again = busy;
    if (round && !predicting) run(false);
  });
  at("save").addEventListener("click", (event) => {
    event.preventDefault();
    const text = JSON.stringify(SetUp.read(), null, 1);
    const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "gongzhi-set-up.json" });
    link.click();
    URL.revokeObjectURL(link.href);
  });
  at("open").addEventListener("change", async () => {
    const file = at("open").files[0];
    at("open").value = "";
    try {
      if (!file) return;
      if (file.size > MOST_FILE / 2) throw new Error(say("too large"));
      SetUp.show(await ask("api/set-ups", await file.text()));
      complain("");
    } catch (error) {
      complain(error.message.replace(/^set-up\.yaml(?=[^\w.])/, () => file.name));
    }
  });

  at("language").addEventListener("click", () => { at("language").hash = location.hash; });

  /** Have a set-up of somebody else's checked, as a file is, and show it; whatever is wrong is said of the link. */
  const adopt = async (found) => {
    const text = JSON.stringify(found.setUp);
    if (text.length > MOST_FILE / 2) throw new Error(say("too large"));
    SetUp.show(await ask("api/set-ups", text).catch((error) => {
      throw new Error(error.message.replace(/^set-up\.yaml[^:：]*[:：] ?/, say("the link") + Charts.colon(language)));
    }));
    complain(found.version === offered.version ? "" : say("other version", { theirs: found.version, ours: offered.version }));
    ShownCompound.open();
  };

  at("copy-link").addEventListener("click", async () => {
    at("link").value = `#${Link.part(SetUp.read(), offered.version)}`;
    at("link").select();
    const copied = await navigator.clipboard?.writeText(at("link").value).then(() => true, () => false);
    at("link-said").textContent = say(copied ? "copied" : "copy it");
  });
  const openLink = async () => {
    const found = Link.read(at("link").value);
    at("link-said").textContent = "";
    try {
      if (!found) throw new Error(say("no link"));
      await adopt(found);
    } catch (error) {
      complain(error.message);
    }
  };
  at("open-link").addEventListener("click", openLink);
  at("link").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); openLink(); }
  });
  window.addEventListener("hashchange", () => { at("link").value = location.hash; openLink(); });

  document.addEventListener("choices", (event) => { offered = event.detail; Results.begin(offered); Presenter.begin(offered); Room.begin(offered); });

  let offered = null;
  try {
    offered = await SetUp.begin();
    Results.begin(offered);
    OwnPlace.begin(offered);
    Presenter.begin(offered);
    Room.begin(offered);
    const before = location.hash && Link.read(location.hash);
    const told = before?.round ? await ask(`api/rounds/${encodeURIComponent(before.round)}`).catch(() => null) : null;
    if (told) { SetUp.show(told.asked); Fold.begin(); enter(before.round, told.asked); }
    else if (before) await adopt(before);
    else ShownCompound.open();
  } catch (error) {
    complain(error.message);
    if (offered) ShownCompound.open();
  }
  document.body.dataset.ready = "true";
})();
