//! What each year brings: how many of each thing, on which day. Counted so that the last
//! full year has the figures the county had in 2024 (活动 208 次, 现场解决 210 个, 交办 57 件).

use std::collections::{BTreeMap, VecDeque};

use chrono::{Datelike as _, Days, NaiveDate};

use super::chance::Chance;
use super::lives::{self, Life};
use super::meets::{self, Meet};
use super::talks::{Course, Talk, referred_on};
use super::topics::TOPICS;
use crate::records::dates::Holidays;
use crate::records::{Publicity, visit};

/// One thing to come.
#[derive(Debug, Clone)]
pub(super) enum Due {
    /// The station is filled in: lists, deputies, groups.
    Settle,
    /// The term changes.
    Change,
    /// A reception day is planned, announced, over.
    Plan(usize),
    Announce(usize),
    Close(usize),
    Talk(Talk),
    Meet(Box<Meet>),
    /// A matter that came without a visit: source, channel.
    Raise(&'static str, &'static str, Course),
    /// The next step of a matter.
    Step(String, Box<crate::records::Step>),
    /// The year's books come.
    Books,
    /// A deputy is held up as a model.
    Model,
    /// Deputies declare what no register knows of.
    Declare,
    /// Something is published.
    Publish(Box<Publicity>),
    /// A promise is kept: its id, and how.
    Keep(String, &'static str),
}

/// A reception day to come.
#[derive(Debug, Clone)]
pub(super) struct Reception {
    pub(super) date: NaiveDate,
    /// "held", "postponed" or "cancelled", once the day has come.
    pub(super) status: &'static str,
    /// Where it moves to.
    pub(super) moved_to: Option<NaiveDate>,
    /// Its record, once planned.
    pub(super) id: String,
}

/// Everything to come, by day.
pub(super) struct Agenda {
    pub(super) days: BTreeMap<NaiveDate, VecDeque<Due>>,
    pub(super) receptions: Vec<Reception>,
    pub(super) start: NaiveDate,
    pub(super) today: NaiveDate,
    /// The day the term changes.
    pub(super) change: NaiveDate,
    /// Activities so far: each has its number, by which a later step of its project finds it.
    keys: usize,
}

/// How many of each in a year.
struct Quota {
    activities: usize,
    solved_at_activities: usize,
    referred: usize,
    on_the_spot: usize,
    answered: usize,
    noted: usize,
    declined: usize,
    others: usize,
}

impl Quota {
    /// `hundredths` of the county's 2024. Solved on the spot: 108 + 14 + 88 = 210.
    fn of(hundredths: usize) -> Self {
        let part = |n: usize| n * hundredths / 100;
        Self {
            activities: part(208),
            solved_at_activities: part(108),
            referred: part(57),
            on_the_spot: part(14),
            answered: part(88),
            noted: part(36),
            declined: part(3),
            others: part(9),
        }
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Days before its date on which a reception day is planned, and announced.
const PLANNED_BEFORE: u64 = 35;
const ANNOUNCED_BEFORE: u64 = 5;

impl Agenda {
    /// The agenda of `years` full years and the current one up to `today`.
    pub(super) fn new(today: NaiveDate, years: u32, holidays: &Holidays, chance: &mut Chance) -> Self {
        let last = today.year() - 1;
        let first = last - i32::try_from(years).unwrap_or(1) + 1;
        let mut agenda = Self {
            days: BTreeMap::new(),
            receptions: Vec::new(),
            start: day(first, 1, 1),
            today,
            change: day(last, 1, 20),
            keys: 0,
        };
        agenda.put(agenda.start, Due::Settle);
        agenda.put(agenda.change, Due::Change);
        agenda.reception_days(first, holidays);
        let mut sent = BTreeMap::<i32, usize>::new();
        agenda.half_way(&mut sent, holidays, chance);
        for year in first..=today.year() {
            let (from, to) = (day(year, 1, 3), day(year, 12, 30).min(today - Days::new(1)));
            let hundredths = match last - year {
                -1 => usize::try_from((to - from).num_days().max(0)).unwrap_or(0) * 104 / 365,
                ago => 100_usize.saturating_sub(usize::try_from(ago).unwrap_or(0) * 12).max(52),
            };
            if to > from {
                let quota = Quota::of(hundredths);
                agenda.year(from, to, &quota, sent.get(&year).copied().unwrap_or(0), holidays, chance);
            }
        }
        agenda.mistakes(chance);
        for year in first..=today.year() {
            agenda.put(day(year, 3, 6), Due::Books);
            for (month, on) in [(4, 22), (7, 1), (11, 8)] {
                agenda.put(day(year, month, on), Due::Model);
            }
            for (month, on) in [(1, 18), (5, 14), (8, 20), (11, 25)] {
                agenda.put(day(year, month, on), Due::Declare);
            }
        }
        agenda
    }

    pub(super) fn put(&mut self, on: NaiveDate, due: Due) {
        self.days.entry(on).or_default().push_back(due);
    }

    /// Visits in it.
    pub(super) fn talks(&self) -> u64 {
        self.days.values().flatten().filter(|due| matches!(due, Due::Talk(_))).count() as u64
    }

    fn reception_days(&mut self, first: i32, holidays: &Holidays) {
        let until = self.today + Days::new(PLANNED_BEFORE);
        for month in 0.. {
            let date = holidays.next_working(day(first + month / 12, month.unsigned_abs() % 12 + 1, 15));
            if date > until {
                break;
            }
            // Storms and ice: now and then a day is moved or called off.
            let (status, moved_to) = match month % 19 {
                6 => ("postponed", Some(holidays.next_working(date + Days::new(6)))),
                12 => ("cancelled", None),
                _ => ("held", None),
            };
            self.reception(date, status, moved_to);
            if let Some(later) = moved_to.filter(|d| *d <= until) {
                self.reception(later, "held", None);
            }
        }
    }

    fn reception(&mut self, date: NaiveDate, status: &'static str, moved_to: Option<NaiveDate>) {
        let key = self.receptions.len();
        self.receptions.push(Reception {
            date,
            status,
            moved_to,
            id: String::new(),
        });
        let lead = if status == "held" && self.receptions.iter().any(|r| r.moved_to == Some(date)) {
            6
        } else {
            PLANNED_BEFORE
        };
        self.put((date - Days::new(lead)).max(self.start), Due::Plan(key));
        self.put((date - Days::new(ANNOUNCED_BEFORE)).max(self.start), Due::Announce(key));
        self.put(date, Due::Close(key));
    }

    /// Matters that stand half-way today. Counts, by year, those that were sent to a unit.
    fn half_way(&mut self, sent: &mut BTreeMap<i32, usize>, holidays: &Holidays, chance: &mut Chance) {
        for n in 0..lives::half_way() {
            let (raised, steps) = lives::until_today(n, self.today, &TOPICS[0], "", holidays, &mut chance.clone());
            if let Some(on) = referred_on(&steps).and_then(crate::records::dates::parse) {
                *sent.entry(on.year()).or_default() += 1;
            }
            let course = Course::Today(n);
            let due = match n % 6 {
                4 => Due::Raise("online", ["鄂汇办", "12345热线", "书记听我说"][n / 6 % 3], course),
                _ => Due::Talk(Talk {
                    kind: ["station", "phone", visit::HOME, "appointment"][n % 4],
                    handling: visit::AS_MATTER,
                    day: None,
                    course: Some(course),
                    binned: false,
                }),
            };
            self.put(raised, due);
        }
    }

    fn year(&mut self, from: NaiveDate, to: NaiveDate, quota: &Quota, sent: usize, holidays: &Holidays, chance: &mut Chance) {
        let mut meets = meets::year(quota.activities, quota.solved_at_activities, from, to, self.keys, holidays, chance);
        self.keys += meets.len();
        // What is sent to a unit must be sent within the year, a second time too.
        let (sent_by, redone_by) = (day(from.year(), 11, 25).min(to), day(from.year(), 9, 20).min(to));
        for n in 0..quota.referred.saturating_sub(sent) {
            let mut life = lives::REFERRED[n % lives::REFERRED.len()];
            let by = if life == Life::Redone { redone_by } else { sent_by };
            if by <= from {
                life = Life::Handled;
            }
            let by = by.max(from);
            match n % 20 {
                1 | 5 | 9 | 13 | 17 => {
                    let fits: Vec<usize> = (0..meets.len()).filter(|m| meets[*m].date() <= by && meets[*m].courses.len() < 2).collect();
                    match fits.is_empty() {
                        true => self.talk(from, by, visit::AS_MATTER, Some(Course::Life(life)), chance),
                        false => meets[fits[chance.below(fits.len())]].courses.push(Course::Life(life)),
                    }
                }
                3 | 11 => self.raise("online", chance.one(&["鄂汇办", "12345热线", "书记听我说", "来信"]), life, from, by, chance),
                19 => self.raise("other", "", life, from, by, chance),
                _ => self.talk(from, by, visit::AS_MATTER, Some(Course::Life(life)), chance),
            }
        }
        for meet in meets {
            self.put(meet.date(), Due::Meet(Box::new(meet)));
        }
        for _ in 0..quota.on_the_spot {
            self.talk(from, to, visit::AS_MATTER, Some(Course::Life(Life::OnTheSpot)), chance);
        }
        for n in 0..quota.others {
            self.talk(from, to, visit::AS_MATTER, Some(Course::Life(lives::OTHERS[n % lives::OTHERS.len()])), chance);
        }
        for (handling, count) in [(visit::ON_THE_SPOT, quota.answered), ("noted", quota.noted), ("declined", quota.declined)] {
            for _ in 0..count {
                self.talk(from, to, handling, None, chance);
            }
        }
    }

    fn raise(&mut self, source: &'static str, channel: &'static str, life: Life, from: NaiveDate, to: NaiveDate, chance: &mut Chance) {
        let on = some_day(from, to, chance);
        self.put(on, Due::Raise(source, channel, Course::Life(life)));
    }

    /// One visit between two days; half of them on reception days.
    fn talk(&mut self, from: NaiveDate, to: NaiveDate, handling: &'static str, course: Option<Course>, chance: &mut Chance) {
        let held: Vec<usize> = (0..self.receptions.len())
            .filter(|r| self.receptions[*r].status == "held" && (from..=to).contains(&self.receptions[*r].date))
            .collect();
        let talk = |kind, day| {
            Due::Talk(Talk {
                kind,
                handling,
                day,
                course,
                binned: false,
            })
        };
        if !held.is_empty() && chance.often(50) {
            let key = held[chance.below(held.len())];
            self.put(self.receptions[key].date, talk("station", Some(key)));
        } else {
            let kind = chance.one(&[
                visit::HOME,
                visit::HOME,
                visit::HOME,
                "appointment",
                "appointment",
                "phone",
                "phone",
                "online",
                "station",
            ]);
            self.put(some_day(from, to, chance), talk(kind, None));
        }
    }

    /// What was entered twice lies in the recycle bin.
    fn mistakes(&mut self, chance: &mut Chance) {
        let from = (self.today - Days::new(60)).max(self.start);
        for handling in ["noted", "noted", visit::ON_THE_SPOT] {
            let on = some_day(from, self.today, chance);
            self.put(
                on,
                Due::Talk(Talk {
                    kind: "phone",
                    handling,
                    day: None,
                    course: None,
                    binned: true,
                }),
            );
        }
        let mut meet = meets::single("会议", some_day(from, self.today, chance), chance);
        meet.key = self.keys;
        meet.binned = true;
        self.keys += 1;
        self.put(meet.date(), Due::Meet(Box::new(meet)));
    }
}

fn some_day(from: NaiveDate, to: NaiveDate, chance: &mut Chance) -> NaiveDate {
    from + Days::new(u64::try_from(chance.within(0, (to - from).num_days().max(0))).unwrap_or(0))
}
