//! Living through the agenda, day by day, with the pen of the clerk of that day: every
//! record and every step is written when it happened, so that timelines and journal are true.

use std::collections::HashMap;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, TimeDelta};

use super::chance::Chance;
use super::lives;
use super::meets::{self, Meet};
use super::people::Seat;
use super::talks::{self, Course, Said, Sitting, Talk};
use super::years::{Agenda, Due};
use crate::desk::{Rules, Station};
use crate::error::{Error, Result};
use crate::records::dates::Holidays;
use crate::records::life::{self, Step};
use crate::records::{Kept, Matter, Noun, ReceptionDay, Shape, activity, visit};
use crate::store::{Who, Write};

const PHOTO: &[u8] = include_bytes!("road.png");
const TANK: &[u8] = include_bytes!("tank.png");
const SHEET: &[u8] = include_bytes!("sign-in.png");
const FORM: &[u8] = include_bytes!("form.pdf");

/// The station while it lives through its years.
pub(super) struct Town {
    pub(super) seed: u64,
    pub(super) chance: Chance,
    /// For what came into samples later: nothing older is tossed anew.
    pub(super) aside: Chance,
    /// Books there are: ids and names.
    pub(super) titles: Vec<(String, &'static str)>,
    pub(super) clerk: String,
    pub(super) now: DateTime<FixedOffset>,
    pub(super) holidays: Holidays,
    pub(super) rules: Rules,
    pub(super) station: Station,
    pub(super) agenda: Agenda,
    pub(super) seats: Vec<Seat>,
    /// Voters to draw from.
    pub(super) voters: u64,
    /// Visits beyond the agenda, spread over all days.
    pub(super) extra: u64,
    /// Records and steps written.
    pub(super) written: u64,
    pub(super) groups: Vec<(String, Vec<usize>)>,
    /// Ids of activities that another one may follow.
    pub(super) meets: HashMap<usize, String>,
    /// Matters with steps to come.
    pub(super) matters: HashMap<String, Kept>,
    pub(super) at: DateTime<FixedOffset>,
    pub(super) stride: TimeDelta,
}

impl Town {
    /// Lives one day.
    pub(super) fn day(&mut self, w: &Write<'_>, day: NaiveDate) -> Result<()> {
        self.crowd(day);
        let count = self.agenda.days.get(&day).map_or(0, |d| d.len());
        let morning = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(510);
        self.at = morning.and_local_timezone(*self.now.offset()).single().unwrap_or(self.now).min(self.now);
        self.stride = TimeDelta::milliseconds(30_000_000 / i64::try_from(count * 4 + 30).unwrap_or(30));
        // What happens may bring more on the same day: always take the next.
        while let Some(due) = self.agenda.days.get_mut(&day).and_then(std::collections::VecDeque::pop_front) {
            self.happen(w, day, due)?;
        }
        self.agenda.days.remove(&day);
        Ok(())
    }

    fn happen(&mut self, w: &Write<'_>, day: NaiveDate, due: Due) -> Result<()> {
        match due {
            Due::Settle => self.settle(w),
            Due::Change => self.change(w),
            Due::Plan(key) => self.plan(w, day, key),
            Due::Announce(key) => self.reception(w, key, "announced", Some(day)),
            Due::Close(key) => self.reception(w, key, self.agenda.receptions[key].status, None),
            Due::Talk(talk) => self.talk(w, day, &talk),
            Due::Meet(meet) => self.meet(w, day, *meet),
            Due::Raise(source, channel, course) => {
                let said = self.said(false);
                let deputies = self.who_comes(day, day, 1).into_iter().map(|(id, _)| id).collect();
                let mut matter = talks::matter(&said, day, deputies);
                matter.source = source.into();
                matter.channel = channel.into();
                self.raise(w, day, matter, &said, &course)
            }
            Due::Step(id, step) => self.step(w, &id, *step),
            Due::Books => self.books_come(w, day),
            Due::Model => self.model(w, day),
            Due::Declare => self.declare(w, day),
            Due::Publish(record) => self.publish(w, &record),
            Due::Keep(id, outcome) => self.keep_promise(w, day, &id, outcome),
        }
    }

    /// Visits beyond the agenda come evenly, day after day.
    fn crowd(&mut self, day: NaiveDate) {
        let days = u64::try_from((self.agenda.today - self.agenda.start).num_days()).unwrap_or(0) + 1;
        let gone = u64::try_from((day - self.agenda.start).num_days()).unwrap_or(0);
        let coming = (u128::from(self.extra) * u128::from(gone + 1) / u128::from(days)) - (u128::from(self.extra) * u128::from(gone) / u128::from(days));
        for _ in 0..coming {
            let kind = self
                .chance
                .one(&["station", "station", "appointment", "phone", visit::HOME, visit::HOME, "online"]);
            let (handling, course) = match self.chance.below(100) {
                0..62 => (visit::ON_THE_SPOT, None),
                62..95 => ("noted", None),
                95..98 => ("declined", None),
                n => (visit::AS_MATTER, Some(Course::Life(lives::REFERRED[n % lives::REFERRED.len()]))),
            };
            self.agenda.put(
                day,
                Due::Talk(Talk {
                    kind,
                    handling,
                    day: None,
                    course,
                    binned: false,
                }),
            );
        }
    }

    /// Who writes now. The years before the last were another clerk's.
    pub(super) fn who(&mut self) -> Who {
        self.at = (self.at + self.stride).min(self.now);
        self.written += 1;
        Who {
            clerk: self.writer(),
            now: self.at,
        }
    }

    pub(super) fn writer(&self) -> String {
        let before = self.at.date_naive() < self.agenda.change - Days::new(200);
        if before { "谭先秀".into() } else { self.clerk.clone() }
    }

    pub(super) fn insert(&mut self, w: &Write<'_>, noun: Noun, record: &impl Shape) -> Result<Kept> {
        let who = self.who();
        w.at("新增", &who).insert(noun, record.values())
    }

    /// Deputies who serve on both days: id and name.
    fn who_comes(&mut self, from: NaiveDate, to: NaiveDate, count: usize) -> Vec<(String, String)> {
        let serving: Vec<&Seat> = self
            .seats
            .iter()
            .filter(|s| s.serves(self.agenda.change, from, to) && !s.id.is_empty())
            .collect();
        self.chance
            .some(&serving, count)
            .into_iter()
            .map(|s| (s.id.clone(), s.deputy.name.clone()))
            .collect()
    }

    fn plan(&mut self, w: &Write<'_>, day: NaiveDate, key: usize) -> Result<()> {
        let date = self.agenda.receptions[key].date;
        let count = 2 + self.chance.below(2);
        let record = ReceptionDay {
            date: date.to_string(),
            slot: if key.is_multiple_of(4) { "全天" } else { "上午" }.into(),
            place: "联络站接待室".into(),
            deputies: self.who_comes(day, date, count).into_iter().map(|(id, _)| id).collect(),
            staff: self.station.staff.clone(),
            status: "planned".into(),
            theme: self
                .chance
                .one(&["听民声、解民忧", "春耕生产和农资供应", "医保和养老政策解答", "", "饮水和道路", ""])
                .into(),
            ..ReceptionDay::default()
        };
        self.agenda.receptions[key].id = self.insert(w, Noun::ReceptionDay, &record)?.head.id;
        Ok(())
    }

    fn reception(&mut self, w: &Write<'_>, key: usize, status: &str, announced: Option<NaiveDate>) -> Result<()> {
        let id = self.agenda.receptions[key].id.clone();
        let moved_to = self.agenda.receptions[key].moved_to;
        let kept = w.get(Noun::ReceptionDay, &id)?.ok_or(Error::NotFound(Noun::ReceptionDay.label()))?;
        let mut record: ReceptionDay = kept.shaped().map_err(|e| Error::question(&e))?;
        record.status = status.into();
        if let Some(day) = announced {
            record.announced_on = day.to_string();
        }
        match status {
            "postponed" => {
                record.postponed_to = moved_to.map(|d| d.to_string()).unwrap_or_default();
                record.note = "暴雨预警，公告改期。".into();
            }
            "cancelled" => record.note = "道路结冰，群众出行不便，取消后改为电话联系。".into(),
            _ => {}
        }
        let who = self.who();
        w.at("修改", &who).replace(Noun::ReceptionDay, &id, None, record.values())?;
        Ok(())
    }

    fn said(&mut self, refused: bool) -> Said {
        talks::said(self.seed, self.voters, refused, &mut self.chance)
    }

    fn talk(&mut self, w: &Write<'_>, day: NaiveDate, talk: &Talk) -> Result<()> {
        let said = self.said(talk.refused());
        let (reception, deputies) = match talk.day {
            Some(key) => {
                let id = self.agenda.receptions[key].id.clone();
                let kept = w.get(Noun::ReceptionDay, &id)?.ok_or(Error::NotFound(Noun::ReceptionDay.label()))?;
                (id, kept.texts("deputies").into_iter().map(str::to_owned).collect::<Vec<_>>())
            }
            None => {
                let count = 1 + self.chance.below(2);
                (String::new(), self.who_comes(day, day, count).into_iter().map(|(id, _)| id).collect())
            }
        };
        let time = (self.at + self.stride).format("%H:%M").to_string();
        let sitting = Sitting {
            date: day,
            time,
            deputies: deputies.clone(),
            reception,
            recorder: self.writer(),
        };
        let record = talks::visit(talk, &said, sitting, &mut self.chance);
        let id = self.insert(w, Noun::Visit, &record)?.head.id;
        if talk.binned {
            let who = self.who();
            return w.at("删除", &who).delete(Noun::Visit, &id, None);
        }
        if talk.day.is_some() && self.chance.often(12) {
            self.attach(w, Noun::Visit, &id, "接待登记表.pdf", "application/pdf", FORM)?;
        }
        let Some(course) = &talk.course else { return Ok(()) };
        let mut matter = talks::matter(&said, day, deputies);
        matter.visit = id;
        self.raise(w, day, matter, &said, course)
    }

    /// Enters a matter and writes its steps into the agenda.
    fn raise(&mut self, w: &Write<'_>, day: NaiveDate, mut matter: Matter, said: &Said, course: &Course) -> Result<()> {
        matter.state = life::RECORDED.into();
        let kept = self.insert(w, Noun::Matter, &matter)?;
        let id = kept.head.id.clone();
        let first = Step {
            matter: id.clone(),
            kind: "record".into(),
            done_on: day.to_string(),
            to_state: life::RECORDED.into(),
            ..Step::default()
        };
        self.insert(w, Noun::Step, &first)?;
        if self.chance.often(18) {
            let photo = self.chance.one(&[PHOTO, TANK]);
            self.attach(w, Noun::Matter, &id, "现场照片.png", "image/png", photo)?;
        }
        let steps = match course {
            Course::Life(life) => lives::live(*life, day, said.topic, &said.answer, &said.reply, &self.holidays, &mut self.chance),
            Course::Today(n) => lives::until_today(*n, self.agenda.today, said.topic, &said.answer, &self.holidays, &mut self.chance).1,
        };
        for step in steps {
            let Some(on) = crate::records::dates::parse(&step.done_on).filter(|on| *on <= self.agenda.today) else {
                break;
            };
            self.agenda.put(on.max(day), Due::Step(id.clone(), Box::new(step)));
        }
        self.matters.insert(id, kept);
        Ok(())
    }

    fn step(&mut self, w: &Write<'_>, id: &str, mut step: Step) -> Result<()> {
        let Some(kept) = self.matters.get(id) else { return Ok(()) };
        step.matter = id.into();
        let (rules, holidays) = (&self.rules, &self.holidays);
        let values = life::walk(kept, &mut step, |from, again| {
            if again {
                rules.redo_deadline.due(from, holidays)
            } else {
                rules.matter_deadline.due(from, holidays)
            }
        })?;
        let who = self.who();
        let mut w = w.at(life::find_move(&step.kind).map_or("办理", life::Move::label), &who);
        let kept = w.replace(Noun::Matter, id, None, values)?;
        w.insert(Noun::Step, step.values())?;
        self.written += 1;
        if life::ENDED.contains(&kept.text("state")) {
            self.matters.remove(id);
        } else {
            self.matters.insert(id.into(), kept);
        }
        Ok(())
    }

    fn meet(&mut self, w: &Write<'_>, day: NaiveDate, meet: Meet) -> Result<()> {
        let mut a = meet.activity;
        let size = if ["学习培训", "会议", "述职评议"].contains(&a.kind.as_str()) {
            9 + self.chance.below(9)
        } else {
            3 + self.chance.below(6)
        };
        let come = match a.kind.as_str() {
            "代表小组活动" | "代表行动" | "视察调研" if !self.groups.is_empty() => {
                let g = self.chance.below(self.groups.len());
                a.group.clone_from(&self.groups[g].0);
                a.organiser = "group".into();
                let members: Vec<_> = self.groups[g]
                    .1
                    .iter()
                    .map(|n| &self.seats[*n])
                    .filter(|s| s.serves(self.agenda.change, day, day))
                    .map(|s| (s.id.clone(), s.deputy.name.clone()))
                    .collect();
                self.chance.some(&members, size)
            }
            _ => {
                a.organiser = "station".into();
                self.who_comes(day, day, size)
            }
        };
        let away = come.len() / 6;
        let (away, come) = come.split_at(away);
        meets::attendance(&mut a, come, away, &mut self.chance);
        a.recorder = self.writer();
        if a.kind == activity::TRAINING {
            a.lecturer = self.lecturer();
        }
        a.previous = meet.previous.and_then(|key| self.meets.get(&key).cloned()).unwrap_or_default();
        if !meet.courses.is_empty() {
            a.referred = i64::try_from(meet.courses.len()).ok();
        }
        let id = self.insert(w, Noun::Activity, &a)?.head.id;
        if meet.binned {
            let who = self.who();
            return w.at("删除", &who).delete(Noun::Activity, &id, None);
        }
        if !a.step.is_empty() {
            self.meets.insert(meet.key, id.clone());
        }
        if self.chance.often(16) {
            self.attach(w, Noun::Activity, &id, "签到表.png", "image/png", SHEET)?;
        }
        self.after_meet(w, day, &id, &a)?;
        for course in &meet.courses {
            let said = self.said(false);
            let mut matter = talks::matter(&said, day, a.deputies.iter().take(2).cloned().collect());
            matter.source = "activity".into();
            matter.activity.clone_from(&id);
            self.raise(w, day, matter, &said, course)?;
        }
        Ok(())
    }

    fn attach(&mut self, w: &Write<'_>, noun: Noun, id: &str, name: &str, media: &str, bytes: &[u8]) -> Result<()> {
        let who = self.who();
        w.at("添加附件", &who).attach(noun, id, name, media, bytes)?;
        Ok(())
    }
}
