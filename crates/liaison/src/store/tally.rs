//! Figures by station, home, level, kind, season, theme, category, unit, month, quarter or
//! year: `measures` says what is counted, this adds it up, each table of the store once.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{ToSql, named_params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::figures::{MONTHS_SHOWN, months_of};
use super::measures::{MEASURES, Measure, Part, RATES, Rate, behind};
use super::{Period, Store};
use crate::error::Result;
use crate::records::Noun;

/// A station as figures name it.
#[derive(Debug, Clone)]
pub struct Whose {
    /// JS-017
    pub code: String,
    /// 三溪村代表联络站
    pub name: String,
    /// Its 代表之家, else its town, else "".
    pub home: String,
    /// In use: it has its line even when nothing came from it.
    pub open: bool,
}

/// What figures are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// 联络站
    Station,
    /// 代表之家（乡镇）
    Home,
    /// 代表级别: a record of deputies of two levels counts for both
    Level,
    /// 活动类型
    Kind,
    /// 行动季节
    Season,
    /// 季度主题
    Theme,
    /// 类别
    Category,
    /// 主办单位
    Unit,
    /// 月
    Month,
    /// 季度
    Quarter,
    /// 年
    Year,
}

impl Axis {
    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Axis::Station => "联络站",
            Axis::Home => "代表之家",
            Axis::Level => "代表级别",
            Axis::Kind => "活动类型",
            Axis::Season => "行动季节",
            Axis::Theme => "季度主题",
            Axis::Category => "类别",
            Axis::Unit => "主办单位",
            Axis::Month => "月份",
            Axis::Quarter => "季度",
            Axis::Year => "年份",
        }
    }

    /// By what rows of a noun are grouped, as SQL; none when they have no such thing.
    fn sql(self, part: &Part) -> Option<String> {
        let table = part.noun.table();
        Some(match (self, part.noun) {
            (Axis::Station | Axis::Home, _) => format!("{table}.station"),
            (Axis::Level, Noun::Deputy) => format!("{table}.levels"),
            (Axis::Level, Noun::Group) => return None,
            (Axis::Level, _) => format!(
                "(SELECT json_group_array(DISTINCT v.value) FROM link l JOIN deputy d ON d.id = l.target, json_each(d.levels) v
                   WHERE l.id = {table}.id AND l.field IN ('deputies', 'deputy'))"
            ),
            (Axis::Kind, Noun::Activity) => "activity.kind".into(),
            (Axis::Season, Noun::Activity) => "activity.season".into(),
            (Axis::Theme, Noun::Activity) => "activity.theme".into(),
            (Axis::Category, Noun::Visit | Noun::Matter) => format!("{table}.category"),
            (Axis::Unit, Noun::Matter) => "matter.lead_unit".into(),
            // By the day, as an index has them: the days of a month are added up afterwards, where a
            // month made of each row would have to be sorted.
            (Axis::Month | Axis::Quarter | Axis::Year, _) if !part.date.is_empty() => format!("{table}.{}", part.date),
            _ => return None,
        })
    }

    /// The keys of the lines a group belongs to.
    fn keys(self, group: String, sites: &HashMap<String, &Whose>) -> Vec<String> {
        match self {
            Axis::Home => vec![sites.get(&group).map_or_else(String::new, |s| s.home.clone())],
            Axis::Level => serde_json::from_str(&group).unwrap_or_default(),
            Axis::Quarter => {
                let month: u32 = group.get(5..7).and_then(|m| m.parse().ok()).unwrap_or(1);
                vec![format!("{}-{}", group.get(..4).unwrap_or_default(), month.div_ceil(3))]
            }
            Axis::Month => vec![group.chars().take(7).collect()],
            Axis::Year => vec![group.chars().take(4).collect()],
            _ => vec![group],
        }
    }

    fn measures(self) -> Vec<&'static Measure> {
        MEASURES.iter().filter(|m| m.parts.iter().all(|p| self.sql(p).is_some())).collect()
    }
}

/// One column of figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FigureColumn {
    /// Its name in code; a list cut to `counted` this shows the records behind it.
    pub key: String,
    /// What people call it.
    pub label: String,
    /// 件, 次, 人次, 人, 批次, 个, %.
    pub unit: String,
    /// What a list is cut to, to show the records behind it; a rate is taken from more than itself.
    pub opens: String,
    /// The lists those records are in.
    pub nouns: Vec<Noun>,
}

/// Figures of one station, month, category …
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FigureLine {
    /// A station's code, a home's name, 2024-03, 2024-1, 2024, or the word itself.
    pub key: String,
    /// What people call it; "" where the records say nothing.
    pub word: String,
    /// In the order of the columns; null for a rate of nothing.
    pub cells: Vec<Option<f64>>,
}

/// Figures of a period told apart by one thing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct FigureTable {
    /// What the lines are: 联络站, 月份.
    pub head: String,
    /// What is counted.
    pub columns: Vec<FigureColumn>,
    /// One line each.
    pub lines: Vec<FigureLine>,
    /// All records once, also those that stand in two lines.
    pub total: Vec<Option<f64>>,
}

/// Parts of one noun and one date, each with the measure it goes into.
type Counted<'a> = Vec<(&'static str, &'a Part)>;

/// What a column shows.
enum Shown {
    Sum(&'static str),
    Rate(&'static Rate),
}

/// Sums by line and by measure.
type Sums = BTreeMap<String, BTreeMap<&'static str, u64>>;

impl Store {
    /// Stations that have rows of a noun: their codes, found without reading the rows.
    pub(super) fn stations_of(&self, noun: Noun) -> Result<Vec<String>> {
        let table = noun.table();
        let sql = format!(
            "WITH RECURSIVE s(code) AS (
               SELECT min(station) FROM {table} WHERE deleted_at = ''
               UNION ALL SELECT (SELECT min(station) FROM {table} WHERE deleted_at = '' AND station > s.code) FROM s WHERE s.code IS NOT NULL)
             SELECT code FROM s WHERE code IS NOT NULL"
        );
        let mut stmt = self.conn().prepare_cached(&sql)?;
        let codes = stmt.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(codes)
    }

    /// Adds up these parts, which are of one noun and one date, by `axis` (as one when none).
    fn add_up(&self, parts: &[(&'static str, &Part)], axis: Option<&str>, period: &Period, stations: &[String]) -> Result<Vec<(String, Vec<u64>)>> {
        let Some((_, first)) = parts.first() else { return Ok(Vec::new()) };
        let table = first.noun.table();
        let known;
        let stations = if stations.is_empty() {
            known = self.stations_of(first.noun)?;
            &known
        } else {
            stations
        };
        let sums: Vec<String> = parts
            .iter()
            // A row that does not count is not added up as nothing: most are counted by few.
            .map(|(_, p)| match p.weight {
                "1" => format!("count(*) FILTER (WHERE {})", p.which),
                weight => format!("coalesce(sum({weight}) FILTER (WHERE {}), 0)", p.which),
            })
            .collect();
        let within = if first.date.is_empty() {
            String::new()
        } else {
            // The first half is what lets an index serve that holds only rows with such a day.
            format!("AND {table}.{0} != '' AND {table}.{0} BETWEEN :from AND :to", first.date)
        };
        // One station after the other: its rows of a period lie in the index in the order of their days.
        let sql = format!(
            "SELECT {}, {} FROM {table} WHERE deleted_at = '' AND station = :station {within} GROUP BY 1",
            axis.unwrap_or("''"),
            sums.join(", ")
        );
        let mut stmt = self.conn().prepare_cached(&sql)?;
        let mut groups = Vec::new();
        for station in stations {
            let bound: Vec<(&str, &dyn ToSql)> = [(":from", &period.from), (":to", &period.to), (":station", station)]
                .into_iter()
                .filter(|(name, _)| sql.contains(name))
                .map(|(name, value)| (name, value as &dyn ToSql))
                .collect();
            let rows = stmt.query_map(bound.as_slice(), |r| {
                let sums = (1..=parts.len()).map(|n| r.get(n)).collect::<rusqlite::Result<Vec<u64>>>()?;
                Ok((r.get::<_, Option<String>>(0)?.unwrap_or_default(), sums))
            })?;
            for row in rows {
                let (group, sums) = row?;
                // Rows that none of the parts counts make no line.
                if sums.iter().any(|n| *n > 0) {
                    groups.push((group, sums));
                }
            }
        }
        Ok(groups)
    }

    /// The measures' sums by the keys of `axis`; all under "" without one.
    fn sums(&self, measures: &[&'static Measure], axis: Option<Axis>, period: &Period, stations: &[String], sites: &[Whose]) -> Result<Sums> {
        let by_code: HashMap<String, &Whose> = sites.iter().map(|s| (s.code.clone(), s)).collect();
        let mut together: Vec<(Noun, &str, Counted<'_>)> = Vec::new();
        for measure in measures {
            for part in measure.parts {
                match together.iter_mut().find(|(noun, date, _)| *noun == part.noun && *date == part.date) {
                    Some((_, _, parts)) => parts.push((measure.key, part)),
                    None => together.push((part.noun, part.date, vec![(measure.key, part)])),
                }
            }
        }
        let mut all = Sums::new();
        for (_, _, parts) in together {
            let group = axis.and_then(|a| a.sql(parts.first()?.1));
            for (group, sums) in self.add_up(&parts, group.as_deref(), period, stations)? {
                for key in axis.map_or_else(|| vec![String::new()], |a| a.keys(group, &by_code)) {
                    let line = all.entry(key).or_default();
                    for ((measure, _), sum) in parts.iter().zip(&sums) {
                        *line.entry(measure).or_default() += sum;
                    }
                }
            }
        }
        Ok(all)
    }

    /// Every figure of a period as one number each, by its key in code.
    pub(super) fn numbers(&self, period: &Period, stations: &[String]) -> Result<BTreeMap<&'static str, u64>> {
        let all: Vec<&'static Measure> = MEASURES.iter().collect();
        Ok(self.sums(&all, None, period, stations, &[])?.remove("").unwrap_or_default())
    }

    /// Figures of a period by `axis`, of these stations or of all. By station every one of `sites`
    /// has its line, also a silent one.
    pub fn figure_table(&self, period: &Period, stations: &[String], axis: Axis, sites: &[Whose]) -> Result<FigureTable> {
        let measures = axis.measures();
        let mut sums = self.sums(&measures, Some(axis), period, stations, sites)?;
        let total = if axis == Axis::Level {
            // A record of two levels stands in two lines.
            self.sums(&measures, None, period, stations, sites)?.remove("").unwrap_or_default()
        } else {
            let mut total = BTreeMap::new();
            for (key, sum) in sums.values().flatten() {
                *total.entry(*key).or_default() += sum;
            }
            total
        };
        for key in every(axis, period) {
            sums.entry(key).or_default();
        }
        let wanted = |code: &str| stations.is_empty() || stations.iter().any(|s| s == code);
        for site in sites.iter().filter(|s| s.open && wanted(&s.code)) {
            match axis {
                Axis::Station => _ = sums.entry(site.code.clone()).or_default(),
                Axis::Home => _ = sums.entry(site.home.clone()).or_default(),
                _ => {}
            }
        }
        let mut columns = Vec::new();
        let mut shown: Vec<Shown> = Vec::new();
        for measure in &measures {
            columns.push(column(measure.key, measure.label, measure.unit));
            shown.push(Shown::Sum(measure.key));
            for rate in RATES.iter().filter(|r| r.after == measure.key) {
                columns.push(column(rate.key, rate.label, "%"));
                shown.push(Shown::Rate(rate));
            }
        }
        let cells = |line: &BTreeMap<&'static str, u64>| -> Vec<Option<f64>> {
            let sum = |key: &str| line.get(key).copied().unwrap_or(0);
            let cell = |shown: &Shown| match shown {
                Shown::Sum(key) => Some(sum(key) as f64),
                Shown::Rate(r) => rate(r.parts.iter().map(|p| sum(p)).sum(), sum(r.whole)),
            };
            shown.iter().map(cell).collect()
        };
        let mut lines: Vec<FigureLine> = sums
            .iter()
            .map(|(key, line)| FigureLine {
                key: key.clone(),
                word: word(axis, key, sites),
                cells: cells(line),
            })
            .collect();
        if axis == Axis::Level {
            let place = |key: &str| crate::records::List::Level.seed().iter().position(|w| *w == key);
            lines.sort_by_key(|l| place(&l.key).unwrap_or(usize::MAX));
        }
        // Words a clerk made up stand by how much there is of them; stations and days keep their order.
        if matches!(axis, Axis::Kind | Axis::Season | Axis::Theme | Axis::Category | Axis::Unit) {
            let weight = |l: &FigureLine| l.cells.first().copied().flatten().unwrap_or_default();
            lines.sort_by(|a, b| a.key.is_empty().cmp(&b.key.is_empty()).then(weight(b).total_cmp(&weight(a))));
        }
        Ok(FigureTable {
            head: axis.label().into(),
            total: cells(&total),
            columns,
            lines,
        })
    }

    /// Matters that are not closed, by state, each counted in the first band (first and last day) it
    /// was raised in.
    pub fn open_by_age(&self, bands: &[Period], stations: &[String]) -> Result<Vec<(String, Vec<u64>)>> {
        let json = serde_json::to_string(stations).unwrap_or_default();
        let mut all: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        let mut stmt = self.conn().prepare_cached(
            "SELECT state, count(*) FROM matter WHERE deleted_at = '' AND state NOT IN ('closed', 'withdrawn') AND raised_on BETWEEN :from AND :to
               AND (:stations = '[]' OR station IN (SELECT value FROM json_each(:stations))) GROUP BY state",
        )?;
        for (n, band) in bands.iter().enumerate() {
            let rows = stmt.query_map(named_params! {":from": band.from, ":to": band.to, ":stations": json}, |r| {
                Ok((r.get::<_, String>(0)?, r.get::<_, u64>(1)?))
            })?;
            for row in rows {
                let (state, count) = row?;
                if let Some(cell) = all.entry(state).or_insert_with(|| vec![0; bands.len()]).get_mut(n) {
                    *cell = count;
                }
            }
        }
        Ok(all.into_iter().collect())
    }

    /// Matters of each station that are not closed, and those of them overdue on `today`.
    pub fn open_by_station(&self, today: &str) -> Result<HashMap<String, (u64, u64)>> {
        let mut stmt = self.conn().prepare_cached(
            "SELECT station, count(*), sum(state IN ('referred', 'signed', 'working') AND due_on != '' AND due_on < :today) FROM matter INDEXED BY matter_open
             WHERE deleted_at = '' AND state NOT IN ('closed', 'withdrawn') GROUP BY station",
        )?;
        let rows = stmt.query_map(named_params! {":today": today}, |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?))))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// The keys of a period's months, quarters or years: those in which nothing happened have their
/// line too, unless a period is so long that only what happened is worth a line.
fn every(axis: Axis, period: &Period) -> Vec<String> {
    if !matches!(axis, Axis::Month | Axis::Quarter | Axis::Year) {
        return Vec::new();
    }
    let months = months_of(period);
    if months.len() > MONTHS_SHOWN && axis != Axis::Year {
        return Vec::new();
    }
    months.into_iter().flat_map(|month| axis.keys(month, &HashMap::new())).collect()
}

fn column(key: &str, label: &str, unit: &str) -> FigureColumn {
    let (opens, nouns) = behind(key);
    FigureColumn {
        key: key.into(),
        label: label.into(),
        unit: unit.into(),
        opens: opens.into(),
        nouns,
    }
}

fn word(axis: Axis, key: &str, sites: &[Whose]) -> String {
    let part = |range| key.get(range).unwrap_or_default();
    match axis {
        Axis::Station => sites.iter().find(|s| s.code == key).map_or_else(|| key.to_owned(), |s| s.name.clone()),
        Axis::Month => format!("{}年{}月", part(0..4), part(5..7).trim_start_matches('0')),
        Axis::Quarter => {
            let n: usize = part(5..6).parse().unwrap_or(1);
            format!("{}年{}季度", part(0..4), ["一", "二", "三", "四"].get(n - 1).unwrap_or(&""))
        }
        Axis::Year => format!("{key}年"),
        _ => key.to_owned(),
    }
}

/// Per cent with one decimal; none of nothing.
pub(super) fn rate(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 * 1000.0 / whole as f64).round() / 10.0)
}
