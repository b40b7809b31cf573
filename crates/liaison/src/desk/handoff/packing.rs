//! Sealing a bundle: everything since the last receipt, signed with the station's key,
//! encrypted to the county's two keys and the station's own.

use super::{PackAsk, Packed, keys, placing};
use crate::bundle::envelope::Kind;
use crate::bundle::manifest::Blob;
use crate::bundle::pack::{self, Address, Contents, TakeRow};
use crate::desk::{Call, Desk, Role, Station, settings};
use crate::error::{Error, Result};
use crate::records::Noun;
use crate::store::{Chain, Store};

/// Seals a bundle.
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
    let chain = Chain { receiver: "", epoch: &epoch };

    let store = desk.store()?;
    let last = store.bundle_chain(chain)?;
    let since = if ask.full { 0 } else { store.received_through(&epoch)? };
    let keys = keys::keys_of(store)?;
    let address = Address {
        from: station.code.clone(),
        to: roster.county.code.clone(),
        seq: last.as_ref().map_or(1, |(seq, _)| seq + 1),
        prev: last.map(|(_, envelope)| envelope),
        kind: if since == 0 { Kind::Full } else { Kind::Update },
        // The county's answers in its newest epoch.
        acked_through: store.standings(&roster.county.code)?.first().map_or(0, |s| s.acked_through),
        unfinished: store.bundles_lost(chain)?,
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
    placing::place(desk, call, chain, &folder, ready, through)
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
