//! What the county reads stations' bundles with: whom it trusts, and what opens them.

use super::keys;
use crate::bundle::roster::Roster;
use crate::bundle::seal::Identity;
use crate::desk::{Desk, Role, settings};
use crate::error::{Error, Result};

/// Whom to trust, and the identities bundles are sealed for.
pub struct Opening {
    /// The roster in force.
    pub roster: Roster,
    /// Newest first.
    pub identities: Vec<Identity>,
}

/// This county's own. Never an answer of the contract: keys do not leave the process.
pub fn opening(desk: &mut Desk) -> Result<Opening> {
    let store = desk.store()?;
    if settings::station_of(store)?.role != Role::County {
        return Err(Error::NotAllowed("各站的交接包由县人大办公室来收；本站收的是县里的回执".into()));
    }
    Ok(Opening {
        roster: keys::roster_of(store)?.ok_or_else(|| Error::Damaged("找不到县里的名册".into()))?,
        identities: keys::keys_of(store)?.identities(),
    })
}
