//! A record on its way in: all that can be made of it without the store, so that another thread
//! makes it while this one writes the records before.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::damaged;
use super::search::Line;
use crate::error::Result;
use crate::records::{Kept, Noun};

/// A record that read well.
#[derive(Debug)]
pub struct Coming {
    pub(super) noun: Noun,
    pub(super) record: Kept,
    /// Its image as it was sent.
    pub(super) sent: String,
    pub(super) sent_sha256: String,
    /// The image says nothing that the record does not.
    pub(super) as_ours: bool,
    pub(super) line: Option<Line>,
}

/// A row's image as it was sent, and its SHA-256: what decides between two images that nothing
/// else tells apart.
pub fn sent(row: &Map<String, Value>) -> Result<(String, String)> {
    let sent = serde_json::to_string(row).map_err(|e| damaged(&e))?;
    let sha256 = hex::encode(Sha256::digest(sent.as_bytes()));
    Ok((sent, sha256))
}

impl Coming {
    /// `row` is the image that `record` was read from.
    pub fn new(noun: Noun, record: Kept, row: &Map<String, Value>) -> Result<Self> {
        let (sent, sent_sha256) = sent(row)?;
        let ours = serde_json::to_string(&record).map_err(|e| damaged(&e))?;
        Ok(Self {
            sent_sha256,
            as_ours: ours == sent,
            line: Line::of(noun, &record),
            noun,
            record,
            sent,
        })
    }

    /// Which noun it is of.
    pub fn noun(&self) -> Noun {
        self.noun
    }
}
