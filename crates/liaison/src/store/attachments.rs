//! Attachments: bytes once by digest, and which record shows them.

use std::io::Read;

use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use ts_rs::TS;

use super::{AttachmentRow, Audit, Merged, Store, Write, journal};
use crate::error::{Error, Result};
use crate::records::life::{self, Step};
use crate::records::{Kept, Noun, Shape as _, image, purged};

/// Bytes written at a time.
const PIECE: usize = 1 << 18;

/// An attachment, without its bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Attachment {
    /// Its id.
    pub id: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// The file's name.
    pub name: String,
    /// image/jpeg, image/png, application/pdf …
    pub media: String,
    /// Bytes.
    pub size: u64,
    /// RFC 3339.
    pub made_at: String,
}

const COLUMNS: &str = "id, sha256, name, media, size, made_at";

fn of_row(r: &rusqlite::Row<'_>) -> rusqlite::Result<Attachment> {
    Ok(Attachment {
        id: r.get(0)?,
        sha256: r.get(1)?,
        name: r.get(2)?,
        media: r.get(3)?,
        size: r.get(4)?,
        made_at: r.get(5)?,
    })
}

impl Write<'_> {
    /// Adds bytes to a record.
    pub fn attach(&mut self, noun: Noun, record: &str, name: &str, media: &str, bytes: &[u8]) -> Result<Attachment> {
        let shown_by = self.get(noun, record)?.filter(|r| r.head.deleted_at.is_empty());
        self.own(&shown_by.ok_or(Error::NotFound(noun.label()))?)?;
        self.attach_bytes(noun, record, name, media, bytes)
    }

    /// The county adds a file of its own to a station's matter. A step of the county's says so, and
    /// both go home together: once the station has taken in a later step, it has the file.
    pub fn attach_word(&mut self, matter: &Kept, name: &str, media: &str, bytes: &[u8]) -> Result<Attachment> {
        let attachment = self.attach_bytes(Noun::Matter, &matter.head.id, name, media, bytes)?;
        self.note_file(matter, format!("附上“{name}”"))?;
        Ok(attachment)
    }

    /// The county takes a file of its own off a station's matter.
    pub fn detach_word(&mut self, matter: &Kept, attachment: &Attachment) -> Result<()> {
        self.detach(&attachment.id)?;
        self.note_file(matter, format!("撤下“{}”", attachment.name))
    }

    fn note_file(&mut self, matter: &Kept, note: String) -> Result<()> {
        let step = Step {
            matter: matter.head.id.clone(),
            kind: life::FILE.into(),
            done_on: self.now.get(..10).unwrap_or_default().to_owned(),
            note,
            from_state: matter.text("state").into(),
            to_state: matter.text("state").into(),
            ..Step::default()
        };
        self.insert(Noun::Step, step.values())?;
        self.overlay(&matter.head.id)
    }

    fn attach_bytes(&mut self, noun: Noun, record: &str, name: &str, media: &str, bytes: &[u8]) -> Result<Attachment> {
        if self.get(noun, record)?.is_some_and(|shown_by| purged::is_purged(&shown_by)) {
            return Err(Error::NotAllowed("这条记录的保存期限已满，不能再加附件".into()));
        }
        let attachment = Attachment {
            id: self.new_id()?,
            sha256: self.keep_bytes(bytes)?,
            name: name.to_owned(),
            media: media.to_owned(),
            size: bytes.len() as u64,
            made_at: self.now.clone(),
        };
        let a = &attachment;
        self.tx
            .prepare_cached("INSERT INTO attachment (id, noun, record, sha256, name, media, size, made_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![a.id, noun.table(), record, a.sha256, a.name, a.media, a.size, a.made_at])?;
        journal::append(
            self,
            "attachment",
            &a.id,
            1,
            &serde_json::json!({ "noun": noun, "record": record, "attachment": a }),
        )?;
        Ok(attachment)
    }

    /// Keeps bytes under their digest, which whoever asked brings into a journal row; answers with it.
    pub fn keep_bytes(&mut self, bytes: &[u8]) -> Result<String> {
        let sha256 = hex::encode(Sha256::digest(bytes));
        self.tx
            .prepare_cached("INSERT OR IGNORE INTO blob (sha256, size, bytes) VALUES (?1, ?2, ?3)")?
            .execute(params![sha256, bytes.len() as u64, bytes])?;
        Ok(sha256)
    }

    /// Takes an attachment off its record; the bytes stay.
    pub fn detach(&mut self, id: &str) -> Result<()> {
        if let Some(station) = self.sender_of_attachment(id)? {
            return Err(Error::NotAllowed(format!("这是 {station} 的附件，只有该站自己能改")));
        }
        let changed = self
            .tx
            .execute("UPDATE attachment SET deleted_at = ?2 WHERE id = ?1 AND deleted_at = ''", [id, &self.now])?;
        if changed == 0 {
            return Err(Error::NotFound("附件"));
        }
        journal::append(self, "attachment", id, 2, &serde_json::json!({ "deleted_at": self.now }))
    }
}

/// Attachments that come in bundles.
impl Write<'_> {
    /// Until the commit an attachment may stand without its bytes: they follow the rows.
    pub fn blobs_follow(&mut self) -> Result<()> {
        self.tx.pragma_update(None, "defer_foreign_keys", true)?;
        Ok(())
    }

    /// Keeps an attachment's bytes, piece by piece; whoever reads them checks their digest, and
    /// rolls back.
    pub fn take_blob(&mut self, sha256: &str, size: u64, bytes: &mut dyn Read) -> Result<()> {
        self.tx
            .prepare_cached("INSERT INTO blob (sha256, size, bytes) VALUES (?1, ?2, zeroblob(?2))")?
            .execute(params![sha256, size])?;
        let mut kept = self.tx.blob_open("main", "blob", "bytes", self.tx.last_insert_rowid(), false)?;
        let mut piece = vec![0; PIECE];
        let mut at = 0;
        loop {
            let n = bytes.read(&mut piece).map_err(|e| Error::Untrusted(format!("附件读不出来（{e}）")))?;
            if n == 0 {
                return Ok(());
            }
            kept.write_all_at(&piece[..n], at)?;
            at += n;
        }
    }

    /// Whether an attachment's bytes are here.
    pub fn has_blob(&self, sha256: &str) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM blob WHERE sha256 = ?1)";
        Ok(self.tx.prepare_cached(sql)?.query_row([sha256], |r| r.get(0))?)
    }

    /// Whose attachment it is, when it came from elsewhere.
    pub(super) fn sender_of_attachment(&self, id: &str) -> Result<Option<String>> {
        let sql = "SELECT station FROM received_attachment WHERE id = ?1";
        Ok(self.tx.prepare_cached(sql)?.query_row([id], |r| r.get(0)).optional()?)
    }

    /// Takes an attachment in; its bytes must be here, or `coming` behind the rows.
    pub fn take_attachment(&mut self, sender: &str, row: &AttachmentRow, coming: bool) -> Result<std::result::Result<Merged, String>> {
        let a = &row.attachment;
        if !image::is_id(&a.id) || !Noun::SENT.iter().any(|n| n.table() == row.noun) {
            return Ok(Err("这个附件的内部编号或所属的记录不对".into()));
        }
        // An older bundle read once more brings back nothing of what was purged.
        let table = Noun::SENT.iter().find(|n| n.table() == row.noun);
        if let Some(noun) = table.filter(|n| purged::OF_VOTERS.contains(n))
            && self.get(*noun, &row.record)?.is_some_and(|record| purged::is_purged(&record))
        {
            return Ok(Ok(Merged::Held));
        }
        // Its record may come in a later file, but it can't be another's.
        if self.owner(&row.record)?.is_some_and(|station| station != sender) {
            return Ok(Err(format!("附件“{}”所属的记录不是 {sender} 的", a.name)));
        }
        let known: Option<(String, String, String)> = self
            .tx
            .prepare_cached("SELECT record, sha256, deleted_at FROM attachment WHERE id = ?1")?
            .query_row([&a.id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .optional()?;
        match known {
            Some((record, sha256, _)) if record != row.record || sha256 != a.sha256 || self.sender_of_attachment(&a.id)?.as_deref() != Some(sender) => {
                Ok(Err(format!("附件“{}”的内部编号已经是别的附件的", a.name)))
            }
            Some((_, _, deleted_at)) if !deleted_at.is_empty() || row.deleted_at.is_empty() => Ok(Ok(Merged::Held)),
            Some(_) => {
                self.tx
                    .prepare_cached("UPDATE attachment SET deleted_at = ?2 WHERE id = ?1")?
                    .execute([&a.id, &row.deleted_at])?;
                Ok(Ok(Merged::Replaced))
            }
            None if !coming && !self.has_blob(&a.sha256)? => Ok(Err(format!("附件“{}”的内容没有随包送来", a.name))),
            None => self.lay_attachment(sender, row).map(Ok),
        }
    }

    /// Takes a file of the county's on one of this station's own matters; its bytes must be here, or
    /// `coming` behind the rows. About a matter that is not here nothing is taken, nor a file from
    /// before the county's last word there, `after`: it was taken then, or is off again. About one whose
    /// retention is over nothing comes back either.
    pub fn take_county_file(&mut self, county: &str, row: &AttachmentRow, after: &str, coming: bool) -> Result<Option<Merged>> {
        let a = &row.attachment;
        let Some(matter) = self.get(Noun::Matter, &row.record)? else {
            return Ok(None);
        };
        self.own(&matter)?;
        if purged::is_purged(&matter) {
            return Ok(None);
        }
        let known: Option<(String, String, String)> = self
            .tx
            .prepare_cached("SELECT record, sha256, deleted_at FROM attachment WHERE id = ?1")?
            .query_row([&a.id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
            .optional()?;
        match known {
            Some((record, sha256, _)) if record != row.record || sha256 != a.sha256 || self.sender_of_attachment(&a.id)?.as_deref() != Some(county) => {
                Err(Error::Untrusted(format!("县里的附件“{}”用了别的附件的内部编号", a.name)))
            }
            Some((_, _, deleted_at)) if !deleted_at.is_empty() || row.deleted_at.is_empty() => Ok(Some(Merged::Held)),
            Some(_) => {
                self.tx
                    .prepare_cached("UPDATE attachment SET deleted_at = ?2 WHERE id = ?1")?
                    .execute([&a.id, &row.deleted_at])?;
                Ok(Some(Merged::Replaced))
            }
            None if a.id.as_str() <= after || !row.deleted_at.is_empty() || (!coming && !self.has_blob(&a.sha256)?) => Ok(None),
            None => self.lay_attachment(county, row).map(Some),
        }
    }

    fn lay_attachment(&mut self, sender: &str, row: &AttachmentRow) -> Result<Merged> {
        let a = &row.attachment;
        self.tx
            .prepare_cached(
                "INSERT INTO attachment (id, noun, record, sha256, name, media, size, made_at, deleted_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                a.id,
                row.noun,
                row.record,
                a.sha256,
                a.name,
                a.media,
                a.size,
                a.made_at,
                row.deleted_at
            ])?;
        self.tx
            .prepare_cached("INSERT INTO received_attachment (id, station) VALUES (?1, ?2)")?
            .execute([a.id.as_str(), sender])?;
        Ok(Merged::Added)
    }
}

impl Store {
    /// A record's attachments, oldest first.
    pub fn attachments(&self, noun: Noun, record: &str) -> Result<Vec<Attachment>> {
        let mut stmt = self.conn().prepare_cached(&format!(
            "SELECT {COLUMNS} FROM attachment WHERE record = ?1 AND noun = ?2 AND deleted_at = '' ORDER BY id"
        ))?;
        let all = stmt.query_map([record, noun.table()], of_row)?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    /// Ids of a record's attachments that came from elsewhere, or that were added here.
    pub fn attachments_from(&self, record: &str, elsewhere: bool) -> Result<Vec<String>> {
        let sql = "SELECT a.id FROM attachment a WHERE a.record = ?1 AND a.deleted_at = ''
                     AND EXISTS (SELECT 1 FROM received_attachment x WHERE x.id = a.id) = ?2 ORDER BY a.id";
        let mut stmt = self.conn().prepare_cached(sql)?;
        let all = stmt.query_map(params![record, elsewhere], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    /// How many a record has.
    pub fn attachment_count(&self, noun: Noun, record: &str) -> Result<u64> {
        let sql = "SELECT count(*) FROM attachment WHERE record = ?1 AND noun = ?2 AND deleted_at = ''";
        Ok(self.conn().prepare_cached(sql)?.query_row([record, noun.table()], |r| r.get(0))?)
    }

    /// An attachment with the table of its record's noun and its record's id.
    pub fn attachment_line(&self, id: &str) -> Result<Option<(Attachment, String, String)>> {
        let sql = format!("SELECT {COLUMNS}, noun, record FROM attachment WHERE id = ?1 AND deleted_at = ''");
        Ok(self
            .conn()
            .prepare_cached(&sql)?
            .query_row([id], |r| Ok((of_row(r)?, r.get(6)?, r.get(7)?)))
            .optional()?)
    }

    /// An attachment with its bytes.
    pub fn attachment(&self, id: &str) -> Result<Option<(Attachment, Vec<u8>)>> {
        let sql = format!("SELECT {COLUMNS} FROM attachment WHERE id = ?1 AND deleted_at = ''");
        let Some(attachment) = self.conn().query_row(&sql, [id], of_row).optional()? else {
            return Ok(None);
        };
        let bytes = self
            .conn()
            .query_row("SELECT bytes FROM blob WHERE sha256 = ?1", [&attachment.sha256], |r| r.get(0))?;
        Ok(Some((attachment, bytes)))
    }

    /// Bytes kept under their digest, once they are seen to be those.
    pub fn kept_bytes(&self, sha256: &str) -> Result<Vec<u8>> {
        let sql = "SELECT bytes FROM blob WHERE sha256 = ?1";
        let bytes: Option<Vec<u8>> = self.conn().query_row(sql, [sha256], |r| r.get(0)).optional()?;
        bytes
            .filter(|bytes| hex::encode(Sha256::digest(bytes)) == sha256)
            .ok_or_else(|| Error::Damaged(format!("文件 {} 的内容有损坏", sha256.get(..12).unwrap_or(sha256))))
    }

    /// Every blob that some attachment shows: digest and size, by digest.
    pub fn blobs(&self) -> Result<Vec<(String, u64)>> {
        let mut stmt = self
            .conn()
            .prepare("SELECT sha256, size FROM blob WHERE sha256 IN (SELECT sha256 FROM attachment) ORDER BY sha256")?;
        let all = stmt.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(all)
    }

    /// Opens a blob's bytes for streaming.
    pub fn read_blob(&self, sha256: &str) -> Result<rusqlite::blob::Blob<'_>> {
        let row: i64 = self.conn().query_row("SELECT rowid FROM blob WHERE sha256 = ?1", [sha256], |r| r.get(0))?;
        Ok(self.conn().blob_open("main", "blob", "bytes", row, true)?)
    }

    pub(super) fn audit_blobs(&self, audit: &mut Audit, step: &mut dyn FnMut(&str, u64, u64) -> Result<()>) -> Result<()> {
        let mut stmt = self
            .conn()
            .prepare("SELECT sha256, sha256 IN (SELECT sha256 FROM attachment) FROM blob ORDER BY sha256")?;
        let blobs: Vec<(String, bool)> = stmt.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        let mut buffer = vec![0; 1 << 16];
        for (sha256, attached) in &blobs {
            step("核对附件", audit.attachments, blobs.len() as u64)?;
            let mut blob = self.read_blob(sha256)?;
            let mut digest = Sha256::new();
            loop {
                let n = blob.read(&mut buffer).map_err(|e| Error::Damaged(e.to_string()))?;
                if n == 0 {
                    break;
                }
                digest.update(&buffer[..n]);
            }
            if hex::encode(digest.finalize()) != *sha256 {
                audit.troubles.push(format!("附件 {} 的内容有损坏", sha256.get(..12).unwrap_or(sha256)));
            }
            audit.attachments += u64::from(*attached);
        }
        Ok(())
    }
}
