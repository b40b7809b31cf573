//! The enrolment slip: a station's public keys on one small text, signed with the new key,
//! which proves that it has it, and by the key it replaces where there was one. It proves
//! nothing of who the station is: that a person says, or a key the county knows already.

use chrono::{DateTime, FixedOffset, SecondsFormat};

use super::lines::{Lines, print_signature};
use super::seal::{Recipient, SigningKey, VerifyKey, fingerprint};
use super::{limits, refuse};
use crate::error::{Error, Result};

const FORMAT: &str = "rdz-slip/1";

/// What a station says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Its code.
    pub station: String,
    /// Its name.
    pub name: String,
    /// Signs its bundles.
    pub minisign: VerifyKey,
    /// Opens what is for it.
    pub age: Recipient,
    /// When the slip was made.
    pub made_at: DateTime<FixedOffset>,
    /// The key this one takes the place of, and the highest number that one has signed.
    pub replaces: Option<(VerifyKey, u64)>,
}

impl Slip {
    /// The lines that are signed.
    fn print(&self) -> String {
        let (key, through) = match &self.replaces {
            Some((key, through)) => (key.as_str(), *through),
            None => ("none", 0),
        };
        format!(
            "format: {FORMAT}\nstation: {}\nname: {}\nminisign: {}\nage: {}\nmade-at: {}\nreplaces: {key}\nreplaces-through: {through}\n",
            self.station,
            self.name,
            self.minisign.as_str(),
            self.age.as_str(),
            self.made_at.to_rfc3339_opts(SecondsFormat::Secs, false),
        )
    }

    fn comment(&self) -> String {
        format!("{FORMAT} station={}", self.station)
    }

    /// The slip's whole text. `old` signs too, and is the key it replaces.
    pub fn sign(&self, key: &SigningKey, old: Option<&SigningKey>) -> Result<String> {
        let said = self.print();
        let mut text = format!("{said}\n{}", print_signature("signature", &key.sign_bare(said.as_bytes(), &self.comment())?));
        if let Some(old) = old {
            text.push_str(&print_signature("old-signature", &old.sign_bare(said.as_bytes(), &self.comment())?));
        }
        read(&text)?;
        Ok(text)
    }

    /// Eight groups of digits over both keys.
    pub fn fingerprint(&self) -> String {
        fingerprint(&[self.minisign.as_str(), self.age.as_str()])
    }

    /// `slip-JS-017-48947.txt`: the first group tells a renewed one from the one before.
    pub fn file_name(&self) -> String {
        let digits = self.fingerprint();
        format!("slip-{}-{}.txt", self.station, digits.split(' ').next().unwrap_or_default())
    }
}

/// Reads a slip; its signatures hold when this answers.
pub fn read(text: &str) -> Result<Slip> {
    if text.len() > limits::SLIP {
        return Err(refuse("登记单文件大得不正常"));
    }
    match text.lines().next().and_then(|l| l.strip_prefix("format: rdz-slip/")) {
        Some("1") => {}
        Some(_) => return Err(Error::NotReady("这份登记单是更新版本的程序做的，请先升级本程序".into())),
        None => return Err(refuse("这不是站点登记单")),
    }
    let whole = text.strip_suffix('\n').ok_or_else(|| refuse("登记单不完整"))?;
    let (said, signed) = whole.split_once("\n\n").ok_or_else(|| refuse("登记单不完整"))?;
    let mut lines = Lines::of(said, "登记单");
    lines.value("format")?;
    let slip = Slip {
        station: lines.code("station")?,
        name: lines.name()?,
        minisign: lines.verify_key("minisign")?,
        age: lines.recipient("age")?,
        made_at: lines.moment("made-at")?,
        replaces: match (lines.verify_key_or_none("replaces")?, lines.number("replaces-through")?) {
            (Some(key), through) => Some((key, through)),
            (None, 0) => None,
            (None, _) => return Err(refuse("登记单里“replaces-through”这一行不对")),
        },
    };
    lines.end()?;
    let said = format!("{said}\n");
    if slip.print() != said {
        return Err(refuse("登记单的写法不合规定"));
    }
    let mut lines = Lines::of(signed, "登记单");
    let by = |key: &VerifyKey, lines: &mut Lines<'_>, name: &str| {
        let signature = lines.signature(name)?;
        key.verify_bare(said.as_bytes(), &slip.comment(), &signature)
            .map_err(|e| refuse(format!("登记单的签名核对不上：{e}")))
    };
    by(&slip.minisign, &mut lines, "signature")?;
    if let Some((old, _)) = &slip.replaces {
        if old.is_same_key(&slip.minisign) {
            return Err(refuse("登记单上新旧密钥是同一把"));
        }
        by(old, &mut lines, "old-signature")?;
    }
    lines.end()?;
    Ok(slip)
}
