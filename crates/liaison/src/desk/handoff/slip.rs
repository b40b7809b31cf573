//! The station's own keys: on a slip for the county, and made anew when one was lost.

use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{keys, placing};
use crate::bundle::{qr, slip};
use crate::desk::ledgers::frame_of;
use crate::desk::{Call, Desk, Nothing, Period, Role, settings};
use crate::error::{Error, Result};
use crate::forms::{self, Printed};

/// The enrolment slip.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SlipSheet {
    /// Station code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The county office it is for, or "" without a roster.
    pub county: String,
    /// RFC 3339 when it was made.
    pub made_at: String,
    /// Name of its file: slip-JS-017-48947.txt
    pub file: String,
    /// The slip, as it goes to the county.
    pub text: String,
    /// Eight groups of digits, to compare by telephone.
    pub fingerprint: String,
    /// Its A4 page, with the text as a QR code, as an SVG picture.
    pub pages: Vec<String>,
    /// A key the county knows has signed too: no telephone is needed.
    pub countersigned: bool,
}

/// Where a slip goes.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SlipAsk {
    /// Folder to write to.
    pub folder: String,
}

/// Files written.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SlipWritten {
    /// Full paths: the slip, and a page to print.
    pub files: Vec<String>,
}

/// The slip of the keys in use.
pub fn slip(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<SlipSheet> {
    Ok(sheet(desk, call)?.0)
}

/// The slip, and the page it is printed on.
fn sheet(desk: &Desk, call: &Call<'_>) -> Result<(SlipSheet, Printed)> {
    let store = desk.store()?;
    let station = settings::station_of(store)?;
    if station.role != Role::Station {
        return Err(Error::NotAllowed("登记单由各站来做；县里用名册告诉各站".into()));
    }
    let keys = keys::keys_of(store)?;
    let roster = keys::roster_of(store)?;
    let replaces = match &keys.known {
        Some(known) => Some((known.public()?, store.highest_number()?)),
        None => None,
    };
    let slip = slip::Slip {
        station: station.code,
        name: station.name,
        minisign: keys.signing.public()?,
        age: keys.identity.public()?,
        made_at: call.now,
        replaces,
    };
    let text = slip.sign(&keys.signing, keys.known.as_ref())?;
    let known = match (&slip.replaces, &roster) {
        (Some((key, _)), Some(roster)) => roster.lists(&slip.station, key),
        _ => false,
    };
    let mut sheet = SlipSheet {
        pages: Vec::new(),
        fingerprint: slip.fingerprint(),
        file: slip.file_name(),
        made_at: slip.made_at.to_rfc3339(),
        county: roster.map(|r| r.county.name).unwrap_or_default(),
        code: slip.station,
        name: slip.name,
        text,
        countersigned: known,
    };
    let page = page(desk, call, &sheet)?;
    sheet.pages = page.pictures();
    Ok((sheet, page))
}

/// Writes the slip and a page to print.
pub fn slip_write(desk: &mut Desk, call: &mut Call<'_>, ask: SlipAsk) -> Result<SlipWritten> {
    let folder = placing::folder_of(call, &ask.folder)?;
    let (sheet, page) = sheet(desk, call)?;
    let name = sheet.file.replace(".txt", ".pdf");
    let files = [(sheet.file, sheet.text.into_bytes()), (name, page.pdf()?)];
    let mut written = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        keys::replace_file(&path, &bytes)?;
        written.push(shown(&path));
    }
    Ok(SlipWritten { files: written })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// One A4 page to print.
fn page(desk: &Desk, call: &Call<'_>, sheet: &SlipSheet) -> Result<Printed> {
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let frame = frame_of(session, call, &Period::day(call.today()))?;
    let slip = forms::Slip {
        code: &sheet.code,
        county: if sheet.county.is_empty() { "县人大办公室" } else { &sheet.county },
        digits: sheet.fingerprint.split(' ').collect(),
        qr: &qr::squares(&sheet.text)?,
        text: sheet.text.trim(),
        file: &sheet.file,
    };
    forms::slip(&frame, &slip)
}

/// New keys and a new epoch: the next bundle is a full one, so nothing hangs on what the old
/// key signed. The slip of the new keys comes back.
pub fn keys_renew(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<SlipSheet> {
    let _turn = placing::Turn::of(&desk.home)?;
    placing::settle(desk, call)?;
    let station = settings::station_of(desk.store()?)?;
    if station.role != Role::Station {
        return Err(Error::NotAllowed("这是给站里换密钥的；县里换密钥请用“名册”里的更换".into()));
    }
    let epoch = placing::epoch(desk, call)?;
    let store = desk.store()?;
    let new = keys::renewed(keys::keys_of(store)?, keys::roster_of(store)?.as_ref(), &station.code)?;
    let home = desk.home.clone();
    let (store, who) = desk.writing(call)?;
    let renewed = store.transact("更换本站密钥", &who, |w| {
        keys::keep_keys(w, &new)?;
        keys::renew_epoch(w, &epoch)
    })?;
    keys::note_outside(&home, &renewed, 0)?;
    Ok(sheet(desk, call)?.0)
}
