//! 交接包入库回执: what the county took in of a station's bundles, for whoever carried them.

use super::fill::BY_HAND;
use super::setter::{BODY, Setter};
use super::table::{Cell, Table};

/// What it is called.
pub const RECEIPT: &str = "交接包入库回执";

/// What stands on it.
pub struct Receipt {
    /// Titles with texts.
    pub lines: Vec<(&'static str, String)>,
    /// Lines not taken: number of the bundle, of the record, and why.
    pub refused: Vec<[String; 3]>,
}

pub(super) fn set(setter: &mut Setter, unit: &str, today: &str, receipt: &Receipt) {
    setter.page();
    setter.title(RECEIPT);
    setter.ends(&format!("收件单位：{unit}"), &format!("打印日期：{today}"), BODY);
    let mut table = Table::new([42.0, 0.0]);
    for (title, text) in &receipt.lines {
        table.row(10.0, [Cell::label(*title), Cell::new(text.as_str()).left()]);
    }
    setter.table(&table);
    if !receipt.refused.is_empty() {
        setter.gap(3.0);
        let count = receipt.refused.len();
        setter.words(&format!("没有收下的 {count} 行，请站里改好，随下一包再送："), BODY);
        setter.gap(1.0);
        let mut table = Table::new([16.0, 36.0, 0.0]).headed(9.0, &["包号", "记录编号", "原因"]);
        for [seq, number, says] in &receipt.refused {
            table.row(8.0, [Cell::new(seq.as_str()), Cell::new(number.as_str()), Cell::long(says.as_str())]);
        }
        setter.table(&table);
    }
    setter.gap(8.0);
    setter.filled_in(&[("县里经办人：", "", 0.5), ("站里领取人：", "", 0.5)]);
    setter.gap(8.0);
    setter.ends("县里（盖章）：", &format!("领取日期：{BY_HAND}"), BODY);
}
