//! Backups made before the last purge: they hold what went. Once somebody has seen that nothing is
//! missing, a new one is made and proven by a drill, and only then are those taken away. What was
//! copied elsewhere the program does not know of; it says so.

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::backups::{self, BackupAsk, kept};
use crate::desk::settings::station_of;
use crate::desk::{Call, Desk, Nothing};
use crate::error::{Error, Result};
use crate::store::Store;

/// Old backups taken away.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct BackupsRenewed {
    /// Full path of the new one.
    pub path: String,
    /// How many old ones are gone.
    pub gone: u64,
    /// How many could not be removed: in use, or the folder is read-only.
    pub left: u64,
}

/// Those at the usual place that were made before the last purge, newest first.
pub(super) fn lying(store: &Store, call: &Call<'_>) -> Result<Vec<kept::Lying>> {
    let Some((at, _)) = store.purges()?.pop() else { return Ok(Vec::new()) };
    let Ok(at) = DateTime::parse_from_rfc3339(&at) else { return Ok(Vec::new()) };
    let code = station_of(store)?.code;
    // A file is named by the second it was begun in.
    let before = |one: &kept::Lying| one.at <= at.naive_local();
    Ok(kept::lying(&backups::usual(call), &code).into_iter().filter(before).collect())
}

/// A new backup, proven, and then the old ones away.
pub fn backups_renew(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<BackupsRenewed> {
    let old = lying(desk.store()?, call)?;
    if old.is_empty() {
        return Err(Error::NotReady("没有清除以前的备份".into()));
    }
    let made = backups::backup_make(desk, call, BackupAsk::default())?;
    let drill = backups::backup_drill(desk, call, Nothing {})?;
    if !drill.passed {
        return Err(Error::NotReady(format!("新备份的{}；旧备份一个也没有删", drill.says)));
    }
    let (mut gone, mut left) = (0, 0);
    for one in old.iter().filter(|one| one.path.display().to_string() != made.path) {
        match std::fs::remove_file(&one.path) {
            Ok(()) => gone += 1,
            // Thinned out while the new one was made.
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => gone += 1,
            Err(_) => left += 1,
        }
    }
    Ok(BackupsRenewed { path: made.path, gone, left })
}
