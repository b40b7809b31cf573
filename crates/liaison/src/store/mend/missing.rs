//! What is not there any more: everything the readable parts of the damaged database name, against
//! what was laid. A record's table, its index, its journal rows and its search line lie on
//! different pages; one of them mostly tells of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::OptionalExtension as _;
use rusqlite::types::Value;

use super::{Mended, Missing, Row};
use crate::error::Result;
use crate::records::Noun;
use crate::store::Write;
use crate::store::purge::{PURGE, Purge};
use crate::store::salvage::Salvage;

impl Write<'_> {
    /// Adds what is missing to `mended`.
    pub(super) fn find_missing(&self, from: &mut Salvage, rows: &BTreeMap<i64, Row>, mended: &mut Mended) -> Result<()> {
        let mut lost: Vec<(Noun, Missing)> = Vec::new();
        for noun in Noun::ALL {
            // Its changes by the journal: the first and the last row of each.
            let mut told: BTreeMap<&str, (&str, i64, &str)> = BTreeMap::new();
            for Row { row, .. } in rows.values().filter(|r| r.row.noun == noun.table()) {
                let one = told.entry(&row.record).or_insert((&row.at, 0, ""));
                if row.revision > one.1 {
                    (one.1, one.2) = (row.revision, &row.at);
                }
            }
            let mut named: BTreeSet<String> = told.keys().map(|id| (*id).to_owned()).collect();
            from.entries(noun.table(), "\"id\"", "\"id\"", &mut |cells| {
                if let Some(Value::Text(id)) = cells.into_iter().next() {
                    named.insert(id);
                }
                Ok(())
            })?;
            let sql = format!("SELECT number, revision FROM {} WHERE id = ?1", noun.table());
            for id in named {
                let held: Option<(String, i64)> = self.tx.prepare_cached(&sql)?.query_row([&id], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
                let (first, revision, last) = told.get(id.as_str()).copied().unwrap_or_default();
                let (number, at, from) = match held {
                    Some((number, held)) if held < revision => (number, last, held),
                    Some(_) => continue,
                    None => (String::new(), first, 0),
                };
                let label = noun.label().to_owned();
                let at = at.to_owned();
                lost.push((
                    *noun,
                    Missing {
                        label,
                        number,
                        at,
                        from,
                        record: id,
                    },
                ));
            }
        }
        let numbers = if lost.iter().any(|(_, m)| m.from == 0) {
            numbers(from)?
        } else {
            HashMap::new()
        };
        for (_, mut one) in lost.into_iter().filter(|(noun, m)| *noun != Noun::Step || m.from == 0) {
            if let Some(number) = numbers.get(&one.record) {
                one.number.clone_from(number);
            }
            mended.missing.push(one);
        }
        self.find_attachments(rows, mended)?;
        self.find_other(rows, mended)
    }

    /// Attachments that only their journal row tells of.
    fn find_attachments(&self, rows: &BTreeMap<i64, Row>, mended: &mut Mended) -> Result<()> {
        let purges = rows.values().filter(|r| r.row.record.starts_with(PURGE)).filter_map(|r| r.image.as_deref());
        let purged: Vec<(i64, i64)> = purges
            .filter_map(|image| serde_json::from_str::<Purge>(image).ok())
            .flat_map(|p| p.images)
            .collect();
        let told: BTreeSet<String> = mended.missing.iter().map(|m| m.record.clone()).collect();
        for (seq, Row { row, .. }) in rows.iter().filter(|(_, r)| r.row.noun == "attachment" && r.row.revision == 1) {
            let sql = "SELECT EXISTS (SELECT 1 FROM attachment WHERE id = ?1)";
            let there: bool = self.tx.prepare_cached(sql)?.query_row([&row.record], |r| r.get(0))?;
            if there || told.contains(&row.record) || purged.iter().any(|(first, last)| (first..=last).contains(&seq)) {
                continue;
            }
            mended.missing.push(Missing {
                label: "附件".into(),
                number: String::new(),
                at: row.at.clone(),
                from: 0,
                record: row.record.clone(),
            });
        }
        Ok(())
    }

    fn find_other(&self, rows: &BTreeMap<i64, Row>, mended: &mut Mended) -> Result<()> {
        let keys: BTreeSet<&str> = rows.values().filter(|r| r.row.noun == "setting").map(|r| r.row.record.as_str()).collect();
        for key in keys {
            if let Some(name) = key.strip_prefix("received:") {
                let mut parts = name.rsplitn(3, '_');
                let (Some(seq), Some(epoch), Some(sender)) = (parts.next(), parts.next(), parts.next()) else {
                    continue;
                };
                let sql = "SELECT EXISTS (SELECT 1 FROM received WHERE sender = ?1 AND epoch = ?2 AND seq = CAST(?3 AS INTEGER))";
                if !self.tx.query_row(sql, [sender, epoch, seq], |r| r.get(0))? {
                    mended.others.push(format!("收过的包 {name}.rdz：请再收一次"));
                }
            } else if !key.contains(':') {
                let sql = "SELECT EXISTS (SELECT 1 FROM setting WHERE key = ?1)";
                if !self.tx.query_row(sql, [key], |r| r.get(0))? {
                    let label = crate::store::audit::setting_label(key);
                    mended.others.push(format!("“{label}”读不出来，请重新设好"));
                    mended.settings.push(key.to_owned());
                }
            }
        }
        Ok(())
    }
}

/// Numbers by record, as its search line says it; in an older store at the end of a longer text.
fn numbers(from: &mut Salvage) -> Result<HashMap<String, String>> {
    let mut all = HashMap::new();
    let Some(mut table) = from.table("search_doc")? else { return Ok(all) };
    let number = if table.columns.iter().any(|c| c == "number") { "number" } else { "text" };
    table.columns = vec!["id".into(), number.into()];
    from.rows(&table, &mut |cells| {
        if let [Value::Text(id), Value::Text(line)] = &cells[..]
            && let Some(number) = line.lines().next_back()
        {
            all.insert(id.clone(), number.to_uppercase());
        }
        Ok(())
    })?;
    Ok(all)
}
