//! Numbers and names of bundles. A number is noted in the store before its file gets its name,
//! and is never given back; so no two files can ever bear one number.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{Packed, keys, places};
use crate::bundle::envelope::Kind;
use crate::bundle::pack::Ready;
use crate::bundle::verify;
use crate::desk::{Call, Desk};
use crate::error::{Error, Result};
use crate::folders;
use crate::records::Noun;
use crate::store::{BundleLine, BundleNote, Chain};

/// Homes in which a bundle is being packed. Long work has a desk of its own, so a second
/// click would pack beside the first: into the same `.part`, with the same number. Other
/// programs are kept out of a home altogether.
static PACKING: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// The right to pack in this home, until dropped.
pub struct Turn(PathBuf);

impl Turn {
    /// Taken, unless somebody has it.
    pub fn of(home: &Path) -> Result<Self> {
        let mut packing = PACKING.lock().unwrap_or_else(PoisonError::into_inner);
        if packing.insert(home.to_path_buf()) {
            Ok(Self(home.to_path_buf()))
        } else {
            Err(Error::NotReady("正在装一个交接包，请等它做完，或先停下它".into()))
        }
    }

    /// Whether somebody has it.
    pub fn is_taken(home: &Path) -> bool {
        PACKING.lock().unwrap_or_else(PoisonError::into_inner).contains(home)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        PACKING.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// What the store keeps of a number besides what its file says.
pub struct Numbered {
    /// Journal place its handoff reaches.
    pub through: i64,
    /// Number of the handoff's first part.
    pub first_part: u64,
    /// The next number goes on with it.
    pub more: bool,
}

/// Takes the number, gives the file its name, notes it.
pub fn place(desk: &mut Desk, call: &mut Call<'_>, chain: Chain<'_>, folder: &Path, ready: Ready, numbered: Numbered) -> Result<Packed> {
    let deed = if chain.receiver.is_empty() { "装包" } else { "写回执" };
    let count = |noun: &Noun| ready.rows.get(noun.table()).copied().unwrap_or(0);
    let mut line = BundleLine {
        name: ready.envelope.file_name(),
        seq: ready.envelope.seq,
        made_at: ready.envelope.made_at.to_rfc3339(),
        records: Noun::SENT.iter().filter(|n| **n != Noun::Step).map(count).sum(),
        attachments: ready.blobs,
        size: ready.size,
        full: ready.envelope.kind == Kind::Full,
        state: crate::store::WRITTEN.into(),
        place: folder.display().to_string(),
        first_part: numbered.first_part,
        more: numbered.more,
    };
    let note = BundleNote {
        receiver: chain.receiver.to_owned(),
        epoch: chain.epoch.to_owned(),
        line: line.clone(),
        journal_through: numbered.through,
        envelope_sha256: ready.envelope.sha256(),
    };
    let home = desk.home.clone();
    let (store, who) = desk.writing(call)?;
    store.transact(deed, &who, |w| w.bundle_sealed(&note))?;
    let given = store.numbers_given(chain.epoch)?;
    let placed = match keys::note_outside(&home, chain.epoch, given).and_then(|()| ready.put()) {
        Ok(placed) => placed,
        Err(error) => {
            // The stick may be gone with a whole `.part` on it: the number stays taken.
            store.transact(deed, &who, |w| w.bundle_lost(chain, note.line.seq))?;
            return Err(error);
        }
    };
    line.place = places::label_of(folder, &call.documents);
    let (store, who) = desk.writing(call)?;
    store.transact(deed, &who, |w| w.bundle_written(chain, &line))?;
    Ok(Packed {
        bundle: line,
        path: placed.path.display().to_string(),
        safe_to_pull: placed.flushed,
        others: Vec::new(),
    })
}

/// The folder asked for. The program makes folders of its own only, inside the documents.
pub fn folder_of(call: &Call<'_>, asked: &str) -> Result<PathBuf> {
    let folder = PathBuf::from(asked);
    if asked.is_empty() || !folder.is_absolute() {
        return Err(Error::NotReady("请先选好交接包放到哪里：U盘，或一个文件夹".into()));
    }
    if !folder.is_dir() {
        if !folder.starts_with(&call.documents) {
            return Err(Error::NotReady(format!("找不到“{asked}”，U盘可能已经拔出；请插好U盘，或另选一个文件夹")));
        }
        folders::make(&folder).map_err(|e| Error::file(&folder, e))?;
    }
    Ok(folder)
}

/// Decides what became of a bundle that a power cut caught between number and name.
pub fn settle(desk: &mut Desk, call: &mut Call<'_>) -> Result<()> {
    for note in desk.store()?.bundles_sealed()? {
        let mut line = note.line;
        let chain = Chain {
            receiver: &note.receiver,
            epoch: &note.epoch,
        };
        let key = keys::keys_of(desk.store()?)?.signing.public()?;
        let folder = PathBuf::from(&line.place);
        let there = verify::file(&folder.join(&line.name), &key).is_ok_and(|found| found.envelope_sha256 == note.envelope_sha256);
        line.state = crate::store::WRITTEN.into();
        line.place = places::label_of(&folder, &call.documents);
        let (store, who) = desk.writing(call)?;
        store.transact("装包", &who, |w| {
            if there {
                w.bundle_written(chain, &line)
            } else {
                w.bundle_lost(chain, line.seq)
            }
        })?;
    }
    Ok(())
}

/// The epoch in force; a new one when the store and the note beside it disagree.
pub fn epoch(desk: &mut Desk, call: &mut Call<'_>) -> Result<String> {
    let home = desk.home.clone();
    let store = desk.store()?;
    let epoch = keys::epoch_of(store)?;
    if keys::epoch_holds(&home, &epoch, store.numbers_given(&epoch)?) {
        return Ok(epoch);
    }
    let (store, who) = desk.writing(call)?;
    let renewed = store.transact("更换交接期号", &who, |w| keys::renew_epoch(w, &epoch))?;
    keys::note_outside(&home, &renewed, 0)?;
    Ok(renewed)
}
