//! Files on their way between the browser and the program. What she brings lies in a private folder of
//! the home until it was used; what she fetches is read from where the program wrote it, and is one of
//! the files it wrote for this page: a path alone opens nothing.

use std::collections::{HashMap, HashSet};
use std::fs::{self, OpenOptions};
use std::path::{Path as FilePath, PathBuf};
use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use liaison::desk::reach::BROUGHT;
use liaison::records::text::{file_chars, no_device};
use liaison::{Error, Result, folders};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::mpsc;
use tokio_stream::StreamExt as _;

use super::answers::{self, asked};
use super::{Served, door, held};

/// Bytes of the largest file that is brought: a backup with all its attachments.
const LARGEST: u64 = 16 << 30;
/// Bytes read ahead of what the browser has taken: so many pieces of such a size.
const PIECES: usize = 4;
const PIECE: usize = 256 << 10;
/// Answers that end the use of what was brought.
const USED_BY: &[&str] = &["rescue", "lock"];
/// The header with the file's name, in percent signs.
const NAME: &str = "x-liaison-name";
/// Held by the one program of a home that may bring files in and take them away.
const HELD: &str = "in-browser";

/// What was brought, and what may be fetched.
pub struct Files {
    brought: PathBuf,
    /// None where another browser desk of this home has the folder.
    held: Option<fs::File>,
    written: Mutex<HashSet<PathBuf>>,
    /// Each good for one fetching.
    tickets: Mutex<HashMap<String, PathBuf>>,
}

impl Files {
    /// For this home.
    pub fn at(home: &FilePath) -> Self {
        let held = folders::make(home).and_then(|()| OpenOptions::new().create(true).truncate(false).write(true).open(home.join(HELD)));
        Self {
            brought: home.join(BROUGHT),
            held: held.ok().filter(|file| file.try_lock().is_ok()),
            written: Mutex::default(),
            tickets: Mutex::default(),
        }
    }

    /// Takes away what was brought, by an earlier run that was cut off, too.
    pub fn clear(&self) {
        if self.held.is_some() {
            let _ = fs::remove_dir_all(&self.brought);
        }
    }

    /// Notes what an answer says was written, and what it makes an end of.
    pub fn note(&self, command: &str, answer: &Value) {
        if USED_BY.contains(&command) {
            self.clear();
        }
        if command == "lock" {
            held(&self.written).clear();
            held(&self.tickets).clear();
        }
        let list = |key: &str| answer[key].as_array().into_iter().flatten();
        let others = list("others").filter_map(|other| other.get("path"));
        let paths = list("files").chain(others).chain(answer.get("path"));
        let paths = paths.filter_map(Value::as_str).map(PathBuf::from);
        held(&self.written).extend(paths.filter(|path| is_plain(path)));
    }
}

/// A file itself, not a link to one.
fn is_plain(path: &FilePath) -> bool {
    path.is_absolute() && path.symlink_metadata().is_ok_and(|m| m.is_file())
}

/// Takes a file in, as a stream; answers its path, which questions may name until it was used.
pub async fn bring(State(served): State<Arc<Served>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Some(name) = named(&parts.headers) else {
        return answers::trouble(&Error::BadQuestion("文件没有名字".into()));
    };
    if served.files.held.is_none() {
        return answers::trouble(&Error::SecondCopy);
    }
    match taken_in(&served.files.brought, &name, body).await {
        Ok(path) => ([(CONTENT_TYPE, "application/json")], answers::line(&json!({ "path": path }))).into_response(),
        Err(error) => answers::trouble(&error),
    }
}

/// A name and no more: no step, no device, nothing hidden.
fn named(headers: &HeaderMap) -> Option<String> {
    let sent = headers.get(NAME)?.to_str().ok()?;
    let mut bytes = Vec::new();
    let mut rest = sent.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let hex = [rest.next()?, rest.next()?];
            u8::from_str_radix(std::str::from_utf8(&hex).ok()?, 16).ok()?
        } else {
            byte
        });
    }
    let name = no_device(file_chars(&String::from_utf8(bytes).ok()?));
    let name = name.trim_start_matches('.').trim_end_matches(['.', ' ']);
    (!name.is_empty() && name.len() <= 200).then(|| name.to_owned())
}

async fn taken_in(folder: &FilePath, name: &str, body: Body) -> Result<PathBuf> {
    folders::make(folder).map_err(|e| Error::file(folder, e))?;
    let path = folder.join(name);
    let half = folder.join(format!("{}.part", door::secret()?));
    let done = written(&half, body).await;
    let done = match done {
        Ok(()) => tokio::fs::rename(&half, &path).await.map_err(|e| Error::file(&path, e)),
        failed => failed,
    };
    if done.is_err() {
        let _ = tokio::fs::remove_file(&half).await;
    }
    done.map(|()| path)
}

async fn written(half: &FilePath, body: Body) -> Result<()> {
    let failed = |e| Error::file(half, e);
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(half).await.map_err(failed)?;
    let mut pieces = body.into_data_stream();
    let mut size = 0;
    while let Some(piece) = pieces.next().await {
        // A browser that stopped in the middle.
        let piece = piece.map_err(|_| Error::Cancelled)?;
        size += piece.len() as u64;
        if size > LARGEST {
            return Err(Error::NotReady(format!("文件超过 {} GB", LARGEST >> 30)));
        }
        file.write_all(&piece).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)
}

#[derive(Deserialize)]
pub struct Fetch {
    path: PathBuf,
}

/// A ticket, good once, for a file that was written for this page.
pub async fn ticket(State(served): State<Arc<Served>>, body: Body) -> Response {
    let Some(Fetch { path }) = asked(body).await else { return door::refused() };
    if !held(&served.files.written).contains(&path) || !is_plain(&path) {
        return answers::trouble(&Error::OutOfReach(path.display().to_string()));
    }
    match door::secret() {
        Ok(ticket) => {
            held(&served.files.tickets).insert(ticket.clone(), path);
            ([(CONTENT_TYPE, "application/json")], answers::line(&json!({ "ticket": ticket }))).into_response()
        }
        Err(error) => answers::trouble(&error),
    }
}

/// The file of a ticket, to be kept by the browser under its own name.
pub async fn fetched(State(served): State<Arc<Served>>, Path(ticket): Path<String>) -> Response {
    let Some(path) = held(&served.files.tickets).remove(&ticket).filter(|path| is_plain(path)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(mut file) = File::open(&path).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let size = file.metadata().await.map_or(0, |m| m.len());
    let name: String = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .bytes()
        .map(|b| format!("%{b:02X}"))
        .collect();
    let (say, heard) = mpsc::channel::<std::io::Result<Bytes>>(PIECES);
    tokio::spawn(async move {
        loop {
            let mut piece = vec![0; PIECE];
            let read = match file.read(&mut piece).await {
                Ok(0) => return,
                Ok(read) => {
                    piece.truncate(read);
                    Ok(piece.into())
                }
                Err(error) => Err(error),
            };
            let failed = read.is_err();
            if say.send(read).await.is_err() || failed {
                return;
            }
        }
    });
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_LENGTH, size.to_string()),
        (CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
    ];
    (headers, Body::from_stream(tokio_stream::wrappers::ReceiverStream::new(heard))).into_response()
}

#[cfg(test)]
mod tests {
    use super::{NAME, named};
    use axum::http::HeaderMap;

    #[test]
    fn a_name_is_no_more_than_a_name() {
        let name = |sent: &str| named(&HeaderMap::from_iter([(NAME.parse().unwrap(), sent.parse().unwrap())]));
        assert_eq!(name("%E5%A4%87%E4%BB%BD_JS-017.tar").as_deref(), Some("备份_JS-017.tar"));
        assert_eq!(name("..%2F..%2Fkeys%2Fa.age").as_deref(), Some("／..／keys／a.age"));
        assert_eq!(name("CON.tar").as_deref(), Some("_CON.tar"));
        for bad in ["", "..", "%2", "%zz", "%ff", "%2e%2e"] {
            assert_eq!(name(bad), None, "{bad}");
        }
    }
}
