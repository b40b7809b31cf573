//! How many live records there are, without counting them: each transaction gathers what its changes do to
//! the numbers and puts it down once, before it commits. Triggers would do it row by row, and a statement with
//! a trigger begins a savepoint, at each of which FTS5 writes out what it has gathered: a merge took twice as
//! long. What `live` says is compared with a count by every check of everything kept.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Store, Write};
use crate::error::Result;
use crate::records::{Kept, Noun};

/// What a transaction's changes do to the numbers, by table and station.
#[derive(Default)]
pub(super) struct Moved(RefCell<BTreeMap<(&'static str, String), i64>>);

/// The nouns that are counted so.
const COUNTED: [Noun; 3] = [Noun::Visit, Noun::Activity, Noun::Matter];

/// Live records of a noun at these stations, all when none is named; None for a noun nobody counts.
pub(super) fn known(conn: &Connection, noun: Noun, stations: &[String]) -> Result<Option<u64>> {
    if !COUNTED.contains(&noun) {
        return Ok(None);
    }
    let json = (!stations.is_empty()).then(|| serde_json::to_string(stations).unwrap_or_default());
    let sql = "SELECT coalesce(sum(count), 0) FROM live WHERE noun = ?1 AND (?2 IS NULL OR station IN (SELECT value FROM json_each(?2)))";
    Ok(Some(conn.prepare_cached(sql)?.query_row(params![noun.table(), json], |r| r.get(0))?))
}

impl Write<'_> {
    /// Notes what laying this record does to the numbers; called before it is laid.
    pub(super) fn note_live(&self, noun: Noun, record: &Kept, known: bool) -> Result<()> {
        if !COUNTED.contains(&noun) {
            return Ok(());
        }
        let table = noun.table();
        let mut moved = self.moved.0.borrow_mut();
        let mut by = |station: String, by: i64| *moved.entry((table, station)).or_default() += by;
        if known {
            let sql = format!("SELECT station, deleted_at = '' FROM {table} WHERE id = ?1");
            let before: Option<(String, bool)> = self
                .tx
                .prepare_cached(&sql)?
                .query_row([&record.head.id], |r| Ok((r.get(0)?, r.get(1)?)))
                .optional()?;
            // A row that is not there is not replaced.
            let Some((station, was_live)) = before else { return Ok(()) };
            by(station, -i64::from(was_live));
        }
        by(record.head.station.clone(), i64::from(record.head.deleted_at.is_empty()));
        Ok(())
    }

    /// Puts down what the changes did to the numbers.
    pub(super) fn keep_live(&self) -> Result<()> {
        for ((table, station), by) in self.moved.0.take().into_iter().filter(|(_, by)| *by != 0) {
            let sql = "INSERT INTO live VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET count = count + excluded.count";
            self.tx.prepare_cached(sql)?.execute(params![table, station, by])?;
        }
        Ok(())
    }

    /// Counts anew, after rows were laid by another way than a change.
    pub(super) fn count_live(&self) -> Result<()> {
        self.moved.0.take();
        self.tx.execute("DELETE FROM live", [])?;
        for noun in COUNTED {
            let table = noun.table();
            let sql = format!("INSERT INTO live SELECT '{table}', station, count(*) FROM {table} WHERE deleted_at = '' GROUP BY station");
            self.tx.execute(&sql, [])?;
        }
        Ok(())
    }
}

impl Store {
    /// Nouns of which there are more or fewer than `live` says, at any station.
    pub(super) fn miscounted(&self) -> Result<Vec<Noun>> {
        let mut wrong = Vec::new();
        for noun in COUNTED {
            let table = noun.table();
            let sql = format!(
                "SELECT EXISTS (SELECT station, count(*) FROM {table} WHERE deleted_at = '' GROUP BY station
                   EXCEPT SELECT station, count FROM live WHERE noun = '{table}')
                 OR EXISTS (SELECT station, count FROM live WHERE noun = '{table}' AND count != 0
                   EXCEPT SELECT station, count(*) FROM {table} WHERE deleted_at = '' GROUP BY station)"
            );
            if self.conn().query_row(&sql, [], |r| r.get(0))? {
                wrong.push(noun);
            }
        }
        Ok(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{Head, Values, blank_of};
    use crate::store::{Who, splitmix};
    use crate::vault::RawKey;

    /// Whatever is done to the rows, many in one transaction, `live` says what a count says.
    #[test]
    fn what_is_kept_is_what_a_count_says() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("a.db"), &RawKey::new([7; 32])).unwrap();
        let who = Who {
            clerk: "林晓芸".into(),
            now: "2026-11-28T09:00:00+08:00".parse().unwrap(),
        };
        let mut state = 5;
        let mut pick = |of: u64| splitmix(&mut state) % of;
        for n in 0..120 {
            let changes = 1 + pick(9);
            let fails = pick(5) == 0;
            let done = store.transact("试", &who, |w| {
                for _ in 0..changes {
                    let noun = COUNTED[usize::try_from(pick(3)).unwrap()];
                    let id = format!("{}-{}", noun.table(), pick(40));
                    let values: Values = noun.fields().iter().map(|f| (f.key.to_owned(), blank_of(f))).collect();
                    let head = Head {
                        id: id.clone(),
                        station: format!("JS-{}", pick(3)),
                        deleted_at: if pick(2) == 0 { String::new() } else { "2026-01-01".into() },
                        ..Head::default()
                    };
                    let known = w.get(noun, &id)?.is_some();
                    w.lay(noun, &Kept { head, values }, known)?;
                }
                if pick(30) == 0 {
                    w.count_live()?;
                }
                if fails { Err(crate::Error::Cancelled) } else { Ok(()) }
            });
            assert_eq!(done.is_err(), fails, "{done:?}");
            assert!(store.miscounted().unwrap().is_empty(), "after {n} transactions");
        }
        let conn = store.conn();
        let count = |noun: Noun| known(conn, noun, &[]).unwrap();
        assert!(count(Noun::Visit).is_some_and(|n| n > 0) && count(Noun::Deputy).is_none());
        let one: u64 = conn
            .query_row("SELECT count(*) FROM visit WHERE deleted_at = '' AND station = 'JS-1'", [], |r| r.get(0))
            .unwrap();
        assert_eq!(known(conn, Noun::Visit, &["JS-1".into(), "JS-9".into()]).unwrap(), Some(one));
        conn.execute("UPDATE live SET count = count + 1 WHERE noun = 'visit' AND station = 'JS-1'", [])
            .unwrap();
        assert_eq!(store.miscounted().unwrap(), [Noun::Visit]);
    }
}
