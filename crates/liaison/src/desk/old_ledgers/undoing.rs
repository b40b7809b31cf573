//! An import is taken back whole, as long as nobody worked on what it brought.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::{Call, Desk, IdAsk, Nothing};
use crate::error::{Error, Result};
use crate::records::Noun;
use crate::store::Write;

/// The setting that lists imports, and how many of them.
const TAKEN: &str = "old_ledgers";
const LISTED: usize = 100;
/// Records named in a refusal.
const NAMED: usize = 5;

/// An import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OldLedgerTaken {
    /// Names it.
    pub id: String,
    /// RFC 3339.
    pub at: String,
    /// Who did it.
    pub clerk: String,
    /// The file's name.
    pub file: String,
    /// The register's name.
    pub register: String,
    /// Rows taken in.
    pub added: u64,
    /// RFC 3339, or "" while it stands.
    pub undone_at: String,
    /// Its places in the journal.
    pub first: i64,
    /// The last of them.
    pub last: i64,
}

/// Remembers an import; answers its id.
pub(super) fn remember(w: &mut Write<'_>, taken: OldLedgerTaken) -> Result<String> {
    let id = taken.id.clone();
    let mut all: Vec<OldLedgerTaken> = w.setting(TAKEN)?.unwrap_or_default();
    all.insert(0, taken);
    all.truncate(LISTED);
    w.set_quietly(TAKEN, &all)?;
    Ok(id)
}

/// The imports there were, newest first.
pub fn old_ledgers(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<OldLedgerTaken>> {
    Ok(desk.store()?.setting(TAKEN)?.unwrap_or_default())
}

/// Takes an import back.
pub fn old_ledger_undo(desk: &mut Desk, call: &mut Call<'_>, ask: IdAsk) -> Result<Vec<OldLedgerTaken>> {
    let (store, who) = desk.writing(call)?;
    store.transact("撤销导入", &who, |w| {
        let mut all: Vec<OldLedgerTaken> = w.setting(TAKEN)?.unwrap_or_default();
        let taken = all
            .iter_mut()
            .find(|t| t.id == ask.id)
            .ok_or_else(|| Error::NotReady("找不到这次导入，请刷新再看".into()))?;
        if !taken.undone_at.is_empty() {
            return Err(Error::NotReady("这次导入已经撤销过了".into()));
        }
        let made = w.changed_within(taken.first, taken.last)?;
        let mut touched = Vec::new();
        for (noun, id, revision) in made.iter().filter(|(noun, ..)| *noun != Noun::Step) {
            let now = w.get(*noun, id)?;
            let same = now.as_ref().is_some_and(|r| r.head.deleted_at.is_empty() && r.head.revision == *revision);
            if !same || w.referred_from_outside(id, taken.first, taken.last)? {
                touched.push(now.map_or_else(String::new, |r| format!("{}（{}）", noun.title_of(&r), r.head.number)));
            }
        }
        if !touched.is_empty() {
            let named = touched.iter().take(NAMED).cloned().collect::<Vec<_>>().join("、");
            let more = if touched.len() > NAMED {
                format!("等 {} 条", touched.len())
            } else {
                String::new()
            };
            return Err(Error::NotReady(format!(
                "导入以后又改过、删过或用到了{named}{more}，不能整批撤销；要删的请逐条删除"
            )));
        }
        // What came last goes first: what refers before what is referred to.
        let total = made.len() as u64;
        let mut books = Vec::new();
        for (done, (noun, id, _)) in (0u64..).zip(made.iter().rev()) {
            if done % 200 == 0 {
                call.step("正在撤销", done, total)?;
            }
            match noun {
                Noun::Step => continue,
                Noun::BookMove => books.extend(w.get(*noun, id)?.map(|r| r.text("book").to_owned())),
                _ => {}
            }
            w.delete(*noun, id, None)?;
        }
        books.sort_unstable();
        books.dedup();
        for book in books {
            w.restock(&book)?;
        }
        taken.undone_at = who.now.to_rfc3339();
        w.set_quietly(TAKEN, &all)?;
        Ok(all)
    })
}
