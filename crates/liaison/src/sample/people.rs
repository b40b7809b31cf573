//! Who lives in the made-up township: deputies of two terms, their groups, and voters.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::chance::Chance;
use super::lives::phone;
use super::words::{COUNTY_TRADES, FEMALE, HIGH_TRADES, MALE, RARE, SURNAMES, TRADES, VILLAGES};
use crate::records::{Deputy, Group};

/// The term that ends, and the one that begins.
pub(super) const TERMS: [&str; 2] = ["第十八届", "第十九届"];

/// Deputies of the ending term, of whom the first few leave; and those who come with the new one.
const BEFORE: usize = 34;
const LEAVING: usize = 8;
const NEW: usize = 14;

/// A deputy of the sample.
#[derive(Debug, Clone)]
pub(super) struct Seat {
    /// As first entered.
    pub(super) deputy: Deputy,
    /// Her record's id, once entered.
    pub(super) id: String,
    /// Leaves when the term changes.
    pub(super) leaves: bool,
    /// Comes when the term changes.
    pub(super) comes: bool,
}

impl Seat {
    /// Whether she serves on both days; `change` is the day the term changes.
    pub(super) fn serves(&self, change: NaiveDate, from: NaiveDate, to: NaiveDate) -> bool {
        (!self.leaves || to < change) && (!self.comes || from >= change)
    }
}

fn name(chance: &mut Chance, male: bool) -> String {
    let given = if male { chance.one(MALE) } else { chance.one(FEMALE) };
    format!("{}{given}", chance.one(SURNAMES))
}

/// Every deputy there will be, in the order of entry.
pub(super) fn seats(chance: &mut Chance) -> Vec<Seat> {
    let mut taken = HashSet::new();
    let mut rare = RARE.iter();
    (0..BEFORE + NEW)
        .map(|n| {
            // Rare names sit among those who stay.
            let fixed = if n >= LEAVING && n % 7 == 3 { rare.next() } else { None };
            let (name, male) = match fixed {
                Some((name, sex)) => ((*name).to_owned(), *sex == "男"),
                None => loop {
                    let male = chance.often(62);
                    let name = name(chance, male);
                    if taken.insert(name.clone()) {
                        break (name, male);
                    }
                },
            };
            let leaves = n < LEAVING;
            let comes = n >= BEFORE;
            Seat {
                deputy: deputy(n, name, male, comes, chance),
                id: String::new(),
                leaves,
                comes,
            }
        })
        .collect()
}

fn deputy(n: usize, name: String, male: bool, comes: bool, chance: &mut Chance) -> Deputy {
    let village = VILLAGES[n % VILLAGES.len()];
    let levels: &[&str] = match n % 16 {
        5 => &["州"],
        9 => &["县", "乡"],
        13 if n == 13 => &["省"],
        13 => &["州", "县"],
        1 | 4 | 7 | 11 | 15 => &["县"],
        _ => &["乡"],
    };
    let trade = if levels.iter().any(|l| ["省", "州"].contains(l)) {
        chance.one(HIGH_TRADES)
    } else if levels == ["县"] && n.is_multiple_of(2) {
        chance.one(COUNTY_TRADES)
    } else {
        chance.one(TRADES)
    };
    let constituency = match levels {
        ["省" | "州", ..] => "由下一级人民代表大会选举".to_owned(),
        ["县", ..] => format!("三溪镇第{}选区", n % 5 + 1),
        _ => format!("{village}选区"),
    };
    let term = TERMS[usize::from(comes)];
    Deputy {
        sex: if male { "男" } else { "女" }.into(),
        levels: levels.iter().map(|l| (*l).to_owned()).collect(),
        phone: phone(chance),
        constituency,
        employer: trade.replace("{村}", village),
        term: term.into(),
        status: "serving".into(),
        certificate: format!("JS{}{:03}", if comes { 19 } else { 18 }, n + 1),
        ethnicity: if name.contains('·') {
            "维吾尔族"
        } else {
            chance.one(&["汉族", "土家族", "土家族", "苗族", "侗族"])
        }
        .into(),
        born: format!("{}-{:02}", chance.within(1962, 1996), chance.within(1, 12)),
        party: chance
            .one(&["中共党员", "中共党员", "中共党员", "群众", "群众", "无党派人士", "民建会员"])
            .into(),
        education: chance.one(&["本科", "大专", "大专", "高中", "中专", "初中"]).into(),
        committee_member: if levels == ["县"] { "滕世清".into() } else { String::new() },
        note: String::new(),
        name,
    }
}

/// The station's groups; leaders and members are places in `seats`.
pub(super) fn groups(seats: &[Seat]) -> Vec<(Group, Vec<usize>)> {
    let staying: Vec<usize> = (0..seats.len()).filter(|n| !seats[*n].comes).collect();
    let by = |keep: &dyn Fn(&Seat) -> bool| staying.iter().copied().filter(|n| keep(&seats[*n])).collect::<Vec<_>>();
    let every = |step: usize, rest: usize| staying.iter().copied().filter(|n| n % step == rest).collect::<Vec<_>>();
    let works = |words: &'static [&'static str]| move |s: &Seat| words.iter().any(|w| s.deputy.employer.contains(w));
    let all = [
        ("三溪片区代表小组", "地域", every(2, 0), "按片区就近联系选民"),
        ("白果坪片区代表小组", "地域", every(2, 1), "按片区就近联系选民"),
        (
            "教育医卫代表专业小组",
            "专业",
            by(&works(&["教师", "医", "护士"])),
            "教育、卫生战线代表跨村编组",
        ),
        (
            "农业产业代表专业小组",
            "专业",
            by(&works(&["合作社", "种植", "农", "茶业"])),
            "围绕茶叶、果蔬产业开展活动",
        ),
        ("“绿色生态”五彩代表小组", "五彩", every(5, 2), "围绕河道、林地、人居环境开展监督"),
        ("三溪—云台跨区域代表小组", "跨区域", every(6, 1), "与云台乡代表共同推动跨界道路和河流治理"),
    ];
    all.into_iter()
        .map(|(name, kind, mut members, note)| {
            // A group of one is none.
            if members.len() < 3 {
                members.extend(staying.iter().copied().filter(|n| n % 9 == 4));
                members.sort_unstable();
                members.dedup();
            }
            (
                Group {
                    name: name.into(),
                    kind: kind.into(),
                    founded_on: "2022-01-20".into(),
                    note: note.into(),
                    ..Group::default()
                },
                members,
            )
        })
        .collect()
}

/// A voter: the same number is the same person, with nothing kept in memory.
#[derive(Debug, Clone)]
pub(super) struct Voter {
    pub(super) name: String,
    pub(super) sex: &'static str,
    /// 三溪村
    pub(super) village: &'static str,
    /// 3组
    pub(super) group: String,
    pub(super) phone: String,
    pub(super) confidential: bool,
}

/// The n-th voter of the township of this seed.
pub(super) fn voter(seed: u64, n: u64) -> Voter {
    let mut chance = Chance::new(seed.rotate_left(17) ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let rare = n % 97 == 11;
    let male = chance.often(55);
    let (name, male) = if rare {
        let (name, sex) = RARE[usize::try_from(n / 97).unwrap_or(0) % RARE.len()];
        (name.to_owned(), sex == "男")
    } else {
        (name(&mut chance, male), male)
    };
    Voter {
        name,
        sex: if male { "男" } else { "女" },
        village: chance.one(VILLAGES),
        group: format!("{}组", chance.within(1, 9)),
        // Elderly people often have no phone of their own.
        phone: if chance.often(88) { phone(&mut chance) } else { String::new() },
        confidential: chance.often(4),
    }
}
