//! 积分: rules kept as dated data, points derived from the records each time. Closing a year pins the
//! rules it was counted by; nobody is sorted or ranked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::desk::registers::Persons;
use crate::desk::{Call, Desk, Nothing, YearAsk};
use crate::error::{Error, Remark, Result};
use crate::records::deputy::SERVING;
use crate::records::points::{Fact, Points, Reckoning, RuleSet, picked, presets, quarters, reckon, source_label};
use crate::records::{Kept, List, Noun, duty, text};
use crate::store::{ClosedYear, POINTS_CLOSED, POINTS_RULES, Store, points_level};

/// More schemes than an office can have.
const MOST_SETS: usize = 60;

/// Something rules may count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SourceName {
    /// activity:视察调研
    pub source: String,
    /// 活动·视察调研
    pub label: String,
}

/// The schemes and what they can be made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PointsRules {
    /// Schemes kept here.
    pub sets: Vec<RuleSet>,
    /// Schemes to start from.
    pub presets: Vec<RuleSet>,
    /// Everything a rule may count.
    pub sources: Vec<SourceName>,
    /// 级别
    pub levels: Vec<String>,
    /// Years that are closed, newest first.
    pub closed: Vec<ClosedYear>,
}

/// Whose points, of which year.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PointsAsk {
    /// The deputy's record.
    pub deputy: String,
    /// The year.
    pub year: i32,
    /// Level, for who holds several; "" takes the first that has a scheme.
    #[serde(default)]
    pub level: String,
}

/// A deputy's points of a year, with every reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PointsPage {
    /// 姓名
    pub name: String,
    /// Her levels.
    pub levels: Vec<String>,
    /// The level counted for.
    pub level: String,
    /// The year.
    pub year: i32,
    /// The scheme; null where there is none for that level and year.
    pub rules: Option<RuleSet>,
    /// The sum and its reasons; null without a scheme.
    pub reckoning: Option<Reckoning>,
    /// What each quarter added.
    pub quarters: Vec<Points>,
    /// When the year was closed; "".
    pub closed_on: String,
    /// The total on that day; null in an open year.
    pub closed_total: Option<Points>,
    /// Two years in a row below the line at which the rules ask for a talk.
    pub talk: bool,
}

/// A scheme to try on the records of a year.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PreviewAsk {
    /// The scheme.
    pub set: RuleSet,
    /// The year.
    pub year: i32,
}

/// What a scheme would make of one deputy's records. By name; it is no ranking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PreviewLine {
    /// The deputy's record.
    pub id: String,
    /// 姓名
    pub name: String,
    /// Records that count.
    pub counted: u64,
    /// Records no item names.
    pub passed: u64,
    /// By the scheme in force; null where there is none.
    pub now: Option<Points>,
    /// By the one tried.
    pub tried: Points,
}

fn facts(store: &Store, persons: &Persons, deputy: &str, year: i32) -> Result<Vec<Fact>> {
    store.points_facts(&persons.records_of(deputy), year)
}

fn end_of(year: i32) -> String {
    format!("{year}-12-31")
}

fn key(deputy: &str, level: &str) -> String {
    format!("{deputy} {level}")
}

fn year_fits(year: i32) -> Result<()> {
    if (1990..=2200).contains(&year) {
        Ok(())
    } else {
        Err(Error::Draft(vec![Remark::new("year", "年份请写四位数，例如 2026")]))
    }
}

/// A deputy's points of a year.
pub fn points(desk: &mut Desk, call: &mut Call<'_>, ask: PointsAsk) -> Result<PointsPage> {
    year_fits(ask.year)?;
    let store = desk.store()?;
    let deputy = store.get(Noun::Deputy, &ask.deputy)?.ok_or(Error::NotFound(Noun::Deputy.label()))?;
    let (sets, closed) = store.points_sets(ask.year)?;
    let level = points_level(&deputy, &ask.level, &sets, ask.year);
    let persons = Persons::read(store)?;
    let facts = facts(store, &persons, &ask.deputy, ask.year)?;
    let rules = picked(&sets, &level, ask.year).cloned();
    let reckoning = rules.as_ref().map(|r| reckon(r, &facts, &end_of(ask.year)));
    let quarters = rules.as_ref().map(|r| quarters(r, &facts, ask.year).to_vec()).unwrap_or_default();
    let over = end_of(ask.year) < call.today().to_string();
    let mut talk = false;
    if let (Some(low), Some(now), true) = (rules.as_ref().and_then(|r| r.low), &reckoning, over)
        && now.total < low
    {
        let (before, _) = store.points_sets(ask.year - 1)?;
        if let Some(rules) = picked(&before, &level, ask.year - 1) {
            let facts = self::facts(store, &persons, &ask.deputy, ask.year - 1)?;
            talk = reckon(rules, &facts, &end_of(ask.year - 1)).total < rules.low.unwrap_or(low);
        }
    }
    let closed_total = closed.as_ref().and_then(|c| c.totals.get(&key(&ask.deputy, &level)).copied());
    Ok(PointsPage {
        name: deputy.text("name").to_owned(),
        levels: deputy.texts("levels").into_iter().map(str::to_owned).collect(),
        level,
        year: ask.year,
        rules,
        reckoning,
        quarters,
        closed_on: closed.map(|c| c.on).unwrap_or_default(),
        closed_total,
        talk,
    })
}

/// The schemes.
pub fn points_rules(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<PointsRules> {
    let store = desk.store()?;
    let lists = store.lists()?;
    let words = |list: List| lists.get(&list).cloned().unwrap_or_default();
    let plain = [
        "reception_day",
        "visit",
        "home_visit",
        "matter",
        "proposal_lead",
        "proposal_second",
        "report",
        "promise",
        "publicity",
        "model",
        "supervision",
    ];
    let mut sources: Vec<String> = plain.map(str::to_owned).to_vec();
    sources.extend(words(List::ActivityKind).iter().map(|word| format!("activity:{word}")));
    sources.extend(words(List::DutyKind).iter().filter(|w| *w != duty::REVERSAL).map(|word| format!("duty:{word}")));
    let mut closed: Vec<ClosedYear> = store.setting(POINTS_CLOSED)?.unwrap_or_default();
    closed.sort_by_key(|c| -c.year);
    Ok(PointsRules {
        sets: store.setting(POINTS_RULES)?.unwrap_or_default(),
        presets: presets().map_err(|e| Error::Damaged(e.to_string()))?,
        sources: sources
            .into_iter()
            .map(|source| SourceName {
                label: source_label(&source),
                source,
            })
            .collect(),
        levels: words(List::Level),
        closed,
    })
}

/// Keeps the schemes; closed years go on with the ones pinned then.
pub fn points_rules_save(desk: &mut Desk, call: &mut Call<'_>, ask: PointsRulesAsk) -> Result<PointsRules> {
    let mut remarks = Vec::new();
    if ask.sets.len() > MOST_SETS {
        remarks.push(Remark::new("sets", format!("最多保存 {MOST_SETS} 套规则")));
    }
    for (n, set) in ask.sets.iter().enumerate() {
        let own = set.remarks().into_iter().map(|r| Remark::new(format!("{n}.{}", r.field), r.says));
        remarks.extend(own);
        if ask.sets[..n].iter().any(|s| s.level == set.level && s.from_year == set.from_year) {
            remarks.push(Remark::new(format!("{n}.from_year"), "这个级别这一年已经有一套规则"));
        }
    }
    if !remarks.is_empty() {
        return Err(Error::Draft(remarks));
    }
    let (store, who) = desk.writing(call)?;
    store.transact("修改积分规则", &who, |w| w.set(POINTS_RULES, &ask.sets))?;
    points_rules(desk, call, Nothing {})
}

/// The schemes to keep.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PointsRulesAsk {
    /// All of them.
    pub sets: Vec<RuleSet>,
}

fn serving(store: &Store) -> Result<Vec<Kept>> {
    let mut deputies = Vec::new();
    store.each(Noun::Deputy, "", "", None, &mut |deputy| {
        deputies.push(deputy);
        Ok(())
    })?;
    deputies.sort_by_cached_key(|d| (text::sort_key(d.text("name")), d.head.id.clone()));
    Ok(deputies)
}

/// Tries a scheme on the records of a year; changes nothing.
pub fn points_preview(desk: &mut Desk, _: &mut Call<'_>, ask: PreviewAsk) -> Result<Vec<PreviewLine>> {
    year_fits(ask.year)?;
    let remarks = ask.set.remarks();
    if !remarks.is_empty() {
        return Err(Error::Draft(remarks));
    }
    let store = desk.store()?;
    let (sets, _) = store.points_sets(ask.year)?;
    let end = end_of(ask.year);
    let persons = Persons::read(store)?;
    let mut lines = Vec::new();
    for deputy in serving(store)?.into_iter().filter(|d| d.text("status") == SERVING) {
        if !ask.set.level.is_empty() && !deputy.texts("levels").contains(&ask.set.level.as_str()) {
            continue;
        }
        let facts = facts(store, &persons, &deputy.head.id, ask.year)?;
        let tried = reckon(&ask.set, &facts, &end);
        let level = points_level(&deputy, &ask.set.level, &sets, ask.year);
        lines.push(PreviewLine {
            name: deputy.text("name").to_owned(),
            counted: tried.items.iter().map(|i| i.times).sum(),
            passed: tried.lines.iter().filter(|l| l.item.is_empty()).count() as u64,
            now: picked(&sets, &level, ask.year).map(|rules| reckon(rules, &facts, &end).total),
            tried: tried.total,
            id: deputy.head.id,
        });
    }
    Ok(lines)
}

/// Closes a year: from now on it is counted by the rules of today, whatever they become.
pub fn points_close(desk: &mut Desk, call: &mut Call<'_>, ask: YearAsk) -> Result<PointsRules> {
    let store = desk.store()?;
    let refuse = |says: &str| Err(Error::Draft(vec![Remark::new("year", says)]));
    year_fits(ask.year)?;
    if end_of(ask.year) >= call.today().to_string() {
        return refuse("这一年还没有过完，过完再封账");
    }
    let (sets, closed) = store.points_sets(ask.year)?;
    if closed.is_some() {
        return refuse("这一年已经封账");
    }
    let end = end_of(ask.year);
    let persons = Persons::read(store)?;
    let mut totals = BTreeMap::new();
    for deputy in serving(store)? {
        let facts = facts(store, &persons, &deputy.head.id, ask.year)?;
        for level in deputy.texts("levels") {
            if let Some(rules) = picked(&sets, level, ask.year) {
                totals.insert(key(&deputy.head.id, level), reckon(rules, &facts, &end).total);
            }
        }
    }
    if totals.is_empty() {
        return refuse("这一年没有积分规则，或没有代表，没有可封的账");
    }
    let on = call.today().to_string();
    let (store, who) = desk.writing(call)?;
    store.transact("积分封账", &who, |w| {
        let mut all: Vec<ClosedYear> = w.setting(POINTS_CLOSED)?.unwrap_or_default();
        all.push(ClosedYear {
            year: ask.year,
            on,
            clerk: who.clerk.clone(),
            sets,
            totals,
        });
        w.set(POINTS_CLOSED, &all)
    })?;
    points_rules(desk, call, Nothing {})
}
