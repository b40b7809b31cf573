//! A home put together again at the door: on a new PC from a backup, or after damage from a backup
//! and all that still reads of the damaged files. The new home is whole before the old one moves
//! aside, and what is missing is said by kind, number and date.

mod found;
mod report;
mod swap;

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::backups::{BackupLook, unpack};
use super::door::{self, Password};
use super::settings::{Role, Station};
use super::{Call, Desk, Nothing, handoff};
use crate::bundle::backup::DATABASE;
use crate::error::{Error, Harm, Result};
use crate::store::{self, Mended, Salvage, Store, Who};
use crate::vault::{RawKey, Vault};

pub use self::found::{FoundBackup, backups_found};
pub use self::report::{MissingLine, Rescued};
pub(super) use self::swap::{is_unsettled, settle};

/// Asks for a home to be put together again.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct RescueAsk {
    /// Full path of the backup; "" does without one.
    pub path: String,
    /// Recovery phrase; "" when a password opens.
    pub phrase: String,
    /// With the phrase the new password of the first clerk; without it one that opens already.
    pub password: String,
}

/// Who writes while nobody is signed in.
const NOBODY: &str = "恢复数据";

/// Goes on with the data as it is, where saved changes are gone from it.
pub fn rescue_keep(desk: &mut Desk, _: &mut Call<'_>, ask: Password) -> Result<Nothing> {
    let (key, _) = Vault::at(&desk.home).open(&ask.password)?;
    door::hold(desk)?;
    store::keep(&desk.home.join(DATABASE), &key)?;
    Ok(Nothing {})
}

/// Puts a home together again.
pub fn rescue(desk: &mut Desk, call: &mut Call<'_>, ask: RescueAsk) -> Result<Rescued> {
    if desk.session.is_some() {
        return Err(Error::AlreadySetUp);
    }
    if !ask.phrase.is_empty()
        && let Some(remark) = door::checked_password("password", &ask.password)
    {
        return Err(Error::Draft(vec![remark]));
    }
    fs::create_dir_all(&desk.home).map_err(|e| Error::file(&desk.home, e))?;
    door::hold(desk)?;
    settle(&desk.home)?;
    let fresh = swap::fresh(&desk.home)?;
    let done = put_together(desk, call, &ask, &fresh);
    if done.is_err() && !is_unsettled(&desk.home) {
        swap::drop_fresh(&desk.home);
    }
    done
}

/// A key, and the clerk whose slot it came from.
type Opened = Result<(RawKey, Option<String>)>;

fn opened(vault: &Vault, ask: &RescueAsk) -> Opened {
    if ask.phrase.is_empty() {
        vault.open(&ask.password).map(|(key, clerk)| (key, Some(clerk)))
    } else {
        vault.open_recovery(&ask.phrase).map(|key| (key, None))
    }
}

fn put_together(desk: &mut Desk, call: &mut Call<'_>, ask: &RescueAsk, fresh: &Path) -> Result<Rescued> {
    let home = desk.home.clone();
    let (old, new) = (home.join(DATABASE), fresh.join(DATABASE));
    let there = fs::metadata(&old).is_ok_and(|m| m.len() > 0);
    let ours = opened(&Vault::at(&home), ask);
    let look = if ask.path.is_empty() {
        None
    } else {
        Some(unpacked(call, Path::new(&ask.path), fresh)?)
    };
    let (key, own_slots) = match &look {
        None => (ours.as_ref().map_err(again)?.0.clone(), true),
        Some(_) => fitting(&new, &ours, &opened(&Vault::at(fresh), ask))?,
    };
    let damaged_key = ours.as_ref().map_or_else(|_| key.clone(), |(key, _)| key.clone());
    if there && Vault::at(&home).exists() && store::look(&old, &damaged_key).is_ok() {
        return Err(Error::AlreadySetUp);
    }
    if look.is_none() && !there {
        return Err(Error::Harmed(Harm::Missing));
    }
    let mut store = if look.is_some() {
        Store::open(&new, &key)?
    } else {
        Store::create(&new, &key)?
    };
    if let Some(look) = &look {
        let found = store.extent()?;
        if (found.records, found.journal) != (look.records, look.journal) {
            return Err(Error::Damaged("备份里的数目和它的清单不一致".into()));
        }
    }
    let mended = if there {
        mend(&mut store, call, &old, &damaged_key, fresh, look.as_ref())?
    } else {
        lost_since(&store, &old)?
    };
    if mended.purged {
        store.write_anew()?;
    }
    let mut says = Vec::new();
    says.extend(keys_again(&mut store, call, fresh)?);
    let slots = Vault::at(fresh);
    if own_slots {
        take_slots(&home.join("keys"), &fresh.join("keys"))?;
    }
    if !ask.phrase.is_empty() {
        let clerk = door::holder(&store, &slots)?;
        slots.rewrap(&clerk, &key, &ask.password)?;
    }
    let extent = store.extent()?;
    // Closed, all of it is in the one file.
    drop(store);
    call.step("核对", 0, 0)?;
    store::sound(&new, &key)?;
    for rest in ["MANIFEST.json", "RESTORE.txt", "station.db-saved"] {
        let _ = fs::remove_file(fresh.join(rest));
    }
    let aside = swap::put(&home, call.now)?;
    report::write(call, look.as_ref(), &extent, mended, says, aside.as_deref())
}

fn again(error: &Error) -> Error {
    match error {
        Error::Harmed(harm) => Error::Harmed(harm.clone()),
        Error::WrongPassword => Error::WrongPassword,
        other => Error::NotReady(other.to_string()),
    }
}

fn unpacked(call: &mut Call<'_>, path: &Path, fresh: &Path) -> Result<BackupLook> {
    unpack(call, path, fresh)
}

/// The key that opens the backup: the home's own where its slots still open, for passwords may have
/// changed since; else the backup's. Says whether the home's slots are the ones to go on with.
fn fitting(new: &Path, ours: &Opened, theirs: &Opened) -> Result<(RawKey, bool)> {
    let mut failed = None;
    for (opened, own) in [(ours, true), (theirs, false)] {
        match opened {
            Ok((key, _)) => match store::sound(new, key) {
                Ok(()) => return Ok((key.clone(), own)),
                Err(error) => failed = Some(error),
            },
            Err(error) => failed = failed.or_else(|| Some(again(error))).map(|_| again(error)),
        }
    }
    Err(failed.unwrap_or(Error::WrongPassword))
}

/// What reads of the damaged files, laid over the backup.
fn mend(store: &mut Store, call: &mut Call<'_>, old: &Path, key: &RawKey, fresh: &Path, look: Option<&BackupLook>) -> Result<Mended> {
    let folder = fresh.join("damaged");
    fs::create_dir(&folder).map_err(|e| Error::file(&folder, e))?;
    let copy = folder.join(DATABASE);
    let mut step = |doing: &str, done, total| call.step(doing, done, total);
    store::copied(old, &copy, &mut step)?;
    let known = store::saved(old);
    let mended = match Salvage::open(&copy, key) {
        Ok(mut from) => {
            let who = Who {
                clerk: NOBODY.into(),
                now: call.now,
            };
            let mut step = |doing: &str, done, total| call.step(doing, done, total);
            store.transact("恢复数据", &who, |w| w.mend(&mut from, known, &mut step))?
        }
        // Nothing of it opens: the backup is all there is.
        Err(Error::Harmed(_)) if look.is_some() => lost_since(store, old)?,
        Err(error) => return Err(error),
    };
    fs::remove_dir_all(&folder).map_err(|e| Error::file(&folder, e))?;
    Ok(mended)
}

/// Where nothing reads: what was saved after the backup is gone.
fn lost_since(store: &Store, old: &Path) -> Result<Mended> {
    let (held, known) = (store.extent()?.journal, store::saved(old));
    Ok(Mended {
        gaps: if known > held { vec![(held + 1, known)] } else { Vec::new() },
        ..Mended::default()
    })
}

/// A home without its station is none; one without its keys gets new ones.
fn keys_again(store: &mut Store, call: &Call<'_>, fresh: &Path) -> Result<Option<String>> {
    let Some(station) = store.setting::<Station>("station")? else {
        return Err(Error::Damaged("连站点信息都读不出来，救不回来".into()));
    };
    if handoff::has_keys(store)? || station.role == Role::County {
        return Ok(None);
    }
    let who = Who {
        clerk: NOBODY.into(),
        now: call.now,
    };
    store.transact("换新密钥", &who, |w| handoff::begin(w, fresh, &station, None, call.now))?;
    Ok(Some("本站的密钥读不出来，换了新的：请重新打印登记单交给县人大办公室。".into()))
}

/// The home's own slots in place of the backup's; its recovery slot only where it is there.
fn take_slots(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).map_err(|e| Error::file(to, e))?;
    for entry in fs::read_dir(to).map_err(|e| Error::file(to, e))?.flatten() {
        if entry.file_name() != "recovery.age" {
            fs::remove_file(entry.path()).map_err(|e| Error::file(entry.path(), e))?;
        }
    }
    for entry in fs::read_dir(from).map_err(|e| Error::file(from, e))?.flatten() {
        let path: PathBuf = entry.path();
        if path.extension().is_some_and(|e| e == "age") {
            fs::copy(&path, to.join(entry.file_name())).map_err(|e| Error::file(&path, e))?;
        }
    }
    Ok(())
}
