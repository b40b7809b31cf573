// The same colour for the same thing in every plot. Red stays with what is late.

export const PLOT_COLOURS = {
  activity: "#4a6078",
  matter: "#8a6d3b",
} as const;

export type PlotColour = keyof typeof PLOT_COLOURS;
