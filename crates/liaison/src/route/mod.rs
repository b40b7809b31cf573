//! The way a sealed file takes when there is a network: a folder the county names, on a shared
//! drive or a WebDAV server, in which both sides lay down and pick up the very files a stick
//! would carry. FORMAT.md, "By network", holds the layout.
//!
//! `layout` where what lies and which names are believed · `folder` a shared drive · `webdav` a
//! server, over `http` (TLS, time limits, words for what fails) and `listing` (its XML) ·
//! `carry` fetches and compares.
//!
//! The folder is nobody's friend here: what comes out of it is believed for its signature alone,
//! and the worst its owner can do is to keep files back. This room knows no records, no store.

pub mod carry;
mod folder;
mod http;
pub mod layout;
mod listing;
mod webdav;

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::error::{Error, Result};

pub use http::{authorities, server_of};

/// Told what is being done, done and in all (0: not known); an error stops the work.
pub type Tell<'a> = &'a mut dyn FnMut(&str, u64, u64) -> Result<()>;

/// Where the shared folder is.
pub enum Way {
    /// A folder of this computer's: a shared drive, `\\server\share`.
    Folder(PathBuf),
    /// A folder on a WebDAV server.
    WebDav {
        /// `https://…`; `http` only to this computer itself.
        url: String,
        /// Who signs in; "" for nobody.
        user: String,
        /// With what.
        password: Zeroizing<String>,
        /// PEM of the only authorities believed; "" for those every browser believes.
        authority: String,
    },
}

/// A file in the shared folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lying {
    /// Its name.
    pub name: String,
    /// Its bytes, as far as the folder says.
    pub size: Option<u64>,
    /// Changes when the file does, as far as the folder says; else "".
    pub mark: String,
}

/// The shared folder, whatever it is. Paths are of `layout`'s making, never a server's.
pub trait Depot {
    /// The files in a folder; None when it is not there.
    fn list(&self, folder: &str) -> Result<Option<Vec<Lying>>>;
    /// Makes a folder, unless it is there.
    fn make(&self, folder: &str) -> Result<()>;
    /// Reads a file from one of its bytes on.
    fn read(&self, path: &str, from: u64) -> Result<Box<dyn Read>>;
    /// Lays `size` bytes of `file` down as `folder/name`: under another name first, read back,
    /// then renamed. A file that bears the name already is never touched.
    fn lay(&self, folder: &str, name: &str, file: &mut File, size: u64, tell: Tell<'_>) -> Result<()>;
    /// Whether a file can be written, read back, renamed and taken away again in a folder.
    fn rehearse(&self, folder: &str, code: &str) -> Result<()>;
}

/// Opens the way; nothing is asked over it yet.
pub fn open(way: Way) -> Result<Box<dyn Depot>> {
    Ok(match way {
        Way::Folder(root) => Box::new(folder::Shared::new(root)),
        Way::WebDav {
            url,
            user,
            password,
            authority,
        } => Box::new(webdav::WebDav::new(&url, &user, &password, &authority)?),
    })
}

/// The way is not open now; the sentence says why.
fn shut(says: impl Into<String>) -> Error {
    Error::Route(says.into())
}

/// Another file bears the name.
pub fn taken(name: &str) -> Error {
    Error::NotReady(format!(
        "共享文件夹里已经有一个同名的“{name}”，内容却不一样；没有改动它。请打电话问县人大办公室"
    ))
}
