//! A home put together again at the door: on a new PC from a backup, or after damage from a backup
//! and all that still reads of the damaged files. The new home is whole before the old one moves
//! aside, and what is missing is said by kind, number and date.

mod found;
mod report;
mod swap;

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::backups::{BackupLook, unpack};
use super::door::{self, Password};
use super::settings::{Role, Station};
use super::{Call, Desk, Nothing, handoff};
use crate::bundle::backup::DATABASE;
use crate::error::{Error, Harm, Result};
use crate::folders;
use crate::store::{self, Mended, Salvage, Store, Who};
use crate::vault::{RECOVERY, RawKey, Vault, is_slot};

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
    folders::make(&desk.home).map_err(|e| Error::file(&desk.home, e))?;
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
        Some(unpack(call, Path::new(&ask.path), fresh)?)
    };
    let (key, own_slots) = match &look {
        None => (ours.as_ref().map_err(again)?.0.clone(), true),
        Some(_) => fitting(&new, &ours, &opened(&Vault::at(fresh), ask))?,
    };
    let damaged_key = ours.as_ref().map_or_else(|_| key.clone(), |(key, _)| key.clone());
    if there && look.is_some() {
        of_one_station(&old, &ours, &key)?;
    }
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
    // Of a backup by an older program: it is a backup itself.
    for copy in store.put_aside() {
        fs::remove_file(&copy).map_err(|e| Error::file(&copy, e))?;
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

/// The key that opens the backup: the home's own where its slots still open, for passwords may have
/// changed since; else the backup's. Says whether the home's slots are the ones to go on with.
fn fitting(new: &Path, ours: &Opened, theirs: &Opened) -> Result<(RawKey, bool)> {
    let mut failed = Error::WrongPassword;
    for (opened, own) in [(ours, true), (theirs, false)] {
        match opened {
            Ok((key, _)) => match store::sound(new, key) {
                Ok(()) => return Ok((key.clone(), own)),
                Err(error) => failed = error,
            },
            Err(error) => failed = again(error),
        }
    }
    Err(failed)
}

/// A backup goes with damaged files only where one key opens both: two stations may have one
/// password, and the records of one are nothing to lay over the other's.
fn of_one_station(old: &Path, ours: &Opened, key: &RawKey) -> Result<()> {
    let other = match ours {
        Ok((ours, _)) => ours.as_slice() != key.as_slice(),
        // The home's slots are sound, and the key that is at hand opens nothing of its database.
        Err(Error::WrongPassword) => matches!(store::look(old, key), Err(Error::Harmed(Harm::Foreign))),
        Err(_) => false,
    };
    if other {
        let says = "这份备份和这台电脑上的数据不是一个站的，什么也没有动；请选本站的备份，用本站的恢复码或密码";
        return Err(Error::NotReady(says.into()));
    }
    Ok(())
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

/// The home's own slots in place of the backup's: people may have come, gone and changed their
/// passwords since. One that is torn or not there does not take the place of a sound one.
fn take_slots(from: &Path, to: &Path) -> Result<()> {
    folders::make(to).map_err(|e| Error::file(to, e))?;
    let own = Vault::listed_in(from)?;
    for (name, path) in Vault::listed_in(to)? {
        if name != RECOVERY && !own.iter().any(|(own, _)| *own == name) {
            fs::remove_file(&path).map_err(|e| Error::file(&path, e))?;
        }
    }
    for (name, path) in own {
        let sealed = fs::read(&path).map_err(|e| Error::file(&path, e))?;
        if is_slot(&sealed) || !to.join(&name).exists() {
            fs::write(to.join(&name), sealed).map_err(|e| Error::file(&path, e))?;
        }
    }
    Ok(())
}
