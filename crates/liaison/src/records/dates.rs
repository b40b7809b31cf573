//! Dates as people write them, and deadlines as offices count them. Stored
//! YYYY-MM-DD, shown 2026年1月5日. Month arithmetic clips to the month's end;
//! working days come from an importable table, because 节假日与调休 change by notice.

use std::collections::HashMap;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::text::narrow;

/// YYYY-MM-DD → date; nothing else.
pub fn parse(stored: &str) -> Option<NaiveDate> {
    if stored.len() == 10 {
        NaiveDate::parse_from_str(stored, "%Y-%m-%d").ok()
    } else {
        None
    }
}

/// 2026-01-05 → 2026年1月5日; anything else as it stands.
pub fn shown(stored: &str) -> String {
    parse(stored).map_or_else(|| stored.to_owned(), |d| format!("{}年{}月{}日", d.year(), d.month(), d.day()))
}

/// 星期一 … 星期日.
pub fn weekday(date: NaiveDate) -> &'static str {
    ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"][date.weekday().num_days_from_monday() as usize]
}

/// A date as typed: 2024-3-5, 2024.3.5, 2024/3/5, 2024年3月5日, 20240305. Only where the meaning is certain.
pub fn read(typed: &str) -> Option<NaiveDate> {
    let text = narrow(typed).replace(['年', '月', '.', '/'], "-").replace(['日', '号', ' '], "");
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return NaiveDate::parse_from_str(&text, "%Y%m%d").ok();
    }
    let parts: Vec<_> = text.split('-').filter(|p| !p.is_empty()).collect();
    let [y, m, d] = parts.as_slice() else { return None };
    let date = NaiveDate::from_ymd_opt(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)?;
    (1900..=2200).contains(&date.year()).then_some(date)
}

/// A month as typed: 1975-3, 1975.03, 1975年3月 → 1975-03.
pub fn read_month(typed: &str) -> Option<String> {
    let text = narrow(typed).replace(['年', '.', '/'], "-").replace(['月', ' '], "");
    let (y, m) = text.split_once('-')?;
    let (y, m): (i32, u32) = (y.parse().ok()?, m.trim_end_matches('-').parse().ok()?);
    ((1900..=2200).contains(&y) && (1..=12).contains(&m)).then(|| format!("{y:04}-{m:02}"))
}

/// A time as typed: 9:30, 9点30分, 0930 → 09:30.
pub fn read_time(typed: &str) -> Option<String> {
    let text = narrow(typed).replace(['点', '时', '.'], ":").replace(['分', ' '], "").replace('半', "30");
    let (h, m) = match text.split_once(':') {
        Some((h, m)) => (h.parse::<u32>().ok()?, if m.is_empty() { 0 } else { m.parse::<u32>().ok()? }),
        None if text.len() == 4 => (text.get(..2)?.parse().ok()?, text.get(2..)?.parse().ok()?),
        None => return None,
    };
    (h < 24 && m < 60).then(|| format!("{h:02}:{m:02}"))
}

/// Days off and make-up working days, by date; every other day follows its weekday.
#[derive(Debug, Clone, Default)]
pub struct Holidays(HashMap<NaiveDate, bool>);

impl Holidays {
    /// From (date, is a day off).
    pub fn new(days: impl IntoIterator<Item = (NaiveDate, bool)>) -> Self {
        Self(days.into_iter().collect())
    }

    /// Whether people work on this day.
    pub fn works(&self, date: NaiveDate) -> bool {
        match self.0.get(&date) {
            Some(off) => !off,
            None => !matches!(date.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// The day itself, or the next working day.
    pub fn next_working(&self, date: NaiveDate) -> NaiveDate {
        let mut day = date;
        // A table with a hole of a year is a mistake; stop there instead of forever.
        for _ in 0..366 {
            if self.works(day) {
                return day;
            }
            day = day + Days::new(1);
        }
        date
    }

    /// Working days after `from` up to and including `to`; negative when `to` is earlier.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        let (a, b, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        sign * a.iter_days().skip(1).take_while(|d| *d <= b).filter(|d| self.works(*d)).count() as i64
    }
}

/// What a deadline is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// Calendar days.
    Days,
    /// Working days.
    WorkingDays,
    /// Months, clipped to the month's end.
    Months,
}

/// A deadline rule. Ends that fall on a day off move to the next working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Deadline {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: TimeUnit,
}

impl Deadline {
    /// The last day on time.
    pub fn due(self, from: NaiveDate, holidays: &Holidays) -> NaiveDate {
        let end = match self.unit {
            TimeUnit::Days => from + Days::new(self.amount.into()),
            TimeUnit::Months => from.checked_add_months(Months::new(self.amount)).unwrap_or(from),
            TimeUnit::WorkingDays => {
                let mut day = from;
                for _ in 0..self.amount {
                    day = holidays.next_working(day + Days::new(1));
                }
                day
            }
        };
        holidays.next_working(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        parse(text).unwrap()
    }

    #[test]
    fn reads_five_styles_and_no_guess() {
        for typed in [
            "2024-3-5",
            "2024.3.5",
            "2024/03/05",
            "2024年3月5日",
            "20240305",
            "２０２４．３．５",
            "2024年3月5号",
        ] {
            assert_eq!(read(typed), Some(day("2024-03-05")), "{typed}");
        }
        for typed in ["3月5日", "2024-13-1", "2024-02-30", "明天", "", "45356"] {
            assert_eq!(read(typed), None, "{typed}");
        }
        assert_eq!(read_month("1975年3月").as_deref(), Some("1975-03"));
        for (typed, time) in [("9:30", "09:30"), ("9点半", "09:30"), ("14：05", "14:05"), ("9点", "09:00"), ("0930", "09:30")] {
            assert_eq!(read_time(typed).as_deref(), Some(time), "{typed}");
        }
        assert_eq!(read_time("25:00"), None);
    }

    #[test]
    fn deadlines() {
        // 国庆 2024: 1–7 October off, 12 October a make-up day.
        let off = (1..=7).map(|d| (NaiveDate::from_ymd_opt(2024, 10, d).unwrap(), true));
        let holidays = Holidays::new(off.chain([(day("2024-10-12"), false)]));
        let check = |from: &str, amount, unit, due: &str| {
            assert_eq!(Deadline { amount, unit }.due(day(from), &holidays), day(due), "{from} + {amount} {unit:?}");
        };
        check("2024-09-01", 30, TimeUnit::Days, "2024-10-08"); // 1 October is off
        check("2024-01-31", 1, TimeUnit::Months, "2024-02-29"); // clips
        check("2024-09-30", 5, TimeUnit::WorkingDays, "2024-10-12"); // 8 9 10 11 12
        check("2024-05-31", 3, TimeUnit::Months, "2024-09-02"); // 31 August is a Saturday
        assert_eq!(holidays.working_days_between(day("2024-09-30"), day("2024-10-08")), 1);
        assert_eq!(holidays.working_days_between(day("2024-10-08"), day("2024-09-30")), -1);
    }
}
