//! A template filled: its row written once for each record, everything else moved to make room. Parts that
//! do not change are copied as they are packed.

use std::collections::HashMap;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

use super::around::{Around, Shared, hanging};
use super::fill::Sheet;
use super::filling::Holes;
use super::package::{Package, relations_of};
use super::plan::{Plan, Repeat, plan, rows};
use super::refs::{Growth, Growths, Moving, NOT_IN_ROW, formula};
use super::row::RowWriter;
use super::styles::Styles;
use super::xml::{self, Edits, below, child, prefix};
use super::{faults, refuse};
use crate::error::{Error, Result};
use crate::ledger::book::Progress;
use crate::ledger::books::Books;
use crate::ledger::cell::Cell;
use crate::ledger::files::{Delivery, file_name};
use crate::ledger::registers::Register;
use crate::ledger::workbook::unshaken;
use crate::ledger::{DIGESTS, Frame, Step, Written, lines};
use crate::store::Store;

/// Rows one sheet of Excel holds.
const MOST_ROWS: u64 = 1_048_576;
/// Text gathered before it is packed.
const PIECE: usize = 1 << 16;

/// A template as it is kept.
#[derive(Clone, Copy)]
pub struct TemplateFile<'f> {
    /// What people call it; also the name of the file it makes.
    pub name: &'f str,
    /// The .xlsx.
    pub bytes: &'f [u8],
    /// The registers there are here.
    pub registers: &'f [&'static Register],
}

/// Writes a template filled with the frame's records into `folder`: whole, or not at all.
pub fn write_template(store: &Store, frame: &Frame, folder: &Path, template: TemplateFile<'_>, step: Step<'_>) -> Result<Written> {
    store.steadily(|| unshaken(|| filled(store, frame, folder, template, step)))
}

fn filled(store: &Store, frame: &Frame, folder: &Path, template: TemplateFile<'_>, step: Step<'_>) -> Result<Written> {
    let mut package = Package::open(template.bytes)?;
    let plan = plan(&mut package, template.registers)?;
    faults(&plan.problems)?;
    let expected = plan
        .sheets
        .iter()
        .filter_map(|sheet| sheet.repeat.as_ref())
        .map(|repeat| lines::expected(store, repeat.register, frame))
        .sum::<Result<u64>>()?;
    let mut progress = Progress::new(step, expected * 2);
    progress.doing(format!("正在写{}", template.name))?;
    let books = Books::open(store, frame)?;
    let mut work = Work::begin(plan, &books, frame, &mut progress)?;
    let mut delivery = Delivery::to(folder)?;
    let (file, path) = delivery.begin(&file_name(&frame.unit, &format!("{}_{}.xlsx", template.name, frame.period())))?;
    let mut zip = ZipWriter::new(BufWriter::with_capacity(1 << 18, &file));
    work.package(&mut package, &mut zip, &path, &mut progress)?;
    let mut out = zip.finish().map_err(|e| packing(&path, e))?;
    out.flush().and_then(|()| file.sync_all()).map_err(|e| Error::file(&path, e))?;
    progress.ask()?;
    let done = delivery.finish(&store.setting(DIGESTS)?.unwrap_or_default())?;
    Ok(Written::of(done, folder.to_path_buf(), work.counts.iter().sum()))
}

fn packing(path: &Path, error: ZipError) -> Error {
    match error {
        ZipError::Io(source) => Error::file(path, source),
        other => Error::file(path, std::io::Error::other(other)),
    }
}

/// A part being written.
type Out<'w, 'f> = &'w mut ZipWriter<BufWriter<&'f std::fs::File>>;

struct Work<'a> {
    plan: Plan,
    books: &'a Books<'a>,
    frame: &'a Frame,
    /// Lines of each sheet.
    counts: Vec<u64>,
    growths: Growths,
    formulas: bool,
}

impl<'a> Work<'a> {
    /// Counts the lines: what stands above them must know where they end.
    fn begin(plan: Plan, books: &'a Books<'a>, frame: &'a Frame, progress: &mut Progress<'_>) -> Result<Self> {
        let (mut counts, mut growths, mut formulas) = (Vec::new(), Growths::new(), false);
        for sheet in &plan.sheets {
            let mut count = 0;
            if let Some(repeat) = &sheet.repeat {
                lines::each_of(repeat.register, &[], books, frame, &mut || progress.one(), &mut |_| {
                    count += 1;
                    Ok(())
                })?;
                if u64::from(repeat.row) + count + 1_000 > MOST_ROWS {
                    return Err(Error::NotReady(format!("这段时间有 {count} 条，Excel 的一张表放不下；请把时间分成几段")));
                }
                let more = u32::try_from(count.saturating_sub(1)).unwrap_or(0);
                growths.insert(sheet.name.clone(), Growth { row: repeat.row, more });
            }
            counts.push(count);
            let doc = xml::parse(&sheet.text)?;
            formulas |= below(doc.root_element(), "f").next().is_some();
        }
        Ok(Self {
            plan,
            books,
            frame,
            counts,
            growths,
            formulas,
        })
    }

    /// Every part, in the order of the template's.
    fn package(&mut self, package: &mut Package<'_>, out: Out<'_, '_>, path: &Path, progress: &mut Progress<'_>) -> Result<()> {
        let looks = package.styles.clone();
        let mut styles = Styles::read(package.part(&looks)?.unwrap_or_default())?;
        // Looks come last: which are needed shows while the sheets are written.
        let late = self.late(package)?;
        let mut fresh = self.parts(package)?;
        for (at, name) in package.names.clone().iter().enumerate() {
            if *name == package.styles || fresh.get(name).is_some_and(Option::is_none) {
                continue;
            }
            if let Some(sheet) = self.plan.sheets.iter().position(|sheet| sheet.part == *name) {
                self.sheet(sheet, name, late, &mut styles, out, path, progress)?;
            } else if let Some(text) = fresh.remove(name).flatten() {
                put(out, path, name, &text)?;
            } else {
                let member = package.zip.by_index_raw(at).map_err(|_| refuse("这个 Excel 文件有损坏，读不出来"))?;
                out.raw_copy_file(member).map_err(|e| packing(path, e))?;
            }
        }
        if !package.styles.is_empty() {
            let text = match styles.text()? {
                Some(text) => text,
                None => styles.into_text(),
            };
            put(out, path, &package.styles, &text)?;
        }
        Ok(())
    }

    fn late(&self, package: &Package<'_>) -> Result<bool> {
        let doc = xml::parse(&package.book)?;
        let late = child(doc.root_element(), "workbookPr")
            .and_then(|p| p.attribute("date1904"))
            .is_some_and(|d| matches!(d, "1" | "true"));
        Ok(late)
    }

    /// Parts besides the sheets that change; none for those that are left out.
    fn parts(&self, package: &mut Package<'_>) -> Result<HashMap<String, Option<String>>> {
        let mut fresh = HashMap::new();
        fresh.insert(package.workbook.clone(), Some(self.book(&package.book)?));
        for name in package.names.clone().iter().filter(|name| name.contains("/charts/chart")) {
            let text = package.need(name)?;
            if let Some(text) = self.chart(&text)? {
                fresh.insert(name.clone(), Some(text));
            }
        }
        for sheet in &self.plan.sheets {
            let Some(growth) = self.growths.get(&sheet.name).copied().filter(|g| g.more > 0) else {
                continue;
            };
            for relation in package.relations(&sheet.part)? {
                if !matches!(relation.kind.as_str(), "drawing" | "comments" | "threadedComment" | "table" | "vmlDrawing") {
                    continue;
                }
                let Some(text) = package.part(&relation.part)? else { continue };
                // The old drawing language is not always XML; the place of a remark is in its own part.
                match hanging(&text, growth) {
                    Ok(Some(text)) => drop(fresh.insert(relation.part, Some(text))),
                    Ok(None) => {}
                    Err(_) if relation.kind == "vmlDrawing" => {}
                    Err(error) => return Err(error),
                }
            }
        }
        if self.formulas {
            self.forget_the_chain(package, &mut fresh)?;
        }
        Ok(fresh)
    }

    /// The order formulas were reckoned in names cells where they were; Excel makes it anew.
    fn forget_the_chain(&self, package: &mut Package<'_>, fresh: &mut HashMap<String, Option<String>>) -> Result<()> {
        let Some(chain) = package.relations(&package.workbook.clone())?.into_iter().find(|r| r.kind == "calcChain") else {
            return Ok(());
        };
        for (part, element, attribute, value) in [
            ("[Content_Types].xml".to_owned(), "Override", "PartName", format!("/{}", chain.part)),
            (relations_of(&package.workbook), "Relationship", "Id", chain.id.clone()),
        ] {
            let text = package.need(&part)?;
            let doc = xml::parse(&text)?;
            let mut edits = Edits::default();
            for node in below(doc.root_element(), element).filter(|n| n.attribute(attribute) == Some(value.as_str())) {
                edits.put(node.range(), "");
            }
            fresh.insert(part, Some(edits.apply(&text, 0..text.len())));
        }
        fresh.insert(chain.part, None);
        Ok(())
    }

    fn moving(&self) -> Moving<'_> {
        Moving {
            sheet: "",
            growths: &self.growths,
            copy: NOT_IN_ROW,
        }
    }

    /// Names of areas, the printed one among them; formulas are reckoned when the file is opened.
    fn book(&self, text: &str) -> Result<String> {
        let doc = xml::parse(text)?;
        let (root, mut edits) = (doc.root_element(), Edits::default());
        for name in below(root, "definedName") {
            edits.text(text, name, |text| formula(text, self.moving()));
        }
        if self.formulas {
            let p = prefix(text, root);
            match child(root, "calcPr") {
                Some(node) if node.has_attribute("fullCalcOnLoad") => edits.attribute(node, "fullCalcOnLoad", |_| "1".into()),
                Some(node) => {
                    let at = node.range().start + 1 + xml::tag(text, node).len();
                    edits.put(at..at, " fullCalcOnLoad=\"1\"");
                }
                None => {
                    let before = ["definedNames", "externalReferences", "functionGroups", "sheets"]
                        .into_iter()
                        .find_map(|name| child(root, name));
                    if let Some(end) = before.map(|node| node.range().end) {
                        edits.put(end..end, format!("<{p}calcPr fullCalcOnLoad=\"1\"/>"));
                    }
                }
            }
        }
        Ok(edits.apply(text, 0..text.len()))
    }

    fn chart(&self, text: &str) -> Result<Option<String>> {
        let doc = xml::parse(text)?;
        let mut edits = Edits::default();
        for f in below(doc.root_element(), "f") {
            // A chart of one cell is a chart of the row.
            edits.text(text, f, |text| {
                let (sheet, cell) = text.rsplit_once('!').unwrap_or(("", text));
                let area = formula(&format!("{text}:{cell}"), self.moving());
                match area.rsplit_once('!').and_then(|(_, area)| area.split_once(':')) {
                    Some((first, last)) if !cell.contains(':') && !sheet.is_empty() && first != last => area,
                    _ => formula(text, self.moving()),
                }
            });
        }
        Ok((!edits.is_empty()).then(|| edits.apply(text, 0..text.len())))
    }

    #[expect(clippy::too_many_arguments, reason = "a part goes from here to there, watched")]
    fn sheet(&self, at: usize, name: &str, late: bool, styles: &mut Styles, out: Out<'_, '_>, path: &Path, progress: &mut Progress<'_>) -> Result<()> {
        let sheet = &self.plan.sheets[at];
        let doc = xml::parse(&sheet.text)?;
        let root = doc.root_element();
        let holes = Holes {
            sheet,
            frame: self.frame,
            count: self.counts[at],
            shape: Sheet {
                prefix: prefix(&sheet.text, root),
                late,
            },
        };
        let around = Around {
            sheet: &sheet.name,
            text: &sheet.text,
            growths: &self.growths,
            repeated: sheet.repeat.as_ref().map_or(0, |r| r.row),
            formulas: self.formulas,
        };
        let (mut edits, gap) = around.edits(
            root,
            &mut |row, column, cell| holes.filler(row, column, cell.attribute("s"), styles),
            &mut |name| holes.single(name),
        )?;
        start(out, path, name)?;
        let mut send = |text: &str| out.write_all(text.as_bytes()).map_err(|e| Error::file(path, e));
        send(&edits.apply(&sheet.text, 0..gap.start))?;
        if let Some(repeat) = &sheet.repeat {
            let shared = Shared::of(root);
            let row = rows(root).into_iter().find(|(row, _)| *row == repeat.row).map(|(_, node)| node);
            let row = row.ok_or_else(|| refuse("这个 Excel 文件有损坏，读不出来"))?;
            let writer = RowWriter::new(
                &sheet.text,
                repeat.row,
                row,
                &mut |column, cell| holes.filler(repeat.row, column, cell.attribute("s"), styles),
                &|column, f| shared.full(f, column, repeat.row),
            );
            self.rows(repeat, &holes, &writer, &mut send, progress)?;
        }
        send(&edits.apply(&sheet.text, gap.end..sheet.text.len()))
    }

    /// The repeated row for each record; once, empty, where there is none.
    fn rows(
        &self,
        repeat: &Repeat,
        holes: &Holes<'_>,
        writer: &RowWriter,
        send: &mut dyn FnMut(&str) -> Result<()>,
        progress: &mut Progress<'_>,
    ) -> Result<()> {
        let moving = Moving {
            sheet: &holes.sheet.name,
            growths: &self.growths,
            copy: 0,
        };
        let (columns, names) = holes.columns();
        let mut out = String::with_capacity(PIECE * 2);
        let mut copy = 0;
        let mut line = |cells: Option<Vec<Cell>>| {
            writer.write(&mut out, copy, moving, &mut |name| {
                Ok(match (names.get(name), &cells) {
                    (Some((at, look)), Some(cells)) => (cells.get(*at).cloned().unwrap_or(Cell::Blank), *look),
                    (Some((_, look)), None) => (Cell::Blank, *look),
                    (None, _) => holes.single_in_row(name),
                })
            })?;
            copy += 1;
            if out.len() > PIECE {
                send(&out)?;
                out.clear();
            }
            Ok(())
        };
        if holes.count == 0 {
            line(None)?;
        } else {
            lines::each_of(repeat.register, &columns, self.books, self.frame, &mut || progress.one(), &mut |cells| {
                line(Some(cells))
            })?;
        }
        send(&out)
    }
}

fn start(out: Out<'_, '_>, path: &Path, name: &str) -> Result<()> {
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    out.start_file(name, options).map_err(|e| packing(path, e))
}

fn put(out: Out<'_, '_>, path: &Path, name: &str, text: &str) -> Result<()> {
    start(out, path, name)?;
    out.write_all(text.as_bytes()).map_err(|e| Error::file(path, e))
}
