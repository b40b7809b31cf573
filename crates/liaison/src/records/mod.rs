//! The trade's nouns. Each file holds one: its fields, its words, its rules. Pure: no
//! database, no clock, no files. `field` says what a field is, `check` turns a draft
//! into a checked record, `life` is how a matter moves, `dates` how deadlines run.

mod check;
pub mod county;
pub mod dates;
pub mod due;
mod field;
pub mod image;
pub mod life;
pub mod text;
pub mod word;

pub mod activity;
pub mod deputy;
pub mod group;
pub mod matter;
pub mod reception_day;
pub mod visit;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use ts_rs::TS;

pub use activity::Activity;
pub(crate) use check::blank_of;
pub use check::{Checked, check};
pub use county::{Contact, Home, Member, Person, Proposal, Site, Supervision, Unit};
pub use deputy::Deputy;
pub use field::{Field, Kind, List};
pub use group::Group;
pub use life::Step;
pub use matter::Matter;
pub use reception_day::ReceptionDay;
pub use visit::Visit;

/// What lists, ledgers and prints show in place of a confidential voter's name.
pub const ANONYMOUS: &str = "匿名";

/// Field values by key, as JSON: text is a string ("" = blank), whole numbers a number
/// or null, flags a boolean, `Many` and `Choices` an array of strings.
pub type Values = Map<String, Value>;

/// The kinds of record, named as in the glossary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    /// 人大代表
    Deputy,
    /// 代表小组
    Group,
    /// 接待日
    ReceptionDay,
    /// 接访走访
    Visit,
    /// 小组活动
    Activity,
    /// 意见建议
    Matter,
    /// 办理过程: one step in the life of a matter
    Step,
    /// 代表之家
    Home,
    /// 联络站
    Site,
    /// 承办单位
    Unit,
    /// 常委会委员
    Member,
    /// 委员联系代表
    Contact,
    /// 代表（合并）
    Person,
    /// 代表建议
    Proposal,
    /// 督办
    Supervision,
}

impl Noun {
    /// Every noun; the county's own stand last.
    pub const ALL: &[Noun] = &[
        Noun::Deputy,
        Noun::Group,
        Noun::ReceptionDay,
        Noun::Visit,
        Noun::Activity,
        Noun::Matter,
        Noun::Step,
        Noun::Home,
        Noun::Site,
        Noun::Unit,
        Noun::Member,
        Noun::Contact,
        Noun::Person,
        Noun::Proposal,
        Noun::Supervision,
    ];

    /// The nouns a station keeps and sends; order in which rows may be inserted so that references exist.
    pub const SENT: &[Noun] = Noun::ALL.split_at(7).0;

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Noun::Deputy => "代表",
            Noun::Group => "代表小组",
            Noun::ReceptionDay => "接待日",
            Noun::Visit => "接访走访",
            Noun::Activity => "小组活动",
            Noun::Matter => "意见建议",
            Noun::Step => "办理过程",
            Noun::Home => "代表之家",
            Noun::Site => "联络站",
            Noun::Unit => "承办单位",
            Noun::Member => "常委会委员",
            Noun::Contact => "委员联系代表",
            Noun::Person => "代表（合并）",
            Noun::Proposal => "代表建议",
            Noun::Supervision => "督办",
        }
    }

    /// Name in code, in JSON and of its table.
    pub fn table(self) -> &'static str {
        match self {
            Noun::Deputy => "deputy",
            Noun::Group => "deputy_group",
            Noun::ReceptionDay => "reception_day",
            Noun::Visit => "visit",
            Noun::Activity => "activity",
            Noun::Matter => "matter",
            Noun::Step => "step",
            Noun::Home => "home",
            Noun::Site => "site",
            Noun::Unit => "unit",
            Noun::Member => "member",
            Noun::Contact => "contact",
            Noun::Person => "person",
            Noun::Proposal => "proposal",
            Noun::Supervision => "supervision",
        }
    }

    /// Leading letters of its numbers: HD-2024-0208. 接访 and 走访 are two books, so two series.
    pub fn prefix(self, values: &Values) -> &'static str {
        match self {
            Noun::Deputy => "DB",
            Noun::Group => "XZ",
            Noun::ReceptionDay => "JD",
            Noun::Visit if values.get("kind").and_then(Value::as_str) == Some(visit::HOME) => "ZF",
            Noun::Visit => "JF",
            Noun::Activity => "HD",
            Noun::Matter => "YJ",
            Noun::Step => "GC",
            Noun::Home => "DJ",
            Noun::Site => "LZ",
            Noun::Unit => "DW",
            Noun::Member => "WY",
            Noun::Contact => "LX",
            Noun::Person => "RY",
            Noun::Proposal => "JY",
            Noun::Supervision => "DD",
        }
    }

    /// The field that names a record of this kind to people.
    pub fn title_field(self) -> &'static str {
        match self {
            Noun::Deputy | Noun::Group | Noun::Activity | Noun::Home | Noun::Site | Noun::Unit | Noun::Member | Noun::Person => "name",
            Noun::ReceptionDay | Noun::Contact => "date",
            Noun::Visit => "citizen",
            Noun::Matter | Noun::Proposal | Noun::Supervision => "title",
            Noun::Step => "kind",
        }
    }

    /// The date by which lists sort and periods cut; none for people and groups.
    pub fn date_field(self) -> Option<&'static str> {
        match self {
            Noun::Deputy | Noun::Group | Noun::Home | Noun::Site | Noun::Unit | Noun::Member | Noun::Person => None,
            Noun::ReceptionDay | Noun::Visit | Noun::Activity | Noun::Contact => Some("date"),
            Noun::Matter | Noun::Proposal => Some("raised_on"),
            Noun::Supervision => Some("started_on"),
            Noun::Step => Some("done_on"),
        }
    }

    /// Its fields, in form order.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Noun::Deputy => Deputy::FIELDS,
            Noun::Group => Group::FIELDS,
            Noun::ReceptionDay => ReceptionDay::FIELDS,
            Noun::Visit => Visit::FIELDS,
            Noun::Activity => Activity::FIELDS,
            Noun::Matter => Matter::FIELDS,
            Noun::Step => Step::FIELDS,
            Noun::Home => Home::FIELDS,
            Noun::Site => Site::FIELDS,
            Noun::Unit => Unit::FIELDS,
            Noun::Member => Member::FIELDS,
            Noun::Contact => Contact::FIELDS,
            Noun::Person => Person::FIELDS,
            Noun::Proposal => Proposal::FIELDS,
            Noun::Supervision => Supervision::FIELDS,
        }
    }

    /// What people call this record.
    pub fn title_of(self, record: &Kept) -> String {
        match self {
            Noun::ReceptionDay => format!("{}接待日", dates::shown(record.text("date"))),
            Noun::Contact => format!("{}联系代表", dates::shown(record.text("date"))),
            Noun::Visit => format!("{}（{}）", record.public_text("citizen"), dates::shown(record.text("date"))),
            Noun::Step => self.field("kind").map_or("", |f| f.label_of(record.text("kind"))).to_owned(),
            _ => record.text(self.title_field()).to_owned(),
        }
    }

    /// The field with this key.
    pub fn field(self, key: &str) -> Option<&'static Field> {
        self.fields().iter().find(|f| f.key == key)
    }
}

/// What the `record!` macro gives each noun.
pub trait Shape: Serialize + DeserializeOwned + Default {
    /// Which noun it is.
    const NOUN: Noun;
    /// Its fields, in form order.
    const FIELDS: &'static [Field];

    /// From field values.
    fn from_values(values: &Values) -> serde_json::Result<Self> {
        serde_json::from_value(Value::Object(values.clone()))
    }

    /// As field values.
    fn values(&self) -> Values {
        match serde_json::to_value(self) {
            Ok(Value::Object(map)) => map,
            _ => Map::new(),
        }
    }
}

/// Defines a record once: the struct, its FIELDS and its TypeScript type.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident { $( $(#[$fmeta:meta])* $key:ident : $ty:ty = $field:expr ),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[serde(default)]
        pub struct $name { $( $(#[$fmeta])* pub $key: $ty ),* }

        impl $name {
            /// Its fields, in form order.
            pub const FIELDS: &'static [$crate::records::Field] = &[ $( ($field).key(stringify!($key)) ),* ];
        }
        impl $crate::records::Shape for $name {
            const NOUN: $crate::records::Noun = $crate::records::Noun::$name;
            const FIELDS: &'static [$crate::records::Field] = $name::FIELDS;
        }
    };
}
use record;

/// What every kept record carries besides its fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Head {
    /// UUIDv7; unique over all stations.
    pub id: String,
    /// Station code of the writer.
    pub station: String,
    /// The number people quote: HD-2024-0208.
    pub number: String,
    /// Grows by one with each change.
    pub revision: i64,
    /// RFC 3339.
    pub made_at: String,
    /// Clerk who entered it.
    pub made_by: String,
    /// RFC 3339.
    pub changed_at: String,
    /// Clerk of the last change.
    pub changed_by: String,
    /// RFC 3339, or "" while it is not in the recycle bin.
    pub deleted_at: String,
}

/// A record as kept: head and fields in one flat object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(type = "Head & Record<string, unknown>")]
pub struct Kept {
    /// Identity and history.
    #[serde(flatten)]
    pub head: Head,
    /// Field values.
    #[serde(flatten)]
    pub values: Values,
}

impl Kept {
    /// With fields that came later than this image, blank, and in the order of FIELDS.
    pub fn filled(mut self, noun: Noun) -> Self {
        let mut values = Values::new();
        for field in noun.fields() {
            values.insert(field.key.to_owned(), self.values.remove(field.key).unwrap_or_else(|| blank_of(field)));
        }
        values.append(&mut self.values);
        Self { values, ..self }
    }
    /// A text value; "" when blank or absent.
    pub fn text(&self, key: &str) -> &str {
        self.values.get(key).and_then(Value::as_str).unwrap_or("")
    }
    /// A text value as it may stand outside the record itself: 保密 hides who it was.
    pub fn public_text(&self, key: &str) -> &str {
        match key {
            "citizen" if self.flag("confidential") => ANONYMOUS,
            "village" | "phone" if self.flag("confidential") => "",
            _ => self.text(key),
        }
    }
    /// A whole number.
    pub fn whole(&self, key: &str) -> Option<i64> {
        self.values.get(key).and_then(Value::as_i64)
    }
    /// A flag.
    pub fn flag(&self, key: &str) -> bool {
        self.values.get(key).and_then(Value::as_bool).unwrap_or(false)
    }
    /// The texts of a `Many` or `Choices` field.
    pub fn texts(&self, key: &str) -> Vec<&str> {
        self.values
            .get(key)
            .and_then(Value::as_array)
            .map(|a| a.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default()
    }
    /// As its struct.
    pub fn shaped<T: Shape>(&self) -> serde_json::Result<T> {
        T::from_values(&self.values)
    }
}
