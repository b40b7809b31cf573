//! Keys, signatures and encryption: the only file of the bundle room that names a crypto
//! crate. `rdz/1` fixes Ed25519 (minisign, prehashed) and X25519 (age); nothing is negotiated.

use std::fmt::Write as _;
use std::io::{self, Cursor, Read, Write};
use std::str::FromStr;

use age::secrecy::ExposeSecret;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256, Sha512};
use zeroize::Zeroizing;

use super::{limits, refuse};
use crate::error::{Error, Result};

const UNTRUSTED: &str = "untrusted comment: ";
const TRUSTED: &str = "trusted comment: ";

fn broken(what: &str) -> Error {
    Error::Damaged(format!("{what}读不出来"))
}

/// A minisign secret key without a password, as text; it lives in the encrypted store.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SigningKey(Zeroizing<String>);

impl SigningKey {
    /// A fresh one.
    pub fn generate() -> Result<Self> {
        let pair = minisign::KeyPair::generate_unencrypted_keypair().map_err(|_| broken("系统随机数"))?;
        let text = pair.sk.to_box(Some("minisign secret key")).map_err(|_| broken("新密钥"))?;
        Ok(Self(Zeroizing::new(text.into_string())))
    }

    /// From the text `generate` wrote, or of a key file that `minisign -G -W` did.
    pub fn from_text(text: &str) -> Result<Self> {
        let key = Self(Zeroizing::new(text.to_owned()));
        key.secret()?;
        Ok(key)
    }

    fn secret(&self) -> Result<minisign::SecretKey> {
        let text = minisign::SecretKeyBox::from_string(&self.0).map_err(|_| broken("签名密钥"))?;
        let secret = text.into_unencrypted_secret_key().ok().or_else(|| without_checksum(&self.0));
        secret.ok_or_else(|| broken("签名密钥"))
    }

    /// Its public half.
    pub fn public(&self) -> Result<VerifyKey> {
        let public = minisign::PublicKey::from_secret_key(&self.secret()?).map_err(|_| broken("签名密钥"))?;
        Ok(VerifyKey(public.to_base64()))
    }

    /// Signs `data` (prehashed) under a trusted comment; answers the text of the `.minisig`.
    pub fn sign(&self, data: &[u8], trusted_comment: &str) -> Result<String> {
        let secret = self.secret()?;
        let signed = minisign::sign(None, &secret, data, Some(trusted_comment), Some("signature from minisign secret key"));
        Ok(signed.map_err(|_| broken("签名密钥"))?.into_string())
    }

    /// The same as two bare lines.
    pub fn sign_bare(&self, data: &[u8], trusted_comment: &str) -> Result<BareSignature> {
        let text = self.sign(data, trusted_comment)?;
        let parts = SignatureParts::parse(text.as_bytes())?;
        Ok(BareSignature {
            data: parts.signature.to_owned(),
            comment: parts.global.to_owned(),
        })
    }
}

/// A key of stock minisign without a password: 0.11 leaves zeros where its checksum belongs. Here
/// what it signs must hold under its own public half, so that a mistyped one is found out too.
fn without_checksum(text: &str) -> Option<minisign::SecretKey> {
    let bytes = Zeroizing::new(BASE64_STANDARD.decode(text.lines().nth(1)?).ok()?);
    // "Ed", no password, BLAKE2b; salt and cost; from 54 on key id, seed, public key; the checksum.
    if bytes.len() != 158 || !bytes.starts_with(b"Ed\0\0B2") || bytes[126..].iter().any(|b| *b != 0) {
        return None;
    }
    let secret = minisign::SecretKey::from_bytes(&bytes).ok()?;
    let public = minisign::PublicKey::from_secret_key(&secret).ok()?;
    minisign::sign(Some(&public), &secret, Cursor::new([]), Some(""), None).ok()?;
    Some(secret)
}

/// The two lines of a `.minisig` that are not words. With a trusted comment that is known from
/// elsewhere they are the whole of it, and stand as two lines in a text of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BareSignature {
    /// Line 2: of the data.
    pub data: String,
    /// Line 4: of that signature and the trusted comment.
    pub comment: String,
}

impl BareSignature {
    /// The text of the `.minisig`, for stock tools too.
    pub fn minisig(&self, trusted_comment: &str) -> String {
        format!("{UNTRUSTED}signature\n{}\n{TRUSTED}{trusted_comment}\n{}\n", self.data, self.comment)
    }
}

/// A minisign public key: the base64 line of a `.pub` file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VerifyKey(String);

impl VerifyKey {
    /// From a `.pub` file (two lines) or from its base64 line alone.
    pub fn from_text(text: &str) -> Result<Self> {
        let line = text
            .lines()
            .find(|l| !l.trim().is_empty() && !l.starts_with("untrusted comment:"))
            .unwrap_or("")
            .trim();
        let bytes = BASE64_STANDARD.decode(line).unwrap_or_default();
        if bytes.len() == 42 && bytes.starts_with(b"Ed") && minisign::PublicKey::from_base64(line).is_ok() {
            Ok(Self(line.to_owned()))
        } else {
            Err(refuse("这不是一把 minisign 公钥"))
        }
    }

    /// The base64 line.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text of its `.pub` file.
    pub fn file(&self) -> String {
        format!("untrusted comment: minisign public key\n{}\n", self.0)
    }

    /// The key id a signature names: a hint for finding the key, proof of nothing.
    pub fn id(&self) -> [u8; 8] {
        let bytes = BASE64_STANDARD.decode(&self.0).unwrap_or_default();
        bytes.get(2..10).and_then(|b| b.try_into().ok()).unwrap_or_default()
    }

    /// Whether both are one Ed25519 key. Its key id is only a label: what one of them signed
    /// holds under the other once the label is exchanged.
    pub fn is_same_key(&self, other: &VerifyKey) -> bool {
        let bytes = |key: &VerifyKey| BASE64_STANDARD.decode(&key.0).unwrap_or_default();
        bytes(self).get(10..) == bytes(other).get(10..)
    }

    /// Verifies `data` against the text of a `.minisig`; answers its trusted comment, which
    /// the caller must still compare. The untrusted comment is never looked at.
    pub fn verify(&self, data: &[u8], signature: &[u8]) -> Result<String> {
        let parts = SignatureParts::parse(signature)?;
        if parts.key_id != self.id() {
            return Err(refuse("签名用的不是这把公钥"));
        }
        let key = minisign::PublicKey::from_base64(&self.0).map_err(|_| refuse("这不是一把 minisign 公钥"))?;
        // Rebuilt from the parts just checked, so that the library sees nothing else.
        let text = format!("{UNTRUSTED}-\n{}\n{TRUSTED}{}\n{}\n", parts.signature, parts.comment, parts.global);
        let boxed = minisign::SignatureBox::from_string(&text).map_err(|_| refuse("签名文件的格式不对"))?;
        minisign::verify(&key, &boxed, Cursor::new(data), true, false, false).map_err(|_| refuse("签名不对，内容被改动过或不是这把密钥签的"))?;
        Ok(parts.comment.to_owned())
    }

    /// Verifies `data` and the trusted comment it must have been signed under.
    pub fn verify_bare(&self, data: &[u8], trusted_comment: &str, signature: &BareSignature) -> Result<()> {
        self.verify(data, signature.minisig(trusted_comment).as_bytes()).map(drop)
    }
}

/// The key id a `.minisig` names, unverified: a hint for finding the key in a roster.
pub fn signer_hint(signature: &[u8]) -> Result<[u8; 8]> {
    Ok(SignatureParts::parse(signature)?.key_id)
}

struct SignatureParts<'a> {
    key_id: [u8; 8],
    signature: &'a str,
    comment: &'a str,
    global: &'a str,
}

impl<'a> SignatureParts<'a> {
    /// Exactly four lines, LF, prehashed ("ED"), nothing after the last.
    fn parse(bytes: &'a [u8]) -> Result<Self> {
        let wrong = || refuse("签名文件的格式不对");
        if bytes.len() as u64 > limits::SIGNATURE || bytes.contains(&b'\r') {
            return Err(wrong());
        }
        let text = std::str::from_utf8(bytes).map_err(|_| wrong())?;
        let lines: Vec<&str> = text.strip_suffix('\n').ok_or_else(wrong)?.split('\n').collect();
        let [untrusted, signature, trusted, global] = lines[..] else {
            return Err(wrong());
        };
        let comment = trusted.strip_prefix(TRUSTED).filter(|_| untrusted.starts_with(UNTRUSTED)).ok_or_else(wrong)?;
        if comment.bytes().any(|b| !(b' '..=b'~').contains(&b)) {
            return Err(wrong());
        }
        let raw = BASE64_STANDARD.decode(signature).map_err(|_| wrong())?;
        let raw_global = BASE64_STANDARD.decode(global).map_err(|_| wrong())?;
        if raw.len() != 74 || raw_global.len() != 64 {
            return Err(wrong());
        }
        if &raw[..2] != b"ED" {
            return Err(refuse("签名不是 minisign 的预散列签名"));
        }
        let key_id = raw[2..10].try_into().map_err(|_| wrong())?;
        Ok(Self {
            key_id,
            signature,
            comment,
            global,
        })
    }
}

/// An age X25519 identity (`AGE-SECRET-KEY-1…`); it lives in the encrypted store.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Identity(Zeroizing<String>);

impl Identity {
    /// A fresh one.
    pub fn generate() -> Self {
        Self(Zeroizing::new(age::x25519::Identity::generate().to_string().expose_secret().to_owned()))
    }

    /// From the text of an `age-keygen` file: comment lines start with `#`.
    pub fn from_text(text: &str) -> Result<Self> {
        let line = text.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with('#')).unwrap_or("");
        let identity = Self(Zeroizing::new(line.to_owned()));
        identity.secret()?;
        Ok(identity)
    }

    fn secret(&self) -> Result<age::x25519::Identity> {
        age::x25519::Identity::from_str(&self.0).map_err(|_| broken("解密密钥"))
    }

    /// Its public half.
    pub fn public(&self) -> Result<Recipient> {
        Ok(Recipient(self.secret()?.to_public().to_string()))
    }

    /// The text of its key file, for printing or for stock `age -d -i`.
    pub fn file(&self) -> Result<Zeroizing<String>> {
        Ok(Zeroizing::new(format!("# public key: {}\n{}\n", self.public()?.as_str(), self.0.as_str())))
    }

    /// Decrypts a stream. Nothing read from it may be used before it ended without an error:
    /// age authenticates chunk by chunk.
    pub fn decrypt<'a, R: Read + 'a>(&self, sealed: R) -> Result<impl Read + use<'a, R>> {
        let identity = self.secret()?;
        let decryptor = age::Decryptor::new(sealed).map_err(|e| unsealed(&e))?;
        decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(|e| unsealed(&e))
    }
}

fn unsealed(error: &age::DecryptError) -> Error {
    match error {
        age::DecryptError::NoMatchingKeys => refuse("这个交接包不是加密给这把密钥的，打不开"),
        _ => refuse("加密部分已损坏，解不开"),
    }
}

/// An age X25519 recipient: `age1…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Recipient(String);

impl Recipient {
    /// From `age1…`.
    pub fn from_text(text: &str) -> Result<Self> {
        match age::x25519::Recipient::from_str(text) {
            Ok(recipient) if recipient.to_string() == text => Ok(Self(text.to_owned())),
            _ => Err(refuse("这不是一把 age 公钥")),
        }
    }

    /// `age1…`
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Encrypts what is written to it; `finish` must be called.
pub struct Encrypting<W: Write>(age::stream::StreamWriter<W>);

impl<W: Write> Encrypting<W> {
    /// To these recipients, writing to `out`.
    pub fn to(recipients: &[Recipient], out: W) -> io::Result<Self> {
        let mut keys = Vec::new();
        for recipient in recipients {
            keys.push(age::x25519::Recipient::from_str(&recipient.0).map_err(io::Error::other)?);
        }
        let encryptor = age::Encryptor::with_recipients(keys.iter().map(|k| k as &dyn age::Recipient)).map_err(io::Error::other)?;
        Ok(Self(encryptor.wrap_output(out)?))
    }

    /// Writes the last chunk; without it the file does not decrypt.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for Encrypting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Checks the head of an age file: X25519 stanzas only, as many as there are recipients.
/// Stanzas that mean nothing ("grease", which some age programs add) are passed over.
pub fn check_recipients(head: &[u8], recipients: usize) -> Result<()> {
    let wrong = || refuse("加密部分的开头不合规定");
    let mut lines = head.split(|b| *b == b'\n');
    if lines.next() != Some(b"age-encryption.org/v1") {
        return Err(wrong());
    }
    let mut found = 0;
    for line in lines {
        if line.starts_with(b"--- ") {
            return if found == recipients {
                Ok(())
            } else {
                Err(refuse("加密给了信封上没有写明的人"))
            };
        }
        if let Some(stanza) = line.strip_prefix(b"-> ") {
            let kind = stanza.split(|b| *b == b' ').next().unwrap_or_default();
            match kind {
                b"X25519" => found += 1,
                kind if kind.ends_with(b"-grease") => {}
                _ => return Err(refuse("加密方式不是规定的 X25519")),
            }
        }
    }
    Err(wrong())
}

/// SHA-256 of what passes through.
#[derive(Clone, Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Takes bytes in.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// 64 hex digits.
    pub fn hex(self) -> String {
        hex::encode(self.0.finalize())
    }

    /// Of bytes at hand.
    pub fn of(bytes: &[u8]) -> String {
        hex::encode(Sha256::digest(bytes))
    }
}

/// Eight groups of five digits over public keys, to be compared by telephone:
/// SHA-512 of `rdz/1 fingerprint` and the keys, one a line, each ending in LF; of each eight
/// bytes, as a big-endian number, the last five decimal digits.
pub fn fingerprint(keys: &[&str]) -> String {
    let mut hash = Sha512::new();
    hash.update(b"rdz/1 fingerprint\n");
    for key in keys {
        hash.update(key.as_bytes());
        hash.update(b"\n");
    }
    let mut groups = String::new();
    for eight in hash.finalize().chunks_exact(8) {
        let number = eight.iter().fold(0_u64, |n, b| (n << 8) | u64::from(*b));
        let _ = write!(groups, "{}{:05}", if groups.is_empty() { "" } else { " " }, number % 100_000);
    }
    groups
}

/// Random bytes of the system.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| broken("系统随机数"))?;
    Ok(bytes)
}
