//! The bundle `rdz/1`: how a station and the county exchange records. FORMAT.md holds the
//! format to the byte. In reading order:
//!
//! `seal` keys, signatures, encryption · `ustar` the one tar dialect · `envelope` and
//! `manifest` who to whom and what · `portion` plans several files · `pack` writes, `payload` what is inside
//! it, `beside` and `ahead` on other threads · `place` puts a file on a stick · `verify` checks without any secret ·
//! `open` checks what is inside, `records` reads its rows · `receive` finds files and copies them here first · `roster` whom to
//! trust · `told` tells how far reading is · `backup` and `update` are files of a backup and an update, which are no bundles but lie on the same sticks
//!
//! This room knows no database, no window and no clock: rows come in as text, go out as text.

mod ahead;
pub mod backup;
mod beside;
pub mod envelope;
pub mod handover;
mod lines;
pub mod manifest;
pub mod open;
pub mod pack;
mod payload;
pub mod place;
pub mod portion;
pub mod qr;
pub mod receive;
mod records;
pub mod roster;
pub mod seal;
pub mod slip;
pub mod told;
pub mod update;
mod ustar;
pub mod verify;

use crate::error::Error;

/// A check that did not hold, in a sentence for the person who took the file in.
fn refuse(says: impl Into<String>) -> Error {
    Error::Untrusted(says.into())
}

/// Limits of `rdz/1`. A reader refuses more; a writer must not make more.
pub mod limits {
    /// ENVELOPE.txt, bytes.
    pub const ENVELOPE: u64 = 4 << 10;
    /// A `.minisig`, bytes.
    pub const SIGNATURE: u64 = 1 << 10;
    /// VERIFY.txt, bytes.
    pub const VERIFY: u64 = 16 << 10;
    /// payload.tar.zst.age, bytes: with the other members the file still fits FAT32.
    pub const PAYLOAD: u64 = (4 << 30) - (1 << 20);
    /// A whole file: the payload and, generously, what is around it.
    pub const WHOLE: u64 = PAYLOAD + (64 << 10);
    /// MANIFEST.json and the inner SHA256SUMS, bytes each.
    pub const LISTING: u64 = 16 << 20;
    /// records.jsonl, bytes.
    pub const RECORDS: u64 = 1 << 30;
    /// All that is in a payload, bytes.
    pub const TOTAL: u64 = 8 << 30;
    /// One attachment, bytes.
    pub const BLOB: u64 = 20 << 20;
    /// Attachments in one bundle.
    pub const BLOBS: usize = 50_000;
    /// One line of records.jsonl, bytes.
    pub const LINE: u64 = 4 << 20;
    /// Nesting of one line of records.jsonl.
    pub const DEPTH: usize = 16;
    /// zstd window, log2 of bytes.
    pub const WINDOW_LOG: u32 = 23;
    /// Highest sequence number: it has six digits in the file's name.
    pub const SEQ: u64 = 999_999;
    /// An enrolment slip, bytes: it fits one QR code.
    pub const SLIP: usize = 2 << 10;
    /// A roster, bytes.
    pub const ROSTER: usize = 1 << 20;
}
