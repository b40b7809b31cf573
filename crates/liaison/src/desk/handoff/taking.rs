//! The way back, at the station: what it makes of the county's answers. They may come in any
//! order and any number of times; nothing is deleted on their word.

use std::collections::{BTreeMap, HashSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::given::{self, GivenList, GivenYear};
use super::{RosterAsk, keys, receiving, rows};
use crate::bundle::envelope::Kind;
use crate::bundle::roster::Roster;
use crate::bundle::verify::Trust;
use crate::bundle::{limits, open, receive};
use crate::desk::{BundleLine, Call, Desk, Role, Station, attachments, settings};
use crate::error::{Error, Result};
use crate::records::secret::Secret;
use crate::records::{Kept, Noun, image, text, word};
use crate::route::layout;
use crate::store::{self, AttachmentRow, Brought, Chained, EpochStanding, Fits, Merged, Outcome, Refusal, SCHEMA, Span, Standing, Store, Write};

/// Names a receipt's file, or a folder or stick in which they lie.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TakeAsk {
    /// Full path.
    pub path: String,
}

/// What a receipt said.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Taken {
    /// It was taken before; nothing changed.
    pub again: bool,
    /// In a sentence.
    pub says: String,
    /// What must be cleared up by telephone: two computers with one station's data, a journal that does not agree.
    pub alarms: Vec<String>,
    /// Numbers the county has without a gap, in the newest epoch it knows.
    pub acked_through: u64,
    /// Numbers it does not have.
    pub missing: Vec<Span>,
    /// Numbers it must still get: no later bundle carried what they hold.
    pub needed: Vec<Span>,
    /// Lines the county did not take and that have not been changed since.
    pub refused: Vec<Refusal>,
    /// What the county said of matters.
    pub words: Vec<Word>,
    /// Bundles made, as they stand now.
    pub bundles: Vec<BundleLine>,
}

/// What the county said of one matter.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Word {
    /// The matter's id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// In a sentence: 县里答复：…
    pub says: String,
}

/// Takes the county's receipt in.
pub fn receipt_take(desk: &mut Desk, call: &mut Call<'_>, ask: TakeAsk) -> Result<Taken> {
    let own = settings::station_of(desk.store()?)?;
    if own.role != Role::Station {
        return Err(Error::NotAllowed("回执是给站里的；县里收的是各站的交接包".into()));
    }
    if Path::new(&ask.path).is_dir() {
        return take_all(desk, call, &own, Path::new(&ask.path));
    }
    take_one(desk, call, &own, Path::new(&ask.path))
}

/// Every answer for this station, in the order of their numbers: those the roster in force
/// knows the key of, then the rosters that lie there, then the answers only these can tell.
fn take_all(desk: &mut Desk, call: &mut Call<'_>, own: &Station, folder: &Path) -> Result<Taken> {
    let county = trusted(desk)?.county.code;
    let ours = format!("{county}_{}_", own.code);
    let mut answers = receive::find(folder)?;
    answers.retain(|path| name_of(path).starts_with(&ours));
    let (mut taken, mut alarms) = (None, Vec::new());
    let failed = take_each(desk, call, own, answers, &mut taken)?;
    let newer = take_rosters(desk, call, folder, &mut alarms)?;
    let again = failed.into_iter().map(|(path, _)| path).collect();
    let mut held = false;
    for (path, says) in take_each(desk, call, own, again, &mut taken)? {
        // One taken long ago, whose key the county has laid aside since.
        if is_held(desk.store()?, &county, &name_of(&path), &ours)? {
            held = true;
        } else {
            alarms.push(format!("“{}”没有采用：{says}", name_of(&path)));
        }
    }
    let Some(taken) = taken else {
        let roster = newer.map_or_else(String::new, |number| format!("已换用第 {number} 号名册；"));
        return Err(match alarms.into_iter().next() {
            Some(alarm) if !held => Error::Untrusted(alarm),
            _ => Error::NotReady(format!("{roster}这里没有县里发给本站的新回执")),
        });
    };
    alarms.extend(taken.alarms);
    Ok(Taken { alarms, ..taken })
}

/// Takes answers one after another and tells of all as of one; those that can't be taken come
/// back with the reason.
fn take_each(desk: &mut Desk, call: &mut Call<'_>, own: &Station, answers: Vec<PathBuf>, taken: &mut Option<Taken>) -> Result<Vec<(PathBuf, String)>> {
    let mut failed = Vec::new();
    for path in answers {
        match take_one(desk, call, own, &path) {
            Ok(mut next) => {
                if let Some(before) = taken.take() {
                    next.again &= before.again;
                    next.alarms = [before.alarms, next.alarms].concat();
                    next.alarms.dedup();
                    next.words = [before.words, next.words].concat();
                }
                *taken = Some(next);
            }
            Err(Error::Untrusted(says) | Error::NotReady(says)) => failed.push((path, says)),
            Err(error) => return Err(error),
        }
    }
    Ok(failed)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether the number a file's name tells was taken in.
fn is_held(store: &Store, county: &str, name: &str, ours: &str) -> Result<bool> {
    let told = name.strip_prefix(ours).and_then(|rest| rest.split_once('_'));
    let seq = told.and_then(|(_, seq)| seq.split('.').next()).and_then(|seq| seq.parse().ok());
    match (told, seq) {
        (Some((epoch, _)), Some(seq)) => store.is_received(county, epoch, seq),
        _ => Ok(false),
    }
}

/// Newer rosters in a folder, and the newest taken; what can't be taken is said and holds nothing up.
fn take_rosters(desk: &mut Desk, call: &mut Call<'_>, folder: &Path, said: &mut Vec<String>) -> Result<Option<u64>> {
    let in_force = trusted(desk)?.number;
    let mut numbers = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| Error::file(folder, e))? {
        let name = entry.map_err(|e| Error::file(folder, e))?.file_name();
        numbers.extend(layout::roster_number(&name.to_string_lossy()).filter(|n| *n > in_force));
    }
    numbers.sort_unstable();
    let mut newest = None;
    for number in numbers {
        let path = folder.join(layout::roster_name(number));
        let read = || {
            Ok((
                small(&path, limits::ROSTER as u64)?,
                small(&path.with_extension("txt.minisig"), limits::SIGNATURE)?,
            ))
        };
        let (store, who) = desk.writing(call)?;
        let taken = read().and_then(|(text, signature)| store.transact("更新名册", &who, |w| keys::take_roster(w, &text, &signature)));
        match taken {
            Ok(true) => newest = Some(number),
            Ok(false) => {}
            Err(error) => said.push(format!("第 {number} 号名册没有采用：{error}")),
        }
    }
    Ok(newest)
}

/// A small file's text; a link or a pipe is none, and a byte more than `most` is refused with the rest.
fn small(path: &Path, most: u64) -> Result<String> {
    if !std::fs::symlink_metadata(path).is_ok_and(|found| found.is_file()) {
        return Err(Error::NotReady(format!("找不到文件“{}”", name_of(path))));
    }
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(|e| Error::file(path, e))?;
    file.take(most + 1).read_to_string(&mut text).map_err(|e| Error::file(path, e))?;
    Ok(text)
}

fn trusted(desk: &Desk) -> Result<Roster> {
    keys::roster_of(desk.store()?)?.ok_or_else(|| Error::NotReady("还没有县里的名册，认不出回执是不是县里发的；请先把名册选进来".into()))
}

fn take_one(desk: &mut Desk, call: &mut Call<'_>, own: &Station, path: &Path) -> Result<Taken> {
    let roster = trusted(desk)?;
    let copy = receive::copy(path, &desk.home, &mut |done, total| call.step("拷到本机", done, total))?;
    let identities = keys::keys_of(desk.store()?)?.identities();
    let mut opened = open::open_file(copy, path, Trust::Roster(&roster), &own.code, &identities, SCHEMA, &mut |done, total| {
        call.step("核对签名和内容", done, total)
    })?;
    if opened.envelope.from != roster.county.code || opened.envelope.kind != Kind::Answer {
        return Err(Error::Untrusted("这不是县里发的回执".into()));
    }
    let a = receiving::arrival(&opened);
    let said = Said::read(&mut opened, &roster.county.code)?;
    let epoch = keys::epoch_of(desk.store()?)?;
    let mut alarms = said.alarms(desk.store()?, &epoch)?;
    let lists = desk.store()?.lists()?;
    let mut words = Vec::new();
    let (store, who) = desk.writing(call)?;
    let standing = store.transact("收回执", &who, |w| {
        let standing = w.standing(&a)?;
        if standing == Standing::Fork {
            w.note_fork(&a)?;
        }
        if standing != Standing::New {
            return Ok(standing);
        }
        for outcome in &said.outcomes {
            let fits = w.bundle_outcome(outcome)?;
            if fits == Fits::NotOurs {
                alarms.push(format!("县里收到的第 {} 包不是这台电脑做的：可能有另一台电脑在用本站的资料", outcome.seq));
            } else if fits == Fits::Ours && outcome.state == "fork" {
                alarms.push(format!("县里收到过两个不同的第 {} 包，这台电脑做的那一个没有入库", outcome.seq));
            }
        }
        for refusal in &said.refusals {
            w.note_refusal(&own.code, refusal)?;
        }
        w.bundles_covered()?;
        let files = said.files_after(w)?;
        for (matter, steps) in &said.words {
            words.extend(w.take_words(matter, steps)?);
        }
        take_files(w, &roster.county.code, files, &mut opened)?;
        given::take(w, &lists, &a.made_at, said.lists.clone(), said.years.clone())?;
        if let Some(roster) = &said.roster {
            // An old answer brings an old roster.
            keys::take_roster_if_newer(w, roster)?;
        }
        w.note_received(&a, &Brought::default(), "", &Chained::default())?;
        Ok(standing)
    })?;
    let now = said.standings.first();
    let refused = refusals_of(store, &own.code)?;
    let says = match standing {
        Standing::Fork => return Err(Error::Untrusted("这份回执和以前收到的对不上号，没有采用；请打电话问县人大办公室".into())),
        Standing::Again => "这份回执已经收过，没有变化".to_owned(),
        Standing::New if refused.is_empty() => format!("县里已收到第 {} 包，全部入库", now.map_or(0, |s| s.acked_through)),
        Standing::New => format!("县里已收到交接包，有 {} 行没有收下，原因见下；改好以后随下一包再送", refused.len()),
    };
    Ok(Taken {
        again: standing == Standing::Again,
        says,
        alarms,
        acked_through: now.map_or(0, |s| s.acked_through),
        missing: now.map(|s| s.missing.clone()).unwrap_or_default(),
        needed: now.map(|s| s.needed.clone()).unwrap_or_default(),
        refused,
        words: words.into_iter().map(Word::of).collect(),
        bundles: store.bundles()?,
    })
}

/// Takes the county's files on our matters in, with their bytes.
fn take_files(w: &mut Write<'_>, county: &str, files: Vec<(&AttachmentRow, String)>, opened: &mut open::Opened) -> Result<()> {
    if files.is_empty() {
        return Ok(());
    }
    let coming: HashSet<String> = opened.manifest.blobs.iter().map(|b| b.sha256.clone()).collect();
    let mut shown = HashSet::new();
    w.blobs_follow()?;
    for (file, after) in files {
        let sha256 = &file.attachment.sha256;
        if w.take_county_file(county, file, &after, coming.contains(sha256))? == Some(Merged::Added) {
            shown.insert(sha256.clone());
        }
    }
    opened.contents(&mut |_, _| Ok(()), &mut |blob, bytes| {
        if shown.contains(&blob.sha256) && !w.has_blob(&blob.sha256)? {
            w.take_blob(&blob.sha256, blob.size, bytes)?;
        }
        Ok(())
    })
}

/// A receipt's lines, read.
#[derive(Default)]
struct Said {
    standings: Vec<EpochStanding>,
    outcomes: Vec<Outcome>,
    refusals: Vec<Refusal>,
    /// The county's steps, as read and as sent, by matter.
    words: BTreeMap<String, Vec<(Kept, String)>>,
    /// The county's files on our matters.
    files: Vec<AttachmentRow>,
    lists: Vec<GivenList>,
    years: Vec<GivenYear>,
    roster: Option<RosterAsk>,
}

impl Word {
    fn of(said: store::Said) -> Self {
        let not = said.why_not.map_or_else(String::new, |why| format!("（没有照此变更：{why}）"));
        let says = format!("{}{not}", word::said(&said.step));
        Self {
            id: said.matter.head.id.clone(),
            number: said.matter.head.number.clone(),
            title: Noun::Matter.title_of(&said.matter),
            says: Secret::of(&said.matter).map_or(says.clone(), |secret| secret.hide(&says)),
        }
    }
}

impl Said {
    /// Lines of kinds this program does not know are left for one that does.
    fn read(opened: &mut open::Opened, county: &str) -> Result<Self> {
        let mut said = Self::default();
        let mut read = |line, row: std::result::Result<open::Row, String>| {
            let bad = || Error::Untrusted(format!("回执的第 {line} 行读不出来"));
            let row = row.map_err(|_| bad())?;
            match row.is.as_str() {
                "receipt" => said.standings.push(rows::shaped(&row.row).ok_or_else(bad)?),
                "outcome" => said.outcomes.push(rows::shaped(&row.row).ok_or_else(bad)?),
                "refusal" => said.refusals.push(rows::shaped(&row.row).ok_or_else(bad)?),
                "step" => {
                    let step = image::read(Noun::Step, &row.row, county).map_err(|_| bad())?;
                    let sent = serde_json::to_string(&row.row).map_err(|_| bad())?;
                    said.words.entry(step.text("matter").to_owned()).or_default().push((step, sent));
                }
                "attachment" => said.files.push(rows::shaped(&row.row).filter(file_is_fit).ok_or_else(bad)?),
                "list" => said.lists.push(rows::shaped(&row.row).ok_or_else(bad)?),
                "holidays" => said.years.push(rows::shaped(&row.row).ok_or_else(bad)?),
                "roster" => said.roster = Some(rows::shaped(&row.row).ok_or_else(bad)?),
                _ => {}
            }
            Ok(())
        };
        opened.rows(&mut read)?;
        if !given::is_fit(&said.lists, &said.years) {
            return Err(Error::Untrusted("回执里的选项表或节假日写得不对".into()));
        }
        Ok(said)
    }

    /// The county's files, with the last word of the county's their matters had before this answer.
    fn files_after(&self, w: &Write<'_>) -> Result<Vec<(&AttachmentRow, String)>> {
        let mut all = Vec::new();
        for file in &self.files {
            let matter = w.get(Noun::Matter, &file.record)?;
            all.push((file, matter.map_or_else(String::new, |m| m.text("county_step").to_owned())));
        }
        Ok(all)
    }

    /// The county holds our journal up to a place; there it must have the hash we have.
    fn alarms(&self, store: &Store, epoch: &str) -> Result<Vec<String>> {
        let mut alarms = Vec::new();
        for s in self.standings.iter().filter(|s| s.epoch == epoch && s.journal_seq > 0) {
            if store.journal_hash(s.journal_seq)?.as_ref() != Some(&s.journal_hash) {
                alarms.push("县里保存的修改记录和这台电脑上的不一样：请先不要录入，打电话问县人大办公室".to_owned());
            }
        }
        Ok(alarms)
    }
}

/// Whether a file of the county's is what it should be.
fn file_is_fit(file: &AttachmentRow) -> bool {
    let a = &file.attachment;
    let hex = a.sha256.len() == 64 && a.sha256.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let named = (1..=120).contains(&a.name.chars().count()) && text::tidy(&a.name, false) == a.name;
    file.noun == Noun::Matter.table() && image::is_id(&a.id) && image::is_id(&file.record) && hex && named && attachments::is_media(&a.media)
}

/// What the county did not take of our records, and we have not changed since.
pub(super) fn refusals_of(store: &Store, code: &str) -> Result<Vec<Refusal>> {
    let mut open = Vec::new();
    for refusal in store.refusals(code)? {
        let noun = Noun::SENT.iter().find(|n| n.table() == refusal.what);
        let now = noun.map(|n| store.get(*n, &refusal.record)).transpose()?.flatten();
        if now.is_none_or(|record| record.head.revision <= refusal.revision) {
            open.push(refusal);
        }
    }
    Ok(open)
}
