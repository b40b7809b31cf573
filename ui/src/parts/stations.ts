// The county's stations by code: what a list's column, its filter and a picker call them.
// Asked once, and again after the register changed. At a station there are none.

import { computed, reactive } from "vue";
import { call } from "../call";
import { SENT, type Kept, type Noun, type StationLine } from "../contract";
import { session } from "../session";
import { onLock } from "./record/onLock";

const known = reactive<{ lines: StationLine[] }>({ lines: [] });
let asked: Promise<void> | null = null;

/** Whether this window is the county office's. */
export const atCounty = computed(() => session.station?.role === "county");

/** At the county such records come from many stations, and show whose they are. */
export function fromStations(noun: Noun): boolean {
  return atCounty.value && SENT.includes(noun);
}

/** Whether the record was made here. */
export function isOwn(record: Kept): boolean {
  return record.station === session.station?.code;
}

export function askStations(): Promise<void> {
  if (!atCounty.value) return Promise.resolve();
  asked ??= call("stations", {}).then(
    (lines) => void (known.lines = lines),
    () => void (asked = null), // Asked again by the next list; until then a code stands for the name.
  );
  return asked;
}

/** After the register changed. */
export function refreshStations(): Promise<void> {
  asked = null;
  return askStations();
}

export const stations = computed<readonly StationLine[]>(() => known.lines);

/** What people call the station with this code. */
export function stationName(code: string): string {
  if (code === session.station?.code) return "县本级";
  return known.lines.find((line) => line.code === code)?.name || code;
}

/** 代表之家 with their stations. */
export const homes = computed<readonly { home: string; stations: StationLine[] }[]>(() => {
  const by = new Map<string, StationLine[]>();
  for (const line of known.lines) if (line.home !== "") by.set(line.home, [...(by.get(line.home) ?? []), line]);
  return [...by].map(([home, of]) => ({ home, stations: of }));
});

onLock(() => {
  asked = null;
  known.lines = [];
});
