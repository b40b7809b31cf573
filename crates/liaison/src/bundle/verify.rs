//! The outside of a bundle, checked with public keys alone: no database, no secret. The
//! order is the rule "verify before parse": signature → envelope → size → digest → the rest.
//! Every byte of the file is bound: members by digests, headers and VERIFY.txt by being a
//! function of the envelope. Only the untrusted comment is free, and it is never shown.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::Path;

use super::envelope::{Envelope, Kind};
use super::place::is_part;
use super::roster::Roster;
use super::seal::{self, Digest, VerifyKey};
use super::ustar::Reader;
use super::{limits, refuse};
use crate::error::{Error, Result};

/// Whom to believe.
#[derive(Clone, Copy)]
pub enum Trust<'a> {
    /// This one key.
    Key(&'a VerifyKey),
    /// Whoever the county's roster names.
    Roster(&'a Roster),
}

/// A bundle whose outside is in order.
#[derive(Debug, Clone)]
pub struct Outer {
    /// Its envelope.
    pub envelope: Envelope,
    /// SHA-256 of ENVELOPE.txt: what the next one names as `prev`, and what tells a replay
    /// from a fork.
    pub envelope_sha256: String,
    /// Where the payload begins in the file.
    pub payload_at: u64,
    /// Bytes of the file.
    pub size: u64,
}

impl<'a> From<&'a VerifyKey> for Trust<'a> {
    fn from(key: &'a VerifyKey) -> Self {
        Trust::Key(key)
    }
}

impl<'a> From<&'a Roster> for Trust<'a> {
    fn from(roster: &'a Roster) -> Self {
        Trust::Roster(roster)
    }
}

/// Checks the file at `path` against one public key, or a roster.
pub fn file<'a>(path: &Path, trust: impl Into<Trust<'a>>) -> Result<Outer> {
    let file = finished(path)?;
    outer(BufReader::with_capacity(1 << 18, file), path, trust.into())
}

/// Opens a bundle's file, unless its name says that it was not finished, or it is none: a
/// pipe would be waited for without end.
pub fn finished(path: &Path) -> Result<File> {
    if is_part(path) {
        return Err(refuse("这个文件没有写完（.part），不是交接包；请让对方重新装一个"));
    }
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(refuse("这不是交接包文件，是一个文件夹或别的东西"));
    }
    File::open(path).map_err(|e| Error::file(path, e))
}

/// Checks the outside of a bundle read from `input`; `path` is only for sentences.
pub fn outer(input: impl Read, path: &Path, trust: Trust<'_>) -> Result<Outer> {
    let mut tar = Reader::new(input, path);
    expect(&mut tar, "ENVELOPE.txt")?;
    let text = tar.small(limits::ENVELOPE)?;
    expect(&mut tar, "SHA256SUMS")?;
    let listing = tar.small(limits::ENVELOPE)?;
    expect(&mut tar, "SHA256SUMS.minisig")?;
    let signature = tar.small(limits::SIGNATURE)?;

    // The signature first; nothing it covers is read before.
    let (comment, keys) = signed(trust, &listing, &signature)?;
    let envelope_sha256 = Digest::of(&text);
    if !listing.starts_with(format!("{envelope_sha256}  ENVELOPE.txt\n").as_bytes()) {
        return Err(refuse("信封被改动过，和签名对不上"));
    }
    let envelope = Envelope::parse(&text)?;
    if comment != envelope.trusted_comment() {
        return Err(refuse("签名里写的收发单位和编号，与信封不一致"));
    }
    if listing != sums(&envelope_sha256, &envelope.payload_sha256).as_bytes() {
        return Err(refuse("校验清单（SHA256SUMS）的写法不合规定"));
    }
    if !keys.iter().any(|key| key.signs(&envelope)) {
        return Err(refuse(format!("签名用的密钥不能代表 {}，或已经停用", envelope.from)));
    }
    if let Trust::Roster(roster) = trust {
        direction(&envelope, &roster.county.code)?;
    }

    let size = expect(&mut tar, "payload.tar.zst.age")?;
    if size != envelope.payload_size {
        return Err(refuse("加密部分的大小和信封上写的不一致"));
    }
    let payload_at = tar.at();
    let mut digest = Digest::default();
    let mut head = Vec::new();
    tar.pieces(|piece| {
        digest.update(piece);
        if head.len() < limits::ENVELOPE as usize {
            head.extend_from_slice(&piece[..piece.len().min(limits::ENVELOPE as usize)]);
        }
        Ok(())
    })?;
    if digest.hex() != envelope.payload_sha256 {
        return Err(refuse("加密部分被改动过，或没有拷完整"));
    }
    seal::check_recipients(&head, envelope.recipients.len())?;

    expect(&mut tar, "VERIFY.txt")?;
    if tar.small(limits::VERIFY)? != instructions(&envelope).as_bytes() {
        return Err(refuse("包里的查验说明（VERIFY.txt）被改动过"));
    }
    match tar.next()? {
        None => Ok(Outer {
            envelope,
            envelope_sha256,
            payload_at,
            size: tar.at(),
        }),
        Some(_) => Err(refuse("包里多了不该有的文件")),
    }
}

/// Stations speak to the county, and only the county answers.
fn direction(envelope: &Envelope, county: &str) -> Result<()> {
    let answer = envelope.kind == Kind::Answer;
    let fits = if envelope.from == county { answer } else { envelope.to == county && !answer };
    if fits {
        Ok(())
    } else {
        Err(refuse("交接包只在站和县之间来往：站交给县，县答复站；这个包的收发单位不是这样"))
    }
}

/// A key that made a signature good, and for whom it may speak.
struct Speaker {
    key: VerifyKey,
    terms: Option<(String, u64, u64)>,
}

impl Speaker {
    fn signs(&self, envelope: &Envelope) -> bool {
        let may = self
            .terms
            .as_ref()
            .is_none_or(|(from, first, last)| *from == envelope.from && (*first..=*last).contains(&envelope.seq));
        may && self.key == envelope.signer
    }
}

/// Verifies the listing; answers the trusted comment and who may have signed.
fn signed(trust: Trust<'_>, listing: &[u8], signature: &[u8]) -> Result<(String, Vec<Speaker>)> {
    let speakers = match trust {
        Trust::Key(key) => vec![Speaker { key: key.clone(), terms: None }],
        Trust::Roster(roster) => {
            let id = seal::signer_hint(signature)?;
            let named = roster.speakers().into_iter().filter(|(key, ..)| key.id() == id);
            named
                .map(|(key, code, first, last)| Speaker {
                    key: key.clone(),
                    terms: Some((code.to_owned(), first, last)),
                })
                .collect()
        }
    };
    let mut failed = refuse("签名用的密钥不在名册里");
    let mut good: Vec<Speaker> = Vec::new();
    let mut comment = String::new();
    for speaker in speakers {
        match speaker.key.verify(listing, signature) {
            Ok(found) => {
                comment = found;
                good.push(speaker);
            }
            Err(error) => failed = error,
        }
    }
    if good.is_empty() { Err(failed) } else { Ok((comment, good)) }
}

/// The next member, which must bear this name.
fn expect<R: Read>(tar: &mut Reader<R>, name: &str) -> Result<u64> {
    match tar.next()? {
        Some((found, size)) if found == name => Ok(size),
        Some(_) => Err(refuse(format!("包里的文件次序不对：这里应当是 {name}"))),
        None => Err(refuse(format!("包里少了 {name}"))),
    }
}

/// The outer SHA256SUMS.
pub fn sums(envelope_sha256: &str, payload_sha256: &str) -> String {
    format!("{envelope_sha256}  ENVELOPE.txt\n{payload_sha256}  payload.tar.zst.age\n")
}

/// The text of VERIFY.txt: how to check and open this bundle with stock tools.
pub fn instructions(envelope: &Envelope) -> String {
    include_str!("verify.txt")
        .replace("{name}", &envelope.file_name())
        .replace("{from}", &envelope.from)
        .replace("{to}", &envelope.to)
        .replace("{made}", &envelope.made_at.format("%Y年%-m月%-d日").to_string())
        .replace("{comment}", &envelope.trusted_comment())
}
