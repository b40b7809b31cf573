//! ENVELOPE.txt: from whom, to whom, which number. One spelling only: what is read is
//! printed again and must come out the same to the byte.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::{Deserialize, Serialize};

use super::seal::{Digest, Recipient, VerifyKey};
use super::{limits, refuse};
use crate::error::{Error, Result};

/// The format this program writes and reads.
pub const FORMAT: &str = "rdz/1";

/// What a bundle holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Everything the sender holds.
    Full,
    /// What changed since the last receipt.
    Update,
    /// The county's receipt and returns.
    Answer,
}

impl Kind {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Full => "full",
            Kind::Update => "update",
            Kind::Answer => "answer",
        }
    }
}

/// The outside of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Sender's code.
    pub from: String,
    /// Receiver's code.
    pub to: String,
    /// Four hex digits: a new one after a restore, a clone or a lost key.
    pub epoch: String,
    /// 1, 2, 3 … in (from, to, epoch).
    pub seq: u64,
    /// SHA-256 of the previous ENVELOPE.txt of the chain; None for the first.
    pub prev: Option<String>,
    /// What it holds.
    pub kind: Kind,
    /// The sender has taken in the receiver's bundles up to this number, without a gap.
    pub acked_through: u64,
    /// SHA-256 of payload.tar.zst.age.
    pub payload_sha256: String,
    /// Its bytes.
    pub payload_size: u64,
    /// The sender's signing key. To be compared, never to be trusted for being here.
    pub signer: VerifyKey,
    /// County work key, county escrow key, the station's own key.
    pub recipients: Vec<Recipient>,
    /// Number of the roster the sender had.
    pub roster: u64,
    /// When it was made, with the sender's offset, whole seconds.
    pub made_at: DateTime<FixedOffset>,
}

impl Envelope {
    /// The text of ENVELOPE.txt.
    pub fn print(&self) -> String {
        let recipients: Vec<&str> = self.recipients.iter().map(Recipient::as_str).collect();
        format!(
            "format: {FORMAT}\nfrom: {}\nto: {}\nepoch: {}\nseq: {}\nprev: {}\nkind: {}\nacked-through: {}\n\
             payload-sha256: {}\npayload-size: {}\nsigner: {}\nrecipients: {}\nroster: {}\nmade-at: {}\n",
            self.from,
            self.to,
            self.epoch,
            self.seq,
            self.prev.as_deref().unwrap_or("none"),
            self.kind.word(),
            self.acked_through,
            self.payload_sha256,
            self.payload_size,
            self.signer.as_str(),
            recipients.join(" "),
            self.roster,
            self.made_at.to_rfc3339_opts(SecondsFormat::Secs, false),
        )
    }

    /// Reads ENVELOPE.txt. The format line is looked at first, so that a newer bundle is
    /// called newer and not broken.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let wrong = |key: &str| refuse(format!("信封上的“{key}”这一行不对"));
        let text = std::str::from_utf8(bytes)
            .ok()
            .filter(|t| t.is_ascii())
            .ok_or_else(|| refuse("信封不是规定的文字"))?;
        check_format(text)?;
        let mut lines = text.split('\n');
        let mut value = |key: &'static str| -> Result<&str> {
            lines
                .next()
                .and_then(|l| l.strip_prefix(key))
                .and_then(|l| l.strip_prefix(": "))
                .ok_or_else(|| wrong(key))
        };
        let number = |key: &'static str, text: &str, cap: u64| -> Result<u64> { text.parse::<u64>().ok().filter(|n| *n <= cap).ok_or_else(|| wrong(key)) };
        value("format")?;
        let envelope = Self {
            from: value("from")?.to_owned(),
            to: value("to")?.to_owned(),
            epoch: value("epoch")?.to_owned(),
            seq: number("seq", value("seq")?, limits::SEQ)?,
            prev: Some(value("prev")?).filter(|v| *v != "none").map(str::to_owned),
            kind: match value("kind")? {
                "full" => Kind::Full,
                "update" => Kind::Update,
                "answer" => Kind::Answer,
                _ => return Err(wrong("kind")),
            },
            acked_through: number("acked-through", value("acked-through")?, limits::SEQ)?,
            payload_sha256: value("payload-sha256")?.to_owned(),
            payload_size: number("payload-size", value("payload-size")?, limits::PAYLOAD)?,
            signer: VerifyKey::from_text(value("signer")?).map_err(|_| wrong("signer"))?,
            recipients: value("recipients")?
                .split(' ')
                .map(Recipient::from_text)
                .collect::<Result<_>>()
                .map_err(|_| wrong("recipients"))?,
            roster: number("roster", value("roster")?, limits::SEQ)?,
            made_at: moment(value("made-at")?).ok_or_else(|| wrong("made-at"))?,
        };
        envelope.check()?;
        if envelope.print() != text {
            return Err(refuse("信封的写法不合规定"));
        }
        Ok(envelope)
    }

    /// The rules single lines must keep.
    pub fn check(&self) -> Result<()> {
        let says = |fits: bool, key: &str| {
            if fits {
                Ok(())
            } else {
                Err(refuse(format!("信封上的“{key}”这一行不对")))
            }
        };
        says(is_code(&self.from), "from")?;
        says(is_code(&self.to) && self.to != self.from, "to")?;
        says(is_epoch(&self.epoch), "epoch")?;
        says((1..=limits::SEQ).contains(&self.seq), "seq")?;
        says(self.prev.as_deref().is_none_or(is_sha256) && (self.prev.is_none() == (self.seq == 1)), "prev")?;
        says(is_sha256(&self.payload_sha256), "payload-sha256")?;
        says((1..=limits::PAYLOAD).contains(&self.payload_size), "payload-size")?;
        let r = &self.recipients;
        says(r.len() == 3 && r[0] != r[1] && r[0] != r[2] && r[1] != r[2], "recipients")
    }

    /// The trusted comment of both signatures.
    pub fn trusted_comment(&self) -> String {
        format!("{FORMAT} from={} to={} epoch={} seq={}", self.from, self.to, self.epoch, self.seq)
    }

    /// The bundle's file name: JS-017_e3f9_000042.rdz. An answer names its receiver too, for
    /// those to many stations lie in one folder: JS-COUNTY_JS-017_77aa_000003.rdz.
    pub fn file_name(&self) -> String {
        let Self { from, to, epoch, seq, .. } = self;
        match self.kind {
            Kind::Full | Kind::Update => format!("{from}_{epoch}_{seq:06}.rdz"),
            Kind::Answer => format!("{from}_{to}_{epoch}_{seq:06}.rdz"),
        }
    }

    /// SHA-256 of ENVELOPE.txt, which the next bundle of the chain names as `prev`.
    pub fn sha256(&self) -> String {
        Digest::of(self.print().as_bytes())
    }
}

fn check_format(text: &str) -> Result<()> {
    let version = text.lines().next().and_then(|l| l.strip_prefix("format: rdz/"));
    match version {
        Some("1") => Ok(()),
        Some(_) => Err(newer()),
        None => Err(refuse("这不是交接包的信封")),
    }
}

/// Newer than this program: refused in words, nothing touched.
pub(super) fn newer() -> Error {
    Error::NotReady("这个交接包是更新版本的程序做的，收包的程序需要先升级".into())
}

/// RFC 3339 in whole seconds; not a leap second, which many readers don't know.
pub(super) fn moment(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok().filter(|at| at.timestamp_subsec_nanos() == 0)
}

/// Codes as the county gives them: JS-017.
pub fn is_code(code: &str) -> bool {
    (3..=20).contains(&code.len())
        && code.as_bytes()[0].is_ascii_alphanumeric()
        && code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'-')
}

/// Four lower-case hex digits.
pub fn is_epoch(epoch: &str) -> bool {
    epoch.len() == 4 && is_hex(epoch)
}

/// Sixty-four lower-case hex digits.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && is_hex(text)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
