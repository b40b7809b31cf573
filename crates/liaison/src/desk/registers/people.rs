//! One person behind several stations' deputy records: told together by themselves, or by what
//! the office says. A station's own rows never change for it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ts_rs::TS;

use super::county_only;
use crate::desk::{Call, Desk, IdAsk, Nothing};
use crate::error::{Error, Result};
use crate::records::county::same::{self, Grade, Group};
use crate::records::{Kept, Noun, Values, blank_of};
use crate::store::{Store, Write};

/// Candidates shown at once; the next ones come as these are decided.
const SHOWN: usize = 200;

/// A station's record of a deputy, in a few words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DeputyLine {
    /// Its id.
    pub id: String,
    /// 姓名
    pub name: String,
    /// Code of the station that keeps it.
    pub station: String,
    /// 级别
    pub levels: String,
    /// 电话
    pub phone: String,
    /// YYYY-MM
    pub born: String,
    /// 选区
    pub constituency: String,
    /// 工作单位及职务
    pub employer: String,
    /// 代表证号
    pub certificate: String,
}

/// Two people who may be one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonCandidate {
    /// Records of the one.
    pub one: Vec<DeputyLine>,
    /// Records of the other.
    pub other: Vec<DeputyLine>,
    /// 很可能; else 可能.
    pub likely: bool,
    /// What they share, and what speaks against it.
    pub reasons: Vec<String>,
}

/// A person with more than one record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonLine {
    /// The `person` record that says so, or "" where the 代表证号 alone does.
    pub person: String,
    /// The records.
    pub deputies: Vec<DeputyLine>,
}

/// Two records that were said not to be one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PartedPair {
    /// The one.
    pub one: DeputyLine,
    /// The other.
    pub other: DeputyLine,
}

/// All that is known of who is who.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct People {
    /// To be decided, surest first; at most 200 at once.
    pub proposed: Vec<PersonCandidate>,
    /// To be decided in all.
    pub total: u64,
    /// People with several records.
    pub merged: Vec<PersonLine>,
    /// Not the same, as was said.
    pub parted: Vec<PartedPair>,
    /// People in all, whatever their records.
    pub people: u64,
}

/// Two deputy records.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PairAsk {
    /// The one.
    pub one: String,
    /// The other.
    pub other: String,
}

/// What one record of a person says and what was done by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonDeeds {
    /// The record; null in the line of sums.
    pub deputy: Option<DeputyLine>,
    /// 接待日
    pub reception_days: u64,
    /// 接访走访
    pub visits: u64,
    /// 小组活动
    pub activities: u64,
    /// 意见建议
    pub matters: u64,
    /// 述职评议
    pub reports: u64,
}

/// A person over all stations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonPage {
    /// The `person` record that tells them together, or "".
    pub person: String,
    /// Record by record, then their sum: a deed of two records counts once.
    pub deeds: Vec<PersonDeeds>,
}

pub(super) fn line(deputy: &Kept) -> DeputyLine {
    let text = |key: &str| deputy.text(key).to_owned();
    DeputyLine {
        id: deputy.head.id.clone(),
        name: text("name"),
        station: deputy.head.station.clone(),
        levels: deputy.texts("levels").join("、"),
        phone: text("phone"),
        born: text("born"),
        constituency: text("constituency"),
        employer: text("employer"),
        certificate: text("certificate"),
    }
}

/// Every deputy record and every word about them.
pub(super) struct Told {
    pub(super) deputies: Vec<Kept>,
    said: Vec<Kept>,
}

impl Told {
    pub(super) fn read(store: &Store) -> Result<Self> {
        let all = |noun: Noun| -> Result<Vec<Kept>> {
            let mut rows = Vec::new();
            store.each(noun, "", "", None, &mut |record| {
                rows.push(record);
                Ok(())
            })?;
            rows.sort_by(|a: &Kept, b| a.head.id.cmp(&b.head.id));
            Ok(rows)
        };
        Ok(Self {
            deputies: all(Noun::Deputy)?,
            said: all(Noun::Person)?,
        })
    }

    pub(super) fn people(&self) -> same::People<'_> {
        same::People::of(&self.deputies, &self.said)
    }

    fn lines(&self, group: &Group) -> Vec<DeputyLine> {
        group.iter().map(|at| line(&self.deputies[*at])).collect()
    }

    fn ids(&self, group: &Group) -> Vec<String> {
        group.iter().map(|at| self.deputies[*at].head.id.clone()).collect()
    }

    /// Words that speak of any of these records.
    fn about(&self, ids: &[String]) -> Vec<&Kept> {
        let about = self
            .said
            .iter()
            .filter(|p| p.texts("deputies").iter().any(|id| ids.iter().any(|one| one == id)));
        about.collect()
    }

    fn find(&self, id: &str) -> Result<&Kept> {
        self.deputies.iter().find(|d| d.head.id == id).ok_or(Error::NotFound("代表"))
    }

    fn show(&self) -> People {
        let people = self.people();
        let candidates = people.candidates();
        let by_id = |id: &str| self.find(id).ok().map(line);
        let proposed = candidates.iter().take(SHOWN).map(|c| PersonCandidate {
            one: self.lines(&people.groups[c.one]),
            other: self.lines(&people.groups[c.other]),
            likely: c.grade == Grade::Likely,
            reasons: c.reasons.iter().map(|r| (*r).to_owned()).collect(),
        });
        let merged = people.groups.iter().filter(|group| group.len() > 1).map(|group| {
            let person = self.about(&self.ids(group)).into_iter().find(|p| p.texts("deputies").len() > 1);
            PersonLine {
                person: person.map(|p| p.head.id.clone()).unwrap_or_default(),
                deputies: self.lines(group),
            }
        });
        let parted = self.said.iter().flat_map(|p| {
            let one = p.texts("deputies").first().copied().and_then(by_id);
            let others: Vec<_> = p.texts("others").into_iter().filter_map(by_id).collect();
            one.into_iter()
                .flat_map(move |one| others.clone().into_iter().map(move |other| PartedPair { one: one.clone(), other }))
        });
        People {
            proposed: proposed.collect(),
            total: candidates.len() as u64,
            merged: merged.collect(),
            parted: parted.collect(),
            people: people.groups.len() as u64,
        }
    }
}

/// Which deputy records are one person's: known at the county; at a station each is its own.
pub(in crate::desk) struct Persons(Vec<Vec<String>>);

impl Persons {
    /// Reads who is who.
    pub(in crate::desk) fn read(store: &Store) -> Result<Self> {
        if county_only(store).is_err() {
            return Ok(Self(Vec::new()));
        }
        let told = Told::read(store)?;
        let people = told.people();
        Ok(Self(people.groups.iter().map(|group| told.ids(group)).collect()))
    }

    /// The records of the person this one is of, itself among them.
    pub(in crate::desk) fn records_of(&self, deputy: &str) -> Vec<String> {
        let group = self.0.iter().find(|ids| ids.iter().any(|id| id == deputy));
        group.cloned().unwrap_or_else(|| vec![deputy.to_owned()])
    }
}

/// Who is who.
pub fn people(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<People> {
    county_only(desk.store()?)?;
    Ok(Told::read(desk.store()?)?.show())
}

/// A person's records and the sum of what was done.
pub fn person(desk: &mut Desk, _: &mut Call<'_>, ask: IdAsk) -> Result<PersonPage> {
    let store = desk.store()?;
    county_only(store)?;
    let told = Told::read(store)?;
    let people = told.people();
    let group = people.person(&ask.id).ok_or(Error::NotFound("代表"))?;
    let ids = told.ids(group);
    let mut deeds = Vec::new();
    for (id, at) in ids.iter().zip(group) {
        deeds.push(deeds_of(store, Some(line(&told.deputies[*at])), std::slice::from_ref(id))?);
    }
    deeds.push(deeds_of(store, None, &ids)?);
    let person = told.about(&ids).into_iter().find(|p| p.texts("deputies").len() > 1);
    Ok(PersonPage {
        person: person.map(|p| p.head.id.clone()).unwrap_or_default(),
        deeds,
    })
}

fn deeds_of(store: &Store, deputy: Option<DeputyLine>, ids: &[String]) -> Result<PersonDeeds> {
    let count = |noun| store.count_about(noun, "deputies", ids);
    Ok(PersonDeeds {
        deputy,
        reception_days: count(Noun::ReceptionDay)?,
        visits: count(Noun::Visit)?,
        activities: count(Noun::Activity)?,
        matters: count(Noun::Matter)?,
        reports: store.count_about(Noun::ReportMeeting, "deputy", ids)?,
    })
}

/// Writes down that these are one person, in the oldest word about any of them.
pub fn people_merge(desk: &mut Desk, call: &mut Call<'_>, ask: PairAsk) -> Result<People> {
    county_only(desk.store()?)?;
    let told = Told::read(desk.store()?)?;
    let people = told.people();
    let (one, other) = both(&told, &people, &ask)?;
    if people.apart(one, other) {
        return Err(Error::NotAllowed("这两条登记已定为“不是同一人”；要合并，请先撤销那个决定".into()));
    }
    let mut ids = told.ids(one);
    ids.extend(told.ids(other));
    let first = told.find(&ask.one)?;
    let reasons = people.candidates().into_iter().find(|c| {
        let pair = [&people.groups[c.one], &people.groups[c.other]];
        pair.contains(&one) && pair.contains(&other)
    });
    let reason = reasons.map(|c| c.reasons.join("、")).unwrap_or_default();
    let words = told.about(&ids);
    let (store, who) = desk.writing(call)?;
    store.transact("认定为同一人", &who, |w| {
        let mut others: Vec<String> = Vec::new();
        for word in &words {
            ids.extend(word.texts("deputies").into_iter().map(str::to_owned));
            others.extend(word.texts("others").into_iter().map(str::to_owned));
        }
        let kept = words.first().map(|w| w.head.id.clone());
        for word in words.iter().skip(1) {
            w.delete(Noun::Person, &word.head.id, None)?;
        }
        write(w, kept.as_deref(), first, ids, others, &reason)
    })?;
    Ok(Told::read(desk.store()?)?.show())
}

/// Writes down that these are two people, and takes them apart where they are one.
pub fn people_part(desk: &mut Desk, call: &mut Call<'_>, ask: PairAsk) -> Result<People> {
    county_only(desk.store()?)?;
    let told = Told::read(desk.store()?)?;
    let people = told.people();
    let one = people.person(&ask.one).ok_or(Error::NotFound("代表"))?;
    if ask.one == ask.other {
        return Err(Error::NotAllowed("这是同一条登记".into()));
    }
    told.find(&ask.other)?;
    let mut ids = told.ids(one);
    let word = told.said.iter().find(|p| p.texts("deputies").contains(&ask.one.as_str()));
    let mut others = vec![ask.other.clone()];
    if let Some(word) = word {
        ids.extend(word.texts("deputies").into_iter().map(str::to_owned));
        others.extend(word.texts("others").into_iter().map(str::to_owned));
    }
    ids.retain(|id| *id != ask.other);
    let first = told.find(&ask.one)?;
    let (store, who) = desk.writing(call)?;
    store.transact("认定为不是同一人", &who, |w| {
        let reason = word.map(|w| w.text("reason").to_owned()).unwrap_or_default();
        write(w, word.map(|w| w.head.id.as_str()), first, ids, others, &reason)
    })?;
    Ok(Told::read(desk.store()?)?.show())
}

/// Takes back what was said of these two, either way.
pub fn people_undo(desk: &mut Desk, call: &mut Call<'_>, ask: PairAsk) -> Result<People> {
    county_only(desk.store()?)?;
    let told = Told::read(desk.store()?)?;
    let says = |p: &Kept, a: &str, key: &str, b: &str| p.texts("deputies").contains(&a) && p.texts(key).contains(&b);
    let (a, b) = (ask.one.as_str(), ask.other.as_str());
    // (the word, what leaves which of its lists)
    let mut changes: Vec<(&Kept, &str, &str)> = Vec::new();
    for word in &told.said {
        if says(word, a, "others", b) {
            changes.push((word, "others", b));
        } else if says(word, b, "others", a) {
            changes.push((word, "others", a));
        }
    }
    if changes.is_empty() {
        changes.extend(told.said.iter().filter(|p| says(p, a, "deputies", b)).map(|p| (p, "deputies", b)));
    }
    if changes.is_empty() {
        return Err(Error::NotAllowed(
            "这两条登记的代表证号相同，是自动认作同一人的；不是同一人，请点“不是同一人”".into(),
        ));
    }
    let (store, who) = desk.writing(call)?;
    store.transact("撤销认定", &who, |w| {
        for (word, key, gone) in changes {
            let left = |of: &str| -> Vec<String> {
                let kept = word.texts(of).into_iter().filter(|id| of != key || *id != gone);
                kept.map(str::to_owned).collect()
            };
            let (ids, others) = (left("deputies"), left("others"));
            if ids.len() < 2 && others.is_empty() {
                w.delete(Noun::Person, &word.head.id, None)?;
            } else {
                let mut values = word.values.clone();
                values.insert("deputies".into(), json!(ids));
                values.insert("others".into(), json!(others));
                w.replace(Noun::Person, &word.head.id, None, values)?;
            }
        }
        Ok(())
    })?;
    Ok(Told::read(desk.store()?)?.show())
}

fn both<'p>(told: &Told, people: &'p same::People<'_>, ask: &PairAsk) -> Result<(&'p Group, &'p Group)> {
    told.find(&ask.one)?;
    told.find(&ask.other)?;
    let person = |id: &str| people.person(id).ok_or(Error::NotFound("代表"));
    Ok((person(&ask.one)?, person(&ask.other)?))
}

fn write(w: &mut Write<'_>, word: Option<&str>, first: &Kept, mut ids: Vec<String>, mut others: Vec<String>, reason: &str) -> Result<()> {
    for list in [&mut ids, &mut others] {
        list.sort_unstable();
        list.dedup();
    }
    let mut values: Values = Noun::Person.fields().iter().map(|f| (f.key.to_owned(), blank_of(f))).collect();
    values.insert("name".into(), first.text("name").into());
    values.insert("certificate".into(), first.text("certificate").into());
    values.insert("deputies".into(), Value::from(ids));
    values.insert("others".into(), Value::from(others));
    values.insert("reason".into(), reason.into());
    match word {
        Some(id) => w.replace(Noun::Person, id, None, values)?,
        None => w.insert(Noun::Person, values)?,
    };
    Ok(())
}
