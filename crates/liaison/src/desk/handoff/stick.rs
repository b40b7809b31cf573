//! The stick in her hand: how much room a bundle will need, what of ours lies on it already, and
//! taking it out. Systems eject in their own ways; where none of them works she is told how to
//! do it by hand.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{keys, places};
use crate::bundle::portion::Room;
use crate::bundle::receive;
use crate::desk::{BundleLine, Call, Desk, settings};
use crate::error::{Error, Result};

/// Bytes a change takes in a sealed bundle, its record and its line of the journal together:
/// 90 was measured over 100,000 visits.
const CHANGE: u64 = 250;
/// What every bundle has around it.
const AROUND: u64 = 64 << 10;
/// How often a system's own program is asked whether it has ended, and how many times at most.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: u64 = 600;

/// Asks how large a bundle would be.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct EstimateAsk {
    /// Everything, not only what is new since the last receipt.
    #[serde(default)]
    pub full: bool,
}

/// How large a bundle would be, rather too large than too small.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Estimate {
    /// Bytes in all.
    pub bytes: u64,
    /// Attachments in it.
    pub attachments: u64,
    /// Numbered files it takes: no file may be larger than 4 GB, as FAT32 wants it too.
    pub files: u64,
}

/// Names a folder or stick.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PlaceAsk {
    /// Full path of its folder.
    pub path: String,
}

/// What of ours lies on a stick, by the names of files alone; nothing is read.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OnStick {
    /// Bundles made here, with where they stand.
    pub bundles: Vec<BundleLine>,
    /// Full paths of what bears the name of a receipt of the county for this station.
    pub receipts: Vec<String>,
}

/// Whether a stick is out.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Ejected {
    /// The system has let go of it.
    pub done: bool,
    /// That, or how to do it by hand.
    pub says: String,
}

/// How much room the next bundle needs.
pub fn pack_estimate(desk: &mut Desk, _: &mut Call<'_>, ask: EstimateAsk) -> Result<Estimate> {
    let store = desk.store()?;
    let since = if ask.full { 0 } else { store.received_through(&keys::epoch_of(store)?)? };
    let (changes, attachments, size) = store.waiting(since)?;
    let bytes = AROUND + changes * CHANGE + size + size / 1_000 + attachments * 1_600;
    let room = Room::at_most(None);
    Ok(Estimate {
        bytes,
        attachments,
        files: bytes.div_ceil(room.payload).max(attachments.div_ceil(room.blobs as u64)),
    })
}

/// What of ours lies on a stick.
pub fn on_stick(desk: &mut Desk, _: &mut Call<'_>, ask: PlaceAsk) -> Result<OnStick> {
    let store = desk.store()?;
    let own = settings::station_of(store)?.code;
    let county = keys::roster_of(store)?.map(|r| r.county.code).unwrap_or_default();
    let answer = format!("{county}_{own}_");
    let found = receive::find(Path::new(&ask.path))?;
    let name = |path: &PathBuf| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let names: Vec<String> = found.iter().map(name).collect();
    let mut bundles = store.bundles()?;
    bundles.retain(|b| names.contains(&b.name));
    let is_receipt = |path: &&PathBuf| !county.is_empty() && name(path).starts_with(&answer);
    Ok(OnStick {
        bundles,
        receipts: found.iter().filter(is_receipt).map(|p| p.display().to_string()).collect(),
    })
}

/// Takes a stick out, where the system can.
pub fn eject(_: &mut Desk, call: &mut Call<'_>, ask: PlaceAsk) -> Result<Ejected> {
    let (mount, device) = places::stick_at(&ask.path).ok_or_else(|| Error::NotReady("这个U盘已经不在电脑上了，可以拔下".into()))?;
    for (let_go, power_off) in ways(&mount, &device) {
        let worked = run(let_go, call)?;
        // A stick that was let go of is safe; switching it off is a courtesy not every socket knows.
        if let (true, Some(power_off)) = (worked, power_off) {
            run(power_off, call)?;
        }
        if worked && gone(&ask.path, call)? {
            return Ok(Ejected {
                done: true,
                says: "已弹出，可以拔下".into(),
            });
        }
    }
    Ok(Ejected {
        done: false,
        says: BY_HAND.into(),
    })
}

#[cfg(windows)]
const BY_HAND: &str = "没能弹出：U盘可能正被别的程序用着。请关掉从U盘打开的文件，点屏幕右下角“安全删除硬件”，选这个U盘，等它说可以移除再拔";
#[cfg(not(windows))]
const BY_HAND: &str = "没能弹出：U盘可能正被别的程序用着。请关掉从U盘打开的文件，在文件管理器里右键点这个U盘，选“弹出”，等它从那里消失再拔";

/// Each way to eject: the program that lets go of the stick, and one that switches it off after.
#[cfg(windows)]
fn ways(mount: &Path, _: &str) -> Vec<(Command, Option<Command>)> {
    let drive = mount.display().to_string().trim_end_matches('\\').to_owned();
    let is_drive = matches!(drive.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic());
    if !is_drive {
        return Vec::new();
    }
    let mut shell = Command::new("powershell");
    let script = format!("(New-Object -ComObject Shell.Application).Namespace(17).ParseName('{drive}').InvokeVerb('Eject'); Start-Sleep 5");
    shell.args(["-NoProfile", "-NonInteractive", "-WindowStyle", "Hidden", "-Command", &script]);
    vec![(shell, None)]
}

#[cfg(not(windows))]
fn ways(mount: &Path, device: &str) -> Vec<(Command, Option<Command>)> {
    let command = |program: &str, args: &[&str]| {
        let mut command = Command::new(program);
        command.args(args);
        command
    };
    let mut gio = command("gio", &["mount", "-e"]);
    gio.arg(mount);
    vec![
        (
            command("udisksctl", &["unmount", "--no-user-interaction", "-b", device]),
            Some(command("udisksctl", &["power-off", "--no-user-interaction", "-b", device])),
        ),
        (gio, None),
    ]
}

/// Runs a program of the system's; false where there is none, or it failed.
fn run(mut command: Command, call: &mut Call<'_>) -> Result<bool> {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = quiet.spawn() else { return Ok(false) };
    for look in 0..LOOKS {
        match child.try_wait() {
            Ok(None) => {}
            Ok(Some(ended)) => return Ok(ended.success()),
            Err(_) => break,
        }
        if let Err(stopped) = call.step("弹出U盘", look, 0) {
            let _ = child.kill();
            let _ = child.wait();
            return Err(stopped);
        }
        std::thread::sleep(LOOK);
    }
    let _ = child.kill();
    let _ = child.wait();
    Ok(false)
}

/// Whether the stick is off the system's list; it may take a moment.
fn gone(path: &str, call: &mut Call<'_>) -> Result<bool> {
    for look in 0..LOOKS / 10 {
        if places::stick_at(path).is_none() {
            return Ok(true);
        }
        call.step("等U盘弹出", look, 0)?;
        std::thread::sleep(LOOK);
    }
    Ok(false)
}
