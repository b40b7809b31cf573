//! 快到期, 超期, 催办 and 待反馈: flags of a matter, computed from dates and never stored.
//! Lists filter by the same words in SQL (`store::list`); a law in the journeys holds the two together.

use chrono::{Days, NaiveDate};

use super::dates::Holidays;
use super::{Kept, life};

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

/// The flags of a matter: "overdue", "soon", "urge", "not_fed_back".
pub fn flags(matter: &Kept, bounds: &Bounds) -> Vec<String> {
    let mut flags = Vec::new();
    let state = matter.text("state");
    if [life::REFERRED, life::SIGNED, life::WORKING].contains(&state) {
        let due = matter.text("due_on");
        let overdue = !due.is_empty() && due < bounds.today.as_str();
        if overdue {
            flags.push("overdue".to_owned());
        } else if !due.is_empty() && due <= bounds.soon.as_str() {
            flags.push("soon".to_owned());
        }
        let last = matter.text("urged_on").max(matter.text("referred_on"));
        if (state == life::REFERRED || overdue) && last < bounds.urge.as_str() {
            flags.push("urge".to_owned());
        }
    }
    if [life::ANSWERED, life::RATED].contains(&state) && (matter.text("fed_voter_on").is_empty() || matter.text("fed_deputy_on").is_empty()) {
        flags.push("not_fed_back".to_owned());
    }
    flags
}
