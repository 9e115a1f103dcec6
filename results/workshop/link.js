/* The set-up in the address, behind its #, in words that a chat keeps: the server is not asked to make it, and the key
   of the server is no part of it.

   #set-up=VERSION&case=xihu&side=baseline&side=one-four-n+patrol~forum&months=60&replicates=10&triage.staff=2 */
"use strict";

const Link = (() => {
  const coded = (text) => encodeURIComponent(text).replaceAll("~", "%7E");

  const side = (one) => coded(one.governance) + one.add.map((kind) => `+${coded(kind)}`).join("")
    + one.leave_out.map((kind) => `~${coded(kind)}`).join("");

  /** What stands behind the # for this set-up. */
  const part = (setUp, version) => [`set-up=${coded(version)}`, `case=${coded(setUp.case)}`,
    ...setUp.sides.map((one) => `side=${side(one)}`), `months=${setUp.months}`, `replicates=${setUp.replicates}`,
    ...Object.entries(setUp.parameters).map(([key, value]) => `${coded(key)}=${value}`)].join("&");

  const decoded = (text) => {
    try { return decodeURIComponent(text); } catch { return text; }
  };

  const sideOf = (text) => {
    const [governance, ...kinds] = text.split(/(?=[+~])/);
    const those = (sign) => kinds.filter((kind) => kind[0] === sign).map((kind) => decoded(kind.slice(1)));
    return { governance: decoded(governance), add: those("+"), leave_out: those("~") };
  };

  /** What is no number stays what it is, for the server to refuse it by its name. */
  const value = (text) => (/^-?\d+(\.\d+)?(e-?\d+)?$/.test(text) ? Number(text) : text);

  /** What an address, or its part behind the #, holds: {version, setUp, round}; null where there is no set-up in it. */
  const read = (text) => {
    const behind = text.trim().slice(text.trim().lastIndexOf("#") + 1);
    const found = { version: null, setUp: { case: "", sides: [], parameters: {} }, round: null };
    behind.split("&").filter(Boolean).forEach((pair) => {
      const cut = pair.indexOf("="), key = decoded(pair.slice(0, cut)), told = pair.slice(cut + 1);
      if (key === "set-up") found.version = decoded(told);
      else if (key === "round") found.round = decoded(told);
      else if (key === "case") found.setUp.case = decoded(told);
      else if (key === "side") found.setUp.sides.push(sideOf(told));
      else if (key === "months" || key === "replicates") found.setUp[key] = value(decoded(told));
      else found.setUp.parameters[key] = value(decoded(told));
    });
    return found.version === null ? null : found;
  };

  return { part, read };
})();
