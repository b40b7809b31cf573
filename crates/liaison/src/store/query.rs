//! A list's filter and order as SQL. Values are always bound; names come from FIELDS only.

use std::collections::BTreeMap;

use rusqlite::types::Value as Sql;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Store;
use super::measures::part_of;
use super::search::Sought;
use crate::error::{Error, Remark, Result};
use crate::records::due::Bounds;
use crate::records::{Kind, Noun};

/// What a list is cut down to. Every part narrows; empty parts do nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Filter {
    /// A few characters, initials or part of a phone number.
    pub text: String,
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day, YYYY-MM-DD.
    pub to: String,
    /// Field key → any of these values.
    #[ts(type = "Record<string, string[]>")]
    pub equal: BTreeMap<String, Vec<String>>,
    /// Refers to this record (a deputy's visits, a day's visits).
    pub about: String,
    /// Written by any of these stations, by code; at the county.
    pub stations: Vec<String>,
    /// Refers to a deputy of any of these levels.
    pub levels: Vec<String>,
    /// Counted in this figure; first and last day are then those of what it counts.
    pub counted: String,
    /// Day by which it must be closed to be counted so; the last day when blank.
    pub cutoff: String,
    /// Day from which a person is counted once; the first day when blank.
    pub since: String,
    /// Matters: "open", "overdue", "soon", "urge", "not_fed_back"; promises: "open", "overdue", "soon", "due" (both).
    pub flag: String,
}

/// One page of a list.
pub struct Query<'a> {
    /// Cut down to.
    pub filter: &'a Filter,
    /// Field key, or "" for the noun's own order.
    pub sort: &'a str,
    /// Turn the order round.
    pub descending: bool,
    /// Rows to pass over.
    pub offset: u64,
    /// Rows to bring.
    pub limit: u64,
    /// Today, for flags.
    pub bounds: &'a Bounds,
}

/// A WHERE clause with its values.
pub(super) struct Where {
    parts: Vec<String>,
    pub(super) values: Vec<Sql>,
}

impl Where {
    fn text(&mut self, value: &str) -> String {
        self.values.push(Sql::Text(value.to_owned()));
        format!("?{}", self.values.len())
    }

    pub(super) fn sql(&self) -> String {
        self.parts.join(" AND ")
    }
}

/// The flags of `records::due::flags`, as SQL over a live record.
fn flag_sql(noun: Noun, flag: &str, w: &mut Where, bounds: &Bounds) -> Option<String> {
    match noun {
        Noun::Matter => matter_flag(flag, w, bounds),
        Noun::Promise => promise_flag(flag, w, bounds),
        _ => None,
    }
}

fn promise_flag(flag: &str, w: &mut Where, bounds: &Bounds) -> Option<String> {
    let (today, soon) = (bounds.today.as_str(), bounds.soon.as_str());
    let due = match flag {
        "open" => return Some("fulfilled_on = ''".into()),
        "overdue" => format!("due_on < {}", w.text(today)),
        "soon" => format!("due_on BETWEEN {} AND {}", w.text(today), w.text(soon)),
        "due" => format!("due_on <= {}", w.text(soon)),
        _ => return None,
    };
    Some(format!("fulfilled_on = '' AND due_on != '' AND {due}"))
}

fn matter_flag(flag: &str, w: &mut Where, bounds: &Bounds) -> Option<String> {
    let (today, soon, urge) = (bounds.today.as_str(), bounds.soon.as_str(), bounds.urge.as_str());
    Some(match flag {
        "open" => "state NOT IN ('closed', 'withdrawn')".to_owned(),
        // The plus keeps an order by days from being walked through all that is closed.
        "overdue" => format!("state IN ('referred', 'signed', 'working') AND +due_on != '' AND +due_on < {}", w.text(today)),
        "soon" => format!(
            "state IN ('referred', 'signed', 'working') AND +due_on BETWEEN {} AND {}",
            w.text(today),
            w.text(soon)
        ),
        "urge" => format!(
            "state IN ('referred', 'signed', 'working') AND (state = 'referred' OR (due_on != '' AND due_on < {})) AND max(urged_on, referred_on) < {}",
            w.text(today),
            w.text(urge)
        ),
        "not_fed_back" => "state IN ('answered', 'rated') AND (fed_voter_on = '' OR fed_deputy_on = '')".to_owned(),
        "to_refer" => "state IN ('recorded', 'awaiting', 'redo')".to_owned(),
        _ => return None,
    })
}

/// Hits of a search that are looked up one by one.
const FEW: usize = 4_000;

impl Store {
    /// Ids of the live records a list's search finds; none when nothing is sought. Found once for the
    /// count and the page.
    pub(super) fn hits(&self, noun: Noun, text: &str) -> Result<Option<Vec<String>>> {
        let Some(sought) = Sought::new(text, Some(noun)) else { return Ok(None) };
        let found = |sought: &Sought| -> Result<Vec<String>> {
            let mut ids = Vec::new();
            sought.each(self.conn(), "", &mut |_, id| {
                ids.push(id.to_owned());
                true
            })?;
            Ok(ids)
        };
        let mut ids = found(&sought)?;
        // A deputy's name finds the records that name her.
        let people = Sought::new(text, Some(Noun::Deputy)).filter(|_| {
            noun.fields()
                .iter()
                .any(|f| matches!(f.kind, Kind::Many(Noun::Deputy) | Kind::One(Noun::Deputy)))
        });
        if let Some(people) = people {
            let people = serde_json::to_string(&found(&people)?).unwrap_or_default();
            let sql = format!(
                "SELECT l.id FROM link l JOIN {0} r ON r.id = l.id AND r.deleted_at = '' WHERE l.noun = '{0}' AND l.target IN (SELECT value FROM json_each(?1))",
                noun.table()
            );
            let mut stmt = self.conn().prepare_cached(&sql)?;
            for id in stmt.query_map([people], |r| r.get(0))? {
                ids.push(id?);
            }
            ids.sort_unstable();
            ids.dedup();
        }
        Ok(Some(ids))
    }
}

/// `hits` are those of the query's search.
pub(super) fn wanted(noun: Noun, query: &Query<'_>, hits: Option<&[String]>) -> Result<Where> {
    let filter = query.filter;
    let mut w = Where {
        parts: vec!["deleted_at = ''".into()],
        values: Vec::new(),
    };
    let refuse = |field: &str| Error::Draft(vec![Remark::new(field, "这个筛选条件不能用")]);
    if let Some(hits) = hits {
        if hits.len() <= FEW {
            // Looked up one by one; else an index is walked and compared with them.
            w.parts = vec!["+deleted_at = ''".into()];
        }
        let json = serde_json::to_string(hits).unwrap_or_default();
        let v = w.text(&json);
        w.parts.push(format!("id IN (SELECT value FROM json_each({v}))"));
    }
    let counted = (!filter.counted.is_empty())
        .then(|| part_of(&filter.counted, noun).ok_or_else(|| refuse("counted")))
        .transpose()?;
    if let Some(part) = counted {
        let mut which = part.which.to_owned();
        let or = |given: &str, day: &str| if given.is_empty() { day.to_owned() } else { given.to_owned() };
        for (name, value) in [(":from", or(&filter.since, &filter.from)), (":to", or(&filter.cutoff, &filter.to))] {
            if which.contains(name) {
                which = which.replace(name, &w.text(&value));
            }
        }
        w.parts.push(format!("({which})"));
    }
    if let Some(date) = counted.map_or_else(|| noun.date_field(), |p| Some(p.date).filter(|d| !d.is_empty())) {
        if !filter.from.is_empty() {
            let v = w.text(&filter.from);
            w.parts.push(format!("{date} >= {v}"));
        }
        if !filter.to.is_empty() {
            let v = w.text(&filter.to);
            w.parts.push(format!("{date} <= {v}"));
        }
    }
    if !filter.stations.is_empty() {
        let marks: Vec<String> = filter.stations.iter().map(|code| w.text(code)).collect();
        w.parts.push(format!("station IN ({})", marks.join(", ")));
    }
    if !filter.levels.is_empty() {
        let marks: Vec<String> = filter.levels.iter().map(|level| w.text(level)).collect();
        let levels = format!("EXISTS (SELECT 1 FROM json_each(levels) v WHERE v.value IN ({}))", marks.join(", "));
        w.parts.push(if noun == Noun::Deputy {
            levels
        } else {
            format!(
                "id IN (SELECT l.id FROM link l JOIN deputy ON deputy.id = l.target WHERE l.noun = '{}' AND l.field IN ('deputies', 'deputy') AND {levels})",
                noun.table()
            )
        });
    }
    for (key, any) in filter.equal.iter().filter(|(_, any)| !any.is_empty()) {
        let field = noun.field(key).ok_or_else(|| refuse(key))?;
        let marks: Vec<String> = any.iter().map(|v| w.text(v)).collect();
        w.parts.push(match field.kind {
            Kind::Choices(_) => format!("EXISTS (SELECT 1 FROM json_each(\"{key}\") e WHERE e.value IN ({}))", marks.join(", ")),
            Kind::Many(_) => format!(
                "id IN (SELECT id FROM link WHERE noun = '{}' AND field = '{key}' AND target IN ({}))",
                noun.table(),
                marks.join(", ")
            ),
            Kind::Whole | Kind::Flag => format!("CAST(\"{key}\" AS TEXT) IN ({})", marks.join(", ")),
            _ => format!("\"{key}\" IN ({})", marks.join(", ")),
        });
    }
    if !filter.about.is_empty() {
        let v = w.text(&filter.about);
        w.parts
            .push(format!("id IN (SELECT id FROM link WHERE target = {v} AND noun = '{}')", noun.table()));
    }
    if !filter.flag.is_empty() {
        let sql = flag_sql(noun, &filter.flag, &mut w, query.bounds).ok_or_else(|| refuse("flag"))?;
        w.parts.push(sql);
    }
    Ok(w)
}

pub(super) fn order(noun: Noun, query: &Query<'_>) -> Result<String> {
    let by = order_by(noun, query)?;
    // Few matters have a flag: they are sorted, not looked for along an index of all.
    Ok(if query.filter.flag.is_empty() {
        by
    } else {
        by.split(", ").map(|term| format!("+{term}")).collect::<Vec<_>>().join(", ")
    })
}

fn order_by(noun: Noun, query: &Query<'_>) -> Result<String> {
    let natural = noun.date_field().unwrap_or("pinyin");
    if query.sort.is_empty() {
        // Dated nouns newest first; people by pinyin.
        let down = noun.date_field().is_some() != query.descending;
        let way = if down { "DESC" } else { "ASC" };
        return Ok(format!("{natural} {way}, id {way}"));
    }
    let field = noun.field(query.sort).filter(|f| f.sorted);
    let field = field.ok_or_else(|| Error::Draft(vec![Remark::new(query.sort, "不能按这一栏排序")]))?;
    let way = if query.descending { "DESC" } else { "ASC" };
    Ok(if field.key == natural {
        format!("{natural} {way}, id {way}")
    } else if field.key == noun.title_field() {
        format!("pinyin {way}, id {way}")
    } else {
        format!("\"{}\" {way}, {natural} {way}, id {way}", field.key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of any length turns its pages without sorting: every order it offers is an index.
    #[test]
    fn every_order_of_a_large_table_is_an_index() {
        let mut conn = rusqlite::Connection::open_in_memory().unwrap();
        super::super::migrate::up(&mut conn, std::path::Path::new(""), super::super::migrate::MIGRATIONS, &|_| Ok(())).unwrap();
        let bounds = Bounds {
            today: String::new(),
            soon: String::new(),
            urge: String::new(),
        };
        let mut tried = 0;
        for noun in [Noun::Visit, Noun::Activity, Noun::Matter] {
            for sort in noun.fields().iter().filter(|f| f.sorted).map(|f| f.key).chain([""]) {
                for descending in [false, true] {
                    let query = Query {
                        filter: &Filter::default(),
                        sort,
                        descending,
                        offset: 0,
                        limit: 1,
                        bounds: &bounds,
                    };
                    let sql = format!(
                        "EXPLAIN QUERY PLAN SELECT id FROM {} WHERE deleted_at = '' ORDER BY {}",
                        noun.table(),
                        order(noun, &query).unwrap()
                    );
                    let mut stmt = conn.prepare(&sql).unwrap();
                    let plan: Vec<String> = stmt.query_map([], |r| r.get(3)).unwrap().map(Result::unwrap).collect();
                    assert!(plan.iter().all(|line| line.contains("COVERING INDEX")), "{noun:?} by {sort}: {plan:?}");
                    tried += 1;
                }
            }
        }
        assert_eq!(tried, 34);
    }
}
