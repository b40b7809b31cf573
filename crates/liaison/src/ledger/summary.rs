//! 年度季度统计表: the figures of the whole period and of each quarter in it (each year,
//! when the period is long). Rates are those of the column's own span, never averages.

use chrono::{Datelike as _, Days, Months, NaiveDate};

use super::Table;
use super::cell::{Cell, Look};
use super::column::Head;
use crate::error::Result;
use crate::store::Store;
use crate::store::{Count, FigureTable, Figures, Period};

/// More quarters than this do not fit one page; then years stand instead.
const QUARTERS_SHOWN: usize = 8;

type Pick = fn(&Figures) -> Cell;
type PickList = fn(&Figures) -> &[Count];

const LINES: &[(&str, &str, Pick)] = &[
    ("活动次数", "次", |f| whole(f.activities)),
    ("接待日次数", "次", |f| whole(f.reception_days)),
    ("接待批次", "批次", |f| whole(f.visit_batches)),
    ("接待人次", "人次", |f| whole(f.visit_people)),
    ("走访次数", "次", |f| whole(f.home_visits)),
    ("现场解决数", "个", |f| whole(f.solved_on_site)),
    ("意见建议件数", "件", |f| whole(f.matters)),
    ("交办件数", "件", |f| whole(f.referred)),
    ("其中办结件数", "件", |f| whole(f.referred_closed)),
    ("办结率", "%", |f| rate(f.closed_rate)),
    ("满意率", "%", |f| rate(f.satisfied_rate)),
    ("满意和基本满意率", "%", |f| rate(f.satisfied_or_basic_rate)),
    ("培训次数", "次", |f| whole(f.trainings)),
    ("培训人次", "人次", |f| whole(f.training_people)),
    ("培训学时", "学时", |f| whole(f.training_hours)),
    ("发放学习用书", "册", |f| whole(f.books)),
    ("述职人数", "人", |f| whole(f.reported)),
    ("述职率", "%", |f| rate(f.reported_rate)),
    ("宣传报道", "篇", |f| whole(f.publicity)),
    ("身边榜样", "个", |f| whole(f.models)),
];

/// As they are now, whatever the period: said once, not per quarter.
const NOW: &[(&str, &str, Pick)] = &[("现有代表小组数", "个", |f| whole(f.groups)), ("现有在任代表人数", "人", |f| whole(f.deputies))];

/// Lists whose words are lines of their own: what comes before the word, unit, where from.
const LISTS: &[(&str, &str, PickList)] = &[
    ("活动·", "次", |f| &f.activities_by_kind),
    ("意见建议类别·", "件", |f| &f.matters_by_category),
    ("意见建议现状·", "件", |f| &f.matters_by_state),
    ("进站·", "次", |f| &f.deputies_at_station),
];

fn whole(number: u64) -> Cell {
    Cell::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

fn rate(rate: Option<f64>) -> Cell {
    rate.map_or(Cell::Blank, Cell::Rate)
}

/// The spans of the columns after 全期, each with its title.
pub(super) fn spans(from: NaiveDate, to: NaiveDate) -> Vec<(String, NaiveDate, NaiveDate)> {
    let quarters = cut(from, to, 3);
    let (parts, by_year) = if quarters.len() > QUARTERS_SHOWN {
        (cut(from, to, 12), true)
    } else {
        (quarters, false)
    };
    parts
        .into_iter()
        .map(|(a, b)| {
            let quarter = ["一", "二", "三", "四"][a.month0() as usize / 3];
            let title = if by_year {
                format!("{}年", a.year())
            } else {
                format!("{}年{quarter}季度", a.year())
            };
            (title, a, b)
        })
        .collect()
}

/// Cuts a period at the borders of blocks of `months` within the calendar year.
fn cut(from: NaiveDate, to: NaiveDate, months: u32) -> Vec<(NaiveDate, NaiveDate)> {
    let mut parts = Vec::new();
    let mut start = from;
    while start <= to {
        let first = NaiveDate::from_ymd_opt(start.year(), start.month0() / months * months + 1, 1);
        let next = first.and_then(|f| f.checked_add_months(Months::new(months)));
        let Some(next) = next else { break };
        parts.push((start, (next - Days::new(1)).min(to)));
        start = next;
    }
    parts
}

/// Asked between spans whether to go on.
type Ask<'a> = &'a mut dyn FnMut() -> Result<()>;

/// The columns, and the figures of each from 全期 on.
fn columns(store: &Store, stations: &[String], from: NaiveDate, to: NaiveDate, ask: Ask<'_>) -> Result<(Vec<Head>, Vec<Figures>)> {
    let spans = spans(from, to);
    let mut heads = vec![
        Head::new("指标", 34.0, Look::Words),
        Head::new("单位", 8.0, Look::Short),
        Head::new("全期", 12.0, Look::Count),
    ];
    let mut figures = vec![store.figures(
        &Period {
            from: from.to_string(),
            to: to.to_string(),
        },
        stations,
    )?];
    // A single quarter or year is the whole period; the same column twice helps nobody.
    for (title, from, to) in spans.into_iter().filter(|(_, a, b)| (*a, *b) != (from, to)) {
        ask()?;
        heads.push(Head::new(title, 12.0, Look::Count));
        figures.push(store.figures(
            &Period {
                from: from.to_string(),
                to: to.to_string(),
            },
            stations,
        )?);
    }
    Ok((heads, figures))
}

/// Columns and lines of the table.
pub(super) fn table(store: &Store, stations: &[String], from: NaiveDate, to: NaiveDate, ask: Ask<'_>) -> Result<Table> {
    let (heads, figures) = columns(store, stations, from, to, ask)?;
    let mut lines = numbers(&figures);
    for (before, unit, list) in LISTS {
        for count in list(&figures[0]) {
            let cells = figures
                .iter()
                .map(|f| whole(list(f).iter().find(|c| c.word == count.word).map_or(0, |c| c.count)));
            lines.push(
                [Cell::text(format!("{before}{}", count.word)), Cell::text(*unit)]
                    .into_iter()
                    .chain(cells)
                    .collect(),
            );
        }
    }
    Ok((heads, lines))
}

/// The same without the lists of words: what goes on one page.
pub(super) fn figures_alone(store: &Store, stations: &[String], from: NaiveDate, to: NaiveDate) -> Result<Table> {
    let (heads, figures) = columns(store, stations, from, to, &mut || Ok(()))?;
    Ok((heads, numbers(&figures)))
}

/// The figures that are one number each.
fn numbers(figures: &[Figures]) -> Vec<Vec<Cell>> {
    let mut lines = Vec::new();
    for (label, unit, pick) in LINES {
        let cells = figures.iter().map(pick);
        lines.push([Cell::text(*label), Cell::text(*unit)].into_iter().chain(cells).collect());
    }
    for (label, unit, pick) in NOW {
        let cells = figures.iter().enumerate().map(|(n, f)| if n == 0 { pick(f) } else { Cell::Blank });
        lines.push([Cell::text(*label), Cell::text(*unit)].into_iter().chain(cells).collect());
    }
    lines
}

/// Columns and lines of figures told apart by one thing; the last line counts every record once.
pub(super) fn of_table(table: &FigureTable, wanted: &dyn Fn(&str) -> bool) -> Table {
    let columns: Vec<_> = table.columns.iter().enumerate().filter(|(_, c)| wanted(&c.key)).collect();
    let mut heads = vec![Head::new(table.head.as_str(), 30.0, Look::Words)];
    heads.extend(columns.iter().map(|(_, c)| {
        let look = if c.unit == "%" { Look::Rate } else { Look::Count };
        Head::new(format!("{}（{}）", c.label, c.unit), 11.0, look)
    }));
    let line = |word: &str, cells: &[Option<f64>]| {
        let cells = columns.iter().map(|(n, c)| match cells.get(*n).copied().flatten() {
            None => Cell::Blank,
            Some(number) if c.unit == "%" => Cell::Rate(number),
            Some(number) => Cell::Whole(number as i64),
        });
        std::iter::once(Cell::text(word)).chain(cells).collect()
    };
    let mut lines: Vec<Vec<Cell>> = table
        .lines
        .iter()
        .map(|l| line(if l.word.is_empty() { "（未填）" } else { &l.word }, &l.cells))
        .collect();
    lines.push(line("合计（每条只算一次）", &table.total));
    (heads, lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(from: &str, to: &str, expected: &[&str]) {
        let day = |t| crate::records::dates::parse(t).unwrap();
        let spans = spans(day(from), day(to));
        assert_eq!(spans.iter().map(|(t, a, b)| format!("{t} {a} {b}")).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn quarters_then_years() {
        check(
            "2024-02-10",
            "2024-07-01",
            &[
                "2024年一季度 2024-02-10 2024-03-31",
                "2024年二季度 2024-04-01 2024-06-30",
                "2024年三季度 2024-07-01 2024-07-01",
            ],
        );
        check(
            "2022-05-01",
            "2024-12-31",
            &["2022年 2022-05-01 2022-12-31", "2023年 2023-01-01 2023-12-31", "2024年 2024-01-01 2024-12-31"],
        );
    }
}
