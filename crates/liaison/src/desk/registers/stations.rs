//! Every station the county knows of: from its register, from the roster of keys, and from what
//! stations say of themselves in their bundles.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::county_only;
use crate::desk::handoff::roster_of;
use crate::desk::settings::{Station, station_of};
use crate::desk::{Call, Desk, Nothing};
use crate::error::Result;
use crate::records::{Home, Noun, Shape as _, Site, county::site};
use crate::store::{Store, Whose, Write};

/// A station, by the best that is known of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct StationLine {
    /// JS-017
    pub code: String,
    /// 三溪村代表联络站
    pub name: String,
    /// 乡镇（街道）
    pub town: String,
    /// 代表之家, by name
    pub home: String,
    /// Its record in the register, or "" while it has none.
    pub site: String,
    /// It sent a bundle.
    pub sent: bool,
    /// In use: neither being set up nor closed.
    pub open: bool,
}

/// Names stations by code.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StationsAsk {
    /// Their codes.
    pub codes: Vec<String>,
}

/// What became of them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SitesAdded {
    /// Stations that are new in the register.
    pub sites: u64,
    /// 代表之家 that came with them, because the stations name them.
    pub homes: u64,
}

/// Every station the county knows of, by code; at a station none.
pub fn stations(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<StationLine>> {
    lines(desk.store()?)
}

/// Every station the county knows of, by code; at a station none.
pub(in crate::desk) fn lines(store: &Store) -> Result<Vec<StationLine>> {
    if county_only(store).is_err() {
        return Ok(Vec::new());
    }
    Ok(known(store)?.into_values().map(|(line, _)| line).collect())
}

impl StationLine {
    /// As figures name it.
    pub(in crate::desk) fn whose(&self) -> Whose {
        Whose {
            code: self.code.clone(),
            name: if self.name.is_empty() { self.code.clone() } else { self.name.clone() },
            home: if self.home.is_empty() { self.town.clone() } else { self.home.clone() },
            open: self.open,
        }
    }
}

/// code → its line, and what it says of itself.
fn known(store: &Store) -> Result<BTreeMap<String, (StationLine, Station)>> {
    let own = station_of(store)?.code;
    let mut all: BTreeMap<String, (StationLine, Station)> = BTreeMap::new();
    for member in roster_of(store)?.map(|r| r.members).unwrap_or_default() {
        let (line, _) = all.entry(member.code.clone()).or_default();
        (line.code, line.name, line.open) = (member.code, member.name, true);
    }
    for code in store.senders()? {
        let about: Station = store
            .last_received(&code)?
            .and_then(|l| serde_json::from_str(&l.about).ok())
            .unwrap_or_default();
        let (line, said) = all.entry(code.clone()).or_default();
        line.code = code;
        (line.sent, line.open) = (true, true);
        for (known, told) in [(&mut line.name, &about.name), (&mut line.town, &about.town), (&mut line.home, &about.home)] {
            if !told.is_empty() {
                known.clone_from(told);
            }
        }
        *said = about;
    }
    let mut homes = BTreeMap::new();
    store.each(Noun::Home, "", "", None, &mut |home| {
        homes.insert(home.head.id.clone(), home.text("name").to_owned());
        Ok(())
    })?;
    store.each(Noun::Site, "", "", None, &mut |record| {
        let (line, _) = all.entry(record.text("code").to_owned()).or_default();
        line.code = record.text("code").to_owned();
        line.site.clone_from(&record.head.id);
        record.text("name").clone_into(&mut line.name);
        line.open = record.text("status") == site::OPEN;
        for (known, kept) in [
            (&mut line.town, record.text("town")),
            (&mut line.home, homes.get(record.text("home")).map_or("", String::as_str)),
        ] {
            if !kept.is_empty() {
                kept.clone_into(known);
            }
        }
        Ok(())
    })?;
    all.remove(&own);
    Ok(all)
}

/// Puts stations that enrolled or sent bundles into the register, with what they say of themselves.
pub fn sites_add(desk: &mut Desk, call: &mut Call<'_>, ask: StationsAsk) -> Result<SitesAdded> {
    county_only(desk.store()?)?;
    let known = known(desk.store()?)?;
    let mut homes = homes_by_name(desk.store()?)?;
    let (store, who) = desk.writing(call)?;
    store.transact("登记联络站", &who, |w| {
        let mut added = SitesAdded { sites: 0, homes: 0 };
        for (line, said) in ask.codes.iter().filter_map(|code| known.get(code)).filter(|(line, _)| line.site.is_empty()) {
            let home = if line.home.is_empty() {
                String::new()
            } else {
                home_named(w, &mut homes, &line.home, &line.town, &mut added.homes)?
            };
            let site = Site {
                code: line.code.clone(),
                name: if line.name.is_empty() { line.code.clone() } else { line.name.clone() },
                home,
                town: line.town.clone(),
                head: said.head.clone(),
                staff: said.staff.clone(),
                phone: said.phone.clone(),
                address: said.address.clone(),
                status: site::OPEN.into(),
                ..Site::default()
            };
            w.insert(Noun::Site, site.values())?;
            added.sites += 1;
        }
        Ok(added)
    })
}

/// name → id of every 代表之家.
pub(super) fn homes_by_name(store: &Store) -> Result<BTreeMap<String, String>> {
    let mut homes = BTreeMap::new();
    store.each(Noun::Home, "", "", None, &mut |home| {
        homes.entry(home.text("name").to_owned()).or_insert(home.head.id);
        Ok(())
    })?;
    Ok(homes)
}

/// The 代表之家 of this name; a new one when there is none.
pub(super) fn home_named(w: &mut Write<'_>, homes: &mut BTreeMap<String, String>, name: &str, town: &str, made: &mut u64) -> Result<String> {
    if let Some(id) = homes.get(name) {
        return Ok(id.clone());
    }
    let home = Home {
        name: name.to_owned(),
        town: if town.is_empty() { name.to_owned() } else { town.to_owned() },
        ..Home::default()
    };
    let id = w.insert(Noun::Home, home.values())?.head.id;
    homes.insert(name.to_owned(), id.clone());
    *made += 1;
    Ok(id)
}
