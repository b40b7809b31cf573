//! 快到期, 超期, 催办 and 待反馈: flags of a matter or a promise, computed from dates and never stored.
//! Lists filter by the same words in SQL (`store::list`); a law in the journeys holds the two together.

use chrono::{Days, NaiveDate};

use super::dates::Holidays;
use super::{Kept, Noun, life};

/// The days against which flags are computed.
pub struct Bounds {
    /// Today, YYYY-MM-DD.
    pub today: String,
    /// Last day that still counts as 快到期.
    pub soon: String,
    /// Newest referral or urging day after which nothing needs urging yet.
    pub urge: String,
}

impl Bounds {
    /// Bounds of `today`: due soon is within `soon_days`, to urge after `urge_days` working days.
    pub fn of(today: NaiveDate, soon_days: u32, urge_days: u32, holidays: &Holidays) -> Self {
        let mut urge = today;
        let mut left = urge_days;
        while left > 0 && (today - urge).num_days() < 400 {
            urge = urge - Days::new(1);
            if holidays.works(urge) {
                left -= 1;
            }
        }
        Self {
            today: today.to_string(),
            soon: (today + Days::new(soon_days.into())).to_string(),
            urge: urge.to_string(),
        }
    }
}

/// The flags of a record: "overdue", "soon", "urge", "not_fed_back".
pub fn flags(noun: Noun, record: &Kept, bounds: &Bounds) -> Vec<String> {
    match noun {
        Noun::Matter => of_matter(record, bounds),
        Noun::Promise if record.text("fulfilled_on").is_empty() => deadline(record, bounds).into_iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// How near the deadline of something still to do is.
fn deadline(record: &Kept, bounds: &Bounds) -> Option<&'static str> {
    match record.text("due_on") {
        "" => None,
        due if due < bounds.today.as_str() => Some("overdue"),
        due if due <= bounds.soon.as_str() => Some("soon"),
        _ => None,
    }
}

fn of_matter(matter: &Kept, bounds: &Bounds) -> Vec<String> {
    let mut flags = Vec::new();
    let state = matter.text("state");
    if [life::REFERRED, life::SIGNED, life::WORKING].contains(&state) {
        let near = deadline(matter, bounds);
        flags.extend(near.map(str::to_owned));
        let last = matter.text("urged_on").max(matter.text("referred_on"));
        if (state == life::REFERRED || near == Some("overdue")) && last < bounds.urge.as_str() {
            flags.push("urge".to_owned());
        }
    }
    if [life::ANSWERED, life::RATED].contains(&state) && (matter.text("fed_voter_on").is_empty() || matter.text("fed_deputy_on").is_empty()) {
        flags.push("not_fed_back".to_owned());
    }
    flags
}
