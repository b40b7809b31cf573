//! The county's word on a station's matter. A record has one writer: the matter stays the
//! station's, the county writes steps of its own about it. At the county they are walked over the
//! matter as the station last sent it; at the station, once they came home, over the matter as it
//! is there. Both walk the same way, so both end alike whatever came in which order.

use super::life::{self, Step};
use super::{Kept, Noun, Shape as _, Values};
use crate::error::Error;

/// What became of one word.
#[derive(Debug, Clone, PartialEq)]
pub struct Fate {
    /// The step's id.
    pub step: String,
    /// Why it could not be walked; None when it was, or was taken back.
    pub why_not: Option<String>,
}

/// Walks the county's steps over a matter, in their order. A step that does not fit the state
/// the matter is in is passed over with its reason; one taken back by a later `undo` counts for nothing.
pub fn walk_words(matter: &Kept, words: &[Kept]) -> (Values, Vec<Fate>) {
    let mut now = matter.clone();
    let mut fates = Vec::new();
    for (word, standing) in words.iter().zip(standing(words)) {
        let why_not = if standing { over(&mut now, word).err() } else { None };
        fates.push(Fate {
            step: word.head.id.clone(),
            why_not,
        });
    }
    (now.values, fates)
}

/// Which steps are not taken back: steps and undos nest like brackets.
fn standing(words: &[Kept]) -> Vec<bool> {
    let mut stands = vec![true; words.len()];
    let mut open = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if word.text("kind") == life::UNDO {
            stands[at] = false;
            if let Some(taken_back) = open.pop() {
                let taken_back: usize = taken_back;
                stands[taken_back] = false;
            }
        } else if word.text("kind") != life::FILE {
            open.push(at);
        }
    }
    stands
}

fn over(now: &mut Kept, word: &Kept) -> Result<(), String> {
    // A file comes beside the words and moves nothing.
    if word.text("kind") == life::FILE {
        return Ok(());
    }
    let mut step = Step::from_values(&word.values).map_err(|e| e.to_string())?;
    // A step that was walked carries the deadline it was given.
    now.values = life::walk(now, &mut step, |on, _| on).map_err(|error| match error {
        Error::Draft(remarks) => remarks.into_iter().map(|r| r.says).collect::<Vec<_>>().join("；"),
        other => other.to_string(),
    })?;
    Ok(())
}

/// A word in a sentence: 县里交办给县水利局.
pub fn said(word: &Kept) -> String {
    let kind = Noun::Step.field("kind").map_or("", |f| f.label_of(word.text("kind")));
    let (unit, note) = (word.text("unit"), word.text("note"));
    let to = if unit.is_empty() { String::new() } else { format!("给{unit}") };
    let what = if note.is_empty() { String::new() } else { format!("：{note}") };
    format!("县里{kind}{to}{what}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{Head, Matter};

    fn word(n: u8, kind: &str, more: &[(&str, &str)]) -> Kept {
        let mut values = Step {
            kind: kind.into(),
            done_on: "2026-11-04".into(),
            ..Step::default()
        }
        .values();
        for (key, value) in more {
            values.insert((*key).into(), (*value).into());
        }
        let head = Head {
            id: format!("0198c1f2-7a10-7000-8000-0000000000{n:02x}"),
            ..Head::default()
        };
        Kept { head, values }
    }

    fn matter(state: &str) -> Kept {
        let values = Matter {
            state: state.into(),
            raised_on: "2026-11-02".into(),
            ..Matter::default()
        }
        .values();
        Kept { head: Head::default(), values }
    }

    #[test]
    fn words_are_walked_in_their_order() {
        let words = [
            word(1, "refer", &[("unit", "县水利局"), ("due_on", "2026-12-04")]),
            word(2, "sign", &[("person", "周工")]),
            word(3, "start", &[]),
            word(4, "answer", &[("note", "已修好"), ("result_class", "A")]),
        ];
        let (values, fates) = walk_words(&matter(life::AWAITING), &words);
        assert_eq!(
            (values["state"].as_str(), values["lead_unit"].as_str()),
            (Some(life::ANSWERED), Some("县水利局"))
        );
        assert!(fates.iter().all(|f| f.why_not.is_none()));
    }

    #[test]
    fn one_that_does_not_fit_says_why_and_one_taken_back_is_nothing() {
        let words = [
            word(1, "sign", &[("person", "周工")]),
            word(2, "refer", &[("unit", "县水利局"), ("due_on", "2026-12-04")]),
            word(3, life::UNDO, &[]),
            word(4, "refer", &[("unit", "县交通局"), ("due_on", "2026-12-04")]),
        ];
        let (values, fates) = walk_words(&matter(life::AWAITING), &words);
        assert_eq!(values["lead_unit"], "县交通局");
        assert!(fates[0].why_not.as_deref().unwrap().contains("不能“签收”"));
        assert!(fates[1..].iter().all(|f| f.why_not.is_none()));
        let (values, _) = walk_words(&matter(life::CLOSED), &words);
        assert_eq!(values["state"], life::CLOSED);
    }
}
