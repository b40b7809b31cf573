//! A template to begin with: a register as this program prints it, its cells holes, and on a second sheet
//! every name that may be written.

use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::names::{SINGLES, known};
use crate::error::{Error, Result};
use crate::ledger::DIGESTS;
use crate::ledger::Written;
use crate::ledger::book::trouble;
use crate::ledger::cell::Look;
use crate::ledger::files::{Delivery, file_name};
use crate::ledger::looks::{DATE, MONTH};
use crate::ledger::registers::Register;
use crate::ledger::sheet::page;
use crate::store::Store;

/// Writes the sample of a register into `folder`; a file of that name that was changed by hand stays, and
/// the new one gets “（2）”.
pub fn write_template_sample(store: &Store, folder: &Path, register: &Register) -> Result<Written> {
    if !register.is_filled() {
        return Err(Error::NotReady(format!("“{}”没有一条一条的记录，不能做成表样", register.label)));
    }
    let mut delivery = Delivery::to(folder)?;
    let (file, path) = delivery.begin(&file_name("", &format!("表样示例_{}.xlsx", register.label)))?;
    let mut book = Workbook::new();
    lay(&mut book, register)
        .and_then(|()| explain(&mut book, register))
        .and_then(|()| book.save_to_writer(&file))
        .map_err(|e| trouble(&path, e))?;
    file.sync_all().map_err(|e| Error::file(&path, e))?;
    let done = delivery.finish(&store.setting(DIGESTS)?.unwrap_or_default())?;
    Ok(Written::of(done, folder.to_path_buf(), 0))
}

fn lay(book: &mut Workbook, register: &Register) -> Result<(), XlsxError> {
    let font = || {
        Format::new()
            .set_font_name("宋体")
            .set_font_charset(134)
            .set_font_size(10)
            .set_align(FormatAlign::VerticalCenter)
    };
    let boxed = || font().set_border(FormatBorder::Thin).set_text_wrap();
    let centred = || boxed().set_align(FormatAlign::Center);
    let noun = register.noun();
    let heads: Vec<_> = register.columns.iter().map(|column| column.head(noun)).collect();
    let last = u16::try_from(heads.len().max(4) - 1).unwrap_or(u16::MAX);
    let half = last / 2;
    let sheet = book.add_worksheet();
    sheet.set_name(register.label)?;
    page(sheet);
    sheet.set_repeat_rows(2, 2)?.set_freeze_panes(3, 0)?.set_print_area(0, 0, 4, last)?;
    let title = font().set_font_size(18).set_bold().set_align(FormatAlign::Center);
    sheet
        .set_row_height(0, 32)?
        .merge_range(0, 0, 0, last, &format!("{{{{期间}}}}{}", register.label), &title)?;
    let said = font().set_font_size(11);
    sheet.set_row_height(1, 20)?;
    sheet.merge_range(1, 0, 1, half, "填报单位：{{站名}}", &said)?;
    sheet.merge_range(1, half + 1, 1, last, "打印日期：{{打印日期}}", &said)?;
    for (at, head) in (0u16..).zip(&heads) {
        sheet.set_column_width(at, head.width)?;
        sheet.write_with_format(2, at, &head.title, &centred().set_bold())?;
        let look = match head.look {
            Look::Words => boxed(),
            Look::Short => centred(),
            Look::Code => centred().set_num_format("@"),
            Look::Count => centred().set_num_format("0"),
            Look::Rate => centred().set_num_format("0.0"),
            Look::Date => centred().set_num_format(DATE),
            Look::Month => centred().set_num_format(MONTH),
        };
        sheet.write_with_format(3, at, format!("{{{{{}}}}}", head.title), &look)?;
    }
    sheet.merge_range(4, 0, 4, half, "共 {{条数}} 条", &said)?;
    sheet.merge_range(4, half + 1, 4, last, "制表人：{{制表人}}", &said)?;
    Ok(())
}

fn explain(book: &mut Workbook, register: &Register) -> Result<(), XlsxError> {
    let font = || Format::new().set_font_name("宋体").set_font_charset(134).set_font_size(11).set_text_wrap();
    let (plain, bold) = (font(), font().set_bold());
    let sheet = book.add_worksheet();
    sheet.set_name("能写的栏目")?;
    sheet.set_column_width(0, 26)?.set_column_width(1, 70)?;
    let own = known(register);
    let mut lines: Vec<(String, String, bool)> = vec![
        (
            "怎样做表样".into(),
            "把第一张工作表改成本单位的样子：标题、列宽、合并、字体、打印区域都照原样保留。这张说明看完可以删掉。".into(),
            true,
        ),
        (
            String::new(),
            "栏目的名称写在格子里，前后各两个花括号，照第一张表的样子；一个格子里可以写几个栏目，也可以夹着别的字。".into(),
            false,
        ),
        (
            String::new(),
            "写着台账栏目的那一行，每条记录重复一次；一张工作表只能有一行重复，不能和下面的行合并。".into(),
            false,
        ),
        ("随处可以写的".into(), String::new(), true),
    ];
    lines.extend(SINGLES.iter().map(|(_, names, says)| (names[0].to_owned(), (*says).to_owned(), false)));
    lines.push((format!("重复的那一行可以写的（{}）", register.label), String::new(), true));
    lines.extend(own.iter().filter(|k| k.own).map(|k| (k.label.clone(), String::new(), false)));
    lines.push(("台账里没有、也可以写的".into(), String::new(), true));
    lines.extend(own.iter().filter(|k| !k.own).map(|k| (k.label.clone(), String::new(), false)));
    for (row, (name, says, head)) in (0u32..).zip(&lines) {
        let look = if *head { &bold } else { &plain };
        sheet.write_with_format(row, 0, name, look)?;
        sheet.write_with_format(row, 1, says, &plain)?;
    }
    Ok(())
}
