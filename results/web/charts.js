/* Charts of the report and of the workshop page, drawn by ECharts as SVG.

   The rule they hold: colour never stands alone. Every governance model has its own dash and its own mark, so
   that a chart can be read in black and white; and every chart has a table of the same numbers beside it. */
"use strict";

const Charts = (() => {
  const FONT = (document.documentElement.lang === "en" ? '"Gongzhi Quotes", ' : "") + '"Gongzhi Sans SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';

  /** A governance model's look, which the page is told, as ECharts wants it. */
  const look = (told) => ({
    colour: told.colour, dash: told.line.length ? told.line : "solid", mark: `path://${told.marker}`,
  });

  /** The mark of a verdict in a governance model's look: filled, half filled where the difference is too small to
      matter, open where none was shown, two lines where nothing differs. */
  const mark = (row, told, draw) => {
    const matters = ["better", "worse", "higher", "lower"].includes(row.verdict);
    const group = draw("g", { class: "mark" });
    if (row.verdict === "identical in every replicate") {
      group.append(...[-0.22, 0.22].map((y) => draw("line", { x1: -0.5, x2: 0.5, y1: y, y2: y, stroke: told.colour, "stroke-width": 0.18 })));
      return group;
    }
    group.append(draw("path", { d: told.marker, fill: matters ? told.colour : "#fff", stroke: told.colour, "stroke-width": 0.18 }));
    if (row.verdict === "shown, but smaller than what matters") {
      const left = draw("svg", { x: -0.75, y: -0.75, width: 0.75, height: 1.5, viewBox: "-0.75 -0.75 0.75 1.5", overflow: "hidden" });
      left.append(draw("path", { d: told.marker, fill: told.colour }));
      group.append(left);
    }
    return group;
  };

  /** A difference with its interval as a small picture, in the look of the governance model that it is about;
      the grey band is what is too small to matter. */
  const reach = (row) => Math.max(1.3 * row.smallest,
    ...[row.low, row.high, row.difference].filter((value) => value !== null).map(Math.abs)) || 1;

  /** A round number of about half of what an axis reaches to. */
  const tick = (most) => {
    const power = 10 ** Math.floor(Math.log10(most / 2));
    return [5, 2, 1].find((one) => one * power <= most / 2) * power;
  };

  /** better: the words that say which way is better, or more where neither way is; right is better, so where less
      is, the axis runs the other way. most: what the axis reaches to, where several share one. */
  const difference = (row, told, label, language, better, most = reach(row)) => {
    const width = 240, height = 26, middle = width / 2, way = row.direction < 0 ? -1 : 1;
    const x = (value) => middle + (way * value / most) * (middle - 8);
    const draw = (name, attributes) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", name);
      Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
      return made;
    };
    const tall = height + 15;
    const svg = draw("svg", { width, height: tall, viewBox: `0 0 ${width} ${tall}`, role: "img", "aria-label": label });
    svg.append(draw("rect", { x: middle - Math.abs(x(row.smallest) - middle), y: 3, width: 2 * Math.abs(x(row.smallest) - middle), height: height - 6, fill: "#e3e6eb" }));
    svg.append(draw("line", { x1: 0, x2: width, y1: height, y2: height, stroke: "#8792a5" }));
    const write = (text, at, anchor) => {
      const made = draw("text", { x: at, y: tall - 3, "text-anchor": anchor, "font-size": 10.5, fill: "#566072" });
      made.textContent = text;
      svg.append(made);
    };
    [-tick(most), 0, tick(most)].forEach((value) => {
      svg.append(draw("line", { x1: x(value), x2: x(value), y1: height, y2: height + 3, stroke: "#8792a5" }));
      write(number(language, value), x(value), "middle");
    });
    write(better, width, "end");
    svg.append(draw("line", { x1: middle, x2: middle, y1: 0, y2: height, stroke: "#566072" }));
    const line = { y1: height / 2, y2: height / 2, stroke: told.colour, "stroke-width": 3 };
    if (row.low !== null) svg.append(draw("line", { x1: x(row.low), x2: x(row.high), ...line }));
    if (row.difference !== null) {
      const drawn = mark(row, told, draw);
      drawn.setAttribute("transform", `translate(${x(row.difference)} ${height / 2}) scale(11)`);
      svg.append(drawn);
    }
    return svg;
  };

  /** A verdict in its colour, and whether its sign holds: marks beside it and words below, if anything is known. */
  const verdict = (word, row) => {
    const piece = (name, text) => Object.assign(document.createElement("span"), { className: name, textContent: text });
    const made = document.createElement("span");
    made.append(piece(row.verdict.replaceAll(" ", "-"), word));
    if (row.signs) made.append(" ", piece("signs", row.signs), " ", piece("signs-said", row["signs said"]));
    return made;
  };

  /** A sentence for each governance model and way in which outcomes of these rows are built into the model. */
  const builtIn = (rows, say, outcomeName, modelName) => {
    const groups = new Map();
    rows.filter((row) => row["built in"]).forEach((row) => {
      const { governance, way } = row["built in"], key = `${governance}\u0000${way}`;
      if (!groups.has(key)) groups.set(key, { governance, way, names: new Set() });
      groups.get(key).names.add(outcomeName(row));
    });
    return [...groups.values()].map(({ governance, way, names }) =>
      say(`built in ${way}`, { governance: modelName(governance), outcomes: [...names].join(" · ") }));
  };

  /** Numbers as the language writes them, about three digits. */
  const number = (language, value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    const size = Math.abs(value);
    const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    const text = new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(size);
    return (value < 0 && Number(size.toFixed(digits)) !== 0 ? "−" : "") + text;
  };

  /** A difference: with its sign, and about three digits also where they are zeros. */
  const signed = (language, value) => {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    const size = Math.abs(value), digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
    if (Number(size.toFixed(digits)) === 0) return "0";
    const told = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return (value < 0 ? "−" : "+") + new Intl.NumberFormat(language, told).format(size);
  };

  /** Signs as the language writes them: a range, a text in brackets, and the colon after a name. */
  const chinese = (language) => language.startsWith("zh");
  const between = (language, low, high, written = (value) => number(language, value)) =>
    low === high || written(low) === written(high) ? (chinese(language) ? "固定" : "fixed")
      : `${written(low)} ${chinese(language) ? "至" : "to"} ${written(high)}`;
  const brackets = (language, text) => (chinese(language) ? `（${text}）` : ` (${text})`);
  /** Those of the texts that there are, in one pair of brackets. */
  const marks = (language, ...texts) => {
    const told = texts.filter(Boolean);
    return told.length ? brackets(language, told.join(chinese(language) ? "、" : ", ")) : "";
  };
  const stop = (language) => (chinese(language) ? "；" : "; ");
  const colon = (language) => (chinese(language) ? "：" : ": ");
  const range = (language, [middle, low, high]) =>
    number(language, middle) + brackets(language, between(language, low, high));

  const open = (place) => {
    const known = echarts.getInstanceByDom(place);
    if (known) return known;
    const chart = echarts.init(place, null, { renderer: "svg" });
    new ResizeObserver(() => chart.resize()).observe(place);
    return chart;
  };

  const common = (narrow, label) => ({
    textStyle: { fontFamily: FONT, color: "#1d2330", fontSize: 13 },
    animation: false,
    aria: { enabled: true, label: { description: label } },
    grid: { left: narrow ? 52 : 72, right: 24, top: 56, bottom: 52 },
  });

  const pen = document.createElement("canvas").getContext("2d");
  /** How wide a text is, in pixels. */
  const wide = (text, size = 13) => {
    pen.font = `${size}px ${FONT}`;
    return pen.measureText(text).width;
  };

  /** A key in as many lines as its names need, so that all of them are seen, and how high it is. */
  const key = (place, names, itemWidth) => {
    const gap = 10, line = 24;
    let lines = 1, at = 0;
    names.map((name) => itemWidth + 5 + wide(name) + gap).forEach((width) => {
      if (at && at + width > place.clientWidth - 2 * gap) { lines += 1; at = 0; }
      at += width;
    });
    return { height: lines * line, legend: {
      bottom: 0, left: "center", type: "plain", itemWidth, itemGap: gap, data: names, textStyle: { fontSize: 13 } } };
  };

  const named = (text, place) => ({
    name: text, nameLocation: place === "y" ? "end" : "middle", nameGap: place === "y" ? 14 : 30,
    nameTextStyle: { align: place === "y" ? "left" : "center", color: "#566072" },
  });

  const MOST_NAMED = 4;
  /** What is written beside a mark or at the end of a line: its name, in its colour, away from others. */
  const beside = (colour, narrow) => ({ color: colour, fontSize: narrow ? 10 : 13, width: narrow ? 80 : 120, overflow: "break" });

  /** One line and one band for each series: {name, mean, low, high}; shocks: [{month, name}]. */
  const months = (place, told) => {
    const narrow = place.clientWidth < 560, direct = told.series.length <= MOST_NAMED;
    const frame = common(narrow, told.label);
    const lines = told.series.flatMap((one, at) => {
      const style = look(one.look);
      const band = `band ${at}`;
      const flat = { type: "line", symbol: "none", silent: true, stack: band, lineStyle: { opacity: 0 } };
      return [
        { ...flat, name: `${band} low`, data: one.low, tooltip: { show: false } },
        {
          ...flat, name: `${band} width`, areaStyle: { color: style.colour, opacity: 0.13 },
          data: one.high.map((value, month) => (value === null ? null : value - one.low[month])),
        },
        {
          type: "line", name: one.name, data: one.mean, symbol: style.mark, symbolSize: 7, showSymbol: true,
          showAllSymbol: false, sampling: "none", itemStyle: { color: style.colour },
          lineStyle: { color: style.colour, type: style.dash, width: 2.2 },
          symbolKeepAspect: true, emphasis: { focus: "series" },
          endLabel: { show: direct, formatter: one.name, ...beside(style.colour, narrow) },
          labelLayout: { moveOverlap: "shiftY" },
        },
      ];
    });
    const first = lines.find((line) => line.name === told.series[0]?.name);
    if (first && told.shocks?.length) {
      first.markLine = {
        symbol: "none", silent: true, lineStyle: { color: "#566072", type: "dotted" },
        label: { formatter: (mark) => mark.name, color: "#566072", position: "insideStartBottom",
          backgroundColor: "rgba(255, 255, 255, 0.85)", padding: [1, 2] },
        data: told.shocks.map((shock) => ({ name: shock.name, xAxis: told.month.indexOf(shock.month) })),
      };
    }
    lines.forEach((line) => {
      if (line.symbolSize === 7) line.symbolSize = (value, at) => (at.dataIndex % 12 === 0 ? 7 : 0);
    });
    const { height, legend } = key(place, told.series.map((one) => one.name), 34);
    open(place).setOption({
      ...frame,
      grid: direct ? { ...frame.grid, right: narrow ? 88 : 136 } : { ...frame.grid, bottom: 54 + height },
      legend: { ...legend, show: !direct },
      tooltip: {
        trigger: "axis", confine: true, renderMode: "richText",
        formatter: (points) => [
          `${told.texts.month} ${points[0]?.axisValue ?? ""}`,
          ...told.series.map((one) => {
            const at = points[0]?.dataIndex ?? 0;
            return one.name + colon(told.language) + range(told.language, [one.mean[at], one.low[at], one.high[at]]);
          }),
        ].join("\n"),
      },
      xAxis: { type: "category", data: told.month, boundaryGap: false, ...named(told.texts.month, "x"),
        axisLabel: { interval: (at, value) => Number(value) % 12 === 0 || at === 0 || (at === told.month.length - 1 && at % 12 > 1) } },
      yAxis: { type: "value", scale: true, ...named(told.unit, "y"),
        axisLabel: { formatter: (value) => number(told.language, value) } },
      series: lines,
    }, true);
  };

  /** Points with intervals: {name, x: [mean, low, high], y: [mean, low, high]}. */
  const scatter = (place, told) => {
    const narrow = place.clientWidth < 560, direct = told.points.length <= MOST_NAMED;
    const frame = common(narrow, told.label);
    const series = told.points.flatMap((one, at) => {
      const style = look(one.look);
      const bar = (ends) => ({ type: "line", name: `interval ${at}`, data: ends, symbol: "none", silent: true,
        tooltip: { show: false }, lineStyle: { color: style.colour, width: 1.6 } });
      return [
        bar([[one.x[1], one.y[0]], [one.x[2], one.y[0]]]),
        bar([[one.x[0], one.y[1]], [one.x[0], one.y[2]]]),
        { type: "scatter", name: one.name, data: [[one.x[0], one.y[0]]], symbol: style.mark, symbolSize: 15,
          itemStyle: { color: style.colour, opacity: 1 }, labelLayout: { moveOverlap: "shiftY" },
          label: { show: direct, formatter: one.name, position: at ? "right" : "left", ...beside(style.colour, narrow) } },
      ];
    });
    const { height, legend } = key(place, told.points.map((one) => one.name), 16);
    open(place).setOption({
      ...frame,
      grid: direct ? { ...frame.grid, right: narrow ? 60 : 100 } : { ...frame.grid, bottom: 54 + height },
      graphic: { type: "text", left: frame.grid.left + 10, top: frame.grid.top + 6, silent: true,
        style: { text: told.corner, fill: "#566072", font: `13px ${FONT}` } },
      legend: { ...legend, show: !direct },
      tooltip: {
        confine: true, renderMode: "richText",
        formatter: (point) => {
          const one = told.points.find((each) => each.name === point.seriesName);
          const line = (name, values) => name + colon(told.language) + range(told.language, values);
          return [one.name, line(told.xName, one.x), line(told.yName, one.y)].join("\n");
        },
      },
      xAxis: { type: "value", min: 0, ...named(told.xName, "x"),
        axisLabel: { formatter: (value) => number(told.language, value) } },
      yAxis: { type: "value", scale: true, inverse: told.inverse, ...named(told.yName, "y"), nameLocation: told.inverse ? "start" : "end",
        axisLabel: { formatter: (value) => number(told.language, value) } },
      series,
    }, true);
  };

  /** Stacked shares of worlds: rows [{name, shares: [...]}], one share for each rank in told.ranks. */
  const shares = (place, told) => {
    const narrow = place.clientWidth < 560, most = narrow ? 90 : 200;
    const named = (name) => (narrow ? name.replaceAll("-", "-\n") : name);
    const width = Math.min(most, Math.max(...told.rows.flatMap((row) => named(row.name).split("\n")).map((text) => wide(text)))) + 4;
    const { height, legend } = key(place, told.ranks, 25);
    open(place).setOption({
      ...common(narrow, told.label), legend,
      grid: { left: width + 14, right: 28, top: 24, bottom: 36 + height },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, confine: true, renderMode: "richText",
        valueFormatter: (value) => `${number(told.language, value * 100)} %` },
      xAxis: { type: "value", max: 1, axisLabel: { formatter: (value) => `${Math.round(value * 100)} %` } },
      yAxis: { type: "category", inverse: true, data: told.rows.map((row) => row.name),
        axisLabel: { width, overflow: "break", interval: 0, formatter: named } },
      series: told.ranks.map((rank, at) => ({
        type: "bar", stack: "all", name: rank, barMaxWidth: 34,
        itemStyle: { color: told.shades[at], borderColor: "#ffffff", borderWidth: 0.6 },
        label: { show: true, color: at / Math.max(told.ranks.length - 1, 1) < 0.45 ? "#ffffff" : "#1d2330",
          formatter: (part) => (part.value >= 0.08 ? String(at + 1) : "") },
        data: told.rows.map((row) => row.shares[at]),
      })),
    }, true);
  };

  return { months, scatter, shares, number, signed, difference, reach, between, brackets, marks, colon, stop, range, builtIn, verdict };
})();
