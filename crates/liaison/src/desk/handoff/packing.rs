//! Sealing a bundle: everything since the last receipt, signed with the station's key,
//! encrypted to the county's two keys and the station's own.
//!
//! A number is noted in the store before its file gets its name, and is never given back;
//! so no two files can ever bear one number.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{PackAsk, Packed, keys, places};
use crate::bundle::envelope::Kind;
use crate::bundle::manifest::Blob;
use crate::bundle::pack::{self, Address, Contents, Ready, TakeRow};
use crate::bundle::verify;
use crate::desk::{Call, Desk, Role, Station, settings};
use crate::error::{Error, Result};
use crate::records::Noun;
use crate::store::{BundleLine, BundleNote, Store};

/// Seals a bundle.
pub fn bundle_pack(desk: &mut Desk, call: &mut Call<'_>, ask: PackAsk) -> Result<Packed> {
    let station = settings::station_of(desk.store()?)?;
    if station.role == Role::County {
        return Err(Error::NotAllowed("县里不向自己交包；这里只收各站的交接包".into()));
    }
    let roster = keys::roster_of(desk.store()?)?.ok_or_else(|| {
        Error::NotReady("还没有县里的名册，不知道该加密给谁。请先把县人大办公室给的名册文件（roster-数字.txt 和同名的 .minisig）选进来，再装包".into())
    })?;
    let folder = folder_of(call, &ask.folder)?;
    let _turn = Turn::of(&desk.home)?;
    settle(desk, call)?;
    let epoch = epoch(desk, call)?;

    let store = desk.store()?;
    let last = store.bundle_chain(&epoch)?;
    let since = if ask.full { 0 } else { store.received_through(&epoch)? };
    let keys = keys::keys_of(store)?;
    let address = Address {
        from: station.code.clone(),
        to: roster.county.code.clone(),
        seq: last.as_ref().map_or(1, |(seq, _)| seq + 1),
        prev: last.map(|(_, envelope)| envelope),
        kind: if since == 0 { Kind::Full } else { Kind::Update },
        // Nothing comes back from the county yet that could be acknowledged.
        acked_through: 0,
        unfinished: store.bundles_lost(&epoch)?,
        recipients: vec![roster.county.work.clone(), roster.county.escrow.clone(), keys.identity.public()?],
        roster: roster.number,
        made_at: call.now,
        epoch: epoch.clone(),
    };
    let home = desk.home.clone();
    let (ready, through) = store.steadily(|| {
        let (through, _) = store.journal_head()?;
        let attachments = store.attachment_rows(since)?;
        let blobs = attachments
            .iter()
            .map(|a| Blob {
                sha256: a.attachment.sha256.clone(),
                size: a.attachment.size,
            })
            .collect();
        let contents = Contents {
            schema: store.schema()?,
            program: env!("CARGO_PKG_VERSION"),
            rows: &|take| rows(store, &station, since, &attachments, take),
            blobs,
            blob: &|blob, out| {
                std::io::copy(&mut store.read_blob(&blob.sha256)?, out).map_err(|e| Error::file(&home, e))?;
                Ok(())
            },
        };
        let ready = pack::seal(&home, &folder, &keys.signing, address, contents, &mut |doing, done, total| {
            call.step(doing, done, total)
        })?;
        Ok((ready, through))
    })?;
    place(desk, call, &epoch, &folder, ready, through)
}

/// Homes in which a bundle is being packed. Long work has a desk of its own, so a second
/// click would pack beside the first: into the same `.part`, with the same number. Other
/// programs are kept out of a home altogether.
static PACKING: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// The right to pack in this home, until dropped.
struct Turn(PathBuf);

impl Turn {
    fn of(home: &Path) -> Result<Self> {
        let mut packing = PACKING.lock().unwrap_or_else(PoisonError::into_inner);
        if packing.insert(home.to_path_buf()) {
            Ok(Self(home.to_path_buf()))
        } else {
            Err(Error::NotReady("正在装一个交接包，请等它做完，或先停下它".into()))
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        PACKING.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Every row image, in an order in which references exist; then attachments and the journal.
fn rows(store: &Store, station: &Station, since: i64, attachments: &[crate::store::AttachmentRow], take: TakeRow<'_>) -> Result<()> {
    let text = |e: serde_json::Error| Error::Store(e.to_string());
    take("station", &serde_json::to_string(station).map_err(text)?)?;
    for noun in Noun::ALL {
        store.each_changed(*noun, since, &mut |record| take(noun.table(), &serde_json::to_string(&record).map_err(text)?))?;
    }
    for attachment in attachments {
        take("attachment", &serde_json::to_string(attachment).map_err(text)?)?;
    }
    store.each_journal(since, &mut |row| take("journal", &serde_json::to_string(&row).map_err(text)?))
}

/// Takes the number, gives the file its name, notes it.
fn place(desk: &mut Desk, call: &mut Call<'_>, epoch: &str, folder: &Path, ready: Ready, through: i64) -> Result<Packed> {
    let count = |noun: &Noun| ready.rows.get(noun.table()).copied().unwrap_or(0);
    let mut line = BundleLine {
        name: ready.envelope.file_name(),
        seq: ready.envelope.seq,
        made_at: ready.envelope.made_at.to_rfc3339(),
        records: Noun::ALL.iter().filter(|n| **n != Noun::Step).map(count).sum(),
        attachments: ready.blobs,
        size: ready.size,
        full: ready.envelope.kind == Kind::Full,
        state: crate::store::WRITTEN.into(),
        place: folder.display().to_string(),
    };
    let note = BundleNote {
        epoch: epoch.to_owned(),
        line: line.clone(),
        journal_through: through,
        envelope_sha256: ready.envelope.sha256(),
    };
    let home = desk.home.clone();
    let (store, who) = desk.writing(call)?;
    store.transact("装包", &who, |w| w.bundle_sealed(&note))?;
    let placed = match keys::note_outside(&home, epoch, line.seq).and_then(|()| ready.put()) {
        Ok(placed) => placed,
        Err(error) => {
            // The stick may be gone with a whole `.part` on it: the number stays taken.
            store.transact("装包", &who, |w| w.bundle_lost(epoch, note.line.seq))?;
            return Err(error);
        }
    };
    line.place = places::label_of(folder, &call.documents);
    let (store, who) = desk.writing(call)?;
    store.transact("装包", &who, |w| w.bundle_written(epoch, &line))?;
    Ok(Packed {
        bundle: line,
        path: placed.path.display().to_string(),
        safe_to_pull: placed.flushed,
    })
}

/// The folder asked for. The program makes folders of its own only, inside the documents.
fn folder_of(call: &Call<'_>, asked: &str) -> Result<PathBuf> {
    let folder = PathBuf::from(asked);
    if asked.is_empty() || !folder.is_absolute() {
        return Err(Error::NotReady("请先选好交接包放到哪里：U盘，或一个文件夹".into()));
    }
    if !folder.is_dir() {
        if !folder.starts_with(&call.documents) {
            return Err(Error::NotReady(format!("找不到“{asked}”，U盘可能已经拔出；请插好U盘，或另选一个文件夹")));
        }
        std::fs::create_dir_all(&folder).map_err(|e| Error::file(&folder, e))?;
    }
    Ok(folder)
}

/// Decides what became of a bundle that a power cut caught between number and name.
fn settle(desk: &mut Desk, call: &mut Call<'_>) -> Result<()> {
    for (epoch, mut line, envelope_sha256) in desk.store()?.bundles_sealed()? {
        let key = keys::keys_of(desk.store()?)?.signing.public()?;
        let folder = PathBuf::from(&line.place);
        let there = verify::file(&folder.join(&line.name), &key).is_ok_and(|found| found.envelope_sha256 == envelope_sha256);
        line.state = crate::store::WRITTEN.into();
        line.place = places::label_of(&folder, &call.documents);
        let (store, who) = desk.writing(call)?;
        store.transact("装包", &who, |w| {
            if there {
                w.bundle_written(&epoch, &line)
            } else {
                w.bundle_lost(&epoch, line.seq)
            }
        })?;
    }
    Ok(())
}

/// The epoch in force; a new one when the store and the note beside it disagree.
fn epoch(desk: &mut Desk, call: &mut Call<'_>) -> Result<String> {
    let home = desk.home.clone();
    let store = desk.store()?;
    let epoch = keys::epoch_of(store)?;
    let last = store.bundle_chain(&epoch)?.map_or(0, |(seq, _)| seq);
    if keys::epoch_holds(&home, &epoch, last) {
        return Ok(epoch);
    }
    let (store, who) = desk.writing(call)?;
    let renewed = store.transact("更换交接期号", &who, |w| keys::renew_epoch(w, &epoch))?;
    keys::note_outside(&home, &renewed, 0)?;
    Ok(renewed)
}
