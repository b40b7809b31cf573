//! The station's own data, its rules, its lists of choices, its holiday table, and the check.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Audit, Call, Desk, Holiday, Nothing};
use crate::error::{Error, Remark, Result};
use crate::records::dates::{Deadline, TimeUnit};
use crate::records::report_meeting::Thresholds;
use crate::records::{List, dates, text};
use crate::store::Store;

/// Which end of the handoff this home is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 联络站
    #[default]
    Station,
    /// 县人大办公室
    County,
}

/// The station's own data, as asked at first start.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Station {
    /// Station or county.
    pub role: Role,
    /// JS-017
    pub code: String,
    /// 联络站名称
    pub name: String,
    /// 乡镇
    pub town: String,
    /// 代表之家
    pub home: String,
    /// 地址
    pub address: String,
    /// 电话
    pub phone: String,
    /// 站长
    pub head: String,
    /// 联络员
    pub staff: String,
}

impl Station {
    /// Tidied, or every remark at once.
    pub(super) fn checked(mut self) -> Result<Self> {
        for part in [
            &mut self.name,
            &mut self.town,
            &mut self.home,
            &mut self.address,
            &mut self.phone,
            &mut self.head,
            &mut self.staff,
        ] {
            *part = text::tidy(part, false);
        }
        self.code = text::narrow(&text::tidy(&self.code, false)).to_ascii_uppercase();
        let mut remarks = Vec::new();
        let county = self.role == Role::County;
        let (name, town, head, staff) = if county {
            ("办公室名称", "县（市、区）", "负责人", "经办人")
        } else {
            ("联络站名称", "乡镇", "站长", "联络员")
        };
        let code_fits = (3..=20).contains(&self.code.len())
            && self.code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && self.code.as_bytes()[0].is_ascii_alphanumeric();
        if !code_fits {
            let says = if county {
                "县编码用字母、数字和横线，3 到 20 位，例如 JS-COUNTY；各站的交接包都写着它"
            } else {
                "站点编码用字母、数字和横线，3 到 20 位，例如 JS-017；由县里统一编"
            };
            remarks.push(Remark::new("code", says));
        }
        for (key, label, value) in [("name", name, &self.name), ("town", town, &self.town)] {
            if value.is_empty() {
                remarks.push(Remark::new(key, format!("请填写“{label}”")));
            }
        }
        for (key, label, value) in [
            ("name", name, &self.name),
            ("town", town, &self.town),
            ("home", "代表之家", &self.home),
            ("address", "地址", &self.address),
            ("head", head, &self.head),
            ("staff", staff, &self.staff),
        ] {
            if value.chars().count() > 60 {
                remarks.push(Remark::new(key, format!("“{label}”最多 60 个字")));
            }
        }
        if remarks.is_empty() { Ok(self) } else { Err(Error::Draft(remarks)) }
    }
}

/// Deadlines and reminders; every one a setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Rules {
    /// 意见建议办理期限
    pub matter_deadline: Deadline,
    /// 重办期限
    pub redo_deadline: Deadline,
    /// 代表建议办理期限
    pub proposal_deadline: Deadline,
    /// 快到期: this many days before the deadline.
    pub soon_days: u32,
    /// 该催办: not signed for after this many working days, or overdue and not urged for as long.
    pub urge_days: u32,
    /// 接待日提前公告天数
    pub announce_days: u32,
    /// 提醒交接: days without a bundle.
    pub handoff_days: u32,
    /// 自动锁屏: minutes without a key press; 0 never.
    pub lock_minutes: u32,
    /// 述职评议: per cent of 称职 votes for each conclusion.
    pub report: Thresholds,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            matter_deadline: Deadline {
                amount: 30,
                unit: TimeUnit::Days,
            },
            redo_deadline: Deadline {
                amount: 1,
                unit: TimeUnit::Months,
            },
            proposal_deadline: Deadline {
                amount: 3,
                unit: TimeUnit::Months,
            },
            soon_days: 7,
            urge_days: 3,
            announce_days: 3,
            handoff_days: 7,
            lock_minutes: 15,
            report: Thresholds::default(),
        }
    }
}

/// The words of one list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ListWords {
    /// Which list.
    pub list: List,
    /// What it is called.
    #[serde(default)]
    pub label: String,
    /// Its words, in order.
    pub words: Vec<String>,
}

/// Asks for a year.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct YearAsk {
    /// 2024
    pub year: i32,
}

/// The table of a year.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HolidayYear {
    /// 2026
    pub year: i32,
    /// Its lines.
    pub days: Vec<Holiday>,
}

/// The station's own data.
pub fn station(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Station> {
    station_of(desk.store()?)
}

pub(crate) fn station_of(store: &Store) -> Result<Station> {
    Ok(store.setting("station")?.unwrap_or_default())
}

/// Changes the station's own data. Code and role never change: every record carries them.
pub fn station_save(desk: &mut Desk, call: &mut Call<'_>, station: Station) -> Result<Station> {
    let old = station_of(desk.store()?)?;
    let station = Station {
        role: old.role,
        code: old.code,
        ..station
    }
    .checked()?;
    let (store, who) = desk.writing(call)?;
    store.transact("修改站点信息", &who, |w| w.set("station", &station))?;
    Ok(station)
}

pub(crate) fn rules_of(store: &Store) -> Result<Rules> {
    Ok(store.setting("rules")?.unwrap_or_default())
}

/// Deadlines and reminders.
pub fn rules(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Rules> {
    rules_of(desk.store()?)
}

/// Changes deadlines and reminders; deadlines already given stay.
pub fn rules_save(desk: &mut Desk, call: &mut Call<'_>, rules: Rules) -> Result<Rules> {
    let mut remarks = Vec::new();
    for (key, d) in [
        ("matter_deadline", rules.matter_deadline),
        ("redo_deadline", rules.redo_deadline),
        ("proposal_deadline", rules.proposal_deadline),
    ] {
        if !(1..=400).contains(&d.amount) {
            remarks.push(Remark::new(key, "期限请填 1 到 400"));
        }
    }
    for (key, days) in [
        ("soon_days", rules.soon_days),
        ("urge_days", rules.urge_days),
        ("announce_days", rules.announce_days),
        ("handoff_days", rules.handoff_days),
    ] {
        if days > 400 {
            remarks.push(Remark::new(key, "天数请填 0 到 400"));
        }
    }
    if rules.report.competent > 100 || rules.report.basic == 0 || rules.report.basic >= rules.report.competent {
        remarks.push(Remark::new("report", "称职的比例要比基本称职的高，都在 1 到 100 之间"));
    }
    if !remarks.is_empty() {
        return Err(Error::Draft(remarks));
    }
    let (store, who) = desk.writing(call)?;
    store.transact("修改规则", &who, |w| w.set("rules", &rules))?;
    Ok(rules)
}

/// Every list.
pub fn lists(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<ListWords>> {
    let mut all = desk.store()?.lists()?;
    Ok(List::ALL
        .iter()
        .map(|l| ListWords {
            list: *l,
            label: l.label().into(),
            words: all.remove(l).unwrap_or_default(),
        })
        .collect())
}

/// Replaces the words of a list.
pub fn list_save(desk: &mut Desk, call: &mut Call<'_>, mut list: ListWords) -> Result<ListWords> {
    let mut words: Vec<String> = Vec::new();
    for word in &list.words {
        let word = text::tidy(word, false);
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    if words.iter().any(|w| w.chars().count() > 60) {
        return Err(Error::Draft(vec![Remark::new("words", "每一项最多 60 个字")]));
    }
    list.words = words;
    list.label = list.list.label().into();
    let role = station_of(desk.store()?)?.role;
    let (store, who) = desk.writing(call)?;
    store.transact("修改选项表", &who, |w| {
        super::handoff::gives_list(w, role, list.list)?;
        w.set_list(list.list, &list.words)
    })?;
    Ok(list)
}

/// The holiday table of a year.
pub fn holidays(desk: &mut Desk, _: &mut Call<'_>, ask: YearAsk) -> Result<Vec<Holiday>> {
    desk.store()?.holidays(ask.year)
}

/// Replaces the holiday table of a year.
pub fn holidays_save(desk: &mut Desk, call: &mut Call<'_>, ask: HolidayYear) -> Result<Vec<Holiday>> {
    let mut remarks = Vec::new();
    let mut days = Vec::new();
    for (i, day) in ask.days.iter().enumerate() {
        match dates::read(&day.date).filter(|d| chrono::Datelike::year(d) == ask.year) {
            Some(date) => days.push(Holiday {
                date: date.to_string(),
                off: day.off,
                name: text::tidy(&day.name, false),
            }),
            None => remarks.push(Remark::new(
                format!("days.{i}"),
                format!("第 {} 行的日期“{}”不是 {} 年的日期", i + 1, day.date, ask.year),
            )),
        }
    }
    if !remarks.is_empty() {
        return Err(Error::Draft(remarks));
    }
    days.sort_by(|a, b| a.date.cmp(&b.date));
    days.dedup_by(|a, b| a.date == b.date);
    let role = station_of(desk.store()?)?.role;
    let (store, who) = desk.writing(call)?;
    store.transact("修改节假日", &who, |w| {
        super::handoff::gives_year(w, role, ask.year)?;
        w.set_holidays(ask.year, &days)
    })?;
    Ok(days)
}

/// The holiday years that ship with the program, from the State Council's yearly notices.
pub(super) fn shipped_holidays() -> Vec<(i32, Vec<Holiday>)> {
    let mut years: Vec<(i32, Vec<Holiday>)> = Vec::new();
    for line in include_str!("../../../../assets/holidays.csv").lines().skip(1) {
        let mut parts = line.split(',');
        let (Some(date), Some(kind), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let Some(day) = NaiveDate::parse_from_str(date, "%Y-%m-%d").ok() else {
            continue;
        };
        let year = chrono::Datelike::year(&day);
        let holiday = Holiday {
            date: date.into(),
            off: kind == "off",
            name: name.into(),
        };
        match years.last_mut() {
            Some((y, days)) if *y == year => days.push(holiday),
            _ => years.push((year, vec![holiday])),
        }
    }
    years
}

/// Checks database pages, journal chain, references and attachments.
pub fn audit(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Audit> {
    desk.store()?.audit(&mut |doing, done, total| call.step(doing, done, total))
}
