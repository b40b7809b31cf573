//! What ledgers read beyond plain records: names by id, the matters a visit or activity
//! led to, and the duties of deputies derived from all records.

use std::collections::HashMap;

use rusqlite::{OptionalExtension as _, Row, params};
use serde_json::Value;

use super::{Store, damaged};
use crate::error::Result;
use crate::records::secret::Secret;
use crate::records::{Head, Kept, Noun, Values, reception_day, visit};

/// What a ledger says about a deputy.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    /// 姓名
    pub name: String,
    /// 级别
    pub levels: Vec<String>,
    /// 选区
    pub constituency: String,
}

/// A group and who is in it.
pub(crate) struct GroupMembers {
    /// Its id.
    pub id: String,
    /// 小组名称
    pub name: String,
    /// Ids of its leader and members, each once.
    pub members: Vec<String>,
    /// It is not in the recycle bin.
    pub live: bool,
}

/// What a visit's or activity's line says about a matter it led to.
pub(crate) struct GrownMatter {
    /// YJ-2024-0057
    pub number: String,
    /// State code.
    pub state: String,
    /// 主办单位
    pub lead_unit: String,
    /// 反馈选民日期
    pub fed_voter_on: String,
    /// 选民满意度
    pub voter_rating: String,
}

/// One line per deputy and deed. A voter who asked not to be named is not named here either.
pub(super) const DUTIES: &str = "
    SELECT d.date, 1 AS rank, d.number, d.station, j.key AS nth, j.value AS deputy, '接待日' AS kind, '在' || d.place || '接待选民' AS title, d.theme AS content, '' AS source, '' AS status, '' AS reviewer, '' AS opinion, 0 AS confidential, '' AS citizen, '' AS phone, '' AS village
      FROM reception_day d, json_each(d.deputies) j WHERE d.deleted_at = '' AND (?5 IS NULL OR d.station = ?5) AND d.status = ?3 AND d.date BETWEEN ?1 AND ?2
    UNION ALL
    SELECT v.date, 2, v.number, v.station, j.key, j.value, iif(v.kind = ?4, '走访选民', '接访选民'),
           iif(v.kind = ?4, '走访', '接待') || iif(v.confidential, '匿名选民', v.citizen), v.problem, '', '', '', '', v.confidential, v.citizen, v.phone, v.village
      FROM visit v, json_each(v.deputies) j WHERE v.deleted_at = '' AND (?5 IS NULL OR v.station = ?5) AND v.date BETWEEN ?1 AND ?2
    UNION ALL
    SELECT a.date, 3, a.number, a.station, j.key, j.value, a.kind, a.name, a.content, '', '', '', '', 0, '', '', ''
      FROM activity a, json_each(a.deputies) j WHERE a.deleted_at = '' AND (?5 IS NULL OR a.station = ?5) AND a.date BETWEEN ?1 AND ?2
    UNION ALL
    SELECT m.raised_on, 4, m.number, m.station, j.key, j.value, '提出意见建议', m.title, m.content, '', '', '', '', m.confidential, m.citizen, m.phone, m.village
      FROM matter m, json_each(m.deputies) j WHERE m.deleted_at = '' AND (?5 IS NULL OR m.station = ?5) AND m.raised_on BETWEEN ?1 AND ?2
    UNION ALL
    SELECT u.date, 5, u.number, u.station, 0, u.deputy, u.kind, u.title, u.content, u.source, u.status, u.reviewer, u.opinion, 0, '', '', ''
      FROM duty u WHERE u.deleted_at = '' AND (?5 IS NULL OR u.station = ?5) AND u.date BETWEEN ?1 AND ?2";

/// Of the voter behind a line, when she asked not to be named.
fn secret(row: &Row<'_>) -> rusqlite::Result<Option<Secret>> {
    let mut voter = Kept {
        head: Head::default(),
        values: Values::new(),
    };
    voter.values.insert("confidential".into(), row.get::<_, bool>("confidential")?.into());
    for key in ["citizen", "phone", "village"] {
        voter.values.insert(key.into(), Value::String(row.get(key)?));
    }
    Ok(Secret::of(&voter))
}

fn duty(row: &Row<'_>) -> rusqlite::Result<(String, Kept)> {
    let from: String = row.get("number")?;
    let status: String = row.get("status")?;
    // An entry of its own has a number of its own. The others are derived, so not in the counter: the
    // source's number and the deputy's place in it.
    let number = if status.is_empty() {
        format!("{from}/{}", row.get::<_, i64>("nth")? + 1)
    } else {
        from.clone()
    };
    let from = if status.is_empty() { from } else { row.get("source")? };
    let head = Head {
        number,
        station: row.get("station")?,
        ..Head::default()
    };
    let mut values = Values::new();
    for key in ["date", "kind", "title", "content", "status", "reviewer", "opinion"] {
        values.insert(key.into(), Value::String(row.get(key)?));
    }
    values.insert("from".into(), Value::String(from));
    let mut line = Kept { head, values };
    if let Some(secret) = secret(row)? {
        for key in ["title", "content"] {
            let said = secret.hide(line.text(key));
            line.values.insert(key.into(), said.into());
        }
    }
    Ok((row.get("deputy")?, line))
}

impl Store {
    /// Everything `work` reads is one state of the store, whatever is saved meanwhile.
    pub fn steadily<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let _held = self.conn().unchecked_transaction()?;
        work()
    }

    /// Deputies by id; those in the recycle bin too, because old records name them.
    pub(crate) fn people(&self) -> Result<HashMap<String, Person>> {
        let mut stmt = self.conn().prepare_cached("SELECT id, name, levels, constituency FROM deputy")?;
        let mut rows = stmt.query([])?;
        let mut people = HashMap::new();
        while let Some(row) = rows.next()? {
            let levels: String = row.get(2)?;
            let levels = serde_json::from_str(&levels).map_err(|e| damaged(&e))?;
            people.insert(
                row.get(0)?,
                Person {
                    name: row.get(1)?,
                    levels,
                    constituency: row.get(3)?,
                },
            );
        }
        Ok(people)
    }

    /// Groups with their people, by pinyin; those in the recycle bin too.
    pub(crate) fn group_members(&self) -> Result<Vec<GroupMembers>> {
        let mut stmt = self
            .conn()
            .prepare_cached("SELECT id, name, leader, members, deleted_at = '' FROM deputy_group ORDER BY pinyin, id")?;
        let mut rows = stmt.query([])?;
        let mut groups = Vec::new();
        while let Some(row) = rows.next()? {
            let (leader, members): (String, String) = (row.get(2)?, row.get(3)?);
            let mut members: Vec<String> = serde_json::from_str(&members).map_err(|e| damaged(&e))?;
            if !leader.is_empty() && !members.contains(&leader) {
                members.insert(0, leader);
            }
            groups.push(GroupMembers {
                id: row.get(0)?,
                name: row.get(1)?,
                members,
                live: row.get(4)?,
            });
        }
        Ok(groups)
    }

    /// Live matters that grew out of this visit or activity, oldest first.
    pub(crate) fn grown_matters(&self, noun: Noun, id: &str) -> Result<Vec<GrownMatter>> {
        let mut stmt = self.conn().prepare_cached(
            "SELECT m.number, m.state, m.lead_unit, m.fed_voter_on, m.voter_rating FROM link l JOIN matter m ON m.id = l.id AND m.deleted_at = ''
             WHERE l.target = ?1 AND l.noun = 'matter' AND l.field = ?2 ORDER BY m.id",
        )?;
        let rows = stmt.query_map(params![id, noun.table()], |r| {
            Ok(GrownMatter {
                number: r.get(0)?,
                state: r.get(1)?,
                lead_unit: r.get(2)?,
                fed_voter_on: r.get(3)?,
                voter_rating: r.get(4)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Where a reception day is held; "" when there is none.
    pub(crate) fn reception_place(&self, id: &str) -> Result<String> {
        if id.is_empty() {
            return Ok(String::new());
        }
        let place = self
            .conn()
            .prepare_cached("SELECT place FROM reception_day WHERE id = ?1")?
            .query_row([id], |r| r.get(0))
            .optional()?;
        Ok(place.unwrap_or_default())
    }

    /// Deputies' duties of a period as records of their own (date, kind, title, content, from), oldest
    /// first, each with its deputy's id; of one station, or all.
    pub(crate) fn each_duty(&self, from: &str, to: &str, station: Option<&str>, each: &mut dyn FnMut(&str, Kept) -> Result<()>) -> Result<()> {
        let mut stmt = self.conn().prepare_cached(&format!("{DUTIES} ORDER BY 1, 2, 3, 5"))?;
        let mut rows = stmt.query(params![from, to, reception_day::HELD, visit::HOME, station])?;
        while let Some(row) = rows.next()? {
            let (deputy, record) = duty(row)?;
            each(&deputy, record)?;
        }
        Ok(())
    }

    /// How many `each_duty` would bring.
    pub(crate) fn count_duties(&self, from: &str, to: &str, station: Option<&str>) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM ({DUTIES})");
        Ok(self
            .conn()
            .prepare_cached(&sql)?
            .query_row(params![from, to, reception_day::HELD, visit::HOME, station], |r| r.get(0))?)
    }
}
