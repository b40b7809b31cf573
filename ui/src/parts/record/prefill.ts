// What a new record takes over from the record it was added at.

import { call } from "../../call";
import type { Kept, Noun } from "../../contract";
import { textOf, textsOf, type Values } from "./fields";
import { learn } from "./names";

async function kept(noun: Noun, id: string): Promise<Values> {
  const opened = await call("record", { noun, id, revision: null });
  learn(opened.names);
  return opened.record satisfies Kept as Values;
}

/** A visit of a reception day: its date, place and deputies. */
export async function fillFromDay(values: Values): Promise<Values> {
  const id = textOf(values, "reception_day");
  if (id === "") return values;
  const day = await kept("reception_day", id);
  return { ...values, date: textOf(day, "date"), place: textOf(day, "place"), deputies: textsOf(day, "deputies") };
}

/** A matter of a visit or an activity: who raised it, where, before whom. */
export async function fillMatter(values: Values): Promise<Values> {
  const visitId = textOf(values, "visit");
  const activityId = textOf(values, "activity");
  if (visitId !== "") {
    const visit = await kept("visit", visitId);
    const problem = textOf(visit, "problem");
    return {
      ...values,
      source: "visit",
      raised_on: textOf(visit, "date"),
      title: (problem.split("\n")[0] ?? "").slice(0, 40),
      content: problem,
      category: textOf(visit, "category"),
      citizen: textOf(visit, "citizen"),
      village: textOf(visit, "village"),
      phone: textOf(visit, "phone"),
      deputies: textsOf(visit, "deputies"),
      confidential: visit["confidential"] === true,
    };
  }
  if (activityId !== "") {
    const activity = await kept("activity", activityId);
    return { ...values, source: "activity", raised_on: textOf(activity, "date"), deputies: textsOf(activity, "deputies") };
  }
  return values;
}

/** A report at a meeting that is down as an activity: its day, its place. */
export async function fillReport(values: Values): Promise<Values> {
  const id = textOf(values, "activity");
  if (id === "") return values;
  const meeting = await kept("activity", id);
  return { ...values, date: textOf(meeting, "date"), place: textOf(meeting, "place") };
}

/** A promise is made on the day of its report. */
export async function fillPromise(values: Values): Promise<Values> {
  const id = textOf(values, "report");
  return id === "" ? values : { ...values, made_on: textOf(await kept("report_meeting", id), "date") };
}

/** Books handed out at a training: to those who came. */
export async function fillBookMove(values: Values): Promise<Values> {
  const id = textOf(values, "activity");
  if (id === "") return values;
  const training = await kept("activity", id);
  return { ...values, kind: "out", date: textOf(training, "date"), deputies: textsOf(training, "deputies") };
}

/** A proposal of a matter: what it is about, and the deputy who took it in. */
export async function fillProposal(values: Values): Promise<Values> {
  const id = textOf(values, "matter");
  if (id === "") return values;
  const matter = await kept("matter", id);
  const [leader = "", ...seconders] = textsOf(matter, "deputies");
  return { ...values, title: textOf(matter, "title"), content: textOf(matter, "content"), category: textOf(matter, "category"), leader, seconders };
}

/** A supervision of a matter. */
export async function fillSupervision(values: Values): Promise<Values> {
  const id = textOf(values, "matter");
  if (id === "") return values;
  const matter = await kept("matter", id);
  return { ...values, title: textOf(matter, "title"), deputies: textsOf(matter, "deputies"), due_on: textOf(matter, "due_on") };
}

const NEXT_STEP: Record<string, { step: string; kind: string }> = {
  idea: { step: "plan", kind: "群众理事会" },
  plan: { step: "verdict", kind: "民主测评会" },
};

/** The next of the three meetings of 一厅两会, or a group's next activity. */
export async function fillActivity(values: Values): Promise<Values> {
  const previousId = textOf(values, "previous");
  if (previousId === "") return values;
  const previous = await kept("activity", previousId);
  const next = NEXT_STEP[textOf(previous, "step")];
  return {
    ...values,
    name: "",
    kind: next?.kind ?? textOf(previous, "kind"),
    step: next?.step ?? "",
    project: textOf(previous, "project"),
    place: textOf(previous, "place"),
    organiser: textOf(previous, "organiser"),
    group: textOf(previous, "group"),
    deputies: textsOf(previous, "deputies"),
  };
}
