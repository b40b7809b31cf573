//! 委员联系代表: which member keeps in touch with which deputies, over all stations. A person with
//! several stations' records counts once, and is linked when any record of hers is.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::Datelike as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::county_only;
use super::people::Told;
use crate::desk::{Call, Desk, Nothing};
use crate::error::{Error, Result};
use crate::records::{Kept, Noun, deputy, text};
use crate::store::Store;

/// A member and how her contacts stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct MemberLine {
    /// Her record.
    pub id: String,
    /// 姓名
    pub name: String,
    /// 职务
    pub position: String,
    /// Deputies she keeps in touch with, as people.
    pub deputies: u64,
    /// Contacts noted this year.
    pub contacts: u64,
    /// Day of the last contact, or "".
    pub last: String,
    /// Names of those not contacted this year.
    pub waiting: Vec<String>,
}

/// A deputy, as a person, and who keeps in touch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LinkLine {
    /// Her records, over all stations.
    pub deputies: Vec<String>,
    /// 姓名
    pub name: String,
    /// Codes of the stations that keep the records.
    pub stations: Vec<String>,
    /// 级别
    pub levels: Vec<String>,
    /// 选区, 工作单位
    pub about: String,
    /// The member's record, or "".
    pub member: String,
    /// The member a station names for her, while none is linked; or "".
    pub proposed: String,
    /// Contacted this year.
    pub contacted: bool,
}

/// Members, deputies and the links between them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Assigning {
    /// The year the contacts are of.
    pub year: i32,
    /// Every member, by pinyin.
    pub members: Vec<MemberLine>,
    /// Every serving deputy, by pinyin.
    pub deputies: Vec<LinkLine>,
}

/// Gives deputies to a member, or to none.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AssignAsk {
    /// The member's record; "" takes the deputies from whoever has them.
    pub member: String,
    /// Deputy records; every record of the same person comes along.
    pub deputies: Vec<String>,
}

fn all(store: &Store, noun: Noun, from: &str, to: &str) -> Result<Vec<Kept>> {
    let mut rows = Vec::new();
    store.each(noun, from, to, None, &mut |record| {
        rows.push(record);
        Ok(())
    })?;
    Ok(rows)
}

/// Who keeps in touch with whom.
pub fn assigning(desk: &mut Desk, call: &mut Call<'_>, _: Nothing) -> Result<Assigning> {
    let store = desk.store()?;
    county_only(store)?;
    let year = call.today().year();
    let told = Told::read(store)?;
    let people = told.people();
    let members = all(store, Noun::Member, "", "")?;
    let contacts = all(store, Noun::Contact, &format!("{year}-01-01"), &format!("{year}-12-31"))?;
    let by_name: HashMap<&str, &str> = members.iter().map(|m| (m.text("name"), m.head.id.as_str())).collect();
    let linked: HashMap<&str, &str> = members
        .iter()
        .flat_map(|m| m.texts("deputies").into_iter().map(|d| (d, m.head.id.as_str())))
        .collect();
    let met: HashSet<&str> = contacts.iter().flat_map(|c| c.texts("deputies")).collect();
    let mut lines: Vec<(String, LinkLine)> = Vec::new();
    for group in &people.groups {
        let records: Vec<&Kept> = group.iter().map(|at| &told.deputies[*at]).collect();
        let Some(first) = records.iter().find(|d| d.text("status") == deputy::SERVING) else {
            continue;
        };
        let member = records.iter().find_map(|d| linked.get(d.head.id.as_str()).copied()).unwrap_or_default();
        let named = records
            .iter()
            .find_map(|d| by_name.get(text::tidy(d.text("committee_member"), false).as_str()).copied());
        let unique = |of: &dyn Fn(&Kept) -> Vec<String>| -> Vec<String> {
            let all: BTreeSet<String> = records.iter().flat_map(|d| of(d)).collect();
            all.into_iter().collect()
        };
        let about = [first.text("constituency"), first.text("employer")];
        lines.push((
            text::sort_key(first.text("name")),
            LinkLine {
                deputies: records.iter().map(|d| d.head.id.clone()).collect(),
                name: first.text("name").to_owned(),
                stations: unique(&|d| vec![d.head.station.clone()]),
                levels: unique(&|d| d.texts("levels").into_iter().map(str::to_owned).collect()),
                about: about.into_iter().filter(|a| !a.is_empty()).collect::<Vec<_>>().join(" · "),
                member: member.to_owned(),
                proposed: if member.is_empty() {
                    named.unwrap_or_default().to_owned()
                } else {
                    String::new()
                },
                contacted: records.iter().any(|d| met.contains(d.head.id.as_str())),
            },
        ));
    }
    lines.sort_by(|a, b| a.0.cmp(&b.0));
    let deputies: Vec<LinkLine> = lines.into_iter().map(|(_, line)| line).collect();
    let members = members
        .iter()
        .map(|m| {
            let id = m.head.id.as_str();
            let mine: Vec<&LinkLine> = deputies.iter().filter(|d| d.member == id).collect();
            let hers: Vec<&Kept> = contacts.iter().filter(|c| c.text("member") == id).collect();
            MemberLine {
                id: id.to_owned(),
                name: m.text("name").to_owned(),
                position: m.text("position").to_owned(),
                deputies: mine.len() as u64,
                contacts: hers.len() as u64,
                last: hers.iter().map(|c| c.text("date")).max().unwrap_or_default().to_owned(),
                waiting: mine.iter().filter(|d| !d.contacted).map(|d| d.name.clone()).collect(),
            }
        })
        .collect();
    Ok(Assigning { year, members, deputies })
}

/// Gives deputies to a member, taking them from whoever had them, in one commit.
pub fn assign(desk: &mut Desk, call: &mut Call<'_>, ask: AssignAsk) -> Result<Assigning> {
    let store = desk.store()?;
    county_only(store)?;
    let told = Told::read(store)?;
    let people = told.people();
    let mut given: BTreeSet<String> = BTreeSet::new();
    for id in &ask.deputies {
        let person = people.person(id).ok_or(Error::NotFound("代表"))?;
        given.extend(person.iter().map(|at| told.deputies[*at].head.id.clone()));
    }
    let members = all(store, Noun::Member, "", "")?;
    if !ask.member.is_empty() && !members.iter().any(|m| m.head.id == ask.member) {
        return Err(Error::NotFound(Noun::Member.label()));
    }
    let (store, who) = desk.writing(call)?;
    store.transact("调整委员联系代表", &who, |w| {
        for member in &members {
            let before = member.texts("deputies");
            let mut after: Vec<&str> = before.iter().copied().filter(|id| !given.contains(*id)).collect();
            if member.head.id == ask.member {
                after.extend(given.iter().map(String::as_str));
            }
            if after != before {
                let mut values = member.values.clone();
                values.insert("deputies".into(), Value::from(after));
                w.replace(Noun::Member, &member.head.id, Some(member.head.revision), values)?;
            }
        }
        Ok(())
    })?;
    assigning(desk, call, Nothing {})
}
