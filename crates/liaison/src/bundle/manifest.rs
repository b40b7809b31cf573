//! MANIFEST.json: the identity again, and what the payload holds, known before it is read.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::envelope::{Envelope, FORMAT, Kind, is_sha256, newer};
use super::{limits, refuse};
use crate::error::{Error, Result};

/// One attachment in the payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blob {
    /// SHA-256 of its bytes, hex; its name is `blobs/<sha256>`.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

impl Blob {
    /// Its name in the payload.
    pub fn member(&self) -> String {
        format!("blobs/{}", self.sha256)
    }
}

/// Which part of a handoff a bundle is, where the whole does not fit one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portion {
    /// Number of the first part.
    pub first: u64,
    /// The next number goes on with it.
    pub more: bool,
}

/// The inside of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Manifest {
    /// `rdz/1`
    pub format: String,
    /// As on the envelope.
    pub from: String,
    /// As on the envelope.
    pub to: String,
    /// As on the envelope.
    pub epoch: String,
    /// As on the envelope.
    pub seq: u64,
    /// As on the envelope; null for the first.
    pub prev: Option<String>,
    /// As on the envelope.
    pub kind: Kind,
    /// Version of the row images: the store's.
    pub schema: u64,
    /// Version of the program that wrote it, for people.
    pub program: String,
    /// Earlier numbers of this epoch whose file, as far as the sender knows, never came to
    /// be; ascending.
    pub unfinished: Vec<u64>,
    /// Which part of a handoff it is; no such key in one that is whole by itself.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "stated")]
    pub part: Option<Portion>,
    /// Lines of records.jsonl, by their `is`.
    pub rows: BTreeMap<String, u64>,
    /// Attachments, ascending.
    pub blobs: Vec<Blob>,
    /// Bytes of records.jsonl and of all attachments together.
    pub total_size: u64,
}

/// A key that is there says something: `null` is no portion.
fn stated<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<Option<Portion>, D::Error> {
    Portion::deserialize(from).map(Some)
}

impl Manifest {
    /// The text of MANIFEST.json.
    pub fn print(&self) -> Result<String> {
        let mut text = serde_json::to_string_pretty(self).map_err(|e| Error::Store(e.to_string()))?;
        text.push('\n');
        Ok(text)
    }

    /// Reads MANIFEST.json.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        /// Only what tells a newer bundle from a broken one.
        #[derive(Deserialize)]
        struct Head {
            format: String,
        }
        let head: Head = serde_json::from_slice(bytes).map_err(|_| refuse("包内清单读不出来"))?;
        if head.format != FORMAT {
            return Err(newer());
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(|_| refuse("包内清单不合规定"))?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<()> {
        let mut total = 0_u64;
        let mut passed = 0;
        for number in &self.unfinished {
            if *number <= passed || *number >= self.seq {
                return Err(refuse("包内清单里没有做成的包号不对"));
            }
            passed = *number;
        }
        if let Some(part) = self.part
            && (part.first == 0 || part.first > self.seq || (part.first == self.seq && !part.more))
        {
            return Err(refuse("包内清单里写的第几部分不对"));
        }
        for pair in self.blobs.windows(2) {
            if pair[0].sha256 >= pair[1].sha256 {
                return Err(refuse("包内清单的附件次序不对"));
            }
        }
        for blob in &self.blobs {
            if !is_sha256(&blob.sha256) || blob.size > limits::BLOB {
                return Err(refuse("包内清单的附件不合规定"));
            }
            total += blob.size;
        }
        // More lines than bytes; and whoever adds the counts up need not fear for it.
        let rows = self.rows.values().try_fold(0_u64, |all, n| all.checked_add(*n));
        if rows.is_none_or(|rows| rows > limits::RECORDS) {
            return Err(refuse("包内清单的条数不合规定"));
        }
        if self.blobs.len() > limits::BLOBS || self.total_size < total || self.total_size - total > limits::RECORDS {
            return Err(refuse("包内清单的大小不合规定"));
        }
        Ok(())
    }

    /// Inside and outside must name the same bundle.
    pub fn agrees(&self, envelope: &Envelope) -> Result<()> {
        let same = self.from == envelope.from
            && self.to == envelope.to
            && self.epoch == envelope.epoch
            && self.seq == envelope.seq
            && self.prev == envelope.prev
            && self.kind == envelope.kind;
        if same {
            Ok(())
        } else {
            Err(refuse("信封和包内清单说的不是同一个包，可能被人调换过"))
        }
    }
}
