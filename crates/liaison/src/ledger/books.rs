//! What a line needs beyond its own record: names of deputies and groups, the store to
//! ask for the rest, and the day the ledger is true for.

use std::collections::HashMap;

use chrono::NaiveDate;

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
}

impl<'a> Books<'a> {
    /// Reads the names once; deputies and groups are few, even over several terms.
    pub(super) fn open(store: &'a Store, cutoff: NaiveDate) -> Result<Self> {
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
            cutoff,
            people: store.people()?,
            groups,
            member_of,
        })
    }

    /// A deputy, also one who left or was deleted since.
    pub(super) fn person(&self, id: &str) -> Option<&Person> {
        self.people.get(id)
    }

    /// The name of one deputy or group; "" when there is none.
    pub(super) fn name(&self, noun: Noun, id: &str) -> &str {
        match noun {
            Noun::Deputy => self.people.get(id).map_or("", |p| &p.name),
            Noun::Group => self.groups.get(id).map_or("", String::as_str),
            _ => "",
        }
    }

    /// Names in the order they were entered.
    pub(super) fn names(&self, noun: Noun, ids: &[&str]) -> String {
        let names: Vec<&str> = ids.iter().map(|id| self.name(noun, id)).filter(|n| !n.is_empty()).collect();
        names.join("、")
    }

    /// Groups a deputy sits in.
    pub(super) fn groups_of(&self, deputy: &str) -> String {
        self.member_of.get(deputy).map(|g| g.join("、")).unwrap_or_default()
    }
}
