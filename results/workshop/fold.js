/* The form folds away after a run and by its button, and stays as it was left. */
"use strict";

const Fold = (() => {
  const { say, at } = Page;
  const KEY = "gongzhi-set-up-folded";

  const kept = () => {
    try { return localStorage.getItem(KEY) === "true"; } catch { return false; }
  };

  const put = (folded) => {
    document.body.classList.toggle("folded", folded);
    at("fold").textContent = say(folded ? "unfold" : "fold");
    at("fold").setAttribute("aria-expanded", String(!folded));
    at("chosen").textContent = SetUp.inWords();
  };

  const keep = (folded) => {
    put(folded);
    try { localStorage.setItem(KEY, String(folded)); } catch { /* a browser that keeps nothing */ }
  };

  at("fold").addEventListener("click", () => keep(!document.body.classList.contains("folded")));

  /** As it was left, once there are results to see in its place. */
  const begin = () => put(kept());

  return { begin, away: () => keep(true) };
})();
