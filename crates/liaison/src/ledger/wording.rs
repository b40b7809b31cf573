//! 工作小结: the figures of a period as the sentences a county asks its stations for. The
//! words stand here, the numbers come from the figures by their names; a clause of which
//! nothing happened is left out, but for the three every report begins with.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::records::Noun;
use crate::store::{Figures, behind};

/// A stretch of a sentence: words, or one number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Piece {
    /// As it is read.
    pub text: String,
    /// A list cut to `counted` this shows the records behind the number; "" for words.
    pub opens: String,
    /// The lists its records are in.
    pub nouns: Vec<Noun>,
}

/// Paragraphs → sentences → clauses. `{name}` is a figure.
const PARAGRAPHS: &[&[&[&str]]] = &[
    &[&["开展活动{activities}次", "现场解决问题{solved_on_site}个", "交办意见建议{referred}件"]],
    &[
        &[
            "举行接待日{reception_days}次",
            "接待群众{visit_batches}批次、{visit_people}人次",
            "走访选民{home_visits}次",
        ],
        &[
            "收集意见建议{matters}件",
            "交办的办结{referred_closed}件",
            "办结率{closed_rate}%",
            "选民评价满意率{satisfied_rate}%",
            "满意和基本满意率{satisfied_or_basic_rate}%",
        ],
    ],
    &[
        &[
            "开展学习培训{trainings}次、参训{training_people}人次",
            "共{training_hours}学时",
            "发放学习用书{books}册",
        ],
        &["{reported}名代表向选民述职，在任代表述职率{reported_rate}%"],
        &["宣传报道{publicity}篇", "推出身边榜样{models}个"],
        &["现有在任代表{deputies}名", "代表小组{groups}个"],
    ],
];

fn words(text: impl Into<String>) -> Piece {
    Piece {
        text: text.into(),
        opens: String::new(),
        nouns: Vec::new(),
    }
}

/// A figure as it is read; none where nothing happened.
fn number(figures: &Value, key: &str) -> Option<String> {
    match &figures[key] {
        Value::Number(n) if n.as_f64() == Some(0.0) && !key.ends_with("_rate") => None,
        // One decimal, and none where it is .0.
        Value::Number(n) if key.ends_with("_rate") => n.as_f64().map(|rate| format!("{rate}")),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    }
}

/// One clause with its numbers; none when there is nothing to its first.
fn clause(figures: &Value, template: &str, always: bool) -> Option<Vec<Piece>> {
    let (mut pieces, mut rest, mut first) = (Vec::new(), template, None);
    while let Some((before, after)) = rest.split_once('{') {
        let (key, after) = after.split_once('}')?;
        let found = number(figures, key);
        first.get_or_insert(found.is_some());
        if !before.is_empty() {
            pieces.push(words(before));
        }
        let (opens, nouns) = if found.is_some() { behind(key) } else { ("", Vec::new()) };
        pieces.push(Piece {
            text: found.unwrap_or_else(|| "0".into()),
            opens: opens.into(),
            nouns,
        });
        rest = after;
    }
    pieces.push(words(rest));
    (first == Some(true) || always).then_some(pieces)
}

/// The paragraphs of a report: in this period (2024年), this unit.
pub fn report(figures: &Figures, period: &str, unit: &str) -> Vec<Vec<Piece>> {
    let figures = serde_json::to_value(figures).unwrap_or_default();
    let mut paragraphs = Vec::new();
    for (at, sentences) in PARAGRAPHS.iter().enumerate() {
        let mut paragraph = Vec::new();
        if at == 0 {
            paragraph.push(words(format!("{period}，{unit}")));
        }
        for sentence in *sentences {
            let clauses: Vec<_> = sentence.iter().filter_map(|template| clause(&figures, template, at == 0)).collect();
            let some = !clauses.is_empty();
            for (n, pieces) in clauses.into_iter().enumerate() {
                if n > 0 {
                    paragraph.push(words("，"));
                }
                paragraph.extend(pieces);
            }
            if some {
                paragraph.push(words("。"));
            }
        }
        if !paragraph.is_empty() {
            paragraphs.push(joined(paragraph));
        }
    }
    paragraphs
}

/// Words that follow words as one piece.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    for piece in pieces {
        match all.last_mut() {
            Some(last) if last.opens.is_empty() && piece.opens.is_empty() => last.text.push_str(&piece.text),
            _ => all.push(piece),
        }
    }
    all
}

/// The same as text, a paragraph a line.
pub fn plain(paragraphs: &[Vec<Piece>]) -> String {
    let lines: Vec<String> = paragraphs.iter().map(|p| p.iter().map(|piece| piece.text.as_str()).collect()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_named_is_one() {
        let figures = serde_json::to_value(Figures::default()).unwrap();
        let all = PARAGRAPHS.concat().concat().concat();
        for key in all.split('{').skip(1).filter_map(|after| after.split('}').next()) {
            assert!(figures.get(key).is_some(), "{key}");
            assert!(!behind(key).1.is_empty(), "{key}");
        }
    }

    #[test]
    fn a_year_in_sentences() {
        let figures = Figures {
            activities: 208,
            solved_on_site: 210,
            referred: 57,
            referred_closed: 40,
            closed_rate: Some(70.2),
            satisfied_rate: Some(100.0),
            matters: 120,
            home_visits: 3,
            publicity: 1,
            ..Figures::default()
        };
        let report = report(&figures, "2024年", "三溪村代表联络站");
        assert_eq!(
            plain(&report),
            "2024年，三溪村代表联络站开展活动208次，现场解决问题210个，交办意见建议57件。\n\
             走访选民3次。收集意见建议120件，交办的办结40件，办结率70.2%，选民评价满意率100%。\n\
             宣传报道1篇。"
        );
        let opens: Vec<_> = report[1]
            .iter()
            .filter(|p| !p.opens.is_empty())
            .map(|p| (p.text.as_str(), p.opens.as_str()))
            .collect();
        assert_eq!(
            opens,
            [
                ("3", "home_visits"),
                ("120", "matters"),
                ("40", "referred_closed"),
                ("70.2", "referred"),
                ("100", "rated")
            ]
        );
    }

    #[test]
    fn an_empty_period_still_says_so() {
        let report = report(&Figures::default(), "2024年5月", "三溪村代表联络站");
        assert_eq!(plain(&report), "2024年5月，三溪村代表联络站开展活动0次，现场解决问题0个，交办意见建议0件。");
        assert!(report.concat().iter().all(|piece| piece.opens.is_empty()));
    }
}
