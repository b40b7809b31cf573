//! Where what lies in the shared folder, and which of the names found there are believed. A
//! name is taken apart and put together again from checked pieces before it is used as a path.

use crate::bundle::envelope::{is_code, is_epoch};
use crate::bundle::limits;

/// Bundles of the stations, a folder each.
pub const TO_COUNTY: &str = "to-county";
/// The county's answers, a folder for each station.
pub const TO_STATIONS: &str = "to-stations";
/// Rosters, each with its signature.
pub const ROSTER: &str = "roster";

/// What a station's bundles lie in.
pub fn to_county(station: &str) -> String {
    format!("{TO_COUNTY}/{station}")
}

/// What a station's answers lie in.
pub fn to_station(station: &str) -> String {
    format!("{TO_STATIONS}/{station}")
}

/// `JS-017_e3f9_000042.rdz`, of this sender.
pub fn is_bundle_of(name: &str, sender: &str) -> bool {
    let Some(stem) = name.strip_suffix(".rdz") else { return false };
    let mut words = stem.split('_');
    words.next() == Some(sender) && is_code(sender) && words.next().is_some_and(is_epoch) && words.next().is_some_and(is_seq) && words.next().is_none()
}

/// `JS-COUNTY_JS-017_77aa_000003.rdz`, from this sender to this receiver.
pub fn is_answer(name: &str, sender: &str, receiver: &str) -> bool {
    let rest = name.strip_prefix(sender).and_then(|r| r.strip_prefix('_'));
    is_code(sender) && rest.is_some_and(|rest| is_bundle_of(rest, receiver))
}

fn is_seq(word: &str) -> bool {
    word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()) && word != "000000"
}

/// The number of `roster-<n>.txt`.
pub fn roster_number(name: &str) -> Option<u64> {
    let digits = name.strip_prefix("roster-")?.strip_suffix(".txt")?;
    let number = digits.parse().ok().filter(|n| (1..=limits::SEQ).contains(n))?;
    (roster_name(number) == name).then_some(number)
}

/// The name of a roster's file.
pub fn roster_name(number: u64) -> String {
    format!("roster-{number}.txt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_our_own_making_are_believed() {
        assert!(is_bundle_of("JS-017_e3f9_000042.rdz", "JS-017"));
        for bad in [
            "JS-018_e3f9_000042.rdz",
            "JS-017_e3f9_42.rdz",
            "JS-017_e3f9_000000.rdz",
            "JS-017_E3F9_000042.rdz",
            "JS-017_e3f9_000042.rdz.part",
            "../JS-017_e3f9_000042.rdz",
            "JS-017_e3f9_000042_1.rdz",
            "JS-017_e3f9_000042",
            "",
        ] {
            assert!(!is_bundle_of(bad, "JS-017"), "{bad}");
        }
        assert!(is_answer("JS-COUNTY_JS-017_77aa_000003.rdz", "JS-COUNTY", "JS-017"));
        assert!(!is_answer("JS-COUNTY_JS-018_77aa_000003.rdz", "JS-COUNTY", "JS-017"));
        assert!(!is_answer("JS-017_77aa_000003.rdz", "JS-COUNTY", "JS-017"));
        assert_eq!(roster_number("roster-7.txt"), Some(7));
        for bad in ["roster-07.txt", "roster-+7.txt", "roster-0.txt", "roster-7.txt.minisig", "roster-1000000.txt"] {
            assert_eq!(roster_number(bad), None, "{bad}");
        }
    }
}
