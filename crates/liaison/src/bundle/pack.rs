//! Writing a bundle. Rows are passed over twice inside one read transaction: tar wants a
//! member's size before its bytes, and rows must neither lie in memory nor, in plain text,
//! on a disk. The first pass counts and digests, the second writes; both must agree.
//!
//! The payload goes, compressed and encrypted as it is written, to a nameless file in the
//! home folder, because the envelope in front of it names its digest and size.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek, SeekFrom, Write};
use std::path::Path;

use super::envelope::{Envelope, FORMAT, Kind};
use super::limits;
use super::manifest::{Blob, Manifest, Portion};
use super::place::{Part, Placed};
use super::seal::{Digest, Encrypting, Recipient, SigningKey};
use super::told::Told;
use super::ustar::Writer;
use super::verify::{self, Trust};
use crate::error::{Error, Result};

/// zstd level: higher ones save little on rows and cost seconds.
const LEVEL: i32 = 3;

/// From whom to whom, and which number.
#[derive(Debug, Clone)]
pub struct Address {
    /// Sender's code.
    pub from: String,
    /// Receiver's code.
    pub to: String,
    /// Epoch.
    pub epoch: String,
    /// Number in the epoch.
    pub seq: u64,
    /// SHA-256 of the ENVELOPE.txt before.
    pub prev: Option<String>,
    /// What it holds.
    pub kind: Kind,
    /// Receiver's bundles taken in so far.
    pub acked_through: u64,
    /// Numbers that never became a file.
    pub unfinished: Vec<u64>,
    /// Which part it is, where a handoff does not fit one file.
    pub part: Option<Portion>,
    /// County work key, county escrow key, the station's own.
    pub recipients: Vec<Recipient>,
    /// Roster in force.
    pub roster: u64,
    /// Now.
    pub made_at: chrono::DateTime<chrono::FixedOffset>,
}

/// Takes one row: its kind and its image as JSON text.
pub type TakeRow<'a> = &'a mut dyn FnMut(&str, &str) -> Result<()>;

/// What goes in. Both closures must give the same each time they are asked.
pub struct Contents<'a> {
    /// Version of the row images.
    pub schema: u64,
    /// Version of the program.
    pub program: &'a str,
    /// Passes every row on, in order.
    pub rows: &'a dyn Fn(TakeRow<'_>) -> Result<()>,
    /// Attachments, in any order.
    pub blobs: Vec<Blob>,
    /// Writes one attachment's bytes.
    pub blob: &'a dyn Fn(&Blob, &mut dyn Write) -> Result<()>,
}

/// Told what is being done, done and in all (0: not known); an error stops the work.
pub type Tell<'a> = &'a mut dyn FnMut(&str, u64, u64) -> Result<()>;

/// A bundle on its medium, read back and in order, that has not got its name yet.
/// Dropped, it leaves nothing behind.
#[derive(Debug)]
pub struct Ready {
    part: Part,
    /// Its envelope.
    pub envelope: Envelope,
    /// Lines of records.jsonl by kind.
    pub rows: BTreeMap<String, u64>,
    /// Attachments in it.
    pub blobs: u64,
    /// Bytes of the file.
    pub size: u64,
}

impl Ready {
    /// Gives it its name. Who numbers bundles must have noted the number before.
    pub fn put(self) -> Result<Placed> {
        self.part.put()
    }
}

/// Seals a bundle into `folder`; `home` lends room for the sealed payload.
pub fn seal(home: &Path, folder: &Path, key: &SigningKey, address: Address, contents: Contents<'_>, tell: Tell<'_>) -> Result<Ready> {
    let spool = tempfile::tempfile_in(home).map_err(|e| Error::file(home, e))?;
    let made = payload(home, spool, key, &address, contents, tell)?;
    let public = key.public()?;
    let envelope = Envelope {
        from: address.from,
        to: address.to,
        epoch: address.epoch,
        seq: address.seq,
        prev: address.prev,
        kind: address.kind,
        acked_through: address.acked_through,
        payload_sha256: made.sha256,
        payload_size: made.size,
        signer: public.clone(),
        recipients: address.recipients,
        roster: address.roster,
        made_at: address.made_at,
    };
    // What this program would refuse to read, it must not write.
    let envelope = Envelope::parse(envelope.print().as_bytes())?;
    let mut spool = made.file;
    spool.seek(SeekFrom::Start(0)).map_err(|e| Error::file(home, e))?;
    let part = Part::write(folder, &envelope.file_name(), |out| wrap(home, folder, &envelope, key, &mut spool, out, tell))?;
    let mut step = |done, total| tell("回读校验", done, total);
    let mut back = Told::new(part.read_back()?, 0, envelope.payload_size, &mut step);
    let seen = verify::outer(&mut back, part.target(), Trust::Key(&public));
    let seen = match back.outcome(seen) {
        Ok(seen) => seen,
        Err(Error::Cancelled) => return Err(Error::Cancelled),
        Err(_) => {
            return Err(Error::NotReady(
                "写完后回读，内容对不上，这个U盘（或文件夹）可能有坏块；没有留下半个文件，请换一个再装一次".into(),
            ));
        }
    };
    if seen.envelope != envelope {
        return Err(Error::NotReady("写完后回读，读到的是另一个包；没有留下半个文件，请换一个U盘再装一次".into()));
    }
    Ok(Ready {
        part,
        envelope,
        rows: made.rows,
        blobs: made.blobs,
        size: seen.size,
    })
}

/// The five members around the sealed payload.
fn wrap(home: &Path, folder: &Path, envelope: &Envelope, key: &SigningKey, spool: &mut File, out: &mut dyn Write, tell: Tell<'_>) -> Result<()> {
    let failed = |e: io::Error| Error::file(folder, e);
    let text = envelope.print();
    let sums = verify::sums(&Digest::of(text.as_bytes()), &envelope.payload_sha256);
    let signature = key.sign(sums.as_bytes(), &envelope.trusted_comment())?;
    let mut tar = Writer::new(out);
    tar.text("ENVELOPE.txt", text.as_bytes()).map_err(failed)?;
    tar.text("SHA256SUMS", sums.as_bytes()).map_err(failed)?;
    tar.text("SHA256SUMS.minisig", signature.as_bytes()).map_err(failed)?;
    let mut member = tar.member("payload.tar.zst.age", envelope.payload_size).map_err(failed)?;
    let mut piece = vec![0; 1 << 20];
    let mut done = 0;
    loop {
        tell("写到U盘", done, envelope.payload_size)?;
        let n = spool.read(&mut piece).map_err(|e| Error::file(home, e))?;
        if n == 0 {
            break;
        }
        member.write_all(&piece[..n]).map_err(failed)?;
        done += n as u64;
    }
    member.end().map_err(failed)?;
    tar.text("VERIFY.txt", verify::instructions(envelope).as_bytes()).map_err(failed)?;
    tar.finish().map_err(failed)?;
    Ok(())
}

struct Payload {
    file: File,
    sha256: String,
    size: u64,
    rows: BTreeMap<String, u64>,
    blobs: u64,
}

fn payload(home: &Path, spool: File, key: &SigningKey, address: &Address, mut contents: Contents<'_>, tell: Tell<'_>) -> Result<Payload> {
    let failed = |e: io::Error| Error::file(home, e);
    contents.blobs.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    contents.blobs.dedup_by(|a, b| a.sha256 == b.sha256);

    let mut rows: BTreeMap<String, u64> = BTreeMap::new();
    let mut counted = Counted::new(io::sink());
    let mut count = 0;
    (contents.rows)(&mut |kind, image| {
        if count % 500 == 0 {
            tell("清点记录", count, 0)?;
        }
        count += 1;
        *rows.entry(kind.to_owned()).or_default() += 1;
        let before = counted.size;
        line(&mut counted, kind, image).map_err(failed)?;
        // What no reader takes must not be written: here, and below for attachments.
        if counted.size - before > limits::LINE {
            return Err(unfit("有一条记录太长"));
        }
        Ok(())
    })?;
    let (records_size, records_sha256) = (counted.size, counted.digest.hex());
    let total_size = records_size + contents.blobs.iter().map(|b| b.size).sum::<u64>();
    if total_size > limits::TOTAL || records_size > limits::RECORDS || contents.blobs.len() > limits::BLOBS {
        return Err(too_much(total_size));
    }
    if contents.blobs.iter().any(|blob| blob.size > limits::BLOB) {
        return Err(unfit("有一个附件太大"));
    }
    let manifest = Manifest {
        format: FORMAT.into(),
        from: address.from.clone(),
        to: address.to.clone(),
        epoch: address.epoch.clone(),
        seq: address.seq,
        prev: address.prev.clone(),
        kind: address.kind,
        schema: contents.schema,
        program: contents.program.into(),
        unfinished: address.unfinished.clone(),
        part: address.part,
        rows,
        blobs: contents.blobs,
        total_size,
    };
    let text = manifest.print()?;
    let mut sums = format!("{}  MANIFEST.json\n{records_sha256}  records.jsonl\n", Digest::of(text.as_bytes()));

    let sealed = Encrypting::to(&address.recipients, Counted::new(BufWriter::with_capacity(1 << 20, spool))).map_err(failed)?;
    let mut packed = zstd::Encoder::new(sealed, LEVEL).map_err(failed)?;
    packed.include_checksum(true).map_err(failed)?;
    let mut tar = Writer::new(packed);
    tar.text("MANIFEST.json", text.as_bytes()).map_err(failed)?;

    let mut written = Counted::new(tar.member("records.jsonl", records_size).map_err(failed)?);
    let mut done = 0;
    (contents.rows)(&mut |kind, image| {
        if done % 500 == 0 {
            tell("装入记录", done, count)?;
        }
        done += 1;
        line(&mut written, kind, image).map_err(failed)
    })?;
    let (member, sha256, _) = written.parts();
    member.end().map_err(failed)?;
    if sha256 != records_sha256 {
        return Err(Error::Store("清点和装入之间记录变了".into()));
    }

    let total = manifest.blobs.len() as u64;
    for (blob, done) in manifest.blobs.iter().zip(0..) {
        tell("装入附件", done, total)?;
        let mut written = Counted::new(tar.member(&blob.member(), blob.size).map_err(failed)?);
        (contents.blob)(blob, &mut written)?;
        let (member, sha256, size) = written.parts();
        if sha256 != blob.sha256 || size != blob.size {
            return Err(Error::Damaged("有一个附件的内容和登记时不一样了".into()));
        }
        member.end().map_err(failed)?;
        sums.push_str(&format!("{}  {}\n", blob.sha256, blob.member()));
    }
    let comment = format!("{FORMAT} from={} to={} epoch={} seq={}", address.from, address.to, address.epoch, address.seq);
    tar.text("SHA256SUMS", sums.as_bytes()).map_err(failed)?;
    tar.text("SHA256SUMS.minisig", key.sign(sums.as_bytes(), &comment)?.as_bytes())
        .map_err(failed)?;
    let packed = tar.finish().map_err(failed)?;
    let sealed = packed.finish().map_err(failed)?;
    let (out, sha256, size) = sealed.finish().map_err(failed)?.parts();
    let file = out.into_inner().map_err(|e| failed(e.into_error()))?;
    if size > limits::PAYLOAD {
        return Err(too_much(total_size));
    }
    Ok(Payload {
        file,
        sha256,
        size,
        rows: manifest.rows,
        blobs: total,
    })
}

fn too_much(bytes: u64) -> Error {
    Error::NotReady(format!(
        "要装的内容有 {} MB，超过一个交接包的上限（4 GB）；记录都还在，请把这句话告诉县人大办公室",
        bytes.div_ceil(1 << 20)
    ))
}

fn unfit(what: &str) -> Error {
    Error::NotReady(format!("{what}，收包的程序不会收；记录都还在，请把这句话告诉县人大办公室"))
}

/// One line of records.jsonl.
fn line(out: &mut impl Write, kind: &str, image: &str) -> io::Result<()> {
    out.write_all(b"{\"is\":\"")?;
    out.write_all(kind.as_bytes())?;
    out.write_all(b"\",\"row\":")?;
    out.write_all(image.as_bytes())?;
    out.write_all(b"}\n")
}

/// Counts and digests what passes through.
struct Counted<W: Write> {
    out: W,
    digest: Digest,
    size: u64,
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
