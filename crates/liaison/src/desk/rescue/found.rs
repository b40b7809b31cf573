//! Backups within reach: at the usual place and on every stick, newest first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::bundle::backup;
use crate::desk::backups::{FOLDER, manifest};
use crate::desk::reach::BROUGHT;
use crate::desk::{Call, Desk, Nothing, handoff};
use crate::error::Result;

/// A backup that was found, by its name and what it says of itself; its bytes are not read through yet.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FoundBackup {
    /// Full path.
    pub path: String,
    /// What people call the place it lies at.
    pub place: String,
    /// 2024-06-03 09:00:00, by the name of the file.
    pub made_at: String,
    /// Station code.
    pub station: String,
    /// Bytes.
    pub size: u64,
    /// Records; null when it does not say.
    pub records: Option<u64>,
    /// Last place of the journal; null when it does not say.
    pub journal: Option<i64>,
    /// Why it can't be used, or "".
    pub says: String,
}

/// Backups within reach, newest first: of one station by how far its journal had come, whatever the clock said.
pub fn backups_found(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Vec<FoundBackup>> {
    let mut places = vec![(call.documents.join(FOLDER), "文档里的“备份”文件夹".to_owned())];
    for place in handoff::places(desk, call, Nothing {})?.into_iter().filter(|p| p.removable) {
        let root = PathBuf::from(&place.path);
        // One folder deep: people tidy their sticks.
        let inside = fs::read_dir(&root).into_iter().flatten().flatten().map(|e| e.path()).filter(|p| p.is_dir());
        let folders: Vec<_> = std::iter::once(root.clone()).chain(inside.take(200)).collect();
        places.extend(folders.into_iter().map(|folder| (folder, place.label.clone())));
    }
    // A browser's upload; in a window nothing lies there.
    places.push((desk.home.join(BROUGHT), "刚上传的".to_owned()));
    let all: Vec<(NaiveDateTime, FoundBackup)> = places.iter().flat_map(|(folder, place)| lying(folder, place)).collect();
    let mut last: BTreeMap<String, NaiveDateTime> = BTreeMap::new();
    for (at, one) in &all {
        let of = last.entry(one.station.clone()).or_insert(*at);
        *of = (*of).max(*at);
    }
    let mut all: Vec<_> = all.into_iter().map(|(at, one)| (Reverse((last[&one.station], one.journal, at)), one)).collect();
    all.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.path.cmp(&other.path)));
    Ok(all.into_iter().map(|(_, one)| one).collect())
}

fn lying(folder: &Path, place: &str) -> Vec<(NaiveDateTime, FoundBackup)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| one(&entry.path(), place)).collect()
}

fn one(path: &Path, place: &str) -> Option<(NaiveDateTime, FoundBackup)> {
    let name = path.file_name()?.to_str()?;
    let (station, at) = crate::desk::backups::named(name)?;
    let size = fs::metadata(path).ok().filter(fs::Metadata::is_file)?.len();
    let look = backup::told(path).and_then(|bytes| manifest(&bytes));
    let (records, journal) = look.as_ref().map_or((None, None), |look| (Some(look.records), Some(look.journal)));
    Some((
        at,
        FoundBackup {
            path: path.display().to_string(),
            place: place.to_owned(),
            made_at: at.to_string(),
            station: station.to_owned(),
            size,
            records,
            journal,
            says: look.err().map(|e| e.to_string()).unwrap_or_default(),
        },
    ))
}
