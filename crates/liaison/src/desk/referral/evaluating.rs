//! 承办单位评价: gathers the cases of a period, counts them, and opens what a number counts.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::county_only;
use crate::desk::figures::checked;
use crate::desk::records::line;
use crate::desk::{Call, Desk, Hit, Period, Written, ledgers, settings};
use crate::error::{Error, Remark, Result};
use crate::ledger::{self, Frame, MarkLine};
use crate::records::county::evaluation::{self, Case, FIGURES, Rates, UnitFigures, Weights};
use crate::records::{Kept, Noun, dates, text};
use crate::store::Store;

/// Setting with the weights.
const WEIGHTS: &str = "evaluation";

/// Which period, by which weights.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EvaluationAsk {
    /// First day of first referral, YYYY-MM-DD.
    pub from: String,
    /// Last day of it.
    pub to: String,
    /// Weights to try; null takes the kept ones.
    #[serde(default)]
    pub weights: Option<Weights>,
}

/// One unit's evaluation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct UnitMark {
    /// 承办单位
    pub unit: String,
    /// Its numbers.
    pub figures: UnitFigures,
    /// Its rates, per cent.
    pub rates: Rates,
    /// Its score, 0 to 100; null where there is nothing to score.
    pub score: Option<f64>,
}

/// The evaluation of a period.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Evaluation {
    /// Units by name; it is no ranking.
    pub units: Vec<UnitMark>,
    /// The weights used.
    pub weights: Weights,
    /// How each number is counted, in sentences.
    pub explains: Vec<String>,
}

/// Asks which matters a number counts.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EvaluationOpen {
    /// 承办单位
    pub unit: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// received, on_time, late, pending, dropped, a, b, c, d, redone, kept.
    pub figure: String,
}

/// Asks for the evaluation as a workbook.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct EvaluationWrite {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Folder; "" is 文档/代表联络站台账/台账.
    #[serde(default)]
    pub folder: String,
}

const EXPLAINS: &[&str] = &[
    "收到：本时段第一次交给该单位的意见建议，按件算，重办不重复算；单位退回交办的不算。",
    "按期：每次交办都在期限（含同意的延期）以前答复。超期：答复晚于期限，或过了期限还没有答复。",
    "撤回、转为代表建议而没有答复的，只算收到，不进任何比率。",
    "按期办理率＝按期÷（按期＋超期）。还在期限内没有答复的不算。",
    "解决率＝A÷已答复（A＋B＋C＋D），按最后一次答复的类别。",
    "满意和基本满意率＝（满意＋基本满意）÷收回的评价，按份算；没有收回的评价不算。对结果的评价，选民和代表各算一份。",
    "一次办成率＝没有退回重办过的÷已答复。承诺落实率＝B 类中记了“承诺落实”的÷B 类。",
    "得分＝各比率乘以权重相加，再除以权重之和；没有数的比率连同它的权重都不算。按单位名称排列，不排名次。",
];

/// The cases of a period, each with its matter.
fn gather(store: &Store, from: &str, to: &str, today: &str) -> Result<Vec<(Case, Kept)>> {
    let mut all = Vec::new();
    for matter in store.referred_since(from)? {
        let steps = store.steps(&matter.head.id)?;
        for case in evaluation::cases(&matter, &steps, today) {
            if case.from.as_str() >= from && case.from.as_str() <= to {
                all.push((case, matter.clone()));
            }
        }
    }
    Ok(all)
}

fn marks(store: &Store, period: &Period, today: &str, weights: &Weights) -> Result<Vec<UnitMark>> {
    let mut by_unit: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for (case, _) in gather(store, &period.from, &period.to, today)? {
        by_unit.entry(case.unit.clone()).or_default().push(case);
    }
    let mut units: Vec<UnitMark> = by_unit
        .into_iter()
        .map(|(unit, cases)| {
            let figures = evaluation::figures(&cases);
            let rates = evaluation::rates(&figures);
            UnitMark {
                unit,
                score: evaluation::score(&rates, weights),
                figures,
                rates,
            }
        })
        .collect();
    units.sort_by_cached_key(|mark| text::sort_key(&mark.unit));
    Ok(units)
}

/// Evaluates the units.
pub fn evaluation(desk: &mut Desk, call: &mut Call<'_>, ask: EvaluationAsk) -> Result<Evaluation> {
    county_only(desk, "承办单位评价")?;
    let period = Period { from: ask.from, to: ask.to };
    checked(&period)?;
    let store = desk.store()?;
    let weights = match ask.weights {
        Some(weights) => fit(weights)?,
        None => store.setting(WEIGHTS)?.unwrap_or_default(),
    };
    Ok(Evaluation {
        units: marks(store, &period, &call.today().to_string(), &weights)?,
        weights,
        explains: EXPLAINS.iter().map(|s| (*s).to_owned()).collect(),
    })
}

fn fit(weights: Weights) -> Result<Weights> {
    let all = [weights.on_time, weights.solved, weights.result, weights.attitude, weights.once, weights.kept];
    if all.iter().any(|w| *w > 100) || all.iter().all(|w| *w == 0) {
        return Err(Error::Draft(vec![Remark::new("weights", "权重填 0 到 100 的整数，至少有一项大于 0")]));
    }
    Ok(weights)
}

/// Keeps the weights.
pub fn evaluation_weights(desk: &mut Desk, call: &mut Call<'_>, weights: Weights) -> Result<Weights> {
    county_only(desk, "承办单位评价")?;
    let weights = fit(weights)?;
    let (store, who) = desk.writing(call)?;
    store.transact("修改评价权重", &who, |w| w.set(WEIGHTS, &weights))?;
    Ok(weights)
}

/// The matters a number counts.
pub fn evaluation_open(desk: &mut Desk, call: &mut Call<'_>, ask: EvaluationOpen) -> Result<Vec<Hit>> {
    county_only(desk, "承办单位评价")?;
    if !FIGURES.contains(&ask.figure.as_str()) {
        return Err(Error::Draft(vec![Remark::new("figure", "没有这个数")]));
    }
    let all = gather(desk.store()?, &ask.from, &ask.to, &call.today().to_string())?;
    let counted = all.iter().filter(|(case, _)| case.unit == ask.unit && evaluation::counts(&ask.figure, case));
    let hit = |matter: &Kept| Hit {
        number: ledger::full_number(matter),
        ..line(Noun::Matter, matter)
    };
    Ok(counted.map(|(_, matter)| hit(matter)).collect())
}

/// Writes the evaluation as a workbook.
pub fn evaluation_write(desk: &mut Desk, call: &mut Call<'_>, ask: EvaluationWrite) -> Result<Written> {
    county_only(desk, "承办单位评价")?;
    let period = Period { from: ask.from, to: ask.to };
    checked(&period)?;
    let (Some(from), Some(to)) = (dates::parse(&period.from), dates::parse(&period.to)) else {
        return Err(Error::Draft(vec![Remark::new("from", "请选时段")]));
    };
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let store = &session.store;
    let weights: Weights = store.setting(WEIGHTS)?.unwrap_or_default();
    let marks = marks(store, &period, &call.today().to_string(), &weights)?;
    let frame = Frame {
        unit: settings::station_of(store)?.name,
        clerk: session.clerk.clone(),
        now: call.now,
        today: call.today(),
        from,
        to,
        stations: None,
    };
    let folder = if ask.folder.is_empty() {
        call.documents.join("台账")
    } else {
        PathBuf::from(&ask.folder)
    };
    let lines: Vec<MarkLine> = marks
        .into_iter()
        .map(|mark| MarkLine {
            unit: mark.unit,
            figures: mark.figures,
            rates: mark.rates,
            score: mark.score,
        })
        .collect();
    let known = store.setting(ledger::DIGESTS)?.unwrap_or_default();
    let written = ledger::write_marks(&folder, &known, &frame, &lines, EXPLAINS)?;
    ledgers::delivered(desk, call, "写出评价表", &folder, lines.len() as u64, written)
}
