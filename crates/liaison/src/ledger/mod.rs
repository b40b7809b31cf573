//! Ledgers (台账): records → Excel. `registers` defines each one: its columns are FIELDS
//! keys in the order of the paper form, or made from several (`made`). `lines` turns records
//! into lines, `sheet` lays them out, `book` saves, `files` brings them into their folder. What comes
//! back is read by `workbook`: a filled-in `table`, a `returned` slip, an `old` ledger (`back` says what its columns are).
//! `template` fills a form of the office's own.
//!
//! The room reads the store and writes files. It knows no window, no clock and no contract.

mod back;
mod book;
mod books;
mod cell;
mod column;
mod county;
mod dossier;
mod files;
mod frame;
mod held;
mod lines;
mod looks;
mod made;
mod marks;
mod old;
mod paper;
mod registers;
mod returned;
mod sheet;
mod summary;
mod table;
mod template;
mod told;
mod wording;
mod workbook;
mod xls;

use std::path::{Path, PathBuf};

pub use self::back::{Back, Target};
use self::book::{Book, Progress, guarded, trouble};
use self::books::Books;
use self::cell::{Cell, Look};
use self::column::Head;
pub use self::county::COUNTY_REGISTERS;
pub use self::files::{Delivered, Digests, deliver, file_name};
use self::files::{Delivery, Workroom};
pub(crate) use self::files::{digest, sync_folder};
use self::looks::Looks;
use self::registers::Source;
use self::sheet::{MOST_LINES, Sheet};
use crate::error::Result;
use crate::store::{FigureTable, Store};

pub use self::dossier::{DossierRow, DossierSheet, write_dossier};
pub use self::frame::Frame;
pub use self::held::{HeldRow, write_held};
pub use self::marks::{MarkLine, write_marks};
pub use self::old::{EachOldRow, Header, OldLedger, OldSheet};
pub use self::paper::{PAPER_TITLE, Paper, PaperFrame, PaperLine, check_code, full_number, paper_order, tear_line, write_papers};
pub use self::registers::{REGISTERS, Register};
pub use self::returned::{ReturnedLine, ReturnedPaper, doubles, read_returned, returned_bytes};
pub use self::table::{BlankColumn, read_table, write_blank};
pub use self::template::{TemplateFile, TemplateLook, TemplateProblem, read_template, write_template, write_template_sample};
pub use self::told::Teller;
pub use self::wording::{Piece, plain, report};
pub use self::workbook::{EachRow, Merge};

/// Told what is being done, how far, of how much; an error stops the work.
pub type Step<'s> = &'s mut dyn FnMut(&str, u64, u64) -> Result<()>;

/// Lines a workbook may hold in memory (about 60 MB); longer ones pass through the home folder.
const LINES_IN_MEMORY: u64 = 10_000;

/// Which ledgers, and where to.
#[derive(Clone)]
pub struct Order {
    /// In this order; none of them twice.
    pub registers: Vec<&'static Register>,
    /// One workbook with a sheet each.
    pub one_book: bool,
    /// Put the files into a folder of their own, named after period and unit.
    pub own_folder: bool,
    /// Where to.
    pub folder: PathBuf,
}

/// What was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Full paths.
    pub files: Vec<PathBuf>,
    /// The folder they are in.
    pub folder: PathBuf,
    /// Lines in all.
    pub rows: u64,
    /// Sentences for the clerk.
    pub notes: Vec<String>,
    /// What was written where; to be kept, so that the next run knows its own files.
    pub digests: Digests,
}

impl Written {
    fn of(done: Delivered, folder: PathBuf, rows: u64) -> Self {
        Self {
            files: done.files,
            folder,
            rows,
            notes: done.notes,
            digests: done.digests,
        }
    }
}

/// The setting in which a station keeps what it wrote where.
pub const DIGESTS: &str = "ledger_files";

/// Writes ledgers: all of them, whole, or none. `home` is where long sheets pass through.
pub fn write(store: &Store, home: &Path, frame: &Frame, order: &Order, step: Step<'_>) -> Result<Written> {
    write_split(store, home, frame, order, step, LINES_IN_MEMORY, MOST_LINES)
}

/// The same with a say in how many lines may be held in memory; for tests of long ledgers.
#[doc(hidden)]
pub fn write_within(store: &Store, home: &Path, frame: &Frame, order: &Order, step: Step<'_>, in_memory: u64) -> Result<Written> {
    write_split(store, home, frame, order, step, in_memory, MOST_LINES)
}

/// The same with a say in how many lines a sheet may have before another goes on with it.
#[doc(hidden)]
pub fn write_split(store: &Store, home: &Path, frame: &Frame, order: &Order, step: Step<'_>, in_memory: u64, in_sheet: u64) -> Result<Written> {
    store.steadily(|| {
        let room = Workroom::open(home)?;
        let folder = if order.own_folder {
            order.folder.join(file_name("", &format!("{}台账_{}", frame.period(), frame.unit)))
        } else {
            order.folder.clone()
        };
        let mut delivery = Delivery::to(&folder)?;
        let expected = order.registers.iter().map(|r| lines::expected(store, r, frame)).collect::<Result<Vec<_>>>()?;
        let mut work = Work {
            books: Books::open(store, frame)?,
            frame,
            looks: Looks::new(),
            progress: Progress::new(step, expected.iter().sum()),
            index: Vec::new(),
            in_sheet,
        };
        let lean = |lines: u64| (lines > in_memory).then(|| room.path());
        let mut rows = 0;
        if order.one_book {
            let name = file_name(&frame.unit, &format!("台账汇总_{}.xlsx", frame.period()));
            let all: Vec<_> = order.registers.clone();
            rows += work.book(&mut delivery, &name, &all, lean(expected.iter().sum()))?;
        } else {
            // The table of contents tells of all others, so it comes last.
            let (contents, others): (Vec<_>, Vec<_>) = order.registers.iter().zip(&expected).partition(|(r, _)| matches!(r.source, Source::Index));
            for (register, expected) in others.into_iter().chain(contents) {
                let name = file_name(&frame.unit, &format!("{}_{}.xlsx", register.label, frame.period()));
                rows += work.book(&mut delivery, &name, &[*register], lean(*expected))?;
            }
        }
        work.progress.ask()?;
        let done = delivery.finish(&store.setting(DIGESTS)?.unwrap_or_default())?;
        Ok(Written::of(done, folder, rows))
    })
}

/// Writes one table of figures as a workbook of its own, with the columns `wanted`.
pub fn write_table(
    store: &Store,
    home: &Path,
    frame: &Frame,
    folder: &Path,
    title: &str,
    table: &FigureTable,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Written> {
    one_sheet(store, home, frame, folder, title, summary::of_table(table, wanted), None)
}

/// Writes the 工作小结 of the frame's stations on one page: its words over its figures.
pub fn write_summary(store: &Store, home: &Path, frame: &Frame, folder: &Path, words: &str) -> Result<Written> {
    let table = summary::figures_alone(store, &frame.codes(), frame.from, frame.to)?;
    one_sheet(store, home, frame, folder, "工作小结", table, Some(words))
}

/// One workbook of one sheet; with words over the table all of it on one upright page.
fn one_sheet(store: &Store, home: &Path, frame: &Frame, folder: &Path, title: &str, table: Table, words: Option<&str>) -> Result<Written> {
    let _room = Workroom::open(home)?;
    let mut delivery = Delivery::to(folder)?;
    let name = file_name(&frame.unit, &format!("{title}_{}.xlsx", frame.period()));
    let (file, path) = delivery.begin(&name)?;
    let say = |e| trouble(&path, e);
    let (heads, lines) = table;
    let mut book = Book::new(frame, None)?;
    let place = book.add()?;
    let looks = Looks::new();
    // Excel takes 31 characters on a tab.
    let tab: String = title.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(28).collect();
    let page = book.sheet(place)?;
    let mut sheet = Sheet::begin_under(page, &looks, frame, title, &tab, heads, words.unwrap_or_default()).map_err(say)?;
    if words.is_some() {
        page.set_portrait().set_print_fit_to_pages(1, 1);
    }
    for line in &lines {
        sheet.line(book.sheet(place)?, line).map_err(say)?;
    }
    let rows = sheet.end(book.sheet(place)?, "合计").map_err(say)?;
    book.save(&file, &path, &mut || Ok(()))?;
    let done = delivery.finish(&store.setting(DIGESTS)?.unwrap_or_default())?;
    Ok(Written::of(done, folder.to_path_buf(), rows))
}

/// What stands before the sums of a sheet that holds a part of its register.
const PART_SUM: &str = "本表合计";

/// Columns and lines that are ready at once.
type Table = (Vec<Head>, Vec<Vec<Cell>>);

/// One line of the table of contents.
struct Entry {
    register: &'static Register,
    lines: u64,
    place: String,
}

struct Work<'a> {
    books: Books<'a>,
    frame: &'a Frame,
    looks: Looks,
    progress: Progress<'a>,
    index: Vec<Entry>,
    in_sheet: u64,
}

impl Work<'_> {
    /// One workbook with these registers; answers with its lines.
    fn book(&mut self, delivery: &mut Delivery, name: &str, registers: &[&'static Register], lean: Option<&Path>) -> Result<u64> {
        let (file, path) = delivery.begin(name)?;
        let mut fill = || {
            let mut book = Book::new(self.frame, lean)?;
            let places = registers.iter().map(|_| book.add()).collect::<Result<Vec<_>>>()?;
            let mut jobs: Vec<_> = registers.iter().zip(places).collect();
            jobs.sort_by_key(|(r, _)| matches!(r.source, Source::Index));
            let mut rows = 0;
            for (register, place) in jobs {
                self.progress.doing(format!("正在写{}", register.label))?;
                let lines = self.sheet(&mut book, place, register, &path)?;
                let place = if registers.len() > 1 {
                    format!("工作表“{}”", register.label)
                } else {
                    name.to_owned()
                };
                self.index.push(Entry { register, lines, place });
                rows += lines;
            }
            self.progress.doing(format!("正在保存{name}"))?;
            book.save(&file, &path, &mut || self.progress.ask())?;
            Ok(rows)
        };
        match lean {
            Some(folder) => guarded(folder, &mut fill),
            None => fill(),
        }
    }

    /// One register on its sheet; on several, when Excel's rows do not hold it.
    fn sheet(&mut self, book: &mut Book<'_>, place: usize, register: &Register, path: &Path) -> Result<u64> {
        let say = |e| trouble(path, e);
        let (heads, ready) = match register.source {
            Source::Figures => self.figures()?,
            Source::Index => self.contents()?,
            _ => (register.columns_in(self.frame).iter().map(|c| c.head(register.noun())).collect(), Vec::new()),
        };
        let (frame, looks, in_sheet) = (self.frame, &self.looks, self.in_sheet);
        let begin = |book: &mut Book<'_>, place: usize, name: &str| {
            let (long, page) = (book.is_lean(), book.sheet(place)?);
            let sheet = Sheet::begin(page, looks, frame, register.label, name, heads.clone()).map_err(say)?;
            if long { sheet.long(page).map_err(say) } else { Ok(sheet) }
        };
        let mut sheet = begin(book, place, register.label)?;
        for line in &ready {
            sheet.line(book.sheet(place)?, line).map_err(say)?;
        }
        let (mut place, mut sheets, mut before) = (place, 1, 0);
        let progress = &mut self.progress;
        lines::each(register, &self.books, frame, &mut || progress.one(), &mut |line| {
            if sheet.lines() >= in_sheet {
                sheets += 1;
                let next = book.add()?;
                let fresh = begin(book, next, &format!("{}（{sheets}）", register.label))?;
                let full = std::mem::replace(&mut sheet, fresh);
                before += full.end(book.sheet(place)?, PART_SUM).map_err(say)?;
                place = next;
            }
            sheet.line(book.sheet(place)?, &line).map_err(say)
        })?;
        let sum = if sheets > 1 { PART_SUM } else { "合计" };
        Ok(before + sheet.end(book.sheet(place)?, sum).map_err(say)?)
    }

    fn figures(&mut self) -> Result<Table> {
        summary::table(self.books.store, &self.frame.codes(), self.frame.from, self.frame.to, &mut || {
            self.progress.ask()
        })
    }

    /// 台账目录: what was written before it, or, alone, everything there is.
    fn contents(&mut self) -> Result<Table> {
        if self.index.is_empty() {
            let own: &[Register] = if self.frame.stations.is_some() { COUNTY_REGISTERS } else { &[] };
            for register in REGISTERS.iter().chain(own).filter(|r| !matches!(r.source, Source::Index)) {
                let mut lines = match register.source {
                    Source::Figures => self.figures()?.1.len() as u64,
                    _ => 0,
                };
                let progress = &mut self.progress;
                lines::each(register, &self.books, self.frame, &mut || progress.ask(), &mut |_| {
                    lines += 1;
                    Ok(())
                })?;
                self.index.push(Entry {
                    register,
                    lines,
                    place: String::new(),
                });
            }
        }
        let heads = vec![
            Head::new("序号", 6.0, Look::Count),
            Head::new("台账名称", 30.0, Look::Short),
            Head::new("内容", 52.0, Look::Words),
            Head::new("条数", 9.0, Look::Count),
            Head::new("所在文件", 52.0, Look::Words),
            Head::new("备注", 18.0, Look::Short),
        ];
        let lines = (1..)
            .zip(&self.index)
            .map(|(n, e)| {
                let lines = i64::try_from(e.lines).unwrap_or(i64::MAX);
                vec![
                    Cell::Whole(n),
                    Cell::text(e.register.label),
                    Cell::text(e.register.about),
                    Cell::Whole(lines),
                    Cell::text(e.place.as_str()),
                    Cell::Blank,
                ]
            })
            .collect();
        Ok((heads, lines))
    }
}
