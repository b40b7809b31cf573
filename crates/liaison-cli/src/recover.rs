//! The verbs of putting a home together again.

use std::path::{Path, PathBuf};

use liaison::{Error, Result};
use serde_json::{Value, json};

use crate::backup::told;
use crate::commands::absolute;
use crate::handoff::shown;
use crate::host::{self, Host};
use crate::out;

/// Says what a backup holds, then puts it into a home where nothing is, or where all is damaged.
pub fn restore(home: Option<PathBuf>, file: &Path) -> Result<()> {
    let path = absolute(file)?;
    let mut host = Host::at(home)?;
    told(&host.ask("backup_look", &json!({ "path": path }))?)?;
    let phrase = host::phrase()?;
    let ask = json!({ "path": path, "phrase": phrase, "password": host::new_password()? });
    say(&host.ask("rescue", &ask)?)?;
    out::line("恢复好了。请到“数据检查”检查一遍，再装一个全部记录的交接包。")
}

/// Puts a damaged home together again.
pub fn recover(home: Option<PathBuf>, file: Option<&Path>, salvage: bool, by_phrase: bool) -> Result<()> {
    let mut host = Host::at(home)?;
    if host.ask("state", &json!({}))?["stage"] == "first" {
        return Err(Error::NotSetUp);
    }
    let path = match file {
        Some(file) => absolute(file)?.display().to_string(),
        None if salvage => String::new(),
        None => newest_good(&mut host)?,
    };
    let ask = if by_phrase {
        json!({ "path": path, "phrase": host::phrase()?, "password": host::new_password()? })
    } else {
        json!({ "path": path, "phrase": "", "password": host::password("密码")? })
    };
    say(&host.ask("rescue", &ask)?)
}

/// Goes on with the data as it is.
pub fn keep(home: Option<PathBuf>) -> Result<()> {
    Host::at(home)?.ask("rescue_keep", &json!({ "password": host::password("密码")? }))?;
    out::line("以后照现在的数据继续。")
}

/// The newest backup every byte of which is as it was; "" when there is none.
fn newest_good(host: &mut Host) -> Result<String> {
    let found = host.ask("backups_found", &json!({}))?;
    for one in found.as_array().into_iter().flatten() {
        match host.ask("backup_look", &json!({ "path": one["path"] })) {
            Ok(look) => {
                told(&look)?;
                return Ok(shown(&one["path"]).to_owned());
            }
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Err(error) => out::line(format!("{}：{error}，换更早的一个。", shown(&one["path"])))?,
        }
    }
    out::line("没有找到能用的备份，只把读得出来的救回来。")?;
    Ok(String::new())
}

fn say(done: &Value) -> Result<()> {
    out::line(format!(
        "现在有 {} 条记录，其中 {} 条是从损坏的数据里读出来的。",
        done["records"], done["newer"]
    ))?;
    for one in done["says"].as_array().into_iter().flatten() {
        out::line(shown(one))?;
    }
    for one in done["missing"].as_array().into_iter().flatten() {
        out::line(format!(
            "缺：{} {} {} {}",
            shown(&one["label"]),
            shown(&one["number"]),
            shown(&one["at"]),
            shown(&one["says"])
        ))?;
    }
    if done["aside"] != "" {
        out::line(format!("损坏的数据放在：{}", shown(&done["aside"])))?;
    }
    if done["report"] != "" {
        out::line(format!("恢复报告：{}", shown(&done["report"])))?;
    }
    Ok(())
}
