//! How many live records there are, without counting them: the tables keep `live` by triggers of
//! their own. What it says is compared with a count by every check of everything kept.

use rusqlite::{Connection, params};

use super::{Store, Write};
use crate::error::Result;
use crate::records::Noun;

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
    /// Counts anew, after rows were laid by another way than a change.
    pub(super) fn count_live(&self) -> Result<()> {
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
    use crate::store::splitmix;
    use crate::vault::RawKey;

    /// Whatever is done to the rows, and by whom, `live` says what a count says.
    #[test]
    fn what_is_kept_is_what_a_count_says() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&folder.path().join("a.db"), &RawKey::new([7; 32])).unwrap();
        let conn = store.conn();
        let mut state = 5;
        let mut pick = |of: u64| splitmix(&mut state) % of;
        for n in 0..600 {
            let table = COUNTED[usize::try_from(pick(3)).unwrap()].table();
            let (id, station) = (format!("{}", pick(40)), format!("JS-{}", pick(3)));
            let binned = if pick(2) == 0 { "" } else { "2026-01-01" };
            let insert = format!(
                "INSERT OR IGNORE INTO {table} (id, station, number, revision, made_at, made_by, changed_at, changed_by, deleted_at) VALUES (?1, ?2, '', 1, '', '', '', '', ?3)"
            );
            let changed = match pick(5) {
                0 => conn.execute(&format!("UPDATE {table} SET deleted_at = ?1 WHERE id = ?2"), params![binned, id]),
                1 => conn.execute(
                    &format!("UPDATE {table} SET station = ?1, deleted_at = ?2 WHERE id = ?3"),
                    params![station, binned, id],
                ),
                2 => conn.execute(&format!("DELETE FROM {table} WHERE id = ?1"), [id]),
                _ => conn.execute(&insert, params![id, station, binned]),
            };
            changed.unwrap();
            assert!(store.miscounted().unwrap().is_empty(), "after {n} changes");
        }
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
