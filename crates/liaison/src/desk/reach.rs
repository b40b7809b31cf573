//! Which places a question may name. The window shows `places` and sends one of them back; it has
//! no way to type a path but for the shared folder of the network route. So a path from the
//! window must lie in a place it was offered, whatever a page that went wrong may ask for. On the
//! command line the person typed the path herself, and the system's own rights decide. A file she
//! opened the program with is named by the host, not by the window. The home itself is no such place, even where
//! it lies on a stick that was offered.

use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use super::handoff::places;
use super::{Call, Desk, opened};
use crate::error::{Error, Result};

/// How far the paths of a desk's questions reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// Anywhere: whoever asks typed it.
    #[default]
    Anywhere,
    /// What `places` offers, and the shared folder of the route.
    Offered,
    /// The same from a browser, and to read from what it brought.
    OfferedOrBrought,
}

/// The folder in the home for files a browser brought; they are taken away once they were used.
pub const BROUGHT: &str = "brought";

/// The commands that read what was brought. Everything smaller comes with its question.
const READING: &[&str] = &["backup_look", "rescue"];

/// What a path in a question is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A place that was offered, or something in it; "" is the program's own.
    Place,
    /// The shared folder of the route, which people type: any full path outside of the home.
    Shared,
}

/// Every field of every question that names a path: command, JSON pointer, what for. A test holds it whole.
pub const PATHS: &[(&str, &str, Kind)] = &[
    ("backup_look", "/path", Kind::Place),
    ("rescue", "/path", Kind::Place),
    ("backup_make", "/folder", Kind::Place),
    ("diagnosis_keep", "/folder", Kind::Place),
    ("referral_papers", "/folder", Kind::Place),
    ("referral_return", "/path", Kind::Place),
    ("evaluation_write", "/folder", Kind::Place),
    ("ledger_write", "/folder", Kind::Place),
    ("template_write", "/folder", Kind::Place),
    ("template_sample", "/folder", Kind::Place),
    ("notice_write", "/folder", Kind::Place),
    ("notice_pages", "/folder", Kind::Place),
    ("form_pages", "/folder", Kind::Place),
    ("form_write", "/folder", Kind::Place),
    ("on_stick", "/path", Kind::Place),
    ("eject", "/path", Kind::Place),
    ("bundle_pack", "/folder", Kind::Place),
    ("receipt_take", "/path", Kind::Place),
    ("inbox_look", "/path", Kind::Place),
    ("bundle_receive", "/paths", Kind::Place),
    ("bundle_receive", "/escrow", Kind::Place),
    ("receipt_write", "/folder", Kind::Place),
    ("roster_put", "/path", Kind::Place),
    ("slip_write", "/folder", Kind::Place),
    ("update_look", "/path", Kind::Place),
    ("update_take", "/path", Kind::Place),
    ("update_put", "/path", Kind::Place),
    ("update_put", "/folder", Kind::Place),
    ("route_set", "/folder", Kind::Shared),
    ("route_try", "/folder", Kind::Shared),
];

/// Refuses a question that names a path out of reach. A field of another shape is left to the
/// question's own type to refuse, a shared folder that is no full path to the form's remark.
pub(crate) fn check(desk: &Desk, call: &Call<'_>, name: &str, question: &Value) -> Result<()> {
    if desk.reach == Reach::Anywhere {
        return Ok(());
    }
    for (_, pointer, kind) in PATHS.iter().filter(|(command, ..)| *command == name) {
        let named = match question.pointer(pointer) {
            Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one.as_str()],
            _ => Vec::new(),
        };
        for asked in named {
            let may = match kind {
                Kind::Place => {
                    asked.is_empty() || (is_offered(asked, call) && !is_within(Path::new(asked), &desk.home)) || reads_what_was_handed_in(desk, name, asked)
                }
                Kind::Shared => !Path::new(asked).is_absolute() || (is_plain(asked) && is_outside(asked, &desk.home)),
            };
            if !may {
                return Err(Error::OutOfReach(asked.to_owned()));
            }
        }
    }
    Ok(())
}

/// A file from outside, named by a command that only reads it: the one the program was opened with, or one a
/// browser brought.
fn reads_what_was_handed_in(desk: &Desk, name: &str, asked: &str) -> bool {
    (opened::READING.contains(&name) && desk.was_opened_with(asked)) || (READING.contains(&name) && was_brought(asked, desk))
}

/// In the folder for what a browser brought, itself included.
fn was_brought(asked: &str, desk: &Desk) -> bool {
    let folder = desk.home.join(BROUGHT);
    desk.reach == Reach::OfferedOrBrought && is_plain(asked) && is_within(Path::new(asked), &folder)
}

/// Inside of a place that was offered. The words are compared before the disk is asked: on Windows
/// a mere look at `\\server\…` would sign in there.
fn is_offered(asked: &str, call: &Call<'_>) -> bool {
    if !is_plain(asked) {
        return false;
    }
    let asked = Path::new(asked);
    places::all(&call.documents).iter().any(|place| is_within(asked, Path::new(&place.path)))
}

/// By its words, then by where it really leads.
fn is_within(asked: &Path, place: &Path) -> bool {
    asked.starts_with(place) && matches!((really(asked), really(place)), (Some(asked), Some(place)) if asked.starts_with(&place))
}

fn is_outside(asked: &str, home: &Path) -> bool {
    matches!((really(Path::new(asked)), really(home)), (Some(asked), Some(home)) if !asked.starts_with(&home) && !home.starts_with(&asked))
}

/// A full path without turns in it and without control characters.
fn is_plain(asked: &str) -> bool {
    let path = Path::new(asked);
    path.is_absolute()
        && !asked.chars().any(char::is_control)
        && !asked.split(['/', '\\']).any(|step| step == ".." || step == ".")
        && !path.components().any(|step| matches!(step, Component::ParentDir | Component::CurDir))
}

/// Where a path leads once links are followed; what is not there yet is added as it is written.
/// None where a link leads nowhere or can't be followed.
fn really(path: &Path) -> Option<PathBuf> {
    let mut ahead = Vec::new();
    let mut there = path;
    while there.symlink_metadata().is_err() {
        ahead.push(there.file_name()?);
        there = there.parent()?;
    }
    let mut found = there.canonicalize().ok()?;
    found.extend(ahead.into_iter().rev());
    Some(found)
}
