//! Questions made of bytes: of the shape their command's type has, or nearly.

use std::collections::BTreeMap;

use liaison::contract;
use serde_json::{Map, Value};

/// The types of the contract, read from the TypeScript it writes.
pub struct Types {
    fields: BTreeMap<String, Vec<(String, String)>>,
    aliases: BTreeMap<String, String>,
    /// Every command, with the name of its question's type.
    pub commands: Vec<(&'static str, String)>,
}

/// Takes bytes as decisions; at their end everything is 0.
pub struct Bytes<'b>(pub &'b [u8]);

impl Bytes<'_> {
    fn one(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        if n <= 1 { 0 } else { (usize::from(self.one()) << 8 | usize::from(self.one())) % n }
    }
}

/// Texts that mean something somewhere.
const TEXTS: &[&str] = &[
    "", "2024-06-03", "2024-12-31", "2024-01-01", "9999-99-99", "0000-00-00", "2024-02-30", "2024年6月3日", "09:30", "2024-06", "路灯", "向春梅", "县", "交通道路", "镇供电所", "三溪村",
    "JS-017", "JS-COUNTY", "visit", "matter", "deputy", "activity", "station", "home", "other", "visits", "matters", "deputies", "ruzhou", "满意", "13900001111", "<b>", "=1+1", "%", "_",
    "'", "\"", "*", "/", "..", "\u{0}", "\u{202e}", "𠮷", "é", "-1", "1e999", "18446744073709551616", "null", "[]", "iVBORw0KGgo=", "UEsDBA==", "AAAA", "sanxi-2024", "林晓芸",
];

impl Types {
    /// As the contract says them now.
    pub fn read() -> Self {
        let written = contract::typescript();
        let (mut fields, mut aliases) = (BTreeMap::new(), BTreeMap::new());
        for block in written.split("export type ").skip(1) {
            let Some((name, body)) = block.split_once(" = ") else { continue };
            let body = body.split(";\n").next().unwrap_or(body);
            if !body.starts_with('{') || body.contains("} | {") {
                aliases.insert(name.to_owned(), body.to_owned());
                continue;
            }
            let lines = body.lines().map(str::trim).filter(|line| !line.starts_with('*') && !line.starts_with("/*"));
            let found = lines.filter_map(|line| line.split_once(": "));
            let found = found.map(|(field, kind)| (field.trim_end_matches('?').to_owned(), kind.trim_end_matches(['}', ',', ' ']).to_owned()));
            fields.insert(name.to_owned(), found.collect());
        }
        let commands = contract::commands().into_iter().map(|c| (c.name, c.question)).collect();
        Self { fields, aliases, commands }
    }

    /// A value of this type, as the bytes decide; now and then of another.
    pub fn value(&self, kind: &str, bytes: &mut Bytes<'_>, ids: &[String], deep: usize) -> Value {
        if deep > 7 || bytes.below(64) == 63 {
            return any(bytes, ids, deep);
        }
        let kind = kind.trim();
        if let Some(inner) = kind.strip_prefix("Array<").and_then(|k| k.strip_suffix('>')) {
            let n = bytes.below(4);
            return (0..n).map(|_| self.value(inner, bytes, ids, deep + 1)).collect();
        }
        let choices: Vec<&str> = kind.split(" | ").collect();
        if choices.len() > 1 {
            return self.value(choices[bytes.below(choices.len())], bytes, ids, deep + 1);
        }
        if let Some(word) = kind.strip_prefix('"').and_then(|k| k.strip_suffix('"')) {
            return word.into();
        }
        match kind {
            "string" => text(bytes, ids),
            "number" => number(bytes),
            "boolean" => (bytes.below(2) == 1).into(),
            "null" => Value::Null,
            named => match (self.fields.get(named), self.aliases.get(named)) {
                (Some(fields), _) => {
                    let mut object = Map::new();
                    for (field, kind) in fields {
                        if bytes.below(16) != 15 {
                            object.insert(field.clone(), self.value(kind, bytes, ids, deep + 1));
                        }
                    }
                    Value::Object(object)
                }
                (_, Some(alias)) => self.value(alias, bytes, ids, deep + 1),
                _ => any(bytes, ids, deep),
            },
        }
    }
}

fn text(bytes: &mut Bytes<'_>, ids: &[String]) -> Value {
    match bytes.below(8) {
        0 | 1 if !ids.is_empty() => ids[bytes.below(ids.len())].clone().into(),
        2 => {
            let n = bytes.below(24).min(bytes.0.len());
            let (taken, rest) = bytes.0.split_at(n);
            bytes.0 = rest;
            String::from_utf8_lossy(taken).into_owned().into()
        }
        3 if bytes.below(32) == 0 => "长".repeat(bytes.below(20_000)).into(),
        _ => TEXTS[bytes.below(TEXTS.len())].into(),
    }
}

fn number(bytes: &mut Bytes<'_>) -> Value {
    match bytes.below(8) {
        0 => u64::MAX.into(),
        1 => i64::MIN.into(),
        2 => 2024.into(),
        3 => (-1).into(),
        4 => 1.5e300.into(),
        _ => bytes.below(400).into(),
    }
}

/// Keys that stand in records' values.
const KEYS: &[&str] = &["name", "title", "date", "kind", "levels", "status", "citizen", "problem", "content", "category", "source", "raised_on", "deputies", "unit", "phone", "handling"];

fn any(bytes: &mut Bytes<'_>, ids: &[String], deep: usize) -> Value {
    match bytes.below(if deep > 9 { 4 } else { 6 }) {
        0 => Value::Null,
        1 => text(bytes, ids),
        2 => number(bytes),
        3 => true.into(),
        4 => (0..bytes.below(3)).map(|_| any(bytes, ids, deep + 1)).collect(),
        _ => {
            let n = bytes.below(10);
            (0..n).map(|_| (KEYS[bytes.below(KEYS.len())].to_owned(), any(bytes, ids, deep + 1))).collect::<Map<_, _>>().into()
        }
    }
}
