//! What deputies do besides meeting voters: they report and promise, are written about, and are
//! given books. Drawn from a chance of its own, so that all else of a sample stays as it was.

use chrono::{Datelike as _, Days, NaiveDate};

use super::chance::Chance;
use super::town::Town;
use super::words::{BOOKS, DECLARED, LECTURERS, MODELS, OPINIONS, OUTLETS, PROMISES};
use super::years::Due;
use crate::error::{Error, Result};
use crate::records::{Activity, Book, BookMove, Duty, Noun, Promise, Publicity, ReportMeeting, Shape, activity, book, duty, publicity, report_meeting};
use crate::store::Write;

/// Reports given at one meeting.
const REPORTS: usize = 5;
/// Copies of a title that come each year.
const COPIES: i64 = 120;
/// Kinds of activity the papers write about.
const NEWS: &[&str] = &["代表行动", "视察调研", "志愿服务", "民主测评会"];

impl Town {
    /// A teacher for a training.
    pub(super) fn lecturer(&mut self) -> String {
        self.aside.one(LECTURERS).to_owned()
    }

    /// What comes of an activity that took place.
    pub(super) fn after_meet(&mut self, w: &Write<'_>, day: NaiveDate, id: &str, a: &Activity) -> Result<()> {
        match a.kind.as_str() {
            activity::REPORTING => self.reports(w, day, id, a)?,
            activity::TRAINING => self.hand_out(w, day, id, a)?,
            _ => {}
        }
        if NEWS.contains(&a.kind.as_str()) && self.aside.often(14) {
            let on = day + Days::new(1 + self.aside.below(4) as u64);
            let record = Publicity {
                title: format!("{}：{}", self.station.name, a.name),
                kind: publicity::REPORT.into(),
                outlet: self.aside.one(OUTLETS).to_owned(),
                date: on.to_string(),
                deputies: a.deputies.iter().take(3).cloned().collect(),
                count: self.aside.often(20).then_some(2),
                link: String::new(),
                content: a.content.clone(),
                activity: id.to_owned(),
                recorder: a.recorder.clone(),
                note: String::new(),
            };
            self.agenda.put(on, Due::Publish(Box::new(record)));
        }
        Ok(())
    }

    pub(super) fn publish(&mut self, w: &Write<'_>, record: &Publicity) -> Result<()> {
        self.insert(w, Noun::Publicity, record)?;
        Ok(())
    }

    /// A deputy is held up as a model.
    pub(super) fn model(&mut self, w: &Write<'_>, day: NaiveDate) -> Result<()> {
        let Some((id, name)) = self.who_reports(day, 1).into_iter().next() else {
            return Ok(());
        };
        let (title, content) = MODELS[self.aside.below(MODELS.len())];
        let record = Publicity {
            title: title.replace("{人}", &name),
            kind: publicity::MODEL.into(),
            outlet: self.aside.one(OUTLETS).to_owned(),
            date: day.to_string(),
            deputies: vec![id],
            content: content.replace("{人}", &name),
            recorder: self.writer(),
            ..Publicity::default()
        };
        self.publish(w, &record)
    }

    /// Each of the words is declared by someone; the head files most of them the next day, the newest still
    /// wait. Tossed by the day alone, so that nothing else of a sample is tossed anew.
    pub(super) fn declare(&mut self, w: &Write<'_>, day: NaiveDate) -> Result<()> {
        let change = self.agenda.change;
        let serving: Vec<String> = self
            .seats
            .iter()
            .filter(|s| s.serves(change, day, day) && !s.id.is_empty())
            .map(|s| s.id.clone())
            .collect();
        let mut chance = Chance::new(self.seed ^ u64::from(day.num_days_from_ce().unsigned_abs()));
        let fresh = day + Days::new(60) > self.now.date_naive();
        for (kind, title, content) in DECLARED {
            let Some(deputy) = chance.some(&serving, 1).into_iter().next() else {
                continue;
            };
            let entry = Duty {
                deputy,
                kind: (*kind).into(),
                title: (*title).into(),
                date: day.to_string(),
                content: (*content).into(),
                ..Duty::default()
            };
            let mut values = entry.values();
            duty::declare(&mut values);
            let who = self.who();
            let kept = w.at("新增", &who).insert(Noun::Duty, values)?;
            if fresh && chance.often(50) {
                continue;
            }
            let accept = chance.often(92);
            let said = duty::Review {
                accept,
                opinion: if accept { "" } else { "请补上时间和证明材料" },
                reviewer: "滕世清",
                on: &day.to_string(),
            };
            if let Ok(values) = duty::review(&kept, &said) {
                let who = self.who();
                w.at(if accept { "审核入档" } else { "审核退回" }, &who)
                    .replace(Noun::Duty, &kept.head.id, None, values)?;
            }
        }
        Ok(())
    }

    fn who_reports(&mut self, day: NaiveDate, count: usize) -> Vec<(String, String)> {
        let change = self.agenda.change;
        let serving: Vec<(String, String)> = self
            .seats
            .iter()
            .filter(|s| s.serves(change, day, day) && !s.id.is_empty())
            .map(|s| (s.id.clone(), s.deputy.name.clone()))
            .collect();
        self.aside.some(&serving, count)
    }

    fn reports(&mut self, w: &Write<'_>, day: NaiveDate, id: &str, a: &Activity) -> Result<()> {
        let expected = self.aside.within(42, 66);
        let present = expected - self.aside.within(1, 6);
        for deputy in a.deputies.iter().take(REPORTS) {
            let returned = present - self.aside.within(0, 1);
            let valid = returned - self.aside.within(0, 2);
            // Most do well; one in a dozen does not.
            let share = if self.aside.often(8) {
                self.aside.within(46, 79)
            } else {
                self.aside.within(81, 97)
            };
            let competent = valid * share / 100;
            let basic = (valid - competent) * 3 / 4;
            let abstained = i64::from(valid - competent - basic > 1);
            let record = ReportMeeting {
                deputy: deputy.clone(),
                date: day.to_string(),
                place: a.place.clone(),
                activity: id.to_owned(),
                expected: Some(expected),
                present: Some(present),
                form: if self.aside.often(85) { "oral" } else { "written" }.into(),
                sent: Some(present),
                returned: Some(returned),
                valid: Some(valid),
                competent: Some(competent),
                basic: Some(basic),
                incompetent: Some(valid - competent - basic - abstained),
                abstained: Some(abstained),
                opinion: self.aside.one(OPINIONS).to_owned(),
                overseer: "滕世清".into(),
                teller: a.recorder.clone(),
                recorder: a.recorder.clone(),
                ..ReportMeeting::default()
            };
            let mut values = record.values();
            report_meeting::conclude(&mut values, None, self.rules.report);
            report_meeting::of_deputy(&mut values, w.get(Noun::Deputy, deputy)?.as_ref());
            let who = self.who();
            let report = w.at("新增", &who).insert(Noun::ReportMeeting, values)?.head.id;
            if self.aside.often(60) {
                self.promise(w, day, &report, deputy)?;
            }
        }
        Ok(())
    }

    fn promise(&mut self, w: &Write<'_>, day: NaiveDate, report: &str, deputy: &str) -> Result<()> {
        let (content, outcome) = PROMISES[self.aside.below(PROMISES.len())];
        let days = self.aside.within(30, 120);
        let due = day + Days::new(days.unsigned_abs());
        let record = Promise {
            content: content.into(),
            report: report.into(),
            made_on: day.to_string(),
            due_on: due.to_string(),
            deputy: deputy.into(),
            ..Promise::default()
        };
        let id = self.insert(w, Noun::Promise, &record)?.head.id;
        // Most keep it in time, some late, a few not yet.
        let kept = match self.aside.below(10) {
            0..8 => Some(due - Days::new(self.aside.within(2, 20).unsigned_abs())),
            8 => Some(due + Days::new(self.aside.within(5, 25).unsigned_abs())),
            _ => None,
        };
        if let Some(on) = kept {
            self.agenda.put(on, Due::Keep(id, outcome));
        }
        Ok(())
    }

    pub(super) fn keep_promise(&mut self, w: &Write<'_>, day: NaiveDate, id: &str, outcome: &str) -> Result<()> {
        let kept = w.get(Noun::Promise, id)?.ok_or(Error::NotFound(Noun::Promise.label()))?;
        let mut values = kept.values;
        values.insert("fulfilled_on".into(), day.to_string().into());
        values.insert("outcome".into(), outcome.into());
        let who = self.who();
        w.at("修改", &who).replace(Noun::Promise, id, None, values)?;
        Ok(())
    }

    /// The year's books come.
    pub(super) fn books_come(&mut self, w: &Write<'_>, day: NaiveDate) -> Result<()> {
        for (name, maker) in self.aside.some(BOOKS, 2) {
            let known = self.titles.iter().find(|(_, title)| *title == name).map(|(id, _)| id.clone());
            let id = match known {
                Some(id) => id,
                None => {
                    let record = Book {
                        name: name.into(),
                        maker: maker.into(),
                        stock: Some(0),
                        ..Book::default()
                    };
                    let id = self.insert(w, Noun::Book, &record)?.head.id;
                    self.titles.push((id.clone(), name));
                    id
                }
            };
            let record = BookMove {
                book: id.clone(),
                kind: book::IN.into(),
                date: day.to_string(),
                count: Some(COPIES),
                source: "县人大常委会配发".into(),
                recorder: self.writer(),
                ..BookMove::default()
            };
            self.insert(w, Noun::BookMove, &record)?;
            let who = self.who();
            w.at("新增", &who).restock(&id)?;
        }
        Ok(())
    }

    /// A title for everybody who came to a training, as long as there are enough.
    fn hand_out(&mut self, w: &Write<'_>, day: NaiveDate, id: &str, a: &Activity) -> Result<()> {
        let Some((title, _)) = self.titles.last().cloned() else { return Ok(()) };
        let stock = w.get(Noun::Book, &title)?.and_then(|b| b.whole("stock")).unwrap_or(0);
        let copies = i64::try_from(a.deputies.len()).unwrap_or(i64::MAX);
        if copies == 0 || copies > stock || self.aside.often(25) {
            return Ok(());
        }
        let record = BookMove {
            book: title.clone(),
            kind: book::OUT.into(),
            date: day.to_string(),
            deputies: a.deputies.clone(),
            count: Some(copies),
            activity: id.to_owned(),
            recorder: a.recorder.clone(),
            ..BookMove::default()
        };
        self.insert(w, Noun::BookMove, &record)?;
        let who = self.who();
        w.at("新增", &who).restock(&title)
    }
}
