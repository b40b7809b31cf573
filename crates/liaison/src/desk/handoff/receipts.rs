//! The way back, at the county: what it answers one station. An answer tells everything known of
//! a station's bundles each time, with every word of the county's the station has not taken in, so
//! a lost one costs nothing and writing one again is always safe.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Packed, RosterAsk, given, keys, placing};
use crate::bundle::envelope::Kind;
use crate::bundle::manifest::Blob;
use crate::bundle::pack::{self, Address, Contents, TakeRow};
use crate::bundle::roster::Roster;
use crate::bundle::{limits, portion};
use crate::desk::{Call, Desk, Role, settings};
use crate::error::{Error, Result};
use crate::records::Kept;
use crate::store::{AttachmentRow, Chain, EpochStanding, SCHEMA, Store};

/// Asks for a receipt.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReceiptAsk {
    /// The station's code.
    pub station: String,
    /// Folder to write to.
    pub folder: String,
}

/// Writes a station's receipt.
pub fn receipt_write(desk: &mut Desk, call: &mut Call<'_>, ask: ReceiptAsk) -> Result<Packed> {
    let own = settings::station_of(desk.store()?)?;
    if own.role != Role::County {
        return Err(Error::NotAllowed("回执由县人大办公室来写".into()));
    }
    let roster = keys::roster_of(desk.store()?)?.ok_or_else(|| Error::Damaged("找不到县里的名册".into()))?;
    let station = ask.station.as_str();
    let member = roster
        .members
        .iter()
        .rfind(|m| m.code == station && m.revoked_after_seq.is_none())
        .ok_or_else(|| Error::NotReady(format!("名册里没有 {station} 正在用的密钥，不知道该加密给谁")))?;
    let folder = placing::folder_of(call, &ask.folder)?;
    let _turn = placing::Turn::of(&desk.home)?;
    placing::settle(desk, call)?;
    let epoch = placing::epoch(desk, call)?;
    let chain = Chain {
        receiver: station,
        epoch: &epoch,
    };
    let store = desk.store()?;
    let last = store.bundle_chain(chain)?;
    let keys = keys::keys_of(store)?;
    let home = desk.home.clone();
    let (ready, through) = store.steadily(|| {
        let (through, _) = store.journal_head()?;
        let standings = store.standings(station)?;
        let address = Address {
            from: own.code.clone(),
            to: station.to_owned(),
            epoch: epoch.clone(),
            seq: last.as_ref().map_or(1, |(seq, _)| seq + 1),
            prev: last.map(|(_, envelope)| envelope),
            kind: Kind::Answer,
            acked_through: standings.first().map_or(0, |s| s.acked_through),
            unfinished: store.bundles_lost(chain)?,
            part: None,
            recipients: vec![roster.county.work.clone(), roster.county.escrow.clone(), member.age.clone()],
            roster: roster.number,
            made_at: call.now,
        };
        let words = Words::of(store, station)?;
        let contents = Contents {
            schema: SCHEMA,
            program: env!("CARGO_PKG_VERSION"),
            rows: &|take| tell(store, station, &standings, &words, &roster, take),
            rows_beside: None,
            blobs: words.blobs(),
            blob: &|blob, out| {
                std::io::copy(&mut store.read_blob(&blob.sha256)?, out).map_err(|e| Error::file(&home, e))?;
                Ok(())
            },
            blob_beside: None,
        };
        let ready = pack::seal(&home, &folder, &keys.signing, address, contents, &mut |doing, done, total| {
            call.step(doing, done, total)
        })?;
        Ok((ready, through))
    })?;
    let numbered = placing::Numbered {
        through,
        first_part: ready.envelope.seq,
        more: false,
    };
    let packed = placing::place(desk, call, chain, &folder, ready, numbered)?;
    // A station that does not know the newest keys yet finds them beside its answer; the network
    // brings them by itself. The answer is whole without: a stick that is full now has it.
    if !folder.starts_with(&desk.home) {
        let _ = keys::put_roster(&folder, &roster);
    }
    Ok(packed)
}

/// What the county says of a station's matters, and its files that go with it.
struct Words {
    steps: Vec<Kept>,
    /// With the flag whether the bytes go along.
    files: Vec<(AttachmentRow, bool)>,
}

impl Words {
    /// All there is, as far as one file holds it; a matter whose files find no room waits whole, so
    /// that its words never pass its files.
    fn of(store: &Store, station: &str) -> Result<Self> {
        let (mut steps, mut files) = (store.words_for(station)?, store.files_for(station)?);
        let mut room = limits::PAYLOAD - limits::RECORDS;
        let (mut seen, mut waiting) = (HashSet::new(), HashSet::new());
        for (file, _) in files.iter().filter(|(_, bytes)| *bytes) {
            if seen.insert(file.record.clone()) {
                let of_matter = files.iter().filter(|(f, bytes)| *bytes && f.record == file.record);
                let weight = portion::weigh(&of_matter.map(|(f, _)| blob_of(f)).collect::<Vec<_>>());
                match room.checked_sub(weight) {
                    Some(left) => room = left,
                    None => drop(waiting.insert(file.record.clone())),
                }
            }
        }
        steps.retain(|step| !waiting.contains(step.text("matter")));
        files.retain(|(file, _)| !waiting.contains(&file.record));
        Ok(Self { steps, files })
    }

    fn blobs(&self) -> Vec<Blob> {
        let mut seen = HashSet::new();
        let going = self.files.iter().filter(|(file, bytes)| *bytes && seen.insert(&file.attachment.sha256));
        going.map(|(file, _)| blob_of(file)).collect()
    }
}

fn blob_of(file: &AttachmentRow) -> Blob {
    Blob {
        sha256: file.attachment.sha256.clone(),
        size: file.attachment.size,
    }
}

/// A receipt's lines: how far each epoch goes, what became of each bundle, what was not taken.
fn tell(store: &Store, station: &str, standings: &[EpochStanding], words: &Words, roster: &Roster, take: TakeRow<'_>) -> Result<()> {
    fn line(take: TakeRow<'_>, is: &str, row: &impl Serialize) -> Result<()> {
        take(is, &serde_json::to_string(row).map_err(|e| Error::Store(e.to_string()))?)
    }
    for standing in standings {
        line(take, "receipt", standing)?;
    }
    for outcome in store.outcomes(station)? {
        line(take, "outcome", &outcome)?;
    }
    for refusal in store.refusals(station)? {
        line(take, "refusal", &refusal)?;
    }
    for word in &words.steps {
        line(take, "step", word)?;
    }
    for (file, _) in &words.files {
        line(take, "attachment", file)?;
    }
    given::tell(store, take)?;
    let roster = RosterAsk {
        text: roster.text.clone(),
        signature: roster.signature.clone(),
    };
    line(take, "roster", &roster)
}
