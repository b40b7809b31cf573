//! What a host hands in: the clock, the folders, the password, and progress on a terminal.

use std::io::{IsTerminal as _, stderr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use chrono::{DateTime, FixedOffset};
use indicatif::{ProgressBar, ProgressStyle};
use liaison::diary::{self, Diary};
use liaison::{Call, Desk, Error, Progress, Result, contract};
use liaison_host::{folders, with_program};
use serde::Serialize;
use serde_json::{Value, json};

const ENV_PASSWORD: &str = "LIAISON_PASSWORD";
const ENV_ROUTE_PASSWORD: &str = "LIAISON_ROUTE_PASSWORD";
const ENV_RECOVERY: &str = "LIAISON_RECOVERY";
const ENV_NOW: &str = "LIAISON_NOW";

/// Ctrl+C was pressed.
static STOP: AtomicBool = AtomicBool::new(false);

/// One home folder and the contract on it.
pub struct Host {
    desk: Desk,
    now: DateTime<FixedOffset>,
}

impl Host {
    /// On `home`, or on the desktop program's own folder.
    pub fn at(home: Option<PathBuf>) -> Result<Self> {
        let home = home.unwrap_or_else(folders::own_home);
        Diary::at(&home, clock).keep();
        Ok(Self {
            desk: with_program(Desk::new(home)),
            now: now()?,
        })
    }

    /// On `home`, unlocked.
    pub fn open(home: Option<PathBuf>) -> Result<Self> {
        let mut host = Self::at(home)?;
        // An unset station is said before a password is asked for.
        if host.ask("state", &json!({}))?["stage"] == "first" {
            return Err(Error::NotSetUp);
        }
        host.ask("unlock", &json!({ "password": password("密码")? }))?;
        Ok(host)
    }

    /// Asks one question of the contract.
    pub fn ask(&mut self, command: &str, question: &impl Serialize) -> Result<Value> {
        let begun = Instant::now();
        let answer = self.answer(command, question);
        let millis = begun.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
        let code = answer.as_ref().map_or_else(Error::code, |_| "ok");
        diary::note(diary::Event::Answered(contract::named(command).unwrap_or("?"), code, millis));
        answer
    }

    fn answer(&mut self, command: &str, question: &impl Serialize) -> Result<Value> {
        let question = serde_json::to_value(question).map_err(|e| Error::question(&e))?;
        let long = contract::commands().iter().any(|c| c.long && c.name == command);
        if long {
            self.working(|desk, call| contract::answer(desk, call, command, question))
        } else {
            let mut on = |_| true;
            contract::answer(&mut self.desk, &mut call(self.now, &mut on), command, question)
        }
    }

    /// Runs long work: progress on stderr where that is a terminal, Ctrl+C stops it at its next
    /// step, which leaves nothing behind.
    pub fn working<T>(&mut self, work: impl FnOnce(&mut Desk, &mut Call<'_>) -> Result<T>) -> Result<T> {
        // One process has one Ctrl+C, however many long questions it asks.
        match ctrlc::set_handler(|| STOP.store(true, Ordering::Relaxed)) {
            Ok(()) | Err(ctrlc::Error::MultipleHandlers) => {}
            Err(e) => return Err(Error::NotReady(format!("接不住 Ctrl+C（{e}）"))),
        }
        let bar = if stderr().is_terminal() {
            ProgressBar::new_spinner()
        } else {
            ProgressBar::hidden()
        };
        let mut report = |progress: Progress| {
            show(&bar, &progress);
            !STOP.load(Ordering::Relaxed)
        };
        let done = work(&mut self.desk, &mut call(self.now, &mut report));
        bar.finish_and_clear();
        done
    }
}

fn call(now: DateTime<FixedOffset>, progress: &mut dyn FnMut(Progress) -> bool) -> Call<'_> {
    Call {
        now,
        documents: folders::documents(),
        progress,
    }
}

fn show(bar: &ProgressBar, progress: &Progress) {
    if progress.total > 0 && bar.length() != Some(progress.total) {
        bar.set_length(progress.total);
        if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {human_pos}/{human_len} {eta}") {
            bar.set_style(style);
        }
    }
    bar.set_position(progress.done);
    bar.set_message(progress.doing.clone());
}

fn now() -> Result<DateTime<FixedOffset>> {
    match std::env::var(ENV_NOW) {
        Ok(text) if !text.is_empty() => {
            DateTime::parse_from_rfc3339(&text).map_err(|_| Error::BadQuestion(format!("{ENV_NOW} 要写成 2025-01-10T09:00:00+08:00 的样子，现在是“{text}”")))
        }
        _ => Ok(liaison_host::now()),
    }
}

/// The diary's clock: a time that can't be read is told where it is used.
fn clock() -> DateTime<FixedOffset> {
    now().unwrap_or_default()
}

/// The password: from the environment, or asked for.
pub fn password(prompt: &str) -> Result<String> {
    if let Ok(password) = std::env::var(ENV_PASSWORD) {
        return Ok(password);
    }
    rpassword::prompt_password(format!("{prompt}：")).map_err(|_| Error::NotReady(format!("没有密码：这里不是终端，请把密码放在环境变量 {ENV_PASSWORD} 里")))
}

/// The password of the server the network route goes over.
pub fn route_password() -> Result<String> {
    if let Ok(password) = std::env::var(ENV_ROUTE_PASSWORD) {
        return Ok(password);
    }
    rpassword::prompt_password("服务器的密码：")
        .map_err(|_| Error::NotReady(format!("没有服务器的密码：这里不是终端，请把它放在环境变量 {ENV_ROUTE_PASSWORD} 里")))
}

/// The recovery phrase.
pub fn phrase() -> Result<String> {
    if let Ok(phrase) = std::env::var(ENV_RECOVERY) {
        return Ok(phrase);
    }
    rpassword::prompt_password("恢复码：").map_err(|_| Error::NotReady(format!("没有恢复码：这里不是终端，请把恢复码放在环境变量 {ENV_RECOVERY} 里")))
}

/// A new password: asked for twice when typed.
pub fn new_password() -> Result<String> {
    let first = password("新密码（至少 6 位）")?;
    if std::env::var_os(ENV_PASSWORD).is_none() && password("再输一次")? != first {
        return Err(Error::NotReady("两次输入的密码不一样，什么都没有做".into()));
    }
    Ok(first)
}
