//! 试一下: what works of a route before it is kept, step by step, in words.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Kept, RouteAsk, RouteKind};
use crate::desk::{Call, Desk, Role, settings};
use crate::error::{Error, Result, Trouble};
use crate::route::{self, Depot, layout};

/// What works.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RouteTried {
    /// All of it.
    pub works: bool,
    /// What does, a sentence each.
    pub says: Vec<String>,
    /// What does not.
    pub trouble: Option<Trouble>,
}

/// Tries a route out; leaves nothing behind but the folders it needs.
pub fn route_try(desk: &mut Desk, call: &mut Call<'_>, ask: RouteAsk) -> Result<RouteTried> {
    let store = desk.store()?;
    let own = settings::station_of(store)?;
    let kept = Kept::from(ask, &Kept::of(store)?, own.role)?;
    let mut says = Vec::new();
    let tried = match (kept.kind, kept.way()) {
        (RouteKind::Off, _) => Err(Error::NotReady("联网传送没有打开，没有什么可试".into())),
        (_, None) => carry(&kept.folder, &mut says),
        (_, Some(way)) => route::open(way).and_then(|depot| steps(call, &*depot, own.role, &own.code, &mut says)),
    };
    match tried {
        Err(Error::Cancelled) => Err(Error::Cancelled),
        tried => Ok(RouteTried {
            works: tried.is_ok(),
            says,
            trouble: tried.err().map(|e| e.trouble()),
        }),
    }
}

fn steps(call: &mut Call<'_>, depot: &dyn Depot, role: Role, code: &str, says: &mut Vec<String>) -> Result<()> {
    call.step("连接", 0, 0)?;
    if depot.list("")?.is_none() {
        return Err(Error::Route("连上了，但找不到这个文件夹；请核对网址最后一段".into()));
    }
    says.push("连得上，文件夹打得开".into());
    call.step("试着写一个小文件", 0, 0)?;
    prepare(depot, role, code)?;
    let folder = own_folder(role, code);
    depot.rehearse(&folder, code)?;
    says.push("能写、能读、能改名，试的小文件已经清掉".into());
    Ok(())
}

fn carry(folder: &str, says: &mut Vec<String>) -> Result<()> {
    if !std::path::Path::new(folder).is_dir() {
        return Err(Error::NotReady(format!("找不到文件夹“{folder}”")));
    }
    tempfile::tempfile_in(folder).map_err(|e| Error::file(folder, e))?;
    says.push("文件夹打得开，能写".into());
    Ok(())
}

/// What this side writes in, and misses at once when the shared folder is another one.
pub fn own_folder(role: Role, code: &str) -> String {
    match role {
        Role::Station => layout::to_county(code),
        Role::County => layout::ROSTER.to_owned(),
    }
}

/// The folders this side needs, made where they are missing. A station asks for no more than its
/// own: it may have no right to see the others.
pub fn prepare(depot: &dyn Depot, role: Role, code: &str) -> Result<()> {
    if role == Role::County {
        ensure(depot, layout::TO_COUNTY)?;
        ensure(depot, layout::TO_STATIONS)?;
    }
    ensure(depot, &own_folder(role, code))
}

/// A folder and the one it is in, made where they are missing.
pub fn ensure(depot: &dyn Depot, folder: &str) -> Result<()> {
    if depot.list(folder)?.is_some() {
        return Ok(());
    }
    if let Some((above, _)) = folder.rsplit_once('/') {
        ensure(depot, above)?;
    }
    depot.make(folder)
}
