//! The parts of a template's file: weighed before it is opened, found by their relationships, and
//! refused where it brings more than cells.

use std::io::{Cursor, Read as _};

use roxmltree::Node;
use zip::ZipArchive;

use super::refuse;
use super::xml::{self, below, children};
use crate::error::Result;
use crate::ledger::workbook::weigh;

/// A form of an office is a few dozen KB.
const BYTES: usize = 5 << 20;
/// All that is packed in it.
const WHOLE: u64 = 40 << 20;
/// A part that is read.
const PART: u64 = 12 << 20;
/// Sheets one file may have.
const SHEETS: usize = 30;

/// One sheet.
#[derive(Debug, Clone)]
pub(super) struct SheetPart {
    /// What its tab says.
    pub name: String,
    /// Its part.
    pub part: String,
}

/// An opened file.
pub(super) struct Package<'b> {
    /// The file itself.
    pub zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Names of its parts, in order.
    pub names: Vec<String>,
    /// The part that names all others.
    pub workbook: String,
    /// Its text.
    pub book: String,
    /// The sheets with cells, in order.
    pub sheets: Vec<SheetPart>,
    /// The part with the looks of cells; "" for none.
    pub styles: String,
    /// The part with texts used by cells; "" for none.
    pub strings: String,
}

/// What must not come along: it runs, or it reaches for other files.
const REFUSED: &[(&str, &str)] = &[
    ("vbaproject", "宏"),
    ("/macrosheets/", "宏"),
    ("/activex/", "控件"),
    ("/embeddings/", "嵌入的文件"),
    ("/externallinks/", "指向别的文件的链接"),
    ("/connections.xml", "数据连接"),
];

impl<'b> Package<'b> {
    /// Weighs a file and opens it.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self> {
        if bytes.len() > BYTES {
            return Err(refuse(format!("这个文件超过 {} MB，不像一张表样", BYTES >> 20)));
        }
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(refuse("这是老格式（.xls），或者加了打开密码；表样要用 .xlsx"));
        }
        if !bytes.starts_with(b"PK") {
            return Err(refuse("这不是 Excel 工作簿（.xlsx）"));
        }
        weigh(bytes, WHOLE).map_err(|e| refuse(e.to_string()))?;
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| refuse("这个 Excel 文件有损坏，打不开"))?;
        let names: Vec<String> = zip
            .file_names()
            .map(|name| name.map(std::borrow::Cow::into_owned).map_err(|_| refuse("这个 Excel 文件有损坏，打不开")))
            .collect::<Result<_>>()?;
        for name in &names {
            let name = format!("/{}", name.to_ascii_lowercase());
            if let Some((_, what)) = REFUSED.iter().find(|(part, _)| name.contains(part)) {
                return Err(refuse(format!("这个文件里带着{what}，不能用作表样")));
            }
        }
        let mut package = Self {
            zip,
            names,
            workbook: String::new(),
            book: String::new(),
            sheets: Vec::new(),
            styles: String::new(),
            strings: String::new(),
        };
        package.find()?;
        Ok(package)
    }

    fn find(&mut self) -> Result<()> {
        let not_excel = || refuse("这不是 Excel 工作簿（.xlsx）");
        let roots = self.relations("")?;
        self.workbook = roots
            .iter()
            .find(|r| r.kind == "officeDocument")
            .map(|r| r.part.clone())
            .ok_or_else(not_excel)?;
        self.book = self.need(&self.workbook.clone())?;
        let related = self.relations(&self.workbook.clone())?;
        let part = |kind: &str| related.iter().find(|r| r.kind == kind).map_or_else(String::new, |r| r.part.clone());
        (self.styles, self.strings) = (part("styles"), part("sharedStrings"));
        let book = xml::parse(&self.book)?;
        for sheet in below(book.root_element(), "sheet") {
            let id = sheet
                .attributes()
                .find(|a| a.name() == "id" && a.namespace().is_some())
                .map_or("", |a| a.value());
            // A sheet that is a chart has no cells.
            if let Some(relation) = related.iter().find(|r| r.id == id && r.kind == "worksheet") {
                self.sheets.push(SheetPart {
                    name: sheet.attribute("name").unwrap_or_default().to_owned(),
                    part: relation.part.clone(),
                });
            }
        }
        if self.sheets.is_empty() {
            return Err(not_excel());
        }
        if self.sheets.len() > SHEETS {
            return Err(refuse(format!("这个文件有 {} 张工作表，表样最多 {SHEETS} 张", self.sheets.len())));
        }
        Ok(())
    }

    /// The text of a part; none where there is none.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>> {
        let Ok(member) = self.zip.by_name(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        let broken = || refuse("这个 Excel 文件有损坏，读不出来");
        member.take(PART + 1).read_to_end(&mut bytes).map_err(|_| broken())?;
        if bytes.len() as u64 > PART {
            return Err(refuse("这个文件里的表太大，不像一张表样；请只留表头和要重复的那一行"));
        }
        let text = String::from_utf8(bytes).map_err(|_| broken())?;
        Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
    }

    /// The same of a part that must be there.
    pub(super) fn need(&mut self, name: &str) -> Result<String> {
        self.part(name)?.ok_or_else(|| refuse("这个 Excel 文件有损坏，缺了一部分"))
    }

    /// What a part refers to; "" for the whole file.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>> {
        let Some(text) = self.part(&relations_of(part))? else {
            return Ok(Vec::new());
        };
        let doc = xml::parse(&text)?;
        let relation = |node: Node<'_, '_>| Relation {
            id: node.attribute("Id").unwrap_or_default().to_owned(),
            kind: node.attribute("Type").and_then(|kind| kind.rsplit('/').next()).unwrap_or_default().to_owned(),
            part: resolved(part, node.attribute("Target").unwrap_or_default()),
        };
        Ok(children(doc.root_element(), "Relationship").map(relation).collect())
    }
}

/// One line of a part's relationships.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// Its id in that part.
    pub id: String,
    /// The last word of its type.
    pub kind: String,
    /// The part it leads to.
    pub part: String,
}

/// Where a part's relationships stand.
pub(super) fn relations_of(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{name}.rels")
}

/// A target as its part says it, from the root of the file.
fn resolved(part: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut at: Vec<&str> = part.split('/').collect();
    at.pop();
    for step in target.split('/') {
        match step {
            ".." => drop(at.pop()),
            "." | "" => {}
            step => at.push(step),
        }
    }
    at.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_as_they_are_named() {
        assert_eq!(relations_of(""), "_rels/.rels");
        assert_eq!(relations_of("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
        assert_eq!(resolved("xl/worksheets/sheet1.xml", "../drawings/drawing1.xml"), "xl/drawings/drawing1.xml");
        assert_eq!(resolved("xl/workbook.xml", "/xl/styles.xml"), "xl/styles.xml");
    }
}
