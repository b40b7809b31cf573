//! The way back: the county's receipt to one station, and what the station makes of it. A
//! receipt tells everything known of a station's bundles each time, so a lost one costs nothing
//! and writing one again is always safe. Nothing is deleted on its word.

use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Packed, keys, placing, receiving, rows};
use crate::bundle::envelope::Kind;
use crate::bundle::open;
use crate::bundle::pack::{self, Address, Contents, TakeRow};
use crate::bundle::receive;
use crate::bundle::verify::Trust;
use crate::desk::{BundleLine, Call, Desk, Role, settings};
use crate::error::{Error, Result};
use crate::records::Noun;
use crate::store::{Brought, Chain, Chained, EpochStanding, Fits, Outcome, Refusal, Span, Standing, Store};

/// Asks for a receipt.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ReceiptAsk {
    /// The station's code.
    pub station: String,
    /// Folder to write to.
    pub folder: String,
}

/// Names a receipt's file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TakeAsk {
    /// Full path.
    pub path: String,
}

/// What a receipt said.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Taken {
    /// It was taken before; nothing changed.
    pub again: bool,
    /// In a sentence.
    pub says: String,
    /// What must be cleared up by telephone: two computers with one station's data, a journal that does not agree.
    pub alarms: Vec<String>,
    /// Numbers the county has without a gap, in the newest epoch it knows.
    pub acked_through: u64,
    /// Numbers it does not have.
    pub missing: Vec<Span>,
    /// Numbers it must still get: no later bundle carried what they hold.
    pub needed: Vec<Span>,
    /// Lines the county did not take and that have not been changed since.
    pub refused: Vec<Refusal>,
    /// Bundles made, as they stand now.
    pub bundles: Vec<BundleLine>,
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
    let ready = store.steadily(|| {
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
        let contents = Contents {
            schema: store.schema()?,
            program: env!("CARGO_PKG_VERSION"),
            rows: &|take| tell(store, station, &standings, take),
            blobs: Vec::new(),
            blob: &|_, _| Ok(()),
        };
        pack::seal(&home, &folder, &keys.signing, address, contents, &mut |doing, done, total| {
            call.step(doing, done, total)
        })
    })?;
    let numbered = placing::Numbered {
        through: 0,
        first_part: ready.envelope.seq,
        more: false,
    };
    placing::place(desk, call, chain, &folder, ready, numbered)
}

/// A receipt's lines: how far each epoch goes, what became of each bundle, what was not taken.
fn tell(store: &Store, station: &str, standings: &[EpochStanding], take: TakeRow<'_>) -> Result<()> {
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
    Ok(())
}

/// Takes the county's receipt in.
pub fn receipt_take(desk: &mut Desk, call: &mut Call<'_>, ask: TakeAsk) -> Result<Taken> {
    let own = settings::station_of(desk.store()?)?;
    if own.role != Role::Station {
        return Err(Error::NotAllowed("回执是给站里的；县里收的是各站的交接包".into()));
    }
    let path = Path::new(&ask.path);
    let roster = keys::roster_of(desk.store()?)?.ok_or_else(|| Error::NotReady("还没有县里的名册，认不出回执是不是县里发的；请先把名册选进来".into()))?;
    let copy = receive::copy(path, &desk.home, &mut |done, total| call.step("拷到本机", done, total))?;
    let identities = keys::keys_of(desk.store()?)?.identities();
    let schema = desk.store()?.schema()?;
    let mut opened = open::open_file(copy, path, Trust::Roster(&roster), &own.code, &identities, schema, &mut |done, total| {
        call.step("核对签名和内容", done, total)
    })?;
    if opened.envelope.from != roster.county.code || opened.envelope.kind != Kind::Answer {
        return Err(Error::Untrusted("这不是县里发的回执".into()));
    }
    let a = receiving::arrival(&opened);
    let said = Said::read(&mut opened)?;
    let epoch = keys::epoch_of(desk.store()?)?;
    let mut alarms = said.alarms(desk.store()?, &epoch)?;
    let (store, who) = desk.writing(call)?;
    let standing = store.transact("收回执", &who, |w| {
        let standing = w.standing(&a)?;
        if standing == Standing::Fork {
            w.note_fork(&a)?;
        }
        if standing != Standing::New {
            return Ok(standing);
        }
        for outcome in &said.outcomes {
            let fits = w.bundle_outcome(outcome)?;
            if fits == Fits::NotOurs {
                alarms.push(format!("县里收到的第 {} 包不是这台电脑做的：可能有另一台电脑在用本站的资料", outcome.seq));
            } else if fits == Fits::Ours && outcome.state == "fork" {
                alarms.push(format!("县里收到过两个不同的第 {} 包，这台电脑做的那一个没有入库", outcome.seq));
            }
        }
        for refusal in &said.refusals {
            w.note_refusal(&own.code, refusal)?;
        }
        w.bundles_covered()?;
        w.note_received(&a, &Brought::default(), "", &Chained::default())?;
        Ok(standing)
    })?;
    let now = said.standings.first();
    let refused = refusals_of(store, &own.code)?;
    let says = match standing {
        Standing::Fork => return Err(Error::Untrusted("这份回执和以前收到的对不上号，没有采用；请打电话问县人大办公室".into())),
        Standing::Again => "这份回执已经收过，没有变化".to_owned(),
        Standing::New if refused.is_empty() => format!("县里已收到第 {} 包，全部入库", now.map_or(0, |s| s.acked_through)),
        Standing::New => format!("县里已收到交接包，有 {} 行没有收下，原因见下；改好以后随下一包再送", refused.len()),
    };
    Ok(Taken {
        again: standing == Standing::Again,
        says,
        alarms,
        acked_through: now.map_or(0, |s| s.acked_through),
        missing: now.map(|s| s.missing.clone()).unwrap_or_default(),
        needed: now.map(|s| s.needed.clone()).unwrap_or_default(),
        refused,
        bundles: store.bundles()?,
    })
}

/// A receipt's lines, read.
#[derive(Default)]
struct Said {
    standings: Vec<EpochStanding>,
    outcomes: Vec<Outcome>,
    refusals: Vec<Refusal>,
}

impl Said {
    /// Lines of kinds this program does not know are left for one that does.
    fn read(opened: &mut open::Opened) -> Result<Self> {
        let mut said = Self::default();
        let mut read = |line, row: std::result::Result<open::Row, String>| {
            let bad = || Error::Untrusted(format!("回执的第 {line} 行读不出来"));
            let row = row.map_err(|_| bad())?;
            match row.is.as_str() {
                "receipt" => said.standings.push(rows::shaped(&row.row).ok_or_else(bad)?),
                "outcome" => said.outcomes.push(rows::shaped(&row.row).ok_or_else(bad)?),
                "refusal" => said.refusals.push(rows::shaped(&row.row).ok_or_else(bad)?),
                _ => {}
            }
            Ok(())
        };
        opened.rows(&mut read)?;
        Ok(said)
    }

    /// The county holds our journal up to a place; there it must have the hash we have.
    fn alarms(&self, store: &Store, epoch: &str) -> Result<Vec<String>> {
        let mut alarms = Vec::new();
        for s in self.standings.iter().filter(|s| s.epoch == epoch && s.journal_seq > 0) {
            if store.journal_hash(s.journal_seq)?.as_ref() != Some(&s.journal_hash) {
                alarms.push("县里保存的修改记录和这台电脑上的不一样：请先不要录入，打电话问县人大办公室".to_owned());
            }
        }
        Ok(alarms)
    }
}

/// What the county did not take of our records, and we have not changed since.
fn refusals_of(store: &Store, code: &str) -> Result<Vec<Refusal>> {
    let mut open = Vec::new();
    for refusal in store.refusals(code)? {
        let noun = Noun::ALL.iter().find(|n| n.table() == refusal.what);
        let now = noun.map(|n| store.get(*n, &refusal.record)).transpose()?.flatten();
        if now.is_none_or(|record| record.head.revision <= refusal.revision) {
            open.push(refusal);
        }
    }
    Ok(open)
}
