//! Table rows ↔ records. Columns are the head and then FIELDS; nothing is listed twice.

use std::sync::OnceLock;

use rusqlite::types::{ToSqlOutput, Value as Sql};
use rusqlite::{Connection, Row, ToSql};
use serde_json::Value;

use super::damaged;
use crate::error::Result;
use crate::records::{Head, Kept, Kind, Noun, Values};

/// The head's columns.
pub const HEAD: &str = "id, station, number, revision, made_at, made_by, changed_at, changed_by, deleted_at";
/// How many they are.
pub const HEAD_COLUMNS: usize = 9;

/// The columns of a noun, as SQL, in the order `read` expects.
pub fn columns(noun: Noun) -> &'static str {
    static ALL: OnceLock<Vec<String>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        Noun::ALL
            .iter()
            .map(|noun| {
                let fields: Vec<_> = noun.fields().iter().map(|f| format!("\"{}\"", f.key)).collect();
                format!("{HEAD}, {}", fields.join(", "))
            })
            .collect()
    });
    Noun::ALL.iter().position(|n| *n == noun).and_then(|i| all.get(i)).map_or("", String::as_str)
}

/// Reads a record from a row of `columns(noun)`.
pub fn read(noun: Noun, row: &Row<'_>) -> Result<Kept> {
    let mut kept = Kept {
        head: Head::default(),
        values: Values::new(),
    };
    read_over(noun, row, &mut kept)?;
    Ok(kept)
}

/// The same into a record of that noun read before, whose room for texts is used again.
pub fn read_over(noun: Noun, row: &Row<'_>, kept: &mut Kept) -> Result<()> {
    let head = &mut kept.head;
    for (column, text) in [
        (0, &mut head.id),
        (1, &mut head.station),
        (2, &mut head.number),
        (4, &mut head.made_at),
        (5, &mut head.made_by),
        (6, &mut head.changed_at),
        (7, &mut head.changed_by),
        (8, &mut head.deleted_at),
    ] {
        said(row, column, text)?;
    }
    head.revision = row.get(3)?;
    for (i, field) in noun.fields().iter().enumerate() {
        let column = HEAD_COLUMNS + i;
        let value = match kept.values.get_mut(field.key) {
            Some(value) => value,
            None => kept.values.entry(field.key).or_insert(Value::Null),
        };
        match (field.kind, value) {
            (Kind::Whole, value) => *value = row.get::<_, Option<i64>>(column)?.map_or(Value::Null, Value::from),
            (Kind::Flag, value) => *value = Value::Bool(row.get::<_, i64>(column)? != 0),
            (Kind::Choices(_) | Kind::Many(_), value) => {
                let text = row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?;
                *value = if text == "[]" {
                    Value::Array(Vec::new())
                } else {
                    serde_json::from_str(text).map_err(|e| damaged(&e))?
                };
            }
            (_, Value::String(text)) => said(row, column, text)?,
            (_, value) => *value = Value::String(row.get(column)?),
        }
    }
    Ok(())
}

fn said(row: &Row<'_>, column: usize, into: &mut String) -> Result<()> {
    into.clear();
    into.push_str(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?);
    Ok(())
}

/// One record by its id, deleted or not.
pub fn get(conn: &Connection, noun: Noun, id: &str) -> Result<Option<Kept>> {
    let mut stmt = conn.prepare_cached(&format!("SELECT {} FROM {} WHERE id = ?1", columns(noun), noun.table()))?;
    let mut rows = stmt.query([id])?;
    rows.next()?.map(|r| read(noun, r)).transpose()
}

/// A field value on its way into a column.
pub struct Cell<'a>(ToSqlOutput<'a>);

impl<'a> Cell<'a> {
    /// As the column of its kind wants it.
    pub fn of(value: Option<&'a Value>) -> Self {
        match value {
            None => Self::text(""),
            Some(Value::Null) => Self(ToSqlOutput::Owned(Sql::Null)),
            Some(Value::Bool(b)) => Self::whole((*b).into()),
            Some(Value::Number(n)) => n.as_i64().map_or(Self(ToSqlOutput::Owned(Sql::Null)), Self::whole),
            Some(Value::String(s)) => Self::text(s),
            Some(other) => Self::made(other.to_string()),
        }
    }

    /// A text at hand.
    pub fn text(text: &'a str) -> Self {
        Self(text.into())
    }

    /// A text made for this.
    pub fn made(text: String) -> Self {
        Self(ToSqlOutput::Owned(Sql::Text(text)))
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self(ToSqlOutput::Owned(Sql::Integer(number)))
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_their_fields() {
        let mut conn = rusqlite::Connection::open_in_memory().unwrap();
        super::super::migrate::up(&mut conn, std::path::Path::new(""), super::super::migrate::MIGRATIONS, &|_| Ok(())).unwrap();
        for noun in Noun::ALL {
            let mut stmt = conn.prepare(&format!("SELECT name FROM pragma_table_info('{}')", noun.table())).unwrap();
            let found: Vec<String> = stmt.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
            let mut wanted: Vec<String> = columns(*noun).split(", ").map(|c| c.trim_matches('"').to_owned()).collect();
            wanted.insert(HEAD_COLUMNS, "pinyin".into());
            assert_eq!(found, wanted, "{noun:?}");
        }
    }
}
