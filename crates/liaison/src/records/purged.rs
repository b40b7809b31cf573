//! What is left of a record when its retention is over: what was done, when, by whom and how it
//! ended, for the figures; nothing of the voter, and none of the free words she may be told by.

use serde_json::Value;

use super::{Kept, Kind, Noun, Values, blank_of};

/// Stands where the voter's name stood; this and nothing else marks a purged record, wherever it travels.
pub const PURGED: &str = "已按期限清除";

/// Records that hold a voter's data themselves; a step does through its matter.
pub const OF_VOTERS: &[Noun] = &[Noun::Visit, Noun::Matter];

/// One-line texts that speak of offices, not of voters.
const OF_OFFICES: &[&str] = &[
    "lead_unit",
    "co_units",
    "deputy_rating",
    "voter_rating",
    "attitude_rating",
    "proposal_number",
    "county_step",
    "recorder",
];

/// Whether this is what a purge left.
pub fn is_purged(record: &Kept) -> bool {
    record.text("citizen") == PURGED
}

/// A record's values with everything personal gone. A matter's title may well be the voter's own
/// words, so it says the category alone.
pub fn purged(noun: Noun, values: &Values) -> Values {
    let mut left = values.clone();
    for field in noun.fields() {
        let free = matches!(field.kind, Kind::Text | Kind::Long | Kind::Phone) && !OF_OFFICES.contains(&field.key);
        if free || field.personal {
            left.insert(field.key.to_owned(), blank_of(field));
        }
    }
    if OF_VOTERS.contains(&noun) {
        left.insert("citizen".into(), PURGED.into());
    }
    if noun == Noun::Matter {
        let category = values.get("category").and_then(Value::as_str).unwrap_or_default();
        left.insert("title".into(), format!("{category}类意见（{PURGED}）").into());
        left.insert("content".into(), PURGED.into());
    }
    left
}

/// Whether a step has any words of its own left.
pub fn speaks(step: &Values) -> bool {
    purged(Noun::Step, step) != *step
}

/// Values as one text, for looking whether a word stands in it.
pub fn all_words(values: &Values) -> String {
    Value::Object(values.clone()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text of a record that may hold a voter is either gone, or named above as an office's.
    #[test]
    fn no_free_word_is_left() {
        for noun in [Noun::Visit, Noun::Matter, Noun::Step] {
            let full: Values = noun
                .fields()
                .iter()
                .map(|f| {
                    let value = match f.kind {
                        Kind::Text | Kind::Long | Kind::Phone => Value::from("𬭚三䶮 13900007788"),
                        Kind::Choice(_) if f.personal => Value::from("三溪村3组"),
                        _ => blank_of(f),
                    };
                    (f.key.to_owned(), value)
                })
                .collect();
            let left = purged(noun, &full);
            assert_ne!(left, full);
            for field in noun.fields().iter().filter(|f| !OF_OFFICES.contains(&f.key)) {
                let text = left[field.key].as_str().unwrap_or_default();
                assert!(!text.contains("𬭚三䶮") && !text.contains("三溪村"), "{noun:?} {}", field.key);
            }
            assert_eq!(purged(noun, &left), left, "twice is once");
        }
    }
}
