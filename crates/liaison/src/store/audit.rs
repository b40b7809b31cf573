//! The check of everything kept: pages, the journal's chain, records against the journal or
//! against what was sent, attachments against their digests, others' journals and the bundles
//! that brought them. What the county holds of a station is evidence; it must not be changed
//! unnoticed either.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ts_rs::TS;

use super::journal::{JournalRow, ROW, row_of};
use super::mend::{RESCUED, Told};
use super::purge::Lawful;
use super::received::Chained;
use super::{Clerk, Store, damaged};
use crate::error::Result;
use crate::records::{Kept, Noun};

/// What the check found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Audit {
    /// No trouble at all.
    pub sound: bool,
    /// What was wrong, in sentences.
    pub troubles: Vec<String>,
    /// What was lawfully taken out, in sentences: no trouble.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Records counted, by what they are called.
    pub records: Vec<(String, u64)>,
    /// Journal rows checked.
    pub journal: u64,
    /// Attachments whose bytes were compared with their digests.
    pub attachments: u64,
}

impl Store {
    /// Checks pages, chain, images, records, attachments, and what came from others.
    pub fn audit(&self, step: &mut dyn FnMut(&str, u64, u64) -> Result<()>) -> Result<Audit> {
        let mut audit = Audit {
            sound: true,
            troubles: Vec::new(),
            notes: Vec::new(),
            records: Vec::new(),
            journal: 0,
            attachments: 0,
        };
        let mut stmt = self.conn().prepare("PRAGMA integrity_check")?;
        for line in stmt.query_map([], |r| r.get::<_, String>(0))? {
            let line = line?;
            if line != "ok" {
                audit.troubles.push(format!("数据库页面有损坏：{line}"));
            }
        }
        let lawful = self.lawful()?;
        audit.notes.clone_from(&lawful.notes);
        self.audit_chain(&mut audit, &lawful, step)?;
        for noun in Noun::ALL {
            self.audit_records(*noun, &mut audit, &lawful, step)?;
        }
        for noun in self.miscounted()? {
            audit.troubles.push(format!("{}的条数记得不对，可能被别的程序改过", noun.label()));
        }
        self.audit_gone(&mut audit, &lawful)?;
        self.audit_settings(&mut audit)?;
        self.audit_blobs(&mut audit, step)?;
        self.audit_received(&mut audit, step)?;
        audit.sound = audit.troubles.is_empty();
        Ok(audit)
    }

    fn audit_chain(&self, audit: &mut Audit, lawful: &Lawful, step: &mut dyn FnMut(&str, u64, u64) -> Result<()>) -> Result<()> {
        let total: u64 = self.conn().query_row("SELECT count(*) FROM journal", [], |r| r.get(0))?;
        let mut before = String::new();
        let mut place = 0;
        let troubles = &mut audit.troubles;
        let counted = &mut audit.journal;
        self.each_journal(0, &mut |row| {
            place += 1;
            *counted += 1;
            if row.seq != place {
                troubles.push(format!("修改记录第 {place} 条不见了"));
                place = row.seq;
            } else if row.chained(&before) != row.hash {
                troubles.push(format!("修改记录第 {place} 条被改动过（{} {}）", row.at, row.deed));
            }
            before.clone_from(&row.hash);
            let image: Option<String> = self
                .conn()
                .prepare_cached("SELECT image FROM journal_image WHERE seq = ?1")?
                .query_row([row.seq], |r| r.get(0))
                .optional()?;
            match image {
                Some(image) if hex::encode(Sha256::digest(image.as_bytes())) != row.image_sha256 => {
                    troubles.push(format!("修改记录第 {place} 条的内容被改动过"));
                }
                None if !lawful.image(row.seq) => troubles.push(format!("修改记录第 {place} 条的内容不见了，不是按保存期限清除的")),
                _ => {}
            }
            if place % 500 == 0 {
                step("核对修改记录", *counted, total)
            } else {
                Ok(())
            }
        })
    }

    fn audit_records(&self, noun: Noun, audit: &mut Audit, lawful: &Lawful, step: &mut dyn FnMut(&str, u64, u64) -> Result<()>) -> Result<()> {
        let mut count = 0;
        let troubles = &mut audit.troubles;
        self.each_changed(noun, 0, &mut |record| {
            count += 1;
            let as_left = lawful.received(&record)?;
            if let Some(as_sent) = as_left.map_or_else(|| self.received_as_sent(noun, &record), |same| Ok(Some(same)))? {
                if !as_sent {
                    let h = &record.head;
                    troubles.push(format!("{} {} 与 {} 送来的不一致，可能被别的程序改过", noun.label(), h.number, h.station));
                }
                return Ok(());
            }
            let image: Option<String> = self
                .conn()
                .prepare_cached("SELECT i.image FROM journal j JOIN journal_image i USING (seq) WHERE j.record = ?1 ORDER BY j.seq DESC LIMIT 1")?
                .query_row([&record.head.id], |r| r.get(0))
                .optional()?;
            match image {
                None => troubles.push(format!("{} {} 没有修改记录", noun.label(), record.head.number)),
                Some(image) if serde_json::from_str::<Kept>(&image).map_err(|e| damaged(&e))?.filled(noun) != record => {
                    troubles.push(format!("{} {} 与修改记录不一致，可能被别的程序改过", noun.label(), record.head.number));
                }
                Some(_) => {}
            }
            if count % 500 == 0 { step("核对记录", count, 0) } else { Ok(()) }
        })?;
        if noun != Noun::Step {
            audit.records.push((noun.label().to_owned(), count));
        }
        Ok(())
    }
}

impl Store {
    /// What the journal names and is no longer there: records, attachments, and the journal's own end.
    fn audit_gone(&self, audit: &mut Audit, lawful: &Lawful) -> Result<()> {
        for (table, label) in Noun::ALL.iter().map(|n| (n.table(), n.label())).chain([("attachment", "附件")]) {
            let sql = format!(
                "SELECT min(j.seq), j.at FROM journal j WHERE j.noun = ?1 AND NOT EXISTS (SELECT 1 FROM {table} t WHERE t.id = j.record)
                 AND j.record NOT IN (SELECT e.value FROM setting s, json_each(s.value, '$.lost') e WHERE s.key = '{RESCUED}')
                 GROUP BY j.record ORDER BY j.seq"
            );
            let mut stmt = self.conn().prepare(&sql)?;
            let mut rows = stmt.query([table])?;
            while let Some(r) = rows.next()? {
                let (seq, at): (i64, String) = (r.get(0)?, r.get(1)?);
                // A purge leaves what is left of a record, and of an attachment nothing.
                if table == "attachment" && lawful.image(seq) {
                    continue;
                }
                audit.troubles.push(format!("{label}里有一条不见了（修改记录第 {seq} 条，{at} 登记的）"));
            }
        }
        let (head, _) = self.journal_head()?;
        let packed: i64 = self
            .conn()
            .query_row("SELECT coalesce(max(journal_through), 0) FROM bundle", [], |r| r.get(0))?;
        if packed > head {
            audit
                .troubles
                .push(format!("修改记录只到第 {head} 条，已经装包交出的到第 {packed} 条：后面的不见了"));
        }
        Ok(())
    }

    /// Settings and people against their last journal rows: a post quietly raised is found here.
    fn audit_settings(&self, audit: &mut Audit) -> Result<()> {
        let last = "SELECT j.record, coalesce(i.image, '') FROM journal j LEFT JOIN journal_image i USING (seq)
                    WHERE j.seq IN (SELECT max(seq) FROM journal WHERE noun = 'setting' GROUP BY record)";
        let mut people: HashMap<String, String> = HashMap::new();
        let told: Told = self.setting(RESCUED)?.unwrap_or_default();
        let mut stmt = self.conn().prepare(last)?;
        let mut rows = stmt.query([])?;
        while let Some(r) = rows.next()? {
            let (key, image): (String, String) = (r.get(0)?, r.get(1)?);
            if let Some(id) = key.strip_prefix("clerk:") {
                people.insert(id.to_owned(), image);
            } else if !key.contains(':') {
                let value: Option<String> = self
                    .conn()
                    .prepare_cached("SELECT value FROM setting WHERE key = ?1")?
                    .query_row([&key], |r| r.get(0))
                    .optional()?;
                if value.as_ref() != Some(&image) && !(value.is_none() && told.lost.contains(&key)) {
                    audit.troubles.push(format!("{}与修改记录不一致，可能被别的程序改过", setting_label(&key)));
                }
            }
        }
        for clerk in self.clerks()? {
            let written: Option<Clerk> = people.remove(&clerk.id).and_then(|image| serde_json::from_str(&image).ok());
            match written {
                None => audit.troubles.push(format!("人员 {} 没有修改记录", clerk.name)),
                // Before there were posts, a row had none.
                Some(written) if written.name != clerk.name || (!written.post.is_empty() && written.post != clerk.post) => {
                    audit.troubles.push(format!("人员 {} 与修改记录不一致，可能被别的程序改过", clerk.name));
                }
                Some(_) => {}
            }
        }
        for image in people.values() {
            if let Ok(gone) = serde_json::from_str::<Clerk>(image) {
                audit.troubles.push(format!("人员 {} 不见了，修改记录里没有移除", gone.name));
            }
        }
        Ok(())
    }
}

/// What people call a setting that is journaled.
pub(super) fn setting_label(key: &str) -> String {
    let label = match key {
        "station" => "站点信息",
        "rules" => "期限与提醒",
        "roster" => "县里的名册",
        "epoch" => "期号",
        "evaluation" => "评价权重",
        "points_rules" => "积分规则",
        "points_closed" => "积分封账",
        "term_change" => "换届登记",
        "notice" => "公示登记",
        "templates" => "本单位的表样",
        "retention" => "保存期限",
        "update" => "程序更新",
        "held" => "个人信息导出登记",
        RESCUED => "恢复登记",
        // What the program keeps for itself: named for whoever is asked for help.
        other => return format!("程序自用的设置 {other} "),
    };
    label.to_owned()
}

/// What the journal row of a bundle's coming says of it.
#[derive(Deserialize)]
struct Coming {
    envelope_sha256: String,
    #[serde(default)]
    chained: Chained,
}

impl Store {
    /// Bundles taken in against the journal rows of their coming, then the senders' journals:
    /// every link must follow one that is held before it, and none may be gone. What did not
    /// follow when it came is told by the refusals, and is no trouble of this computer.
    fn audit_received(&self, audit: &mut Audit, step: &mut dyn FnMut(&str, u64, u64) -> Result<()>) -> Result<()> {
        let mut apart = HashSet::new();
        let mut comings = self.conn().prepare(
            "SELECT j.record, i.image FROM journal j JOIN journal_image i USING (seq) WHERE j.noun = 'setting' AND j.record LIKE 'received:%' ORDER BY j.seq",
        )?;
        let mut rows = comings.query([])?;
        while let Some(r) = rows.next()? {
            let (name, image): (String, String) = (r.get(0)?, r.get(1)?);
            let coming: Coming = serde_json::from_str(&image).map_err(|e| damaged(&e))?;
            let mut parts = name.trim_start_matches("received:").rsplitn(3, '_');
            let (Some(seq), Some(epoch), Some(sender)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            let held: Option<String> = self
                .conn()
                .prepare_cached("SELECT envelope_sha256 FROM received WHERE sender = ?1 AND epoch = ?2 AND seq = CAST(?3 AS INTEGER)")?
                .query_row([sender, epoch, seq], |r| r.get(0))
                .optional()?;
            if held.is_none_or(|sha256| sha256 != coming.envelope_sha256) {
                audit
                    .troubles
                    .push(format!("{sender} 第 {} 包的收包登记不见了，或被改动过", seq.trim_start_matches('0')));
            }
            let chained = coming.chained;
            let count: i64 = self
                .conn()
                .prepare_cached("SELECT count(DISTINCT seq) FROM received_journal WHERE station = ?1 AND epoch = ?2 AND seq BETWEEN ?3 AND ?4")?
                .query_row(params![sender, epoch, chained.first, chained.last], |r| r.get(0))?;
            if chained.first > 0 && count != chained.last - chained.first + 1 {
                audit
                    .troubles
                    .push(format!("{sender} 送来的修改记录不全：第 {} 到 {} 条里有的不见了", chained.first, chained.last));
            }
            apart.extend(chained.apart.into_iter().map(|seq| (sender.to_owned(), epoch.to_owned(), seq)));
        }
        let mut stmt = self.conn().prepare(&format!(
            "SELECT {ROW}, station, epoch FROM received_journal ORDER BY station, epoch, seq, hash"
        ))?;
        let mut before = self
            .conn()
            .prepare("SELECT hash FROM received_journal WHERE station = ?1 AND epoch = ?2 AND seq = ?3")?;
        let mut rows = stmt.query([])?;
        let mut count = 0;
        while let Some(r) = rows.next()? {
            count += 1;
            if count % 500 == 0 {
                step("核对各站的修改记录", count, 0)?;
            }
            let (row, place): (JournalRow, (String, String)) = (row_of(r)?, (r.get("station")?, r.get("epoch")?));
            let mut above = before
                .query_map(params![place.0, place.1, row.seq - 1], |r| r.get::<_, String>(0))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            if row.seq == 1 {
                above.push(String::new());
            }
            // Before a gap anything may have stood.
            let follows = above.is_empty() || above.iter().any(|hash| row.chained(hash) == row.hash);
            let (station, epoch) = place;
            if !follows && !apart.contains(&(station.clone(), epoch, row.seq)) {
                let (seq, at, deed) = (row.seq, row.at, row.deed);
                audit
                    .troubles
                    .push(format!("{station} 送来的修改记录第 {seq} 条和前一条接不上（{at} {deed}），可能被改动过"));
            }
        }
        Ok(())
    }
}
