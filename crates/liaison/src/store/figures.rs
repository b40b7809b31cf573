//! Figures of a period, counted by SQL. Nothing is counted twice:
//!
//! - 现场解决数 = the figure entered at each activity of the period, plus matters closed on
//!   the spot in the period unless their activity has such a figure (they are in it), plus
//!   visits answered on the spot that led to no matter (a matter speaks for itself).
//! - 交办件数 = matters whose (latest) referral lies in the period; of these 办结 are those
//!   closed by the last day of the period, so that a past year's rate never changes.
//! - 满意率 is over matters raised in the period that a voter has rated; ratings of
//!   visits are left out, because 件 and 批次 do not mix.
//! - 进站次数 counts days: a deputy who receives five voters on one day came once.

use std::collections::{BTreeMap, HashSet};

use chrono::{Datelike as _, Months};
use rusqlite::{Connection, ToSql, named_params};

use super::Store;
use crate::desk::{Count, Figures, Period};
use crate::error::Result;
use crate::records::{activity, dates, deputy, life, reception_day, visit};

/// A longer period lists only months in which something happened.
const MONTHS_SHOWN: usize = 24;

struct Span<'a> {
    conn: &'a Connection,
    period: &'a Period,
}

impl Span<'_> {
    /// One number. `sql` may name `:from`, `:to` and one `:word`.
    fn number(&self, sql: &str, word: &str) -> Result<u64> {
        Ok(self.conn.prepare_cached(sql)?.query_row(self.bound(sql, &word).as_slice(), |r| r.get(0))?)
    }

    /// Words with their counts, in the order of the query.
    fn counts(&self, sql: &str, word: &str) -> Result<Vec<Count>> {
        let mut stmt = self.conn.prepare_cached(sql)?;
        let rows = stmt.query_map(self.bound(sql, &word).as_slice(), |r| {
            Ok(Count {
                word: r.get(0)?,
                count: r.get(1)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn bound<'v>(&'v self, sql: &str, word: &'v &'v str) -> Vec<(&'static str, &'v dyn ToSql)> {
        let all: [(&'static str, &'v dyn ToSql); 3] = [(":from", &self.period.from), (":to", &self.period.to), (":word", word)];
        all.into_iter().filter(|(name, _)| sql.contains(name)).collect()
    }

    /// `noun` by month of `date`; months without any are named too where the period is short.
    fn months(&self, noun: &str, date: &str) -> Result<Vec<Count>> {
        let sql = format!(
            "SELECT substr({date}, 1, 7) AS month, count(*) FROM {noun} WHERE deleted_at = '' AND {date} BETWEEN :from AND :to GROUP BY month ORDER BY month"
        );
        let found = self.counts(&sql, "")?;
        let mut by_month: BTreeMap<String, u64> = BTreeMap::new();
        if let (Some(from), Some(to)) = (dates::parse(&self.period.from), dates::parse(&self.period.to)) {
            let first = from.with_day(1).unwrap_or(from);
            let months: Vec<_> = (0..)
                .map_while(|n| first.checked_add_months(Months::new(n)))
                .take_while(|m| *m <= to)
                .take(MONTHS_SHOWN + 1)
                .collect();
            if months.len() <= MONTHS_SHOWN {
                by_month.extend(months.iter().map(|m| (m.format("%Y-%m").to_string(), 0)));
            }
        }
        by_month.extend(found.into_iter().map(|c| (c.word, c.count)));
        Ok(by_month.into_iter().map(|(word, count)| Count { word, count }).collect())
    }

    fn by_word(&self, noun: &str, date: &str, word: &str) -> Result<Vec<Count>> {
        let sql =
            format!("SELECT {word}, count(*) AS n FROM {noun} WHERE deleted_at = '' AND {date} BETWEEN :from AND :to GROUP BY {word} ORDER BY n DESC, {word}");
        self.counts(&sql, "")
    }

    fn solved_on_site(&self) -> Result<u64> {
        let at_activities = self.number(
            "SELECT coalesce(sum(solved), 0) FROM activity WHERE deleted_at = '' AND date BETWEEN :from AND :to",
            "",
        )?;
        let matters = self.number(
            "SELECT count(*) FROM matter m WHERE m.deleted_at = '' AND m.state = 'closed' AND m.closed_how = 'on_the_spot' AND m.closed_on BETWEEN :from AND :to
               AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.id = m.activity AND a.deleted_at = '' AND a.solved IS NOT NULL)",
            "",
        )?;
        let visits = self.number(
            "SELECT count(*) FROM visit v WHERE v.deleted_at = '' AND v.handling = :word AND v.date BETWEEN :from AND :to
               AND NOT EXISTS (SELECT 1 FROM link l JOIN matter m ON m.id = l.id AND m.deleted_at = '' WHERE l.target = v.id AND l.noun = 'matter' AND l.field = 'visit')",
            visit::ON_THE_SPOT,
        )?;
        Ok(at_activities + matters + visits)
    }

    /// Days at the station per deputy, by pinyin, never by number: there is no leaderboard.
    fn deputies_at_station(&self) -> Result<Vec<Count>> {
        let mut stmt = self.conn.prepare_cached(
            "WITH came (deputy, date) AS (
               SELECT j.value, d.date FROM reception_day d, json_each(d.deputies) j WHERE d.deleted_at = '' AND d.status = :held AND d.date BETWEEN :from AND :to
               UNION
               SELECT j.value, v.date FROM visit v, json_each(v.deputies) j WHERE v.deleted_at = '' AND v.kind IN ('station', 'appointment') AND v.date BETWEEN :from AND :to
               UNION
               SELECT j.value, a.date FROM activity a, json_each(a.deputies) j WHERE a.deleted_at = '' AND a.kind = :at_station AND a.date BETWEEN :from AND :to
             ), days (deputy, n) AS (SELECT deputy, count(*) FROM came GROUP BY deputy)
             SELECT p.name, p.number, coalesce(d.n, 0) FROM deputy p LEFT JOIN days d ON d.deputy = p.id
             WHERE p.deleted_at = '' AND (p.status = :serving OR d.n > 0) ORDER BY p.pinyin, p.id",
        )?;
        let rows = stmt.query_map(
            named_params! {":held": reception_day::HELD, ":from": self.period.from, ":to": self.period.to, ":at_station": activity::AT_STATION, ":serving": deputy::SERVING},
            |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, u64>(2)?)),
        )?;
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
            .map(|(name, number, count)| Count {
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

/// Per cent with one decimal; none of nothing.
fn rate(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 * 1000.0 / whole as f64).round() / 10.0)
}

impl Store {
    /// The figures of a period.
    pub fn figures(&self, period: &Period) -> Result<Figures> {
        let span = Span { conn: self.conn(), period };
        let matters_in = |cut: &str, word| span.number(&format!("SELECT count(*) FROM matter WHERE deleted_at = '' AND {cut}"), word);
        let referred = matters_in("referred_on != '' AND referred_on BETWEEN :from AND :to", "")?;
        let referred_closed = matters_in(
            "referred_on != '' AND referred_on BETWEEN :from AND :to AND state = :word AND closed_on <= :to",
            life::CLOSED,
        )?;
        let rated = matters_in("raised_on BETWEEN :from AND :to AND voter_rating != ''", "")?;
        let satisfied = matters_in("raised_on BETWEEN :from AND :to AND voter_rating = :word", "满意")?;
        let basic = matters_in("raised_on BETWEEN :from AND :to AND voter_rating = :word", "基本满意")?;
        let mut matters_by_state = span.by_word("matter", "raised_on", "state")?;
        matters_by_state.sort_by_key(|c| life::STATES.iter().position(|(state, _)| *state == c.word));
        for count in &mut matters_by_state {
            count.word = life::state_label(&count.word).to_owned();
        }
        Ok(Figures {
            activities: span.number("SELECT count(*) FROM activity WHERE deleted_at = '' AND date BETWEEN :from AND :to", "")?,
            activities_by_kind: span.by_word("activity", "date", "kind")?,
            activities_by_month: span.months("activity", "date")?,
            solved_on_site: span.solved_on_site()?,
            referred,
            referred_closed,
            closed_rate: rate(referred_closed, referred),
            satisfied_rate: rate(satisfied, rated),
            satisfied_or_basic_rate: rate(satisfied + basic, rated),
            matters: matters_in("raised_on BETWEEN :from AND :to", "")?,
            matters_by_state,
            matters_by_category: span.by_word("matter", "raised_on", "category")?,
            matters_by_month: span.months("matter", "raised_on")?,
            reception_days: span.number("SELECT count(*) FROM reception_day WHERE deleted_at = '' AND status = :word AND date BETWEEN :from AND :to", reception_day::HELD)?,
            visit_batches: span.number("SELECT count(*) FROM visit WHERE deleted_at = '' AND kind != :word AND date BETWEEN :from AND :to", visit::HOME)?,
            visit_people: span.number("SELECT coalesce(sum(coalesce(people, 1)), 0) FROM visit WHERE deleted_at = '' AND kind != :word AND date BETWEEN :from AND :to", visit::HOME)?,
            home_visits: span.number("SELECT count(*) FROM visit WHERE deleted_at = '' AND kind = :word AND date BETWEEN :from AND :to", visit::HOME)?,
            trainings: span.number("SELECT count(*) FROM activity WHERE deleted_at = '' AND kind = :word AND date BETWEEN :from AND :to", activity::TRAINING)?,
            training_people: span.number(
                "SELECT coalesce(sum(coalesce(present, json_array_length(deputies))), 0) FROM activity WHERE deleted_at = '' AND kind = :word AND date BETWEEN :from AND :to",
                activity::TRAINING,
            )?,
            groups: span.number("SELECT count(*) FROM deputy_group WHERE deleted_at = ''", "")?,
            deputies: span.number("SELECT count(*) FROM deputy WHERE deleted_at = '' AND status = :word", deputy::SERVING)?,
            deputies_at_station: span.deputies_at_station()?,
        })
    }
}
