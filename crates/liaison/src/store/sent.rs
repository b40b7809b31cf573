//! Row images as text, on their way into a bundle: the very text that a record or a journal row
//! serializes to, put together from the columns without making either. A full bundle of ten
//! years has hundreds of thousands of them.

use rusqlite::Row;
use rusqlite::types::ValueRef;
use serde_json::Value;

use super::journal::ROW;
use super::row::{HEAD, HEAD_COLUMNS, columns};
use super::{Store, damaged};
use crate::error::{Error, Result};
use crate::records::{Kind, Noun};

/// What a column holds besides what its type says.
#[derive(Clone, Copy)]
enum Holds {
    Plain,
    Flag,
    Json,
}

/// An object being put together in `0`.
struct Image(Vec<u8>);

impl Image {
    fn put(&mut self, key: &str, value: ValueRef<'_>, holds: Holds) -> Result<()> {
        let into = &mut self.0;
        into.push(if into.is_empty() { b'{' } else { b',' });
        into.push(b'"');
        into.extend_from_slice(key.as_bytes());
        into.extend_from_slice(b"\":");
        match (value, holds) {
            (ValueRef::Integer(n), Holds::Flag) => into.extend_from_slice(if n == 0 { b"false" } else { b"true" }),
            (ValueRef::Integer(n), _) => into.extend_from_slice(n.to_string().as_bytes()),
            (ValueRef::Text(b"[]"), Holds::Json) => into.extend_from_slice(b"[]"),
            (ValueRef::Text(text), Holds::Json) => {
                let value: Value = serde_json::from_slice(text).map_err(|e| damaged(&e))?;
                serde_json::to_writer(into, &value).map_err(|e| damaged(&e))?;
            }
            (ValueRef::Text(_), _) => serde_json::to_writer(into, value.as_str().map_err(rusqlite::Error::from)?).map_err(|e| damaged(&e))?,
            _ => into.extend_from_slice(b"null"),
        }
        Ok(())
    }

    fn pass_on(&mut self, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        self.0.push(b'}');
        each(std::str::from_utf8(&self.0).map_err(|e| Error::Damaged(e.to_string()))?)?;
        self.0.clear();
        Ok(())
    }

    fn record(&mut self, noun: Noun, row: &Row<'_>) -> Result<()> {
        for (i, key) in HEAD.split(", ").enumerate() {
            self.put(key, row.get_ref(i)?, Holds::Plain)?;
        }
        for (i, field) in noun.fields().iter().enumerate() {
            let holds = match field.kind {
                Kind::Flag => Holds::Flag,
                Kind::Choices(_) | Kind::Many(_) => Holds::Json,
                _ => Holds::Plain,
            };
            self.put(field.key, row.get_ref(HEAD_COLUMNS + i)?, holds)?;
        }
        Ok(())
    }
}

impl Store {
    /// Images of a noun's records (recycle bin included) that `station` made and that changed
    /// after journal place `seq`, by id.
    pub fn each_sent(&self, noun: Noun, station: &str, seq: i64, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        let since = if seq > 0 {
            "AND id IN (SELECT record FROM journal WHERE seq > ?1)"
        } else {
            "AND ?1 <= 0"
        };
        let sql = format!("SELECT {} FROM {} WHERE station = ?2 {since} ORDER BY id", columns(noun), noun.table());
        let mut stmt = self.conn().prepare(&sql)?;
        let mut rows = stmt.query((seq, station))?;
        let mut image = Image(Vec::new());
        while let Some(row) = rows.next()? {
            image.record(noun, row)?;
            image.pass_on(each)?;
        }
        Ok(())
    }

    /// Images of the journal's rows after `seq` up to `through`, in order.
    pub fn each_journal_sent(&self, seq: i64, through: i64, each: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        let sql = format!("SELECT {ROW} FROM journal WHERE seq > ?1 AND seq <= ?2 ORDER BY seq");
        let mut stmt = self.conn().prepare(&sql)?;
        let mut rows = stmt.query([seq, through])?;
        let mut image = Image(Vec::new());
        while let Some(row) = rows.next()? {
            for (i, key) in ROW.split(", ").enumerate() {
                image.put(key, row.get_ref(i)?, Holds::Plain)?;
            }
            image.pass_on(each)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::Who;
    use super::*;
    use crate::records::Values;
    use crate::vault::RawKey;

    /// A value of a field that is hard to write.
    fn hard(kind: Kind) -> Value {
        match kind {
            Kind::Whole => json!(-7),
            Kind::Flag => json!(true),
            Kind::Choices(_) => json!(["党员", "\"引号\"\\ / \u{8}\u{c}\t\u{1f}\u{7f}\u{2028}"]),
            Kind::Many(_) => json!([]),
            Kind::One(_) => json!(""),
            _ => json!("村口的桥 \"塌\" 了\r\n\u{0}请修 𬭚 \\u0041 </script>"),
        }
    }

    #[test]
    fn an_image_is_what_its_record_serializes_to() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("station.db"), &RawKey::new([7; 32])).unwrap();
        let who = Who {
            clerk: "林\"晓\"芸".into(),
            now: "2026-11-03T10:32:00+08:00".parse().unwrap(),
        };
        let filled = |noun: Noun| -> Values { noun.fields().iter().map(|f| (f.key.to_owned(), hard(f.kind))).collect() };
        let blank = |noun: Noun| -> Values {
            let empty = |kind| match kind {
                Kind::Whole => Value::Null,
                Kind::Flag => json!(false),
                Kind::Choices(_) | Kind::Many(_) => json!([]),
                _ => json!(""),
            };
            noun.fields().iter().map(|f| (f.key.to_owned(), empty(f.kind))).collect()
        };
        store
            .transact("新增", &who, |w| {
                for noun in Noun::ALL {
                    w.insert(*noun, filled(*noun))?;
                    w.insert(*noun, blank(*noun))?;
                }
                Ok(())
            })
            .unwrap();
        for since in [0, 3] {
            for noun in Noun::ALL {
                let (mut sent, mut wanted) = (Vec::new(), Vec::new());
                let mut keep = |image: &str| {
                    sent.push(image.to_owned());
                    Ok(())
                };
                store.each_sent(*noun, "", since, &mut keep).unwrap();
                store
                    .each_changed(*noun, since, &mut |record| {
                        wanted.push(serde_json::to_string(&record).unwrap());
                        Ok(())
                    })
                    .unwrap();
                assert_eq!(sent, wanted, "{noun:?}");
                store.each_sent(*noun, "JS-018", since, &mut |_| panic!("of another station")).unwrap();
            }
            let (mut sent, mut wanted) = (Vec::new(), Vec::new());
            let mut keep = |image: &str| {
                sent.push(image.to_owned());
                Ok(())
            };
            store.each_journal_sent(since, i64::MAX, &mut keep).unwrap();
            store
                .each_journal(since, &mut |row| {
                    wanted.push(serde_json::to_string(&row).unwrap());
                    Ok(())
                })
                .unwrap();
            assert!(!wanted.is_empty() && sent == wanted);
        }
    }
}
