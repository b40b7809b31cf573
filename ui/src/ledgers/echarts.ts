// The few parts of ECharts the plots need; loaded only where the county's plots are shown.

import { BarChart, LineChart, type BarSeriesOption, type LineSeriesOption } from "echarts/charts";
import { GridComponent, TitleComponent, type GridComponentOption, type TitleComponentOption } from "echarts/components";
import { init, use, type ComposeOption, type ECharts } from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, TitleComponent, LabelLayout, CanvasRenderer]);

export type PlotOption = ComposeOption<BarSeriesOption | LineSeriesOption | GridComponentOption | TitleComponentOption>;
export { init, type ECharts };
