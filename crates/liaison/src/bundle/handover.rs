//! A county's change of signing keys: the old key says which key comes after it. Rosters carry
//! every such statement for ever, so that a station which skipped some walks from the key it
//! trusts to the one in use. Of a stolen key a statement is worth nothing: see FORMAT.md.

use super::lines::{Lines, print_signature};
use super::refuse;
use super::seal::{BareSignature, SigningKey, VerifyKey};
use crate::error::Result;

const FORMAT: &str = "rdz-handover/1";

/// One key handing over to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// Number of the first roster the new key signs.
    pub number: u64,
    /// The key that goes.
    pub old: VerifyKey,
    /// The key that comes.
    pub new: VerifyKey,
    /// By the key that goes.
    pub signature: BareSignature,
}

impl Handover {
    /// The old key speaks.
    pub fn make(county: &str, number: u64, old: &SigningKey, new: &VerifyKey) -> Result<Self> {
        let from = old.public()?;
        let text = statement(county, number, &from, new);
        Ok(Self {
            number,
            signature: old.sign_bare(text.as_bytes(), &comment(county, number))?,
            old: from,
            new: new.clone(),
        })
    }

    /// Whether the old key said so, of this county.
    pub fn verify(&self, county: &str) -> Result<()> {
        let text = statement(county, self.number, &self.old, &self.new);
        self.old
            .verify_bare(text.as_bytes(), &comment(county, self.number), &self.signature)
            .map_err(|_| refuse("名册里的密钥交接不是旧密钥签的"))
    }

    /// A block of a roster.
    pub(super) fn print(&self) -> String {
        format!(
            "\nhandover: {}\nold: {}\nnew: {}\n{}",
            self.number,
            self.old.as_str(),
            self.new.as_str(),
            print_signature("signature", &self.signature)
        )
    }

    /// Reads one.
    pub(super) fn parse(block: &str) -> Result<Self> {
        let mut lines = Lines::of(block, "名册");
        let handover = Self {
            number: lines.number("handover")?,
            old: lines.verify_key("old")?,
            new: lines.verify_key("new")?,
            signature: lines.signature("signature")?,
        };
        lines.end()?;
        Ok(handover)
    }
}

/// What the old key signs; the page of the format shows one.
pub fn statement(county: &str, number: u64, old: &VerifyKey, new: &VerifyKey) -> String {
    format!(
        "format: {FORMAT}\ncounty: {county}\nnumber: {number}\nold: {}\nnew: {}\n",
        old.as_str(),
        new.as_str()
    )
}

fn comment(county: &str, number: u64) -> String {
    format!("{FORMAT} county={county} number={number}")
}

/// One unbroken chain that ends in the key in use: each statement holds, each new key is the
/// next one's old, no key stands twice, numbers grow, none is beyond the roster's.
pub(super) fn check(all: &[Handover], county: &str, signing: &VerifyKey, roster: u64) -> Result<()> {
    let Some(last) = all.last() else { return Ok(()) };
    let broken = || refuse("名册里的密钥交接前后接不上");
    let linked = all.windows(2).all(|w| w[0].new == w[1].old && w[0].number < w[1].number);
    if !linked || last.new != *signing || last.number > roster || all[0].number < 2 {
        return Err(broken());
    }
    let mut keys: Vec<&VerifyKey> = all.iter().map(|h| &h.old).collect();
    keys.push(signing);
    for (at, key) in keys.iter().enumerate() {
        if keys[..at].iter().any(|k| k.is_same_key(key)) {
            return Err(broken());
        }
    }
    all.iter().try_for_each(|h| h.verify(county))
}
