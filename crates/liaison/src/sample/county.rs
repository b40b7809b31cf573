//! A whole county at once: stations with decades of rows, laid down as rows that came in
//! bundles. For measuring what a county desk of that size is like, and for nothing else: no
//! bundle was ever signed, the rows have no journal of their stations, no attachments, and
//! texts are made of fewer words than people use. Links, search and ownership are the real thing.

use chrono::{Datelike as _, Days, NaiveDate};
use serde_json::{Value, json};

use super::chance::Chance;
use super::lives::phone;
use super::topics::TOPICS;
use super::words::{BOOKS, FEMALE, MALE, OUTLETS, SEASONS, SPOTS, SURNAMES, UNITS, VILLAGES};
use crate::desk::{Call, Desk};
use crate::error::Result;
use crate::records::report_meeting::Thresholds;
use crate::records::{Head, Kept, Noun, Values, blank_of, report_meeting};
use crate::store::{Arrival, Brought, Chained, Write};

/// How large.
#[derive(Debug, Clone, Copy)]
pub struct CountyPlan {
    /// Same seed, same day: same rows.
    pub seed: u64,
    /// Stations; ten homes over them.
    pub stations: usize,
    /// Years, the current one the last.
    pub years: u32,
    /// Matters of a station in a year; all else in proportion: about five rows each.
    pub matters: usize,
}

const HOMES: usize = 10;
const DEPUTIES: usize = 20;

/// Code of the n-th station, from 0.
pub fn code(n: usize) -> String {
    format!("JS-{:03}", n + 1)
}

/// Fills a county's empty home; answers with the rows laid down.
pub fn grow_county(desk: &mut Desk, call: &mut Call<'_>, plan: CountyPlan) -> Result<u64> {
    let mut rows = 0;
    let today = call.today();
    let (store, who) = desk.writing(call)?;
    let homes = store.transact("建样板县", &who, |w| {
        let mut homes = Vec::new();
        for n in 0..HOMES {
            let town = format!("第{}样板镇", n + 1);
            let home = values(Noun::Home, json!({ "name": format!("{town}代表之家"), "town": town }));
            homes.push(w.insert(Noun::Home, home)?.head.id);
        }
        Ok(homes)
    })?;
    for n in 0..plan.stations {
        call.step("铺样板县的记录", n as u64, plan.stations as u64)?;
        let (store, who) = desk.writing(call)?;
        rows += store.transact("建样板县", &who, |w| {
            let home = homes.get(n % HOMES).map(String::as_str).unwrap_or_default();
            let mut station = Station::new(plan, n);
            station.live(w, home, today)
        })?;
    }
    Ok(rows)
}

fn values(noun: Noun, given: Value) -> Values {
    let fields = noun.fields().iter();
    fields
        .map(|f| (f.key.to_owned(), given.get(f.key).cloned().unwrap_or_else(|| blank_of(f))))
        .collect()
}

struct Station {
    plan: CountyPlan,
    code: String,
    name: String,
    town: String,
    chance: Chance,
    last: u64,
    deputies: Vec<String>,
    day: NaiveDate,
    rows: u64,
}

impl Station {
    fn new(plan: CountyPlan, n: usize) -> Self {
        Self {
            plan,
            code: code(n),
            name: format!("第{}样板站", n + 1),
            town: format!("第{}样板镇", n % HOMES + 1),
            chance: Chance::new(plan.seed.wrapping_add(n as u64).wrapping_mul(0x9e37_79b9)),
            last: (n as u64) << 32,
            deputies: Vec::new(),
            day: NaiveDate::default(),
            rows: 0,
        }
    }

    /// Lays one row down, and answers with its id.
    fn lay(&mut self, w: &Write<'_>, noun: Noun, prefix: &str, given: Value) -> Result<String> {
        self.last += 1;
        self.rows += 1;
        let at = format!("{}T09:00:00+08:00", self.day);
        let millis = self.day.and_hms_opt(9, 0, 0).map_or(0, |t| t.and_utc().timestamp_millis());
        let mut tail = [0u8; 10];
        tail[2..].copy_from_slice(&self.last.to_be_bytes());
        let id = uuid::Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or(0), &tail)
            .into_uuid()
            .to_string();
        let head = Head {
            id: id.clone(),
            station: self.code.clone(),
            number: format!("{prefix}-{}-{:04}", self.day.year(), self.last & 0xffff),
            revision: 1,
            made_at: at.clone(),
            made_by: "样板".into(),
            changed_at: at,
            changed_by: "样板".into(),
            deleted_at: String::new(),
        };
        w.lay_received(
            noun,
            &Kept {
                head,
                values: values(noun, given),
            },
        )?;
        Ok(id)
    }

    fn name(&mut self) -> String {
        let given = if self.chance.often(55) { MALE } else { FEMALE };
        format!("{}{}", self.chance.one(SURNAMES), self.chance.one(given))
    }

    /// A topic in words of this station.
    fn says(&mut self, text: &str) -> String {
        let (village, spot) = (self.chance.one(VILLAGES), self.chance.one(SPOTS));
        let (group, number) = (self.chance.within(1, 30), self.chance.within(2, 99));
        text.replace("{村}", village)
            .replace("{组}", &format!("{group}组"))
            .replace("{处}", spot)
            .replace("{数}", &number.to_string())
    }

    fn some_deputies(&mut self) -> Vec<String> {
        let n = self.chance.below(2) + 1;
        let deputies = std::mem::take(&mut self.deputies);
        let some = self.chance.some(&deputies, n);
        self.deputies = deputies;
        some
    }

    fn live(&mut self, w: &mut Write<'_>, home: &str, today: NaiveDate) -> Result<u64> {
        let site = json!({ "code": self.code, "name": self.name, "home": home, "town": self.town, "status": "open" });
        w.insert(Noun::Site, values(Noun::Site, site))?;
        let first = i32::try_from(self.plan.years).map_or(today.year(), |y| today.year() + 1 - y);
        let start = NaiveDate::from_ymd_opt(first, 1, 1).unwrap_or(today);
        self.day = start;
        for n in 0..DEPUTIES {
            let (name, phone) = (self.name(), phone(&mut self.chance));
            let levels: &[&str] = [&["乡"][..], &["县"], &["县", "乡"], &["州"]][if n % 7 == 3 { 3 } else { n % 3 }];
            let deputy = json!({ "name": name, "levels": levels, "phone": phone, "constituency": format!("{}第{}选区", self.town, n % 5 + 1),
                "status": "serving", "certificate": format!("{}-{n:02}", self.code) });
            let id = self.lay(w, Noun::Deputy, "DB", deputy)?;
            self.deputies.push(id);
        }
        let members = self.deputies.clone();
        for n in 0..3 {
            self.lay(
                w,
                Noun::Group,
                "XZ",
                json!({ "name": format!("第{}代表小组", n + 1), "kind": "地域", "members": members[n..n + 6] }),
            )?;
        }
        // Days apart so that each matter brings its visits with it.
        let days = u64::try_from((today - start).num_days()).unwrap_or(0);
        let all = self.plan.matters as u64 * u64::from(self.plan.years);
        for n in 0..all {
            self.day = start + Days::new(n * days / all);
            self.matter(w, today)?;
            if n % 8 == 0 {
                self.day_and_activity(w)?;
            }
            if n % (self.plan.matters as u64) == self.plan.matters as u64 / 2 {
                self.report_and_books(w)?;
            }
        }
        self.received(w, today)?;
        Ok(self.rows)
    }

    fn matter(&mut self, w: &Write<'_>, today: NaiveDate) -> Result<()> {
        let topic = &TOPICS[self.chance.below(TOPICS.len())];
        let (citizen, phone, village) = (self.name(), phone(&mut self.chance), self.chance.one(VILLAGES));
        let said = topic.says[self.chance.below(topic.says.len())];
        let said = self.says(said);
        let deputies = self.some_deputies();
        let date = self.day.to_string();
        let kind = *self.chance.one(&[&"station", &"station", &"phone", &"home"]);
        let visit = json!({ "kind": kind, "date": date, "deputies": deputies, "citizen": citizen, "phone": phone, "village": village,
            "people": self.chance.within(1, 4), "problem": said, "category": topic.category, "handling": "matter" });
        let visit = self.lay(w, Noun::Visit, if kind == "home" { "ZF" } else { "JF" }, visit)?;
        // A second voter of the day, answered on the spot.
        let (name, again) = (self.name(), self.says(topic.says[0]));
        let answered = json!({ "kind": "station", "date": date, "deputies": deputies, "citizen": name, "village": village, "people": 1,
            "problem": again, "category": topic.category, "reply": topic.reply, "handling": "answered" });
        self.lay(w, Noun::Visit, "JF", answered)?;
        let age = (today - self.day).num_days();
        let state = match age {
            ..=10 => "recorded",
            11..=60 => *self.chance.one(&[&"referred", &"working", &"answered", &"closed"]),
            _ if self.chance.often(1) => "working",
            _ => "closed",
        };
        let day = self.day;
        let after = |days: i64| (day + Days::new(u64::try_from(days).unwrap_or(0))).min(today).to_string();
        let (referred, closed) = (state != "recorded", state == "closed");
        let days = self.chance.within(6, 28);
        let text = |yes: bool, text: String| if yes { text } else { String::new() };
        let rating = *self.chance.one(&[&"满意", &"满意", &"满意", &"基本满意", &"不满意", &""]);
        let answered = closed || state == "answered";
        let matter = json!({ "title": self.says(topic.title), "raised_on": date, "category": topic.category, "content": said, "citizen": citizen,
            "village": village, "phone": phone, "deputies": deputies, "source": "visit", "visit": visit, "state": state,
            "lead_unit": if referred { self.chance.one(UNITS) } else { "" }, "referred_on": text(referred, after(2)), "due_on": text(referred, after(32)),
            "answered_on": text(answered, after(days)), "progress": if answered { topic.answer } else { "" },
            "result_class": if answered { "A" } else { "" }, "voter_rating": if closed { rating } else { "" },
            "closed_on": text(closed, after(days + 2)), "closed_how": if closed { "handled" } else { "" } });
        let matter = self.lay(w, Noun::Matter, "YJ", matter)?;
        if referred {
            self.lay(
                w,
                Noun::Step,
                "GC",
                json!({ "matter": matter, "kind": "refer", "done_on": after(2), "unit": UNITS[0], "from_state": "recorded", "to_state": "referred" }),
            )?;
        }
        if closed {
            self.lay(
                w,
                Noun::Step,
                "GC",
                json!({ "matter": matter, "kind": "close", "done_on": after(days + 2), "from_state": "rated", "to_state": "closed" }),
            )?;
        }
        Ok(())
    }

    fn day_and_activity(&mut self, w: &Write<'_>) -> Result<()> {
        let deputies = self.some_deputies();
        let date = self.day.to_string();
        let place = format!("{}接待室", self.name);
        self.lay(
            w,
            Noun::ReceptionDay,
            "JD",
            json!({ "date": date, "slot": "上午", "place": place, "deputies": deputies, "status": "held" }),
        )?;
        let (season, theme) = SEASONS[self.day.month0() as usize / 3];
        let kind = *self.chance.one(&[&"代表小组活动", &"代表行动", &"视察调研", &"学习培训", &"志愿服务"]);
        let acting = kind == "代表行动";
        let activity = json!({ "name": format!("{theme}{kind}"), "kind": kind, "date": date, "place": self.chance.one(VILLAGES), "organiser": "station",
            "deputies": deputies, "present": self.chance.within(3, 20), "solved": self.chance.within(0, 3), "content": format!("围绕{theme}开展{kind}。"),
            "season": if acting { season } else { "" }, "theme": if acting { theme } else { "" } });
        self.lay(w, Noun::Activity, "HD", activity)?;
        Ok(())
    }

    /// Once a year: reports with their votes, papers, and books.
    fn report_and_books(&mut self, w: &Write<'_>) -> Result<()> {
        let date = self.day.to_string();
        for deputy in self.deputies.clone().iter().take(4) {
            let competent = self.chance.within(20, 40);
            let mut report = values(
                Noun::ReportMeeting,
                json!({ "deputy": deputy, "date": date, "place": self.chance.one(VILLAGES), "form": "oral", "expected": 45, "present": 41, "sent": 41, "returned": 41,
                    "valid": 40, "competent": competent, "basic": 40 - competent, "incompetent": 0, "abstained": 0 }),
            );
            report_meeting::conclude(&mut report, None, Thresholds::default());
            report_meeting::of_deputy(&mut report, w.get(Noun::Deputy, deputy)?.as_ref());
            let report = self.lay(w, Noun::ReportMeeting, "SZ", Value::Object(report))?;
            let due = (self.day + Days::new(60)).to_string();
            let promise = json!({ "content": "每月进站一次", "report": report, "made_on": date, "due_on": due, "deputy": deputy });
            self.lay(w, Noun::Promise, "CN", promise)?;
        }
        let deputies = self.some_deputies();
        let paper = json!({ "title": format!("{}代表为民办事", self.name), "kind": "report", "outlet": OUTLETS[0], "date": date, "deputies": deputies });
        self.lay(w, Noun::Publicity, "XC", paper)?;
        for deputy in deputies.iter().take(2) {
            let entry = json!({ "deputy": deputy, "kind": "办实事", "title": "接通自来水", "date": date, "content": "协调水利站，四十户通了水。", "status": "filed", "reviewer": "主任", "reviewed_on": date });
            self.lay(w, Noun::Duty, "SB", entry)?;
        }
        let book = self.lay(w, Noun::Book, "TS", json!({ "name": BOOKS[0].0, "maker": BOOKS[0].1, "stock": 10 }))?;
        for (kind, count) in [("in", 30), ("out", 20)] {
            self.lay(w, Noun::BookMove, "SF", json!({ "book": book, "kind": kind, "date": date, "count": count }))?;
        }
        Ok(())
    }

    /// As if one bundle had brought them all.
    fn received(&self, w: &mut Write<'_>, today: NaiveDate) -> Result<()> {
        let arrival = Arrival {
            sender: self.code.clone(),
            epoch: "0000".into(),
            seq: 1,
            envelope_sha256: format!("sample-{}", self.code),
            prev: None,
            kind: "full".into(),
            made_at: format!("{today}T08:00:00+08:00"),
            unfinished: Vec::new(),
            first_part: 1,
            more: false,
        };
        let brought = Brought {
            records: self.rows,
            added: self.rows,
            ..Brought::default()
        };
        let about = json!({ "role": "station", "code": self.code, "name": self.name, "town": self.town }).to_string();
        w.note_received(&arrival, &brought, &about, &Chained::default())
    }
}
