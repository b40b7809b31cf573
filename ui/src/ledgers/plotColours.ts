// The same colour for the same thing in every plot. Red stays with what is late.

export const PLOT_COLOURS = {
  activity: "#4a6078",
  matter: "#8a6d3b",
  closed: "#2f6b3c",
  satisfied: "#1f5fbf",
  satisfied_or_basic: "#664589",
} as const;

export type PlotColour = keyof typeof PLOT_COLOURS;

/** Matters by age, the older the darker. */
export const AGE_COLOURS = ["#d9c9a8", "#b99d68", "#8a6d3b", "#5c4622"] as const;
