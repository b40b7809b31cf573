//! 交办单 with a 回执 to tear off: one matter a page. What it says is what the workbook of the same
//! name says; the unit's own columns are left for its pen.

use super::fill::{BY_HAND, Filling, Said, Sheet, boxes};
use super::setter::{BODY, SMALL, Setter, Style};
use super::table::Place;
use crate::error::{Error, Result};
use crate::ledger::{PAPER_TITLE, PaperLine, tear_line};
use crate::records::{Kept, Noun, life};

pub(super) fn set(filling: &Filling<'_>, setter: &mut Setter, record: Option<&Kept>) -> Result<()> {
    let record = record.ok_or(Error::NotFound(Noun::Matter.label()))?;
    let given: Said = PaperLine::of(record)?.given().into_iter().collect();
    let of = |title| Ok::<_, Error>((title, given.at(title)?));
    let (to, from) = (record.text("lead_unit"), filling.frame.unit.as_str());
    setter.page();
    setter.title(PAPER_TITLE);
    setter.ends(&format!("承办单位：{to}"), &format!("交办单位：{from}"), BODY);
    let mut sheet = Sheet::new();
    sheet.two(9.0, [of("编号")?, of("核对码")?]);
    sheet.one(9.0, of("标题")?, Place::Left);
    sheet.two(9.0, [of("反映人")?, of("协办单位")?]);
    sheet.one(51.0, of("内容摘要")?, Place::Top);
    sheet.two(9.0, [of("交办日期")?, of("要求办结日期")?]);
    sheet.two(9.0, [("签收人", ""), ("签收日期", BY_HAND)]);
    sheet.two(9.0, [("承办人", ""), ("电话", "")]);
    let classes = life::RESULT_CLASSES.iter().map(|(_, label)| *label);
    sheet.one(9.0, ("结果类别", &boxes(classes)), Place::Left);
    sheet.one(51.0, ("答复内容", ""), Place::Top);
    sheet.two(12.0, [("答复日期", BY_HAND), ("单位盖章", "")]);
    sheet.set(setter);
    setter.gap(0.5);
    let phone = match filling.phone {
        "" => String::new(),
        phone => format!("电话：{phone}　"),
    };
    setter.ends(
        "请按要求的日期办结，填好后退回；核对码请不要改。",
        &format!("经办人：{}　{phone}{}", filling.frame.clerk, filling.today()),
        SMALL,
    );
    setter.down_to(52.0);
    setter.cut(&tear_line(from));
    setter.gap(2.0);
    setter.words(&format!("{PAPER_TITLE}回执"), Style::new(16.0).heavy().middle());
    let promise = format!(
        "{from}：今收到你单位交办的“{}”（编号 {}，核对码 {}），将在{}前办结并答复。",
        given.at("标题")?,
        given.at("编号")?,
        given.at("核对码")?,
        given.at("要求办结日期")?
    );
    setter.words(&promise, Style::new(11.0).paragraph().leaded(1.6));
    setter.gap(1.0);
    setter.filled_in(&[("签收人：", "", 0.5), ("联系电话：", "", 0.5)]);
    setter.gap(3.0);
    setter.ends(&format!("承办单位（盖章）：{to}"), BY_HAND, Style::new(11.0));
    Ok(())
}
