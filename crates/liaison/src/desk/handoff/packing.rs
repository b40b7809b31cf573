//! Sealing a bundle: everything since the last receipt, signed with the station's key,
//! encrypted to the county's two keys and the station's own. What does not fit one file goes
//! into several, numbered one after another: the rows and the first attachments, then the other
//! attachments with their rows. The county counts them together.

use std::collections::HashSet;
use std::io::{self, BufReader, Write};
use std::path::{Path, PathBuf};

use super::{MorePacked, PackAsk, Packed, keys, placing};
use crate::bundle::envelope::Kind;
use crate::bundle::limits;
use crate::bundle::manifest::{Blob, Portion};
use crate::bundle::pack::{self, Address, Contents, ReadBlob, ReadRows, Ready, TakeRow};
use crate::bundle::portion::{self, Room};
use crate::bundle::roster::Roster;
use crate::desk::{Call, Desk, Role, Station, settings};
use crate::error::{Error, Result};
use crate::records::Noun;
use crate::store::{AttachmentRow, Chain, SCHEMA, Store};

/// MiB of database pages held while packing.
const PAGES: i64 = 8;
/// Bytes of an attachment read at a time.
const PIECE: usize = 1 << 18;

/// Seals a bundle, or as many as it takes.
pub fn bundle_pack(desk: &mut Desk, call: &mut Call<'_>, ask: PackAsk) -> Result<Packed> {
    let station = settings::station_of(desk.store()?)?;
    if station.role == Role::County {
        return Err(Error::NotAllowed("县里不向自己交包；这里只收各站的交接包".into()));
    }
    let roster = keys::roster_of(desk.store()?)?.ok_or_else(|| {
        Error::NotReady("还没有县里的名册，不知道该加密给谁。请先把县人大办公室给的名册文件（roster-数字.txt 和同名的 .minisig）选进来，再装包".into())
    })?;
    let folder = placing::folder_of(call, &ask.folder)?;
    let _turn = placing::Turn::of(&desk.home)?;
    placing::settle(desk, call)?;
    let epoch = placing::epoch(desk, call)?;
    let store = desk.store()?;
    store.hold_at_most(PAGES)?;
    let packing = Packing {
        since: if ask.full { 0 } else { store.received_through(&epoch)? },
        most: Room::at_most(ask.at_most),
        home: desk.home.clone(),
        station,
        roster,
        folder,
        epoch,
    };
    // Rows, attachments and how they are shared out are of one moment.
    let (ready, through, portions) = store.steadily(|| {
        let (through, _) = store.journal_head()?;
        let attachments = store.attachment_rows(packing.since)?;
        let mut portions = packing.portions(store, attachments)?;
        let first = portions.remove(0);
        let ready = packing.seal(store, call, &first, None, !portions.is_empty())?;
        Ok((ready, through, portions))
    })?;
    let first_part = ready.envelope.seq;
    let mut packed = packing.place(desk, call, ready, through, first_part, !portions.is_empty())?;
    let mut left = portions.len();
    for portion in portions {
        left -= 1;
        let ready = packing.seal(desk.store()?, call, &portion, Some(first_part), left > 0)?;
        let part = packing.place(desk, call, ready, through, first_part, left > 0)?;
        packed.safe_to_pull &= part.safe_to_pull;
        packed.others.push(MorePacked {
            bundle: part.bundle,
            path: part.path,
        });
    }
    Ok(packed)
}

/// What all parts of a handoff share.
struct Packing {
    station: Station,
    roster: Roster,
    folder: PathBuf,
    home: PathBuf,
    epoch: String,
    since: i64,
    most: Room,
}

/// Attachments of one part, and their bytes.
struct Load {
    rows: Vec<AttachmentRow>,
    blobs: Vec<Blob>,
}

impl Packing {
    fn chain(&self) -> Chain<'_> {
        Chain {
            receiver: "",
            epoch: &self.epoch,
        }
    }

    /// Shares the attachments out; each row goes where its bytes go.
    fn portions(&self, store: &Store, attachments: Vec<AttachmentRow>) -> Result<Vec<Load>> {
        let mut seen = HashSet::new();
        let blobs: Vec<Blob> = attachments
            .iter()
            .filter(|a| seen.insert(a.attachment.sha256.as_str()))
            .map(|a| Blob {
                sha256: a.attachment.sha256.clone(),
                size: a.attachment.size,
            })
            .collect();
        // Rows are counted only where they might matter.
        let mut weight = 0;
        if portion::weigh(&blobs) + limits::RECORDS > self.most.payload || blobs.len() > self.most.blobs {
            let mut weigh = |is: &str, row: &str| {
                weight += (is.len() + row.len() + 20) as u64;
                Ok(())
            };
            rows(store, &self.station, Some(self.since), &attachments, &mut weigh)?;
            journal(store, self.since, i64::MAX, &mut weigh)?;
        }
        let mut attachments = attachments;
        let mut loads = Vec::new();
        for blobs in portion::portions(weight, blobs, self.most) {
            let here: HashSet<&str> = blobs.iter().map(|b| b.sha256.as_str()).collect();
            let (rows, rest) = attachments.into_iter().partition(|a| here.contains(a.attachment.sha256.as_str()));
            attachments = rest;
            loads.push(Load { rows, blobs });
        }
        Ok(loads)
    }

    /// Seals one part: the first brings the rows of records and of the journal.
    fn seal(&self, store: &Store, call: &mut Call<'_>, load: &Load, first: Option<u64>, more: bool) -> Result<Ready> {
        let last = store.bundle_chain(self.chain())?;
        let seq = last.as_ref().map_or(1, |(seq, _)| seq + 1);
        let keys = keys::keys_of(store)?;
        let address = Address {
            from: self.station.code.clone(),
            to: self.roster.county.code.clone(),
            epoch: self.epoch.clone(),
            seq,
            prev: last.map(|(_, envelope)| envelope),
            kind: if self.since == 0 { Kind::Full } else { Kind::Update },
            // The county's answers in its newest epoch.
            acked_through: store.standings(&self.roster.county.code)?.first().map_or(0, |s| s.acked_through),
            unfinished: store.bundles_lost(self.chain())?,
            part: (first.is_some() || more).then_some(Portion {
                first: first.unwrap_or(seq),
                more,
            }),
            recipients: vec![self.roster.county.work.clone(), self.roster.county.escrow.clone(), keys.identity.public()?],
            roster: self.roster.number,
            made_at: call.now,
        };
        // With two ways to the bytes, attachments are read two at a time.
        let mut beside = None;
        if load.blobs.len() > 1 {
            let (other, home) = (store.again()?, &self.home);
            other.hold_at_most(1)?;
            beside = Some(move |blob: &Blob, out: &mut dyn Write| copy_out(&other, blob, out, home));
        }
        let since = first.is_none().then_some(self.since);
        // So is the journal beside the records: it only grows, and what came later stays out.
        let mut journal_beside = None;
        if let Some(since) = since {
            let (other, through) = (store.again()?, store.journal_head()?.0);
            other.hold_at_most(1)?;
            journal_beside = Some(move |take: TakeRow<'_>| journal(&other, since, through, take));
        }
        let contents = Contents {
            schema: SCHEMA,
            program: env!("CARGO_PKG_VERSION"),
            rows: &|take| rows(store, &self.station, since, &load.rows, take),
            rows_beside: journal_beside.as_mut().map(|read| read as ReadRows<'_>),
            blobs: load.blobs.clone(),
            blob: &|blob, out| copy_out(store, blob, out, &self.home),
            blob_beside: beside.as_mut().map(|read| read as ReadBlob<'_>),
        };
        let ready = pack::seal(&self.home, &self.folder, &keys.signing, address, contents, &mut |doing, done, total| {
            call.step(doing, done, total)
        })?;
        if ready.envelope.payload_size > self.most.payload {
            return Err(Error::NotReady(
                "有的内容装不进这么小的包；没有留下半个文件，请把每个包的大小放宽一些再装".into(),
            ));
        }
        Ok(ready)
    }

    fn place(&self, desk: &mut Desk, call: &mut Call<'_>, ready: Ready, through: i64, first_part: u64, more: bool) -> Result<Packed> {
        let place = placing::Numbered { through, first_part, more };
        placing::place(desk, call, self.chain(), &self.folder, ready, place)
    }
}

fn copy_out(store: &Store, blob: &Blob, out: &mut dyn Write, home: &Path) -> Result<()> {
    let mut bytes = BufReader::with_capacity(PIECE, store.read_blob(&blob.sha256)?);
    io::copy(&mut bytes, out).map(drop).map_err(|e| Error::file(home, e))
}

/// Every row image since a place in the journal, in an order in which references exist, then the
/// attachments; without a place the attachments alone.
fn rows(store: &Store, station: &Station, since: Option<i64>, attachments: &[AttachmentRow], take: TakeRow<'_>) -> Result<()> {
    let text = |e: serde_json::Error| Error::Store(e.to_string());
    take("station", &serde_json::to_string(station).map_err(text)?)?;
    if let Some(since) = since {
        for noun in Noun::SENT {
            // The county's own steps about our matters stay the county's.
            store.each_sent(*noun, &station.code, since, &mut |image| take(noun.table(), image))?;
        }
    }
    for attachment in attachments {
        take("attachment", &serde_json::to_string(attachment).map_err(text)?)?;
    }
    Ok(())
}

/// The journal between two places.
fn journal(store: &Store, since: i64, through: i64, take: TakeRow<'_>) -> Result<()> {
    store.each_journal_sent(since, through, &mut |image| take("journal", image))
}
