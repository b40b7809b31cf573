//! The one tar dialect of `rdz/1`: ustar, regular files, fixed metadata. A header is a
//! function of name and size, so the reader takes only the header it would have written
//! itself. The tar crate's own reader accepts many dialects (PAX, GNU, sparse, links): what
//! two readers may read differently has no place here.

use std::collections::HashSet;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::refuse;
use crate::error::{Error, Result};

const BLOCK: usize = 512;
/// A name in ustar's name field, with room for the NUL.
const NAME: usize = 99;
/// GNU tar pads archives to records of 20 blocks; that many zeros may follow, no more.
const RECORD: u64 = 20 * BLOCK as u64;

/// The 512 bytes that stand before a member; the same bytes GNU tar writes with
/// `--format=ustar --mode=0644 --owner=0 --group=0 --numeric-owner --mtime=@0`.
fn header(name: &str, size: u64) -> [u8; BLOCK] {
    let mut header = tar::Header::new_ustar();
    if let Some(field) = header.as_ustar_mut() {
        field.name[..name.len()].copy_from_slice(name.as_bytes());
    }
    header.set_entry_type(tar::EntryType::Regular);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    if let Some(field) = header.as_ustar_mut() {
        field.set_device_major(0);
        field.set_device_minor(0);
    }
    header.set_cksum();
    let mut bytes = *header.as_bytes();
    // Six digits, NUL, space: as POSIX tar writes it.
    bytes.copy_within(149..156, 148);
    bytes[155] = b' ';
    bytes
}

/// Whether a member may bear this name anywhere on earth: ASCII, no climbing out, no name
/// that Windows keeps for devices.
fn name_is_safe(name: &[u8]) -> bool {
    let fits = (1..=NAME).contains(&name.len())
        && name[0].is_ascii_alphanumeric()
        && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'/' | b'-'));
    fits && name.split(|b| *b == b'/').all(|part| {
        let stem = part.split(|b| *b == b'.').next().unwrap_or_default().to_ascii_uppercase();
        let device = matches!(&stem[..], b"CON" | b"PRN" | b"AUX" | b"NUL")
            || (stem.len() == 4 && (stem.starts_with(b"COM") || stem.starts_with(b"LPT")) && stem[3].is_ascii_digit());
        !part.is_empty() && !part.starts_with(b".") && !part.ends_with(b".") && !device
    })
}

/// Writes members one after another.
pub struct Writer<W: Write> {
    out: W,
}

impl<W: Write> Writer<W> {
    /// Onto `out`.
    pub fn new(out: W) -> Self {
        Self { out }
    }

    /// What stands before a member whose bytes come from elsewhere; `pad` follows them.
    pub fn announce(&mut self, name: &str, size: u64) -> io::Result<()> {
        if !name_is_safe(name.as_bytes()) {
            return Err(io::Error::other("a member's name must be safe"));
        }
        self.out.write_all(&header(name, size))
    }

    /// What stands after a member of this size.
    pub fn pad(&mut self, size: u64) -> io::Result<()> {
        self.out.write_all(&[0; BLOCK][..padding(size)])
    }

    /// Leaves the archive unfinished, for a member's bytes to come from elsewhere.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// Starts a member; exactly `size` bytes must follow through `data`, then `end`.
    pub fn member(&mut self, name: &str, size: u64) -> io::Result<Member<'_, W>> {
        self.announce(name, size)?;
        Ok(Member {
            out: &mut self.out,
            size,
            left: size,
        })
    }

    /// A member at hand.
    pub fn text(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut member = self.member(name, bytes.len() as u64)?;
        member.write_all(bytes)?;
        member.end()
    }

    /// Two blocks of zeros end the archive.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&[0; 2 * BLOCK])?;
        Ok(self.out)
    }
}

/// A member being written.
pub struct Member<'a, W: Write> {
    out: &'a mut W,
    size: u64,
    left: u64,
}

impl<W: Write> Member<'_, W> {
    /// Pads to the block; an error when fewer bytes came than were announced.
    pub fn end(self) -> io::Result<()> {
        if self.left != 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a member came out shorter than announced"));
        }
        self.out.write_all(&[0; BLOCK][..padding(self.size)])
    }
}

impl<W: Write> Write for Member<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() as u64 > self.left {
            return Err(io::Error::other("a member came out longer than announced"));
        }
        let n = self.out.write(bytes)?;
        self.left -= n as u64;
        Ok(n)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn padding(size: u64) -> usize {
    (BLOCK - (size % BLOCK as u64) as usize) % BLOCK
}

/// Reads members one after another, strictly.
pub struct Reader<R: Read> {
    input: R,
    path: PathBuf,
    at: u64,
    left: u64,
    padding: usize,
    seen: HashSet<String>,
}

impl<R: Read> Reader<R> {
    /// From `input`, which comes from the file at `path`.
    pub fn new(input: R, path: &Path) -> Self {
        Self {
            input,
            path: path.to_path_buf(),
            at: 0,
            left: 0,
            padding: 0,
            seen: HashSet::new(),
        }
    }

    /// Bytes taken so far.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// The next member's name and size; None at the end. The one before must have been read
    /// to its end.
    pub fn next(&mut self) -> Result<Option<(String, u64)>> {
        debug_assert_eq!(self.left, 0, "members are read to their end");
        let mut block = [0; BLOCK];
        self.fill(self.padding, &mut block)?;
        if block[..self.padding].iter().any(|b| *b != 0) {
            return Err(refuse("文件之间的空白处藏有内容"));
        }
        self.padding = 0;
        self.fill(BLOCK, &mut block)?;
        if block.iter().all(|b| *b == 0) {
            return self.end().map(|()| None);
        }
        let (name, size) = check(&block)?;
        if !self.seen.insert(name.to_ascii_lowercase()) {
            return Err(refuse("包里有两个同名的文件（大小写不同也算同名）"));
        }
        self.left = size;
        self.padding = padding(size);
        Ok(Some((name, size)))
    }

    /// The whole of a small member; a bigger one than `cap` is refused before reading.
    pub fn small(&mut self, cap: u64) -> Result<Vec<u8>> {
        let size = self.left;
        if size > cap {
            return Err(refuse("包里的说明文件大得不正常"));
        }
        let mut bytes = vec![0; size as usize];
        self.read_exact(&mut bytes).map_err(|e| fault(&self.path, &e))?;
        Ok(bytes)
    }

    /// Passes the member's bytes on in pieces.
    pub fn pieces(&mut self, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut piece = vec![0; 1 << 18];
        while self.left > 0 {
            let want = self.left.min(piece.len() as u64) as usize;
            self.read_exact(&mut piece[..want]).map_err(|e| fault(&self.path, &e))?;
            take(&piece[..want])?;
        }
        Ok(())
    }

    /// A second block of zeros, then nothing but the padding of a record.
    fn end(&mut self) -> Result<()> {
        let mut block = [0; BLOCK];
        self.fill(BLOCK, &mut block)?;
        let mut clean = block.iter().all(|b| *b == 0);
        let mut rest = Vec::new();
        (&mut self.input).take(RECORD).read_to_end(&mut rest).map_err(|e| fault(&self.path, &e))?;
        clean &= (rest.len() as u64) < RECORD && rest.len() % BLOCK == 0 && rest.iter().all(|b| *b == 0);
        self.at += rest.len() as u64;
        if clean { Ok(()) } else { Err(refuse("文件末尾多出了内容")) }
    }

    fn fill(&mut self, count: usize, block: &mut [u8; BLOCK]) -> Result<()> {
        self.input.read_exact(&mut block[..count]).map_err(|e| fault(&self.path, &e))?;
        self.at += count as u64;
        Ok(())
    }
}

impl<R: Read> Read for Reader<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let want = self.left.min(bytes.len() as u64) as usize;
        let n = self.input.read(&mut bytes[..want])?;
        if n == 0 && want > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= n as u64;
        self.at += n as u64;
        Ok(n)
    }
}

/// What the system says stays a file's trouble; all else is the bundle's own.
pub fn fault(path: &Path, error: &io::Error) -> Error {
    if let Some(code) = error.raw_os_error() {
        return Error::file(path, io::Error::from_raw_os_error(code));
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => refuse("文件不完整，可能没有拷完"),
        _ => refuse("里面的数据已损坏"),
    }
}

fn check(block: &[u8; BLOCK]) -> Result<(String, u64)> {
    let raw = &block[..100];
    let name = raw.split(|b| *b == 0).next().unwrap_or_default();
    match block[156] {
        b'0' => {}
        b'1' | b'2' => return Err(refuse("包里有链接，不是普通文件")),
        b'x' | b'g' | b'L' | b'K' | b'S' => return Err(refuse("包里有不许使用的扩展头")),
        _ => return Err(refuse("包里有不是普通文件的东西")),
    }
    if !name_is_safe(name) {
        return Err(refuse("包里有不合规定的文件名"));
    }
    let wrong = || refuse("包的格式不对：文件头不合规定");
    let name = std::str::from_utf8(name).map_err(|_| wrong())?;
    let digits = &block[124..135];
    if !digits.iter().all(|b| (b'0'..=b'7').contains(b)) {
        return Err(wrong());
    }
    let size = digits.iter().fold(0_u64, |n, b| n * 8 + u64::from(b - b'0'));
    if header(name, size) == *block {
        Ok((name.to_owned(), size))
    } else {
        Err(wrong())
    }
}
