//! The clerk's browser, opened on a page of a private file that leads to the desk. The token stands in
//! that file alone: an address handed to a browser would stand in the list of processes for all to read.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use liaison::folders::make;
use liaison::{Error, Result};
use liaison_host::folders;

use super::door;
use super::presence::AT_FIRST;

const BEGINS: &str = "desk-";

/// The file; it goes when this does.
pub struct Page {
    path: PathBuf,
}

impl Page {
    /// Writes it where this user alone reads.
    pub fn write(port: u16, token: &str) -> Result<Self> {
        let folder = folders::passing();
        make(&folder).map_err(|e| Error::file(&folder, e))?;
        sweep(&folder);
        // The file's name says nothing of the token.
        let path = folder.join(format!("{BEGINS}{}.html", &door::secret()?[..16]));
        let page = format!(
            "<!doctype html>\n<html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>代表联络站台账</title>\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta http-equiv=\"refresh\" content=\"0; url=http://127.0.0.1:{port}/#in={token}\">\n<p>正在打开……</p>\n"
        );
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&path).map_err(|e| Error::file(&path, e))?;
        let made = Self { path };
        file.write_all(page.as_bytes()).map_err(|e| Error::file(&made.path, e))?;
        Ok(made)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Hands it to the system's browser.
    pub fn open(&self) -> Result<()> {
        open::that_detached(&self.path).map_err(|e| Error::NotReady(format!("打不开浏览器（{e}）；加上 --no-browser 再运行，用浏览器打开它写出的文件")))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Takes away what programs that were killed left; one that still waits for its browser wrote its own later.
fn sweep(folder: &Path) {
    let Ok(found) = fs::read_dir(folder) else { return };
    let old = |entry: &fs::DirEntry| {
        entry
            .metadata()
            .and_then(|of| of.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > AT_FIRST))
    };
    let ours = |entry: &fs::DirEntry| {
        entry
            .file_name()
            .to_string_lossy()
            .strip_prefix(BEGINS)
            .is_some_and(|rest| rest.ends_with(".html"))
    };
    for entry in found.flatten().filter(|entry| ours(entry) && old(entry)) {
        let _ = fs::remove_file(entry.path());
    }
}
