/* The recorded compound of a report: unpacked once the page is there, and asked without a server. */
"use strict";

(async () => {
  const { make } = Elements;
  const place = document.getElementById("recorded-compound");
  const packed = Uint8Array.from(atob(document.getElementById("compound-data").textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { compound, words, runs } = JSON.parse(await new Response(stream).text());

  const command = (text, line) => Promise.resolve(make("div", {}, make("p", {}, words[text]), make("pre", {}, make("code", {}, line))));
  LivingCompound.show(place, { compound, words, language: document.documentElement.lang,
    askHousehold: (scene, row, month) => command("ask why", `gongzhi why "${runs[scene.data.governance]}" --agent ${scene.doorName(row, (_key, parts) =>
      [parts.stairwell, parts.floor, parts.door].join("-"))} --month ${month}`),
    askIssue: (scene, issue) => command("ask story", `gongzhi story "${runs[scene.data.governance]}" --issue ${issue}`) });
  document.body.dataset.compound = "true";
})();
