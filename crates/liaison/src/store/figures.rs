//! Figures of a period as a station shows them: one number each, a few lists of words with
//! their counts, and who came to the station. `measures` says what each number counts.
//!
//! 进站次数 counts days: a deputy who receives five voters on one day came once.

use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike as _, Months};
use rusqlite::{Connection, ToSql};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::measures::RATES;
use super::{Store, tally};
use crate::error::Result;
use crate::records::{activity, dates, deputy, life, reception_day};

/// A period, both days in it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Period {
    /// YYYY-MM-DD
    pub from: String,
    /// YYYY-MM-DD
    pub to: String,
}

impl Period {
    /// One day.
    pub(crate) fn day(day: chrono::NaiveDate) -> Self {
        let day = day.to_string();
        Self { from: day.clone(), to: day }
    }
}

/// A word and how often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Count {
    /// What records hold for it: the word itself, a state's code, a month, a deputy's id.
    pub key: String,
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
    /// 培训学时
    pub training_hours: u64,
    /// 发放学习用书（册）
    pub books: u64,
    /// 述职（人）: deputies who reported to their voters, each once.
    pub reported: u64,
    /// 述职率 of the deputies serving now, in per cent; null when there are none.
    pub reported_rate: Option<f64>,
    /// 宣传报道（篇）
    pub publicity: u64,
    /// 身边榜样（个）
    pub models: u64,
    /// 代表小组（个）
    pub groups: u64,
    /// 在任代表（人）
    pub deputies: u64,
    /// Deputy and number of days she came to the station (次), by pinyin; serving ones without any included.
    pub deputies_at_station: Vec<Count>,
}

/// A longer period lists only months in which something happened.
pub(super) const MONTHS_SHOWN: usize = 24;

/// Every month of a period, YYYY-MM.
pub(super) fn months_of(period: &Period) -> Vec<String> {
    let (Some(from), Some(to)) = (dates::parse(&period.from), dates::parse(&period.to)) else {
        return Vec::new();
    };
    let first = from.with_day(1).unwrap_or(from);
    let months = (0..).map_while(|n| first.checked_add_months(Months::new(n)));
    months.take_while(|m| *m <= to).map(|m| m.format("%Y-%m").to_string()).collect()
}

struct Span<'a> {
    conn: &'a Connection,
    period: &'a Period,
    /// Codes as a JSON array; none for all.
    stations: Option<String>,
}

impl Span<'_> {
    /// Words with their counts, in the order of the query.
    fn counts(&self, sql: &str) -> Result<Vec<Count>> {
        let mut stmt = self.conn.prepare_cached(sql)?;
        let rows = stmt.query_map(self.bound(sql).as_slice(), |r| {
            let word: String = r.get(0)?;
            Ok(Count {
                key: word.clone(),
                word,
                count: r.get(1)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn bound<'v>(&'v self, sql: &str) -> Vec<(&'static str, &'v dyn ToSql)> {
        let all: [(&'static str, &'v dyn ToSql); 3] = [(":from", &self.period.from), (":to", &self.period.to), (":stations", &self.stations)];
        all.into_iter().filter(|(name, _)| sql.contains(name)).collect()
    }

    /// What cuts rows of `table` to the stations.
    fn of_stations(&self, table: &str) -> String {
        if self.stations.is_some() {
            format!("AND {table}.station IN (SELECT value FROM json_each(:stations))")
        } else {
            String::new()
        }
    }

    /// `noun` by month of `date`; months without any are named too where the period is short.
    fn months(&self, noun: &str, date: &str) -> Result<Vec<Count>> {
        let sql = format!(
            "SELECT substr({date}, 1, 7) AS month, count(*) FROM {noun} WHERE deleted_at = '' AND {date} BETWEEN :from AND :to {} GROUP BY month ORDER BY month",
            self.of_stations(noun)
        );
        let found = self.counts(&sql)?;
        let mut by_month: BTreeMap<String, u64> = BTreeMap::new();
        let months = months_of(self.period);
        if months.len() <= MONTHS_SHOWN {
            by_month.extend(months.into_iter().map(|month| (month, 0)));
        }
        by_month.extend(found.into_iter().map(|c| (c.word, c.count)));
        Ok(by_month
            .into_iter()
            .map(|(word, count)| Count {
                key: word.clone(),
                word,
                count,
            })
            .collect())
    }

    fn by_word(&self, noun: &str, date: &str, word: &str) -> Result<Vec<Count>> {
        let sql = format!(
            "SELECT {word}, count(*) AS n FROM {noun} WHERE deleted_at = '' AND {date} BETWEEN :from AND :to {} GROUP BY {word} ORDER BY n DESC, {word}",
            self.of_stations(noun)
        );
        self.counts(&sql)
    }

    /// Days at the station per deputy, by pinyin, never by number: there is no leaderboard.
    fn deputies_at_station(&self) -> Result<Vec<Count>> {
        let (days, visits, activities, people) = (self.of_stations("d"), self.of_stations("v"), self.of_stations("a"), self.of_stations("p"));
        let sql = format!(
            "WITH came (deputy, date) AS (
               SELECT j.value, d.date FROM reception_day d, json_each(d.deputies) j WHERE d.deleted_at = '' AND d.status = :held AND d.date BETWEEN :from AND :to {days}
               UNION
               SELECT j.value, v.date FROM visit v, json_each(v.deputies) j WHERE v.deleted_at = '' AND v.kind IN ('station', 'appointment') AND v.date BETWEEN :from AND :to {visits}
               UNION
               SELECT j.value, a.date FROM activity a, json_each(a.deputies) j WHERE a.deleted_at = '' AND a.kind = :at_station AND a.date BETWEEN :from AND :to {activities}
             ), days (deputy, n) AS (SELECT deputy, count(*) FROM came GROUP BY deputy)
             SELECT p.name, p.number, coalesce(d.n, 0), p.id FROM deputy p LEFT JOIN days d ON d.deputy = p.id
             WHERE p.deleted_at = '' {people} AND (p.status = :serving OR d.n > 0) ORDER BY p.pinyin, p.id"
        );
        let mut bound = self.bound(&sql);
        let words: [(&str, &dyn ToSql); 3] = [
            (":held", &reception_day::HELD),
            (":at_station", &activity::AT_STATION),
            (":serving", &deputy::SERVING),
        ];
        bound.extend(words);
        let mut stmt = self.conn.prepare_cached(&sql)?;
        let rows = stmt.query_map(bound.as_slice(), |r| {
            Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, u64>(2)?, r.get::<_, String>(3)?))
        })?;
        let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut seen = HashSet::new();
        let twins: HashSet<&str> = rows
            .iter()
            .filter(|(name, ..)| !seen.insert(name.as_str()))
            .map(|(name, ..)| name.as_str())
            .collect();
        // Two people of one name are told apart by their numbers.
        Ok(rows
            .iter()
            .map(|(name, number, count, id)| Count {
                key: id.clone(),
                word: if twins.contains(name.as_str()) {
                    format!("{name}（{number}）")
                } else {
                    name.clone()
                },
                count: *count,
            })
            .collect())
    }
}

impl Store {
    /// The figures of a period, of these stations or of all.
    pub fn figures(&self, period: &Period, stations: &[String]) -> Result<Figures> {
        let numbers = self.numbers(period, stations)?;
        let number = |key: &str| numbers.get(key).copied().unwrap_or(0);
        let per_cent = |key: &str| {
            let rate = RATES.iter().find(|r| r.key == key)?;
            tally::rate(rate.parts.iter().map(|p| number(p)).sum(), number(rate.whole))
        };
        let span = Span {
            conn: self.conn(),
            period,
            stations: (!stations.is_empty()).then(|| serde_json::to_string(stations).unwrap_or_default()),
        };
        let mut matters_by_state = span.by_word("matter", "raised_on", "state")?;
        matters_by_state.sort_by_key(|c| life::STATES.iter().position(|(state, _)| *state == c.word));
        for count in &mut matters_by_state {
            count.word = life::state_label(&count.word).to_owned();
        }
        Ok(Figures {
            activities: number("activities"),
            activities_by_kind: span.by_word("activity", "date", "kind")?,
            activities_by_month: span.months("activity", "date")?,
            solved_on_site: number("solved_on_site"),
            referred: number("referred"),
            referred_closed: number("referred_closed"),
            closed_rate: per_cent("closed_rate"),
            satisfied_rate: per_cent("satisfied_rate"),
            satisfied_or_basic_rate: per_cent("satisfied_or_basic_rate"),
            matters: number("matters"),
            matters_by_state,
            matters_by_category: span.by_word("matter", "raised_on", "category")?,
            matters_by_month: span.months("matter", "raised_on")?,
            reception_days: number("reception_days"),
            visit_batches: number("visit_batches"),
            visit_people: number("visit_people"),
            home_visits: number("home_visits"),
            trainings: number("trainings"),
            training_people: number("training_people"),
            training_hours: number("training_hours"),
            books: number("books"),
            reported: number("reported"),
            reported_rate: per_cent("reported_rate"),
            publicity: number("publicity"),
            models: number("models"),
            groups: number("groups"),
            deputies: number("deputies"),
            deputies_at_station: span.deputies_at_station()?,
        })
    }
}
