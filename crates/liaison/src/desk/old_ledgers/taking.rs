//! All sound rows of an old ledger in one commit, with the deputies, groups and books that come along.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::row::NEW;
use super::undoing::{self, OldLedgerTaken};
use super::walk::{Lists, Walk};
use super::{OldLedgerAsk, OldLedgerCounts, OldLedgerDone, bytes_of};
use crate::desk::records::{derive, first_step, learn};
use crate::desk::{Call, Desk, backups};
use crate::error::Result;
use crate::ledger::OldLedger;
use crate::records::{Noun, Values, blank_of, deputy};
use crate::store::Write;

/// The deed, in the journal's words.
const DEED: &str = "导入旧台账";
/// What is written at a deputy who came with a ledger's rows.
const CAME_ALONG: &str = "导入旧台账时登记，请补全";

/// Takes an old ledger in.
pub fn old_ledger_take(desk: &mut Desk, call: &mut Call<'_>, ask: OldLedgerAsk) -> Result<OldLedgerDone> {
    let bytes = bytes_of(&ask)?;
    let mut old = OldLedger::open(&bytes)?;
    let walk = Walk::of(desk.store()?, &mut old, &ask)?;
    let lists = Lists::of(desk.store()?)?;
    let noun = walk.register.of();
    let today = call.today().to_string();
    backups::before(desk, call)?;
    let (store, who) = desk.writing(call)?;
    store.transact(DEED, &who, |w| {
        let first = w.own_journal_end()? + 1;
        for (list, word) in &walk.learned {
            w.learn(*list, word)?;
        }
        let mut with = Along::default();
        let mut counts = OldLedgerCounts::default();
        let mut books = BTreeSet::new();
        walk.rows(&lists, &mut old, call, &ask, &mut |read| {
            let state = if read.state == "twin" && ask.twins_too { "new" } else { read.state };
            counts.count(state);
            let Some(mut checked) = read.checked.filter(|_| state == "new") else {
                return Ok(());
            };
            with.resolve(w, &mut checked.values)?;
            learn(w, noun, &checked)?;
            let mut values = checked.values;
            let conclusion = values.get("conclusion").cloned();
            derive(w, noun, None, &mut values, &walk.known.rules)?;
            if let Some(conclusion) = conclusion.filter(|_| noun == Noun::ReportMeeting) {
                values.insert("conclusion".into(), conclusion);
            }
            let record = w.insert_numbered(noun, values, &read.number)?;
            match noun {
                Noun::Matter => first_step(w, &record, &today, CAME_OLD)?,
                Noun::BookMove => {
                    books.insert(record.text("book").to_owned());
                }
                _ => {}
            }
            Ok(())
        })?;
        // Rows stand in any order; what counts is that no day ends below nothing.
        for book in books {
            w.restock(&book)?;
        }
        let last = w.own_journal_end()?;
        let id = if counts.new == 0 {
            String::new()
        } else {
            let taken = OldLedgerTaken {
                id: first.to_string(),
                at: who.now.to_rfc3339(),
                clerk: who.clerk.clone(),
                file: ask.name.chars().take(100).collect(),
                register: walk.register.label.into(),
                added: counts.new,
                undone_at: String::new(),
                first,
                last,
            };
            undoing::remember(w, taken)?
        };
        Ok(OldLedgerDone {
            id,
            counts,
            with: with.made.len() as u64,
        })
    })
}

/// What the first step of an old matter says.
const CAME_OLD: &str = "从旧台账导入，当时就是这个状态";

/// Records that come along because rows name them; each is made once.
#[derive(Default)]
struct Along {
    made: HashMap<String, String>,
}

impl Along {
    /// Puts ids in the place of names of records that are to come along.
    fn resolve(&mut self, w: &mut Write<'_>, values: &mut Values) -> Result<()> {
        for (key, value) in values.iter_mut() {
            let noun = match key.as_str() {
                "deputies" | "deputy" => Noun::Deputy,
                "group" => Noun::Group,
                "book" => Noun::Book,
                _ => continue,
            };
            match value {
                Value::String(id) if id.starts_with(NEW) => *value = self.id(w, noun, &id.clone())?.into(),
                Value::Array(ids) => {
                    for id in ids.iter_mut() {
                        if let Some(named) = id.as_str().filter(|id| id.starts_with(NEW)) {
                            *id = self.id(w, noun, named)?.into();
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn id(&mut self, w: &mut Write<'_>, noun: Noun, named: &str) -> Result<String> {
        // A name is one person, whatever level it was said with first.
        let rest = named.trim_start_matches(NEW);
        let (kind, name) = if noun == Noun::Book {
            ("", rest)
        } else {
            rest.split_once(':').unwrap_or(("", rest))
        };
        let one = format!("{}:{name}", noun.table());
        if let Some(id) = self.made.get(&one) {
            return Ok(id.clone());
        }
        let mut values: Values = noun.fields().iter().map(|f| (f.key.to_owned(), blank_of(f))).collect();
        values.insert("name".into(), name.into());
        match noun {
            Noun::Deputy => {
                values.insert("levels".into(), Value::Array(vec![kind.into()]));
                values.insert("status".into(), deputy::SERVING.into());
                values.insert("note".into(), CAME_ALONG.into());
            }
            Noun::Group => {
                values.insert("kind".into(), kind.into());
            }
            _ => {}
        }
        let id = w.insert(noun, values)?.head.id;
        self.made.insert(one, id.clone());
        Ok(id)
    }
}
