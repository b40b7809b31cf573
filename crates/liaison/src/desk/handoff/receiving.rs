//! Taking stations' bundles in, at the county: copied to this computer first, checked outside
//! and inside, then one transaction each. A file that is refused, or a line in it, never holds
//! the others up.

use std::fs::File;
use std::io::{BufReader, Seek as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::opening::{Opening, opening};
use super::rows;
use crate::bundle::open::{self, Opened};
use crate::bundle::receive;
use crate::bundle::roster::Roster;
use crate::bundle::seal::Identity;
use crate::bundle::verify::{self, Trust};
use crate::desk::{Call, Desk};
use crate::error::{Error, Result, Trouble};
use crate::store::{Arrival, Brought, Refusal, SCHEMA, Standing};

/// Refused lines an answer shows of one bundle; the inbox has them all.
const SHOWN: u64 = 100;
/// MiB of database pages held while bundles are taken in: merging goes all over the tables.
const PAGES: i64 = 40;

/// Asks for bundles to be taken in.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct ReceiveAsk {
    /// Files, and folders or sticks in which every bundle is taken.
    pub paths: Vec<String>,
    /// File with the escrow identity, when the work key was lost; "" otherwise.
    #[serde(default)]
    pub escrow: String,
}

/// What became of one file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Intake {
    /// Full path.
    pub path: String,
    /// Code of its sender, or "" when it was refused.
    pub station: String,
    /// Epoch.
    pub epoch: String,
    /// Number; 0 when it was refused.
    pub seq: u64,
    /// filed 已入库, partly 部分未收, again 已经收过, fork 重号, refused 没有收.
    pub state: String,
    /// The same in a sentence.
    pub says: String,
    /// What it brought.
    pub brought: Brought,
    /// The first hundred lines not taken in.
    pub refused: Vec<Refusal>,
    /// Why it was refused.
    pub trouble: Option<Trouble>,
}

/// What became of all of them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Received {
    /// One a file, in the order of their names.
    pub files: Vec<Intake>,
}

/// Takes files and whole sticks in.
pub fn bundle_receive(desk: &mut Desk, call: &mut Call<'_>, ask: ReceiveAsk) -> Result<Received> {
    let Opening { roster, mut identities } = opening(desk)?;
    if !ask.escrow.is_empty() {
        let text = std::fs::read_to_string(&ask.escrow).map_err(|e| Error::file(&ask.escrow, e))?;
        identities.push(Identity::from_text(&text)?);
    }
    desk.store()?.hold_at_most(PAGES)?;
    let mut files = Vec::new();
    for (path, named) in files_of(&ask.paths)? {
        match take_in(desk, call, &path, &roster, &identities) {
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            // Our own receipts lie on the same stick.
            Ok(None) if !named => {}
            Ok(None) => files.push(refused(&path, &Error::NotReady("这是县里发给站里的回执，不用收".into()))),
            Ok(Some(intake)) => files.push(intake),
            Err(error) => files.push(refused(&path, &error)),
        }
    }
    if files.is_empty() {
        return Err(Error::NotReady("这里没有站里送来的交接包（扩展名是 .rdz 的文件）".into()));
    }
    Ok(Received { files })
}

/// Every file meant, and whether it was named itself.
fn files_of(paths: &[String]) -> Result<Vec<(PathBuf, bool)>> {
    let mut files = Vec::new();
    for path in paths.iter().map(PathBuf::from) {
        if path.is_dir() {
            files.extend(receive::find(&path)?.into_iter().map(|p| (p, false)));
        } else {
            files.push((path, true));
        }
    }
    Ok(files)
}

fn refused(path: &Path, error: &Error) -> Intake {
    Intake {
        path: path.display().to_string(),
        station: String::new(),
        epoch: String::new(),
        seq: 0,
        state: "refused".into(),
        says: format!("没有收：{error}"),
        brought: Brought::default(),
        refused: Vec::new(),
        trouble: Some(error.trouble()),
    }
}

/// One file; None when it is an answer of our own.
fn take_in(desk: &mut Desk, call: &mut Call<'_>, path: &Path, roster: &Roster, identities: &[Identity]) -> Result<Option<Intake>> {
    let county = &roster.county.code;
    let copy = receive::copy(path, &desk.home, &mut |done, total| call.step("拷到本机", done, total))?;
    let trust = Trust::Roster(roster);
    let again = copy.try_clone().map_err(|e| Error::file(&desk.home, e))?;
    let mut step = |done, total| call.step("核对签名和内容", done, total);
    let mut opened = match open::open_file(copy, path, trust, county, identities, SCHEMA, &mut step) {
        Ok(opened) => opened,
        Err(Error::Cancelled) => return Err(Error::Cancelled),
        Err(error) => return if is_ours(again, path, trust, county) { Ok(None) } else { Err(error) },
    };
    let a = arrival(&opened);
    let (store, who) = desk.writing(call)?;
    let (standing, brought) = store.transact("收包", &who, |w| {
        let standing = w.standing(&a)?;
        match standing {
            Standing::New => Ok((standing, rows::take_station(w, &a, &mut opened, call)?)),
            Standing::Again => Ok((standing, Brought::default())),
            Standing::Fork => {
                w.note_fork(&a)?;
                Ok((standing, Brought::default()))
            }
        }
    })?;
    let (state, says) = told(standing, &a, &brought);
    Ok(Some(Intake {
        path: path.display().to_string(),
        refused: store.refusals_of(&a.sender, &a.epoch, a.seq, SHOWN)?,
        station: a.sender,
        epoch: a.epoch,
        seq: a.seq,
        state: state.into(),
        says,
        brought,
        trouble: None,
    }))
}

/// Whether the county itself made it.
fn is_ours(mut file: File, path: &Path, trust: Trust<'_>, county: &str) -> bool {
    file.rewind().is_ok() && verify::outer(BufReader::with_capacity(1 << 18, file), path, trust).is_ok_and(|o| o.envelope.from == county)
}

pub(super) fn arrival(opened: &Opened) -> Arrival {
    let e = &opened.envelope;
    Arrival {
        sender: e.from.clone(),
        epoch: e.epoch.clone(),
        seq: e.seq,
        envelope_sha256: opened.envelope_sha256.clone(),
        prev: e.prev.clone(),
        kind: e.kind.word().into(),
        made_at: e.made_at.to_rfc3339(),
        unfinished: opened.manifest.unfinished.clone(),
        first_part: opened.manifest.part.map_or(e.seq, |part| part.first),
        more: opened.manifest.part.is_some_and(|part| part.more),
    }
}

fn told(standing: Standing, a: &Arrival, brought: &Brought) -> (&'static str, String) {
    let (station, seq) = (&a.sender, a.seq);
    match standing {
        Standing::Again => ("again", format!("{station} 第 {seq} 包已经收过，内容一样，没有重复入库")),
        Standing::Fork => (
            "fork",
            format!("{station} 第 {seq} 包和以前收到的对不上号：可能有两台电脑在用同一个站的资料。这一包没有入库，请打电话问清楚"),
        ),
        Standing::New if brought.refused == 0 => (
            "filed",
            format!(
                "{station} 第 {seq} 包已入库：{} 条记录（新增 {}，更新 {}），{} 个附件",
                brought.records, brought.added, brought.replaced, brought.attachments
            ),
        ),
        Standing::New => (
            "partly",
            format!(
                "{station} 第 {seq} 包已入库，但有 {} 行没有收下，原因随回执告诉该站；已收 {} 条记录，{} 个附件",
                brought.refused, brought.records, brought.attachments
            ),
        ),
    }
}
