// Which figures stand together at a station. What they are called and counted in, and the
// records behind them, is the table's own.

export interface Group {
  title: string;
  keys: readonly string[];
}

export const GROUPS: readonly Group[] = [
  { title: "接待与走访", keys: ["reception_days", "visit_batches", "visit_people", "home_visits"] },
  { title: "活动", keys: ["activities", "solved_on_site"] },
  { title: "队伍", keys: ["deputies", "groups", "reported", "reported_rate"] },
  { title: "意见建议", keys: ["matters", "referred", "referred_closed", "closed_rate", "satisfied_rate", "satisfied_or_basic_rate"] },
  { title: "学习与宣传", keys: ["trainings", "training_people", "training_hours", "books", "publicity", "models"] },
];
