//! One workbook: sheets in memory while it is small, passed through a private folder when
//! it is long, and saved under the eyes of whoever may cancel.

use std::any::Any;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use rust_xlsxwriter::{DocProperties, Workbook, Worksheet, XlsxError};

use super::{Frame, Step};
use crate::error::{Error, Result};

/// A workbook being made.
pub(super) struct Book<'a> {
    workbook: Workbook,
    sheets: usize,
    lean: Option<&'a Path>,
}

impl<'a> Book<'a> {
    /// With a `lean` folder, lines go through it to keep memory constant; without, nothing but
    /// the finished file ever touches a disk.
    pub(super) fn new(frame: &Frame, lean: Option<&'a Path>) -> Result<Self> {
        let mut workbook = Workbook::new();
        let made_at = frame.now.to_utc();
        workbook.set_properties(
            &DocProperties::new()
                .set_author(&frame.clerk)
                .set_company(&frame.unit)
                .set_creation_datetime(&made_at),
        );
        if let Some(folder) = lean {
            workbook.set_tempdir(folder).map_err(|e| trouble(folder, e))?;
        }
        Ok(Self { workbook, sheets: 0, lean })
    }

    /// Whether lines pass through a folder.
    pub(super) fn is_lean(&self) -> bool {
        self.lean.is_some()
    }

    /// One more sheet; answers with its place.
    pub(super) fn add(&mut self) -> Result<usize> {
        match self.lean {
            Some(folder) => self.workbook.add_worksheet_with_constant_memory().map_err(|e| trouble(folder, e))?,
            None => self.workbook.add_worksheet(),
        };
        self.sheets += 1;
        Ok(self.sheets - 1)
    }

    /// The sheet at this place.
    pub(super) fn sheet(&mut self, place: usize) -> Result<&mut Worksheet> {
        let path = self.lean.unwrap_or(Path::new(""));
        self.workbook.worksheet_from_index(place).map_err(|e| trouble(path, e))
    }

    /// Saves into `file` and waits until the disk has it. `step` is asked now and then whether to go on.
    pub(super) fn save(mut self, file: &File, path: &Path, step: &mut dyn FnMut() -> Result<()>) -> Result<()> {
        let stop = AtomicBool::new(false);
        let workbook = &mut self.workbook;
        thread::scope(|scope| {
            let (done, waiting) = mpsc::channel();
            let stop = &stop;
            let saving = scope.spawn(move || {
                let saved = catch_unwind(AssertUnwindSafe(|| {
                    let mut writer = BufWriter::with_capacity(1 << 16, Watched { file, stop });
                    workbook.save_to_writer(&mut writer).map_err(|e| trouble(path, e))?;
                    writer.flush().map_err(|e| Error::file(path, e))
                }));
                // The other side only waits; it is still there.
                let _ = done.send(());
                saved.unwrap_or_else(|panic| Err(panicked(path, &*panic)))
            });
            let mut told = Ok(());
            while let Err(RecvTimeoutError::Timeout) = waiting.recv_timeout(Duration::from_millis(50)) {
                if told.is_ok() {
                    told = step();
                    stop.store(told.is_err(), Ordering::Relaxed);
                }
            }
            let saved = saving.join().unwrap_or_else(|panic| Err(panicked(path, &*panic)));
            told.and(saved)
        })?;
        file.sync_all().map_err(|e| Error::file(path, e))
    }
}

/// A file that stops taking bytes once the clerk has cancelled.
struct Watched<'a> {
    file: &'a File,
    stop: &'a AtomicBool,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(io::Error::other("cancelled"));
        }
        self.file.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes lines that pass through `folder`. The Excel library panics when that disk is full;
/// a clerk is owed a sentence.
pub(super) fn guarded<T>(folder: &Path, work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(panicked(folder, &*panic)))
}

fn panicked(path: &Path, panic: &(dyn Any + Send)) -> Error {
    let says = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()))
        .unwrap_or_default();
    if says.contains("StorageFull") {
        Error::DiskFull(path.to_owned())
    } else {
        Error::File {
            path: path.to_owned(),
            source: io::Error::other(says),
        }
    }
}

/// Names a failure of the Excel library by what a clerk can do about it.
pub(super) fn trouble(path: &Path, error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(source) => Error::file(path, source),
        XlsxError::TempFileError(folder, source) => Error::file(folder, source),
        XlsxError::ZipError(source) => Error::file(path, source.into()),
        other => Error::File {
            path: path.to_owned(),
            source: io::Error::other(other),
        },
    }
}

/// Told of the work and how far it is; answers whether to go on.
pub(super) struct Progress<'s> {
    step: Step<'s>,
    doing: String,
    done: u64,
    total: u64,
}

impl<'s> Progress<'s> {
    pub(super) fn new(step: Step<'s>, total: u64) -> Self {
        Self {
            step,
            doing: String::new(),
            done: 0,
            total,
        }
    }
    /// Begins something new.
    pub(super) fn doing(&mut self, doing: String) -> Result<()> {
        self.doing = doing;
        self.ask()
    }
    /// One record more; asks now and then.
    pub(super) fn one(&mut self) -> Result<()> {
        self.done += 1;
        if self.done.is_multiple_of(200) { self.ask() } else { Ok(()) }
    }
    /// Asks whether to go on.
    pub(super) fn ask(&mut self) -> Result<()> {
        (self.step)(&self.doing, self.done.min(self.total), self.total)
    }
}
