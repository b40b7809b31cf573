//! Over a sheet from top to bottom: which rows are records, what each would do, what is asked.

use std::collections::{BTreeMap, HashMap};

use super::known::Known;
use super::row::{Reader, RowRead};
use super::{OldLedgerAsk, OldLedgerCounts, OldLedgerLine, OldLedgerLook, OldLedgerQuestion, OldLedgerRemark, bytes_of, register_called, settle, station_only};
use crate::desk::records::words;
use crate::desk::{Call, Desk};
use crate::error::{Error, Result};
use crate::ledger::{Header, Merge, OldLedger, Register, Target};
use crate::records::meaning::{Aids, Given};
use crate::records::{Kind, List};
use crate::store::Store;

/// Cells named with a question.
const NAMED_CELLS: usize = 8;
/// Rows between two words of progress.
const STEP: u64 = 200;

/// An answer that puts the word into its list.
pub(super) const LEARN: &str = "learn:";

/// The words of lists: all of them, and those of lists that take no others.
pub(super) struct Lists {
    all: BTreeMap<List, Vec<String>>,
    closed: BTreeMap<List, Vec<String>>,
}

impl Lists {
    pub(super) fn of(store: &Store) -> Result<Self> {
        Ok(Self {
            all: store.lists()?,
            closed: words(store)?,
        })
    }
}

/// What is read with.
pub(super) struct Walk {
    pub register: &'static Register,
    pub known: Known,
    pub learned: Vec<(List, String)>,
    sheet: String,
    header: Header,
}

impl Walk {
    pub(super) fn of(store: &Store, old: &mut OldLedger<'_>, ask: &OldLedgerAsk) -> Result<Self> {
        station_only(store)?;
        let settled = settle(old, ask)?;
        let register = register_called(&settled.register)?;
        let header = settled.header.ok_or_else(|| {
            let says = format!(
                "工作表“{}”里没有找到{}的栏目名那一行；请看看是不是选错了工作表或台账",
                settled.sheet, register.label
            );
            Error::NotReady(says)
        })?;
        Ok(Self {
            register,
            known: Known::of(store, register.of())?,
            learned: learned(register, ask),
            sheet: settled.sheet,
            header,
        })
    }

    /// Reads every row and hands it on.
    pub(super) fn rows(
        &self,
        lists: &Lists,
        old: &mut OldLedger<'_>,
        call: &mut Call<'_>,
        ask: &OldLedgerAsk,
        each: &mut dyn FnMut(RowRead) -> Result<()>,
    ) -> Result<()> {
        let (mut all, mut closed) = (lists.all.clone(), lists.closed.clone());
        for (list, word) in &self.learned {
            for words in [&mut all, &mut closed].into_iter().filter_map(|lists| lists.get_mut(list)) {
                if !words.contains(word) {
                    words.push(word.clone());
                }
            }
        }
        let mut reader = Reader {
            register: self.register,
            columns: columns(self.register, &self.header, ask)?,
            known: &self.known,
            answers: ask
                .answers
                .iter()
                .filter(|a| !a.value.starts_with(LEARN))
                .map(|a| (a.key.clone(), a.clone()))
                .collect(),
            aids: Aids {
                words: all,
                year: self.header.year,
            },
            closed,
            today: call.today(),
            seen: HashMap::new(),
        };
        let mut done = 0;
        old.rows(&self.sheet, self.header.rows.1, &mut |row, cells, merges| {
            if done % STEP == 0 {
                call.step(&format!("正在看第 {} 行", row + 1), done, 0)?;
            }
            done += 1;
            match no_record(&self.header, &cells, merges) {
                Some(why) => each(nothing(row, &cells, why)),
                None => each(reader.row(row, &cells, merges)),
            }
        })
    }
}

/// Words the clerk put into their lists with her answers.
fn learned(register: &Register, ask: &OldLedgerAsk) -> Vec<(List, String)> {
    let of = |answer: &super::OldLedgerAnswer| {
        let word = answer.value.strip_prefix(LEARN)?;
        let key = answer.key.split('|').next()?;
        match register.of().field(key)?.kind {
            Kind::Choice(list) | Kind::Choices(list) => Some((list, word.to_owned())),
            _ => None,
        }
    };
    ask.answers.iter().filter(|a| a.how == "take").filter_map(of).collect()
}

/// What each column is read as: as the clerk said, or as guessed.
fn columns(register: &Register, header: &Header, ask: &OldLedgerAsk) -> Result<Vec<Option<Target>>> {
    if ask.columns.is_empty() {
        return Ok(register.guess(&header.titles));
    }
    let targets = register.targets();
    let mut taken: Vec<&str> = Vec::new();
    let mut columns = Vec::new();
    for key in &ask.columns {
        let target = targets.iter().find(|t| !key.is_empty() && t.back.key() == key);
        if let Some(target) = target {
            if taken.contains(&target.back.key()) {
                return Err(Error::NotReady(format!("有两栏都选成了“{}”，请只留一栏", target.label)));
            }
            taken.push(target.back.key());
        }
        columns.push(target.cloned());
    }
    Ok(columns)
}

/// Why a row is no record: a sum, a heading over several columns, a note below, the titles once more.
fn no_record(header: &Header, cells: &[(u32, Given)], merges: &[Merge]) -> Option<&'static str> {
    let first = cells.first().map_or("", |(_, given)| given.text.as_str());
    let plain: String = first.chars().filter(|c| !c.is_whitespace()).collect();
    if ["合计", "本表合计", "小计", "总计", "累计"].contains(&plain.as_str()) {
        return Some("合计行");
    }
    if plain == "本时段没有记录" {
        return Some("空台账");
    }
    let titles = cells.iter().filter(|(column, given)| {
        let title = header.titles.get(*column as usize);
        title.is_some_and(|title| !title.is_empty() && given.text.replace('\n', "") == *title)
    });
    if cells.len() > 2 && titles.count() * 2 > cells.len() {
        return Some("栏目名又出现一次");
    }
    if cells.len() > 1 {
        return None;
    }
    let wide = merges.iter().any(|m| (m.columns.1 - m.columns.0) as usize * 2 >= header.titles.len());
    let below = ["备注", "说明", "注", "填表", "制表", "审核", "单位", "填报", "负责人"]
        .iter()
        .any(|word| plain.starts_with(word));
    (wide || below).then_some("小标题或说明")
}

fn nothing(row: u32, cells: &[(u32, Given)], why: &str) -> RowRead {
    let says = OldLedgerRemark {
        at: String::new(),
        says: format!("{why}，不是记录"),
    };
    RowRead {
        row: row + 1,
        title: cells.first().map_or(String::new(), |(_, given)| given.text.chars().take(40).collect()),
        state: "none",
        says: vec![says],
        asks: Vec::new(),
        checked: None,
        number: String::new(),
    }
}

/// What an old ledger would do; changes nothing.
pub fn old_ledger_look(desk: &mut Desk, call: &mut Call<'_>, ask: OldLedgerAsk) -> Result<OldLedgerLook> {
    let store = desk.store()?;
    let bytes = bytes_of(&ask)?;
    let mut old = OldLedger::open(&bytes)?;
    let walk = Walk::of(store, &mut old, &ask)?;
    let lists = Lists::of(store)?;
    let mut look = OldLedgerLook {
        counts: OldLedgerCounts::default(),
        lines: Vec::new(),
        questions: Vec::new(),
    };
    let mut asked: HashMap<String, usize> = HashMap::new();
    walk.rows(&lists, &mut old, call, &ask, &mut |read| {
        let state = if read.state == "twin" && ask.twins_too { "new" } else { read.state };
        look.counts.count(state);
        let mut says = read.says;
        for one in read.asks {
            says.push(OldLedgerRemark {
                at: one.at.clone(),
                says: one.says.clone(),
            });
            let at = if one.at.is_empty() { format!("第 {} 行", read.row) } else { one.at };
            let place = *asked.entry(one.key.clone()).or_insert_with(|| {
                let learn = walk
                    .register
                    .of()
                    .field(&one.kind)
                    .is_some_and(|f| matches!(f.kind, Kind::Choice(_) | Kind::Choices(_)))
                    && !one.said.is_empty();
                let mut choices = one.choices;
                if learn {
                    choices.push(crate::records::meaning::Choice::labelled(
                        format!("{LEARN}{}", one.said),
                        format!("把“{}”加进选项表", one.said),
                    ));
                }
                look.questions.push(OldLedgerQuestion {
                    may_type: one.kind != "conclusion" && !one.kind.ends_with(":several"),
                    key: one.key,
                    kind: one.kind,
                    column: one.column,
                    said: one.said,
                    says: one.says,
                    choices,
                    may_blank: one.may_blank,
                    count: 0,
                    cells: Vec::new(),
                });
                look.questions.len() - 1
            });
            if let Some(question) = look.questions.get_mut(place) {
                question.count += 1;
                if question.cells.len() < NAMED_CELLS {
                    question.cells.push(at);
                }
            }
        }
        look.lines.push(OldLedgerLine {
            row: read.row,
            title: read.title,
            state: state.into(),
            says,
        });
        Ok(())
    })?;
    Ok(look)
}
