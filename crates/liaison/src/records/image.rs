//! Row images as bundles carry them: a record from another hand, read strictly. Nothing of a
//! draft's goodwill here: a value is what its field holds, or the row is refused with a reason.
//! Fields this program does not know are passed over; whoever keeps the image keeps them.

use serde_json::{Map, Value};

use super::{Field, Head, Kept, Kind, Noun, Values, blank_of};

/// Longest head text: ids, codes, numbers, names, times.
const HEAD: usize = 120;

/// The record in a row image of `sender`, or why it is not one.
pub fn read(noun: Noun, row: &Map<String, Value>, sender: &str) -> Result<Kept, String> {
    let text = |key: &str| -> Result<String, String> {
        match row.get(key) {
            Some(Value::String(s)) if s.len() <= HEAD => Ok(s.clone()),
            _ => Err(format!("这条{}缺少“{key}”，或写得不对", noun.label())),
        }
    };
    let head = Head {
        id: text("id")?,
        station: text("station")?,
        number: text("number")?,
        revision: row
            .get("revision")
            .and_then(Value::as_i64)
            .filter(|r| *r >= 1)
            .ok_or_else(|| format!("这条{}的修改次数（revision）不对", noun.label()))?,
        made_at: text("made_at")?,
        made_by: text("made_by")?,
        changed_at: text("changed_at")?,
        changed_by: text("changed_by")?,
        deleted_at: text("deleted_at")?,
    };
    if !is_id(&head.id) {
        return Err(format!("这条{}的内部编号（id）不对", noun.label()));
    }
    if head.station != sender {
        return Err(format!("这条{}写的是 {} 的，不是 {sender} 自己的", noun.label(), head.station));
    }
    let mut values = Values::new();
    for field in noun.fields() {
        let value = row.get(field.key).cloned().unwrap_or_else(|| blank_of(field));
        if !holds(field, &value) {
            return Err(format!("{} {}的“{}”写得不对", noun.label(), head.number, field.label));
        }
        values.insert(field.key.to_owned(), value);
    }
    Ok(Kept { head, values })
}

/// Fields that came after the first records of their noun were written: absent from older images.
const LATER: &[(Noun, &str)] = &[(Noun::Matter, "county_step"), (Noun::Activity, "lecturer")];

/// A record as this program writes it, then as those before it did, as far as it holds nothing
/// they did not know.
pub fn spellings(noun: Noun, record: &Kept) -> serde_json::Result<Vec<String>> {
    let mut all = vec![serde_json::to_string(record)?];
    let mut older = record.clone();
    for (_, key) in LATER.iter().rev().filter(|(of, _)| *of == noun) {
        let blank = noun.field(key).map(blank_of);
        if older.values.shift_remove(*key) != blank {
            break;
        }
        all.push(serde_json::to_string(&older)?);
    }
    Ok(all)
}

/// A UUID in its one spelling.
pub fn is_id(id: &str) -> bool {
    uuid::Uuid::try_parse(id).is_ok_and(|parsed| parsed.to_string() == id)
}

fn holds(field: &Field, value: &Value) -> bool {
    match (field.kind, value) {
        (Kind::Whole, Value::Null) | (Kind::Flag, Value::Bool(_)) => true,
        (Kind::Whole, Value::Number(n)) => n.as_i64().is_some(),
        (Kind::Choices(_) | Kind::Many(_), Value::Array(all)) => all.iter().all(Value::is_string),
        (Kind::OneOf(codes), Value::String(s)) => s.is_empty() || codes.iter().any(|(code, _)| code == s),
        (Kind::Whole | Kind::Flag | Kind::Choices(_) | Kind::Many(_), _) => false,
        (_, value) => value.is_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row() -> Map<String, Value> {
        let row = json!({
            "id": "0198c1f2-7a10-7000-8000-000000000001", "station": "JS-017", "number": "DB-0001", "revision": 2,
            "made_at": "2026-01-05T09:00:00+08:00", "made_by": "林", "changed_at": "2026-01-05T09:00:00+08:00",
            "changed_by": "林", "deleted_at": "", "name": "𬭚", "levels": ["县"], "later_field": {"a": 1},
        });
        row.as_object().unwrap().clone()
    }

    #[test]
    fn a_good_row_reads_and_fields_not_sent_are_blank() {
        let kept = read(Noun::Deputy, &row(), "JS-017").unwrap();
        assert_eq!((kept.text("name"), kept.text("phone"), kept.head.revision), ("𬭚", "", 2));
        assert!(!kept.values.contains_key("later_field"));
    }

    #[test]
    fn a_bad_row_says_why() {
        for (key, value, says) in [
            ("station", json!("JS-018"), "不是 JS-017 自己的"),
            ("revision", json!(0), "修改次数"),
            ("id", json!("../x"), "内部编号"),
            ("id", json!("0198C1F2-7A10-7000-8000-000000000001"), "内部编号"),
            ("number", json!(7), "number"),
            ("levels", json!("县"), "级别"),
            ("levels", json!([1]), "级别"),
            ("name", json!(null), "姓名"),
        ] {
            let mut row = row();
            row.insert(key.into(), value);
            let reason = read(Noun::Deputy, &row, "JS-017").unwrap_err();
            assert!(reason.contains(says), "{key}: {reason}");
        }
    }
}
