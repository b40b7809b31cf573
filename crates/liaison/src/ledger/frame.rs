//! For whom and for which days ledgers are written, and how a period is called.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Days, FixedOffset, NaiveDate};

/// What stands at the head of every ledger.
#[derive(Debug, Clone)]
pub struct Frame {
    /// 填报单位
    pub unit: String,
    /// 填表人
    pub clerk: String,
    /// When it is written.
    pub now: DateTime<FixedOffset>,
    /// 填表日期
    pub today: NaiveDate,
    /// First day of the period.
    pub from: NaiveDate,
    /// Last day of the period.
    pub to: NaiveDate,
    /// At the county: whose records, name by code, in this order; none at a station.
    pub stations: Option<BTreeMap<String, String>>,
}

impl Frame {
    /// Codes of the stations; none where there is but one.
    pub(super) fn codes(&self) -> Vec<String> {
        self.stations.iter().flat_map(BTreeMap::keys).cloned().collect()
    }

    /// The day up to which days late are counted.
    pub(super) fn cutoff(&self) -> NaiveDate {
        self.to.min(self.today)
    }

    /// The period as short as it can be said: 2024年, 2024年5月, 2024年1-3月, 2024年5月1日-5月15日.
    pub(crate) fn period(&self) -> String {
        let (from, to) = (self.from, self.to);
        let starts = from.day() == 1;
        let ends = (to + Days::new(1)).day() == 1;
        let one_year = from.year() == to.year();
        if starts && ends && from.month() == 1 && to.month() == 12 {
            return if one_year {
                format!("{}年", from.year())
            } else {
                format!("{}-{}年", from.year(), to.year())
            };
        }
        let day = |d: NaiveDate, year: bool, day: bool| {
            let year = if year { format!("{}年", d.year()) } else { String::new() };
            let day = if day { format!("{}日", d.day()) } else { String::new() };
            format!("{year}{}月{day}", d.month())
        };
        match (starts && ends, one_year) {
            (true, true) if from.month() == to.month() => day(from, true, false),
            (true, true) => format!("{}年{}-{}月", from.year(), from.month(), to.month()),
            (true, false) => format!("{}-{}", day(from, true, false), day(to, true, false)),
            (false, _) if from == to => day(from, true, true),
            (false, _) => format!("{}-{}", day(from, true, true), day(to, !one_year, true)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_named_as_an_office_would() {
        let now = DateTime::parse_from_rfc3339("2024-06-01T09:00:00+08:00").unwrap();
        for (from, to, name) in [
            ("2024-01-01", "2024-12-31", "2024年"),
            ("2023-01-01", "2024-12-31", "2023-2024年"),
            ("2024-02-01", "2024-02-29", "2024年2月"),
            ("2023-02-01", "2023-02-28", "2023年2月"),
            ("2024-01-01", "2024-03-31", "2024年1-3月"),
            ("2023-11-01", "2024-02-29", "2023年11月-2024年2月"),
            ("2024-05-01", "2024-05-15", "2024年5月1日-5月15日"),
            ("2023-12-05", "2024-01-04", "2023年12月5日-2024年1月4日"),
            ("2024-05-01", "2024-05-01", "2024年5月1日"),
        ] {
            let [from, to] = [from, to].map(|d| crate::records::dates::parse(d).unwrap());
            let frame = Frame {
                unit: String::new(),
                clerk: String::new(),
                now,
                today: now.date_naive(),
                from,
                to,
                stations: None,
            };
            assert_eq!(frame.period(), name);
            assert_eq!(frame.cutoff(), to.min(now.date_naive()));
        }
    }
}
