//! Writing a bundle. The sealed payload goes straight to its place in the `.part`, behind room
//! for the three members that name its digest and size; they are laid in front when it is done.
//! Their length is known before but for the digits of that size, and nearly always all of it:
//! members are padded to blocks. Where it comes out otherwise, the payload is moved.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread::scope;

use super::ahead::Ahead;
use super::envelope::{Envelope, FORMAT, Kind};
use super::manifest::{Blob, Manifest, Portion};
use super::payload::{self, Frame};
use super::place::{Part, Placed, Steady};
use super::seal::{Digest, Recipient, SigningKey};
use super::told::Told;
use super::ustar::Writer;
use super::verify::{self, Trust};
use crate::error::{Error, Result};

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

/// What goes in.
pub struct Contents<'a> {
    /// Version of the row images.
    pub schema: u64,
    /// Version of the program.
    pub program: &'a str,
    /// Passes every row on, in order.
    pub rows: &'a dyn Fn(TakeRow<'_>) -> Result<()>,
    /// Passes on what comes behind them, on another thread, where there is a second way to it.
    pub rows_beside: Option<ReadRows<'a>>,
    /// Attachments, in any order.
    pub blobs: Vec<Blob>,
    /// Writes one attachment's bytes.
    pub blob: &'a dyn Fn(&Blob, &mut dyn Write) -> Result<()>,
    /// Does the same on another thread, where there is a second way to the bytes.
    pub blob_beside: Option<ReadBlob<'a>>,
}

/// Passes rows on, on any thread.
pub type ReadRows<'a> = &'a mut (dyn FnMut(TakeRow<'_>) -> Result<()> + Send);

/// Writes one attachment's bytes, on any thread.
pub type ReadBlob<'a> = &'a mut (dyn FnMut(&Blob, &mut dyn Write) -> Result<()> + Send);

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

/// Seals a bundle into `folder`; `home` lends room for the rows, sealed.
pub fn seal(home: &Path, folder: &Path, key: &SigningKey, address: Address, mut contents: Contents<'_>, tell: Tell<'_>) -> Result<Ready> {
    contents.blobs.sort_by(|a, b| a.sha256.cmp(&b.sha256));
    contents.blobs.dedup_by(|a, b| a.sha256 == b.sha256);
    let records = payload::gather(home, contents.rows, contents.rows_beside.take(), tell)?;
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
        unfinished: address.unfinished,
        part: address.part,
        rows: records.rows.clone(),
        blobs: contents.blobs.clone(),
        total_size: records.size + contents.blobs.iter().map(|b| b.size).sum::<u64>(),
    };
    payload::check(&manifest)?;
    let public = key.public()?;
    let draft = Envelope {
        from: address.from,
        to: address.to,
        epoch: address.epoch,
        seq: address.seq,
        prev: address.prev,
        kind: address.kind,
        acked_through: address.acked_through,
        payload_sha256: Digest::of(&[]),
        payload_size: payload::estimate(&records, &contents),
        signer: public.clone(),
        recipients: address.recipients,
        roster: address.roster,
        made_at: address.made_at,
    };
    // What this program would refuse to read, it must not write.
    let mut envelope = Envelope::parse(draft.print().as_bytes())?;
    let frame = Frame {
        folder,
        home,
        key,
        comment: envelope.trusted_comment(),
        recipients: &draft.recipients,
        manifest: &manifest,
    };
    let failed = |e: io::Error| Error::file(folder, e);
    let part = Part::write(folder, &draft.file_name(), |file| {
        let planned = front(&draft, key)?.len() as u64;
        file.seek(SeekFrom::Start(planned)).map_err(failed)?;
        (envelope.payload_sha256, envelope.payload_size) = scope(|threads| {
            let medium = Steady::new(threads, &*file).map_err(failed)?;
            payload::write(medium, &frame, records, &mut contents, tell)
        })?;
        envelope = Envelope::parse(envelope.print().as_bytes())?;
        let front = front(&envelope, key)?;
        let at = front.len() as u64;
        if at != planned {
            relocate(file, home, planned, at, envelope.payload_size).map_err(failed)?;
            // Nothing may stand behind the archive.
            file.set_len(at + envelope.payload_size).map_err(failed)?;
        }
        file.seek(SeekFrom::Start(at + envelope.payload_size)).map_err(failed)?;
        file.write_all(&behind(&envelope)?).map_err(failed)?;
        file.rewind().and_then(|()| file.write_all(&front)).map_err(failed)
    })?;
    let mut step = |done, total| tell("回读校验", done, total);
    let seen = scope(|threads| {
        let medium = part.read_back()?;
        let ahead = Ahead::new(threads, move |out| medium.pour(out).map_err(failed));
        let mut back = Told::new(ahead.map_err(failed)?, 0, envelope.payload_size, &mut step);
        let seen = verify::outer(&mut back, part.target(), Trust::Key(&public));
        back.outcome(seen)
    });
    let seen = match seen {
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
        rows: manifest.rows,
        blobs: manifest.blobs.len() as u64,
        size: seen.size,
    })
}

/// All that stands before the sealed payload, its header included.
fn front(envelope: &Envelope, key: &SigningKey) -> Result<Vec<u8>> {
    let failed = |e: io::Error| Error::file(Path::new("ENVELOPE.txt"), e);
    let text = envelope.print();
    let sums = verify::sums(&Digest::of(text.as_bytes()), &envelope.payload_sha256);
    let signature = key.sign(sums.as_bytes(), &envelope.trusted_comment())?;
    let mut tar = Writer::new(Vec::new());
    tar.text("ENVELOPE.txt", text.as_bytes()).map_err(failed)?;
    tar.text("SHA256SUMS", sums.as_bytes()).map_err(failed)?;
    tar.text("SHA256SUMS.minisig", signature.as_bytes()).map_err(failed)?;
    tar.announce("payload.tar.zst.age", envelope.payload_size).map_err(failed)?;
    Ok(tar.into_inner())
}

/// All that stands behind it.
fn behind(envelope: &Envelope) -> Result<Vec<u8>> {
    let failed = |e: io::Error| Error::file(Path::new("VERIFY.txt"), e);
    let mut tar = Writer::new(Vec::new());
    tar.pad(envelope.payload_size).map_err(failed)?;
    tar.text("VERIFY.txt", verify::instructions(envelope).as_bytes()).map_err(failed)?;
    tar.finish().map_err(failed)
}

/// Moves a payload inside its file, by way of a nameless one: it is sealed already.
fn relocate(file: &mut File, home: &Path, from: u64, to: u64, size: u64) -> io::Result<()> {
    let mut spool = tempfile::tempfile_in(home)?;
    file.seek(SeekFrom::Start(from))?;
    io::copy(&mut file.take(size), &mut spool)?;
    spool.rewind()?;
    file.seek(SeekFrom::Start(to))?;
    scope(|threads| {
        let mut out = Steady::new(threads, &*file)?;
        io::copy(&mut spool, &mut out)?;
        out.flush()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_is_moved_whole_when_what_stands_before_it_came_out_otherwise() {
        let home = tempfile::tempdir().unwrap();
        let payload: Vec<u8> = (0..300_000_u32).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
        for (from, to) in [(2_560_u64, 3_072_u64), (3_072, 2_560)] {
            let mut file = tempfile::tempfile_in(home.path()).unwrap();
            file.seek(SeekFrom::Start(from)).unwrap();
            file.write_all(&payload).unwrap();
            relocate(&mut file, home.path(), from, to, payload.len() as u64).unwrap();
            // What goes behind it is written where it ends now.
            assert_eq!(file.stream_position().unwrap(), to + payload.len() as u64);
            file.seek(SeekFrom::Start(to)).unwrap();
            let mut found = vec![0; payload.len()];
            file.read_exact(&mut found).unwrap();
            assert!(found == payload);
        }
    }
}
