// What each plot draws. The numbers are the table's own: a plot and the table beside it are
// made of one Plot, so they cannot differ.

import type { PlotOption } from "./echarts";
import { PLOT_COLOURS } from "./plotColours";

export interface PlotSeries {
  key: string;
  word: string;
  colour: string;
  /** One for each line; null where there is nothing to divide by. */
  values: readonly (number | null)[];
}

export interface Plot {
  unit: string;
  /** What the lines are: 月份. */
  head: string;
  lines: readonly { key: string; word: string }[];
  series: readonly PlotSeries[];
}

const INK = "#2b2723";
const INK_2 = "#5d564f";
const LINE = "#e3ded8";

function shown(plot: Plot, value: unknown): string {
  if (typeof value !== "number") return "";
  return plot.unit === "%" ? value.toFixed(1) : value === 0 ? "" : String(value);
}

/** One column a line of the table. */
export function columns(plot: Plot, font: string): PlotOption {
  return {
    animation: false,
    textStyle: { fontFamily: font, fontSize: 14, color: INK },
    grid: { left: 8, right: 8, top: 40, bottom: 28 },
    xAxis: { type: "category", data: plot.lines.map((line) => line.word), axisTick: { show: false }, axisLine: { lineStyle: { color: "#a39a90" } }, axisLabel: { color: INK_2, fontSize: 14, hideOverlap: true } },
    yAxis: { type: "value", show: false },
    series: plot.series.map((one) => ({
      type: "bar",
      name: one.word,
      data: [...one.values],
      barMaxWidth: 44,
      itemStyle: { color: one.colour, borderRadius: [3, 3, 0, 0] },
      label: { show: true, position: "top", color: INK, fontSize: 14, fontWeight: 600, formatter: ({ value }) => shown(plot, value) },
      labelLayout: { hideOverlap: true },
    })),
  };
}

/** One bar a line of the table, the first on top; several series stand behind one another. */
export function bars(plot: Plot, font: string): PlotOption {
  const stacked = plot.series.length > 1;
  return {
    animation: false,
    textStyle: { fontFamily: font, fontSize: 14, color: INK },
    grid: { left: 140, right: 48, top: 36, bottom: 4 },
    xAxis: { type: "value", show: false },
    yAxis: {
      type: "category",
      inverse: true,
      data: plot.lines.map((line) => line.word),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: "#a39a90" } },
      axisLabel: { color: INK, fontSize: 14, width: 126, overflow: "truncate" },
    },
    series: plot.series.map((one, at) => ({
      type: "bar",
      name: one.word,
      ...(stacked && { stack: "all" }),
      data: [...one.values],
      barMaxWidth: 20,
      itemStyle: { color: one.colour, borderRadius: stacked ? 0 : [0, 3, 3, 0] },
      label: { show: true, position: stacked ? "inside" : "right", color: stacked ? (at < 2 ? INK : "#fff") : INK, fontSize: 14, fontWeight: 600, formatter: ({ value }) => shown(plot, value) },
      labelLayout: { hideOverlap: true },
    })),
  };
}

/** Rates over the months, each line named at its end. */
export function rates(plot: Plot, font: string): PlotOption {
  return {
    animation: false,
    textStyle: { fontFamily: font, fontSize: 14, color: INK },
    grid: { left: 44, right: 132, top: 40, bottom: 28 },
    xAxis: { type: "category", data: plot.lines.map((line) => line.word), axisTick: { show: false }, axisLine: { lineStyle: { color: "#a39a90" } }, axisLabel: { color: INK_2, fontSize: 14, hideOverlap: true } },
    yAxis: { type: "value", min: 0, max: 100, interval: 50, axisLabel: { color: INK_2, fontSize: 14, formatter: "{value}%" }, splitLine: { lineStyle: { color: LINE } } },
    series: plot.series.map((one) => ({
      type: "line",
      name: one.word,
      data: [...one.values],
      connectNulls: false,
      symbol: "circle",
      symbolSize: 9,
      triggerLineEvent: false,
      lineStyle: { color: one.colour, width: 2 },
      itemStyle: { color: one.colour },
      endLabel: { show: true, color: one.colour, fontSize: 14, fontWeight: 600, formatter: ({ seriesName, value }) => `${seriesName ?? ""} ${shown(plot, value)}` },
      labelLayout: { moveOverlap: "shiftY" },
    })),
  };
}

/** The three rates and their colours, by column of the figures. */
export const RATES = [
  { key: "closed_rate", word: "办结率", colour: PLOT_COLOURS.closed },
  { key: "satisfied_rate", word: "满意率", colour: PLOT_COLOURS.satisfied },
  { key: "satisfied_or_basic_rate", word: "满意和基本满意", colour: PLOT_COLOURS.satisfied_or_basic },
] as const;
