//! A rule set: which records count for how much, for one level from one year on.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Points;
use crate::error::Remark;

/// One line of a scheme.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Item {
    /// 项目: 接待选民
    pub name: String,
    /// Name of the group whose cap it shares; "" for none.
    #[serde(default)]
    pub group: String,
    /// Which records count: visit, activity:视察调研, duty:化解纠纷 … A record counts in the first item that names it.
    pub counts: Vec<String>,
    /// 首次
    pub first: Points,
    /// 每多一次
    pub further: Points,
    /// 上限; of an item that takes points away, how many it takes at most (negative).
    #[serde(default)]
    pub cap: Option<Points>,
}

/// Items that share a cap.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ItemGroup {
    /// Its name.
    pub name: String,
    /// 合计上限
    pub cap: Points,
}

/// A scheme, dated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleSet {
    /// What people call it.
    pub name: String,
    /// 级别 it is for; "" for every level without a scheme of its own.
    #[serde(default)]
    pub level: String,
    /// The first year it is for; until a later one of the same level.
    pub from_year: i32,
    /// 基础分 of a year.
    #[serde(default)]
    pub base: Points,
    /// 总分上限
    #[serde(default)]
    pub cap: Option<Points>,
    /// The total may fall below nothing.
    #[serde(default)]
    pub negative: bool,
    /// Half points are given.
    #[serde(default)]
    pub halves: bool,
    /// Two years in a row below this: 谈话提醒.
    #[serde(default)]
    pub low: Option<Points>,
    /// Groups with a common cap.
    #[serde(default)]
    pub groups: Vec<ItemGroup>,
    /// Items, in order.
    pub items: Vec<Item>,
    /// Where it comes from, what to check.
    #[serde(default)]
    pub note: String,
}

/// The schemes that come with the program.
pub fn presets() -> serde_json::Result<Vec<RuleSet>> {
    [
        include_str!("../../../../../assets/points/ruzhou.json"),
        include_str!("../../../../../assets/points/dongbao.json"),
    ]
    .into_iter()
    .map(serde_json::from_str)
    .collect()
}

/// What people call a source of points.
pub fn source_label(source: &str) -> String {
    match source.split_once(':') {
        Some(("activity", word)) => return format!("活动·{word}"),
        Some(("duty", word)) => return format!("申报·{word}"),
        _ => {}
    }
    let known = [
        ("reception_day", "接待日"),
        ("visit", "接访选民"),
        ("home_visit", "走访选民"),
        ("matter", "收集意见建议"),
        ("proposal_lead", "代表建议（领衔）"),
        ("proposal_second", "代表建议（附议）"),
        ("report", "向选民述职"),
        ("promise", "落实整改承诺"),
        ("publicity", "宣传报道"),
        ("model", "身边榜样"),
        ("supervision", "参加督办"),
    ];
    known.iter().find(|(key, _)| *key == source).map_or(source, |(_, label)| label).to_owned()
}

/// The scheme for a level in a year: the newest of that level, else the newest for all.
pub fn picked<'s>(sets: &'s [RuleSet], level: &str, year: i32) -> Option<&'s RuleSet> {
    let newest = |level: &str| sets.iter().filter(|s| s.level == level && s.from_year <= year).max_by_key(|s| s.from_year);
    newest(level).or_else(|| newest(""))
}

impl RuleSet {
    /// What can't stand in a scheme; each remark names its place: name, items.2.first …
    pub fn remarks(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let mut say = |field: String, says: &str| remarks.push(Remark::new(field.as_str(), says));
        if self.name.trim().is_empty() || self.name.chars().count() > 60 {
            say("name".into(), "请给这套规则起个名字（60 字以内）");
        }
        if !(1990..=2200).contains(&self.from_year) {
            say("from_year".into(), "年份请写四位数，例如 2026");
        }
        if self.items.is_empty() {
            say("items".into(), "至少要有一个积分项目");
        }
        let mut named = BTreeSet::new();
        for (n, group) in self.groups.iter().enumerate() {
            if group.name.trim().is_empty() || !named.insert(group.name.as_str()) {
                say(format!("groups.{n}.name"), "组要有名字，而且不能重名");
            }
            if group.cap < Points::ZERO {
                say(format!("groups.{n}.cap"), "组的上限不能是负数");
            }
        }
        let mut items = BTreeSet::new();
        let mut counted = BTreeSet::new();
        for (n, item) in self.items.iter().enumerate() {
            let mut at = |key: &str, says: &str| say(format!("items.{n}.{key}"), says);
            if item.name.trim().is_empty() || !items.insert(item.name.as_str()) {
                at("name", "项目要有名字，而且不能重名");
            }
            if item.counts.is_empty() {
                at("counts", "请选这一项算哪些记录");
            }
            if let Some(twice) = item.counts.iter().find(|source| !counted.insert(source.as_str())) {
                at("counts", &format!("“{}”在前面的项目里已经算了；一条记录只算一次", source_label(twice)));
            }
            if !item.group.is_empty() && !self.groups.iter().any(|g| g.name == item.group) {
                at("group", "没有这个组");
            }
            let gives = item.first >= Points::ZERO && item.further >= Points::ZERO;
            let takes = item.first <= Points::ZERO && item.further <= Points::ZERO;
            if !gives && !takes {
                at("further", "首次和每多一次要么都加分，要么都扣分");
            }
            if let Some(cap) = item.cap
                && ((gives && cap < Points::ZERO) || (takes && !gives && cap > Points::ZERO))
            {
                at("cap", "上限的正负要和分值一致");
            }
            let halves = [item.first, item.further, item.cap.unwrap_or_default()];
            if !self.halves && halves.iter().any(|p| !p.is_whole()) {
                at("first", "这套规则不用半分；要用请先打开“可以有半分”");
            }
        }
        let own = [self.base, self.cap.unwrap_or_default(), self.low.unwrap_or_default()];
        if !self.halves && (own.iter().any(|p| !p.is_whole()) || self.groups.iter().any(|g| !g.cap.is_whole())) {
            say("base".into(), "这套规则不用半分；要用请先打开“可以有半分”");
        }
        if self.cap.is_some_and(|cap| cap < self.base) {
            say("cap".into(), "总分上限不能比基础分低");
        }
        remarks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_presets_are_sound() {
        let all = presets().unwrap();
        assert_eq!(all.len(), 2);
        for set in all {
            assert_eq!(set.remarks(), Vec::new(), "{}", set.name);
        }
    }

    #[test]
    fn a_level_has_its_own_newest_scheme_or_the_common_one() {
        let set = |name: &str, level: &str, from_year: i32| RuleSet {
            name: name.into(),
            level: level.into(),
            from_year,
            ..RuleSet::default()
        };
        let sets = [set("老", "", 2020), set("新", "", 2025), set("乡", "乡", 2024)];
        let name = |level, year| picked(&sets, level, year).map(|s| s.name.as_str());
        assert_eq!(name("县", 2019), None);
        assert_eq!(name("县", 2024), Some("老"));
        assert_eq!(name("乡", 2023), Some("老"));
        assert_eq!(name("乡", 2025), Some("乡"));
        assert_eq!(name("县", 2026), Some("新"));
    }

    #[test]
    fn a_scheme_that_can_not_be_says_where() {
        let item = |name: &str, counts: &[&str], first: i64, further: i64, cap: Option<i64>| Item {
            name: name.into(),
            counts: counts.iter().map(|c| (*c).to_owned()).collect(),
            first: Points::halves(first),
            further: Points::halves(further),
            cap: cap.map(Points::halves),
            ..Item::default()
        };
        let set = RuleSet {
            name: "试".into(),
            from_year: 2025,
            items: vec![
                item("甲", &["visit"], 2, 2, Some(8)),
                item("甲", &["visit"], 2, 1, None),
                item("乙", &[], 2, -2, None),
                item("丙", &["report"], -2, -2, Some(4)),
            ],
            ..RuleSet::default()
        };
        let fields: Vec<String> = set.remarks().into_iter().map(|r| r.field).collect();
        assert_eq!(
            fields,
            [
                "items.1.name",
                "items.1.counts",
                "items.1.first",
                "items.2.counts",
                "items.2.further",
                "items.3.cap"
            ]
        );
    }
}
