//! Which backups lie in a folder, and which of them stay: the last three, and the newest of each
//! of the last seven days, four weeks and twelve months that have one. Today is not asked: a PC whose
//! clock jumps ahead for a day must not find all it has too old.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Datelike as _, NaiveDateTime};

/// A backup by the name of its file.
pub struct Lying {
    /// Full path.
    pub path: PathBuf,
    /// When it was made.
    pub at: NaiveDateTime,
    /// Bytes.
    pub size: u64,
}

/// A name no file in the folder bears yet: two backups may be asked for in one second, or after the
/// clock was set back.
pub fn free_name(folder: &Path, code: &str, at: NaiveDateTime) -> String {
    let mut seconds = (0..).map(|n| name(code, at + chrono::TimeDelta::seconds(n)));
    seconds.find(|name| !folder.join(name).exists()).unwrap_or_default()
}

/// What a backup's file is called.
fn name(code: &str, at: NaiveDateTime) -> String {
    format!("备份_{code}_{}.tar", at.format("%Y%m%d_%H%M%S"))
}

/// Whose backup a file of this name is, and when it was made; None when it is none.
pub fn named(file: &str) -> Option<(&str, NaiveDateTime)> {
    let (code, at) = file.strip_prefix("备份_")?.strip_suffix(".tar")?.split_once('_')?;
    Some((code, NaiveDateTime::parse_from_str(at, "%Y%m%d_%H%M%S").ok()?))
}

/// Backups of this station, newest first.
pub fn lying(folder: &Path, code: &str) -> Vec<Lying> {
    let mut all: Vec<Lying> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let named = entry.file_name().into_string().ok()?;
            let (of, at) = self::named(&named)?;
            (of == code).then_some(())?;
            Some(Lying {
                at,
                size: entry.metadata().ok().filter(fs::Metadata::is_file)?.len(),
                path: entry.path(),
            })
        })
        .collect();
    all.sort_by_key(|one| std::cmp::Reverse(one.at));
    all
}

/// Which of these, newest first, stay.
fn stays(all: &[NaiveDateTime]) -> Vec<bool> {
    let (mut days, mut weeks, mut months) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    all.iter()
        .enumerate()
        .map(|(nth, at)| {
            let (day, week) = (at.date(), at.date().iso_week());
            // Each is asked, so that one backup stands for its day, its week and its month.
            let of_day = days.insert(day) && days.len() <= 7;
            let of_week = weeks.insert((week.year(), week.week())) && weeks.len() <= 4;
            let of_month = months.insert((day.year(), day.month())) && months.len() <= 12;
            nth < 3 || of_day || of_week || of_month
        })
        .collect()
}

/// Removes what is one too many; called only after a new one was read back.
pub fn thin_out(folder: &Path, code: &str) {
    let all = lying(folder, code);
    let times: Vec<NaiveDateTime> = all.iter().map(|one| one.at).collect();
    for (one, stays) in all.iter().zip(stays(&times)) {
        if !stays {
            // One that can't be removed takes room and nothing else.
            let _ = fs::remove_file(&one.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::*;

    fn on(day: NaiveDate) -> NaiveDateTime {
        day.and_hms_opt(9, 0, 0).unwrap()
    }

    fn kept(all: &[NaiveDateTime]) -> Vec<NaiveDateTime> {
        all.iter().zip(stays(all)).filter_map(|(at, stays)| stays.then_some(*at)).collect()
    }

    #[test]
    fn days_weeks_and_months_stay_and_the_last_three_always() {
        let today = NaiveDate::from_ymd_opt(2024, 6, 30).unwrap();
        let daily: Vec<NaiveDateTime> = (0..500).map(|n| on(today - Days::new(n))).collect();
        let kept: Vec<String> = kept(&daily).iter().map(|at| at.date().to_string()).collect();
        assert_eq!(
            &kept[..7],
            ["2024-06-30", "2024-06-29", "2024-06-28", "2024-06-27", "2024-06-26", "2024-06-25", "2024-06-24"]
        );
        assert_eq!(&kept[7..10], ["2024-06-23", "2024-06-16", "2024-06-09"]);
        assert_eq!(
            kept[10..],
            [
                "2024-05-31",
                "2024-04-30",
                "2024-03-31",
                "2024-02-29",
                "2024-01-31",
                "2023-12-31",
                "2023-11-30",
                "2023-10-31",
                "2023-09-30",
                "2023-08-31",
                "2023-07-31"
            ]
        );
        let one_day: Vec<NaiveDateTime> = (0..9).rev().map(|n| on(today) + chrono::TimeDelta::minutes(n)).collect();
        assert_eq!(self::kept(&one_day).len(), 3);
    }

    #[test]
    fn a_day_with_the_clock_years_ahead_takes_one_place_and_no_more() {
        let today = NaiveDate::from_ymd_opt(2024, 6, 30).unwrap();
        let before = kept(&(0..500).map(|n| on(today - Days::new(n))).collect::<Vec<_>>());
        for ahead in [1_u64, 2, 5] {
            let jumped = (0..ahead).map(|n| on(NaiveDate::from_ymd_opt(2036, 1, 20).unwrap() - Days::new(n)));
            let all: Vec<NaiveDateTime> = jumped.chain(before.iter().copied()).collect();
            let left = before.iter().filter(|at| kept(&all).contains(at)).count();
            assert!(left >= before.len() - 2 - usize::try_from(ahead).unwrap(), "{left} of {}", before.len());
        }
    }
}
