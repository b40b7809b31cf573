//! Small signed texts of `key: value` lines in one order: rosters, slips, handovers. One
//! spelling only: whoever reads one prints it again and compares.

use chrono::{DateTime, FixedOffset};

use super::envelope::{is_code, moment};
use super::seal::{BareSignature, Recipient, VerifyKey};
use super::{limits, refuse};
use crate::error::{Error, Result};

/// The lines of one block, taken in turn.
pub struct Lines<'a> {
    what: &'static str,
    lines: std::str::Split<'a, char>,
}

impl<'a> Lines<'a> {
    /// Of a block without its last LF; `what` is what people call the text: 名册, 登记单.
    pub fn of(block: &'a str, what: &'static str) -> Self {
        Self {
            what,
            lines: block.split('\n'),
        }
    }

    fn wrong(&self, key: &str) -> Error {
        refuse(format!("{}里“{key}”这一行不对", self.what))
    }

    /// The next line's value; the line must be of this key.
    pub fn value(&mut self, key: &str) -> Result<&'a str> {
        let next = self.lines.next().and_then(|l| l.strip_prefix(key)).and_then(|l| l.strip_prefix(": "));
        next.ok_or_else(|| self.wrong(key))
    }

    /// 0 … 999999
    pub fn number(&mut self, key: &str) -> Result<u64> {
        let value = self.value(key)?;
        value.parse().ok().filter(|n| *n <= limits::SEQ).ok_or_else(|| self.wrong(key))
    }

    /// The same, or None for `none`.
    pub fn number_or_none(&mut self, key: &str) -> Result<Option<u64>> {
        match self.value(key)? {
            "none" => Ok(None),
            value => value.parse().ok().filter(|n| *n <= limits::SEQ).map(Some).ok_or_else(|| self.wrong(key)),
        }
    }

    /// A unit's code.
    pub fn code(&mut self, key: &str) -> Result<String> {
        let value = self.value(key)?;
        if is_code(value) { Ok(value.to_owned()) } else { Err(self.wrong(key)) }
    }

    /// A unit's name.
    pub fn name(&mut self) -> Result<String> {
        let name = self.value("name")?;
        if is_name(name) { Ok(name.to_owned()) } else { Err(self.wrong("name")) }
    }

    /// A moment in whole seconds.
    pub fn moment(&mut self, key: &str) -> Result<DateTime<FixedOffset>> {
        let value = self.value(key)?;
        moment(value).ok_or_else(|| self.wrong(key))
    }

    /// A minisign public key.
    pub fn verify_key(&mut self, key: &str) -> Result<VerifyKey> {
        let value = self.value(key)?;
        VerifyKey::from_text(value).map_err(|_| self.wrong(key))
    }

    /// The same, or None for `none`.
    pub fn verify_key_or_none(&mut self, key: &str) -> Result<Option<VerifyKey>> {
        match self.value(key)? {
            "none" => Ok(None),
            value => VerifyKey::from_text(value).map(Some).map_err(|_| self.wrong(key)),
        }
    }

    /// An age recipient.
    pub fn recipient(&mut self, key: &str) -> Result<Recipient> {
        let value = self.value(key)?;
        Recipient::from_text(value).map_err(|_| self.wrong(key))
    }

    /// Two lines of a signature: `<key>`, `<key>-comment`.
    pub fn signature(&mut self, key: &str) -> Result<BareSignature> {
        Ok(BareSignature {
            data: self.value(key)?.to_owned(),
            comment: self.value(&format!("{key}-comment"))?.to_owned(),
        })
    }

    /// No line is left.
    pub fn end(mut self) -> Result<()> {
        match self.lines.next() {
            None => Ok(()),
            Some(_) => Err(refuse(format!("{}里多了不该有的行", self.what))),
        }
    }
}

/// 1–60 characters, none of them a control character, no space at either end.
pub fn is_name(name: &str) -> bool {
    (1..=60).contains(&name.chars().count()) && !name.chars().any(char::is_control) && name.trim() == name
}

/// Two lines as `Lines::signature` reads them.
pub fn print_signature(key: &str, signature: &BareSignature) -> String {
    format!("{key}: {}\n{key}-comment: {}\n", signature.data, signature.comment)
}
