//! What may be written between the braces: the columns of a register by the names people see, and a few
//! words about the whole.

use super::super::Frame;
use super::super::back::Target;
use super::super::cell::{Cell, Look};
use super::super::column::Column;
use super::super::made;
use super::super::registers::Register;
use crate::records::{Noun, text};

/// A word about the whole, the same on every line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Single {
    Unit,
    Period,
    From,
    To,
    Clerk,
    Today,
    Count,
}

/// Each with its names, the first of them the one shown, and what it says.
pub(super) const SINGLES: &[(Single, &[&str], &str)] = &[
    (Single::Unit, &["站名", "填报单位", "单位名称"], "本站（县里是县人大办公室）的名称"),
    (Single::Period, &["期间", "统计时段", "时段"], "写出的那段时间，例如 2024年1-3月"),
    (Single::From, &["开始日期", "起始日期"], "那段时间的第一天"),
    (Single::To, &["截止日期", "结束日期"], "那段时间的最后一天"),
    (Single::Clerk, &["制表人", "填表人"], "登录的人的姓名"),
    (Single::Today, &["打印日期", "制表日期", "填表日期"], "写出的那一天"),
    (Single::Count, &["条数", "总条数"], "重复的那一行一共写了几条"),
];

impl Single {
    /// The one of this name.
    pub(super) fn called(name: &str) -> Option<Self> {
        SINGLES.iter().find(|(_, names, _)| names.contains(&name)).map(|(single, ..)| *single)
    }

    /// What stands there, and how it looks among other words.
    pub(super) fn cell(self, frame: &Frame, lines: u64) -> (Cell, Look) {
        match self {
            Single::Unit => (Cell::text(frame.unit.as_str()), Look::Short),
            Single::Period => (Cell::text(frame.period()), Look::Short),
            Single::From => (Cell::Date(frame.from), Look::Date),
            Single::To => (Cell::Date(frame.to), Look::Date),
            Single::Clerk => (Cell::text(frame.clerk.as_str()), Look::Short),
            Single::Today => (Cell::Date(frame.today), Look::Date),
            Single::Count => (Cell::Whole(i64::try_from(lines).unwrap_or(i64::MAX)), Look::Count),
        }
    }
}

/// What the first column of several stations' ledgers says: whose the line is.
pub(super) const STATION: &str = "单位";
const SERIAL: &str = "序号";

/// One name of a register.
pub(super) struct Known {
    target: Option<Target>,
    /// What people call it.
    pub label: String,
    /// The register has this column itself.
    pub own: bool,
    /// What it is filled with.
    pub column: Column,
}

/// Every name of a register: its columns, then the other fields of its records.
pub(super) fn known(register: &Register) -> Vec<Known> {
    let noun = register.noun();
    let targets = register.targets();
    // A line of those is no record of their noun: only their own columns know what it says.
    let derived = !register.is_of_records();
    let known = targets.into_iter().enumerate().filter_map(|(at, target)| {
        let column = match (register.columns.get(at), target.back.field()) {
            (Some(column), _) => *column,
            (None, Some(key)) if !derived => Column::of(key),
            _ => return None,
        };
        Some(Known {
            label: target.label.clone(),
            own: target.own,
            target: Some(target),
            column,
        })
    });
    let mut all: Vec<Known> = known.collect();
    let more = [
        (SERIAL, Some(Column::serial())),
        (STATION, Noun::SENT.contains(&noun).then(|| Column::made(STATION, Look::Short, made::station))),
    ];
    for (name, column) in more {
        if let (Some(column), None) = (column, all.iter().find(|k| k.label == name)) {
            all.push(Known {
                target: None,
                label: name.to_owned(),
                own: true,
                column,
            });
        }
    }
    all
}

/// The column of this name: what is so called in full before what has brackets or other words for it.
pub(super) fn column<'k>(known: &'k [Known], name: &str) -> Option<&'k Known> {
    known
        .iter()
        .find(|k| plain(&k.label) == name)
        .or_else(|| known.iter().find(|k| k.target.as_ref().is_some_and(|t| t.is_called(name))))
}

/// A name as it counts: no spaces in it, wide letters made narrow.
pub(super) fn plain(name: &str) -> String {
    text::narrow(name).chars().filter(|c| !c.is_whitespace()).collect()
}

/// The name nearest to what was written: of words about the whole, and of these columns.
pub(super) fn nearest<'n>(written: &str, columns: impl Iterator<Item = &'n Known>) -> Option<&'n str> {
    let like = |name: &str| strsim::normalized_damerau_levenshtein(written, name);
    let singles = SINGLES
        .iter()
        .map(|(_, names, _)| (names.iter().map(|name| like(name)).fold(0.0, f64::max), names[0]));
    let columns = columns.map(|k| (k.target.as_ref().map_or_else(|| like(&k.label), |t| t.likeness(&like)), k.label.as_str()));
    let near = singles.chain(columns).filter(|(near, _)| *near > 0.3);
    near.fold(
        None,
        |best: Option<(f64, &str)>, next| if best.is_none_or(|b| next.0 > b.0) { Some(next) } else { best },
    )
    .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{COUNTY_REGISTERS, REGISTERS};

    #[test]
    fn every_column_is_known_by_its_own_name() {
        for register in REGISTERS.iter().chain(COUNTY_REGISTERS) {
            let known = known(register);
            for own in register.columns {
                let title = own.title_for(register.noun());
                let found = column(&known, title).unwrap_or_else(|| panic!("{} {title}", register.key));
                assert_eq!(found.column.title_for(register.noun()), title, "{}", register.key);
            }
        }
    }

    #[test]
    fn the_nearest_name_is_found() {
        let register = Register::find("visits").unwrap();
        let known = known(register);
        assert_eq!(nearest("反应内容", known.iter()), Some("反映问题（原话）"));
        assert_eq!(nearest("站各", known.iter()), Some("站名"));
        assert_eq!(nearest("qwerty", known.iter()), None);
        assert_eq!(column(&known, "联系电话").map(|k| k.label.as_str()), Some("电话"));
    }
}
