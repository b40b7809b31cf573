//! 站点登记单: the station's public keys for the county, with what is compared by telephone.

use super::setter::{BODY, Setter, Style};
use super::table::{Cell, Table};

/// What stands on it.
pub struct Slip<'a> {
    /// The station's code.
    pub code: &'a str,
    /// The county office it is for.
    pub county: &'a str,
    /// Groups of digits to compare by telephone.
    pub digits: Vec<&'a str>,
    /// QR code of the text, row by row; true is black.
    pub qr: &'a [bool],
    /// The slip itself.
    pub text: &'a str,
    /// Name of its file.
    pub file: &'a str,
}

pub(super) fn set(setter: &mut Setter, unit: &str, today: &str, slip: &Slip<'_>) {
    setter.page();
    setter.title("站点登记单");
    setter.words(&format!("{unit}（{}）　{today}　交：{}", slip.code, slip.county), BODY.middle());
    setter.gap(3.0);
    setter.words("密钥指纹（县里打电话来，请照着念）：", BODY);
    setter.gap(1.0);
    let mut table = Table::new([0.0; 4]).sized(20.0);
    for row in slip.digits.chunks(4) {
        table.row(16.0, row.iter().map(|group| Cell::label(*group)).collect::<Vec<_>>());
    }
    setter.table(&table);
    setter.gap(4.0);
    setter.squares(slip.qr, 76.0, |setter| {
        let step = BODY.leaded(1.7);
        setter.words("怎么办：", step);
        setter.words(&format!("1．把这张纸和 U 盘里的 {} 一起交给{}。", slip.file, slip.county), step);
        setter.words("2．县里收到后给本站打电话。请按站里平时用的号码通话，把上面八组数字念一遍。", step);
        setter.words("3．县里登记好，会给一份新名册。把新名册装进程序，就能交接了。", step);
        setter.gap(3.0);
        setter.words("这张纸上没有秘密，别人看到不要紧；要紧的是县里登记的和这八组数字一样。", step);
    });
    setter.gap(4.0);
    setter.words(slip.text, Style::new(8.0));
    setter.gap(6.0);
    setter.filled_in(&[("站里经办：", "", 0.34), ("县里核对：", "", 0.33), ("核对日期：", "", 0.33)]);
}
