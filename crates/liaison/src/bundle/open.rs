//! The inside of a bundle, for whoever holds a key to it. Nothing is unpacked to disk by
//! name, and no plain text touches a disk: the payload is decrypted twice in passing, once
//! to check every byte of it, once to hand its rows and attachments over. The second pass
//! checks again what it hands over, so a stick that answers differently is found out.
//!
//! Rows that do not read are handed over as a reason, not as an error: one bad record never
//! blocks a bundle. Whoever takes rows in must roll back when a pass ends in an error.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::envelope::{Envelope, newer};
use super::manifest::{Blob, Manifest};
use super::records::{Counts, Line, lines};
use super::seal::{Digest, Identity, VerifyKey};
use super::told::{Step, Told};
use super::ustar::{Reader, fault};
use super::verify::{self, Trust};
use super::{limits, refuse};
use crate::error::{Error, Result};

/// Where the rows lie.
const RECORDS: &str = "records.jsonl";

/// A bundle that is in order outside and inside.
pub struct Opened {
    /// Its envelope.
    pub envelope: Envelope,
    /// SHA-256 of its ENVELOPE.txt.
    pub envelope_sha256: String,
    /// Its manifest.
    pub manifest: Manifest,
    path: PathBuf,
    file: File,
    payload_at: u64,
    identity: Identity,
    sums: Vec<(String, String)>,
}

/// One line of records.jsonl.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is: a noun, `journal`, `attachment`, `station`.
    pub is: String,
    /// Its image, fields this program does not know included.
    pub row: Map<String, Value>,
}

/// Opens the bundle at `path`, addressed to `to`, with `identity`. `schema` is the newest
/// row images the program reads.
pub fn open(path: &Path, trust: Trust<'_>, to: &str, identity: &Identity, schema: u64) -> Result<Opened> {
    let file = verify::finished(path)?;
    open_file(file, path, trust, to, std::slice::from_ref(identity), schema, &mut |_, _| Ok(()))
}

/// Opens a bundle from a file at hand, with whichever of `identities` it was sealed for;
/// `path` is only for sentences.
pub fn open_file(mut file: File, path: &Path, trust: Trust<'_>, to: &str, identities: &[Identity], schema: u64, step: Step<'_>) -> Result<Opened> {
    file.seek(SeekFrom::Start(0)).map_err(|e| Error::file(path, e))?;
    // It is read twice: the outside with its digests, then what is inside.
    let size = file.metadata().map_err(|e| Error::file(path, e))?.len();
    let mut told = Told::new(&file, 0, size * 2, step);
    let seen = verify::outer(BufReader::with_capacity(1 << 18, &mut told), path, trust);
    let outer = told.outcome(seen)?;
    if outer.envelope.to != to {
        return Err(refuse(format!("这个交接包是给 {} 的，不是给本单位的", outer.envelope.to)));
    }
    let sealed_for = |i: &&Identity| i.public().is_ok_and(|public| outer.envelope.recipients.contains(&public));
    let identity = identities
        .iter()
        .find(sealed_for)
        .or(identities.first())
        .ok_or_else(|| refuse("没有解密密钥，打不开"))?;
    let signer = outer.envelope.signer.clone();
    let at = outer.payload_at;
    file.seek(SeekFrom::Start(at)).map_err(|e| Error::file(path, e))?;
    let mut told = Told::new((&file).take(outer.envelope.payload_size), size, size * 2, step);
    let examined = unsealed(&mut told, path, identity).and_then(|mut plain| examine(&mut plain, path, &outer.envelope, &signer));
    let (manifest, sums) = told.outcome(examined)?;
    if manifest.schema > schema {
        return Err(newer());
    }
    Ok(Opened {
        envelope: outer.envelope,
        envelope_sha256: outer.envelope_sha256,
        manifest,
        path: path.to_path_buf(),
        file,
        payload_at: at,
        identity: identity.clone(),
        sums,
    })
}

/// Given each member's name, size and bytes.
type TakeMember<'a> = &'a mut dyn FnMut(&str, u64, &mut Reader<&mut dyn Read>) -> Result<()>;

/// The payload's tar, decrypted and unpacked as it is read.
fn unsealed<'a, R: Read + 'a>(payload: R, path: &Path, identity: &Identity) -> Result<impl Read + use<'a, R>> {
    let sealed = BufReader::with_capacity(1 << 18, payload);
    let plain = identity.decrypt(sealed)?;
    let mut unpacked = zstd::Decoder::new(plain).map_err(|e| fault(path, &e))?;
    unpacked.window_log_max(limits::WINDOW_LOG).map_err(|e| fault(path, &e))?;
    Ok(unpacked)
}

/// Reads the members of the payload's tar in turn and gives each to `take` with its name and
/// size; what `take` leaves is passed over.
fn walk(plain: &mut dyn Read, path: &Path, take: TakeMember<'_>) -> Result<()> {
    let mut tar = Reader::new(plain, path);
    let (mut count, mut total) = (0, 0_u64);
    while let Some((name, size)) = tar.next()? {
        count += 1;
        total += size;
        if count > limits::BLOBS + 4 || total > limits::TOTAL {
            return Err(refuse("包里的内容多得不正常"));
        }
        let cap = match name.as_str() {
            "MANIFEST.json" | "SHA256SUMS" => limits::LISTING,
            "SHA256SUMS.minisig" => limits::SIGNATURE,
            RECORDS => limits::RECORDS,
            _ => limits::BLOB,
        };
        if size > cap {
            return Err(refuse(format!("包里的 {name} 大得不正常")));
        }
        take(&name, size, &mut tar)?;
        tar.pieces(|_| Ok(()))?;
    }
    Ok(())
}

/// Members' names and digests.
pub type Sums = Vec<(String, String)>;

/// The first pass over a payload's tar: every byte, nothing believed before the inner signature
/// holds under `signer`. What it answers is bound by that signature.
pub fn examine(plain: &mut dyn Read, path: &Path, envelope: &Envelope, signer: &VerifyKey) -> Result<(Manifest, Sums)> {
    let mut found: Vec<(String, String, u64)> = Vec::new();
    let (mut manifest, mut listing, mut signature) = (Vec::new(), None, None);
    walk(plain, path, &mut |name, size, tar| {
        if signature.is_some() {
            return Err(refuse("包里多了不该有的文件"));
        }
        match (found.len(), name) {
            (0, "MANIFEST.json") => {
                manifest = tar.small(limits::LISTING)?;
                found.push((name.to_owned(), Digest::of(&manifest), size));
            }
            (0, _) | (1, "SHA256SUMS") => return Err(refuse("包内文件的次序不对")),
            (_, "SHA256SUMS") => listing = Some(tar.small(limits::LISTING)?),
            (_, "SHA256SUMS.minisig") if listing.is_some() => signature = Some(tar.small(limits::SIGNATURE)?),
            (n, _) if listing.is_none() && ((n == 1) == (name == RECORDS)) && (n == 1 || name.starts_with("blobs/")) => {
                let mut digest = Digest::default();
                tar.pieces(|piece| {
                    digest.update(piece);
                    Ok(())
                })?;
                found.push((name.to_owned(), digest.hex(), size));
            }
            _ => return Err(refuse("包里多了不该有的文件，或次序不对")),
        }
        Ok(())
    })?;
    let (Some(listing), Some(signature)) = (listing, signature) else {
        return Err(refuse("包内少了校验清单或签名"));
    };
    if signer.verify(&listing, &signature)? != envelope.trusted_comment() {
        return Err(refuse("包内签名写的收发单位和编号，与信封不一致"));
    }
    let sums: String = found.iter().map(|(name, sha256, _)| format!("{sha256}  {name}\n")).collect();
    if listing != sums.as_bytes() {
        return Err(refuse("包内的内容和校验清单对不上"));
    }
    let manifest = Manifest::parse(&manifest)?;
    manifest.agrees(envelope)?;
    let listed: Vec<(String, &str, u64)> = manifest.blobs.iter().map(|b| (b.member(), b.sha256.as_str(), b.size)).collect();
    let held: Vec<(String, &str, u64)> = found[2..].iter().map(|(n, h, s)| (n.clone(), h.as_str(), *s)).collect();
    let total: u64 = found[1..].iter().map(|(_, _, s)| s).sum();
    if listed != held || manifest.total_size != total {
        return Err(refuse("包内的附件或大小和包内清单对不上"));
    }
    Ok((manifest, found.into_iter().map(|(name, sha256, _)| (name, sha256)).collect()))
}

/// Given each line's number, and its row or why it does not read.
pub type TakeLine<'a> = &'a mut dyn FnMut(u64, Line) -> Result<()>;
/// Given each attachment and its bytes.
pub type TakeBlob<'a> = &'a mut dyn FnMut(&Blob, &mut dyn Read) -> Result<()>;

impl Opened {
    /// Hands every row over, in order, then every attachment, in one pass. Neither may be kept
    /// when this ends in an error. Rows must count to what the manifest announces.
    pub fn contents(&mut self, take_line: TakeLine<'_>, take_blob: TakeBlob<'_>) -> Result<()> {
        self.prepared(
            &Some,
            &mut |number, line: &mut Option<Line>| line.take().map_or(Ok(()), |line| take_line(number, line)),
            take_blob,
        )
    }

    /// The same, each row as `prepare` made it on another thread, where it is dropped again too.
    pub fn prepared<T: Send>(
        &mut self,
        prepare: &(dyn Fn(Line) -> T + Sync),
        take_line: &mut dyn FnMut(u64, &mut T) -> Result<()>,
        take_blob: TakeBlob<'_>,
    ) -> Result<()> {
        let path = self.path.as_path();
        let records = self.sums.iter().find(|(n, _)| n == RECORDS).map(|(_, h)| h.as_str()).unwrap_or_default();
        let mut blobs = self.manifest.blobs.iter();
        let (mut whole, mut counts) = (false, Counts::default());
        self.file.seek(SeekFrom::Start(self.payload_at)).map_err(|e| Error::file(path, e))?;
        let payload = (&self.file).take(self.envelope.payload_size);
        let mut plain = unsealed(payload, path, &self.identity)?;
        walk(&mut plain, path, &mut |name, _, tar| {
            if name == RECORDS {
                let (sha256, counted) = lines(tar, path, prepare, take_line)?;
                (whole, counts) = (sha256 == records, counted);
                return if whole { Ok(()) } else { Err(changed()) };
            }
            if !name.starts_with("blobs/") {
                return Ok(());
            }
            let blob = blobs.next().filter(|b| b.member() == name).ok_or_else(changed)?;
            let mut read = Digested {
                input: tar,
                digest: Digest::default(),
            };
            take_blob(blob, &mut read)?;
            std::io::copy(&mut read, &mut std::io::sink()).map_err(|e| fault(path, &e))?;
            if read.digest.hex() == blob.sha256 { Ok(()) } else { Err(changed()) }
        })?;
        if !whole || blobs.next().is_some() {
            return Err(changed());
        }
        if counts.are(&self.manifest.rows) {
            Ok(())
        } else {
            Err(refuse("包里的记录条数和包内清单对不上"))
        }
    }

    /// Hands the rows alone over.
    pub fn rows(&mut self, take: TakeLine<'_>) -> Result<()> {
        self.contents(take, &mut |_, _| Ok(()))
    }
}

fn changed() -> Error {
    refuse("这个文件在读的过程中变了，U盘可能有问题")
}

impl Row {
    /// Reads one line; the reason when it does not read.
    pub fn read(line: &[u8]) -> std::result::Result<Self, String> {
        if depth(line) > limits::DEPTH {
            return Err("这一行的层次太深".into());
        }
        let value: Value = serde_json::from_slice(line).map_err(|_| "这一行读不出来".to_owned())?;
        match value {
            Value::Object(mut both) if both.len() == 2 => match (both.remove("is"), both.remove("row")) {
                (Some(Value::String(is)), Some(Value::Object(row))) => Ok(Self { is, row }),
                _ => Err("这一行缺少 is 或 row".into()),
            },
            _ => Err("这一行缺少 is 或 row".into()),
        }
    }
}

/// Deepest nesting of a JSON text, found without parsing it.
fn depth(text: &[u8]) -> usize {
    let (mut deepest, mut now, mut quoted, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in text {
        match (quoted, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => quoted = !quoted,
            (false, b'{' | b'[') => {
                now += 1;
                deepest = deepest.max(now);
            }
            (false, b'}' | b']') => now = now.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

struct Digested<'a, R: Read> {
    input: &'a mut R,
    digest: Digest,
}

impl<R: Read> Read for Digested<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> std::io::Result<usize> {
        let n = self.input.read(bytes)?;
        self.digest.update(&bytes[..n]);
        Ok(n)
    }
}
