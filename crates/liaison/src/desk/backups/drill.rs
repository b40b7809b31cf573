//! The drill: a backup nobody ever opened is a hope.

use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ASIDE, Note, aside, kept, turn, unpack, usual};
use crate::bundle::backup::DATABASE;
use crate::desk::{Call, Desk, Nothing, settings};
use crate::error::{Error, Result};
use crate::store::{self, Extent, Store};
use crate::vault::RECOVERY;

/// A drill as it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupDrill {
    /// RFC 3339.
    pub at: String,
    /// Name of the backup's file.
    pub name: String,
    /// It can be relied on.
    pub passed: bool,
    /// In a sentence.
    pub says: String,
    /// What was wrong.
    pub troubles: Vec<String>,
}

/// Opens the newest backup aside, encrypted as it is, and checks all that is in it.
pub fn backup_drill(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<BackupDrill> {
    let _turn = turn(desk)?;
    let store = desk.store()?;
    let code = settings::station_of(store)?.code;
    let mut all = kept::lying(&usual(call), &code);
    // One dated ahead was made while the clock was wrong, and is not the newest by its name alone.
    let newest = all.iter().position(|one| one.at <= call.now.naive_local()).unwrap_or(0);
    let newest = (!all.is_empty())
        .then(|| all.swap_remove(newest))
        .ok_or_else(|| Error::NotReady("还没有备份；请先备份一次".into()))?;
    let name = newest.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let live = store.extent()?;
    let tried = rehearse(desk, call, &newest.path);
    let (passed, says, troubles) = match tried {
        Err(Error::Cancelled) => return Err(Error::Cancelled),
        Err(error) => (false, format!("演练没有通过：{error}。请马上再备份一次，再演练"), Vec::new()),
        Ok((_, troubles)) if !troubles.is_empty() => (false, "演练没有通过：备份打得开，但里面有问题".into(), troubles),
        Ok((found, _)) => {
            let since = match live.journal - found.journal {
                0 => "和现在的数据一样".to_owned(),
                n => format!("备份以后又有 {n} 处改动"),
            };
            (true, format!("演练通过：{} 条记录都在，{since}", found.records), Vec::new())
        }
    };
    let drill = BackupDrill {
        at: call.now.to_rfc3339(),
        name,
        passed,
        says,
        troubles,
    };
    let mut note = Note::of(&desk.home);
    note.drill = Some(drill.clone());
    note.keep(&desk.home)?;
    Ok(drill)
}

fn rehearse(desk: &Desk, call: &mut Call<'_>, path: &Path) -> Result<(Extent, Vec<String>)> {
    let live = desk.store()?;
    let aside = aside(&desk.home, ASIDE)?;
    let look = unpack(call, path, aside.path())?;
    let copy = aside.path().join(DATABASE);
    store::sound(&copy, live.key())?;
    let opened = Store::open(&copy, live.key())?;
    let mut troubles = opened.audit(&mut |doing, done, total| call.step(doing, done, total))?.troubles;
    let found = opened.extent()?;
    if (found.records, found.journal) != (look.records, look.journal) {
        troubles.push("备份里的数目和它的清单不一致".into());
    }
    if !aside.path().join("keys").join(RECOVERY).is_file() {
        troubles.push("备份里没有恢复码的钥匙".into());
    }
    Ok((found, troubles))
}
