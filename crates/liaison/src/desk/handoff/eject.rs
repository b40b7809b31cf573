//! Taking the stick out. Windows is asked by the drive itself, other systems through their own programs;
//! where that does not work she is told how to do it by hand.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PlaceAsk, places};
use crate::desk::{Call, Desk};
use crate::error::{Error, Result};

/// How often it is looked whether the system is done, and how many times at most.
const LOOK: Duration = Duration::from_millis(100);
const LOOKS: u64 = 600;

/// Whether a stick is out.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Ejected {
    /// The system has let go of it.
    pub done: bool,
    /// That, or how to do it by hand.
    pub says: String,
}

/// Takes a stick out, where the system can.
pub fn eject(_: &mut Desk, call: &mut Call<'_>, ask: PlaceAsk) -> Result<Ejected> {
    let (mount, device) = places::stick_at(&ask.path).ok_or_else(|| Error::NotReady("这个U盘已经不在电脑上了，可以拔下".into()))?;
    let done = system::lets_go(&mount, &device, call, &mut |call| gone(&ask.path, call))?;
    Ok(Ejected {
        done,
        says: if done { "已弹出，可以拔下" } else { system::BY_HAND }.into(),
    })
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

/// Windows locks the drive, which waits for programs that look at every stick, then ejects it.
#[cfg(windows)]
mod system {
    use super::{Call, LOOK, LOOKS, Path, Result};

    pub const BY_HAND: &str = "没能弹出：U盘可能正被别的程序用着。请关掉从U盘打开的文件，点屏幕右下角“安全删除硬件”，选这个U盘，等它说可以移除再拔";

    /// The letter of `E:\`.
    fn letter(mount: &Path) -> Option<char> {
        match mount.to_str()?.as_bytes() {
            [letter, b':', b'\\'] if letter.is_ascii_alphabetic() => Some(char::from(*letter)),
            _ => None,
        }
    }

    pub fn lets_go(mount: &Path, _: &str, call: &mut Call<'_>, gone: &mut dyn FnMut(&mut Call<'_>) -> Result<bool>) -> Result<bool> {
        let Some(letter) = letter(mount) else { return Ok(false) };
        for look in 0..LOOKS / 10 {
            if liaison_eject::eject(letter).is_ok() {
                return gone(call);
            }
            call.step("弹出U盘", look, 0)?;
            std::thread::sleep(LOOK);
        }
        Ok(false)
    }

    #[cfg(test)]
    #[test]
    fn only_a_drive_by_letter_is_asked() {
        assert_eq!(letter(Path::new("E:\\")), Some('E'));
        for other in ["E:", "C:\\挂载点\\", "\\\\?\\Volume{0}\\", "/mnt", ""] {
            assert_eq!(letter(Path::new(other)), None, "{other}");
        }
    }
}

#[cfg(not(windows))]
mod system {
    use std::process::{Command, Stdio};

    use super::{Call, LOOK, LOOKS, Path, Result};

    pub const BY_HAND: &str = "没能弹出：U盘可能正被别的程序用着。请关掉从U盘打开的文件，在文件管理器里右键点这个U盘，选“弹出”，等它从那里消失再拔";

    pub fn lets_go(mount: &Path, device: &str, call: &mut Call<'_>, gone: &mut dyn FnMut(&mut Call<'_>) -> Result<bool>) -> Result<bool> {
        for (let_go, power_off) in ways(mount, device) {
            let worked = run(let_go, call)?;
            // A stick that was let go of is safe; switching it off is a courtesy not every socket knows.
            if let (true, Some(power_off)) = (worked, power_off) {
                run(power_off, call)?;
            }
            if worked && gone(call)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Each way to eject: the program that lets go of the stick, and one that switches it off after.
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
}
