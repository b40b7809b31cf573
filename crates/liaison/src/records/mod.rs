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
pub mod meaning;
mod noun;
pub mod purged;
pub mod secret;
pub mod text;
pub mod word;

pub mod activity;
pub mod book;
pub mod deputy;
pub mod dossier;
pub mod duty;
pub mod group;
pub mod matter;
pub mod points;
pub mod promise;
pub mod publicity;
pub mod reception_day;
pub mod report_meeting;
pub mod seat;
pub mod visit;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use ts_rs::TS;

pub use activity::Activity;
pub use book::{Book, BookMove};
pub(crate) use check::blank_of;
pub use check::{Checked, check};
pub use county::{Contact, Home, Member, Person, Proposal, Site, Supervision, Unit};
pub use deputy::Deputy;
pub use duty::Duty;
pub use field::{Field, Kind, List};
pub use group::Group;
pub use life::Step;
pub use matter::Matter;
pub use noun::Noun;
pub use promise::Promise;
pub use publicity::Publicity;
pub use reception_day::ReceptionDay;
pub use report_meeting::ReportMeeting;
pub use seat::Seat;
pub use visit::Visit;

/// What lists, ledgers and prints show in place of a confidential voter's name.
pub const ANONYMOUS: &str = "匿名";

/// Field values by key, as JSON: text is a string ("" = blank), whole numbers a number
/// or null, flags a boolean, `Many` and `Choices` an array of strings.
pub type Values = Map<String, Value>;

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
