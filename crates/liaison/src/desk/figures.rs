//! Figures of a period. Units are never mixed: 件, 次, 人次, 人, 批次 each have their own field.

use super::{Call, Desk, Figures, Period};
use crate::error::{Error, Remark, Result};
use crate::records::dates;

pub(super) fn checked(period: &Period) -> Result<()> {
    let mut remarks = Vec::new();
    for (key, value, label) in [("from", &period.from, "开始日期"), ("to", &period.to, "结束日期")] {
        if dates::parse(value).is_none() {
            remarks.push(Remark::new(key, format!("请填写{label}")));
        }
    }
    if remarks.is_empty() && period.from > period.to {
        remarks.push(Remark::new("to", "结束日期不能早于开始日期"));
    }
    if remarks.is_empty() { Ok(()) } else { Err(Error::Draft(remarks)) }
}

/// The figures of a period.
pub fn figures(desk: &mut Desk, _: &mut Call<'_>, period: Period) -> Result<Figures> {
    checked(&period)?;
    desk.store()?.figures(&period)
}
