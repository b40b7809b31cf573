//! A county register out of a table: 53 stations or 80 units at once. First what each row would
//! do, every trouble at its row; then all sound rows in one commit.

use std::collections::{BTreeMap, HashMap};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::county_only;
use super::stations::{home_named, homes_by_name};
use crate::desk::records::{key_of, learn, names_unit, words};
use crate::desk::{Call, Copied, Desk};
use crate::error::{Error, Result};
use crate::ledger::{BlankColumn, read_table, write_blank};
use crate::records::{Checked, Field, Kept, Kind, List, Noun, Values, check, county, text};
use crate::store::Store;

/// A table at the door: a workbook's bytes, or lines copied out of one.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ImportAsk {
    /// Which register.
    pub noun: Noun,
    /// An .xlsx file, base64, or "".
    #[serde(default)]
    pub base64: String,
    /// Lines with tabs between the cells, or "".
    #[serde(default)]
    pub text: String,
}

/// Names a kind of record.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, TS)]
pub struct NounAsk {
    /// Which.
    pub noun: Noun,
}

/// What one row would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportLine {
    /// Row of the table, counted from 1.
    pub row: u32,
    /// What the row is about.
    pub title: String,
    /// new, changed, same, wrong.
    pub state: String,
    /// Why it is wrong, or what to know of it; each a sentence.
    pub says: Vec<String>,
}

/// What a table would do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportLook {
    /// Row by row.
    pub lines: Vec<ImportLine>,
    /// Columns that are no field of this register and would not be taken.
    pub unknown: Vec<String>,
    /// 代表之家 that would come with their stations.
    pub homes: Vec<String>,
}

/// What a table did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportDone {
    /// New records.
    pub added: u64,
    /// Records that were there and got something new.
    pub changed: u64,
    /// 代表之家 that came with their stations.
    pub homes: u64,
    /// Wrong rows, left out.
    pub left_out: u64,
}

/// Registers that come out of tables.
const TAKEN: &[Noun] = &[Noun::Site, Noun::Home, Noun::Unit, Noun::Member];

/// Other words offices put above a column.
const ALIASES: &[(Noun, &str, &str)] = &[
    (Noun::Site, "code", "编号 编码 站点编码 站编号"),
    (Noun::Site, "name", "站名 联络站 联络站名称 站点名称"),
    (Noun::Site, "home", "代表之家 所属代表之家名称"),
    (Noun::Site, "town", "乡镇 街道 乡镇街道 所在乡镇"),
    (Noun::Home, "name", "代表之家 代表之家名称"),
    (Noun::Home, "town", "乡镇 街道 乡镇街道 所在乡镇"),
    (Noun::Unit, "name", "单位 名称 承办单位"),
    (Noun::Unit, "staff", "联络员"),
    (Noun::Unit, "phone", "联系电话"),
    (Noun::Member, "name", "委员 委员姓名"),
    (Noun::Member, "deputies", "联系代表"),
    (Noun::Member, "phone", "联系电话"),
];

/// What a table's title means, with what people add around it taken away.
fn field_called(noun: Noun, title: &str) -> Option<&'static Field> {
    let plain = |s: &str| -> String { text::narrow(s).chars().filter(|c| c.is_alphanumeric()).collect() };
    let title = plain(&title.replace("必填", ""));
    noun.fields().iter().find(|f| {
        plain(f.label) == title
            || ALIASES
                .iter()
                .any(|(of, key, names)| *of == noun && *key == f.key && names.split(' ').any(|name| name == title))
    })
}

/// One row, read and checked.
struct Row {
    line: ImportLine,
    checked: Option<Checked>,
    old: Option<Kept>,
    /// A 代表之家 by name that is not there yet.
    new_home: String,
}

struct Plan {
    rows: Vec<Row>,
    unknown: Vec<String>,
}

fn cells(ask: &ImportAsk) -> Result<Vec<(u32, Vec<String>)>> {
    if !ask.base64.is_empty() {
        let bytes = BASE64_STANDARD
            .decode(&ask.base64)
            .map_err(|_| Error::NotReady("文件没有读完整，请再选一次".into()))?;
        return read_table(&bytes);
    }
    let lines = ask.text.lines().take(5_000).zip(1u32..);
    let rows = lines.map(|(line, row)| (row, line.split('\t').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()));
    Ok(rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())).collect())
}

fn plan(store: &Store, call: &Call<'_>, ask: &ImportAsk) -> Result<Plan> {
    county_only(store)?;
    let noun = ask.noun;
    if !TAKEN.contains(&noun) {
        return Err(Error::NotAllowed(format!("{}不能从表格导入", noun.label())));
    }
    let rows = cells(ask)?;
    let title = noun.title_field();
    // The header is the first row that names what the records are called by; a title may stand above it.
    let found = rows.iter().take(20).position(|(_, cells)| {
        let known: Vec<_> = cells.iter().filter_map(|cell| field_called(noun, cell)).collect();
        known.iter().any(|f| f.key == title)
    });
    let Some(at) = found else {
        let label = noun.field(title).map_or("", |f| f.label);
        return Err(Error::NotReady(format!("没有找到表头：要有一行写着“{label}”等栏目名。可以先下载空表，照着填")));
    };
    let columns: Vec<Option<&Field>> = rows[at].1.iter().map(|cell| field_called(noun, cell)).collect();
    let unknown = rows[at].1.iter().zip(&columns).filter(|(cell, f)| !cell.is_empty() && f.is_none());
    let unknown = unknown.map(|(cell, _)| cell.clone()).collect();
    let known = Known::of(store, noun)?;
    let words = words(store)?;
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut planned = Vec::new();
    for (row, cells) in rows.into_iter().skip(at + 1) {
        let given: Vec<(&Field, &str)> = columns.iter().zip(&cells).filter_map(|(f, cell)| Some(((*f)?, cell.as_str()))).collect();
        if given.iter().all(|(_, cell)| cell.is_empty()) {
            continue;
        }
        let mut read = known.row(noun, row, &given, &words, call);
        let key = key_in(noun, &read.line.title, &given);
        if let Some(first) = seen.get(&key).filter(|_| !key.is_empty()) {
            read.line.says.push(format!("和第 {first} 行重复"));
            read.line.state = "wrong".into();
        } else {
            seen.insert(key, row);
        }
        planned.push(read);
    }
    Ok(Plan { rows: planned, unknown })
}

/// By what a row is known: a station's code, anything else's name.
fn key_in(noun: Noun, title: &str, given: &[(&Field, &str)]) -> String {
    match key_of(noun).filter(|key| *key != noun.title_field()) {
        Some(key) => code(given.iter().find(|(f, _)| f.key == key).map_or("", |(_, cell)| cell)),
        None => title.to_owned(),
    }
}

/// A station's code in its one spelling.
fn code(typed: &str) -> String {
    text::narrow(&text::tidy(typed, false)).to_ascii_uppercase()
}

/// What is there already.
struct Known {
    kept: HashMap<String, Kept>,
    homes: BTreeMap<String, String>,
    /// name → ids
    deputies: HashMap<String, Vec<String>>,
}

impl Known {
    fn of(store: &Store, noun: Noun) -> Result<Self> {
        let mut known = Known {
            kept: HashMap::new(),
            homes: homes_by_name(store)?,
            deputies: HashMap::new(),
        };
        store.each(noun, "", "", None, &mut |record| {
            let key = key_of(noun).unwrap_or(noun.title_field());
            known.kept.insert(record.text(key).to_owned(), record);
            Ok(())
        })?;
        if noun == Noun::Member {
            store.each(Noun::Deputy, "", "", None, &mut |deputy| {
                let name = deputy.text("name").to_owned();
                known.deputies.entry(name).or_default().push(deputy.head.id);
                Ok(())
            })?;
        }
        Ok(known)
    }

    fn row(&self, noun: Noun, row: u32, given: &[(&Field, &str)], words: &BTreeMap<List, Vec<String>>, call: &Call<'_>) -> Row {
        let title = given.iter().find(|(f, _)| f.key == noun.title_field()).map_or("", |(_, cell)| cell);
        let title = text::tidy(title, false);
        let old = self.kept.get(&key_in(noun, &title, given));
        let mut values = old.map(|o| o.values.clone()).unwrap_or_default();
        let (mut wrong, mut notes, mut new_home) = (Vec::new(), Vec::new(), String::new());
        for (field, cell) in given.iter().filter(|(_, cell)| !cell.is_empty()) {
            match self.value(field, cell, &mut new_home) {
                Ok(value) => {
                    values.insert(field.key.into(), value);
                }
                Err(says) => wrong.push(says),
            }
        }
        defaults(noun, &title, &mut values);
        let checked = match check(noun, &values, words, call.today()) {
            Ok((checked, doubts)) => {
                notes.extend(doubts.into_iter().map(|d| d.says));
                Some(checked)
            }
            Err(remarks) => {
                wrong.extend(remarks.into_iter().map(|r| r.says));
                None
            }
        };
        let same = |checked: &Checked| new_home.is_empty() && old.is_some_and(|o| o.values == *checked.values());
        let state = match &checked {
            Some(_) if !wrong.is_empty() => "wrong",
            None => "wrong",
            Some(checked) if same(checked) => "same",
            Some(_) if old.is_some() => "changed",
            Some(_) => "new",
        };
        Row {
            line: ImportLine {
                row,
                title,
                state: state.into(),
                says: if wrong.is_empty() { notes } else { wrong },
            },
            checked,
            old: old.cloned(),
            new_home,
        }
    }

    /// A cell as its field holds it, or why it can't be.
    fn value(&self, field: &Field, cell: &str, new_home: &mut String) -> Result<Value, String> {
        match field.kind {
            Kind::OneOf(codes) => codes
                .iter()
                .find(|(code, label)| *label == cell || *code == cell)
                .map(|(code, _)| Value::from(*code))
                .ok_or_else(|| {
                    let labels: Vec<_> = codes.iter().map(|(_, label)| *label).collect();
                    format!("“{}”写的是“{cell}”，只能写：{}", field.label, labels.join("、"))
                }),
            Kind::One(Noun::Home) => {
                let name = text::tidy(cell, false);
                let known = self.homes.get(&name).cloned();
                if known.is_none() {
                    *new_home = name;
                }
                Ok(known.unwrap_or_default().into())
            }
            Kind::Many(Noun::Deputy) => {
                let names = cell
                    .split(['、', '，', ',', '；', ';', ' ', '\u{3000}'])
                    .map(str::trim)
                    .filter(|n| !n.is_empty());
                let ids = names.map(|name| match self.deputies.get(name).map(Vec::as_slice) {
                    Some([one]) => Ok(Value::from(one.as_str())),
                    Some(several) => Err(format!("有 {} 位代表叫“{name}”，请导入后在委员的页面里选", several.len())),
                    None => Err(format!("没有叫“{name}”的代表；先收了站里的交接包，再导入联系关系")),
                });
                Ok(Value::Array(ids.collect::<Result<Vec<_>, _>>()?))
            }
            _ if field.key == "code" => Ok(code(cell).into()),
            _ => Ok(cell.into()),
        }
    }
}

/// What a table need not say: a station is in use, a unit is what its name says.
fn defaults(noun: Noun, title: &str, values: &mut Values) {
    let (key, word) = match noun {
        Noun::Site => ("status", county::site::OPEN),
        Noun::Unit if title.ends_with(['乡', '镇']) || ["街道办事处", "乡人民政府", "镇人民政府", "街道"].iter().any(|end| title.ends_with(end)) => {
            ("kind", "town")
        }
        Noun::Unit => ("kind", "department"),
        _ => return,
    };
    if values.get(key).and_then(Value::as_str).unwrap_or_default().is_empty() {
        values.insert(key.into(), word.into());
    }
}

/// What a table would do.
pub fn import_look(desk: &mut Desk, call: &mut Call<'_>, ask: ImportAsk) -> Result<ImportLook> {
    let plan = plan(desk.store()?, call, &ask)?;
    let mut homes: Vec<String> = plan.rows.iter().filter(|r| r.line.state != "wrong").map(|r| r.new_home.clone()).collect();
    homes.retain(|name| !name.is_empty());
    homes.sort_unstable();
    homes.dedup();
    Ok(ImportLook {
        lines: plan.rows.into_iter().map(|r| r.line).collect(),
        unknown: plan.unknown,
        homes,
    })
}

/// Takes the sound rows in, in one commit.
pub fn import_take(desk: &mut Desk, call: &mut Call<'_>, ask: ImportAsk) -> Result<ImportDone> {
    let plan = plan(desk.store()?, call, &ask)?;
    let mut homes = homes_by_name(desk.store()?)?;
    let noun = ask.noun;
    let (store, who) = desk.writing(call)?;
    store.transact(&format!("导入{}", noun.label()), &who, |w| {
        let mut done = ImportDone {
            added: 0,
            changed: 0,
            homes: 0,
            left_out: 0,
        };
        for row in plan.rows {
            let Some(checked) = row.checked.filter(|_| row.line.state != "wrong") else {
                done.left_out += 1;
                continue;
            };
            if row.line.state == "same" {
                continue;
            }
            learn(w, noun, &checked)?;
            if noun == Noun::Unit {
                names_unit(w, &checked)?;
            }
            let mut values = checked.values().clone();
            if !row.new_home.is_empty() {
                let town = values.get("town").and_then(Value::as_str).unwrap_or_default().to_owned();
                let home = home_named(w, &mut homes, &row.new_home, &town, &mut done.homes)?;
                values.insert("home".into(), home.into());
            }
            match row.old {
                Some(old) => {
                    w.replace(noun, &old.head.id, Some(old.head.revision), values)?;
                    done.changed += 1;
                }
                None => {
                    w.insert(noun, values)?;
                    done.added += 1;
                }
            }
        }
        Ok(done)
    })
}

/// Writes the empty table, with what each column takes.
pub fn import_blank(desk: &mut Desk, call: &mut Call<'_>, ask: NounAsk) -> Result<Copied> {
    county_only(desk.store()?)?;
    let columns: Vec<BlankColumn> = ask.noun.fields().iter().filter(|f| !f.derived).map(blank_column).collect();
    let name = format!("{}导入表.xlsx", ask.noun.label());
    let path = write_blank(&call.documents, &name, &columns)?;
    Ok(Copied {
        path: path.display().to_string(),
    })
}

fn blank_column(field: &Field) -> BlankColumn {
    let words = match field.kind {
        Kind::OneOf(codes) => codes.iter().map(|(_, label)| (*label).to_owned()).collect(),
        _ => Vec::new(),
    };
    let hint = match field.kind {
        Kind::Date => "例如 2024-03-01",
        Kind::One(Noun::Home) => "写代表之家的名称；还没登记的会一起登记",
        Kind::Many(Noun::Deputy) => "写姓名，几位用顿号隔开",
        _ => field.hint,
    };
    BlankColumn {
        title: field.label.to_owned(),
        // What a table need not say is filled in.
        required: field.required && words.is_empty(),
        hint: hint.to_owned(),
        words,
    }
}
