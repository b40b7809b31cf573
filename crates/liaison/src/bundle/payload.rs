//! The payload of a bundle: tar, zstd, age, in one pass over the rows. tar wants a member's size
//! before its bytes, and rows must neither lie in memory nor, in plain text, on a disk: so they
//! are gathered first, compressed as a zstd frame of their own, in a nameless file encrypted
//! under a key of this moment. Frames stand one behind another in a payload: what is before the
//! rows, the rows as gathered, what is behind them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread::scope;

use super::ahead::{Ahead, Pieces};
use super::beside::{Beside, PIECE};
use super::limits;
use super::manifest::{Blob, Manifest};
use super::pack::{Contents, ReadBlob, ReadRows, TakeRow, Tell};
use super::seal::{Digest, Encrypting, Identity, Recipient, SigningKey};
use super::ustar::Writer;
use crate::error::{Error, Result};

/// zstd level: rows come out as small as from level 3, twice as fast; pictures shrink at none.
const LEVEL: i32 = 1;

/// A frame of its own, with a checksum.
fn frame<W: Write>(out: W) -> io::Result<zstd::Encoder<'static, W>> {
    let mut frame = zstd::Encoder::new(out, LEVEL)?;
    frame.include_checksum(true)?;
    Ok(frame)
}

/// records.jsonl as gathered.
pub struct Records {
    file: File,
    key: Identity,
    sha256: String,
    /// Its bytes.
    pub size: u64,
    /// Bytes of its frames, about.
    pub packed: u64,
    /// Lines by kind.
    pub rows: BTreeMap<String, u64>,
}

/// Lines as they are made.
#[derive(Default)]
struct Lines {
    line: Vec<u8>,
    size: u64,
    kinds: BTreeMap<String, u64>,
}

impl Lines {
    /// Writes one. What no reader takes must not be written: here, and below for all that is in it.
    fn put(&mut self, kind: &str, image: &str, out: &mut impl Write, home: &Path) -> Result<()> {
        match self.kinds.get_mut(kind) {
            Some(n) => *n += 1,
            None => drop(self.kinds.insert(kind.to_owned(), 1)),
        }
        self.line.clear();
        for part in ["{\"is\":\"", kind, "\",\"row\":", image, "}\n"] {
            self.line.extend_from_slice(part.as_bytes());
        }
        self.size += self.line.len() as u64;
        if self.line.len() as u64 > limits::LINE {
            return Err(unfit("有一条记录太长"));
        }
        self.within()?;
        out.write_all(&self.line).map_err(|e| Error::file(home, e))
    }

    fn within(&self) -> Result<()> {
        if self.size > limits::RECORDS { Err(too_much(self.size)) } else { Ok(()) }
    }

    fn and(mut self, more: Self) -> Self {
        for (kind, n) in more.kinds {
            *self.kinds.entry(kind).or_default() += n;
        }
        self.size += more.size;
        self
    }
}

/// Passes over the rows once; `home` lends room. The last rows, where there is a second way to
/// them, are made and compressed on another thread, as a frame of their own.
pub fn gather(home: &Path, rows: &dyn Fn(TakeRow<'_>) -> Result<()>, last: Option<ReadRows<'_>>, tell: Tell<'_>) -> Result<Records> {
    let failed = |e: io::Error| Error::file(home, e);
    let key = Identity::generate();
    let spool = BufWriter::with_capacity(PIECE, tempfile::tempfile_in(home).map_err(failed)?);
    let sealed = Encrypting::to(&[key.public()?], spool).map_err(failed)?;
    let (mut lines, mut last_lines, mut count) = (Lines::default(), Lines::default(), 0);
    let (spool, sha256) = scope(|threads| -> Result<_> {
        let more = last.map(|rows| Ahead::new(threads, |out| last_frame(home, rows, &mut last_lines, out)));
        let more = more.transpose().map_err(failed)?;
        let packed = Counted::new(frame(sealed).map_err(failed)?);
        let mut out = Beside::new(threads, packed).map_err(failed)?;
        rows(&mut |kind, image| {
            if count % 500 == 0 {
                tell("装入记录", count, 0)?;
            }
            count += 1;
            lines.put(kind, image, &mut out, home)
        })?;
        let Counted { out, digest, .. } = out.finish().map_err(failed)?;
        let mut sealed = out.finish().map_err(failed)?;
        // What they were before is digested behind the rows before them.
        let mut plain = zstd::stream::write::Decoder::new(Counted::after(digest)).map_err(failed)?;
        if let Some(mut more) = more {
            more.part(|piece| {
                tell("装入记录", count, 0)?;
                plain.write_all(piece).and_then(|()| sealed.write_all(piece)).map_err(failed)
            })?;
        }
        plain.flush().map_err(failed)?;
        let (_, sha256, _) = plain.into_inner().parts();
        Ok((sealed.finish().map_err(failed)?, sha256))
    })?;
    let lines = lines.and(last_lines);
    lines.within()?;
    let mut file = spool.into_inner().map_err(|e| failed(e.into_error()))?;
    let packed = file.stream_position().map_err(failed)?;
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    Ok(Records {
        file,
        key,
        sha256,
        size: lines.size,
        packed,
        rows: lines.kinds,
    })
}

/// The frame of the last rows, as one part.
fn last_frame(home: &Path, rows: ReadRows<'_>, lines: &mut Lines, out: &mut Pieces) -> Result<()> {
    let failed = |e: io::Error| Error::file(home, e);
    let mut packed = frame(&mut *out).map_err(failed)?;
    rows(&mut |kind, image| lines.put(kind, image, &mut packed, home))?;
    packed.finish().map_err(failed)?;
    out.end().map_err(failed)
}

/// Bytes a payload will have, about: attachments are taken for what does not shrink.
pub fn estimate(records: &Records, contents: &Contents<'_>) -> u64 {
    records.packed + contents.blobs.iter().map(|b| b.size + 1_024 + b.size / 4_096).sum::<u64>() + 2_048
}

/// What a payload holds, checked against the limits a reader holds.
pub fn check(manifest: &Manifest) -> Result<()> {
    if manifest.total_size > limits::TOTAL || manifest.blobs.len() > limits::BLOBS {
        return Err(too_much(manifest.total_size));
    }
    if manifest.blobs.iter().any(|blob| blob.size > limits::BLOB) {
        return Err(unfit("有一个附件太大"));
    }
    Ok(())
}

/// Everything around the bytes of a payload.
pub struct Frame<'a> {
    /// Where it goes, for sentences.
    pub folder: &'a Path,
    /// Where the rows wait, for sentences.
    pub home: &'a Path,
    /// Signs the inner listing.
    pub key: &'a SigningKey,
    /// The trusted comment of that signature.
    pub comment: String,
    /// Who can open it.
    pub recipients: &'a [Recipient],
    /// Its manifest, blobs in ascending order.
    pub manifest: &'a Manifest,
}

/// Writes a payload onto `out` and flushes it; answers its digest and size.
pub fn write(out: impl Write + Send, frame_of: &Frame<'_>, records: Records, contents: &mut Contents<'_>, tell: Tell<'_>) -> Result<(String, u64)> {
    let Frame { folder, home, manifest, .. } = *frame_of;
    let failed = |e: io::Error| Error::file(folder, e);
    let text = manifest.print()?;
    let mut sums = format!("{}  MANIFEST.json\n{}  records.jsonl\n", Digest::of(text.as_bytes()), records.sha256);
    let total = estimate(&records, contents);
    let mut other = contents.blob_beside.take();
    scope(|threads| {
        let medium = Counted::new(Beside::new(threads, out).map_err(failed)?);
        let sealed = Encrypting::to(frame_of.recipients, medium).map_err(failed)?;
        let sealed = Beside::new(threads, sealed).map_err(failed)?;

        tell("写到U盘", 0, total)?;
        let mut tar = Writer::new(frame(sealed).map_err(failed)?);
        tar.text("MANIFEST.json", text.as_bytes()).map_err(failed)?;
        tar.announce("records.jsonl", records.size).map_err(failed)?;
        let mut sealed = tar.into_inner().finish().map_err(failed)?;
        let mut waiting = records.key.decrypt(&records.file)?;
        let mut piece = vec![0; 1 << 18];
        let mut done = 0;
        loop {
            let n = waiting.read(&mut piece).map_err(|e| Error::file(home, e))?;
            if n == 0 {
                break;
            }
            sealed.write_all(&piece[..n]).map_err(failed)?;
            done += n as u64;
            tell("写到U盘", done, total)?;
        }
        let mut tar = Writer::new(frame(sealed).map_err(failed)?);
        tar.pad(records.size).map_err(failed)?;
        // Every second attachment is read on another thread while this one reads the one before.
        let mut ahead = match other.take() {
            Some(read) => Some(Ahead::new(threads, |out| every_second(manifest, read, out)).map_err(failed)?),
            None => None,
        };
        for (blob, n) in manifest.blobs.iter().zip(0..) {
            let mut member = tar.member(&blob.member(), blob.size).map_err(failed)?;
            match &mut ahead {
                Some(ahead) if n % 2 == 1 => ahead.part(|piece| member.write_all(piece).map_err(failed))?,
                _ => passed(blob, contents.blob, &mut member).map_err(|(error, medium)| medium.map_or(error, failed))?,
            }
            member.end().map_err(failed)?;
            sums.push_str(&format!("{}  {}\n", blob.sha256, blob.member()));
            done += blob.size;
            tell("写到U盘", done.min(total), total)?;
        }
        tar.text("SHA256SUMS", sums.as_bytes()).map_err(failed)?;
        let signature = frame_of.key.sign(sums.as_bytes(), &frame_of.comment)?;
        tar.text("SHA256SUMS.minisig", signature.as_bytes()).map_err(failed)?;
        let sealed = tar.finish().and_then(zstd::Encoder::finish).map_err(failed)?;
        let medium = sealed.finish().and_then(Encrypting::finish).map_err(failed)?;
        let (beside, sha256, size) = medium.parts();
        beside.finish().and_then(|mut out| out.flush()).map_err(failed)?;
        if size > limits::PAYLOAD {
            return Err(too_much(manifest.total_size));
        }
        Ok((sha256, size))
    })
}

/// Passes an attachment's bytes on. Beside an error, what went wrong where they go. They are not
/// digested here: the store holds them in one row with their digest, every page of it under an
/// HMAC that was checked just now, and a third digest would cost as much as the encryption.
fn passed(blob: &Blob, read: impl FnOnce(&Blob, &mut dyn Write) -> Result<()>, out: impl Write) -> std::result::Result<(), (Error, Option<io::Error>)> {
    let mut passing = Passing { out, size: 0, trouble: None };
    match read(blob, &mut passing) {
        Err(error) => Err((error, passing.trouble)),
        Ok(()) if passing.size == blob.size => Ok(()),
        Ok(()) => Err((Error::Damaged("有一个附件的大小和登记时不一样了".into()), None)),
    }
}

/// The second, the fourth … attachment, each a part.
fn every_second(manifest: &Manifest, read: ReadBlob<'_>, out: &mut Pieces) -> Result<()> {
    for blob in manifest.blobs.iter().skip(1).step_by(2) {
        passed(blob, &mut *read, &mut *out).map_err(|(error, _)| error)?;
        out.end().map_err(|e| Error::file("", e))?;
    }
    Ok(())
}

/// More than a bundle holds.
pub fn too_much(bytes: u64) -> Error {
    Error::NotReady(format!(
        "要装的内容有 {} MB，超过一个交接包的上限（4 GB）；记录都还在，请把这句话告诉县人大办公室",
        bytes.div_ceil(1 << 20)
    ))
}

fn unfit(what: &str) -> Error {
    Error::NotReady(format!("{what}，收包的程序不会收；记录都还在，请把这句话告诉县人大办公室"))
}

/// Counts what passes through, and keeps what went wrong with it.
struct Passing<W: Write> {
    out: W,
    size: u64,
    trouble: Option<io::Error>,
}

impl<W: Write> Write for Passing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = match self.out.write(bytes) {
            Ok(n) => n,
            Err(error) => {
                let again = error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
                self.trouble = Some(error);
                return Err(again);
            }
        };
        self.size += n as u64;
        Ok(n)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Counts and digests what passes through.
struct Counted<W: Write> {
    out: W,
    digest: Digest,
    size: u64,
}

impl Counted<io::Sink> {
    /// Goes on with a digest, and keeps nothing else.
    fn after(digest: Digest) -> Self {
        Self {
            digest,
            ..Self::new(io::sink())
        }
    }
}

impl<W: Write> Counted<W> {
    fn new(out: W) -> Self {
        Self {
            out,
            digest: Digest::default(),
            size: 0,
        }
    }
    fn parts(self) -> (W, String, u64) {
        (self.out, self.digest.hex(), self.size)
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.digest.update(&bytes[..n]);
        self.size += n as u64;
        Ok(n)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
