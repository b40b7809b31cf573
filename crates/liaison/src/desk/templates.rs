//! The office's own forms: kept in the store under their digest, named in one setting whose every change is
//! a journal row, and filled like a ledger. They stay in this office: no bundle carries them.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::figures::checked;
use super::ledgers::{Written, folder_of, frame_for, kept, of_each_station, registers_of};
use super::settings::station_of;
use super::{Call, Desk, IdAsk, Nothing, Period};
use crate::error::{Error, Remark, Result};
use crate::ledger::{self, Register, TemplateFile, read_template};
use crate::records::text;

/// The setting with all forms.
const TEMPLATES: &str = "templates";
/// Forms an office may have, removed ones not counted.
const MOST: usize = 50;
/// Letters of a name.
const LONGEST: usize = 40;

/// A file of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateEdition {
    /// The file's name, as it was chosen.
    pub file: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// Keys of the registers it is filled from.
    pub registers: Vec<String>,
    /// RFC 3339 when it was loaded.
    pub at: String,
    /// By whom.
    pub clerk: String,
}

/// A form as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Template {
    id: String,
    name: String,
    /// The one in use.
    edition: TemplateEdition,
    /// Those before it, oldest first.
    earlier: Vec<TemplateEdition>,
    /// RFC 3339 when it was removed, or "".
    removed_at: String,
}

/// A form of the office's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateLine {
    /// Its id.
    pub id: String,
    /// What people call it; also the name of the file it makes.
    pub name: String,
    /// What the registers it is filled from are called.
    pub registers: Vec<String>,
    /// The file in use.
    pub edition: TemplateEdition,
    /// There is an edition before, to go back to.
    pub has_earlier: bool,
    /// RFC 3339 when it was removed, or "".
    pub removed_at: String,
}

/// Loads a form.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct TemplateAsk {
    /// Of which it is another edition; "" for a new one.
    #[serde(default)]
    pub id: String,
    /// What to call it; "" takes the file's name, or keeps the name it has.
    #[serde(default)]
    pub name: String,
    /// The file's name.
    pub file: String,
    /// The .xlsx, base64.
    pub base64: String,
}

/// Something wrong in a form that was to be loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateFault {
    /// The sheet; "" for the whole file.
    pub sheet: String,
    /// The cell, as Excel calls it; "" for the whole sheet.
    pub cell: String,
    /// A sentence.
    pub says: String,
}

/// What became of a form that was to be loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TemplateKept {
    /// Everything wrong with it; nothing was kept while there is anything.
    pub faults: Vec<TemplateFault>,
    /// Its id; "" where nothing was kept.
    pub id: String,
    /// All forms as they are now.
    pub templates: Vec<TemplateLine>,
}

/// Gives a form another name.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TemplateName {
    /// Its id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// Which form to write, of which days, and where to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TemplateWrite {
    /// Its id.
    pub id: String,
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day, YYYY-MM-DD.
    pub to: String,
    /// County: codes of the stations; empty for all.
    #[serde(default)]
    pub stations: Vec<String>,
    /// County: a folder for each station instead of all merged.
    #[serde(default)]
    pub per_station: bool,
    /// Folder; "" is 文档/代表联络站台账/台账.
    #[serde(default)]
    pub folder: String,
}

/// Of which register to write a form to begin with, and where to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TemplateSample {
    /// Key of the register.
    pub register: String,
    /// Folder; "" is 文档/代表联络站台账/台账.
    #[serde(default)]
    pub folder: String,
}

fn all(desk: &Desk) -> Result<Vec<Template>> {
    Ok(desk.store()?.setting(TEMPLATES)?.unwrap_or_default())
}

/// The registers there are here.
fn registers(desk: &Desk) -> Result<Vec<&'static Register>> {
    Ok(registers_of(station_of(desk.store()?)?.role).collect())
}

fn line(template: Template) -> TemplateLine {
    let label = |key: &String| Register::find(key).map_or_else(|| key.clone(), |r| r.label.to_owned());
    TemplateLine {
        registers: template.edition.registers.iter().map(label).collect(),
        id: template.id,
        name: template.name,
        has_earlier: !template.earlier.is_empty(),
        edition: template.edition,
        removed_at: template.removed_at,
    }
}

/// The office's own forms, removed ones too.
pub fn templates(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<TemplateLine>> {
    Ok(all(desk)?.into_iter().map(line).collect())
}

/// A name that can be a file's, and that no other form has.
fn named(name: &str, id: &str, all: &[Template]) -> Result<String> {
    let name = text::file_chars(&text::tidy(name, false));
    let says = if name.is_empty() || name.chars().count() > LONGEST {
        format!("请填写表样的名称（{LONGEST} 字以内）")
    } else if all.iter().any(|t| t.id != id && t.removed_at.is_empty() && t.name == name) {
        format!("已经有一张叫“{name}”的表样；要换成新的请用“换新的”，不然请另起名称")
    } else {
        return Ok(name);
    };
    Err(Error::Draft(vec![Remark::new("name", says)]))
}

/// Loads a form, or another edition of one.
pub fn template_load(desk: &mut Desk, call: &mut Call<'_>, ask: TemplateAsk) -> Result<TemplateKept> {
    let unreadable = || Error::BadQuestion("base64".into());
    let bytes = BASE64_STANDARD.decode(&ask.base64).map_err(|_| unreadable())?;
    let look = read_template(&bytes, &registers(desk)?)?;
    let mut all = all(desk)?;
    if !look.problems.is_empty() {
        let fault = |p: ledger::TemplateProblem| TemplateFault {
            sheet: p.sheet,
            cell: p.cell,
            says: p.says,
        };
        return Ok(TemplateKept {
            faults: look.problems.into_iter().map(fault).collect(),
            id: String::new(),
            templates: all.into_iter().map(line).collect(),
        });
    }
    let at = all.iter().position(|t| t.id == ask.id && t.removed_at.is_empty());
    if at.is_none() && !ask.id.is_empty() {
        return Err(Error::NotFound("表样"));
    }
    if at.is_none() && all.iter().filter(|t| t.removed_at.is_empty()).count() >= MOST {
        return Err(Error::NotReady(format!("表样已经有 {MOST} 张，请先移除不用的")));
    }
    let own = ask.file.rsplit_once('.').map_or(ask.file.as_str(), |(stem, _)| stem);
    let name = match (ask.name.as_str(), at) {
        ("", Some(at)) => all[at].name.clone(),
        ("", None) => named(&own.chars().take(LONGEST).collect::<String>(), "", &all)?,
        (name, _) => named(name, &ask.id, &all)?,
    };
    let (store, who) = desk.writing(call)?;
    let deed = if at.is_some() { "更换表样" } else { "载入表样" };
    let id = store.transact(deed, &who, |w| {
        let edition = TemplateEdition {
            file: ask.file.clone(),
            sha256: w.keep_bytes(&bytes)?,
            registers: look.registers.iter().map(|key| (*key).to_owned()).collect(),
            at: who.now.to_rfc3339(),
            clerk: who.clerk.clone(),
        };
        let id = match at {
            Some(at) => {
                let template = &mut all[at];
                template.name = name;
                let before = std::mem::replace(&mut template.edition, edition);
                template.earlier.push(before);
                template.id.clone()
            }
            None => {
                let id = uuid::Uuid::now_v7().to_string();
                all.push(Template {
                    id: id.clone(),
                    name,
                    edition,
                    earlier: Vec::new(),
                    removed_at: String::new(),
                });
                id
            }
        };
        w.set(TEMPLATES, &all)?;
        Ok(id)
    })?;
    Ok(TemplateKept {
        faults: Vec::new(),
        id,
        templates: all.into_iter().map(line).collect(),
    })
}

/// Changes one form; all of them as they are then.
fn change(desk: &mut Desk, call: &Call<'_>, deed: &str, id: &str, work: impl FnOnce(&mut Template, &[Template]) -> Result<()>) -> Result<Vec<TemplateLine>> {
    let mut all = all(desk)?;
    let others = all.clone();
    let template = all.iter_mut().find(|t| t.id == id).ok_or(Error::NotFound("表样"))?;
    work(template, &others)?;
    let (store, who) = desk.writing(call)?;
    store.transact(deed, &who, |w| w.set(TEMPLATES, &all))?;
    Ok(all.into_iter().map(line).collect())
}

/// Gives a form another name.
pub fn template_rename(desk: &mut Desk, call: &mut Call<'_>, ask: TemplateName) -> Result<Vec<TemplateLine>> {
    change(desk, call, "表样改名", &ask.id, |template, all| {
        template.name = named(&ask.name, &ask.id, all)?;
        Ok(())
    })
}

/// Removes a form. Its file stays until it is restored.
pub fn template_remove(desk: &mut Desk, call: &mut Call<'_>, ask: IdAsk) -> Result<Vec<TemplateLine>> {
    let now = call.now.to_rfc3339();
    change(desk, call, "移除表样", &ask.id, |template, _| {
        if template.removed_at.is_empty() {
            template.removed_at = now;
        }
        Ok(())
    })
}

/// Restores a removed form; of one that is there, the edition before, which then can be taken back the same way.
pub fn template_restore(desk: &mut Desk, call: &mut Call<'_>, ask: IdAsk) -> Result<Vec<TemplateLine>> {
    change(desk, call, "恢复表样", &ask.id, |template, all| {
        if template.removed_at.is_empty() {
            let before = template.earlier.pop().ok_or_else(|| Error::NotReady("这张表样没有更早的一份".into()))?;
            let after = std::mem::replace(&mut template.edition, before);
            template.earlier.push(after);
        } else {
            template.name = named(&template.name, &template.id, all)?;
            template.removed_at.clear();
        }
        Ok(())
    })
}

/// Writes a form filled with the records of a period.
pub fn template_write(desk: &mut Desk, call: &mut Call<'_>, ask: TemplateWrite) -> Result<Written> {
    let period = Period {
        from: ask.from.clone(),
        to: ask.to.clone(),
    };
    checked(&period)?;
    let template = all(desk)?
        .into_iter()
        .find(|t| t.id == ask.id && t.removed_at.is_empty())
        .ok_or(Error::NotFound("表样"))?;
    let registers = registers(desk)?;
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let bytes = session.store.kept_bytes(&template.edition.sha256)?;
    let frame = frame_for(session, call, &period, &ask.stations)?;
    let folder = folder_of(call, &ask.folder);
    let file = TemplateFile {
        name: &template.name,
        bytes: &bytes,
        registers: &registers,
    };
    if !ask.per_station || frame.stations.is_none() {
        let written = ledger::write_template(&session.store, &frame, &folder, file, &mut |doing, done, total| call.step(doing, done, total))?;
        return kept(desk, call, written);
    }
    of_each_station(desk, call, &frame, &folder, &mut |session, _, frame, folder, step| {
        ledger::write_template(&session.store, frame, folder, file, step)
    })
}

/// Writes a form of a register to begin with.
pub fn template_sample(desk: &mut Desk, call: &mut Call<'_>, ask: TemplateSample) -> Result<Written> {
    let register = registers(desk)?.into_iter().find(|r| r.key == ask.register).ok_or(Error::NotFound("台账"))?;
    let folder = folder_of(call, &ask.folder);
    let written = ledger::write_template_sample(desk.store()?, &folder, register)?;
    kept(desk, call, written)
}
