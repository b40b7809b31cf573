//! Whom the county trusts: each enrolment, revocation and change of the county's own keys is a
//! new roster, signed here and written to the home folder's `roster/` for handing out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::trusting::same_digits;
use super::{PlaceAsk, RosterView, keys, placing, view};
use crate::bundle::handover::Handover;
use crate::bundle::limits;
use crate::bundle::roster::{self, Member, Roster};
use crate::bundle::seal::{Identity, SigningKey};
use crate::bundle::slip::{self, Slip};
use crate::desk::{Call, Copied, Desk, Role, settings};
use crate::error::{Error, Remark, Result};

/// A slip as it came.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SlipText {
    /// Its text.
    pub text: String,
}

/// What a slip is to this county.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SlipRead {
    /// The station's code.
    pub code: String,
    /// Its name, as it says.
    pub name: String,
    /// Digit groups, to compare by telephone.
    pub fingerprint: String,
    /// known 已在册, rotation 旧密钥签过, fresh 要打电话.
    pub standing: String,
    /// The same in a sentence.
    pub says: String,
}

/// A slip to be taken in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SlipTake {
    /// Its text.
    pub text: String,
    /// The digits as the station read them out; "" where a key in the roster has signed.
    #[serde(default)]
    pub fingerprint: String,
}

/// Slips to be taken in; one roster comes of all.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MakeAsk {
    /// The slips.
    pub slips: Vec<SlipTake>,
}

/// A key that is no longer to be believed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RevokeAsk {
    /// The station's code.
    pub code: String,
    /// Last number its key in use may have signed.
    pub after_seq: u64,
}

/// Which of its own keys the county changes.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct RotateAsk {
    /// The key that signs rosters and answers; the old one hands over.
    #[serde(default)]
    pub signing: bool,
    /// The key that opens bundles.
    #[serde(default)]
    pub work: bool,
    /// The paper key.
    #[serde(default)]
    pub escrow: bool,
    /// The old signing key is in other hands: its word counts for nothing, and each station
    /// compares the new digits by telephone.
    #[serde(default)]
    pub stolen: bool,
}

/// The roster with the new keys.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Rotated {
    /// The roster.
    pub roster: RosterView,
    /// The new escrow identity to print, shown this once; or "".
    pub escrow: String,
}

/// Looks at a slip and changes nothing.
pub fn slip_read(desk: &mut Desk, _: &mut Call<'_>, ask: SlipText) -> Result<SlipRead> {
    let slip = slip::read(&ask.text)?;
    let roster = own_roster(desk)?;
    let standing = Standing::of(&slip, &roster)?;
    Ok(SlipRead {
        fingerprint: slip.fingerprint(),
        standing: standing.word().into(),
        says: standing.says(&slip),
        code: slip.station,
        name: slip.name,
    })
}

/// Takes slips in and makes the next roster.
pub fn roster_make(desk: &mut Desk, call: &mut Call<'_>, ask: MakeAsk) -> Result<RosterView> {
    if ask.slips.is_empty() {
        return Err(Error::NotReady("没有登记单，名册没有变".into()));
    }
    let mut slips = Vec::new();
    for take in &ask.slips {
        slips.push((slip::read(&take.text)?, take.fingerprint.as_str()));
    }
    renew(desk, call, "登记站点密钥", |roster| {
        slips.iter().try_for_each(|(slip, typed)| enrol(roster, slip, typed))
    })
}

/// Whom the county may believe that a slip is a station's.
enum Standing {
    /// Its very keys are in use in the roster.
    Known,
    /// A key in use of that station has signed it, and may go after this number.
    Rotation(u64),
    /// Only a person can say.
    Fresh,
}

impl Standing {
    fn of(slip: &Slip, roster: &Roster) -> Result<Self> {
        let code = &slip.station;
        if *code == roster.county.code {
            return Err(Error::Untrusted(format!("登记单上的编码 {code} 是县里自己的")));
        }
        if roster.lists(code, &slip.minisign) {
            return Ok(Self::Known);
        }
        if let Some(m) = roster.members.iter().find(|m| m.minisign.is_same_key(&slip.minisign) || m.age == slip.age) {
            let says = if m.code == *code {
                "这把密钥已经停用，不能再登记；请站里换一把新的".into()
            } else {
                format!("登记单上的密钥已经登记给 {}", m.code)
            };
            return Err(Error::Untrusted(says));
        }
        match &slip.replaces {
            Some((old, through)) if roster.lists(code, old) => Ok(Self::Rotation(*through)),
            _ => Ok(Self::Fresh),
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Rotation(_) => "rotation",
            Self::Fresh => "fresh",
        }
    }

    fn says(&self, slip: &Slip) -> String {
        let (code, name) = (&slip.station, &slip.name);
        match self {
            Self::Known => format!("{code} {name} 的这把密钥已经在名册里，不用再登记"),
            Self::Rotation(_) => format!("{code} {name} 换了新密钥，在册的旧密钥已经签名，可以直接登记"),
            Self::Fresh => format!("{code} {name} 的密钥还不认识。请按站里平时的号码打电话过去，让对方念登记单上的八组数字，照着听到的填"),
        }
    }
}

fn enrol(roster: &mut Roster, slip: &Slip, typed: &str) -> Result<()> {
    let standing = Standing::of(slip, roster)?;
    if !typed.is_empty() && !same_digits(typed, &slip.fingerprint()) {
        let says = format!("{} 的登记单和电话里念的数字不一样，没有登记", slip.station);
        return Err(Error::Draft(vec![Remark::new("fingerprint", says)]));
    }
    // A new key that came without the old one's word: the old one may be in other hands, and
    // the new one sends everything anyhow.
    let after = match standing {
        Standing::Known => return Ok(()),
        Standing::Rotation(through) => through,
        Standing::Fresh if typed.is_empty() => return Err(Error::Draft(vec![Remark::new("fingerprint", standing.says(slip))])),
        Standing::Fresh => 0,
    };
    for old in roster.members.iter_mut().filter(|m| m.code == slip.station && m.revoked_after_seq.is_none()) {
        old.revoked_after_seq = Some(after);
    }
    roster.members.push(Member {
        code: slip.station.clone(),
        name: slip.name.clone(),
        minisign: slip.minisign.clone(),
        age: slip.age.clone(),
        valid_from_seq: 1,
        revoked_after_seq: None,
    });
    Ok(())
}

/// Takes the keys a station uses out of use, from some number on.
pub fn roster_revoke(desk: &mut Desk, call: &mut Call<'_>, ask: RevokeAsk) -> Result<RosterView> {
    if ask.after_seq > limits::SEQ {
        return Err(Error::Draft(vec![Remark::new("after_seq", "号码最多六位")]));
    }
    renew(desk, call, "停用站点密钥", |roster| {
        let mut found = false;
        for member in &mut roster.members {
            if member.code == ask.code && member.revoked_after_seq.is_none() {
                member.revoked_after_seq = Some(ask.after_seq);
                found = true;
            }
        }
        let missing = || Error::NotReady(format!("名册里没有 {} 正在用的密钥", ask.code));
        if found { Ok(()) } else { Err(missing()) }
    })
}

/// Changes the county's own keys. Old identities stay: what is on its way still opens.
pub fn roster_rotate(desk: &mut Desk, call: &mut Call<'_>, ask: RotateAsk) -> Result<Rotated> {
    if !(ask.signing || ask.work || ask.escrow || ask.stolen) {
        return Err(Error::NotReady("请选好要换哪一把密钥".into()));
    }
    let mut new = keys::keys_of(desk.store()?)?;
    let mut old = own_roster(desk)?;
    let (number, county) = (old.number + 1, &mut old.county);
    if ask.signing || ask.stolen {
        let key = SigningKey::generate()?;
        if ask.stolen {
            county.handovers.clear();
        } else {
            county.handovers.push(Handover::make(&county.code, number, &new.signing, &key.public()?)?);
        }
        county.signing = key.public()?;
        new.signing = key;
    }
    if ask.work {
        let identity = Identity::generate();
        county.work = identity.public()?;
        new.former.insert(0, std::mem::replace(&mut new.identity, identity));
    }
    let mut paper = String::new();
    if ask.escrow {
        let identity = Identity::generate();
        county.escrow = identity.public()?;
        paper = identity.file()?.to_string();
    }
    let next = roster::make(number, call.now, old.county, old.members, &new.signing)?;
    put_in_force(desk, call, "更换县里密钥", &next, Some(&new))?;
    Ok(Rotated {
        roster: view(desk.store()?, &next)?,
        escrow: paper,
    })
}

/// The next roster, with `change` made; the old one where nothing changed.
fn renew(desk: &mut Desk, call: &mut Call<'_>, deed: &str, change: impl FnOnce(&mut Roster) -> Result<()>) -> Result<RosterView> {
    let before = own_roster(desk)?;
    let mut old = before.clone();
    change(&mut old)?;
    if old == before {
        return view(desk.store()?, &before);
    }
    let key = keys::keys_of(desk.store()?)?.signing;
    let new = roster::make(old.number + 1, call.now, old.county, old.members, &key)?;
    put_in_force(desk, call, deed, &new, None)?;
    view(desk.store()?, &new)
}

/// Puts the roster in force on a stick: a new station takes it before it can pack.
pub fn roster_put(desk: &mut Desk, call: &mut Call<'_>, ask: PlaceAsk) -> Result<Copied> {
    let roster = own_roster(desk)?;
    let folder = placing::folder_of(call, &ask.path)?;
    keys::put_roster(&folder, &roster)?;
    Ok(Copied {
        path: folder.join(roster.file_name()).display().to_string(),
    })
}

/// The roster this county made last; a station has none of its own.
fn own_roster(desk: &Desk) -> Result<Roster> {
    let store = desk.store()?;
    if settings::station_of(store)?.role != Role::County {
        return Err(Error::NotAllowed("名册由县人大办公室来做；本站只能用县里给的名册".into()));
    }
    keys::roster_of(store)?.ok_or_else(|| Error::Damaged("找不到县里的名册".into()))
}

fn put_in_force(desk: &mut Desk, call: &mut Call<'_>, deed: &str, new: &Roster, own: Option<&keys::Keys>) -> Result<()> {
    let home = desk.home.clone();
    let (store, who) = desk.writing(call)?;
    store.transact(deed, &who, |w| {
        if let Some(own) = own {
            keys::keep_keys(w, own)?;
        }
        keys::keep_roster(w, new)?;
        // In the commit's own time: a roster in force that nobody can be given is of no use.
        keys::write_roster(&home, new)
    })
}
