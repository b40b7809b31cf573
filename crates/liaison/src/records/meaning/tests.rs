//! Cells as people fill them in, and what may be made of them.

use serde_json::{Value, json};

use super::*;

fn read(kind: Kind, person: bool, given: &Given) -> Meaning {
    let words = List::ALL.iter().map(|l| (*l, l.seed().iter().map(|w| (*w).to_owned()).collect())).collect();
    let field = Field::new("栏", kind).max(30);
    meaning(&field, person, given, &Aids { words, year: 2024 })
}

/// What is certain, with a mark where a note says how it was read; or `?` and what it may be.
fn shown(meaning: Meaning) -> String {
    let plain = |value: Value| match value {
        Value::String(s) => s,
        other => other.to_string(),
    };
    match meaning {
        Meaning::Sure(value) => plain(value),
        Meaning::Noted(value, note) => {
            assert!(!note.is_ascii(), "{note}");
            format!("{}!", plain(value))
        }
        Meaning::Ask(says, choices) => {
            assert!(says.contains('“'), "{says}");
            let all: Vec<_> = choices.into_iter().map(|c| c.value).collect();
            format!("?{}", all.join("|"))
        }
    }
}

fn check(kind: Kind, cells: &[(&str, &str)]) {
    for (cell, expect) in cells {
        assert_eq!(shown(read(kind, false, &Given::text(cell))), *expect, "{cell}");
    }
}

#[test]
fn dates_are_certain_or_asked() {
    check(
        Kind::Date,
        &[
            ("2024.3.5", "2024-03-05"),
            ("2024年3月5日", "2024-03-05"),
            ("2024/3/5", "2024-03-05"),
            ("20240305", "2024-03-05"),
            ("45356", "2024-03-05!"),
            ("２０２４－０３－０５", "2024-03-05"),
            ("2024-03-05 00:00:00", "2024-03-05"),
            ("2024-03-05 09:30", "2024-03-05!"),
            ("2024年3月5日（星期二）", "2024-03-05"),
            ("2024年3月5日 周二", "2024-03-05"),
            ("2024年3月5日 星期三", "?2024-03-05"),
            ("", ""),
            // Which day is it?
            ("24.3.5", "?2024-03-05|2005-03-24"),
            ("3月5日", "?2024-03-05"),
            ("3/4/2024", "?2024-03-04|2024-04-03"),
            ("2024年3月5日至7日", "?2024-03-05|2024-03-07"),
            ("2024年3月", "?2024-03-01"),
            ("2024.2.30", "?"),
            ("年初", "?"),
            ("99999", "?"),
        ],
    );
    assert_eq!(shown(read(Kind::Date, false, &Given::day("2024-03-05".into()))), "2024-03-05");
    let time = Given {
        text: "09:30".into(),
        is: Is::Time,
    };
    assert_eq!(shown(read(Kind::Date, false, &time)), "?");
}

#[test]
fn months_and_times() {
    check(
        Kind::Month,
        &[
            ("1975.3", "1975-03"),
            ("1975年3月", "1975-03"),
            ("197503", "1975-03"),
            ("1975-03-15", "1975-03!"),
            ("75.3", "?1975-03|2075-03"),
            ("不详", "?"),
        ],
    );
    let number = |text: &str| Given {
        text: text.into(),
        is: Is::Number,
    };
    assert_eq!(shown(read(Kind::Month, false, &number("1975.1"))), "?1975-01|1975-10");
    assert_eq!(shown(read(Kind::Month, false, &number("1975.12"))), "1975-12");
    check(
        Kind::Time,
        &[
            ("9:30", "09:30"),
            ("上午9点半", "09:30"),
            ("下午3:00", "15:00!"),
            ("9:00-11:00", "?09:00"),
            ("早上", "?"),
        ],
    );
}

#[test]
fn numbers_with_spaces_signs_and_units() {
    check(
        Kind::Whole,
        &[
            ("12", "12"),
            ("１２ ", "12"),
            ("12人", "12"),
            ("1,200", "1200!"),
            ("1 200", "1200!"),
            ("1 2", "?12"),
            ("约20人", "?20"),
            ("3-5", "?3|5"),
            ("12.5", "?12|13"),
            ("-3", "?"),
            ("十二", "?"),
        ],
    );
    check(
        Kind::Phone,
        &[
            ("139 0000 1111", "13900001111"),
            ("0718－6000017", "0718-6000017"),
            ("13900001111（李）", "?13900001111"),
            ("1.39E+10", "?"),
        ],
    );
}

#[test]
fn names_words_and_flags() {
    for (cell, expect) in [
        ("张三", "张三"),
        ("张　三", "张三!"),
        ("欧阳　峰", "欧阳峰!"),
        ("张三丰 李四光", "?张三丰李四光|张三丰、李四光"),
        ("阿依 古丽", "?阿依古丽|阿依、古丽"),
        ("𬭚　䶮", "𬭚䶮!"),
    ] {
        assert_eq!(shown(read(Kind::Text, true, &Given::text(cell))), expect, "{cell}");
    }
    check(Kind::Text, &[("  青石 坡 ", "青石 坡"), ("=1+1", "=1+1")]);
    assert_eq!(shown(read(Kind::Text, false, &Given::text(&"长".repeat(31)))), "?");
    assert_eq!(shown(read(Kind::Text, false, &Given::day("2024-03-05".into()))), "?2024年3月5日");
    let broken = Given {
        text: "错误值".into(),
        is: Is::Error,
    };
    assert_eq!(shown(read(Kind::Text, false, &broken)), "?");
    check(Kind::Flag, &[("是", "true"), ("√", "true"), ("", "false"), ("无", "false"), ("大概", "?是|否")]);
    check(Kind::Choice(List::Level), &[("县", "县"), ("县级", "县"), ("区", "?全国|省|州|县|乡")]);
    check(Kind::Choices(List::Level), &[("县、乡", r#"["县","乡"]"#), ("县级，乡级", r#"["县","乡"]"#)]);
    check(Kind::Choice(List::Village), &[("上坪村3组", "上坪村3组")]);
    let classes = Kind::OneOf(crate::records::life::RESULT_CLASSES);
    check(classes, &[("A", "A"), ("a 已解决", "A"), ("Ｂ类", "B"), ("已解决", "?A|B|C|D")]);
    let handling = Kind::OneOf(crate::records::visit::HANDLING);
    check(
        handling,
        &[("当场答复", "answered"), ("不予受理", "declined"), ("转办", "?answered|matter|declined|noted")],
    );
    assert_eq!(
        read(Kind::Many(crate::records::Noun::Deputy), false, &Given::default()),
        Meaning::Sure(json!([]))
    );
}
