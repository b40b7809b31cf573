//! Figures of a period. Units are never mixed: 件, 次, 人次, 人, 批次 each have their own field.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Desk};
use crate::error::{Error, Remark, Result};
use crate::records::dates;

/// A period, both days in it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Period {
    /// YYYY-MM-DD
    pub from: String,
    /// YYYY-MM-DD
    pub to: String,
}

/// A word and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Count {
    /// The word.
    pub word: String,
    /// How often.
    pub count: u64,
}

/// The figures of a period.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Figures {
    /// 活动次数（次）
    pub activities: u64,
    /// By kind.
    pub activities_by_kind: Vec<Count>,
    /// By month, YYYY-MM.
    pub activities_by_month: Vec<Count>,
    /// 现场解决数（个）: solved at activities, matters closed on the spot, visits answered on the spot; none twice.
    pub solved_on_site: u64,
    /// 交办件数（件）: matters of the period that were referred to a unit.
    pub referred: u64,
    /// 其中已办结（件）: closed by the last day of the period.
    pub referred_closed: u64,
    /// 办结率 in per cent, one decimal; null when nothing was referred.
    pub closed_rate: Option<f64>,
    /// 满意率 of voters over matters raised in the period, in per cent; unreturned ratings stay out; null when nobody rated.
    pub satisfied_rate: Option<f64>,
    /// 满意和基本满意率 in per cent; null when nobody rated.
    pub satisfied_or_basic_rate: Option<f64>,
    /// 意见建议（件）
    pub matters: u64,
    /// By state word.
    pub matters_by_state: Vec<Count>,
    /// By category.
    pub matters_by_category: Vec<Count>,
    /// By month, YYYY-MM.
    pub matters_by_month: Vec<Count>,
    /// 接待日（次）
    pub reception_days: u64,
    /// 接待批次（批次）
    pub visit_batches: u64,
    /// 接待人次（人次）
    pub visit_people: u64,
    /// 走访（次）
    pub home_visits: u64,
    /// 培训（次）
    pub trainings: u64,
    /// 培训人次（人次）
    pub training_people: u64,
    /// 代表小组（个）
    pub groups: u64,
    /// 在任代表（人）
    pub deputies: u64,
    /// Deputy and number of days she came to the station (次), by pinyin; serving ones without any included.
    pub deputies_at_station: Vec<Count>,
}

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
