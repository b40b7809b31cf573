//! 征询意见表: what was done about a matter, and what the one who raised it and the deputy think
//! of it.

use super::fill::{BY_HAND, Filling, SECRET, Sheet, boxes};
use super::setter::{BODY, SMALL, Setter};
use super::table::Place;
use crate::error::{Error, Result};
use crate::records::{Kept, List};

pub(super) fn set(filling: &Filling<'_>, setter: &mut Setter, record: Option<&Kept>) -> Result<()> {
    let said = filling.said("matters", record)?;
    let of = |title| Ok::<_, Error>((title, said.at(title)?));
    let ratings = filling.store.lists()?.remove(&List::Rating).unwrap_or_default();
    let tick = boxes(ratings.iter().map(String::as_str));
    setter.page();
    setter.title("意见建议办理情况征询意见表");
    setter.ends(
        &format!("联络站：{}", filling.unit(record)),
        &match said.at("编号")? {
            "" => String::new(),
            number => format!("编号：{number}"),
        },
        BODY,
    );
    let mut sheet = Sheet::new();
    sheet.one(9.0, of("标题")?, Place::Left);
    sheet.two(9.0, [of("反映人")?, of("收集代表")?]);
    sheet.one(42.0, of("内容摘要")?, Place::Top);
    sheet.two(9.0, [of("主办单位")?, of("协办单位")?]);
    sheet.two(9.0, [of("交办日期")?, of("答复日期")?]);
    sheet.one(50.0, of("办理情况")?, Place::Top);
    for (whose, signs) in [("反映人意见", "反映人签名"), ("代表意见", "代表签名")] {
        sheet.one(9.0, ("办理态度", &tick), Place::Left);
        sheet.one(9.0, ("办理结果", &tick), Place::Left);
        sheet.one(20.0, (&format!("{whose}（不满意的请写原因）"), ""), Place::Top);
        sheet.two(12.0, [(signs, ""), ("日期", BY_HAND)]);
    }
    sheet.set(setter);
    setter.gap(1.0);
    setter.words("请在“□”里打“√”，签名后交回联络站。不满意的，退回承办单位重新办理。", SMALL);
    if record.is_some_and(|r| r.flag("confidential")) {
        setter.words(SECRET, SMALL);
    }
    Ok(())
}
