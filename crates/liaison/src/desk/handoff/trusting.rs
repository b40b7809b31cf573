//! Which roster a station trusts. One that follows the roster in force is taken; one that
//! nothing trusted leads to (the first of all, or the county lost its signing key) is taken on a
//! person's word: the digits the county reads out over the telephone.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{RosterAsk, RosterView, keys, placing, view};
use crate::bundle::roster::{self, Next, Roster};
use crate::desk::{Call, Desk, Role, settings};
use crate::error::{Error, Remark, Result};

/// What a roster at hand is, before it is taken.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RosterLook {
    /// Its number.
    pub number: u64,
    /// Name of the county office.
    pub county: String,
    /// RFC 3339 when it was made.
    pub made_at: String,
    /// Digit groups of the county's signing key.
    pub fingerprint: String,
    /// Nothing trusted leads to its key: the digits must be compared by telephone.
    pub ask: bool,
    /// Another roster is in force here, by another key.
    pub replaces: bool,
}

/// A roster with the digits a person compared.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RosterConfirm {
    /// Text of `roster-<n>.txt`.
    pub text: String,
    /// Text of `roster-<n>.txt.minisig`.
    pub signature: String,
    /// Digit groups as the county read them out; spaces and dashes do not matter.
    #[serde(default)]
    pub fingerprint: String,
}

impl RosterConfirm {
    /// Whether a person heard the digits of this very roster, which was read from the text.
    pub fn compared(&self, roster: &Roster) -> std::result::Result<(), Remark> {
        if same_digits(&self.fingerprint, &roster.fingerprint()) {
            return Ok(());
        }
        let says = if self.fingerprint.trim().is_empty() {
            "请先打电话给县人大办公室，请对方念八组数字，照着听到的填"
        } else {
            "这八组数字和名册里的不一样。请不要采用这份名册，先打电话问清楚"
        };
        Err(Remark::new("fingerprint", says))
    }
}

/// Looks at a roster and changes nothing; at first start too.
pub fn roster_look(desk: &mut Desk, _: &mut Call<'_>, ask: RosterAsk) -> Result<RosterLook> {
    let new = roster::verify(ask.text.as_bytes(), &ask.signature)?;
    let trusted = match &desk.session {
        Some(session) => keys::roster_of(&session.store)?,
        None => None,
    };
    let next = trusted.as_ref().map(|t| new.compare(t)).transpose()?;
    Ok(RosterLook {
        number: new.number,
        county: new.county.name.clone(),
        made_at: new.made_at.to_rfc3339(),
        fingerprint: new.fingerprint(),
        ask: matches!(next, None | Some(Next::Stranger)),
        replaces: next == Some(Next::Stranger),
    })
}

/// Takes a roster in that follows the one in force. The first of all follows none: only
/// `roster_confirm` takes it.
pub fn roster_take(desk: &mut Desk, call: &mut Call<'_>, ask: RosterAsk) -> Result<RosterView> {
    let new = roster::verify(ask.text.as_bytes(), &ask.signature)?;
    let store = desk.store()?;
    keys::fits(&new, &settings::station_of(store)?)?;
    if keys::roster_of(store)?.is_none() {
        return Err(Error::NotReady(
            "这是本站的第一份名册，还没有核对，没有采用。请打电话给县人大办公室，请对方念八组数字，填对了再采用".into(),
        ));
    }
    let (store, who) = desk.writing(call)?;
    store.transact("更新名册", &who, |w| keys::take_roster(w, &ask.text, &ask.signature))?;
    view(desk.store()?, &new)
}

/// Takes a roster nothing trusted leads to, on a person's word. The county that lost its key may
/// have lost its records too: the next bundle is a full one, in a new epoch.
pub fn roster_confirm(desk: &mut Desk, call: &mut Call<'_>, ask: RosterConfirm) -> Result<RosterView> {
    let new = roster::verify(ask.text.as_bytes(), &ask.signature)?;
    let store = desk.store()?;
    let station = settings::station_of(store)?;
    if station.role != Role::Station {
        return Err(Error::NotAllowed("县里的名册由本机制作，不收别处的名册".into()));
    }
    keys::fits(&new, &station)?;
    ask.compared(&new).map_err(|remark| Error::Draft(vec![remark]))?;
    let next = keys::roster_of(store)?.map(|trusted| new.compare(&trusted)).transpose()?;
    match next {
        Some(Next::Same) => {}
        None | Some(Next::Newer) => put_in_force(desk, call, &new)?,
        Some(Next::Stranger) => {
            let _turn = placing::Turn::of(&desk.home)?;
            placing::settle(desk, call)?;
            let epoch = placing::epoch(desk, call)?;
            let home = desk.home.clone();
            let (store, who) = desk.writing(call)?;
            let renewed = store.transact("采用新的县签名密钥", &who, |w| {
                keys::keep_roster(w, &new)?;
                keys::forget_known(w, &new)?;
                keys::renew_epoch(w, &epoch)
            })?;
            keys::note_outside(&home, &renewed, 0)?;
        }
    }
    view(desk.store()?, &new)
}

fn put_in_force(desk: &mut Desk, call: &mut Call<'_>, new: &Roster) -> Result<()> {
    let (store, who) = desk.writing(call)?;
    store.transact("更新名册", &who, |w| {
        keys::keep_roster(w, new)?;
        keys::forget_known(w, new)
    })
}

/// Forty digits, however they were grouped.
pub(super) fn same_digits(typed: &str, ours: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect() };
    digits(typed) == digits(ours)
}
