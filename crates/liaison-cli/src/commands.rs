//! The verbs, each a question or two of the contract.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use liaison::sample::{self, CountyPlan, Plan};
use liaison::{Error, Result, contract};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::args::{Args, Init, Role, Verb};
use crate::host::{self, Host};
use crate::{backup, browser, handoff, import, notice, out, recover, route, template, trust};

/// Commands that come before the password, or bring it themselves.
const DOOR: &[&str] = &["state", "set_up", "unlock", "recover", "backup_look", "backups_found", "rescue", "rescue_keep"];

/// Does what was typed; false when a check found something wrong.
pub fn run(args: Args) -> Result<bool> {
    let home = args.home;
    match args.verb {
        Verb::Init(init) => self::init(home, init)?,
        Verb::Desk { port, no_browser } => browser::serve(home, port, !no_browser)?,
        Verb::Sample { seed, years, stations, .. } if stations > 0 => {
            let stations = usize::try_from(stations).unwrap_or_default();
            let plan = CountyPlan {
                seed,
                stations,
                years,
                matters: 24,
            };
            let rows = Host::open(home)?.working(|desk, call| sample::grow_county(desk, call, plan))?;
            out::line(format!("样板县铺好了：{stations} 个站，{rows} 行记录。都是编出来的，没有真人真事。"))?;
        }
        Verb::Sample { seed, years, visits, .. } => {
            let grown = Host::open(home)?.working(|desk, call| sample::grow(desk, call, Plan { seed, years, visits }))?;
            out::line(format!(
                "样板站建好了：{} 到 {}，共 {} 条记录。都是编出来的，没有真人真事。",
                grown.from, grown.to, grown.records
            ))?;
        }
        Verb::Call { command, question } => call(home, &command, &question)?,
        Verb::Contract { typescript: true } => out::line(contract::typescript().trim_end())?,
        Verb::Contract { typescript: false } => list()?,
        Verb::Ledger { kind, from, to, out, one_book } => {
            let kinds: Vec<&str> = Some(kind.as_str()).filter(|k| *k != "all").into_iter().collect();
            let ask = json!({ "kinds": kinds, "from": from, "to": to, "one_book": one_book, "folder": absolute(&out)? });
            let written = Host::open(home)?.ask("ledger_write", &ask)?;
            files(&written)?;
        }
        Verb::Import(import) => return import::import(home, &import),
        Verb::Template(verb) => return template::template(home, verb),
        Verb::Notice(verb) => notice::notice(home, verb)?,
        Verb::Form { form, ids, of, rows, out } => {
            let ask = json!({ "form": form, "noun": of, "ids": ids, "rows": rows, "folder": absolute(&out)? });
            let written = Host::open(home)?.ask("form_write", &ask)?;
            files(&written)?;
        }
        Verb::Bundle(verb) => return handoff::bundle(home, verb),
        Verb::Backup(verb) => return backup::backup(home, verb),
        Verb::Restore { file } => recover::restore(home, &file)?,
        Verb::Recover { file, salvage, phrase } => recover::recover(home, file.as_deref(), salvage, phrase)?,
        Verb::Keep => recover::keep(home)?,
        Verb::Route(verb) => return route::route(home, verb),
        Verb::Roster(verb) => trust::roster(home, verb)?,
        Verb::Enrol(verb) => trust::enrol(home, verb)?,
        Verb::Check => return check(home),
        Verb::Diagnose { out, locked } => {
            let mut host = if locked { Host::at(home)? } else { Host::open(home)? };
            let found = host.ask("diagnosis", &json!({}))?;
            out::line(found["text"].as_str().unwrap_or_default().trim_end())?;
            let kept = host.ask("diagnosis_keep", &json!({ "text": found["text"], "folder": absolute(&out)? }))?;
            out::line(kept["path"].as_str().unwrap_or_default())?;
        }
    }
    Ok(true)
}

fn init(home: Option<PathBuf>, init: Init) -> Result<()> {
    let roster = init.roster.as_deref().map(trust::roster_files).transpose()?;
    let mut host = Host::at(home)?;
    if host.ask("state", &json!({}))?["stage"] != "first" {
        return Err(Error::AlreadySetUp);
    }
    let roster = roster.map(|files| trust::compared(&mut host, files, init.fingerprint)).transpose()?;
    let role = match init.role {
        Role::Station => "station",
        Role::County => "county",
    };
    let welcome = host.ask(
        "set_up",
        &json!({
            "station": {
                "role": role, "code": init.code, "name": init.name, "town": init.town, "home": init.home_name,
                "address": init.address, "phone": init.phone, "head": init.head, "staff": init.staff,
            },
            "clerk": init.clerk,
            "password": host::new_password()?,
            "roster": roster,
        }),
    )?;
    out::line(format!(
        "建站完成。恢复码（只显示这一次，请抄下来锁好）：\n{}",
        welcome["recovery_phrase"].as_str().unwrap_or_default()
    ))?;
    let escrow = welcome["escrow"].as_str().unwrap_or_default();
    if !escrow.is_empty() {
        trust::show_escrow(escrow)?;
    }
    Ok(())
}

fn call(home: Option<PathBuf>, command: &str, question: &str) -> Result<()> {
    if !contract::commands().iter().any(|c| c.name == command) {
        return Err(Error::UnknownCommand(command.to_owned()));
    }
    let question = if question == "-" {
        let mut typed = String::new();
        std::io::stdin().read_to_string(&mut typed).map_err(|e| Error::file("stdin", e))?;
        typed
    } else {
        question.to_owned()
    };
    let question: Value = serde_json::from_str(&question).map_err(|e| Error::question(&e))?;
    let mut host = if DOOR.contains(&command) { Host::at(home)? } else { Host::open(home)? };
    out::json(&host.ask(command, &question)?)
}

fn list() -> Result<()> {
    for c in contract::commands() {
        let long = if c.long { " (long)" } else { "" };
        out::line(format!("{}: {} -> {}{long}\n    {}", c.name, c.question, c.answer, c.about))?;
    }
    Ok(())
}

fn check(home: Option<PathBuf>) -> Result<bool> {
    let audit = Host::open(home)?.ask("audit", &json!({}))?;
    let sound = audit["sound"] == true;
    each(&audit["troubles"])?;
    let counts = audit["records"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|r| format!("{} {}", r[0].as_str().unwrap_or_default(), r[1]));
    out::line(counts.collect::<Vec<_>>().join("，"))?;
    out::line(format!(
        "修改记录 {} 条，附件 {} 个。{}",
        audit["journal"],
        audit["attachments"],
        if sound {
            "核对无误。"
        } else {
            "有问题，请不要再录入，用最近一次备份恢复。"
        }
    ))?;
    Ok(sound)
}

/// Prints each text of an array.
pub fn each(texts: &Value) -> Result<()> {
    texts.as_array().into_iter().flatten().filter_map(Value::as_str).try_for_each(out::line)
}

/// What was written, then what is to be known of it.
pub fn files(written: &Value) -> Result<()> {
    each(&written["files"])?;
    each(&written["notes"])
}

/// An answer in its own shape.
pub fn read<T: DeserializeOwned>(answer: Value) -> Result<T> {
    serde_json::from_value(answer).map_err(|e| Error::question(&e))
}

/// The text of a file.
pub fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|e| Error::file(path, e))
}

/// The contract knows no current folder.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|e| Error::file(path, e))
}
