//! Beyond one database: stations' bundles as Parquet tables, for whatever engine a prefecture or
//! a province analyses them with. One file a noun and bundle, never changed once written, so they
//! can lie in object storage and be added to by many counties at once. `assets/sql/province.sql`
//! makes the newest records and the figures of them.
//!
//! A bundle is read by the very code that takes it in at the county: nothing is written before
//! signatures, digests and counts hold. Lines that do not read are named and left out, as there.

mod columns;
mod table;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use liaison::bundle::open::{self, Opened, Row};
use liaison::bundle::receive;
use liaison::bundle::roster::{self, Roster};
use liaison::bundle::seal::Identity;
use liaison::bundle::verify::{self, Trust};
use liaison::desk::Opening;
use liaison::records::{Noun, image};
use liaison::store::{self, SCHEMA};
use liaison::{Error, Result, desk};

use crate::args::ToParquet;
use crate::commands::text;
use crate::handoff::shown;
use crate::host::Host;
use crate::{out, trust};
use columns::Columns;
use table::{Held, Origin, Table};

/// The table of the bundles themselves: one row each. It is written last, so where it lies all do.
const BUNDLES: &str = "bundle";

/// What became of one file.
enum Outcome {
    Written {
        rows: u64,
        left_out: u64,
    },
    Again,
    /// The county's own answer to a station: nothing to take from it.
    Answer,
}

/// Writes the tables of every bundle named; false when one of them was not.
pub fn to_parquet(home: Option<PathBuf>, ask: &ToParquet) -> Result<bool> {
    let opening = opening(home, ask)?;
    std::fs::create_dir_all(&ask.out).map_err(|e| Error::file(&ask.out, e))?;
    let mut files = Vec::new();
    for path in &ask.paths {
        if path.is_dir() {
            files.extend(receive::find(path)?);
        } else {
            files.push(path.clone());
        }
    }
    for noun in Noun::SENT {
        table::columns(&ask.out, noun.table(), &Columns::of(*noun, ask.with_personal))?;
    }
    let (mut written, mut again, mut refused) = (0_u64, 0_u64, 0_u64);
    for file in &files {
        match one(file, &opening, ask) {
            Ok(Outcome::Written { rows, left_out }) => {
                written += 1;
                let more = if left_out > 0 {
                    format!("，另有 {left_out} 行没有写")
                } else {
                    String::new()
                };
                out::line(format!("{}\n  写好 {rows} 行{more}", file.display()))?;
            }
            Ok(Outcome::Again) => again += 1,
            Ok(Outcome::Answer) => {}
            // Nothing more can be written; a bad bundle is only its own trouble.
            Err(error @ (Error::DiskFull(_) | Error::ReadOnly(_))) => return Err(error),
            Err(error) => {
                refused += 1;
                out::line(format!("{}\n  没有写：{error}", file.display()))?;
            }
        }
    }
    out::line(format!("写好 {written} 个包，{again} 个以前写过，{refused} 个没有写。"))?;
    Ok(refused == 0)
}

/// Whom to trust and what opens: from the files named, else from the county's home.
fn opening(home: Option<PathBuf>, ask: &ToParquet) -> Result<Opening> {
    let Some(path) = &ask.roster else {
        return Host::open(home)?.working(|desk, _| desk::opening(desk));
    };
    let files = trust::roster_files(path)?;
    let roster = roster::verify(shown(&files["text"]).as_bytes(), &shown(&files["signature"]))?;
    let identities = ask.key.iter().map(|key| Identity::from_text(&text(key)?)).collect::<Result<_>>()?;
    Ok(Opening { roster, identities })
}

fn one(path: &Path, opening: &Opening, ask: &ToParquet) -> Result<Outcome> {
    let Opening { roster, identities } = opening;
    let mut opened = match opened(path, roster, identities) {
        Ok(opened) => opened,
        Err(_) if verify::file(path, roster).is_ok_and(|outer| outer.envelope.from == roster.county.code) => return Ok(Outcome::Answer),
        Err(error) => return Err(error),
    };
    let origin = Origin {
        county: opened.envelope.to.clone(),
        sender: opened.envelope.from.clone(),
        epoch: opened.envelope.epoch.clone(),
        seq: opened.envelope.seq,
        envelope_sha256: opened.envelope_sha256.clone(),
        with_personal: ask.with_personal,
    };
    if there(&ask.out, BUNDLES, &origin)? {
        return Ok(Outcome::Again);
    }
    // Tables of a run that did not come to its end stay; what is missing comes beside them.
    let mut done = BTreeSet::new();
    for noun in Noun::SENT {
        if there(&ask.out, noun.table(), &origin)? {
            done.insert(*noun);
        }
    }
    let mut tables: BTreeMap<Noun, Table> = BTreeMap::new();
    let (mut rows, mut left_out) = (0, 0);
    opened.rows(&mut |number, line| {
        let taken = line.and_then(|row| take(&row, &origin.sender));
        match taken {
            Ok(Some((noun, record, sha256))) => {
                rows += 1;
                if done.contains(&noun) {
                    return Ok(());
                }
                let table = match tables.entry(noun) {
                    Entry::Occupied(held) => held.into_mut(),
                    Entry::Vacant(free) => free.insert(Table::begin(&ask.out, noun.table(), Columns::of(noun, ask.with_personal), &origin)?),
                };
                table.push(&record, &sha256)
            }
            Ok(None) => Ok(()),
            Err(says) => {
                left_out += 1;
                out::line(format!("  第 {number} 行：{says}"))
            }
        }
    })?;
    // Only now is every byte of it known to be what was signed.
    for table in tables.into_values() {
        table.finish()?;
    }
    table::bundle_row(&ask.out, BUNDLES, &origin, &opened.envelope, rows, left_out)?;
    Ok(Outcome::Written { rows, left_out })
}

/// Whether this table lies there; anything else in its place is left and said.
fn there(out: &Path, name: &str, origin: &Origin) -> Result<bool> {
    match table::held(out, name, origin)? {
        Held::Nothing => Ok(false),
        Held::Same => Ok(true),
        Held::Other(says) => Err(Error::Untrusted(says)),
    }
}

fn opened(path: &Path, roster: &Roster, identities: &[Identity]) -> Result<Opened> {
    let file = verify::finished(path)?;
    open::open_file(file, path, Trust::Roster(roster), &roster.county.code, identities, SCHEMA, &mut |_, _| Ok(()))
}

/// A line's record with the digest of its image; none for what is no record (the journal, attachments).
fn take(row: &Row, sender: &str) -> std::result::Result<Option<(Noun, liaison::records::Kept, String)>, String> {
    let Some(noun) = Noun::SENT.iter().copied().find(|n| n.table() == row.is) else {
        return Ok(None);
    };
    let record = image::read(noun, &row.row, sender)?;
    let (_, sha256) = store::sent(&row.row).map_err(|e| e.to_string())?;
    Ok(Some((noun, record, sha256)))
}
