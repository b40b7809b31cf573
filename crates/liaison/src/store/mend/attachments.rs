//! Attachments with their bytes, and what a purge took out of them after the backup was made.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;
use rusqlite::types::Value;
use serde::Deserialize;

use super::{Mended, Missing, Row};
use crate::error::Result;
use crate::records::{Kept, Noun, purged};
use crate::store::purge::{PURGE, Purge};
use crate::store::salvage::{Salvage, Step};
use crate::store::{Attachment, Write, row};

impl Write<'_> {
    /// Attachments with their bytes; one whose bytes do not read is missing.
    pub(super) fn mend_attachments(&mut self, from: &mut Salvage, newer: bool, rows: &BTreeMap<i64, Row>, mended: &mut Mended, step: Step<'_>) -> Result<()> {
        if let Some(table) = from.table("attachment")? {
            self.mend_rows(from, &table, newer)?;
        }
        for Row { row, image } in rows.values().filter(|r| r.row.noun == "attachment" && r.row.revision == 1) {
            #[derive(Deserialize)]
            struct Image {
                noun: Noun,
                record: String,
                attachment: Attachment,
            }
            let Some(Ok(one)) = image.as_deref().map(serde_json::from_str::<Image>) else {
                continue;
            };
            let a = &one.attachment;
            let off = rows
                .values()
                .filter(|r| r.row.record == row.record && r.row.revision == 2)
                .map(|r| r.row.at.clone())
                .next();
            self.tx.prepare_cached(
                "INSERT OR IGNORE INTO attachment (id, noun, record, sha256, name, media, size, made_at, deleted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![a.id, one.noun.table(), one.record, a.sha256, a.name, a.media, a.size, a.made_at, off.unwrap_or_default()])?;
        }
        // What a template is filled with lies among the blobs too, and no attachment names it.
        let mut wanted: BTreeSet<String> = self
            .tx
            .prepare("SELECT sha256 FROM attachment WHERE sha256 NOT IN (SELECT sha256 FROM blob)")?
            .query_map([], |r| r.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut held_there = BTreeSet::new();
        let all_told = from.entries("blob", "\"sha256\"", "\"sha256\"", &mut |cells| {
            if let Some(Value::Text(sha256)) = cells.into_iter().next() {
                held_there.insert(sha256);
            }
            Ok(())
        })?;
        if newer && all_told {
            self.drop_blobs_but(&held_there)?;
        }
        wanted.append(&mut held_there);
        let all = wanted.len() as u64;
        for (done, sha256) in (1..).zip(wanted) {
            step("读附件", done, all)?;
            let held: bool = self
                .tx
                .query_row("SELECT EXISTS (SELECT 1 FROM blob WHERE sha256 = ?1)", [&sha256], |r| r.get(0))?;
            if !held && let Some(bytes) = from.blob(&sha256)? {
                self.keep_bytes(&bytes)?;
            }
        }
        let mut stmt = self
            .tx
            .prepare("SELECT id, noun, record, made_at FROM attachment WHERE sha256 NOT IN (SELECT sha256 FROM blob) ORDER BY made_at")?;
        let lost = stmt
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?
            .collect::<rusqlite::Result<Vec<(String, String, String, String)>>>()?;
        for (id, noun, record, at) in lost {
            let noun = Noun::ALL.iter().find(|n| n.table() == noun);
            let shown_by = noun.map(|noun| row::get(self.tx, *noun, &record)).transpose()?.flatten();
            mended.missing.push(Missing {
                label: "附件".into(),
                number: shown_by.map(|kept| kept.head.number).unwrap_or_default(),
                at,
                from: 0,
                record: id.clone(),
            });
            self.tx.execute("DELETE FROM attachment WHERE id = ?1", [id])?;
        }
        Ok(())
    }

    /// Bytes that the newer database no longer had: nothing shows them, or a purge took them.
    fn drop_blobs_but(&self, held: &BTreeSet<String>) -> Result<()> {
        let sql = "SELECT sha256 FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM attachment)";
        let all = self.tx.prepare(sql)?.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        for sha256 in all.iter().filter(|sha256| !held.contains(*sha256)) {
            self.tx.execute("DELETE FROM blob WHERE sha256 = ?1", [sha256])?;
        }
        Ok(())
    }

    /// What was purged after the backup was made goes out of it too.
    pub(super) fn purge_again(&mut self, rows: &BTreeMap<i64, Row>, base: i64, newer: bool, mended: &mut Mended) -> Result<()> {
        let purges = rows.range(base + 1..).filter(|(_, r)| newer && r.row.record.starts_with(PURGE));
        for image in purges.filter_map(|(_, r)| r.image.as_deref()) {
            let Ok(purge) = serde_json::from_str::<Purge>(image) else { continue };
            for (first, last) in purge.images.iter().filter(|(first, _)| *first <= base) {
                self.tx
                    .execute("DELETE FROM journal_image WHERE seq BETWEEN ?1 AND ?2", [first, &base.min(*last)])?;
            }
            // Another house's steps keep their revision when they are blanked: nothing newer was laid over them.
            for id in purge.received.keys() {
                if let Some(step) = self.get(Noun::Step, id)? {
                    let values = purged::purged(Noun::Step, &step.values);
                    self.blank_received(Noun::Step, &Kept { values, ..step }, &mut Purge::default())?;
                }
            }
            mended.purged = true;
        }
        if mended.purged {
            for noun in purged::OF_VOTERS {
                let sql = format!(
                    "DELETE FROM attachment WHERE noun = ?1 AND record IN (SELECT id FROM {} WHERE citizen = ?2)",
                    noun.table()
                );
                self.tx.execute(&sql, [noun.table(), purged::PURGED])?;
            }
        }
        Ok(())
    }
}
