//! 学习用书: titles, and every time copies came in or were handed out. The stock is what came in
//! less what went out, and no day may end below nothing.

use serde_json::Value;

use super::{Field, Kind, Noun, Values, record};
use crate::error::Remark;

/// 入库
pub const IN: &str = "in";
/// 发放
pub const OUT: &str = "out";

/// Which way books moved.
pub const MOVES: &[(&str, &str)] = &[(IN, "入库"), (OUT, "发放")];

record! {
    /// One title.
    Book {
        /// 书名
        name: String = Field::new("书名", Kind::Text).required().max(100).listed().searched().sorted().hint("不用写书名号"),
        /// 编著者或出版社
        maker: String = Field::new("编著者或出版社", Kind::Text).max(100).listed().searched().sorted(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
        /// 库存
        stock: Option<i64> = Field::new("库存（册）", Kind::Whole).derived().listed().sorted(),
    }
}

record! {
    /// Copies of one title received or handed out.
    BookMove {
        /// 书名
        book: String = Field::new("书名", Kind::One(Noun::Book)).required().listed(),
        /// 入库或发放
        kind: String = Field::new("入库或发放", Kind::OneOf(MOVES)).required().listed().sorted(),
        /// 日期
        date: String = Field::new("日期", Kind::Date).required().listed().sorted(),
        /// 领书代表
        deputies: Vec<String> = Field::new("领书代表", Kind::Many(Noun::Deputy)).listed(),
        /// 册数
        count: Option<i64> = Field::new("册数", Kind::Whole).listed().hint("发给代表的，不填就按每人一册算"),
        /// 学习培训
        activity: String = Field::new("在哪次活动发的", Kind::One(Noun::Activity)),
        /// 来源
        source: String = Field::new("来源", Kind::Text).max(100).hint("谁发来的、谁买的"),
        /// 经手人
        recorder: String = Field::new("经手人", Kind::Text).max(30).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}

fn each(values: &Values) -> Option<i64> {
    let deputies = values.get("deputies").and_then(Value::as_array).map_or(0, Vec::len);
    (values.get("kind").and_then(Value::as_str) == Some(OUT) && deputies > 0).then(|| i64::try_from(deputies).unwrap_or(i64::MAX))
}

/// Copies not counted are one for each deputy.
pub(super) fn complete(values: &mut Values) {
    if let (Some(Value::Null) | None, Some(copies)) = (values.get("count"), each(values)) {
        values.insert("count".into(), copies.into());
    }
}

/// What must stand together.
pub(super) fn rules(values: &Values, remarks: &mut Vec<Remark>) {
    if values.get("count").and_then(Value::as_i64).unwrap_or(0) == 0 {
        remarks.push(Remark::new("count", "请填写册数"));
    }
    let deputies = values.get("deputies").and_then(Value::as_array).map_or(0, Vec::len);
    if values.get("kind").and_then(Value::as_str) == Some(IN) && deputies > 0 {
        remarks.push(Remark::new("deputies", "入库的书还没有发给代表；发的时候另记一条“发放”"));
    }
}

/// Soft doubts.
pub(super) fn doubts(values: &Values, doubts: &mut Vec<Remark>) {
    if let (Some(count), Some(deputies)) = (values.get("count").and_then(Value::as_i64), each(values))
        && count % deputies != 0
    {
        doubts.push(Remark::new("count", format!("{count} 册分给 {deputies} 名代表，不是每人一样多，对吗？")));
    }
}

/// A movement as the stock sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// YYYY-MM-DD
    pub date: String,
    /// Handed out; on one day what came in counts first.
    pub out: bool,
    /// Copies.
    pub copies: i64,
}

/// A day on which more was handed out than there was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// YYYY-MM-DD
    pub date: String,
    /// Copies there were before that handing out.
    pub had: i64,
    /// Copies handed out.
    pub out: i64,
}

/// What is left after all movements, in whatever order they were entered.
pub fn stock(mut moves: Vec<Moved>) -> Result<i64, Shortage> {
    moves.sort();
    let mut left = 0;
    for moved in moves {
        if !moved.out {
            left += moved.copies;
        } else if moved.copies > left {
            return Err(Shortage {
                date: moved.date,
                had: left,
                out: moved.copies,
            });
        } else {
            left -= moved.copies;
        }
    }
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moved(date: &str, out: bool, copies: i64) -> Moved {
        Moved {
            date: date.into(),
            out,
            copies,
        }
    }

    #[test]
    fn no_day_ends_below_nothing() {
        let came = moved("2024-05-06", false, 40);
        assert_eq!(stock(vec![moved("2024-05-06", true, 40), came.clone()]), Ok(0));
        assert_eq!(
            stock(vec![came.clone(), moved("2024-05-07", true, 12), moved("2024-05-08", true, 30)]),
            Err(Shortage {
                date: "2024-05-08".into(),
                had: 28,
                out: 30
            })
        );
        // Handed out before it came.
        assert!(stock(vec![came, moved("2024-05-05", true, 1)]).is_err());
    }

    proptest! {
        #[test]
        fn the_stock_is_what_came_less_what_went(moves in prop::collection::vec((0..20u8, any::<bool>(), 1..50i64), 0..12)) {
            let moves: Vec<Moved> = moves.iter().map(|(day, out, n)| moved(&format!("2024-05-{:02}", day + 1), *out, *n)).collect();
            let plain: i64 = moves.iter().map(|m| if m.out { -m.copies } else { m.copies }).sum();
            let mut turned = moves.clone();
            turned.reverse();
            prop_assert_eq!(stock(turned), stock(moves.clone()));
            if let Ok(left) = stock(moves) {
                prop_assert!(left >= 0 && left == plain);
            }
        }
    }
}
