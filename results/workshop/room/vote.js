/* The voting page: it asks every few seconds what is open, and sends one ballot. The token is drawn here and means
   nothing elsewhere; it only lets a later ballot of this device take the place of an earlier one. */
"use strict";

(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const at = (id) => document.getElementById(id);
  const code = document.body.dataset.code, EVERY = 3000;
  let shown = null, counted = null;

  /** Say how it stands, where it is seen. */
  const say = (key) => {
    at("state").textContent = words[key];
    document.body.dataset.state = key;
    if (key !== "waiting") at("state").scrollIntoView({ block: "nearest" });
  };

  const make = (name, attributes, ...children) => {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  };

  /** What stands for this device in this room, kept where the browser lets us. */
  const drawn = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
    .replaceAll("+", "-").replaceAll("/", "_").slice(0, 22);
  const kept = drawn();
  const token = () => {
    const key = `gongzhi-room-${code}`;
    try {
      const before = localStorage.getItem(key);
      if (/^[\w-]{22}$/.test(before ?? "")) return before;
      localStorage.setItem(key, kept);
    } catch { /* a browser that keeps nothing: the token lives as long as the page */ }
    return kept;
  };

  const show = (asked) => {
    const before = shown;
    shown = asked.vote;
    at("questions").hidden = !shown;
    if (!shown) return say(before ? "closed" : "waiting");
    say("open");
    const questions = asked.questions.map((one) => make("fieldset", {}, make("legend", {}, one.text),
      ...one.choices.map((choice) => make("label", {}, make("input", { type: "radio", name: one.id, value: choice.id }),
        make("span", {}, choice.text)))));
    at("questions").replaceChildren(make("h2", {}, asked.title), ...questions, make("button", { type: "submit" }, words.send));
  };

  const look = async () => {
    try {
      const answer = await fetch(`/${code}/question?lang=${language}`);
      if (answer.status === 404) say("unknown");
      else if (!answer.ok) throw new Error();
      else {
        const asked = await answer.json();
        if (asked.vote !== shown) show(asked);
        else if (["gone", "unknown"].includes(document.body.dataset.state)) say(!shown ? "waiting" : counted === shown ? "counted" : "open");
      }
    } catch {
      say("gone");
    }
    setTimeout(look, EVERY);
  };

  const send = async (event) => {
    event.preventDefault();
    const fields = [...at("questions").querySelectorAll("fieldset")];
    const ticked = fields.map((one) => one.querySelector("input:checked"));
    if (ticked.includes(null)) return say("incomplete");
    const answers = Object.fromEntries(ticked.map((one) => [one.name, one.value]));
    try {
      const answer = await fetch(`/${code}/ballot?lang=${language}`, { method: "POST",
        headers: { "content-type": "application/json" }, body: JSON.stringify({ token: token(), vote: shown, answers }) });
      if (answer.ok) {
        counted = shown;
        return say("counted");
      }
      const told = await answer.json().catch(() => ({}));
      if (answer.status === 409) show({ vote: null });
      if (told.problem) at("state").textContent = told.problem;
      else say("gone");
    } catch {
      say("gone");
    }
  };

  const enter = async (event) => {
    event.preventDefault();
    const typed = at("code").value.trim().toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
    try {
      const answer = await fetch(`/${typed}/question`);
      if (typed && answer.ok) location.href = `/${typed}/?lang=${language}`;
      else say(answer.status === 404 ? "unknown" : "gone");
    } catch {
      say("gone");
    }
  };

  if (code) {
    at("questions").addEventListener("submit", send);
    say("waiting");
    look();
  } else {
    at("typed").addEventListener("submit", enter);
  }
  document.body.dataset.ready = "true";
})();
