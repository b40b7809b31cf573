//! The county's registers beside the plain records: which stations there are and which are not
//! in the register yet, whole tables of stations, units and members taken in at once, deputy
//! records of several stations that are one person, and who keeps in touch with whom.

mod importing;
mod members;
mod people;
mod stations;

use crate::error::{Error, Result};
use crate::store::Store;

use super::settings::{Role, station_of};

pub use importing::{ImportAsk, ImportDone, ImportLine, ImportLook, NounAsk, import_blank, import_look, import_take};
pub use members::{AssignAsk, Assigning, LinkLine, MemberLine, assign, assigning};
pub(super) use people::Persons;
pub use people::{
    DeputyLine, PairAsk, PartedPair, People, PersonCandidate, PersonDeeds, PersonLine, PersonPage, people, people_merge, people_part, people_undo, person,
};
pub(super) use stations::lines;
pub use stations::{SitesAdded, StationLine, StationsAsk, sites_add, stations};

/// Only the county keeps these.
fn county_only(store: &Store) -> Result<()> {
    if station_of(store)?.role == Role::County {
        Ok(())
    } else {
        Err(Error::NotAllowed("这由县人大办公室登记".into()))
    }
}
