//! Who is one person: deputy records of several stations, told together. The same 代表证号 is one
//! person by itself; what the office said (a `Person` record) stands above it, both ways; for the
//! rest candidates are proposed, each with its reasons. Whatever was said in which order, the same
//! said things give the same people.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::records::{Kept, text};

/// A person: places in the list of deputies, in its order.
pub type Group = Vec<usize>;

/// How sure a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// 很可能
    Likely,
    /// 可能
    Possible,
}

/// Two people who may be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Place of the one in the list of people.
    pub one: usize,
    /// Place of the other.
    pub other: usize,
    /// How sure.
    pub grade: Grade,
    /// What they share, in words.
    pub reasons: Vec<&'static str>,
}

/// Deputies as people. `deputies` stand in the order of their ids.
pub struct People<'a> {
    deputies: &'a [Kept],
    /// Every person, in the order of their first record.
    pub groups: Vec<Group>,
    parted: BTreeSet<(usize, usize)>,
}

/// A 代表证号 as it is compared.
pub fn certificate(deputy: &Kept) -> String {
    text::narrow(&text::tidy(deputy.text("certificate"), false)).to_lowercase().replace(' ', "")
}

fn pair(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

impl<'a> People<'a> {
    /// Tells them together; `said` are the `Person` records.
    pub fn of(deputies: &'a [Kept], said: &[Kept]) -> Self {
        let at: HashMap<&str, usize> = deputies.iter().enumerate().map(|(i, d)| (d.head.id.as_str(), i)).collect();
        let places = |record: &Kept, key: &str| -> Vec<usize> { record.texts(key).into_iter().filter_map(|id| at.get(id).copied()).collect() };
        let mut root: Vec<usize> = (0..deputies.len()).collect();
        let mut parted = BTreeSet::new();
        for record in said {
            let same = places(record, "deputies");
            for (one, other) in same.iter().zip(same.iter().skip(1)) {
                join(&mut root, *one, *other);
            }
            for one in &same {
                parted.extend(places(record, "others").into_iter().map(|other| pair(*one, other)));
            }
        }
        let mut people = Self {
            deputies,
            groups: Vec::new(),
            parted,
        };
        let mut bearers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, deputy) in deputies.iter().enumerate() {
            let certificate = certificate(deputy);
            if !certificate.is_empty() {
                bearers.entry(certificate).or_default().push(place);
            }
        }
        for same in bearers.values().filter(|same| same.len() > 1) {
            for (at, one) in same.iter().enumerate() {
                for other in &same[at + 1..] {
                    let (a, b) = (members(&mut root, *one), members(&mut root, *other));
                    if a != b && !people.apart(&a, &b) {
                        join(&mut root, *one, *other);
                    }
                }
            }
        }
        let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
        for place in 0..deputies.len() {
            groups.entry(find(&mut root, place)).or_default().push(place);
        }
        people.groups = groups.into_values().collect();
        people.groups.sort_unstable();
        people
    }

    /// Whether any of the one was said not to be any of the other.
    pub fn apart(&self, one: &[usize], other: &[usize]) -> bool {
        one.iter().any(|a| other.iter().any(|b| self.parted.contains(&pair(*a, *b))))
    }

    /// The person this deputy record belongs to.
    pub fn person(&self, deputy: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.iter().any(|at| self.deputies[*at].head.id == deputy))
    }

    /// Who may be one person and is not yet, surest first.
    pub fn candidates(&self) -> Vec<Candidate> {
        let mut blocks: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (place, group) in self.groups.iter().enumerate() {
            for at in group {
                let deputy = &self.deputies[*at];
                blocks.entry(format!("n{}", name(deputy))).or_default().insert(place);
                let phone = phone(deputy);
                if !phone.is_empty() {
                    blocks.entry(format!("p{phone}")).or_default().insert(place);
                }
            }
        }
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for block in blocks.values().filter(|block| block.len() > 1) {
            let block: Vec<usize> = block.iter().copied().collect();
            for (at, one) in block.iter().enumerate() {
                for other in &block[at + 1..] {
                    if seen.insert((*one, *other)) {
                        found.extend(self.candidate(*one, *other));
                    }
                }
            }
        }
        found.sort_by(|a, b| (a.grade, b.reasons.len(), a.one, a.other).cmp(&(b.grade, a.reasons.len(), b.one, b.other)));
        found
    }

    fn candidate(&self, one: usize, other: usize) -> Option<Candidate> {
        let (a, b) = (&self.groups[one], &self.groups[other]);
        let stations: BTreeSet<&str> = a.iter().chain(b).map(|at| self.deputies[*at].head.station.as_str()).collect();
        // Two records of one station are that station's own to mend.
        if stations.len() < 2 || self.apart(a, b) {
            return None;
        }
        let both = |of: &dyn Fn(&Kept) -> String| -> (bool, bool) {
            let values = |group: &[usize]| -> BTreeSet<String> { group.iter().map(|at| of(&self.deputies[*at])).filter(|v| !v.is_empty()).collect() };
            let (a, b) = (values(a), values(b));
            let shared = a.intersection(&b).next().is_some();
            (shared, !shared && !a.is_empty() && !b.is_empty())
        };
        let text_of = |key: &'static str| move |d: &Kept| text::tidy(d.text(key), false);
        let (same_name, _) = both(&name);
        let (same_phone, _) = both(&phone);
        let (same_born, other_born) = both(&text_of("born"));
        let (_, other_sex) = both(&text_of("sex"));
        let (_, other_certificate) = both(&certificate);
        let (same_place, _) = both(&text_of("constituency"));
        let (same_work, _) = both(&text_of("employer"));
        if other_sex || (other_certificate && !same_phone) {
            return None;
        }
        let grade = match (same_name, same_phone) {
            (true, true) if !other_born => Grade::Likely,
            (true, false) if other_born => return None,
            (true, _) if same_born || (!other_born && (same_place || same_work)) => Grade::Likely,
            (true, _) => Grade::Possible,
            (false, true) if same_born => Grade::Possible,
            _ => return None,
        };
        let reasons = [
            (same_name, "姓名相同"),
            (same_phone, "电话相同"),
            (same_born, "出生年月相同"),
            (same_place, "选区相同"),
            (same_work, "工作单位及职务相同"),
            (other_born, "但出生年月不同"),
            (other_certificate, "但代表证号不同"),
            (!same_name, "但姓名不同"),
        ];
        Some(Candidate {
            one,
            other,
            grade,
            reasons: reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, says)| says).collect(),
        })
    }
}

fn name(deputy: &Kept) -> String {
    text::tidy(deputy.text("name"), false).replace(' ', "")
}

fn phone(deputy: &Kept) -> String {
    deputy.text("phone").chars().filter(char::is_ascii_digit).collect()
}

fn find(root: &mut [usize], mut at: usize) -> usize {
    while root[at] != at {
        root[at] = root[root[at]];
        at = root[at];
    }
    at
}

fn join(root: &mut [usize], one: usize, other: usize) {
    let (a, b) = (find(root, one), find(root, other));
    root[a.max(b)] = a.min(b);
}

fn members(root: &mut [usize], of: usize) -> Vec<usize> {
    let wanted = find(root, of);
    (0..root.len()).filter(|at| find(root, *at) == wanted).collect()
}
