//! The stock of a book: kept at the title, and true after every movement.

use rusqlite::params;

use super::{Store, Write};
use crate::error::{Error, Remark, Result};
use crate::records::book::{self, Moved, Shortage};
use crate::records::{Noun, dates};

impl Write<'_> {
    /// Counts a title's stock anew; refuses what would hand out more than there was.
    pub fn restock(&mut self, book: &str) -> Result<()> {
        let Some(title) = self.get(Noun::Book, book)? else { return Ok(()) };
        let moves = {
            let sql = "SELECT date, kind = ?2, coalesce(count, 0) FROM book_move WHERE book = ?1 AND deleted_at = ''";
            let mut stmt = self.tx.prepare_cached(sql)?;
            let rows = stmt.query_map(params![book, book::OUT], |r| {
                Ok(Moved {
                    date: r.get(0)?,
                    out: r.get(1)?,
                    copies: r.get(2)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()?
        };
        let stock = book::stock(moves).map_err(|short| refused(title.text("name"), &short))?;
        if title.whole("stock") == Some(stock) || !title.head.deleted_at.is_empty() {
            return Ok(());
        }
        let mut values = title.values;
        values.insert("stock".into(), stock.into());
        self.replace(Noun::Book, book, None, values)?;
        Ok(())
    }
}

impl Store {
    /// Titles handed out at this activity, by name, with the copies of each.
    pub(crate) fn handed_at(&self, activity: &str) -> Result<Vec<(String, i64)>> {
        let mut stmt = self.conn().prepare_cached(
            "SELECT b.name, sum(m.count) FROM link l JOIN book_move m ON m.id = l.id AND m.deleted_at = '' AND m.kind = ?2 JOIN book b ON b.id = m.book
             WHERE l.target = ?1 AND l.noun = 'book_move' AND l.field = 'activity' GROUP BY b.id ORDER BY b.pinyin, b.id",
        )?;
        let books = stmt.query_map(params![activity, book::OUT], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(books.collect::<rusqlite::Result<_>>()?)
    }
}

fn refused(name: &str, short: &Shortage) -> Error {
    let says = format!(
        "《{name}》{}只有 {} 册，不够发 {} 册；先登记入库，或改册数、日期",
        dates::shown(&short.date),
        short.had,
        short.out
    );
    Error::Draft(vec![Remark::new("count", says)])
}
