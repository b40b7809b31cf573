//! A new version from a stick: what lies there, whether the makers signed it, and laying it beside the old one.
//! Nothing is downloaded and nothing is asked of a network. `laying` exchanges the program's files.

mod laying;

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::handoff::{Turn, places};
use super::{BackupAsk, Call, Copied, Desk, backups};
use crate::bundle::place::Part;
use crate::bundle::seal::VerifyKey;
use crate::bundle::update::{self, Update};
use crate::error::{Error, Result};
use crate::folders;

/// The running program, as its host knows it.
#[derive(Debug, Clone)]
pub struct Program {
    /// 0.1.0
    pub version: String,
    /// linux-x86_64
    pub platform: String,
    /// Where its files lie.
    pub folder: PathBuf,
    /// The makers' public key it was built with; without one it takes no update.
    pub key: Option<String>,
}

/// Names an update, or with "" every one that lies on a stick or in the documents.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct UpdateAsk {
    /// Full path, or "".
    #[serde(default)]
    pub path: String,
}

/// An update to be put into a folder for others.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UpdatePut {
    /// Full path of the update.
    pub path: String,
    /// The stick, or a folder.
    pub folder: String,
}

/// An update that lies somewhere.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UpdateFound {
    /// Full path.
    pub path: String,
    /// Its file's name.
    pub name: String,
    /// newer, same, older, other (for another system), refused
    pub state: String,
    /// 0.2.0; "" where it was refused.
    pub version: String,
    /// YYYY-MM-DD it was made.
    pub made_on: String,
    /// What is new.
    pub changes: Vec<String>,
    /// Why it can't be used, or "".
    pub says: String,
}

/// The program, and the updates there are for it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Updates {
    /// The running version.
    pub version: String,
    /// Its system: windows-x86_64.
    pub platform: String,
    /// ready, no_key (takes no updates), fixed (its folder is the system's)
    pub stands: String,
    /// A version that is laid down and begins at the next start, or "".
    pub waiting: String,
    /// What lies about, the newest first.
    pub found: Vec<UpdateFound>,
}

/// An update that was taken.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UpdateTaken {
    /// Its version.
    pub version: String,
    /// Full path of the backup made before.
    pub backup: String,
    /// Where an administrator finds the package to install; "" where the program needs only be started anew.
    pub installer: String,
}

/// The setting that says what was laid down last.
const LAID: &str = "update";
/// Where packages for the administrator go, inside the documents.
const FOLDER: &str = "更新";
/// What an administrator installs; it is no file of the program's folder.
const INSTALLER: &str = "deb";
/// Where an update is unpacked, in the home.
const STAGED: &str = ".update-";
/// Folders below a place that are looked into.
const DEPTH: usize = 2;
/// Updates looked at in one place.
const MANY: usize = 20;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Laid {
    from: String,
    to: String,
}

fn program(desk: &Desk) -> Result<(Program, VerifyKey)> {
    let program = desk.program.clone().ok_or_else(|| Error::NotReady("这样打开的程序不能更新".into()))?;
    let key = program.key.clone().ok_or_else(|| Error::NotReady(NO_KEY.into()))?;
    Ok((program, VerifyKey::from_text(&key)?))
}

const NO_KEY: &str = "这个程序没有装更新用的公钥，不能用更新包；请找县里的维护人员安装新版本";

/// 0.10.2 → (0, 10, 2); nothing else is a version here.
fn number(version: &str) -> Option<(u64, u64, u64)> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    let whole = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(whole)
}

fn is_newer(one: &str, other: &str) -> bool {
    number(one) > number(other)
}

/// How an update stands to the running program, and why it is none for it.
fn standing(program: &Program, update: &Update) -> (&'static str, String) {
    if update.platform != program.platform {
        return ("other", format!("这个更新包是给别的系统（{}）用的", update.platform));
    }
    match (number(&update.version), number(&program.version)) {
        (Some(new), Some(old)) if new > old => ("newer", String::new()),
        (Some(new), Some(old)) if new == old && laying::is_unfinished(&program.folder) => ("newer", "上次没有换完，再更新一次就好".into()),
        (Some(new), Some(old)) if new == old => ("same", "已经是这个版本".into()),
        (Some(_), Some(_)) => ("older", format!("比现在的 {} 旧，不能往回更新", program.version)),
        _ => ("refused", "更新包的版本号不合规定".into()),
    }
}

/// The program, and what lies on sticks and in the documents. Every file is checked whole before anything it says is told.
pub fn update_look(desk: &mut Desk, call: &mut Call<'_>, ask: UpdateAsk) -> Result<Updates> {
    let laid: Laid = desk.store()?.setting(LAID)?.unwrap_or_default();
    let program = desk.program.clone().ok_or_else(|| Error::NotReady("这样打开的程序不能更新".into()))?;
    let stands = match () {
        () if program.key.is_none() => "no_key",
        () if !laying::may(&program.folder) => "fixed",
        () => "ready",
    };
    let mut found = Vec::new();
    if let Some(key) = &program.key {
        let key = VerifyKey::from_text(key)?;
        for path in lying(call, &ask.path) {
            found.push(look(call, &program, &key, &path)?);
        }
    }
    found.sort_by(|a, b| number(&b.version).cmp(&number(&a.version)).then_with(|| a.path.cmp(&b.path)));
    Ok(Updates {
        waiting: if is_newer(&laid.to, &program.version) { laid.to } else { String::new() },
        version: program.version,
        platform: program.platform,
        stands: stands.into(),
        found,
    })
}

fn look(call: &mut Call<'_>, program: &Program, key: &VerifyKey, path: &Path) -> Result<UpdateFound> {
    let mut found = UpdateFound {
        path: path.display().to_string(),
        name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        state: "refused".into(),
        version: String::new(),
        made_on: String::new(),
        changes: Vec::new(),
        says: String::new(),
    };
    match update::check(path, key, None, &mut |done| call.step("核对更新包", done >> 20, 0)) {
        Ok(update) => {
            let (state, says) = standing(program, &update);
            found.state = state.into();
            found.says = says;
            found.version = update.version;
            found.made_on = update.made_on;
            found.changes = update.changes;
        }
        Err(Error::Cancelled) => return Err(Error::Cancelled),
        Err(error) => found.says = error.to_string(),
    }
    Ok(found)
}

fn is_update(path: &Path) -> bool {
    path.extension().is_some_and(|ends| ends.eq_ignore_ascii_case(update::ENDS))
}

/// The update asked for; else what lies about. A place that can't be read has none.
fn lying(call: &Call<'_>, asked: &str) -> Vec<PathBuf> {
    if !asked.is_empty() {
        return vec![PathBuf::from(asked)];
    }
    let places = places::all(&call.documents);
    let mut all: Vec<PathBuf> = places.iter().flat_map(|place| on(Path::new(&place.path))).collect();
    all.sort();
    all.dedup();
    all
}

/// What bears the name of an update in a place or a little below it; nothing is read.
pub(super) fn on(place: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    below(place, DEPTH, &mut all);
    all
}

fn below(folder: &Path, depth: usize, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_file() && is_update(&entry.path()) && all.len() < MANY => all.push(entry.path()),
            Ok(kind) if kind.is_dir() && depth > 0 => below(&entry.path(), depth - 1, all),
            _ => {}
        }
    }
}

/// Takes an update: checked into a folder of the program's own, the records backed up, then laid beside what runs.
pub fn update_take(desk: &mut Desk, call: &mut Call<'_>, ask: UpdateAsk) -> Result<UpdateTaken> {
    let (program, key) = program(desk)?;
    let home = desk.home.clone();
    let _turn = Turn::of(&home)?;
    let staged = backups::aside(&home, STAGED)?;
    let update = update::check(Path::new(&ask.path), &key, Some(staged.path()), &mut |done| {
        call.step("核对更新包", done >> 20, 0)
    })?;
    let (state, says) = standing(&program, &update);
    if state != "newer" {
        return Err(Error::NotReady(says));
    }
    let laid: Laid = desk.store()?.setting(LAID)?.unwrap_or_default();
    let waits = is_newer(&laid.to, &program.version);
    if waits && is_newer(&laid.to, &update.version) {
        return Err(Error::NotReady(format!("{} 版已经换上，关闭程序再打开就是；不能再换成更旧的", laid.to)));
    }
    let backup = backups::backup_make(desk, call, BackupAsk::default())?.path;
    call.step("换上新版本", 0, 0)?;
    if !laying::may(&program.folder) {
        let installer = hand_over(call, staged.path(), &update)?;
        return Ok(UpdateTaken {
            version: update.version,
            backup,
            installer,
        });
    }
    let laid = Laid {
        from: program.version,
        to: update.version.clone(),
    };
    laying::lay(&program.folder, staged.path(), |path| !is_installer(path), waits)?;
    let (store, who) = desk.writing(call)?;
    store.transact("更新程序", &who, |w| w.set(LAID, &laid))?;
    Ok(UpdateTaken {
        version: update.version,
        backup,
        installer: String::new(),
    })
}

fn is_installer(path: &Path) -> bool {
    path.extension().is_some_and(|ends| ends == INSTALLER)
}

/// Puts the package an administrator installs into the documents.
fn hand_over(call: &Call<'_>, staged: &Path, update: &Update) -> Result<String> {
    let package = laying::files(staged)?
        .into_iter()
        .find(|path| is_installer(path))
        .ok_or_else(|| Error::NotReady("程序装在系统文件夹里，这个更新包里没有给管理员用的安装包；请找县里的维护人员".into()))?;
    let folder = call.documents.join(FOLDER);
    folders::make(&folder).map_err(|e| Error::file(&folder, e))?;
    let target = folder.join(format!("liaison-desk_{}_{}.{INSTALLER}", update.version, update.platform));
    laying::replace(&package, &target)?;
    Ok(target.display().to_string())
}

/// Puts an update on a stick for others, once it was checked, and reads it back.
pub fn update_put(desk: &mut Desk, call: &mut Call<'_>, ask: UpdatePut) -> Result<Copied> {
    let (_, key) = program(desk)?;
    let (from, folder) = (PathBuf::from(&ask.path), PathBuf::from(&ask.folder));
    if !folder.is_absolute() || !folder.is_dir() {
        return Err(Error::NotReady("找不到这个文件夹，U盘可能已经拔出；请插好U盘，或另选一个文件夹".into()));
    }
    update::check(&from, &key, None, &mut |done| call.step("核对更新包", done >> 20, 0))?;
    let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let part = Part::write(&folder, &name, |out| {
        let mut source = fs::File::open(&from).map_err(|e| Error::file(&from, e))?;
        std::io::copy(&mut source, out).map(drop).map_err(|e| Error::file(&folder, e))
    })?;
    // What lies on the medium now is what was signed, whatever the source said the second time.
    update::check_what(part.read_back()?, part.target(), &key, None, &mut |done| call.step("读回核对", done >> 20, 0))?;
    let placed = part.put()?;
    Ok(Copied {
        path: placed.path.display().to_string(),
    })
}
