//! What a line needs beyond its own record: names of deputies and groups, the store to
//! ask for the rest, and the day the ledger is true for.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::Frame;
use crate::error::Result;
use crate::records::Noun;
use crate::store::{Person, Store};

/// Names, links and the cut-off of one writing.
pub(super) struct Books<'a> {
    /// The open store.
    pub store: &'a Store,
    /// The last day of the period, or today when that is still to come.
    pub cutoff: NaiveDate,
    people: HashMap<String, Person>,
    groups: HashMap<String, String>,
    member_of: HashMap<String, Vec<String>>,
    stations: BTreeMap<String, String>,
    /// The one station there is, where there are no others.
    alone: Option<String>,
}

impl<'a> Books<'a> {
    /// Reads the names once; deputies and groups are few, even over several terms.
    pub(super) fn open(store: &'a Store, frame: &Frame) -> Result<Self> {
        let mut groups = HashMap::new();
        let mut member_of: HashMap<String, Vec<String>> = HashMap::new();
        for group in store.group_members()? {
            if group.live {
                for member in group.members {
                    member_of.entry(member).or_default().push(group.name.clone());
                }
            }
            groups.insert(group.id, group.name);
        }
        Ok(Self {
            store,
            cutoff: frame.cutoff(),
            people: store.people()?,
            groups,
            member_of,
            stations: frame.stations.clone().unwrap_or_default(),
            alone: frame.stations.is_none().then(|| frame.unit.clone()),
        })
    }

    /// A deputy, also one who left or was deleted since.
    pub(super) fn person(&self, id: &str) -> Option<&Person> {
        self.people.get(id)
    }

    /// The name of one deputy or group, or of one of the county's few other records; "" when there is none.
    pub(super) fn name(&self, noun: Noun, id: &str) -> Result<Cow<'_, str>> {
        Ok(match noun {
            _ if id.is_empty() => "".into(),
            Noun::Deputy => self.people.get(id).map_or("", |p| &p.name).into(),
            Noun::Group => self.groups.get(id).map_or("", String::as_str).into(),
            _ => self.store.get(noun, id)?.map_or_else(String::new, |r| noun.title_of(&r)).into(),
        })
    }

    /// Names in the order they were entered.
    pub(super) fn names(&self, noun: Noun, ids: &[&str]) -> Result<String> {
        let names = ids.iter().map(|id| self.name(noun, id)).collect::<Result<Vec<_>>>()?;
        Ok(names.into_iter().filter(|n| !n.is_empty()).collect::<Vec<_>>().join("、"))
    }

    /// The name of the station with this code; the code when it is in no register of several.
    pub(super) fn station<'c>(&'c self, code: &'c str) -> &'c str {
        self.stations.get(code).or(self.alone.as_ref()).map_or(code, String::as_str)
    }

    /// Groups a deputy sits in.
    pub(super) fn groups_of(&self, deputy: &str) -> String {
        self.member_of.get(deputy).map(|g| g.join("、")).unwrap_or_default()
    }
}
