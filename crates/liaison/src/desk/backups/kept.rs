//! Which backups lie in a folder, and which of them stay: the last three, and the newest of each
//! of the last seven days, four weeks and twelve months.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate, NaiveDateTime};

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
fn stays(all: &[NaiveDateTime], today: NaiveDate) -> Vec<bool> {
    let mut spans = BTreeSet::new();
    all.iter()
        .enumerate()
        .map(|(nth, at)| {
            let day = at.date();
            let ago = (today - day).num_days();
            let week = day.iso_week();
            let months = (today.year() - day.year()) * 12 + today.month() as i32 - day.month() as i32;
            // Each is asked, so that one backup stands for its day, its week and its month.
            let of_day = spans.insert((0, day.year(), day.ordinal())) && ago < 7;
            let of_week = spans.insert((1, week.year(), week.week())) && ago < 28;
            let of_month = spans.insert((2, day.year(), day.month())) && months < 12;
            nth < 3 || of_day || of_week || of_month
        })
        .collect()
}

/// Removes what is one too many; called only after a new one was read back.
pub fn thin_out(folder: &Path, code: &str, today: NaiveDate) {
    let all = lying(folder, code);
    let times: Vec<NaiveDateTime> = all.iter().map(|one| one.at).collect();
    for (one, stays) in all.iter().zip(stays(&times, today)) {
        if !stays {
            // One that can't be removed takes room and nothing else.
            let _ = fs::remove_file(&one.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_weeks_and_months_stay_and_the_last_three_always() {
        let today = NaiveDate::from_ymd_opt(2024, 6, 30).unwrap();
        let daily: Vec<NaiveDateTime> = (0..500).map(|n| (today - chrono::Days::new(n)).and_hms_opt(9, 0, 0).unwrap()).collect();
        let stays_of = |all: &[NaiveDateTime]| -> Vec<String> {
            let kept = stays(all, today);
            all.iter().zip(kept).filter(|(_, stays)| *stays).map(|(at, _)| at.date().to_string()).collect()
        };
        let kept = stays_of(&daily);
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
        let old: Vec<NaiveDateTime> = daily[490..].to_vec();
        assert_eq!(stays_of(&old).len(), 3);
    }
}
