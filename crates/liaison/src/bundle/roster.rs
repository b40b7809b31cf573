//! The county-signed roster: whose keys are trusted, and for which numbers. Nothing is
//! trusted on first use: the first roster comes from the county's own hand and its
//! fingerprint is compared by telephone; every later one must be signed by the same key, or by
//! one it handed over to.

use chrono::{DateTime, FixedOffset, SecondsFormat};

use super::handover::{self, Handover};
use super::lines::Lines;
use super::seal::{Recipient, SigningKey, VerifyKey, fingerprint};
use super::{limits, refuse};
use crate::error::{Error, Result};

const FORMAT: &str = "rdz-roster/1";

/// The county office and its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    /// JS-COUNTY
    pub code: String,
    /// Its name.
    pub name: String,
    /// Signs rosters and answers.
    pub signing: VerifyKey,
    /// Opens bundles.
    pub work: Recipient,
    /// Opens them when the work key is lost; its identity lies on paper.
    pub escrow: Recipient,
    /// Every change of the signing key, the oldest first; never one less in a later roster.
    pub handovers: Vec<Handover>,
}

/// What a roster is to a station that trusts another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The very same.
    Same,
    /// It takes the other's place.
    Newer,
    /// Signed by a key nothing trusted leads to: only a person can say whether it is the county's.
    Stranger,
}

/// One key pair of one station. A station with a new key has two lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// JS-017
    pub code: String,
    /// Its name.
    pub name: String,
    /// Signs its bundles.
    pub minisign: VerifyKey,
    /// Opens bundles for it.
    pub age: Recipient,
    /// First number this key may sign.
    pub valid_from_seq: u64,
    /// Last number this key may sign; None while it is in use.
    pub revoked_after_seq: Option<u64>,
}

impl Member {
    /// Eight groups of digits over both its keys, as on its slip.
    pub fn fingerprint(&self) -> String {
        fingerprint(&[self.minisign.as_str(), self.age.as_str()])
    }
}

/// A roster whose signature is in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// 1, 2, 3 …
    pub number: u64,
    /// When it was made.
    pub made_at: DateTime<FixedOffset>,
    /// The county.
    pub county: County,
    /// The stations.
    pub members: Vec<Member>,
    /// As signed.
    pub text: String,
    /// Text of its `.minisig`.
    pub signature: String,
}

/// Verifies a roster's text against its signature by the county key it carries. Whether
/// that key is the county's only a person or an earlier roster can say: see `follows`.
pub fn verify(text: &[u8], signature: &str) -> Result<Roster> {
    if text.len() > limits::ROSTER {
        return Err(refuse("名册文件大得不正常"));
    }
    let text = std::str::from_utf8(text).map_err(|_| refuse("名册不是规定的文字（UTF-8）"))?;
    let mut roster = parse(text)?;
    let comment = roster
        .county
        .signing
        .verify(text.as_bytes(), signature.as_bytes())
        .map_err(|e| refuse(format!("名册的签名核对不上：{e}")))?;
    if comment != trusted_comment(&roster.county.code, roster.number) {
        return Err(refuse("名册签名里写的单位和编号，与名册内容不一致"));
    }
    roster.signature = signature.to_owned();
    Ok(roster)
}

/// Makes and signs a roster.
pub fn make(number: u64, made_at: DateTime<FixedOffset>, county: County, members: Vec<Member>, key: &SigningKey) -> Result<Roster> {
    let text = print(number, made_at, &county, &members);
    let signature = key.sign(text.as_bytes(), &trusted_comment(&county.code, number))?;
    verify(text.as_bytes(), &signature)
}

fn trusted_comment(county: &str, number: u64) -> String {
    format!("{FORMAT} county={county} number={number}")
}

impl Roster {
    /// `roster-3.txt`; its signature adds `.minisig`.
    pub fn file_name(&self) -> String {
        format!("roster-{}.txt", self.number)
    }

    /// Eight groups of digits of the county's signing key.
    pub fn fingerprint(&self) -> String {
        fingerprint(&[self.county.signing.as_str()])
    }

    /// Whether it may replace the one in force: the same county, a signing key that is the
    /// same or was handed over to, a higher number. False when it is the very same roster.
    pub fn follows(&self, trusted: &Roster) -> Result<bool> {
        match self.compare(trusted)? {
            Next::Same => Ok(false),
            Next::Newer => Ok(true),
            Next::Stranger => Err(refuse("这份名册不是本站信任的那把县签名密钥签的")),
        }
    }

    /// The same, where a person can be asked about a key nothing leads to.
    pub fn compare(&self, trusted: &Roster) -> Result<Next> {
        let (new, old) = (&self.county, &trusted.county);
        if new.code != old.code {
            return Err(refuse(format!("这是 {} 的名册，本站属于 {}", new.code, old.code)));
        }
        if old.handovers.iter().any(|h| h.old.is_same_key(&new.signing)) {
            return Err(refuse("这份名册是县里已经换下的旧密钥签的"));
        }
        let known = new.signing == old.signing || new.handovers.iter().any(|h| h.old == old.signing);
        if !known {
            return Ok(Next::Stranger);
        }
        let Some(since) = new.handovers.strip_prefix(old.handovers.as_slice()) else {
            return Err(refuse("名册里少了或改了一次密钥交接"));
        };
        let reached = match since.first() {
            Some(next) => next.old == old.signing,
            None => new.signing == old.signing,
        };
        if !reached {
            return Err(refuse("名册里少了或改了一次密钥交接"));
        }
        // What the old key signed after it had handed over is not the county's word.
        if self.number < trusted.number || since.first().is_some_and(|h| h.number <= trusted.number) {
            return Err(refuse(format!("这是旧名册（第 {} 号），本站已经在用第 {} 号", self.number, trusted.number)));
        }
        if self.number == trusted.number && self.text != trusted.text {
            return Err(refuse(format!("第 {} 号名册有两份不同的内容", self.number)));
        }
        Ok(if self.number > trusted.number { Next::Newer } else { Next::Same })
    }

    /// Every key with whom it speaks for and from which to which number.
    pub fn speakers(&self) -> Vec<(&VerifyKey, &str, u64, u64)> {
        let stations = self
            .members
            .iter()
            .map(|m| (&m.minisign, m.code.as_str(), m.valid_from_seq, m.revoked_after_seq.unwrap_or(limits::SEQ)));
        std::iter::once((&self.county.signing, self.county.code.as_str(), 1, limits::SEQ))
            .chain(stations)
            .collect()
    }

    /// The keys in use of this station are in the roster.
    pub fn lists(&self, code: &str, key: &VerifyKey) -> bool {
        self.members
            .iter()
            .any(|m| m.code == code && m.minisign == *key && m.revoked_after_seq.is_none())
    }

    /// Stations, each counted once.
    pub fn stations(&self) -> u64 {
        let mut codes: Vec<&str> = self.members.iter().map(|m| m.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.len() as u64
    }
}

fn print(number: u64, made_at: DateTime<FixedOffset>, county: &County, members: &[Member]) -> String {
    let mut text = format!(
        "format: {FORMAT}\nnumber: {number}\nmade-at: {}\ncounty: {}\nname: {}\nsigning: {}\nwork: {}\nescrow: {}\n",
        made_at.to_rfc3339_opts(SecondsFormat::Secs, false),
        county.code,
        county.name,
        county.signing.as_str(),
        county.work.as_str(),
        county.escrow.as_str(),
    );
    for handover in &county.handovers {
        text.push_str(&handover.print());
    }
    for m in members {
        let revoked = m.revoked_after_seq.map_or_else(|| "none".to_owned(), |n| n.to_string());
        text.push_str(&format!(
            "\nstation: {}\nname: {}\nminisign: {}\nage: {}\nvalid-from-seq: {}\nrevoked-after-seq: {revoked}\n",
            m.code,
            m.name,
            m.minisign.as_str(),
            m.age.as_str(),
            m.valid_from_seq,
        ));
    }
    text
}

/// One spelling only, as with envelopes: printed again it must be the same.
fn parse(text: &str) -> Result<Roster> {
    match text.lines().next().and_then(|l| l.strip_prefix("format: rdz-roster/")) {
        Some("1") => {}
        Some(_) => return Err(Error::NotReady("这份名册是更新版本的程序做的，请先升级本程序".into())),
        None => return Err(refuse("这不是县里的名册文件")),
    }
    let body = text.strip_suffix('\n').ok_or_else(|| refuse("名册文件不完整"))?;
    let mut blocks = body.split("\n\n").peekable();
    let mut head = Lines::of(blocks.next().unwrap_or_default(), "名册");
    head.value("format")?;
    let number = head.number("number")?;
    let made_at = head.moment("made-at")?;
    let mut county = County {
        code: head.code("county")?,
        name: head.name()?,
        signing: head.verify_key("signing")?,
        work: head.recipient("work")?,
        escrow: head.recipient("escrow")?,
        handovers: Vec::new(),
    };
    head.end()?;
    while let Some(block) = blocks.next_if(|b| b.starts_with("handover: ")) {
        county.handovers.push(Handover::parse(block)?);
    }
    handover::check(&county.handovers, &county.code, &county.signing, number)?;
    let mut members: Vec<Member> = Vec::new();
    for block in blocks {
        let mut lines = Lines::of(block, "名册");
        let member = Member {
            code: lines.code("station")?,
            name: lines.name()?,
            minisign: lines.verify_key("minisign")?,
            age: lines.recipient("age")?,
            valid_from_seq: lines.number("valid-from-seq")?,
            revoked_after_seq: lines.number_or_none("revoked-after-seq")?,
        };
        lines.end()?;
        let twin = |key: &VerifyKey| member.minisign.is_same_key(key);
        let countys = twin(&county.signing) || county.handovers.iter().any(|h| twin(&h.old));
        let sealed = |to: &Recipient| member.age == *to;
        let taken = sealed(&county.work) || sealed(&county.escrow) || members.iter().any(|m| twin(&m.minisign) || sealed(&m.age));
        if member.code == county.code || countys || taken {
            return Err(refuse(format!("名册里 {} 的编码或密钥和别的单位重复", member.code)));
        }
        members.push(member);
    }
    if number == 0 || county.work == county.escrow || print(number, made_at, &county, &members) != text {
        return Err(refuse("名册的写法不合规定"));
    }
    Ok(Roster {
        number,
        made_at,
        county,
        members,
        text: text.to_owned(),
        signature: String::new(),
    })
}
