//! The verbs of backups.

use std::path::PathBuf;

use clap::Subcommand;
use liaison::Result;
use serde_json::{Value, json};

use crate::commands::{absolute, each};
use crate::handoff::shown;
use crate::host::Host;
use crate::out;

/// What can be done with them.
#[derive(Debug, Subcommand)]
pub enum Backup {
    /// Copy everything as it stands now, encrypted, and read it back
    Make {
        /// Folder or stick; without it, the usual one, where old backups are thinned out
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// The backups at the usual place
    List,
    /// Compare every file in a backup with its digest; needs no station
    Check {
        /// The backup
        file: PathBuf,
    },
    /// Open the newest backup aside and check all that is in it; exit code 1 when it did not pass
    Drill,
}

/// Does what was typed; false when a drill did not pass.
pub fn backup(home: Option<PathBuf>, verb: Backup) -> Result<bool> {
    match verb {
        Backup::Make { out } => {
            let folder = out.as_deref().map(absolute).transpose()?.unwrap_or_default();
            let made = Host::open(home)?.ask("backup_make", &json!({ "folder": folder }))?;
            out::line(shown(&made["path"]))?;
            out::line(format!("已写好并读回核对，{} 条记录。", made["records"]))?;
        }
        Backup::List => {
            let stands = Host::open(home)?.ask("backups", &json!({}))?;
            for line in stands["lines"].as_array().into_iter().flatten() {
                out::line(format!("{}　{} 字节　{}", shown(&line["made_at"]), line["size"], shown(&line["path"])))?;
            }
            if stands["changed"] == true {
                out::line("上次备份以后又有改动。")?;
            }
        }
        Backup::Check { file } => told(&Host::at(home)?.ask("backup_look", &json!({ "path": absolute(&file)? }))?)?,
        Backup::Drill => {
            let drill = Host::open(home)?.ask("backup_drill", &json!({}))?;
            out::line(format!("{}（{}）", shown(&drill["says"]), shown(&drill["name"])))?;
            each(&drill["troubles"])?;
            return Ok(drill["passed"] == true);
        }
    }
    Ok(true)
}

/// Says what a backup holds.
pub fn told(look: &Value) -> Result<()> {
    out::line(format!(
        "{} 的备份，{} 做的，{} 条记录，修改记录 {} 条。每个文件都和校验单一致。",
        shown(&look["station"]),
        shown(&look["made_at"]),
        look["records"],
        look["journal"]
    ))
}
