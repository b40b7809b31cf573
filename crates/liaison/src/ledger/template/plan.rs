//! What a template asks for: which row of which sheet repeats for which register, what stands in which
//! hole; and everything that is wrong with it, said at once, each at its cell.

use std::collections::HashMap;

use roxmltree::Node;

use super::super::column::Column;
use super::super::registers::Register;
use super::holes::{Piece, Pieces, Run, pieces, runs};
use super::names::{Known, SINGLES, Single, column, known, nearest, plain};
use super::package::Package;
use super::refs::{area, letter, place};
use super::xml::{self, below, child, children};
use crate::error::Result;

/// Something wrong in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateProblem {
    /// The sheet; "" for the whole file.
    pub sheet: String,
    /// The cell, as Excel calls it; "" for the whole sheet.
    pub cell: String,
    /// A sentence.
    pub says: String,
}

/// What a hole is filled with.
#[derive(Clone, Copy)]
pub(super) enum Filling {
    Column(Column),
    Single(Single),
}

/// A cell with holes.
pub(super) struct Holed {
    pub row: u32,
    pub column: u32,
    pub pieces: Pieces,
}

/// The row that repeats.
pub(super) struct Repeat {
    pub row: u32,
    pub register: &'static Register,
}

/// One sheet.
pub(super) struct SheetPlan {
    pub name: String,
    pub part: String,
    pub text: String,
    pub repeat: Option<Repeat>,
    pub cells: Vec<Holed>,
    pub fillings: HashMap<String, Filling>,
}

/// The whole file.
pub(super) struct Plan {
    pub sheets: Vec<SheetPlan>,
    pub problems: Vec<TemplateProblem>,
}

/// A register and its names.
type Names = (&'static Register, Vec<Known>);

/// Reads what a file asks for; `registers` are those there are here.
pub(super) fn plan(package: &mut Package<'_>, registers: &[&'static Register]) -> Result<Plan> {
    let strings = package.strings.clone();
    let strings = package.part(&strings)?.unwrap_or_default();
    let shared = shared_strings(&strings)?;
    let known: Vec<Names> = registers.iter().filter(|r| r.is_filled()).map(|r| (*r, known(r))).collect();
    let mut plan = Plan {
        sheets: Vec::new(),
        problems: Vec::new(),
    };
    for sheet in package.sheets.clone() {
        let text = package.need(&sheet.part)?;
        let mut reading = Reading {
            sheet: sheet.name.clone(),
            known: &known,
            problems: &mut plan.problems,
        };
        let (repeat, cells, fillings) = reading.sheet(&text, &shared)?;
        plan.sheets.push(SheetPlan {
            name: sheet.name,
            part: sheet.part,
            text,
            repeat,
            cells,
            fillings,
        });
    }
    if plan.problems.is_empty() && plan.sheets.iter().all(|sheet| sheet.repeat.is_none()) {
        plan.problems.push(TemplateProblem {
            sheet: String::new(),
            cell: String::new(),
            says: "没有找到要重复的那一行。请在一行里写上台账的栏目，例如 {{日期}}、{{反映内容}}；可以先写出一份表样示例照着做".into(),
        });
    }
    Ok(plan)
}

/// The strings with braces, by their place.
fn shared_strings(text: &str) -> Result<HashMap<usize, Vec<Run>>> {
    if text.is_empty() {
        return Ok(HashMap::new());
    }
    let doc = xml::parse(text)?;
    let all = children(doc.root_element(), "si").enumerate().map(|(at, si)| (at, runs(text, si)));
    Ok(all.collect())
}

/// Rows of a sheet with their places; a row that does not say its own follows the one before.
pub(super) fn rows<'a, 'd>(sheet: Node<'a, 'd>) -> Vec<(u32, Node<'a, 'd>)> {
    let mut last = 0;
    let data: Vec<Node<'a, 'd>> = child(sheet, "sheetData")
        .into_iter()
        .flat_map(|data| children(data, "row").collect::<Vec<_>>())
        .collect();
    data.into_iter()
        .map(|row| {
            last = row.attribute("r").and_then(|r| r.parse().ok()).unwrap_or(last + 1);
            (last, row)
        })
        .collect()
}

/// Cells of a row with their columns.
pub(super) fn cells<'a, 'd>(row: Node<'a, 'd>) -> Vec<(u32, Node<'a, 'd>)> {
    let mut last = 0;
    children(row, "c")
        .map(|cell| {
            last = cell.attribute("r").and_then(place).map_or(last + 1, |(column, _)| column);
            (last, cell)
        })
        .collect()
}

struct Reading<'r> {
    sheet: String,
    known: &'r [Names],
    problems: &'r mut Vec<TemplateProblem>,
}

type Read = (Option<Repeat>, Vec<Holed>, HashMap<String, Filling>);

impl Reading<'_> {
    fn wrong(&mut self, cell: impl Into<String>, says: impl Into<String>) {
        self.problems.push(TemplateProblem {
            sheet: self.sheet.clone(),
            cell: cell.into(),
            says: says.into(),
        });
    }

    fn sheet(&mut self, text: &str, shared: &HashMap<usize, Vec<Run>>) -> Result<Read> {
        let doc = xml::parse(text)?;
        let root = doc.root_element();
        let (mut holed, mut words) = (Vec::new(), self.sheet.clone());
        for (row, node) in rows(root) {
            for (column, cell) in cells(node) {
                let runs = match (cell.attribute("t"), child(cell, "f")) {
                    (Some("s"), None) => child(cell, "v")
                        .and_then(|v| xml::text_of(v).trim().parse().ok())
                        .and_then(|at: usize| shared.get(&at).cloned()),
                    (Some("inlineStr"), None) => child(cell, "is").map(|is| runs(text, is)),
                    _ => None,
                };
                let Some(runs) = runs else { continue };
                words.extend(runs.iter().map(|run| run.text.as_str()));
                match pieces(&runs) {
                    Ok(None) => {}
                    Ok(Some(pieces)) => holed.push(Holed { row, column, pieces }),
                    Err(begun) => self.wrong(at(column, row), format!("“{{{{{begun}”没有写完，后面要有 }}}}")),
                }
            }
        }
        let repeat = self.repeated(&holed, &words);
        let fillings = self.fillings(&holed, repeat.as_ref());
        self.headers(root);
        if let Some(repeat) = &repeat {
            self.obstacles(root, repeat.row);
        }
        Ok((repeat, holed, fillings))
    }

    /// The row with the most names of registers, and the register that has them.
    fn repeated(&mut self, holed: &[Holed], words: &str) -> Option<Repeat> {
        let mut by_row: Vec<(u32, Vec<&str>)> = Vec::new();
        for cell in holed {
            let names = holes(cell).filter(|name| self.anywhere(name));
            match by_row.last_mut().filter(|(row, _)| *row == cell.row) {
                Some((_, all)) => all.extend(names),
                None => by_row.push((cell.row, names.collect())),
            }
        }
        let most = by_row.iter().map(|(_, names)| names.len()).max().filter(|most| *most > 0)?;
        let (row, names) = by_row.into_iter().find(|(_, names)| names.len() == most)?;
        let score = |(register, known): &Names| {
            let found: Vec<&Known> = names.iter().filter_map(|name| named(register, known, name)).collect();
            let own = names
                .iter()
                .filter(|name| known.iter().any(|k| k.own && plain(&k.label) == bare(register, name)));
            (found.len(), words.contains(register.label), own.count())
        };
        let best = self.known.iter().map(score).max()?;
        let fit: Vec<&'static Register> = self.known.iter().filter(|k| score(k) == best).map(|(register, _)| *register).collect();
        if let [register] = fit.as_slice() {
            return Some(Repeat { row, register });
        }
        let labels: Vec<&str> = fit.iter().map(|r| r.label).collect();
        self.wrong(
            format!("第{row}行"),
            format!("看不出这一行是哪一本台账：{}都有这些栏目。请在标题里写上台账的名称", labels.join("、")),
        );
        None
    }

    /// A column of some register, and no word about the whole.
    fn anywhere(&self, name: &str) -> bool {
        Single::called(name).is_none() && self.known.iter().any(|(register, known)| named(register, known, name).is_some())
    }

    fn fillings(&mut self, holed: &[Holed], repeat: Option<&Repeat>) -> HashMap<String, Filling> {
        let own = repeat.and_then(|repeat| self.known.iter().find(|(register, _)| register.key == repeat.register.key));
        let mut fillings = HashMap::new();
        for cell in holed {
            let here = repeat.filter(|repeat| repeat.row == cell.row).is_some();
            for name in holes(cell) {
                let column = own
                    .filter(|_| here)
                    .and_then(|(register, known)| named(register, known, name))
                    .map(|k| k.column);
                let filling = column.map(Filling::Column).or(Single::called(name).map(Filling::Single));
                if let Some(filling) = filling {
                    fillings.insert(key(here, name), filling);
                    continue;
                }
                let says = self.says(name, here, repeat);
                self.wrong(at(cell.column, cell.row), says);
            }
        }
        fillings
    }

    /// Why a name can't stand where it stands.
    fn says(&self, name: &str, here: bool, repeat: Option<&Repeat>) -> String {
        if name.is_empty() {
            return "两个花括号中间是空的，请写上栏目的名称".into();
        }
        let own = repeat.and_then(|repeat| self.known.iter().find(|(register, _)| register.key == repeat.register.key));
        let others = self.known.iter().find(|(register, known)| named(register, known, name).is_some());
        match (own, others, repeat) {
            (Some((own, _)), Some((other, _)), _) if here => {
                return format!("“{name}”是“{}”的栏目，这一行写的是“{}”；一行只能用一本台账", other.label, own.label);
            }
            (Some((own, known)), Some(_), Some(repeat)) if named(own, known, name).is_some() => {
                return format!("“{name}”是台账的栏目，只能写在重复的那一行（第 {} 行）；一张工作表只能有一行重复", repeat.row);
            }
            (_, Some((other, _)), Some(repeat)) => {
                return format!(
                    "“{name}”是“{}”的栏目，这张工作表重复的是第 {} 行（{}）；另一本台账请放在另一张工作表",
                    other.label, repeat.row, repeat.register.label
                );
            }
            _ => {}
        }
        let columns: Vec<&Known> = match own {
            Some((_, known)) if here => known.iter().collect(),
            Some(_) => Vec::new(),
            None => self.known.iter().flat_map(|(_, known)| known).collect(),
        };
        match nearest(name, columns.into_iter()) {
            Some(near) => format!("没有“{name}”这一栏，最接近的是“{near}”"),
            None => format!("没有“{name}”这一栏；能写哪些，请看表样示例的第二张工作表"),
        }
    }

    /// Holes above and below the printed page are words about the whole.
    fn headers(&mut self, root: Node<'_, '_>) {
        for part in child(root, "headerFooter").into_iter().flat_map(|all| all.children()).filter(Node::is_element) {
            let run = Run {
                look: String::new(),
                text: xml::text_of(part),
            };
            match pieces(&[run]) {
                Ok(found) => {
                    for (_, piece) in found.into_iter().flatten() {
                        if let Piece::Hole(name) = piece
                            && Single::called(&name).is_none()
                        {
                            let singles: Vec<&str> = SINGLES.iter().map(|(_, names, _)| names[0]).collect();
                            self.wrong("页眉页脚", format!("页眉页脚里不能写“{name}”，能写的是：{}", singles.join("、")));
                        }
                    }
                }
                Err(begun) => self.wrong("页眉页脚", format!("“{{{{{begun}”没有写完，后面要有 }}}}")),
            }
        }
    }

    /// What keeps a row from being repeated.
    fn obstacles(&mut self, root: Node<'_, '_>, row: u32) {
        for merge in below(root, "mergeCell") {
            let at = merge.attribute("ref").unwrap_or_default();
            if area(at).is_some_and(|(_, (first, last))| first == row && last > row) {
                self.wrong(at, format!("第 {row} 行要重复，不能和它下面的行合并；请取消这个合并"));
            }
        }
        for formula in below(root, "f").filter(|f| matches!(f.attribute("t"), Some("array" | "dataTable"))) {
            let at = formula.attribute("ref").unwrap_or_default();
            if area(at).is_some_and(|(_, (first, last))| first <= row && last >= row) {
                self.wrong(at, format!("第 {row} 行要重复，那里的数组公式不能跟着重复；请改成普通公式"));
            }
        }
    }
}

/// Holes of the repeated row and others of the same name are filled each in its way.
pub(super) fn key(here: bool, name: &str) -> String {
    format!("{}{name}", if here { "=" } else { "" })
}

fn holes(cell: &Holed) -> impl Iterator<Item = &str> {
    cell.pieces.iter().filter_map(|(_, piece)| match piece {
        Piece::Hole(name) => Some(name.as_str()),
        Piece::Words(_) => None,
    })
}

/// 接待接访登记簿.日期 → 日期, of that register alone.
fn bare<'n>(register: &Register, name: &'n str) -> &'n str {
    name.strip_prefix(register.label)
        .and_then(|rest| rest.strip_prefix(['.', '·', ':']))
        .unwrap_or(name)
}

fn named<'k>(register: &Register, known: &'k [Known], name: &str) -> Option<&'k Known> {
    column(known, bare(register, name))
}

pub(super) fn at(column: u32, row: u32) -> String {
    format!("{}{row}", letter(column))
}
