//! The office's own forms: an .xlsx with holes in it, `{{反映内容}}`, is filled with a register's records and
//! keeps everything else: title, merged cells, widths, looks, the printed area. `package` opens the file,
//! `holes` finds the holes and `names` what may be in them, `plan` says which row repeats and what is wrong;
//! `refs` knows what becomes of references when the row grows, `around` moves the rest, `row` and `fill` write
//! the copies, `filling` says with what, `styles` adds the looks they need, `write` puts the file together. `sample` is one to begin with.
//!
//! Not moved: tables of a pivot, references over several sheets at once (`一月:三月!A1`), names of areas
//! inside of texts (`INDIRECT("A5")`).

mod around;
mod fill;
mod filling;
mod holes;
mod names;
mod package;
mod plan;
mod refs;
mod row;
mod sample;
mod styles;
mod write;
mod xml;

pub use self::plan::TemplateProblem;
pub use self::sample::write_template_sample;
pub use self::write::{TemplateFile, write_template};
use super::registers::Register;
use super::workbook::unshaken;
use crate::error::{Error, Result};

/// What a template asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateLook {
    /// Keys of the registers it is filled from, each once, in the order of the sheets.
    pub registers: Vec<&'static str>,
    /// The rows that repeat: sheet, row, and what register.
    pub rows: Vec<(String, u32, &'static str)>,
    /// Everything that is wrong with it; nothing can be written while there is anything.
    pub problems: Vec<TemplateProblem>,
}

/// Reads a template; `registers` are those there are here. A file that is no template at all is an error.
pub fn read_template(bytes: &[u8], registers: &[&'static Register]) -> Result<TemplateLook> {
    unshaken(|| {
        let plan = plan::plan(&mut package::Package::open(bytes)?, registers)?;
        let mut look = TemplateLook {
            registers: Vec::new(),
            rows: Vec::new(),
            problems: plan.problems,
        };
        for sheet in plan.sheets {
            let Some(repeat) = sheet.repeat else { continue };
            if !look.registers.contains(&repeat.register.key) {
                look.registers.push(repeat.register.key);
            }
            look.rows.push((sheet.name, repeat.row, repeat.register.label));
        }
        Ok(look)
    })
}

fn refuse(says: impl Into<String>) -> Error {
    Error::Template(says.into())
}

/// A template kept by an older program may ask for what is no more.
fn faults(problems: &[TemplateProblem]) -> Result<()> {
    match problems.first() {
        None => Ok(()),
        Some(first) => Err(refuse(format!("表样里有 {} 处不对：{} {}", problems.len(), first.cell, first.says))),
    }
}
