//! What the county gives every station: lists of choices and holiday tables it changed, the
//! newest roster. The newest answer's word counts; what a station added itself stays.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::bundle::pack::TakeRow;
use crate::desk::Role;
use crate::error::{Error, Result};
use crate::records::{List, dates, text};
use crate::store::{Holiday, Store, Write};

/// Setting at the county: which lists and years it changed.
const GIVES: &str = "gives";
/// Setting at a station: what the county gave, and in which answer.
const GIVEN: &str = "given";

/// Longest word of a list, in characters; most words of one, most lines of a year.
const WORD: usize = 60;
const WORDS: usize = 1_000;

#[derive(Debug, Default, Serialize, Deserialize)]
struct Gives {
    lists: Vec<List>,
    years: Vec<i32>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Given {
    /// RFC 3339, when the newest answer was made.
    made_at: String,
    lists: BTreeMap<List, Vec<String>>,
}

/// A list as it travels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GivenList {
    list: List,
    words: Vec<String>,
}

/// A year of the holiday table as it travels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GivenYear {
    year: i32,
    days: Vec<Holiday>,
}

/// Notes at the county that a list is its word from now on.
pub fn gives_list(w: &mut Write<'_>, role: Role, list: List) -> Result<()> {
    gives(w, role, |gives| {
        if !gives.lists.contains(&list) {
            gives.lists.push(list);
        }
    })
}

/// Notes at the county that a year is its word from now on.
pub fn gives_year(w: &mut Write<'_>, role: Role, year: i32) -> Result<()> {
    gives(w, role, |gives| {
        if !gives.years.contains(&year) {
            gives.years.push(year);
        }
    })
}

fn gives(w: &mut Write<'_>, role: Role, change: impl FnOnce(&mut Gives)) -> Result<()> {
    if role != Role::County {
        return Ok(());
    }
    let mut all: Gives = w.setting(GIVES)?.unwrap_or_default();
    change(&mut all);
    w.set_quietly(GIVES, &all)
}

/// The lines of an answer.
pub fn tell(store: &Store, take: TakeRow<'_>) -> Result<()> {
    let json = |e: serde_json::Error| Error::Store(e.to_string());
    let gives: Gives = store.setting(GIVES)?.unwrap_or_default();
    let mut lists = store.lists()?;
    for list in gives.lists {
        let words = lists.remove(&list).unwrap_or_default();
        take("list", &serde_json::to_string(&GivenList { list, words }).map_err(json)?)?;
    }
    for year in gives.years {
        let days = store.holidays(year)?;
        take("holidays", &serde_json::to_string(&GivenYear { year, days }).map_err(json)?)?;
    }
    Ok(())
}

/// Whether a list or a year is what they should be.
pub fn is_fit(lists: &[GivenList], years: &[GivenYear]) -> bool {
    let word = |w: &String| !w.is_empty() && w.chars().count() <= WORD && text::tidy(w, false) == *w;
    let day = |year: i32, d: &Holiday| dates::parse(&d.date).is_some_and(|date| chrono::Datelike::year(&date) == year) && d.name.chars().count() <= WORD;
    let once = |words: &[String]| words.iter().collect::<BTreeSet<_>>().len() == words.len();
    lists.iter().all(|l| l.words.len() <= WORDS && l.words.iter().all(word) && once(&l.words))
        && years.iter().all(|y| y.days.len() <= WORDS && y.days.iter().all(|d| day(y.year, d)))
}

/// Takes the county's lists and years in, unless a newer answer was taken before. A word the
/// county dropped goes; a word the station added stays behind the county's.
pub fn take(w: &mut Write<'_>, store_lists: &BTreeMap<List, Vec<String>>, made_at: &str, lists: Vec<GivenList>, years: Vec<GivenYear>) -> Result<()> {
    let mut given: Given = w.setting(GIVEN)?.unwrap_or_default();
    let time = |t: &str| chrono::DateTime::parse_from_rfc3339(t).ok();
    if time(&given.made_at) > time(made_at) || (lists.is_empty() && years.is_empty()) {
        return Ok(());
    }
    made_at.clone_into(&mut given.made_at);
    for GivenList { list, words } in lists {
        let before = given.lists.remove(&list).unwrap_or_default();
        let own = store_lists.get(&list).map(Vec::as_slice).unwrap_or_default();
        let mut all = words.clone();
        all.extend(own.iter().filter(|word| !words.contains(word) && !before.contains(word)).cloned());
        if all != own {
            w.set_list(list, &all)?;
        }
        given.lists.insert(list, words);
    }
    for GivenYear { year, days } in years {
        w.set_holidays_if_other(year, &days)?;
    }
    w.set_quietly(GIVEN, &given)
}
