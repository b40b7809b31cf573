//! One run. A station takes what the county laid down for it, then sends what is new; the county
//! takes the stations' bundles, then answers. Everything goes through the very paths a stick's
//! files go: packed, checked, received, taken. A run that breaks off anywhere is simply run again.

use std::fs::{self, File};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::trying::{ensure, own_folder, prepare};
use super::{Kept, RouteKind, Stand, keep_stand, turn};
use crate::bundle::limits;
use crate::bundle::roster::Roster;
use crate::bundle::verify::Trust;
use crate::desk::handoff::{PackAsk, ReceiptAsk, ReceiveAsk, RosterAsk, TakeAsk, bundle_pack, bundle_receive, inbox, keys, placing};
use crate::desk::handoff::{receipt_take, receipt_write, roster_take};
use crate::desk::{Call, Desk, Nothing, Role, Station, settings};
use crate::error::{Error, Result};
use crate::folders;
use crate::route::{self, Depot, Lying, carry, layout};
use crate::store::{FILED, HANDED, NETWORK, PARTLY, RECEIVED, WRITTEN};

/// Rosters taken in one run.
const ROSTERS: usize = 100;

/// What a run did.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct RouteDone {
    /// In a sentence.
    pub says: String,
    /// Files sent.
    pub sent: u64,
    /// Files taken in.
    pub taken: u64,
    /// What a person should know besides.
    pub notes: Vec<String>,
}

/// Runs the route once.
pub fn route_run(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<RouteDone> {
    let store = desk.store()?;
    let (kept, mut stand, own) = (Kept::of(store)?, Stand::of(store)?, settings::station_of(store)?);
    if kept.kind == RouteKind::Off {
        return Err(Error::NotReady("联网传送没有打开；请先在“交接”页里设好".into()));
    }
    let _turn = placing::Turn::of(&turn(desk)).map_err(|_| Error::NotReady("正在联网传送，请等它做完".into()))?;
    let mut done = RouteDone::default();
    let ended = match kept.way() {
        None => pack_to_carry(desk, call, &kept, &mut stand, &mut done),
        Some(way) => route::open(way).and_then(|depot| {
            let mut run = Run {
                desk: &mut *desk,
                call: &mut *call,
                depot: &*depot,
                own,
                done: &mut done,
            };
            run.all(stand.done_at.is_empty())
        }),
    };
    stand.tried_at = call.now.to_rfc3339();
    stand.notes.clone_from(&done.notes);
    match &ended {
        Ok(()) => {
            stand.done_at.clone_from(&stand.tried_at);
            stand.failures = 0;
            stand.says.clone_from(&done.says);
            stand.trouble.clear();
        }
        Err(error) => {
            stand.failures += 1;
            stand.trouble = match error {
                Error::Cancelled => "传到一半停下了".into(),
                other => other.to_string(),
            };
        }
    }
    let (store, who) = desk.writing(call)?;
    keep_stand(store, &who, &stand)?;
    ended.map(|()| done)
}

/// Without a network: a bundle in the chosen folder, whenever there is something new.
fn pack_to_carry(desk: &mut Desk, call: &mut Call<'_>, kept: &Kept, stand: &mut Stand, done: &mut RouteDone) -> Result<()> {
    if desk.store()?.unpacked()? == 0 {
        done.says = "没有新的改动，不用装包".into();
        return Ok(());
    }
    let ask = PackAsk {
        folder: kept.folder.clone(),
        full: false,
        at_most: None,
    };
    let packed = bundle_pack(desk, call, ask)?;
    done.sent = 1 + packed.others.len() as u64;
    done.says = match done.sent {
        1 => format!("装好了一个交接包 {}，请拷到U盘交给县里", packed.bundle.name),
        several => format!("装好了 {several} 个交接包，从 {} 起，请一起拷到U盘交给县里", packed.bundle.name),
    };
    stand.to_carry = packed.bundle.name;
    Ok(())
}

struct Run<'a, 'c> {
    desk: &'a mut Desk,
    call: &'a mut Call<'c>,
    depot: &'a dyn Depot,
    own: Station,
    done: &'a mut RouteDone,
}

impl Run<'_, '_> {
    fn all(&mut self, first: bool) -> Result<()> {
        self.call.step("连接", 0, 0)?;
        // On a drive that is not mounted an empty folder can stand in its place: what was there
        // once must be there again, and is not made anew.
        let folder = own_folder(self.own.role, &self.own.code);
        if first {
            prepare(self.depot, self.own.role, &self.own.code)?;
        } else if self.depot.list(&folder)?.is_none() {
            return Err(Error::Route(format!("共享文件夹里的 {folder} 不见了：网络盘可能没有连上，或换了地方")));
        }
        for folder in [self.outbox(), self.inbox()] {
            folders::make(&folder).map_err(|e| Error::file(&folder, e))?;
        }
        match self.own.role {
            Role::Station => self.station()?,
            Role::County => self.county()?,
        }
        self.done.says = match (self.done.sent, self.done.taken) {
            (0, 0) => "连上了，没有新的要收要送".into(),
            (sent, taken) => format!("送出 {sent} 个文件，收到 {taken} 个"),
        };
        Ok(())
    }

    fn outbox(&self) -> PathBuf {
        turn(self.desk).join("out")
    }

    fn inbox(&self) -> PathBuf {
        turn(self.desk).join("in")
    }

    fn roster(&self) -> Result<Roster> {
        keys::roster_of(self.desk.store()?)?
            .ok_or_else(|| Error::NotReady("还没有县里的名册，认不出哪些文件是县里的；第一份名册请从县里给的文件选进来，以后的会自己更新".into()))
    }

    /// Receipts first: what the county has need not be sent again.
    fn station(&mut self) -> Result<()> {
        self.take_rosters()?;
        let (roster, own) = (self.roster()?, self.own.code.clone());
        let county = roster.county.code.clone();
        self.fetch_all(&roster, &layout::to_station(&own), &|name| layout::is_answer(name, &county, &own))?;
        self.send_out(&own)?;
        let epoch = keys::epoch_of(self.desk.store()?)?;
        if self.desk.store()?.unsent(&epoch)? {
            let ask = PackAsk {
                folder: self.outbox().display().to_string(),
                full: false,
                at_most: None,
            };
            bundle_pack(self.desk, self.call, ask)?;
            self.send_out(&own)?;
        }
        Ok(())
    }

    fn county(&mut self) -> Result<()> {
        self.publish_rosters()?;
        let roster = self.roster()?;
        let mut stations: Vec<String> = roster.members.iter().map(|m| m.code.clone()).collect();
        stations.sort_unstable();
        stations.dedup();
        for station in &stations {
            self.fetch_all(&roster, &layout::to_county(station), &|name| layout::is_bundle_of(name, station))?;
        }
        for line in inbox(self.desk, self.call, Nothing {})? {
            if line.receipt_due && line.enrolled {
                let ask = ReceiptAsk {
                    station: line.station,
                    folder: self.outbox().display().to_string(),
                };
                receipt_write(self.desk, self.call, ask)?;
            }
        }
        for station in &stations {
            self.send_out(station)?;
        }
        Ok(())
    }

    /// Rosters that follow the one in force, in their order.
    fn take_rosters(&mut self) -> Result<()> {
        let in_force = self.roster()?.number;
        let lying = self.depot.list(layout::ROSTER)?.unwrap_or_default();
        let mut numbers: Vec<u64> = lying.iter().filter_map(|l| layout::roster_number(&l.name)).filter(|n| *n > in_force).collect();
        numbers.sort_unstable();
        for number in numbers.into_iter().take(ROSTERS) {
            let path = format!("{}/{}", layout::ROSTER, layout::roster_name(number));
            let taken = carry::small(self.depot, &path, limits::ROSTER as u64)
                .and_then(|text| {
                    Ok(RosterAsk {
                        text,
                        signature: carry::small(self.depot, &format!("{path}.minisig"), limits::SIGNATURE)?,
                    })
                })
                .and_then(|ask| roster_take(self.desk, self.call, ask));
            match taken {
                Ok(_) => self.done.taken += 1,
                Err(error) => self.note(&format!("第 {number} 号名册"), error)?,
            }
        }
        Ok(())
    }

    /// A signature before its roster, so that no roster stands there without one.
    fn publish_rosters(&mut self) -> Result<()> {
        let lying = self.depot.list(layout::ROSTER)?.unwrap_or_default();
        let folder = self.desk.home.join(layout::ROSTER);
        for name in names_in(&folder)? {
            if layout::roster_number(&name).is_none() {
                continue;
            }
            for name in [format!("{name}.minisig"), name] {
                let mut file = File::open(folder.join(&name)).map_err(|e| Error::file(folder.join(&name), e))?;
                self.lay_down(layout::ROSTER, &name, &lying, &mut file, false)?;
            }
        }
        Ok(())
    }

    /// Fetches what is new in a folder and takes it in.
    fn fetch_all(&mut self, roster: &Roster, folder: &str, ours: &dyn Fn(&str) -> bool) -> Result<()> {
        let mut lying = self.depot.list(folder)?.unwrap_or_default();
        lying.retain(|l| ours(&l.name));
        lying.sort_by(|a, b| a.name.cmp(&b.name));
        for found in lying {
            let path = format!("{folder}/{}", found.name);
            // A refused one may be good under another roster, or to a newer program.
            let mark = format!("{:?} {} {} {}", found.size, found.mark, roster.number, env!("CARGO_PKG_VERSION"));
            if self.desk.store()?.fetched(&path)?.is_some_and(|noted| noted.is_empty() || noted == mark) {
                continue;
            }
            let home = self.inbox();
            let call = &mut *self.call;
            let fetched = carry::fetch(self.depot, &path, &found, &home, Trust::Roster(roster), &mut |doing, done, total| {
                call.step(doing, done, total)
            });
            let took = fetched.and_then(|file| {
                let took = self.take_in(&file);
                if !matches!(took, Err(Error::Cancelled)) {
                    let _ = fs::remove_file(&file);
                }
                took
            });
            let mark = match took {
                Ok(()) => {
                    self.done.taken += 1;
                    ""
                }
                Err(error) => {
                    self.note(&found.name, error)?;
                    &mark
                }
            };
            let (store, who) = self.desk.writing(self.call)?;
            store.transact("联网传送", &who, |w| w.note_fetched(&path, mark))?;
        }
        Ok(())
    }

    /// The file on this computer, by the path every file takes.
    fn take_in(&mut self, file: &std::path::Path) -> Result<()> {
        let path = file.display().to_string();
        if self.own.role == Role::Station {
            let taken = receipt_take(self.desk, self.call, TakeAsk { path })?;
            self.done.notes.extend(taken.alarms);
            return Ok(());
        }
        let ask = ReceiveAsk {
            paths: vec![path],
            escrow: String::new(),
        };
        for intake in bundle_receive(self.desk, self.call, ask)?.files {
            match (intake.state.as_str(), intake.trouble) {
                ("refused", Some(trouble)) if trouble.code == "untrusted" => return Err(Error::Untrusted(intake.says)),
                ("refused", _) => return Err(Error::NotReady(intake.says)),
                ("fork" | "partly", _) => self.done.notes.push(intake.says),
                _ => {}
            }
        }
        Ok(())
    }

    /// Sends what waits for, or from, a station; drops what is known to have arrived.
    fn send_out(&mut self, station: &str) -> Result<()> {
        let (outbox, own) = (self.outbox(), self.own.code.clone());
        let at_county = self.own.role == Role::County;
        let folder = if at_county { layout::to_station(station) } else { layout::to_county(station) };
        let waiting: Vec<String> = names_in(&outbox)?
            .into_iter()
            .filter(|name| {
                if at_county {
                    layout::is_answer(name, &own, station)
                } else {
                    layout::is_bundle_of(name, station)
                }
            })
            .collect();
        if waiting.is_empty() {
            return Ok(());
        }
        ensure(self.depot, &folder)?;
        let lying = self.depot.list(&folder)?.unwrap_or_default();
        for name in waiting {
            let path = outbox.join(&name);
            let Some((state, place)) = self.desk.store()?.bundle_stand(&name)? else {
                continue;
            };
            let arrived = [RECEIVED, FILED, PARTLY].contains(&state.as_str());
            if !arrived && [WRITTEN, HANDED].contains(&state.as_str()) {
                let mut file = File::open(&path).map_err(|e| Error::file(&path, e))?;
                if !self.lay_down(&folder, &name, &lying, &mut file, place == NETWORK)? {
                    continue;
                }
                if place != NETWORK {
                    let (store, who) = self.desk.writing(self.call)?;
                    store.transact("联网传送", &who, |w| w.bundle_sent(&name))?;
                }
            }
            // The next answer tells all of this one again; a station's bundle is kept until the county says it has it.
            if arrived || at_county {
                let _ = fs::remove_file(&path);
            }
        }
        Ok(())
    }

    /// Lays a file down unless it lies there; false when another file bears its name.
    fn lay_down(&mut self, folder: &str, name: &str, lying: &[Lying], file: &mut File, read_back_before: bool) -> Result<bool> {
        let size = file.metadata().map_err(|e| Error::file(name, e))?.len();
        let (depot, call) = (self.depot, &mut *self.call);
        let mut tell = |doing: &str, done: u64, total: u64| call.step(doing, done, total);
        let there = lying.iter().find(|l| l.name == name);
        if let Some(there) = there {
            if read_back_before && there.size == Some(size) {
                return Ok(true);
            }
            if carry::is_same(depot, &format!("{folder}/{name}"), there, file, size, &mut tell)? {
                return Ok(true);
            }
        }
        let laid = match there {
            Some(_) => Err(route::taken(name)),
            None => depot.lay(folder, name, file, size, &mut tell),
        };
        match laid {
            Ok(()) => {
                self.done.sent += 1;
                Ok(true)
            }
            Err(error) => self.note("", error).map(|()| false),
        }
    }

    /// A file's own trouble is noted and the run goes on; anything else ends it.
    fn note(&mut self, about: &str, error: Error) -> Result<()> {
        match error {
            Error::Untrusted(_) | Error::NotReady(_) | Error::Draft(_) => {
                let colon = if about.is_empty() { "" } else { "：" };
                self.done.notes.push(format!("{about}{colon}{error}"));
                Ok(())
            }
            other => Err(other),
        }
    }
}

/// Names of the files in a folder of ours, in order; none when it is not there yet.
fn names_in(folder: &std::path::Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    match fs::read_dir(folder) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
        entries => {
            for entry in entries.map_err(|e| Error::file(folder, e))? {
                names.extend(entry.map_err(|e| Error::file(folder, e))?.file_name().into_string());
            }
        }
    }
    names.sort_unstable();
    Ok(names)
}
