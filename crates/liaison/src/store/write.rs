//! Changes. Everything here happens inside `Store::transact` and brings its journal row.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use rusqlite::{OptionalExtension as _, Transaction, params, params_from_iter};
use serde_json::Value;

use super::live::Moved;
use super::row::{Cell, columns, get};
use super::{Ids, Who, journal, search};
use crate::error::{Error, Remark, Result};
use crate::records::{Head, Kept, Kind, Noun, Values, text};

/// An open transaction; the only thing that can change the store.
pub struct Write<'a> {
    pub(super) tx: &'a Transaction<'a>,
    ids: &'a RefCell<Ids>,
    pub(super) deed: &'a str,
    pub(super) who: &'a Who,
    pub(super) now: String,
    pub(super) station: String,
    pub(super) moved: &'a Moved,
}

/// Setting: the least revision a change bears, after an older copy was put back.
const REVISION_FLOOR: &str = "revision_floor";

impl<'a> Write<'a> {
    pub(super) fn new(tx: &'a Transaction<'a>, ids: &'a RefCell<Ids>, moved: &'a Moved, deed: &'a str, who: &'a Who) -> Result<Self> {
        let station: Option<String> = tx
            .query_row("SELECT value ->> '$.code' FROM setting WHERE key = 'station'", [], |r| r.get(0))
            .optional()?;
        Ok(Self {
            tx,
            ids,
            deed,
            who,
            now: who.now.to_rfc3339(),
            station: station.unwrap_or_default(),
            moved,
        })
    }

    /// The same transaction at another time and in other hands; for samples, which live through years.
    pub(crate) fn at<'b>(&'b self, deed: &'b str, who: &'b Who) -> Write<'b> {
        Write {
            tx: self.tx,
            ids: self.ids,
            deed,
            who,
            now: who.now.to_rfc3339(),
            station: self.station.clone(),
            moved: self.moved,
        }
    }

    /// The set-up's own transaction learns its station code as it writes it.
    pub(super) fn station_changed(&mut self, json: &str) {
        let code = serde_json::from_str::<Value>(json)
            .ok()
            .and_then(|v| v.get("code").and_then(Value::as_str).map(str::to_owned));
        self.station = code.unwrap_or_default();
    }

    pub(super) fn new_id(&self) -> Result<String> {
        self.ids.borrow_mut().next(self.who.now)
    }

    /// A record, deleted or not.
    pub fn get(&self, noun: Noun, id: &str) -> Result<Option<Kept>> {
        get(self.tx, noun, id)
    }

    /// Whether any live record refers to `target` by this field.
    pub fn refers(&self, noun: Noun, field: &str, target: &str) -> Result<bool> {
        let sql = format!(
            "SELECT EXISTS (SELECT 1 FROM link l JOIN {} r ON r.id = l.id AND r.deleted_at = '' WHERE l.target = ?1 AND l.noun = ?2 AND l.field = ?3)",
            noun.table()
        );
        Ok(self.tx.prepare_cached(&sql)?.query_row(params![target, noun.table(), field], |r| r.get(0))?)
    }

    /// Ids of live records of `noun` that refer to `target` by `field`, oldest first.
    pub fn referring(&self, noun: Noun, field: &str, target: &str) -> Result<Vec<String>> {
        super::list::referring(self.tx, noun, field, target)
    }

    /// Inserts a new record of this station.
    pub fn insert(&mut self, noun: Noun, values: Values) -> Result<Kept> {
        self.insert_numbered(noun, values, "")
    }

    /// The same under a number it had before; "" gives the next one.
    pub fn insert_numbered(&mut self, noun: Noun, values: Values, number: &str) -> Result<Kept> {
        self.references_exist(noun, &values)?;
        let id = self.new_id()?;
        let head = Head {
            number: match number {
                "" => self.next_number(noun, &values)?,
                number => self.given_number(number)?,
            },
            id,
            station: self.station.clone(),
            revision: 1,
            made_at: self.now.clone(),
            made_by: self.who.clerk.clone(),
            changed_at: self.now.clone(),
            changed_by: self.who.clerk.clone(),
            deleted_at: String::new(),
        };
        let record = Kept { head, values };
        self.lay(noun, &record, false)?;
        journal::append(self, noun.table(), &record.head.id, record.head.revision, &record)?;
        Ok(record)
    }

    /// Replaces a record's values. `revision` is what the clerk saw; a newer one in the store refuses.
    pub fn replace(&mut self, noun: Noun, id: &str, revision: Option<i64>, values: Values) -> Result<Kept> {
        let mut record = self.live(noun, id, revision)?;
        if record.values != values {
            self.references_exist(noun, &values)?;
        }
        record.values = values;
        self.put(noun, record)
    }

    /// Moves a record to the recycle bin, unless something live depends on it.
    pub fn delete(&mut self, noun: Noun, id: &str, revision: Option<i64>) -> Result<()> {
        let mut record = self.live(noun, id, revision)?;
        // Records that would lose their meaning: a matter of a visit, a visit of a day, a later step of a
        // project, a promise of a report.
        for (by, field) in [
            (Noun::Visit, "reception_day"),
            (Noun::Matter, "visit"),
            (Noun::Matter, "activity"),
            (Noun::Activity, "previous"),
            (Noun::Activity, "group"),
            (Noun::ReportMeeting, "activity"),
            (Noun::Promise, "report"),
            (Noun::BookMove, "book"),
        ] {
            if self.refers(by, field, id)? {
                return Err(Error::InUse(format!("还有{}引用这条{}，不能删除", by.label(), noun.label())));
            }
        }
        record.head.deleted_at.clone_from(&self.now);
        self.put(noun, record)?;
        Ok(())
    }

    /// Takes a record out of the recycle bin.
    pub fn restore(&mut self, noun: Noun, id: &str) -> Result<Kept> {
        let mut record = self.get(noun, id)?.ok_or(Error::NotFound(noun.label()))?;
        self.own(&record)?;
        if record.head.deleted_at.is_empty() {
            return Ok(record);
        }
        record.head.deleted_at = String::new();
        self.put(noun, record)
    }

    fn live(&self, noun: Noun, id: &str, revision: Option<i64>) -> Result<Kept> {
        let record = self
            .get(noun, id)?
            .filter(|r| r.head.deleted_at.is_empty())
            .ok_or(Error::NotFound(noun.label()))?;
        self.own(&record)?;
        match revision {
            Some(seen) if seen != record.head.revision => Err(Error::Changed(noun.label())),
            _ => Ok(record),
        }
    }

    /// A record has one writer: the station that made it.
    pub(super) fn own(&self, record: &Kept) -> Result<()> {
        let station = &record.head.station;
        if *station == self.station {
            return Ok(());
        }
        Err(Error::NotAllowed(format!(
            "这是 {station} 的记录，只有该站自己能改；请让该站改好，再随下一个交接包送来"
        )))
    }

    /// From now on every change bears at least this number: the minute it is, which no count of
    /// changes made before can have reached.
    pub fn raise_revisions(&mut self) -> Result<()> {
        self.set(REVISION_FLOOR, &(self.who.now.timestamp() / 60))
    }

    fn revision_floor(&self) -> Result<i64> {
        let sql = "SELECT value FROM setting WHERE key = ?1";
        let floor: Option<i64> = self
            .tx
            .prepare_cached(sql)?
            .query_row([REVISION_FLOOR], |r| r.get::<_, String>(0))
            .optional()?
            .and_then(|v| v.parse().ok());
        Ok(floor.unwrap_or(0))
    }

    pub(super) fn put(&mut self, noun: Noun, mut record: Kept) -> Result<Kept> {
        record.head.revision = (record.head.revision + 1).max(self.revision_floor()?);
        record.head.changed_at.clone_from(&self.now);
        record.head.changed_by.clone_from(&self.who.clerk);
        self.lay(noun, &record, true)?;
        journal::append(self, noun.table(), &record.head.id, record.head.revision, &record)?;
        Ok(record)
    }

    /// Lays a record in its table, with its links and its search line; who calls it brings the journal row.
    pub(super) fn lay(&self, noun: Noun, record: &Kept, known: bool) -> Result<()> {
        self.lay_with(noun, record, search::Line::of(noun, record).as_ref(), known)
    }

    /// The same with its search line at hand.
    pub(super) fn lay_with(&self, noun: Noun, record: &Kept, line: Option<&search::Line>, known: bool) -> Result<()> {
        self.note_live(noun, record, known)?;
        let mut cells = cells(noun, record);
        if known {
            cells.push(Cell::text(&record.head.id));
            self.tx.prepare_cached(&laying(noun).1)?.execute(params_from_iter(cells))?;
            self.tx.prepare_cached("DELETE FROM link WHERE id = ?1")?.execute([&record.head.id])?;
        } else {
            self.tx.prepare_cached(&laying(noun).0)?.execute(params_from_iter(cells))?;
        }
        self.link(noun, record)?;
        search::put(self.tx, noun, &record.head.id, line, known)
    }

    fn link(&self, noun: Noun, record: &Kept) -> Result<()> {
        let mut insert = self
            .tx
            .prepare_cached("INSERT OR IGNORE INTO link (noun, id, field, target) VALUES (?1, ?2, ?3, ?4)")?;
        for (field, _, target) in references(noun, &record.values) {
            insert.execute(params![noun.table(), record.head.id, field, target])?;
        }
        Ok(())
    }

    fn references_exist(&self, noun: Noun, values: &Values) -> Result<()> {
        let mut remarks = Vec::new();
        for (field, to, target) in references(noun, values) {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE id = ?1)", to.table());
            let exists: bool = self.tx.prepare_cached(&sql)?.query_row([target], |r| r.get(0))?;
            if !exists {
                remarks.push(Remark::new(field, format!("选中的{}已经不在了，请重新选", to.label())));
            }
        }
        if remarks.is_empty() { Ok(()) } else { Err(Error::Draft(remarks)) }
    }

    /// A number of a series of ours; the next one of the series comes after it.
    pub(super) fn given_number(&self, number: &str) -> Result<String> {
        if let Some((series, last)) = number.rsplit_once('-')
            && let Ok(last) = last.parse::<i64>()
        {
            let sql = "INSERT INTO counter (name, last) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last = max(last, excluded.last)";
            self.tx.prepare_cached(sql)?.execute(params![series, last])?;
        }
        Ok(number.to_owned())
    }

    fn next_number(&self, noun: Noun, values: &Values) -> Result<String> {
        let year = noun
            .date_field()
            .and_then(|f| values.get(f))
            .and_then(Value::as_str)
            .and_then(|d| d.get(..4))
            .unwrap_or("");
        let name = if year.is_empty() {
            noun.prefix(values).to_owned()
        } else {
            format!("{}-{year}", noun.prefix(values))
        };
        let last: i64 = self
            .tx
            .prepare_cached("INSERT INTO counter (name, last) VALUES (?1, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last")?
            .query_row([&name], |r| r.get(0))?;
        Ok(format!("{name}-{last:04}"))
    }
}

/// SQL that puts a new record of a noun in its table, and SQL that replaces one.
fn laying(noun: Noun) -> &'static (String, String) {
    static ALL: OnceLock<HashMap<Noun, (String, String)>> = OnceLock::new();
    static NONE: (String, String) = (String::new(), String::new());
    let all = ALL.get_or_init(|| {
        let both = |noun: &Noun| {
            let names: Vec<_> = columns(*noun).split(", ").map(|c| format!("{c} = ?")).collect();
            let marks = vec!["?"; names.len() + 1].join(", ");
            let insert = format!("INSERT INTO {} ({}, pinyin) VALUES ({marks})", noun.table(), columns(*noun));
            (
                *noun,
                (insert, format!("UPDATE {} SET {}, pinyin = ? WHERE id = ?", noun.table(), names.join(", "))),
            )
        };
        Noun::ALL.iter().map(both).collect()
    });
    all.get(&noun).unwrap_or(&NONE)
}

fn cells(noun: Noun, record: &Kept) -> Vec<Cell<'_>> {
    let h = &record.head;
    let mut cells: Vec<Cell<'_>> = [&h.id, &h.station, &h.number].into_iter().map(|s| Cell::text(s)).collect();
    cells.push(Cell::whole(h.revision));
    cells.extend(
        [&h.made_at, &h.made_by, &h.changed_at, &h.changed_by, &h.deleted_at]
            .into_iter()
            .map(|s| Cell::text(s)),
    );
    cells.extend(noun.fields().iter().map(|f| Cell::of(record.values.get(f.key))));
    cells.push(Cell::made(text::sort_key(record.text(noun.title_field()))));
    cells
}

/// Every reference in the values: field, target noun, target id.
pub(super) fn references(noun: Noun, values: &Values) -> Vec<(&'static str, Noun, &str)> {
    let mut found = Vec::new();
    for field in noun.fields() {
        let value = values.get(field.key);
        match field.kind {
            Kind::One(to) => found.extend(value.and_then(Value::as_str).filter(|id| !id.is_empty()).map(|id| (field.key, to, id))),
            Kind::Many(to) => {
                let ids = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
                found.extend(ids.map(|id| (field.key, to, id)));
            }
            _ => {}
        }
    }
    found
}
