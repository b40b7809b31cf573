//! Answers about the handoff: places, bundles, the roster, the station's keys.

use std::path::Path;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Desk, Nothing, Station};
use crate::bundle::roster::Roster;
use crate::error::{Error, Result};
use crate::store::{Store, Write};

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
}

/// A bundle made.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Packed {
    /// Its line in the list.
    pub bundle: BundleLine,
    /// Full path of the file.
    pub path: String,
    /// The file was read back and agrees; only then may the stick be pulled.
    pub safe_to_pull: bool,
}

/// One bundle in the list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BundleLine {
    /// JS-017_e3f9_000042.rdz
    pub name: String,
    /// Its number in the epoch.
    pub seq: u64,
    /// RFC 3339.
    pub made_at: String,
    /// Records in it.
    pub records: u64,
    /// Attachments in it.
    pub attachments: u64,
    /// Bytes of the file.
    pub size: u64,
    /// The whole station, not only what is new.
    pub full: bool,
    /// written 已写盘, handed 已交出, received 县已收, filed 已入库.
    pub state: String,
    /// Where it was written: the folder's label.
    pub place: String,
}

/// Names a bundle.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BundleAsk {
    /// Its number.
    pub seq: u64,
}

/// A roster as the county gave it: the text and its signature.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RosterAsk {
    /// Text of `roster-<n>.txt`.
    pub text: String,
    /// Text of `roster-<n>.txt.minisig`.
    pub signature: String,
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

/// Keys, epoch and roster of a new home, in the set-up's own commit. Answers the county's
/// escrow identity (to print once), or "" at a station.
pub(super) fn begin(_: &mut Write<'_>, _: &Path, _: &Station, _: Option<&Roster>, _: DateTime<FixedOffset>) -> Result<String> {
    Ok(String::new())
}

/// The newest bundle.
pub(super) fn last_bundle(_: &Store) -> Result<Option<BundleLine>> {
    Ok(None)
}

/// Folders and sticks.
pub fn places(_: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<Place>> {
    Err(Error::NotReady("交接还没有接好".into()))
}

/// Seals a bundle.
pub fn bundle_pack(_: &mut Desk, _: &mut Call<'_>, _: PackAsk) -> Result<Packed> {
    Err(Error::NotReady("交接还没有接好".into()))
}

/// Bundles made so far.
pub fn bundles(_: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<BundleLine>> {
    Err(Error::NotReady("交接还没有接好".into()))
}

/// Notes that a bundle was handed over.
pub fn bundle_handed(_: &mut Desk, _: &mut Call<'_>, _: BundleAsk) -> Result<BundleLine> {
    Err(Error::NotReady("交接还没有接好".into()))
}

/// The roster in force.
pub fn roster(_: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<RosterView> {
    Err(Error::NotReady("交接还没有接好".into()))
}

/// Takes a roster in.
pub fn roster_take(_: &mut Desk, _: &mut Call<'_>, _: RosterAsk) -> Result<RosterView> {
    Err(Error::NotReady("交接还没有接好".into()))
}

/// The station's keys.
pub fn station_key(_: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<StationKey> {
    Err(Error::NotReady("交接还没有接好".into()))
}
