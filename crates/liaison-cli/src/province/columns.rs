//! The columns of a noun's table, from its FIELDS: dates are dates, counts are whole numbers,
//! several words or ids are a list, what is blank is null.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Date32Builder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field as Column, Schema, SchemaRef};
use chrono::{Datelike as _, NaiveDate};
use liaison::records::{Field, Kept, Kind, Noun};

/// Days from 0001-01-01 to 1970-01-01, from which Parquet counts.
const EPOCH: i32 = 719_163;

/// Values of one column, as they are gathered.
enum Values {
    Text(StringBuilder),
    Date(Date32Builder),
    Whole(Int64Builder),
    Flag(BooleanBuilder),
    Several(ListBuilder<StringBuilder>),
}

impl Values {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Date => Self::Date(Date32Builder::new()),
            Kind::Whole => Self::Whole(Int64Builder::new()),
            Kind::Flag => Self::Flag(BooleanBuilder::new()),
            Kind::Choices(_) | Kind::Many(_) => Self::Several(ListBuilder::new(StringBuilder::new())),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    fn data_type(&self) -> DataType {
        match self {
            Self::Text(_) => DataType::Utf8,
            Self::Date(_) => DataType::Date32,
            Self::Whole(_) => DataType::Int64,
            Self::Flag(_) => DataType::Boolean,
            Self::Several(_) => DataType::List(Arc::new(Column::new("item", DataType::Utf8, true))),
        }
    }

    fn push(&mut self, record: &Kept, key: &str) {
        match self {
            Self::Text(all) => all.append_option(Some(record.text(key)).filter(|t| !t.is_empty())),
            Self::Date(all) => all.append_option(days(record.text(key))),
            Self::Whole(all) => all.append_option(record.whole(key)),
            Self::Flag(all) => all.append_value(record.flag(key)),
            Self::Several(all) => {
                for text in record.texts(key) {
                    all.values().append_value(text);
                }
                all.append(true);
            }
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(all) => Arc::new(all.finish()),
            Self::Date(all) => Arc::new(all.finish()),
            Self::Whole(all) => Arc::new(all.finish()),
            Self::Flag(all) => Arc::new(all.finish()),
            Self::Several(all) => Arc::new(all.finish()),
        }
    }
}

fn days(text: &str) -> Option<i32> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(day.num_days_from_ce() - EPOCH)
}

/// What a record's head says; who made it is a person and goes along only when asked for.
const HEAD: &[&str] = &["id", "station", "number", "made_at", "changed_at", "deleted_at", "image_sha256"];
const HEAD_PEOPLE: &[&str] = &["made_by", "changed_by"];

/// One noun's columns with the rows gathered so far.
pub struct Columns {
    noun: Noun,
    head: Vec<(&'static str, StringBuilder)>,
    revision: Int64Builder,
    fields: Vec<(&'static str, Values)>,
    schema: SchemaRef,
    rows: usize,
}

/// Texts that hold a word of a list, or of a public occasion: figures are told apart by them.
const WORDS: &[(Noun, &str)] = &[
    (Noun::Activity, "theme"),
    (Noun::Matter, "lead_unit"),
    (Noun::Matter, "co_units"),
    (Noun::Matter, "voter_rating"),
    (Noun::Matter, "deputy_rating"),
    (Noun::Matter, "attitude_rating"),
];

/// Whether a field tells nothing of a person: no personal data, and no free text, for anything
/// may be written there.
fn plain(noun: Noun, field: &Field) -> bool {
    let word = WORDS.contains(&(noun, field.key));
    !field.personal && (word || !matches!(field.kind, Kind::Text | Kind::Long | Kind::Phone))
}

impl Columns {
    /// The columns of a noun; those with personal data only when asked for.
    pub fn of(noun: Noun, with_personal: bool) -> Self {
        let people = if with_personal { HEAD_PEOPLE } else { &[] };
        let head: Vec<_> = HEAD.iter().chain(people).map(|key| (*key, StringBuilder::new())).collect();
        let fields: Vec<_> = noun
            .fields()
            .iter()
            .filter(|f| !f.inner && (with_personal || plain(noun, f)))
            .map(|f| (f.key, Values::of(f.kind)))
            .collect();
        let mut columns: Vec<Column> = head.iter().map(|(key, _)| Column::new(*key, DataType::Utf8, true)).collect();
        columns.push(Column::new("revision", DataType::Int64, false));
        columns.extend(fields.iter().map(|(key, values)| Column::new(*key, values.data_type(), true)));
        Self {
            noun,
            head,
            revision: Int64Builder::new(),
            fields,
            schema: Arc::new(Schema::new(columns)),
            rows: 0,
        }
    }

    /// Names and types.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// Rows gathered.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a record.
    pub fn push(&mut self, record: &Kept, image_sha256: &str) {
        let h = &record.head;
        for (key, all) in &mut self.head {
            let value = match *key {
                "id" => &h.id,
                "station" => &h.station,
                "number" => &h.number,
                "made_at" => &h.made_at,
                "changed_at" => &h.changed_at,
                "deleted_at" => &h.deleted_at,
                "made_by" => &h.made_by,
                "changed_by" => &h.changed_by,
                _ => image_sha256,
            };
            all.append_option(Some(value).filter(|v| !v.is_empty()));
        }
        self.revision.append_value(h.revision);
        let record = &*record.public(self.noun);
        for (key, values) in &mut self.fields {
            values.push(record, key);
        }
        self.rows += 1;
    }

    /// The rows gathered, which are then forgotten.
    pub fn take(&mut self) -> std::result::Result<RecordBatch, arrow_schema::ArrowError> {
        let mut all: Vec<ArrayRef> = self.head.iter_mut().map(|(_, text)| Arc::new(text.finish()) as ArrayRef).collect();
        all.push(Arc::new(self.revision.finish()));
        all.extend(self.fields.iter_mut().map(|(_, values)| values.finish()));
        self.rows = 0;
        RecordBatch::try_new(self.schema(), all)
    }
}
