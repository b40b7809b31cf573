//! 接待登记表 and 走访登记表: one visit a page, in the order of the register's columns.

use super::fill::{BY_HAND, Filling, SECRET, Sheet};
use super::setter::{BODY, SMALL, Setter};
use super::table::Place;
use crate::error::Result;
use crate::records::{Kept, visit};

const ROW: f32 = 9.5;

pub(super) fn set(filling: &Filling<'_>, setter: &mut Setter, record: Option<&Kept>) -> Result<()> {
    let home = record.is_some_and(|r| r.text("kind") == visit::HOME);
    set_as(filling, setter, record, home)
}

/// 走访登记表, whatever the record; without one, to be taken along.
pub(super) fn set_home(filling: &Filling<'_>, setter: &mut Setter, record: Option<&Kept>) -> Result<()> {
    set_as(filling, setter, record, true)
}

fn set_as(filling: &Filling<'_>, setter: &mut Setter, record: Option<&Kept>, home: bool) -> Result<()> {
    let said = filling.said(if home { "home_visits" } else { "visits" }, record)?;
    let of = |title| Ok::<_, crate::Error>((title, said.at(title)?));
    setter.page();
    setter.title(if home { "代表联系选民（走访）登记表" } else { "接待登记表" });
    setter.ends(&format!("联络站：{}", filling.unit(record)), "", BODY);
    let mut sheet = Sheet::new();
    if home {
        sheet.two(ROW, [of("日期")?, of("代表")?]);
        sheet.two(ROW, [of("走访对象")?, of("村组")?]);
        sheet.two(ROW, [of("电话")?, of("户数/人数")?]);
        sheet.two(ROW, [of("走访方式")?, of("意见建议编号")?]);
        sheet.one(24.0, of("宣传内容")?, Place::Top);
        sheet.one(72.0, of("反映情况")?, Place::Top);
        sheet.one(56.0, of("当场答复")?, Place::Top);
        sheet.two(14.0, [("走访对象签名", ""), ("代表签名", "")]);
        sheet.two(ROW, [of("记录人")?, ("填表日期", BY_HAND)]);
        sheet.one(14.0, of("备注")?, Place::Top);
    } else {
        sheet.two(ROW, [of("编号")?, of("日期")?]);
        sheet.two(ROW, [of("时间")?, of("地点")?]);
        sheet.two(ROW, [of("接待代表")?, of("来访方式")?]);
        sheet.two(ROW, [of("选民姓名")?, of("性别")?]);
        sheet.two(ROW, [of("住址（村组）")?, of("电话")?]);
        sheet.two(ROW, [of("人数")?, of("类别")?]);
        sheet.one(66.0, of("反映问题（原话）")?, Place::Top);
        sheet.one(44.0, of("代表答复")?, Place::Top);
        sheet.two(ROW, [of("处理方式")?, of("转交单位")?]);
        sheet.one(20.0, of("办理结果")?, Place::Top);
        sheet.two(ROW, [of("反馈时间·方式")?, of("满意度")?]);
        sheet.two(14.0, [of("选民签名")?, of("代表签名")?]);
        sheet.two(ROW, [of("记录人")?, of("备注")?]);
    }
    sheet.set(setter);
    setter.gap(1.0);
    setter.words("本表只登记办理这件事需要的内容，不登记身份证号；姓名、住址、电话不对外公开。", SMALL);
    if record.is_some_and(|r| r.flag("confidential")) {
        setter.words(SECRET, SMALL);
    }
    Ok(())
}
