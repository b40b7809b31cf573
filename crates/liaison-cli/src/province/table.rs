//! One Parquet file: written beside its place, put there whole, never written over. Where it came
//! from stands in its metadata, so that a second run knows what it meets.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::SchemaRef;
use liaison::bundle::envelope::Envelope;
use liaison::records::Kept;
use liaison::{Error, Result};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use tempfile::NamedTempFile;

use super::columns::Columns;

/// Rows gathered before they go to the writer.
const BATCH: usize = 4_096;
/// Rows of a row group: the writer holds one of them.
const GROUP: usize = 65_536;

const ENVELOPE: &str = "liaison.envelope-sha256";
const PERSONAL: &str = "liaison.with-personal";

/// The bundle a table is made of.
pub struct Origin {
    /// Code of the county: a station's code is its county's to give.
    pub county: String,
    /// Code of the station.
    pub sender: String,
    /// Its epoch.
    pub epoch: String,
    /// Its number.
    pub seq: u64,
    /// SHA-256 of its ENVELOPE.txt.
    pub envelope_sha256: String,
    /// Whether personal data and free text go along.
    pub with_personal: bool,
}

impl Origin {
    /// Where the table of this name lies: engines read `key=value` folders as columns.
    fn path(&self, out: &Path, name: &str) -> PathBuf {
        folder(out, name, &self.county, &self.sender).join(format!("{}_{}_{:06}.parquet", self.sender, self.epoch, self.seq))
    }

    fn metadata(&self) -> Vec<KeyValue> {
        vec![
            KeyValue::new(ENVELOPE.into(), Some(self.envelope_sha256.clone())),
            KeyValue::new(PERSONAL.into(), Some(self.with_personal.to_string())),
        ]
    }
}

fn folder(out: &Path, name: &str, county: &str, sender: &str) -> PathBuf {
    out.join(format!("noun={name}"))
        .join(format!("county={county}"))
        .join(format!("sender={sender}"))
}

/// A Parquet writer beside `path`; the file has its name once it is whole.
fn writer(path: &Path, schema: SchemaRef, metadata: Vec<KeyValue>) -> Result<ArrowWriter<NamedTempFile>> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|e| Error::file(folder, e))?;
    let file = tempfile::Builder::new()
        .prefix(".")
        .suffix(".part")
        .tempfile_in(folder)
        .map_err(|e| Error::file(folder, e))?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(GROUP))
        .set_key_value_metadata(Some(metadata))
        .build();
    ArrowWriter::try_new(file, schema, Some(properties)).map_err(|e| fault(path, e))
}

/// Lays a table without rows down where a noun has none yet: engines want one file to learn the
/// columns from.
pub fn columns(out: &Path, name: &str, columns: &Columns) -> Result<()> {
    let path = folder(out, name, "none", "none").join("columns.parquet");
    if path.exists() {
        return Ok(());
    }
    let file = writer(&path, columns.schema(), Vec::new())?.into_inner().map_err(|e| fault(&path, e))?;
    put(file, &path)
}

/// What lies at a table's place.
pub enum Held {
    /// Nothing yet.
    Nothing,
    /// The same, of the same bundle.
    Same,
    /// Something else, in a sentence.
    Other(String),
}

/// What lies where the table of this name and origin belongs.
pub fn held(out: &Path, name: &str, origin: &Origin) -> Result<Held> {
    let path = origin.path(out, name);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Held::Nothing),
        Err(e) => return Err(Error::file(&path, e)),
    };
    let reader = SerializedFileReader::new(file).map_err(|e| fault(&path, e))?;
    let all = reader.metadata().file_metadata().key_value_metadata();
    let said = |key: &str| all.into_iter().flatten().find(|kv| kv.key == key).and_then(|kv| kv.value.as_deref());
    let at = path.display();
    Ok(if said(ENVELOPE) != Some(origin.envelope_sha256.as_str()) {
        Held::Other(format!("同一个包号已经有另一个内容不同的包写过（{at}），请先查清是哪一台电脑的"))
    } else if said(PERSONAL) != Some(origin.with_personal.to_string().as_str()) {
        Held::Other(format!("这个包已经写过，带不带个人信息与这次要的不一样（{at}），请换一个文件夹"))
    } else {
        Held::Same
    })
}

/// A table on its way.
pub struct Table {
    path: PathBuf,
    columns: Columns,
    writer: ArrowWriter<NamedTempFile>,
}

impl Table {
    /// Begins one.
    pub fn begin(out: &Path, name: &str, columns: Columns, origin: &Origin) -> Result<Self> {
        let path = origin.path(out, name);
        let writer = writer(&path, columns.schema(), origin.metadata())?;
        Ok(Self { path, columns, writer })
    }

    /// Adds a record.
    pub fn push(&mut self, record: &Kept, image_sha256: &str) -> Result<()> {
        self.columns.push(record, image_sha256);
        if self.columns.rows() >= BATCH {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let batch = self.columns.take().map_err(|e| fault(&self.path, e))?;
        self.writer.write(&batch).map_err(|e| fault(&self.path, e))
    }

    /// Puts it in its place, whole and on the disk.
    pub fn finish(mut self) -> Result<()> {
        self.flush()?;
        let file = self.writer.into_inner().map_err(|e| fault(&self.path, e))?;
        put(file, &self.path)
    }
}

fn put(file: NamedTempFile, path: &Path) -> Result<()> {
    file.as_file().sync_all().map_err(|e| Error::file(path, e))?;
    file.persist_noclobber(path).map_err(|e| Error::file(path, e.error))?;
    // Windows has no call to flush a folder, and needs none.
    if cfg!(unix) {
        let folder = path.parent().unwrap_or(path);
        File::open(folder).and_then(|f| f.sync_all()).map_err(|e| Error::file(folder, e))?;
    }
    Ok(())
}

/// Writes the one row that says a bundle's tables are all there.
pub fn bundle_row(out: &Path, name: &str, origin: &Origin, envelope: &Envelope, rows: u64, left_out: u64) -> Result<()> {
    let path = origin.path(out, name);
    let text = |value: Option<&str>| Arc::new(StringArray::from(vec![value])) as ArrayRef;
    let whole = |value: u64| Arc::new(Int64Array::from(vec![i64::try_from(value).unwrap_or(i64::MAX)])) as ArrayRef;
    let kind = serde_json::to_value(envelope.kind)
        .ok()
        .and_then(|k| k.as_str().map(str::to_owned))
        .unwrap_or_default();
    let made_at = envelope.made_at.to_rfc3339();
    let row = RecordBatch::try_from_iter_with_nullable([
        ("station", text(Some(&origin.sender)), false),
        ("epoch", text(Some(&origin.epoch)), false),
        ("seq", whole(origin.seq), false),
        ("kind", text(Some(&kind)), false),
        ("made_at", text(Some(&made_at)), false),
        ("envelope_sha256", text(Some(&origin.envelope_sha256)), false),
        ("prev", text(envelope.prev.as_deref()), true),
        ("rows", whole(rows), false),
        ("left_out", whole(left_out), false),
    ])
    .map_err(|e| fault(&path, e))?;
    let mut writer = writer(&path, row.schema(), origin.metadata())?;
    writer.write(&row).map_err(|e| fault(&path, e))?;
    put(writer.into_inner().map_err(|e| fault(&path, e))?, &path)
}

fn fault(path: &Path, error: impl Into<ParquetError>) -> Error {
    Error::file(path, io::Error::other(error.into().to_string()))
}
