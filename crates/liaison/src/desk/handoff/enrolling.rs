//! Whom the county trusts: each enrolment and each revocation is a new roster, signed here and
//! written to the home folder's `roster/` for handing out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{RosterView, keys, view};
use crate::bundle::envelope::is_code;
use crate::bundle::limits;
use crate::bundle::roster::{self, Member, Roster};
use crate::bundle::seal::{Recipient, VerifyKey};
use crate::desk::{Call, Desk, Role, settings};
use crate::error::{Error, Remark, Result};

/// A station's slip: what it is and its public keys.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EnrolAsk {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Text of its minisign `.pub` file, or that file's base64 line.
    pub minisign: String,
    /// Its age recipient: age1…
    pub age: String,
}

/// A key that is no longer to be believed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RevokeAsk {
    /// The station's code.
    pub code: String,
    /// Last number its key in use may have signed.
    pub after_seq: u64,
}

/// Puts a station's keys in the roster.
pub fn roster_enrol(desk: &mut Desk, call: &mut Call<'_>, ask: EnrolAsk) -> Result<RosterView> {
    let mut remarks = Vec::new();
    let code = ask.code.trim().to_ascii_uppercase();
    let name = ask.name.trim().to_owned();
    if !is_code(&code) {
        remarks.push(Remark::new("code", "站点编码用字母、数字和横线，3 到 20 位，例如 JS-017"));
    }
    if !(1..=60).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        remarks.push(Remark::new("name", "请填写联络站名称（60 字以内）"));
    }
    let minisign = VerifyKey::from_text(&ask.minisign).map_err(|e| remarks.push(Remark::new("minisign", e.to_string())));
    let age = Recipient::from_text(ask.age.trim()).map_err(|e| remarks.push(Remark::new("age", e.to_string())));
    let (Ok(minisign), Ok(age), true) = (minisign, age, remarks.is_empty()) else {
        return Err(Error::Draft(remarks));
    };
    renew(desk, call, "登记站点密钥", |roster| {
        if code == roster.county.code {
            return Err(Error::Draft(vec![Remark::new("code", "这是县里自己的编码")]));
        }
        if let Some(known) = roster.members.iter().find(|m| m.minisign == minisign) {
            return Err(Error::Draft(vec![Remark::new("minisign", format!("这把密钥已经登记给 {}", known.code))]));
        }
        roster.members.push(Member {
            code,
            name,
            minisign,
            age,
            valid_from_seq: 1,
            revoked_after_seq: None,
        });
        Ok(())
    })
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

/// The next roster, with `change` made.
fn renew(desk: &mut Desk, call: &mut Call<'_>, deed: &str, change: impl FnOnce(&mut Roster) -> Result<()>) -> Result<RosterView> {
    let store = desk.store()?;
    if settings::station_of(store)?.role != Role::County {
        return Err(Error::NotAllowed("名册由县人大办公室来做；本站只能用县里给的名册".into()));
    }
    let mut old = keys::roster_of(store)?.ok_or_else(|| Error::Damaged("找不到县里的名册".into()))?;
    change(&mut old)?;
    let key = keys::keys_of(store)?.signing;
    let new = roster::make(old.number + 1, call.now, old.county, old.members, &key)?;
    let home = desk.home.clone();
    let (store, who) = desk.writing(call)?;
    store.transact(deed, &who, |w| {
        keys::keep_roster(w, &new)?;
        // In the commit's own time: a roster in force that nobody can be given is of no use.
        keys::write_roster(&home, &new)
    })?;
    view(store, &new)
}
