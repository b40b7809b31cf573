//! The file somebody opened the program with, by a double click or on the command line. The host hands it
//! in; the desk of 交接 asks for it after sign-in and looks at it. Nothing is read before that.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Desk, Nothing};
use crate::bundle::receive;
use crate::error::Result;

/// The commands that may name it, wherever it lies: each verifies a file before it believes it.
pub(super) const READING: &[&str] = &["inbox_look", "bundle_receive", "receipt_take"];

/// A file the program was opened with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OpenedWith {
    /// Full path; "" when there is none.
    pub path: String,
    /// Its name.
    pub name: String,
}

impl Desk {
    /// Hands in a file somebody opened the program with, in place of one before; false when it can be no bundle.
    pub fn hands(&mut self, file: PathBuf) -> bool {
        let may = file.is_absolute() && receive::is_bundle(&file) && file.to_str().is_some();
        if may {
            self.opened = Some(file);
        }
        may
    }

    pub(super) fn was_opened_with(&self, path: &str) -> bool {
        self.opened.as_ref().is_some_and(|file| file.as_os_str() == path)
    }
}

/// The file, until it is put by.
pub fn opened_with(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<OpenedWith> {
    desk.store()?;
    let file = desk.opened.as_deref();
    Ok(file.map_or_else(OpenedWith::default, |file| OpenedWith {
        path: file.display().to_string(),
        name: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
    }))
}

/// Done with it, or not wanted: it is out of reach again.
pub fn opened_put_by(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Nothing> {
    desk.store()?;
    desk.opened = None;
    Ok(Nothing {})
}
