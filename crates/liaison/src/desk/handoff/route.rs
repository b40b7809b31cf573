//! The network route, as the clerk sets it up: off until she does. `trying` says what works,
//! `running` carries. Its password lies in the encrypted store and is never told again.

mod running;
mod trying;

use chrono::{DateTime, Duration, FixedOffset};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use zeroize::Zeroizing;

use super::placing;
use crate::desk::{BundleLine, Call, Desk, Nothing, Role, settings};
use crate::error::{Error, Remark, Result};
use crate::route::{self, Way};
use crate::store::{Store, WRITTEN, Who};

pub use running::{RouteDone, route_run};
pub use trying::{RouteTried, route_try};

const ROUTE: &str = "route";
const STATE: &str = "route_state";
/// Longest time between two runs: a week.
const HOURS: u32 = 168;
/// Minutes until the first try after one that failed; each further waits twice as long.
const PAUSE: i64 = 5;

/// How bundles travel by themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum RouteKind {
    /// They don't.
    #[default]
    Off,
    /// Over a WebDAV server.
    Webdav,
    /// Over a folder both sides can open.
    Folder,
    /// Packed into a folder; the clerk carries them from there.
    Carry,
}

/// Sets the route up, or tries it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct RouteAsk {
    /// Which.
    pub kind: RouteKind,
    /// Of WebDAV: its address, https://…
    #[serde(default)]
    pub url: String,
    /// Of WebDAV: who signs in.
    #[serde(default)]
    pub user: String,
    /// Of WebDAV: with what; null keeps the one there is.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub password: Option<Zeroizing<String>>,
    /// Of WebDAV: PEM of the county's own authority, "" for the public ones; null keeps it.
    #[serde(default)]
    pub authority: Option<String>,
    /// Of the other two: full path.
    #[serde(default)]
    pub folder: String,
    /// Hours between two runs; 0: only when the clerk says so.
    #[serde(default)]
    pub every_hours: u32,
}

/// The route as it stands.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RouteView {
    /// Which.
    pub kind: RouteKind,
    /// Its address.
    pub url: String,
    /// Who signs in.
    pub user: String,
    /// A password is kept.
    pub has_password: bool,
    /// The county's own authority is kept.
    pub has_authority: bool,
    /// Its folder.
    pub folder: String,
    /// Hours between two runs; 0: only when the clerk says so.
    pub every_hours: u32,
    /// RFC 3339 of the last run that came to its end, or "".
    pub done_at: String,
    /// RFC 3339 of the last run, or "".
    pub tried_at: String,
    /// What that one did, in a sentence, or "".
    pub says: String,
    /// Why it did not come to its end, in a sentence, or "".
    pub trouble: String,
    /// What else a person should know of it.
    pub notes: Vec<String>,
    /// RFC 3339 of the next run, or "" when there is none.
    pub next_at: String,
    /// It is time for one.
    pub due: bool,
    /// One is under way.
    pub running: bool,
    /// A bundle waits to be carried to the county.
    pub to_carry: Option<BundleLine>,
}

/// The route as it is kept.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
struct Kept {
    kind: RouteKind,
    url: String,
    user: String,
    password: Zeroizing<String>,
    authority: String,
    folder: String,
    every_hours: u32,
}

/// How the last runs ended.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
struct Stand {
    done_at: String,
    tried_at: String,
    failures: u32,
    says: String,
    trouble: String,
    notes: Vec<String>,
    /// Name of the last bundle packed to be carried.
    to_carry: String,
}

impl Kept {
    fn of(store: &Store) -> Result<Self> {
        Ok(store.setting(ROUTE)?.unwrap_or_default())
    }

    /// What would be kept of `ask`; every remark at once.
    fn from(ask: RouteAsk, old: &Self, role: Role) -> Result<Self> {
        let mut remarks = Vec::new();
        let mut remark = |field: &str, says: &str| remarks.push(Remark::new(field, says));
        let url = ask.url.trim().to_owned();
        let user = ask.user.trim().to_owned();
        // A password goes to the server it was given for, and to no other.
        let same = same_server(&url, &old.url) && user == old.user;
        let password = ask.password.unwrap_or_else(|| if same { old.password.clone() } else { Zeroizing::default() });
        let authority = ask.authority.unwrap_or_else(|| old.authority.clone());
        match ask.kind {
            RouteKind::Off => {}
            RouteKind::Webdav => {
                if let Err(says) = route::server_of(&url) {
                    remark("url", says);
                }
                if !user.is_empty() && password.is_empty() {
                    remark(
                        "password",
                        if old.password.is_empty() {
                            "请填写密码"
                        } else {
                            "网址或用户名换了，请把密码再填一次"
                        },
                    );
                }
                // Basic authentication ends the name at the first colon.
                if user.contains(':') {
                    remark("user", "用户名里不能有冒号");
                }
                if !authority.is_empty() && route::authorities(&authority).is_err() {
                    remark("authority", "这不是证书文件；要的是 PEM 格式的 .pem 或 .crt，里面有 BEGIN CERTIFICATE 一行");
                }
            }
            RouteKind::Folder | RouteKind::Carry => {
                if !std::path::Path::new(&ask.folder).is_absolute() {
                    remark("folder", "请选一个文件夹，例如 Z:\\交接 或 \\\\服务器\\交接");
                }
                if ask.kind == RouteKind::Carry && role == Role::County {
                    remark("kind", "县里不向自己交包；请选网盘或共享文件夹");
                }
            }
        }
        if ask.every_hours > HOURS {
            remark("every_hours", "间隔最长一周（168 小时）");
        }
        if !remarks.is_empty() {
            return Err(Error::Draft(remarks));
        }
        Ok(Self {
            kind: ask.kind,
            url,
            user,
            password,
            authority,
            folder: ask.folder,
            every_hours: ask.every_hours,
        })
    }

    /// The way to the shared folder, where there is one.
    fn way(&self) -> Option<Way> {
        match self.kind {
            RouteKind::Off | RouteKind::Carry => None,
            RouteKind::Folder => Some(Way::Folder(self.folder.clone().into())),
            RouteKind::Webdav => Some(Way::WebDav {
                url: self.url.clone(),
                user: self.user.clone(),
                password: self.password.clone(),
                authority: self.authority.clone(),
            }),
        }
    }
}

fn same_server(one: &str, other: &str) -> bool {
    match (route::server_of(one), route::server_of(other)) {
        (Ok(one), Ok(other)) => one.origin() == other.origin(),
        _ => false,
    }
}

impl Stand {
    fn of(store: &Store) -> Result<Self> {
        Ok(store.setting(STATE)?.unwrap_or_default())
    }

    /// When the next run is due: after its hours, or sooner when the last one failed.
    fn next(&self, kept: &Kept, now: DateTime<FixedOffset>) -> Option<DateTime<FixedOffset>> {
        if kept.kind == RouteKind::Off || kept.every_hours == 0 {
            return None;
        }
        let hours = Duration::hours(kept.every_hours.into());
        let pause = match self.failures {
            0 => hours,
            n => hours.min(Duration::minutes(PAUSE << (n - 1).min(10))),
        };
        match DateTime::parse_from_rfc3339(&self.tried_at) {
            // A clock that was set back must not keep everything waiting until it catches up.
            Ok(tried) if tried <= now => Some(tried + pause),
            _ => Some(now),
        }
    }
}

/// The route as it stands.
pub fn route(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<RouteView> {
    let store = desk.store()?;
    let (kept, stand) = (Kept::of(store)?, Stand::of(store)?);
    let next = stand.next(&kept, call.now);
    Ok(RouteView {
        to_carry: to_carry(store)?,
        has_password: !kept.password.is_empty(),
        has_authority: !kept.authority.is_empty(),
        due: next.is_some_and(|next| next <= call.now),
        next_at: next.map(|next| next.to_rfc3339()).unwrap_or_default(),
        running: placing::Turn::is_taken(&turn(desk)),
        kind: kept.kind,
        url: kept.url,
        user: kept.user,
        folder: kept.folder,
        every_hours: kept.every_hours,
        done_at: stand.done_at,
        tried_at: stand.tried_at,
        says: stand.says,
        trouble: stand.trouble,
        notes: stand.notes,
    })
}

/// Sets the route up.
pub fn route_set(desk: &mut Desk, call: &mut Call<'_>, ask: RouteAsk) -> Result<RouteView> {
    let store = desk.store()?;
    let old = Kept::of(store)?;
    let kept = Kept::from(ask, &old, settings::station_of(store)?.role)?;
    let elsewhere = (kept.kind, &kept.url, &kept.folder) != (old.kind, &old.url, &old.folder);
    let stand = Stand {
        to_carry: Stand::of(store)?.to_carry,
        ..Stand::default()
    };
    let (store, who) = desk.writing(call)?;
    store.transact("设置联网传送", &who, |w| {
        if elsewhere {
            w.forget_fetched()?;
        }
        if kept != old {
            w.set_quietly(STATE, &stand)?;
        }
        w.set_quietly(ROUTE, &kept)
    })?;
    route(desk, call, Nothing {})
}

/// A bundle the schedule packed that was not given to the county yet.
pub fn to_carry(store: &Store) -> Result<Option<BundleLine>> {
    let name = Stand::of(store)?.to_carry;
    Ok(store.bundles()?.into_iter().find(|b| b.name == name && b.state == WRITTEN))
}

/// What a run holds while it is under way, as packing holds its turn.
fn turn(desk: &Desk) -> std::path::PathBuf {
    desk.home.join(ROUTE)
}

fn keep_stand(store: &mut Store, who: &Who, stand: &Stand) -> Result<()> {
    store.transact("联网传送", who, |w| w.set_quietly(STATE, stand))
}
