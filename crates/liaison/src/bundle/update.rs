//! The file of an update: one plain tar that stock `tar`, `minisign` and `sha256sum` open and make. SHA256SUMS comes
//! first, its signature second: nothing the signature does not cover is read for its meaning, and nothing is
//! used before every digest agreed. The key is the program makers' own, never one of a roster.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::refuse;
use super::seal::{Digest, VerifyKey};
use super::ustar::Reader;
use crate::error::{Error, Result};
use crate::records::text::no_device;

/// How the file of an update ends: `liaison-0.2.0-windows-x86_64.rdu`.
pub const ENDS: &str = "rdu";
const SUMS: &str = "SHA256SUMS";
const SIGNATURE: &str = "SHA256SUMS.minisig";
const MANIFEST: &str = "MANIFEST.json";
const PROGRAM: &str = "program/";
const FORMAT: &str = "liaison-update/1";

/// SHA256SUMS, its signature, and the manifest, bytes each.
const SMALL: u64 = 64 << 10;
/// One file of the program, bytes.
const FILE: u64 = 512 << 20;
/// Files of the program.
const FILES: usize = 32;

/// What an update says of itself, once its signature and every digest agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    format: String,
    /// 0.2.0
    pub version: String,
    /// windows-x86_64, linux-x86_64
    pub platform: String,
    /// YYYY-MM-DD it was made.
    pub made_on: String,
    /// What is new, a sentence each.
    pub changes: Vec<String>,
}

/// Told of bytes done; stops the work by its error.
pub type Step<'a> = &'a mut dyn FnMut(u64) -> Result<()>;

/// Checks an update against the makers' key. With `into`, an empty folder of the caller's own, the files of
/// the program are put there: none may be used when this refuses.
pub fn check(path: &Path, key: &VerifyKey, into: Option<&Path>, step: Step<'_>) -> Result<Update> {
    if !fs::metadata(path).map_err(|e| Error::file(path, e))?.is_file() {
        return Err(refuse("这不是更新包文件"));
    }
    let file = File::open(path).map_err(|e| Error::file(path, e))?;
    check_what(BufReader::with_capacity(1 << 18, file), path, key, into, step)
}

/// The same of what is read from somewhere else; `path` is what it is called.
pub fn check_what(input: impl Read, path: &Path, key: &VerifyKey, into: Option<&Path>, step: Step<'_>) -> Result<Update> {
    let mut tar = Reader::new(input, path);
    let sums = first(&mut tar, SUMS)?;
    let signature = first(&mut tar, SIGNATURE)?;
    let comment = key.verify(&sums, &signature)?;
    let mut left = listed(&sums)?;

    let manifest = first(&mut tar, MANIFEST)?;
    agrees(&mut left, MANIFEST, &Digest::of(&manifest))?;
    let update: Update = serde_json::from_slice(&manifest).map_err(|_| refuse("更新包的说明不合规定"))?;
    if update.format != FORMAT {
        return Err(refuse("这个更新包的格式本程序不认得"));
    }
    // The comment is signed too: a signature made for one version serves no other.
    if comment != format!("{FORMAT} {} {}", update.version, update.platform) {
        return Err(refuse("签名里写的版本，与更新包的说明不一致"));
    }
    let mut done = 0;
    while let Some((name, size)) = tar.next()? {
        let plain = name.strip_prefix(PROGRAM).filter(|plain| is_plain(plain));
        let Some(plain) = plain.filter(|_| size <= FILE) else {
            return Err(refuse("更新包里有不该有的文件"));
        };
        let mut out = into
            .map(|folder| File::create_new(folder.join(plain)).map_err(|e| Error::file(folder, e)))
            .transpose()?;
        let mut digest = Digest::default();
        tar.pieces(|piece| {
            digest.update(piece);
            if let Some(file) = &mut out {
                file.write_all(piece).map_err(|e| Error::file(path, e))?;
            }
            done += piece.len() as u64;
            step(done)
        })?;
        if let Some(file) = &out {
            file.sync_all().map_err(|e| Error::file(path, e))?;
        }
        agrees(&mut left, &name, &digest.hex())?;
    }
    if !left.is_empty() {
        return Err(refuse("更新包不完整，可能没有拷完"));
    }
    Ok(update)
}

fn first(tar: &mut Reader<impl Read>, name: &str) -> Result<Vec<u8>> {
    match tar.next()? {
        Some((found, _)) if found == name => tar.small(SMALL),
        _ => Err(refuse("这不是本程序的更新包")),
    }
}

/// Digests by name, as `sha256sum` writes them.
fn listed(sums: &[u8]) -> Result<BTreeMap<String, String>> {
    let wrong = || refuse("更新包的校验单不合规定");
    let text = std::str::from_utf8(sums).map_err(|_| wrong())?;
    let mut all = BTreeMap::new();
    for line in text.lines() {
        let (sum, name) = line.split_once("  ").ok_or_else(wrong)?;
        if all.insert(name.to_owned(), sum.to_owned()).is_some() {
            return Err(wrong());
        }
    }
    let program = all.keys().filter(|name| name.starts_with(PROGRAM)).count();
    if all.len() != program + 1 || program == 0 || program > FILES {
        return Err(wrong());
    }
    Ok(all)
}

fn agrees(left: &mut BTreeMap<String, String>, name: &str, digest: &str) -> Result<()> {
    match left.remove(name) {
        Some(listed) if listed == digest => Ok(()),
        _ => Err(refuse("更新包被改动过，或没有拷完整")),
    }
}

/// A name that lies in its folder on every system, and is no device of Windows.
fn is_plain(name: &str) -> bool {
    (1..=80).contains(&name.len())
        && !name.starts_with('.')
        && !name.ends_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-+".contains(&b))
        && no_device(name.to_owned()) == name
}
