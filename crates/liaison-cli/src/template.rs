//! The office's own forms on the command line, named as people call them.

use std::path::PathBuf;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use clap::Subcommand;
use liaison::desk::{TemplateKept, TemplateLine};
use liaison::{Error, Result};
use serde_json::json;

use crate::commands::{absolute, files, read};
use crate::host::Host;
use crate::out;

/// What can be done with them.
#[derive(Debug, Subcommand)]
pub enum Template {
    /// List the forms: name, registers, when and by whom it was loaded
    List,
    /// Load a form. Everything wrong with it is said at once; exit code 1 when it was not kept
    Load {
        /// The workbook
        file: PathBuf,
        /// What to call it; without it, what the file is called
        #[arg(long, value_name = "NAME", default_value = "")]
        name: String,
        /// It is another edition of the form of this name
        #[arg(long, value_name = "NAME")]
        of: Option<String>,
    },
    /// Write a form filled with the records of a period
    Write {
        /// Its name
        name: String,
        /// First day, YYYY-MM-DD
        #[arg(long)]
        from: String,
        /// Last day, YYYY-MM-DD
        #[arg(long)]
        to: String,
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// County: only this station; may be given several times
        #[arg(long, value_name = "CODE")]
        station: Vec<String>,
    },
    /// Write a form of a ledger to begin with
    Sample {
        /// Name of the ledger, as `liaison call ledgers` lists them
        register: String,
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Give a form another name
    Rename {
        /// Its name
        name: String,
        /// The new one
        to: String,
    },
    /// Remove a form; it can be restored
    Remove {
        /// Its name
        name: String,
    },
    /// Restore a removed form; of one that is there, the edition before
    Restore {
        /// Its name
        name: String,
    },
}

/// Does what was typed; false when a form was not kept.
pub fn template(home: Option<PathBuf>, verb: Template) -> Result<bool> {
    let mut host = Host::open(home)?;
    match verb {
        Template::List => list(&all(&mut host)?)?,
        Template::Load { file, name, of } => return load(&mut host, file, &name, of.as_deref()),
        Template::Write { name, from, to, out, station } => {
            let id = id_of(&mut host, &name, false)?;
            let ask = json!({ "id": id, "from": from, "to": to, "stations": station, "folder": absolute(&out)? });
            let written = host.ask("template_write", &ask)?;
            files(&written)?;
        }
        Template::Sample { register, out } => {
            let written = host.ask("template_sample", &json!({ "register": register, "folder": absolute(&out)? }))?;
            files(&written)?;
        }
        Template::Rename { name, to } => {
            let id = id_of(&mut host, &name, false)?;
            list(&read::<Vec<TemplateLine>>(host.ask("template_rename", &json!({ "id": id, "name": to }))?)?)?;
        }
        Template::Remove { name } => {
            let id = id_of(&mut host, &name, false)?;
            list(&read::<Vec<TemplateLine>>(host.ask("template_remove", &json!({ "id": id }))?)?)?;
        }
        Template::Restore { name } => {
            let id = id_of(&mut host, &name, true)?;
            list(&read::<Vec<TemplateLine>>(host.ask("template_restore", &json!({ "id": id }))?)?)?;
        }
    }
    Ok(true)
}

fn load(host: &mut Host, file: PathBuf, name: &str, of: Option<&str>) -> Result<bool> {
    let bytes = std::fs::read(&file).map_err(|e| Error::file(&file, e))?;
    let id = of.map(|of| id_of(host, of, false)).transpose()?.unwrap_or_default();
    let own = file.file_name().map(|name| name.to_string_lossy());
    let kept: TemplateKept = read(host.ask(
        "template_load",
        &json!({ "id": id, "name": name, "file": own, "base64": BASE64_STANDARD.encode(bytes) }),
    )?)?;
    for fault in &kept.faults {
        out::line(format!("{} {}\t{}", fault.sheet, fault.cell, fault.says))?;
    }
    if kept.faults.is_empty() {
        list(&kept.templates)?;
    } else {
        out::line(format!("有 {} 处不对，没有载入；请改好再载入一次。", kept.faults.len()))?;
    }
    Ok(kept.faults.is_empty())
}

fn all(host: &mut Host) -> Result<Vec<TemplateLine>> {
    read(host.ask("templates", &json!({}))?)
}

/// The form of this name; one that was removed only where `removed` may be meant, and none is there.
fn id_of(host: &mut Host, name: &str, removed: bool) -> Result<String> {
    let mut named: Vec<TemplateLine> = all(host)?.into_iter().filter(|t| t.name == name).collect();
    named.sort_by(|a, b| (!a.removed_at.is_empty(), &b.removed_at).cmp(&(!b.removed_at.is_empty(), &a.removed_at)));
    let found = named.into_iter().find(|t| removed || t.removed_at.is_empty());
    found.map(|t| t.id).ok_or(Error::NotFound("表样"))
}

fn list(templates: &[TemplateLine]) -> Result<()> {
    for t in templates {
        let removed = if t.removed_at.is_empty() { "" } else { "\t已移除" };
        out::line(format!(
            "{}\t{}\t{}\t{}{removed}",
            t.name,
            t.registers.join("、"),
            t.edition.at,
            t.edition.clerk
        ))?;
    }
    Ok(())
}
