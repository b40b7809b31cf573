//! Answers about the handoff: places, bundles, the roster, the station's keys.
//!
//! `keys` makes and keeps the keys and the epoch, `slip` tells a station's to the county, `enrolling`
//! makes rosters, `trusting` takes them, `places` finds
//! folders and sticks, `packing` seals a bundle, `placing` numbers and names it. At the county
//! `opening` holds what bundles are read with, `receiving` takes files in, `rows` what is in them, `inbox` tells how each station stands;
//! `receipts` are written there, with what `given` to every station, and `taking` takes them here;
//! `proof` tells how far a record has come. `route` does all of it over a network.

mod eject;
mod enrolling;
mod given;
mod inbox;
mod keys;
mod opening;
mod packing;
pub(super) mod places;
mod placing;
mod proof;
mod receipts;
mod receiving;
mod route;
mod rows;
mod slip;
mod stick;
mod taking;
mod trusting;
mod waiting;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{BundleLine, Call, Desk, Nothing};
use crate::bundle::roster::Roster;
use crate::error::Result;
use crate::store::Store;

pub use eject::{Ejected, eject};
pub use enrolling::{MakeAsk, RevokeAsk, RotateAsk, Rotated, SlipRead, SlipTake, SlipText, roster_make, roster_put, roster_revoke, roster_rotate, slip_read};
pub(super) use given::{gives_list, gives_year};
pub(in crate::desk) use inbox::on_paper;
pub use inbox::{InboxLine, inbox};
pub(super) use keys::{begin, has_keys, replace_file, roster_of};
pub use opening::{Opening, opening};
pub use packing::bundle_pack;
pub(super) use placing::Turn;
pub use proof::Proof;
pub(super) use proof::of as proof_of;
pub use receipts::{ReceiptAsk, receipt_write};
pub use receiving::{Intake, ReceiveAsk, Received, bundle_receive};
pub(super) use route::to_carry;
pub use route::{RouteAsk, RouteDone, RouteKind, RouteTried, RouteView, route, route_run, route_set, route_try};
pub use slip::{SlipAsk, SlipSheet, SlipWritten, keys_renew, slip, slip_write};
pub use stick::{Estimate, EstimateAsk, OnStick, PlaceAsk, on_stick, pack_estimate};
pub use taking::{TakeAsk, Taken, Word, receipt_take};
pub use trusting::{RosterConfirm, RosterLook, roster_confirm, roster_look, roster_take};
pub use waiting::{Lying, Waiting, inbox_look};

/// A folder or stick files can go to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Place {
    /// Full path of its folder.
    pub path: String,
    /// What people call it: 文档文件夹, U盘 KINGSTON (E:).
    pub label: String,
    /// A removable drive.
    pub removable: bool,
    /// Free bytes; null when not known.
    pub free: Option<u64>,
    /// Bytes in all; null when not known.
    pub capacity: Option<u64>,
    /// vfat, exfat, ntfs …, or "".
    pub file_system: String,
}

/// Asks for a bundle.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PackAsk {
    /// Folder to write to.
    pub folder: String,
    /// Everything, not only what is new since the last receipt.
    #[serde(default)]
    pub full: bool,
    /// Most bytes one file may have, for a channel that takes no larger ones; what does not fit
    /// goes into further numbered files. Without it, as much as the format allows (4 GB).
    #[serde(default)]
    #[ts(optional)]
    pub at_most: Option<u64>,
}

/// A bundle made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Packed {
    /// Its line in the list.
    pub bundle: BundleLine,
    /// Full path of the file.
    pub path: String,
    /// Every file was read back and agrees; only then may the stick be pulled.
    pub safe_to_pull: bool,
    /// Further numbers, where it did not fit one file; all must reach the county.
    pub others: Vec<MorePacked>,
}

/// A further part of what was packed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MorePacked {
    /// Its line in the list.
    pub bundle: BundleLine,
    /// Full path of the file.
    pub path: String,
}

/// Names a bundle.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BundleAsk {
    /// Its file's name: numbers begin anew in each epoch.
    pub name: String,
}

/// A roster as the county gave it: the text and its signature.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RosterAsk {
    /// Text of `roster-<n>.txt`.
    pub text: String,
    /// Text of `roster-<n>.txt.minisig`.
    pub signature: String,
}

/// Starts a new epoch where the store turns out to be an older copy, or a copy of another home.
pub(crate) fn notice_restore(desk: &mut Desk, call: &mut Call<'_>) -> Result<()> {
    placing::epoch(desk, call).map(drop)
}

/// The roster in force.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct RosterView {
    /// There is one.
    pub present: bool,
    /// Its number.
    pub number: u64,
    /// Name of the county office.
    pub county: String,
    /// Its code.
    pub county_code: String,
    /// RFC 3339 or date it was made.
    pub made_at: String,
    /// Stations in it.
    pub stations: u64,
    /// This station's own key is in it.
    pub enrolled: bool,
    /// Digit groups of the county's signing key, to compare by telephone.
    pub fingerprint: String,
    /// Every key in it, those out of use too, in its order.
    pub members: Vec<RosterMember>,
}

/// One station's keys in a roster.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RosterMember {
    /// Station code.
    pub code: String,
    /// Station name.
    pub name: String,
    /// Digit groups over both its keys.
    pub fingerprint: String,
    /// First bundle number the key may sign.
    pub valid_from: u64,
    /// Last bundle number it may sign; null while it is in use.
    pub revoked_after: Option<u64>,
}

/// The station's own public keys.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StationKey {
    /// Station code.
    pub code: String,
    /// The `.pub` file for minisign, as text.
    pub minisign: String,
    /// age recipient: age1…
    pub age: String,
    /// Eight groups of digits over both keys, to compare by telephone.
    pub fingerprint: String,
    /// Epoch of this home: e3f9.
    pub epoch: String,
}

/// The newest bundle.
pub(super) fn last_bundle(store: &Store) -> Result<Option<BundleLine>> {
    store.last_bundle()
}

/// Folders and sticks.
pub fn places(_: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Vec<Place>> {
    Ok(places::all(&call.documents))
}

/// Bundles made so far.
pub fn bundles(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<BundleLine>> {
    desk.store()?.bundles()
}

/// Notes that a bundle was handed over.
pub fn bundle_handed(desk: &mut Desk, call: &mut Call<'_>, ask: BundleAsk) -> Result<BundleLine> {
    let (store, who) = desk.writing(call)?;
    store.transact("交出交接包", &who, |w| w.bundle_handed(&ask.name))
}

/// The roster in force.
pub fn roster(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<RosterView> {
    let store = desk.store()?;
    keys::roster_of(store)?.map_or_else(|| Ok(RosterView::default()), |roster| view(store, &roster))
}

/// The station's keys.
pub fn station_key(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<StationKey> {
    let store = desk.store()?;
    let keys = keys::keys_of(store)?;
    let (minisign, age) = (keys.signing.public()?, keys.identity.public()?);
    Ok(StationKey {
        code: super::settings::station_of(store)?.code,
        fingerprint: crate::bundle::seal::fingerprint(&[minisign.as_str(), age.as_str()]),
        minisign: minisign.file(),
        age: age.as_str().to_owned(),
        epoch: keys::epoch_of(store)?,
    })
}

fn view(store: &Store, roster: &Roster) -> Result<RosterView> {
    let station = super::settings::station_of(store)?;
    let key = keys::keys_of(store)?.signing.public()?;
    Ok(RosterView {
        present: true,
        number: roster.number,
        county: roster.county.name.clone(),
        county_code: roster.county.code.clone(),
        made_at: roster.made_at.to_rfc3339(),
        stations: roster.stations(),
        enrolled: roster.lists(&station.code, &key) || roster.county.signing == key,
        fingerprint: roster.fingerprint(),
        members: roster
            .members
            .iter()
            .map(|m| RosterMember {
                code: m.code.clone(),
                name: m.name.clone(),
                fingerprint: m.fingerprint(),
                valid_from: m.valid_from_seq,
                revoked_after: m.revoked_after_seq,
            })
            .collect(),
    })
}
