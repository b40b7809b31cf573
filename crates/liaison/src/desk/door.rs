//! The door: setting up, unlocking, locking. A random raw key opens the database; it is
//! wrapped once for each clerk's password and once for the recovery phrase (see `vault`).
//! A wrong password changes nothing and locks nobody out; scrypt alone slows guessing.

use std::fs::{self, OpenOptions, TryLockError};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::settings::{Role, Station, station_of};
use super::{Call, Desk, Nothing, Post, RosterConfirm, Session, rescue};
use crate::bundle::backup::DATABASE;
use crate::error::{Error, Remark, Result};
use crate::folders;
use crate::records::text;
use crate::store::{Clerk, Store, Who, look};
use crate::vault::Vault;

/// Where the program stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nothing is set up in this folder.
    First,
    /// Set up, waiting for a password.
    Locked,
    /// Open.
    Open,
}

/// Where the program stands, and for whom.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct State {
    /// First, locked or open.
    pub stage: Stage,
    /// Program version.
    pub version: String,
    /// The station, once open.
    pub station: Option<Station>,
    /// Who is signed in, or "".
    pub clerk: String,
    /// What she may do; null before she signed in.
    pub post: Option<Post>,
    /// RFC 3339 of the last saved change, or "".
    pub saved_at: String,
    /// Minutes without a key press until it locks; 0 never.
    pub lock_minutes: u32,
}

/// What first start asks for.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SetUp {
    /// The station.
    pub station: Station,
    /// First clerk's name.
    pub clerk: String,
    /// Her password.
    pub password: String,
    /// The county's roster, when she has it already, with the digits she heard on the telephone.
    #[serde(default)]
    pub roster: Option<RosterConfirm>,
}

/// The answer to a first start.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Welcome {
    /// To print and lock away; shown this once.
    pub recovery_phrase: String,
    /// County only: the escrow identity to print; shown this once. Otherwise "".
    #[serde(default)]
    pub escrow: String,
    /// Where the program stands now.
    pub state: State,
}

/// A password.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Password {
    /// As typed.
    pub password: String,
}

/// The recovery phrase and a new password.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct Recovery {
    /// As printed; spaces and dashes do not matter.
    pub phrase: String,
    /// The new password.
    pub password: String,
}

/// A recovery phrase, to print and lock away.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Phrase {
    /// Eight groups of four digits; shown this once.
    pub recovery_phrase: String,
}

/// A change of password.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PasswordChange {
    /// The old one.
    pub old: String,
    /// The new one.
    pub new: String,
}

fn state_of(desk: &Desk) -> Result<State> {
    let vault = Vault::at(&desk.home);
    let mut state = State {
        stage: Stage::First,
        version: env!("CARGO_PKG_VERSION").into(),
        station: None,
        clerk: String::new(),
        post: None,
        saved_at: String::new(),
        lock_minutes: 0,
    };
    if let Some(session) = &desk.session {
        state.stage = Stage::Open;
        state.station = Some(station_of(&session.store)?);
        state.clerk.clone_from(&session.clerk);
        state.post = Some(session.post);
        state.saved_at = session.store.saved_at()?;
        state.lock_minutes = super::settings::rules_of(&session.store)?.lock_minutes;
    } else if vault.exists() || (!vault.is_half_made() && fs::metadata(desk.home.join(DATABASE)).is_ok()) {
        // A database whose keys are gone is a station all the same: a set-up would begin by removing it.
        state.stage = Stage::Locked;
    }
    Ok(state)
}

/// How often, and how many times, a folder in use is looked at before that is said.
const LOOK_EVERY: std::time::Duration = std::time::Duration::from_millis(50);
const PATIENCE: u32 = 30;

/// Takes the folder for this copy of the program.
pub(super) fn hold(desk: &mut Desk) -> Result<()> {
    if desk.lock.is_some() {
        return Ok(());
    }
    folders::close_off(&desk.home);
    let path = desk.home.join("in-use");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| Error::file(&path, e))?;
    // Whoever closed the program a moment ago and opens it again meets the first while it ends.
    for _ in 0..PATIENCE {
        match file.try_lock() {
            Ok(()) => {
                desk.lock = Some(Arc::new(file));
                return Ok(());
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK_EVERY),
            Err(TryLockError::Error(e)) => return Err(Error::file(&path, e)),
        }
    }
    Err(Error::SecondCopy)
}

pub(super) fn checked_password(key: &str, password: &str) -> Option<Remark> {
    let count = password.chars().count();
    if count < 6 {
        Some(Remark::new(key, "密码至少 6 位"))
    } else if count > 100 {
        Some(Remark::new(key, "密码最多 100 位"))
    } else {
        None
    }
}

/// Carries a rescue that was cut off to its end, unless another copy of the program is at it.
fn settled(desk: &mut Desk) -> Result<()> {
    if desk.session.is_none() && rescue::is_unsettled(&desk.home) {
        hold(desk)?;
        rescue::settle(&desk.home)?;
    }
    Ok(())
}

/// Where the program stands.
pub fn state(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<State> {
    settled(desk)?;
    state_of(desk)
}

/// Sets up.
pub fn set_up(desk: &mut Desk, call: &mut Call<'_>, ask: SetUp) -> Result<Welcome> {
    settled(desk)?;
    if state_of(desk)?.stage != Stage::First {
        return Err(Error::AlreadySetUp);
    }
    let mut remarks = Vec::new();
    let clerk = text::tidy(&ask.clerk, false);
    if clerk.is_empty() || clerk.chars().count() > 30 {
        remarks.push(Remark::new("clerk", "请填写您的姓名（30 字以内）"));
    }
    remarks.extend(checked_password("password", &ask.password));
    let station = match ask.station.checked() {
        Ok(station) => Some(station),
        Err(Error::Draft(more)) => {
            remarks.extend(more);
            None
        }
        Err(other) => return Err(other),
    };
    let roster = match &ask.roster {
        Some(roster) => {
            let new = crate::bundle::roster::verify(roster.text.as_bytes(), &roster.signature)?;
            remarks.extend(roster.compared(&new).err());
            Some(new)
        }
        None => None,
    };
    let Some(station) = station.filter(|_| remarks.is_empty()) else {
        return Err(Error::Draft(remarks));
    };

    folders::make(&desk.home).map_err(|e| Error::file(&desk.home, e))?;
    hold(desk)?;
    // The key slots get their names last (`commit`): a cut before that leaves a folder whose
    // vault does not exist, and the half-made database is started over.
    let vault = Vault::at(&desk.home);
    let path = desk.home.join(DATABASE);
    let (key, clerk_id, phrase) = vault.make(&ask.password)?;
    let made = (|| -> Result<(Store, String)> {
        let mut store = Store::create(&path, &key)?;
        let who = Who {
            clerk: clerk.clone(),
            now: call.now,
        };
        let escrow = store.transact("建站", &who, |w| {
            w.set("station", &station)?;
            w.set("rules", &super::Rules::default())?;
            w.set_clerk(&Clerk {
                id: clerk_id.clone(),
                name: clerk.clone(),
                post: "head".into(),
            })?;
            for list in crate::records::List::ALL {
                let words: Vec<String> = list.seed().iter().map(|w| (*w).to_owned()).collect();
                w.set_list(*list, &words)?;
            }
            for (year, days) in super::settings::shipped_holidays() {
                w.set_holidays(year, &days)?;
            }
            super::handoff::begin(w, &desk.home, &station, roster.as_ref(), call.now)
        })?;
        Ok((store, escrow))
    })();
    let (store, escrow) = match made {
        Ok(made) => made,
        Err(error) => {
            // Nothing acknowledged was lost: the station was never there.
            vault.remove();
            for name in [DATABASE, "station.db-wal", "station.db-shm"] {
                let _ = fs::remove_file(desk.home.join(name));
            }
            return Err(error);
        }
    };
    vault.commit()?;
    desk.session = Some(Session {
        store,
        clerk_id,
        clerk,
        post: Post::Head,
    });
    Ok(Welcome {
        recovery_phrase: phrase,
        escrow,
        state: state_of(desk)?,
    })
}

/// The store of this home, after a look at it: a damaged one is never opened for writing.
fn opened(desk: &Desk, key: &crate::vault::RawKey) -> Result<Store> {
    let path = desk.home.join(DATABASE);
    look(&path, key)?;
    Store::open(&path, key)
}

pub(super) fn enter(desk: &mut Desk, call: &mut Call<'_>, key: &crate::vault::RawKey, clerk_id: String) -> Result<State> {
    hold(desk)?;
    let store = opened(desk, key)?;
    // A slot the store does not name is older than a copy that was put back: it may only look.
    let (clerk, post) = store
        .clerk(&clerk_id)?
        .map_or_else(|| ("（名单上没有）".into(), Post::Reader), |clerk| (clerk.name, Post::of(&clerk.post)));
    desk.session = Some(Session { store, clerk_id, clerk, post });
    super::backups::file_away(desk, call);
    // Before she writes anything: an older copy that was put back is noticed here.
    if matches!(post, Post::Clerk | Post::Head) && station_of(desk.store()?)?.role == Role::Station {
        super::handoff::notice_restore(desk, call)?;
    }
    state_of(desk)
}

fn must_be_set_up(desk: &mut Desk) -> Result<()> {
    settled(desk)?;
    if state_of(desk)?.stage == Stage::First {
        Err(Error::NotSetUp)
    } else {
        Ok(())
    }
}

/// Opens.
pub fn unlock(desk: &mut Desk, call: &mut Call<'_>, ask: Password) -> Result<State> {
    must_be_set_up(desk)?;
    let (key, clerk_id) = Vault::at(&desk.home).open(&ask.password)?;
    enter(desk, call, &key, clerk_id)
}

/// Whose password the recovery phrase replaces: the first 主任's.
pub(super) fn holder(store: &Store, vault: &Vault) -> Result<String> {
    let head = store.clerks()?.into_iter().find(|clerk| Post::of(&clerk.post) == Post::Head);
    head.map_or_else(|| vault.first_clerk(), |clerk| Ok(clerk.id))
}

/// Opens with the recovery phrase; the new password replaces that of the first who may do everything:
/// whoever holds the phrase must not end as somebody who may only look.
pub fn recover(desk: &mut Desk, call: &mut Call<'_>, ask: Recovery) -> Result<State> {
    must_be_set_up(desk)?;
    if let Some(remark) = checked_password("password", &ask.password) {
        return Err(Error::Draft(vec![remark]));
    }
    let vault = Vault::at(&desk.home);
    let key = vault.open_recovery(&ask.phrase)?;
    hold(desk)?;
    let clerk_id = holder(&opened(desk, &key)?, &vault)?;
    vault.rewrap(&clerk_id, &key, &ask.password)?;
    enter(desk, call, &key, clerk_id)
}

/// Locks; the store is closed and its key forgotten.
pub fn lock(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<State> {
    desk.session = None;
    state_of(desk)
}

/// Makes a new recovery phrase, for when the printed one was lost or never printed.
pub fn new_recovery(desk: &mut Desk, _: &mut Call<'_>, ask: Password) -> Result<Phrase> {
    let key = proven(desk, &ask.password)?;
    let recovery_phrase = Vault::at(&desk.home).new_recovery(&key)?;
    Ok(Phrase { recovery_phrase })
}

/// The raw key, from the password of whoever is signed in and nobody else's.
pub(super) fn proven(desk: &Desk, password: &str) -> Result<crate::vault::RawKey> {
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let (key, clerk_id) = Vault::at(&desk.home).open(password)?;
    if clerk_id == session.clerk_id { Ok(key) } else { Err(Error::WrongPassword) }
}

/// Changes the password of whoever is signed in.
pub fn change_password(desk: &mut Desk, _: &mut Call<'_>, ask: PasswordChange) -> Result<Nothing> {
    if let Some(remark) = checked_password("new", &ask.new) {
        return Err(Error::Draft(vec![remark]));
    }
    let key = proven(desk, &ask.old)?;
    let clerk_id = &desk.session.as_ref().ok_or(Error::Locked)?.clerk_id;
    Vault::at(&desk.home).rewrap(clerk_id, &key, &ask.new)?;
    Ok(Nothing {})
}

impl Role {
    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Role::Station => "联络站",
            Role::County => "县人大办公室",
        }
    }
}
