//! The keys of a home, its epoch, and the roster it trusts. Secret keys live in the
//! encrypted store and nowhere else; the epoch lives in the store *and* beside it, so that a
//! restored copy is noticed before it gives a number away twice.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::bundle::envelope::is_epoch;
use crate::bundle::roster::{self, County, Roster};
use crate::bundle::seal::{self, Identity, SigningKey};
use crate::desk::{RosterAsk, Station, settings::Role};
use crate::error::{Error, Remark, Result};
use crate::store::{Store, Write};

/// Secret keys of this home.
#[derive(Serialize, Deserialize)]
pub struct Keys {
    /// Signs bundles; at the county also rosters.
    pub signing: SigningKey,
    /// Opens what is addressed to this home.
    pub identity: Identity,
}

const KEYS: &str = "keys";
const EPOCH: &str = "epoch";
const ROSTER: &str = "roster";

/// Keys, epoch and roster of a new home, in the set-up's own commit. Answers the county's
/// escrow identity (to print once), or "" at a station.
pub fn begin(w: &mut Write<'_>, home: &Path, station: &Station, roster: Option<&Roster>, now: DateTime<FixedOffset>) -> Result<String> {
    let keys = Keys {
        signing: SigningKey::generate()?,
        identity: Identity::generate(),
    };
    w.set_quietly(KEYS, &keys)?;
    let epoch = new_epoch()?;
    w.set_quietly(EPOCH, &epoch)?;
    note_outside(home, &epoch, 0)?;
    match (station.role, roster) {
        (Role::Station, None) => Ok(String::new()),
        (Role::Station, Some(roster)) => {
            fits(roster, station)?;
            keep_roster(w, roster)?;
            Ok(String::new())
        }
        (Role::County, Some(_)) => Err(Error::Draft(vec![Remark::new("roster", "县里的名册由本机制作，不用选名册文件")])),
        (Role::County, None) => {
            let escrow = Identity::generate();
            let county = County {
                code: station.code.clone(),
                name: station.name.clone(),
                signing: keys.signing.public()?,
                work: keys.identity.public()?,
                escrow: escrow.public()?,
            };
            let roster = roster::make(1, now, county, Vec::new(), &keys.signing)?;
            keep_roster(w, &roster)?;
            let folder = home.join("roster");
            fs::create_dir_all(&folder).map_err(|e| Error::file(&folder, e))?;
            replace_file(&folder.join(roster.file_name()), roster.text.as_bytes())?;
            replace_file(&folder.join(format!("{}.minisig", roster.file_name())), roster.signature.as_bytes())?;
            Ok(escrow.file()?.to_string())
        }
    }
}

/// A station can't be its own county.
pub fn fits(roster: &Roster, station: &Station) -> Result<()> {
    if station.role == Role::Station && roster.county.code == station.code {
        return Err(Error::Draft(vec![Remark::new(
            "code",
            format!("编码 {} 是县里自己的，请填本站的编码", station.code),
        )]));
    }
    Ok(())
}

/// The secret keys.
pub fn keys_of(store: &Store) -> Result<Keys> {
    store.setting(KEYS)?.ok_or_else(|| Error::Damaged("找不到本站的密钥".into()))
}

/// The roster in force, verified once more.
pub fn roster_of(store: &Store) -> Result<Option<Roster>> {
    let kept: Option<RosterAsk> = store.setting(ROSTER)?;
    kept.map(|k| roster::verify(k.text.as_bytes(), &k.signature)).transpose()
}

/// Puts a roster in force.
pub fn keep_roster(w: &mut Write<'_>, roster: &Roster) -> Result<()> {
    w.set(
        ROSTER,
        &RosterAsk {
            text: roster.text.clone(),
            signature: roster.signature.clone(),
        },
    )
}

/// The epoch the store believes in.
pub fn epoch_of(store: &Store) -> Result<String> {
    store.setting(EPOCH)?.ok_or_else(|| Error::Damaged("找不到本站的交接期号".into()))
}

/// Whether the store and the note beside it agree. They don't when an older copy of the
/// store was put back, or when the store came here without its note.
pub fn epoch_holds(home: &Path, epoch: &str, last_seq: u64) -> bool {
    let note = fs::read_to_string(home.join(EPOCH)).unwrap_or_default();
    let mut words = note.split_whitespace();
    let (outside, seq) = (words.next(), words.next().and_then(|s| s.parse::<u64>().ok()));
    // The store may be ahead: it is written first.
    outside == Some(epoch) && seq.is_some_and(|seq| seq <= last_seq)
}

/// Starts a new epoch: numbers begin at 1 again and the next bundle is a full one.
pub fn renew_epoch(w: &mut Write<'_>, old: &str) -> Result<String> {
    let mut epoch = new_epoch()?;
    while epoch == old {
        epoch = new_epoch()?;
    }
    w.set(EPOCH, &epoch)?;
    Ok(epoch)
}

/// Writes the epoch and the last number given beside the store.
pub fn note_outside(home: &Path, epoch: &str, last_seq: u64) -> Result<()> {
    replace_file(&home.join(EPOCH), format!("{epoch} {last_seq:06}\n").as_bytes())
}

fn new_epoch() -> Result<String> {
    let [a, b] = seal::random()?;
    let epoch = format!("{a:02x}{b:02x}");
    debug_assert!(is_epoch(&epoch), "four hex digits");
    Ok(epoch)
}

/// Writes a small file so that either the old or the new one is there.
fn replace_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |e| Error::file(path, e);
    let part = path.with_extension("part");
    let mut file = File::create(&part).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    drop(file);
    fs::rename(&part, path).map_err(failed)
}
