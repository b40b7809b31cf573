//! The keys of a home, its epoch, and the roster it trusts. Secret keys live in the
//! encrypted store and nowhere else; the epoch lives in the store *and* beside it, so that a
//! restored copy is noticed before it gives a number away twice.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use crate::bundle::envelope::is_epoch;
use crate::bundle::roster::{self, County, Roster};
use crate::bundle::seal::{self, Identity, SigningKey};
use crate::desk::{RosterAsk, Station, settings::Role};
use crate::error::{Error, Remark, Result};
use crate::folders;
use crate::store::{Store, Write};

/// Secret keys of this home.
#[derive(Serialize, Deserialize)]
pub struct Keys {
    /// Signs bundles; at the county also rosters.
    pub signing: SigningKey,
    /// Opens what is addressed to this home.
    pub identity: Identity,
    /// Identities this home had before, the newest first: what was sealed to them still opens.
    #[serde(default)]
    pub former: Vec<Identity>,
    /// A station's key the county knows, until it knows the one in use: it signs the slip too.
    #[serde(default)]
    pub known: Option<SigningKey>,
}

impl Keys {
    fn generate() -> Result<Self> {
        Ok(Self {
            signing: SigningKey::generate()?,
            identity: Identity::generate(),
            former: Vec::new(),
            known: None,
        })
    }

    /// All that open what is addressed to this home, the one in use first.
    pub fn identities(&self) -> Vec<Identity> {
        std::iter::once(&self.identity).chain(&self.former).cloned().collect()
    }
}

const KEYS: &str = "keys";
const EPOCH: &str = "epoch";
const ROSTER: &str = "roster";

/// Keys, epoch and roster of a new home, in the set-up's own commit. Answers the county's
/// escrow identity (to print once), or "" at a station.
pub fn begin(w: &mut Write<'_>, home: &Path, station: &Station, roster: Option<&Roster>, now: DateTime<FixedOffset>) -> Result<String> {
    let keys = Keys::generate()?;
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
                handovers: Vec::new(),
            };
            let roster = roster::make(1, now, county, Vec::new(), &keys.signing)?;
            keep_roster(w, &roster)?;
            write_roster(home, &roster)?;
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

/// Keeps other secret keys. Nothing of them is in the journal.
pub fn keep_keys(w: &mut Write<'_>, keys: &Keys) -> Result<()> {
    w.set_quietly(KEYS, keys)
}

/// New keys for a station. The key the county knows is kept to sign the slip, the identity to
/// open answers already on their way.
pub fn renewed(old: Keys, roster: Option<&Roster>, code: &str) -> Result<Keys> {
    let mut new = Keys::generate()?;
    let listed = match roster {
        Some(roster) => roster.lists(code, &old.signing.public()?),
        None => false,
    };
    // One that was renewed and never enrolled is no link to anything the county knows.
    new.known = if listed { Some(old.signing) } else { old.known.or(Some(old.signing)) };
    new.former = std::iter::once(old.identity).chain(old.former).collect();
    Ok(new)
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

/// Takes a roster that came by whatever way, if it follows the one in force: false when it is
/// that one. For a roster nothing trusted leads to only a person can speak: `trusting`.
pub fn take_roster(w: &mut Write<'_>, text: &str, signature: &str) -> Result<bool> {
    let new = roster::verify(text.as_bytes(), signature)?;
    let kept: Option<RosterAsk> = w.setting(ROSTER)?;
    let kept = kept.ok_or_else(|| Error::NotReady("还没有县里的名册，认不出这份是不是县里发的；请先把名册选进来".into()))?;
    let trusted = roster::verify(kept.text.as_bytes(), &kept.signature)?;
    let takes = new.follows(&trusted)?;
    if takes {
        keep_roster(w, &new)?;
        forget_known(w, &new)?;
    }
    Ok(takes)
}

/// The same for one that came inside an answer, which is the county's already: one that does not
/// follow is passed over.
pub fn take_roster_if_newer(w: &mut Write<'_>, came: &RosterAsk) -> Result<()> {
    match take_roster(w, &came.text, &came.signature) {
        Ok(_) | Err(Error::Untrusted(_) | Error::NotReady(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Once the roster names the key in use, the one before it has nothing left to sign.
pub fn forget_known(w: &mut Write<'_>, roster: &Roster) -> Result<()> {
    let (keys, station): (Option<Keys>, Option<Station>) = (w.setting(KEYS)?, w.setting("station")?);
    let (Some(mut keys), Some(station)) = (keys, station) else { return Ok(()) };
    if keys.known.is_some() && roster.lists(&station.code, &keys.signing.public()?) {
        keys.known = None;
        keep_keys(w, &keys)?;
    }
    Ok(())
}

/// Writes a roster the county signed, for handing out.
pub fn write_roster(home: &Path, roster: &Roster) -> Result<()> {
    let folder = home.join("roster");
    folders::make(&folder).map_err(|e| Error::file(&folder, e))?;
    put_roster(&folder, roster)
}

/// Puts a roster's two files in a folder: beside answers on a stick, so that a station can take
/// the roster that names the key before the answer signed with it.
pub fn put_roster(folder: &Path, roster: &Roster) -> Result<()> {
    replace_file(&folder.join(roster.file_name()), roster.text.as_bytes())?;
    replace_file(&folder.join(format!("{}.minisig", roster.file_name())), roster.signature.as_bytes())
}

/// Whether the keys of the home are there.
pub fn has_keys(store: &Store) -> Result<bool> {
    Ok(store.setting::<Keys>(KEYS)?.is_some())
}

/// The epoch the store believes in.
pub fn epoch_of(store: &Store) -> Result<String> {
    store.setting(EPOCH)?.ok_or_else(|| Error::Damaged("找不到本站的交接期号".into()))
}

/// Whether the store and the note beside it agree, and the note was written here. They don't
/// when an older copy of the store was put back, when the store came here without its note,
/// or when the home was copied with it.
pub fn epoch_holds(home: &Path, epoch: &str, given: u64) -> bool {
    let path = home.join(EPOCH);
    let note = fs::read_to_string(&path).unwrap_or_default();
    let mut words = note.split_whitespace();
    let (outside, seq) = (words.next(), words.next().and_then(|s| s.parse::<u64>().ok()));
    let own = fs::metadata(&path).is_ok_and(|file| words.next() == Some(&*birth(&file)));
    // The store may be ahead: it is written first.
    outside == Some(epoch) && seq.is_some_and(|seq| seq <= given) && own
}

/// When a file came to be, in nanoseconds, or `0` where the file system can't tell. Copying
/// makes another file: so a note that names its own birth tells a copied home, note and all,
/// from the first one.
fn birth(file: &fs::Metadata) -> String {
    let since = file.created().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    since.unwrap_or_default().as_nanos().to_string()
}

/// Starts a new epoch: numbers begin at 1 again and the next bundle is a full one. The store may
/// be an older copy, and the county know revisions that were lost here: what is written from
/// now on counts from a number above all of them.
pub fn renew_epoch(w: &mut Write<'_>, old: &str) -> Result<String> {
    let mut epoch = new_epoch()?;
    while epoch == old {
        epoch = new_epoch()?;
    }
    w.set(EPOCH, &epoch)?;
    w.raise_revisions()?;
    Ok(epoch)
}

/// Writes the epoch, how many numbers were given in it and the note's own birth beside the store.
pub fn note_outside(home: &Path, epoch: &str, given: u64) -> Result<()> {
    let path = home.join(EPOCH);
    let failed = |e| Error::file(&path, e);
    let note = |file: &fs::Metadata| format!("{epoch} {given:06} {}\n", birth(file));
    let named = replace(&path, |file| Ok(note(&file.metadata()?).into_bytes()))?;
    // Windows lets a file inherit the birth of one that just had its name: then it is
    // written over in place.
    let now = note(&fs::metadata(&path).map_err(failed)?).into_bytes();
    if now != named {
        let mut file = File::create(&path).map_err(failed)?;
        file.write_all(&now).and_then(|()| file.sync_all()).map_err(failed)?;
    }
    Ok(())
}

fn new_epoch() -> Result<String> {
    let [a, b] = seal::random()?;
    let epoch = format!("{a:02x}{b:02x}");
    debug_assert!(is_epoch(&epoch), "four hex digits");
    Ok(epoch)
}

/// Writes a small file so that either the old or the new one is there.
pub fn replace_file(path: &Path, bytes: &[u8]) -> Result<()> {
    replace(path, |_| Ok(bytes.to_vec())).map(drop)
}

/// The same with a text that may depend on the file; answers the text.
fn replace(path: &Path, text: impl FnOnce(&File) -> io::Result<Vec<u8>>) -> Result<Vec<u8>> {
    let failed = |e| Error::file(path, e);
    let part = path.with_extension("part");
    // One left by a power cut would keep its own birth.
    let _ = fs::remove_file(&part);
    let mut file = File::create(&part).map_err(failed)?;
    let bytes = text(&file).map_err(failed)?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(failed)?;
    drop(file);
    fs::rename(&part, path).map_err(failed)?;
    Ok(bytes)
}
