//! The stick in her hand: how much room a bundle will need, and what of ours lies on it already.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::keys;
use crate::bundle::portion::Room;
use crate::bundle::receive;
use crate::desk::{BundleLine, Call, Desk, settings, updates};
use crate::error::Result;

/// Bytes a change takes in a sealed bundle, its record and its line of the journal together:
/// 90 was measured over 100,000 visits.
const CHANGE: u64 = 250;
/// What every bundle has around it.
const AROUND: u64 = 64 << 10;

/// Asks how large a bundle would be.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct EstimateAsk {
    /// Everything, not only what is new since the last receipt.
    #[serde(default)]
    pub full: bool,
}

/// How large a bundle would be, rather too large than too small.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Estimate {
    /// Bytes in all.
    pub bytes: u64,
    /// Attachments in it.
    pub attachments: u64,
    /// Numbered files it takes: no file may be larger than 4 GB, as FAT32 wants it too.
    pub files: u64,
}

/// Names a folder or stick.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PlaceAsk {
    /// Full path of its folder.
    pub path: String,
}

/// What of ours lies on a stick, by the names of files alone; nothing is read.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OnStick {
    /// Bundles made here, with where they stand.
    pub bundles: Vec<BundleLine>,
    /// Full paths of what bears the name of a receipt of the county for this station.
    pub receipts: Vec<String>,
    /// Files that bear the name of an update.
    pub updates: u64,
}

/// How much room the next bundle needs.
pub fn pack_estimate(desk: &mut Desk, _: &mut Call<'_>, ask: EstimateAsk) -> Result<Estimate> {
    let store = desk.store()?;
    let since = if ask.full { 0 } else { store.received_through(&keys::epoch_of(store)?)? };
    let (changes, attachments, size) = store.waiting(since)?;
    let bytes = AROUND + changes * CHANGE + size + size / 1_000 + attachments * 1_600;
    let room = Room::at_most(None);
    Ok(Estimate {
        bytes,
        attachments,
        files: bytes.div_ceil(room.payload).max(attachments.div_ceil(room.blobs as u64)),
    })
}

/// What of ours lies on a stick.
pub fn on_stick(desk: &mut Desk, _: &mut Call<'_>, ask: PlaceAsk) -> Result<OnStick> {
    let store = desk.store()?;
    let own = settings::station_of(store)?.code;
    let county = keys::roster_of(store)?.map(|r| r.county.code).unwrap_or_default();
    let answer = format!("{county}_{own}_");
    let found = receive::find(Path::new(&ask.path))?;
    let name = |path: &PathBuf| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let names: Vec<String> = found.iter().map(name).collect();
    let mut bundles = store.bundles()?;
    bundles.retain(|b| names.contains(&b.name));
    let is_receipt = |path: &&PathBuf| !county.is_empty() && name(path).starts_with(&answer);
    Ok(OnStick {
        bundles,
        receipts: found.iter().filter(is_receipt).map(|p| p.display().to_string()).collect(),
        updates: updates::on(Path::new(&ask.path)).len() as u64,
    })
}
