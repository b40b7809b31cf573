//! The file of a backup: one plain tar of files that are encrypted already, so that stock `tar`,
//! `sha256sum`, `age` and `sqlcipher` open it. SHA256SUMS comes last and names every other member.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use super::place::{Part, Placed};
use super::refuse;
use super::seal::Digest;
use super::ustar::{Reader, Writer, fault};
use crate::error::{Error, Result};
use crate::folders;

/// The database, in a backup as in a home.
pub const DATABASE: &str = "station.db";
/// What is in it, as JSON.
pub const MANIFEST: &str = "MANIFEST.json";
/// How to open it by hand.
const ABOUT: (&str, &str) = ("RESTORE.txt", include_str!("backup.txt"));
const SUMS: &str = "SHA256SUMS";
/// A member that is not the database, bytes.
const SMALL: u64 = 1 << 20;
/// Members in all.
const MEMBERS: usize = 10_000;

/// Told of bytes done; stops the work by its error.
pub type Step<'a> = &'a mut dyn FnMut(u64) -> Result<()>;

/// Whether a backup may have a member of this name.
fn belongs(name: &str) -> bool {
    let inside = |folder: &str| name.strip_prefix(folder).is_some_and(|rest| !rest.contains('/'));
    [DATABASE, MANIFEST, ABOUT.0].contains(&name) || (inside("keys/") && name.ends_with(".age")) || inside("roster/")
}

/// Writes `folder/name`: the manifest, how to open it, and the files named. It gets its name only
/// after every byte was read back from the medium and agreed.
pub fn write(folder: &Path, name: &str, manifest: &[u8], files: &[(String, PathBuf)], step: Step<'_>) -> Result<Placed> {
    let part = Part::write(folder, name, |file| {
        let failed = |e| Error::file(folder, e);
        let mut sums = String::new();
        let mut tar = Writer::new(BufWriter::with_capacity(1 << 20, file));
        for (member, bytes) in [(MANIFEST, manifest), (ABOUT.0, ABOUT.1.as_bytes())] {
            sums += &format!("{}  {member}\n", Digest::of(bytes));
            tar.text(member, bytes).map_err(failed)?;
        }
        let mut done = 0;
        for (member, path) in files {
            let mut from = File::open(path).map_err(|e| Error::file(path, e))?;
            let size = from.metadata().map_err(|e| Error::file(path, e))?.len();
            let mut out = tar.member(member, size).map_err(failed)?;
            let mut digest = Digest::default();
            let mut piece = vec![0; 1 << 18];
            loop {
                let n = from.read(&mut piece).map_err(|e| Error::file(path, e))?;
                if n == 0 {
                    break;
                }
                digest.update(&piece[..n]);
                out.write_all(&piece[..n]).map_err(failed)?;
                done += n as u64;
                step(done)?;
            }
            out.end().map_err(failed)?;
            sums += &format!("{}  {member}\n", digest.hex());
        }
        tar.text(SUMS, sums.as_bytes()).map_err(failed)?;
        tar.finish().and_then(|mut out| out.flush()).map_err(failed)
    })?;
    read(part.read_back()?, part.target(), None, step)?;
    part.put()
}

/// Compares every member with its digest; answers the manifest. With `into`, an empty folder of
/// the caller's own, the members are put there: nothing in it may be used when this refuses.
pub fn check(path: &Path, into: Option<&Path>, step: Step<'_>) -> Result<Vec<u8>> {
    if !fs::metadata(path).map_err(|e| Error::file(path, e))?.is_file() {
        return Err(refuse("这不是一个备份文件"));
    }
    let file = File::open(path).map_err(|e| Error::file(path, e))?;
    read(file, path, into, step)
}

/// What a backup says of itself, before its bytes are compared with anything.
pub fn told(path: &Path) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(|e| Error::file(path, e))?;
    let mut tar = Reader::new(file, path);
    match tar.next()? {
        Some((name, _)) if name == MANIFEST => tar.small(SMALL),
        _ => Err(refuse("备份里没有清单")),
    }
}

fn read(input: impl Read, path: &Path, into: Option<&Path>, step: Step<'_>) -> Result<Vec<u8>> {
    let mut tar = Reader::new(input, path);
    let (mut found, mut manifest, mut sums) = (BTreeMap::new(), None, None);
    while let Some((name, size)) = tar.next()? {
        if sums.is_some() || found.len() >= MEMBERS {
            return Err(refuse("备份里多出了文件"));
        }
        if name == SUMS {
            sums = Some(tar.small(4 * SMALL)?);
            continue;
        }
        if !belongs(&name) {
            return Err(refuse(format!("备份里有不该有的文件“{name}”")));
        }
        if name != DATABASE && size > SMALL {
            return Err(refuse("备份里的说明文件大得不正常"));
        }
        let mut out = into.map(|folder| create(&folder.join(&name))).transpose()?;
        let mut digest = Digest::default();
        let mut kept = Vec::new();
        let mut done = 0;
        tar.pieces(|piece| {
            digest.update(piece);
            if name == MANIFEST {
                kept.extend_from_slice(piece);
            }
            if let (Some(file), Some(folder)) = (&mut out, into) {
                file.write_all(piece).map_err(|e| Error::file(folder, e))?;
            }
            done += piece.len() as u64;
            step(done)
        })?;
        if let (Some(file), Some(folder)) = (&out, into) {
            file.sync_all().map_err(|e| Error::file(folder, e))?;
        }
        if name == MANIFEST {
            manifest = Some(kept);
        }
        found.insert(name, digest.hex());
    }
    let listed: String = sums.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let listed: BTreeMap<String, String> = listed
        .lines()
        .filter_map(|line| line.split_once("  ").map(|(sum, name)| (name.to_owned(), sum.to_owned())))
        .collect();
    if found != listed || !found.contains_key(DATABASE) {
        return Err(refuse("备份和它的校验单不一致，可能没有拷完，或被改动过"));
    }
    manifest.ok_or_else(|| refuse("备份里没有清单"))
}

fn create(path: &Path) -> Result<File> {
    if let Some(folder) = path.parent() {
        folders::make(folder).map_err(|e| Error::file(folder, e))?;
    }
    File::create_new(path).map_err(|e| fault(path, &e))
}
