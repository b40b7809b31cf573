//! The kinds of record there are: each named once, with its words, its table and its series of
//! numbers. What a kind holds is in its own file.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Field, Kept, Values, dates, visit};

/// Defines every noun in one line: label, table, leading letters of its numbers, the field that
/// names a record to people, the date by which lists sort (none for people, groups and books).
macro_rules! nouns {
    ($( $(#[$doc:meta])* $name:ident = $label:literal, $table:literal, $prefix:literal, $title:literal, $date:expr; )*) => {
        /// The kinds of record, named as in the glossary.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum Noun { $( $(#[$doc])* $name ),* }

        impl Noun {
            /// Every noun; the county's own stand last.
            pub const ALL: &[Noun] = &[ $( Noun::$name ),* ];

            /// What people call it.
            pub fn label(self) -> &'static str {
                match self { $( Noun::$name => $label ),* }
            }

            /// Name in code, in JSON and of its table.
            pub fn table(self) -> &'static str {
                match self { $( Noun::$name => $table ),* }
            }

            fn letters(self) -> &'static str {
                match self { $( Noun::$name => $prefix ),* }
            }

            /// The field that names a record of this kind to people.
            pub fn title_field(self) -> &'static str {
                match self { $( Noun::$name => $title ),* }
            }

            /// The date by which lists sort and periods cut.
            pub fn date_field(self) -> Option<&'static str> {
                match self { $( Noun::$name => $date ),* }
            }

            /// Its fields, in form order.
            pub fn fields(self) -> &'static [Field] {
                match self { $( Noun::$name => super::$name::FIELDS ),* }
            }
        }
    };
}

nouns! {
    /// 人大代表
    Deputy = "代表", "deputy", "DB", "name", None;
    /// 代表小组
    Group = "代表小组", "deputy_group", "XZ", "name", None;
    /// 接待日
    ReceptionDay = "接待日", "reception_day", "JD", "date", Some("date");
    /// 接访走访
    Visit = "接访走访", "visit", "JF", "citizen", Some("date");
    /// 小组活动
    Activity = "小组活动", "activity", "HD", "name", Some("date");
    /// 意见建议
    Matter = "意见建议", "matter", "YJ", "title", Some("raised_on");
    /// 办理过程: one step in the life of a matter
    Step = "办理过程", "step", "GC", "kind", Some("done_on");
    /// 述职评议: one deputy's report to the voters
    ReportMeeting = "述职评议", "report_meeting", "SZ", "name", Some("date");
    /// 整改承诺: what a deputy promised after a report
    Promise = "整改承诺", "promise", "CN", "content", Some("made_on");
    /// 宣传报道与身边榜样
    Publicity = "宣传报道", "publicity", "XC", "title", Some("date");
    /// 学习用书
    Book = "学习用书", "book", "TS", "name", None;
    /// 用书收发: books received or handed out
    BookMove = "用书收发", "book_move", "SF", "date", Some("date");
    /// 履职申报: a deed no other register knows of, reviewed before it counts
    Duty = "履职申报", "duty", "SB", "title", Some("date");
    /// 代表任期: one deputy in one closed term
    Seat = "代表任期", "seat", "RQ", "term", Some("ended");
    /// 代表之家
    Home = "代表之家", "home", "DJ", "name", None;
    /// 联络站
    Site = "联络站", "site", "LZ", "name", None;
    /// 承办单位
    Unit = "承办单位", "unit", "DW", "name", None;
    /// 常委会委员
    Member = "常委会委员", "member", "WY", "name", None;
    /// 委员联系代表
    Contact = "委员联系代表", "contact", "LX", "date", Some("date");
    /// 代表（合并）
    Person = "代表（合并）", "person", "RY", "name", None;
    /// 代表建议
    Proposal = "代表建议", "proposal", "JY", "title", Some("raised_on");
    /// 督办
    Supervision = "督办", "supervision", "DD", "title", Some("started_on");
}

impl Noun {
    /// The nouns a station keeps and sends; order in which rows may be inserted so that references exist.
    pub const SENT: &[Noun] = Noun::ALL.split_at(Noun::Home as usize).0;

    /// Leading letters of its numbers: HD-2024-0208. 接访 and 走访 are two books, so two series.
    pub fn prefix(self, values: &Values) -> &'static str {
        match self {
            Noun::Visit if values.get("kind").and_then(Value::as_str) == Some(visit::HOME) => "ZF",
            _ => self.letters(),
        }
    }

    /// What people call this record.
    pub fn title_of(self, record: &Kept) -> String {
        let record = &*record.public(self);
        let day = |key: &str| dates::shown(record.text(key));
        let label = |key: &str| self.field(key).map_or("", |f| f.label_of(record.text(key)));
        match self {
            Noun::ReceptionDay => format!("{}接待日", day("date")),
            Noun::Contact => format!("{}联系代表", day("date")),
            Noun::ReportMeeting => format!("{}述职评议（{}）", record.text("name"), day("date")),
            Noun::BookMove => format!("{}{} {} 册", day("date"), label("kind"), record.whole("count").unwrap_or(0)),
            Noun::Visit => format!("{}（{}）", record.text("citizen"), day("date")),
            Noun::Step => label("kind").to_owned(),
            _ => record.text(self.title_field()).to_owned(),
        }
    }

    /// The field with this key.
    pub fn field(self, key: &str) -> Option<&'static Field> {
        self.fields().iter().find(|f| f.key == key)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_tables_and_letters_are_each_nouns_own() {
        let own = |of: &dyn Fn(Noun) -> &'static str| Noun::ALL.iter().map(|n| of(*n)).collect::<BTreeSet<_>>().len();
        for count in [own(&Noun::label), own(&Noun::table), own(&Noun::letters)] {
            assert_eq!(count, Noun::ALL.len());
        }
        for noun in Noun::ALL {
            assert!(noun.field(noun.title_field()).is_some(), "{noun:?}");
            assert!(noun.date_field().is_none_or(|key| noun.field(key).is_some()), "{noun:?}");
        }
        assert_eq!(Noun::SENT.last(), Some(&Noun::Seat));
    }
}
