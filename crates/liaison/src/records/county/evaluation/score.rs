//! Numbers, rates and the score of a unit's cases.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Case, Ratings};

/// How much each criterion weighs in the score; 0 leaves it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Weights {
    /// 按期办理率
    pub on_time: u32,
    /// 解决率: A among those answered.
    pub solved: u32,
    /// 对办理结果的满意和基本满意率
    pub result: u32,
    /// 对办理态度的满意和基本满意率
    pub attitude: u32,
    /// 一次办成率: not sent back for re-handling.
    pub once: u32,
    /// 承诺落实率: of B, those followed up.
    pub kept: u32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            on_time: 30,
            solved: 20,
            result: 25,
            attitude: 10,
            once: 10,
            kept: 5,
        }
    }
}

/// A unit's numbers in a period. Each names its own 件; none is computed from another's rounding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnitFigures {
    /// 收到, 件
    pub received: u64,
    /// 按期, 件
    pub on_time: u64,
    /// 超期 (answered late, or not answered and past the deadline), 件
    pub late: u64,
    /// 还在期限内, 件
    pub pending: u64,
    /// 撤回或转为代表建议 before an answer, 件: in no rate.
    pub dropped: u64,
    /// A, B, C, D, 件
    pub classes: [u64; 4],
    /// 退回重办过, 件
    pub redone: u64,
    /// 承诺 (B) 已落实, 件
    pub kept: u64,
    /// 对办理态度, 份
    pub attitude: Ratings,
    /// 对办理结果, 份
    pub result: Ratings,
}

/// Numbers that can be opened.
pub const FIGURES: &[&str] = &["received", "on_time", "late", "pending", "dropped", "a", "b", "c", "d", "redone", "kept"];

/// Whether a case is one of those a number counts.
pub fn counts(figure: &str, case: &Case) -> bool {
    match figure {
        "received" => true,
        "dropped" => case.dropped,
        "on_time" => !case.dropped && case.on_time == Some(true),
        "late" => !case.dropped && case.on_time == Some(false),
        "pending" => !case.dropped && case.on_time.is_none(),
        "a" | "b" | "c" | "d" => case.class.eq_ignore_ascii_case(figure),
        "redone" => case.redone,
        "kept" => case.class == "B" && case.kept,
        _ => false,
    }
}

/// Adds up a unit's cases.
pub fn figures<'a>(cases: impl IntoIterator<Item = &'a Case>) -> UnitFigures {
    let mut all = UnitFigures::default();
    for case in cases {
        let one = |figure| u64::from(counts(figure, case));
        all.received += one("received");
        all.dropped += one("dropped");
        all.on_time += one("on_time");
        all.late += one("late");
        all.pending += one("pending");
        for (sum, class) in all.classes.iter_mut().zip(["a", "b", "c", "d"]) {
            *sum += one(class);
        }
        all.redone += one("redone");
        all.kept += one("kept");
        all.attitude.add(case.attitude);
        all.result.add(case.result);
    }
    all
}

/// Rates in per cent; None where there is nothing to divide by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct Rates {
    /// 按期 ÷ (按期 + 超期)
    pub on_time: Option<f64>,
    /// A ÷ (A + B + C + D)
    pub solved: Option<f64>,
    /// (满意 + 基本满意) ÷ 收回, result
    pub result: Option<f64>,
    /// 满意 ÷ 收回, result
    pub result_satisfied: Option<f64>,
    /// (满意 + 基本满意) ÷ 收回, attitude
    pub attitude: Option<f64>,
    /// 满意 ÷ 收回, attitude
    pub attitude_satisfied: Option<f64>,
    /// 没有退回重办 ÷ 已答复
    pub once: Option<f64>,
    /// 已落实 ÷ B
    pub kept: Option<f64>,
}

fn per_cent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

/// The rates of these numbers.
pub fn rates(f: &UnitFigures) -> Rates {
    let answered: u64 = f.classes.iter().sum();
    Rates {
        on_time: per_cent(f.on_time, f.on_time + f.late),
        solved: per_cent(f.classes[0], answered),
        result: per_cent(f.result.satisfied + f.result.fair, f.result.returned),
        result_satisfied: per_cent(f.result.satisfied, f.result.returned),
        attitude: per_cent(f.attitude.satisfied + f.attitude.fair, f.attitude.returned),
        attitude_satisfied: per_cent(f.attitude.satisfied, f.attitude.returned),
        once: per_cent(answered.saturating_sub(f.redone), answered),
        kept: per_cent(f.kept, f.classes[1]),
    }
}

/// The score, 0 to 100: the weighted mean of the rates there are. None where there is none.
pub fn score(rates: &Rates, weights: &Weights) -> Option<f64> {
    let parts = [
        (rates.on_time, weights.on_time),
        (rates.solved, weights.solved),
        (rates.result, weights.result),
        (rates.attitude, weights.attitude),
        (rates.once, weights.once),
        (rates.kept, weights.kept),
    ];
    let (mut sum, mut whole) = (0.0, 0);
    for (rate, weight) in parts {
        if let Some(rate) = rate {
            sum += rate * f64::from(weight);
            whole += weight;
        }
    }
    (whole > 0).then(|| sum / f64::from(whole))
}
