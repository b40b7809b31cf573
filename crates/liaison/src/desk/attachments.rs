//! Photos, scans and PDFs of a record: content-addressed, inside the encrypted store,
//! size-capped. They never touch a temporary file; the window shows them from memory.

use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Attachment, Call, Desk, IdAsk, Nothing, Role, deputies, settings};
use crate::error::{Error, Remark, Result};
use crate::folders;
use crate::records::{Kept, Noun, text};
use crate::store::Store;

/// Largest attachment, in bytes (20 MiB).
pub const CAP: u64 = 20 * 1024 * 1024;

/// Most files the county puts on one matter of a station: they all must fit one answer.
const MOST: usize = 50;

/// A file to add to a record.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttachAsk {
    /// Which kind of record.
    pub noun: Noun,
    /// Its id.
    pub id: String,
    /// The file's own name.
    pub name: String,
    /// Its bytes, base64.
    pub base64: String,
}

/// An attachment with its bytes.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AttachmentBytes {
    /// The file's name.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Its bytes, base64.
    pub base64: String,
}

/// Where a copy of an attachment was put.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Copied {
    /// Full path of the copy; it is not encrypted.
    pub path: String,
}

/// The media type by the file's first bytes; names lie.
fn media(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'B', b'M', ..] => Some("image/bmp"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [b'%', b'P', b'D', b'F', ..] => Some("application/pdf"),
        _ => None,
    }
}

/// Whether it is a media type this program keeps.
pub(super) fn is_media(media: &str) -> bool {
    ["image/jpeg", "image/png", "image/gif", "image/bmp", "image/webp", "application/pdf"].contains(&media)
}

/// Adds an attachment.
pub fn attach(desk: &mut Desk, call: &mut Call<'_>, ask: AttachAsk) -> Result<Attachment> {
    let refuse = |says: &str| Error::Draft(vec![Remark::new("attachment", says)]);
    let name = text::tidy(&ask.name, false);
    // Four base64 characters carry three bytes: refuse before decoding what is far too large.
    let size = ask.base64.len() as u64 / 4 * 3;
    if size > CAP + 3 {
        return Err(Error::TooLarge {
            name,
            size_mb: size.div_ceil(1 << 20),
            cap_mb: CAP >> 20,
        });
    }
    let bytes = BASE64_STANDARD.decode(&ask.base64).map_err(|_| refuse("文件没有读完整，请再添加一次"))?;
    if bytes.is_empty() {
        return Err(refuse("这个文件是空的"));
    }
    let media = media(&bytes).ok_or_else(|| refuse("只能添加照片、扫描件（JPG、PNG、BMP、GIF、WebP）和 PDF"))?;
    if name.is_empty() || name.chars().count() > 120 {
        return Err(refuse("文件名是空的或太长，请先改个短名字"));
    }
    not_archived(desk.store()?, ask.noun, &ask.id)?;
    let word = stations_matter(desk.store()?, ask.noun, &ask.id)?;
    if word.is_some() && county_files(desk.store()?, ask.noun, &ask.id)?.len() >= MOST {
        return Err(refuse("这件意见县里附的文件已经有 50 个，不能再加"));
    }
    let (store, who) = desk.writing(call)?;
    store.transact("添加附件", &who, |w| match &word {
        Some(matter) => w.attach_word(matter, &name, media, &bytes),
        None => w.attach(ask.noun, &ask.id, &name, media, &bytes),
    })
}

/// A record of a closed term keeps its papers as they are.
fn not_archived(store: &Store, noun: Noun, id: &str) -> Result<()> {
    store.get(noun, id)?.map_or(Ok(()), |kept| deputies::still_open(store, noun, &kept.values))
}

/// The matter, where this is the county and the matter a station's.
fn stations_matter(store: &Store, noun: Noun, id: &str) -> Result<Option<Kept>> {
    let own = settings::station_of(store)?;
    if own.role != Role::County || noun != Noun::Matter {
        return Ok(None);
    }
    Ok(store.get(noun, id)?.filter(|m| m.head.station != own.code && m.head.deleted_at.is_empty()))
}

/// Attachments that the county put on a station's matter, seen from either office.
pub(super) fn county_files(store: &Store, noun: Noun, id: &str) -> Result<Vec<String>> {
    if noun != Noun::Matter {
        return Ok(Vec::new());
    }
    // At a station whatever came from elsewhere came from the county.
    let here = stations_matter(store, noun, id)?.is_some();
    store.attachments_from(id, !here)
}

/// An attachment's bytes.
pub fn attachment(desk: &mut Desk, _: &mut Call<'_>, ask: IdAsk) -> Result<AttachmentBytes> {
    let (attachment, bytes) = desk.store()?.attachment(&ask.id)?.ok_or(Error::NotFound("附件"))?;
    Ok(AttachmentBytes {
        name: attachment.name,
        media: attachment.media,
        base64: BASE64_STANDARD.encode(bytes),
    })
}

/// Puts a copy of an attachment into 文档/代表联络站台账/附件, for printing or sending. No file
/// that is there is touched: a second copy gets “（2）”.
pub fn attachment_copy(desk: &mut Desk, call: &mut Call<'_>, ask: IdAsk) -> Result<Copied> {
    let (attachment, bytes) = desk.store()?.attachment(&ask.id)?.ok_or(Error::NotFound("附件"))?;
    laid_beside(&call.documents.join("附件"), &attachment.name, &bytes)
}

/// Puts a file into a folder; a second one of that name gets “（2）”.
pub(super) fn laid_beside(folder: &Path, name: &str, bytes: &[u8]) -> Result<Copied> {
    folders::make(folder).map_err(|e| Error::file(folder, e))?;
    let mut part = tempfile::NamedTempFile::new_in(folder).map_err(|e| Error::file(folder, e))?;
    part.write_all(bytes)
        .and_then(|()| part.as_file().sync_all())
        .map_err(|e| Error::file(folder, e))?;
    let name = text::no_device(text::file_chars(name.trim_matches([' ', '.'])));
    let (stem, end) = name
        .rsplit_once('.')
        .map_or((name.as_str(), String::new()), |(stem, end)| (stem, format!(".{end}")));
    for n in 1..1000 {
        let path = folder.join(if n == 1 { name.clone() } else { format!("{stem}（{n}）{end}") });
        part = match part.persist_noclobber(&path) {
            Ok(_) => {
                return Ok(Copied {
                    path: path.display().to_string(),
                });
            }
            Err(e) if e.error.kind() == std::io::ErrorKind::AlreadyExists => e.file,
            Err(e) => return Err(Error::file(&path, e.error)),
        };
    }
    let place = folder.file_name().unwrap_or_default().to_string_lossy();
    Err(Error::NotReady(format!("“{place}”文件夹里同名的文件太多了，请先清理一下")))
}

/// Takes an attachment off; its bytes stay until the recycle bin is emptied.
pub fn detach(desk: &mut Desk, call: &mut Call<'_>, ask: IdAsk) -> Result<Nothing> {
    let store = desk.store()?;
    let (attachment, noun, record) = store.attachment_line(&ask.id)?.ok_or(Error::NotFound("附件"))?;
    let noun = Noun::SENT.iter().copied().find(|n| n.table() == noun).unwrap_or(Noun::Visit);
    not_archived(store, noun, &record)?;
    let word = stations_matter(store, noun, &record)?;
    let (store, who) = desk.writing(call)?;
    store.transact("移除附件", &who, |w| match &word {
        Some(matter) => w.detach_word(matter, &attachment),
        None => w.detach(&ask.id),
    })?;
    Ok(Nothing {})
}

pub(super) fn of(store: &Store, noun: Noun, id: &str) -> Result<Vec<Attachment>> {
    store.attachments(noun, id)
}
