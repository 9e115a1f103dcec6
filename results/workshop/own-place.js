/* A compound of one's own: a table is chosen, read by the server, and becomes a case of the list. Of the file's name
   only the ending is sent. */
"use strict";

const OwnPlace = (() => {
  const { say, at, make, ask, language } = Page;
  let chosen = null, busy = false, offered = null;

  const ending = (file) => (file.name.match(/\.[a-z]{1,10}$/i)?.[0] ?? "").toLowerCase();

  /** The content of a file in base64; an error of one message if it has changed or gone since it was chosen. */
  const content = (file) => new Promise((done, fail) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => fail(new Error(say("own unreadable"))));
    reader.readAsDataURL(file);
  });

  const ready = () => {
    const first = at("own-what").value === "households", there = offered.own.tables.length > 0;
    at("own-read").disabled = busy || !chosen;
    at("own-new").hidden = !first;
    at("own-summed").closest("label").hidden = !first;
    at("own-there").hidden = !there;
  };

  /** The choices after a table was taken, or all were let go of. */
  const take = (choices) => {
    offered = choices;
    const own = choices.own.tables.length ? choices.cases[0] : null;
    at("own-state").textContent = own ? say("own taken", { households: own.households,
      tables: choices.own.tables.map((what) => say(`own ${what}`)).join(language === "zh" ? "、" : ", ") }) : "";
    ready();
    return own;
  };

  const list = (points) => make("ul", {}, ...points.map((text) => make("li", {}, text)));

  const block = (told) => {
    if (told.heading) return make("h3", {}, told.heading);
    if (told.text) return make("p", {}, told.text);
    if (told.points) return list(told.points);
    const cell = (row, kind) => row.map((text, place) =>
      make(kind, { scope: kind === "th" && "col", class: !told.left.includes(place) && "number" }, text));
    return make("div", { class: "scroll" }, make("table", {}, told.title ? make("caption", {}, told.title) : null,
      make("thead", {}, make("tr", {}, ...cell(told.heads, "th"))),
      make("tbody", {}, ...told.rows.map((row) => make("tr", {}, ...cell(row, "td"))))));
  };

  /** Show a report, or what is wrong with a table, beside the controls and lead the reader there. */
  const show = (what, ...parts) => {
    const close = make("button", { type: "button" }, say("own close"));
    const place = at("own-report");
    close.addEventListener("click", () => { place.hidden = true; at("own-file").focus(); });
    place.replaceChildren(make("h2", {}, say("own heading", { table: say(`own ${what}`) })), ...parts, close);
    place.hidden = false;
    place.focus();
    place.scrollIntoView({ block: "start" });
  };

  const report = (what, told) => show(what, make("p", {}, make("strong", {}, say("own next"))), ...told.blocks.map(block),
    make("details", {}, make("summary", {}, say("own assumed")), ...told.assumed.map(block)));

  const refused = (what, error) => {
    const faults = error.told?.faults ?? [];
    show(what, make("p", { class: "notice", role: "alert" }, error.message),
      ...(faults.length ? [list(faults), make("p", {}, make("strong", {}, say("own faulty")))]
        : [make("p", {}, say("own refused"), error.message.includes("--columns") ? ` ${say("own columns")}` : null)]));
  };

  const read = async () => {
    const what = at("own-what").value;
    busy = true;
    ready();
    at("own-state").textContent = say("own reading");
    try {
      if (chosen.size > offered.own.most) throw new Error(say("own too large"));
      const told = await ask("api/own-place", { what, ending: ending(chosen), content: await content(chosen),
        like: at("own-like").value, columns: at("own-columns").value, leave_out_faulty: at("own-faulty").checked,
        summed: at("own-summed").checked });
      chosen = null;
      at("own-chosen").textContent = "";
      SetUp.renew(told.choices, told.choices.cases[0].id);
      document.dispatchEvent(new CustomEvent("choices", { detail: told.choices }));
      take(told.choices);
      report(what, told);
    } catch (error) {
      take(offered);
      refused(what, error);
    } finally {
      busy = false;
      ready();
    }
  };

  const forget = async () => {
    const { choices } = await ask("api/own-place/forget", {});
    SetUp.renew(choices, choices.cases[0].id);
    document.dispatchEvent(new CustomEvent("choices", { detail: choices }));
    take(choices);
    at("own-report").hidden = true;
    at("own-state").textContent = say("own gone");
  };

  const begin = (choices) => {
    const own = choices.own.tables.length ? choices.cases[0].id : null;
    at("own-like").replaceChildren(...choices.cases.filter((one) => one.id !== own)
      .map((one) => make("option", { value: one.id, selected: one.id === "minzhu" }, one.name)));
    at("own-file").addEventListener("change", () => {
      chosen = at("own-file").files[0] ?? chosen;
      at("own-file").value = "";
      at("own-chosen").textContent = chosen ? say("own chosen", { name: chosen.name }) : "";
      ready();
    });
    at("own-what").addEventListener("change", ready);
    at("own-read").addEventListener("click", read);
    at("own-forget").addEventListener("click", () => forget().catch((error) => { at("own-state").textContent = error.message; }));
    take(choices);
  };

  return { begin };
})();
