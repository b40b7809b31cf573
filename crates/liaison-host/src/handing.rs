//! A file the program is opened with: by a double click, which starts the program once more, or on the
//! command line. Where a window is open on the same home, the file's path is laid beside the records for
//! it, and the second program ends. It lies there for a moment only; nothing is read here.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// What bundles' names end in.
const ENDS: &str = "rdz";
/// Held by the window that files are handed to.
const HELD: &str = "window";
/// Where a path lies until that window has taken it.
const LAID: &str = "opened";
/// How often the window looks for one.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// How long a window may take: one that stands still at the moment takes it later.
const PATIENCE: Duration = Duration::from_secs(8);

/// The first bundle among the program's arguments, as a full path.
pub fn named(args: impl Iterator<Item = OsString>) -> Option<PathBuf> {
    let mut args = args.skip(1);
    while let Some(arg) = args.next() {
        if arg == "--home" {
            args.next();
        } else if Path::new(&arg).extension().is_some_and(|ends| ends.eq_ignore_ascii_case(ENDS)) {
            return std::path::absolute(arg).ok();
        }
    }
    None
}

/// The place of the window that takes files, of one home: as long as it lives, no other has it.
pub struct Front {
    home: PathBuf,
    _held: File,
}

impl Front {
    /// Takes the place; None where another window has it.
    ///
    /// # Errors
    /// The home can't be written.
    pub fn of(home: &Path) -> io::Result<Option<Self>> {
        liaison::folders::make(home)?;
        let held = File::options().create(true).truncate(false).write(true).open(home.join(HELD))?;
        match held.try_lock() {
            Ok(()) => Ok(Some(Self {
                home: home.to_owned(),
                _held: held,
            })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Gives every file handed in to `takes`, as long as the program runs.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn watch(self, takes: impl Fn(PathBuf) + Send + 'static) -> io::Result<()> {
        let looking = move || {
            loop {
                thread::sleep(LOOK_EVERY);
                if let Some(file) = self.taken() {
                    takes(file);
                }
            }
        };
        thread::Builder::new().name("opened".into()).spawn(looking).map(drop)
    }

    fn taken(&self) -> Option<PathBuf> {
        let laid = self.home.join(LAID);
        let path = fs::read_to_string(&laid).ok()?;
        // What could not be taken away would be taken again and again.
        fs::remove_file(&laid).ok()?;
        Some(PathBuf::from(path)).filter(|path| path.is_absolute())
    }
}

/// Hands a file to the window that is open on this home; false when it did not take it.
pub fn hand(home: &Path, file: &Path) -> bool {
    laid(home, file, PATIENCE).is_ok_and(|taken| taken)
}

fn laid(home: &Path, file: &Path, patience: Duration) -> io::Result<bool> {
    let path = file.to_str().ok_or(io::ErrorKind::InvalidFilename)?;
    let place = home.join(LAID);
    let deadline = Instant::now() + patience;
    let waits = || {
        thread::sleep(LOOK_EVERY / 4);
        Instant::now() < deadline
    };
    // Whole or not there; one that was laid before is taken first.
    let mut part = tempfile::NamedTempFile::new_in(home)?;
    part.write_all(path.as_bytes())?;
    while let Err(error) = part.persist_noclobber(&place) {
        let others = error.error.kind() == io::ErrorKind::AlreadyExists;
        if !others || !waits() {
            if others {
                // Left by a program that fell: in nobody's way the next time.
                let _ = fs::remove_file(&place);
            }
            return Err(error.error);
        }
        part = error.file;
    }
    while place.exists() {
        if !waits() {
            return Ok(fs::remove_file(&place).is_err());
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn the_first_bundle_named_is_meant() {
        let here = std::env::current_dir().unwrap();
        for (args, found) in [
            (vec![], None),
            (vec!["JS-017_e3f9_000042.rdz"], Some("JS-017_e3f9_000042.rdz")),
            (vec!["U盘/a.RDZ", "b.rdz"], Some("U盘/a.RDZ")),
            (vec!["--home", "a.rdz"], None),
            (vec!["--home", "站", "a b.rdz"], Some("a b.rdz")),
            (vec!["a.rdz.exe", "rdz", "a.tar", ""], None),
        ] {
            let args = ["liaison-desk"].into_iter().chain(args).map(OsString::from);
            assert_eq!(named(args), found.map(|file| here.join(file)));
        }
    }

    #[test]
    fn a_file_reaches_the_window_that_is_open() {
        let root = tempfile::tempdir().unwrap();
        let home = root.path().join("三溪站");
        let front = Front::of(&home).unwrap().unwrap();
        assert!(Front::of(&home).unwrap().is_none());
        let (says, hears) = mpsc::channel();
        front.watch(move |file| says.send(file).unwrap()).unwrap();
        let files: Vec<PathBuf> = (1..4).map(|n| root.path().join(format!("JS-017_e3f9_{n:06}.rdz"))).collect();
        // Clicked at once: none is lost on the way.
        let hands: Vec<_> = files.iter().cloned().map(|file| (home.clone(), file)).collect();
        let hands: Vec<_> = hands.into_iter().map(|(home, file)| thread::spawn(move || hand(&home, &file))).collect();
        assert!(hands.into_iter().all(|hand| hand.join().unwrap()));
        let mut heard: Vec<PathBuf> = hears.try_iter().collect();
        heard.sort();
        assert_eq!(heard, files);
        assert!(!home.join(LAID).exists());
    }

    #[test]
    fn a_window_that_does_not_answer_is_said_and_leaves_nothing_behind() {
        let root = tempfile::tempdir().unwrap();
        let _front = Front::of(root.path()).unwrap().unwrap();
        let file = root.path().join("a.rdz");
        let short = Duration::from_millis(300);
        assert!(!laid(root.path(), &file, short).unwrap());
        assert!(!root.path().join(LAID).exists());
        // One that a fallen program left does not stand in the way for ever.
        fs::write(root.path().join(LAID), "/x/b.rdz").unwrap();
        assert!(laid(root.path(), &file, short).is_err());
        assert!(!root.path().join(LAID).exists());
    }

    #[test]
    fn what_is_no_full_path_is_not_taken() {
        let root = tempfile::tempdir().unwrap();
        let front = Front::of(root.path()).unwrap().unwrap();
        fs::write(root.path().join(LAID), "a.rdz").unwrap();
        assert_eq!(front.taken(), None);
        assert!(!root.path().join(LAID).exists());
    }
}
