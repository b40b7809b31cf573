//! Chinese search: single characters and pairs of neighbours over Chinese, letters and
//! digits alike as tokens of an index without positions, joined by AND; then the hits are
//! compared character by character. There are only a hundred pairs of digits and 676 of letters, and
//! many records have each of them: four digits and three letters in a row are tokens too. The texts are
//! read from the records themselves, and only for terms of more than one token. Recall and precision are
//! those of a plain scan (a trigram index finds nothing for one or two characters, and says nothing).

use rusqlite::{CachedStatement, Connection, params};

use super::row::get;
use super::{Store, Write};
use crate::error::Result;
use crate::records::{Kept, Noun, text};

/// By which rules `tokens` makes them: a store made by others is made anew.
const VERSION: i64 = 3;

/// Characters of which so many in a row are a token of their own.
struct Run {
    /// Begins the token; no hexadecimal digit, and no noun's token begins so.
    mark: char,
    long: usize,
    of: fn(&char) -> bool,
}

const RUNS: [Run; 2] = [
    Run {
        mark: 'q',
        long: 4,
        of: char::is_ascii_digit,
    },
    Run {
        mark: 't',
        long: 3,
        of: char::is_ascii_lowercase,
    },
];

/// ASCII tokens for FTS5's `ascii` tokenizer, which would take rare characters for separators.
fn tokens(line: &str, into: &mut String) {
    let mut before: Option<char> = None;
    let mut rows = [0; RUNS.len()];
    for (at, c) in line.char_indices() {
        for (run, row) in RUNS.iter().zip(&mut rows) {
            *row = if (run.of)(&c) { *row + 1 } else { 0 };
            if let (true, Some(part)) = (*row >= run.long, line.get((at + 1).saturating_sub(run.long)..=at)) {
                into.push(run.mark);
                into.push_str(part);
                into.push(' ');
            }
        }
        if c.is_whitespace() {
            before = None;
            continue;
        }
        hexadecimal(c, into);
        into.push(' ');
        if let Some(b) = before {
            pair(b, c, into);
        }
        before = Some(c);
    }
}

fn pair(one: char, other: char, into: &mut String) {
    hexadecimal(one, into);
    into.push('z');
    hexadecimal(other, into);
    into.push(' ');
}

/// The fewest tokens that hold all of a term: one character, or pairs, and of a long row of digits or
/// letters pieces side by side; each more would be another list to walk along.
fn fewest(term: &str) -> String {
    let mut all = String::new();
    let line: Vec<char> = term.chars().collect();
    if let [one] = line.as_slice() {
        hexadecimal(*one, &mut all);
        return all;
    }
    let mut from = 0;
    while from + 1 < line.len() {
        let rest = line.get(from..).unwrap_or_default();
        let row = RUNS.iter().map(|run| (run, rest.iter().take_while(|c| (run.of)(c)).count()));
        if let Some((run, long)) = row.into_iter().find(|(run, long)| *long >= run.long) {
            let mut end = long;
            while end > 0 {
                let start = end.saturating_sub(run.long);
                all.push(run.mark);
                all.extend(rest.iter().skip(start).take(run.long));
                all.push(' ');
                end = start;
            }
            // What follows the row begins with its last character.
            from += long - 1;
        }
        if let (Some(one), Some(other)) = (line.get(from), line.get(from + 1)) {
            pair(*one, *other, &mut all);
        }
        from += 1;
    }
    all
}

/// A character's code point, as `{:x}` writes it; hundreds a record, so without its detours.
fn hexadecimal(c: char, into: &mut String) {
    let code = u32::from(c);
    let digits = (32 - code.leading_zeros()).div_ceil(4).max(1);
    into.extend((0..digits).rev().filter_map(|place| char::from_digit((code >> (4 * place)) & 15, 16)));
}

fn noun_token(noun: Noun) -> String {
    // 'g'… never occurs in hexadecimal code points: no clash with a character's token.
    format!("noun{}", noun.table().replace('_', ""))
}

/// Texts and queries alike: full-width letters and digits as their ASCII twins, case folded.
fn folded(typed: &str) -> String {
    text::narrow(&text::tidy(typed, true)).to_lowercase()
}

/// What of a record is looked through: its searched texts with its number, and its title's initials.
struct Texts {
    line: String,
    initials: String,
}

impl Texts {
    fn of<'a>(searched: impl Iterator<Item = &'a str>, number: &str, title: &str) -> Self {
        let parts: Vec<&str> = searched.filter(|t| !t.is_empty()).collect();
        Self {
            line: folded(&format!("{}\n{number}", parts.join("\n"))),
            initials: text::initials(title),
        }
    }

    fn say(&self, term: &str) -> bool {
        self.line.contains(term) || self.initials.contains(term)
    }
}

fn searched(noun: Noun) -> impl Iterator<Item = &'static str> {
    noun.fields().iter().filter(|f| f.searched).map(|f| f.key)
}

/// What a record is found by. The texts themselves are in the record alone.
#[derive(Debug)]
pub(super) struct Line {
    number: String,
    tokens: String,
}

impl Line {
    /// None for what is not looked for: steps, and what is in the bin.
    pub(super) fn of(noun: Noun, record: &Kept) -> Option<Self> {
        if noun == Noun::Step || !record.head.deleted_at.is_empty() {
            return None;
        }
        let number = record.head.number.clone();
        let texts = Texts::of(searched(noun).map(|key| record.text(key)), &number, record.text(noun.title_field()));
        let mut all = noun_token(noun);
        all.push(' ');
        tokens(&texts.line, &mut all);
        tokens(&texts.initials, &mut all);
        Some(Self { number, tokens: all })
    }
}

/// Puts a record's search line in place, or takes it away when there is none; `known` ones may
/// have one.
pub(super) fn put(conn: &Connection, noun: Noun, id: &str, line: Option<&Line>, known: bool) -> Result<()> {
    if noun == Noun::Step {
        return Ok(());
    }
    let doc: Option<i64> = if known {
        let mut stmt = conn.prepare_cached("DELETE FROM search_doc WHERE id = ?1 RETURNING doc")?;
        stmt.query([id])?.next()?.map(|r| r.get(0)).transpose()?
    } else {
        None
    };
    if let Some(doc) = doc {
        conn.prepare_cached("DELETE FROM search_token WHERE rowid = ?1")?.execute([doc])?;
    }
    let Some(line) = line else { return Ok(()) };
    conn.prepare_cached("INSERT INTO search_doc (doc, noun, id, number) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![doc, noun.table(), id, line.number])?;
    conn.prepare_cached("INSERT INTO search_token (rowid, tokens) VALUES (?1, ?2)")?
        .execute(params![conn.last_insert_rowid(), line.tokens])?;
    Ok(())
}

/// Bytes of tokens FTS5 gathers before it writes them out: as it comes, and where a great many records come at
/// once. What is written out small is merged again and again.
const GATHERED: [i64; 2] = [1 << 20, 16 << 20];

impl Write<'_> {
    /// Whether a great many records are coming; to be taken back in the same transaction.
    pub fn many_come(&self, many: bool) -> Result<()> {
        let sql = "INSERT INTO search_token (search_token, rank) VALUES ('hashsize', ?1)";
        self.tx.execute(sql, [GATHERED[usize::from(many)]])?;
        Ok(())
    }
}

fn of_table(table: &str) -> Option<Noun> {
    Noun::ALL.iter().find(|noun| noun.table() == table).copied()
}

/// Makes the tokens of the whole index anew, if other rules than today's made them.
pub(super) fn made_anew(conn: &mut Connection) -> Result<()> {
    let version: i64 = conn.query_row("SELECT version FROM search_made", [], |r| r.get(0))?;
    if version == VERSION {
        return Ok(());
    }
    let tx = conn.transaction()?;
    tx.execute("INSERT INTO search_token (search_token) VALUES ('delete-all')", [])?;
    {
        let mut docs = tx.prepare("SELECT doc, noun, id FROM search_doc ORDER BY doc")?;
        let mut put = tx.prepare("INSERT INTO search_token (rowid, tokens) VALUES (?1, ?2)")?;
        let mut rows = docs.query([])?;
        while let Some(row) = rows.next()? {
            let Some(noun) = of_table(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?) else {
                continue;
            };
            let record = get(&tx, noun, &row.get::<_, String>(2)?)?;
            if let Some(line) = record.and_then(|record| Line::of(noun, &record)) {
                put.execute(params![row.get::<_, i64>(0)?, line.tokens])?;
            }
        }
    }
    tx.execute("UPDATE search_made SET version = ?1", [VERSION])?;
    Ok(tx.commit()?)
}

/// A search: an FTS5 query, and the terms each hit must contain.
pub(super) struct Sought {
    query: String,
    terms: Vec<String>,
    /// Each term is one token: what has the tokens says the terms.
    exact: bool,
}

impl Sought {
    /// None when nothing was typed.
    pub(super) fn new(typed: &str, noun: Option<Noun>) -> Option<Self> {
        let terms: Vec<String> = folded(typed).split_whitespace().map(str::to_owned).collect();
        if terms.is_empty() {
            return None;
        }
        let (mut wanted, mut exact) = (String::new(), true);
        for term in &terms {
            let all = fewest(term);
            exact &= all.split_whitespace().count() == 1;
            for token in all.split_whitespace() {
                wanted.push_str(&format!("\"{token}\" AND "));
            }
        }
        wanted.push_str(&noun.map_or_else(String::new, |n| format!("\"{}\"", noun_token(n))));
        Some(Self {
            query: wanted.trim_end_matches(" AND ").to_owned(),
            terms,
            exact,
        })
    }

    /// Gives each hit to `hit`, until that has enough; `which` is SQL that says more of them, or their order.
    pub(super) fn each(&self, conn: &Connection, which: &str, hit: &mut dyn FnMut(Noun, &str) -> bool) -> Result<()> {
        let sql = format!("SELECT d.noun, d.id FROM search_token t JOIN search_doc d ON d.doc = t.rowid WHERE t.search_token MATCH ?1 {which}");
        let mut stmt = conn.prepare_cached(&sql)?;
        let mut rows = stmt.query([&self.query])?;
        let mut told: Vec<(Noun, CachedStatement<'_>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let said = |column| -> Result<&str> { Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?) };
            let (Some(noun), id) = (of_table(said(0)?), said(1)?) else { continue };
            if !self.exact {
                let at = match told.iter().position(|(n, _)| *n == noun) {
                    Some(at) => at,
                    None => {
                        told.push((noun, conn.prepare_cached(&texts_sql(noun))?));
                        told.len() - 1
                    }
                };
                if !told.get_mut(at).map_or(Ok(false), |(_, stmt)| self.said_by(stmt, id))? {
                    continue;
                }
            }
            if !hit(noun, id) {
                break;
            }
        }
        Ok(())
    }

    /// Whether the record's texts, as `texts_sql` reads them, hold every term.
    fn said_by(&self, stmt: &mut CachedStatement<'_>, id: &str) -> Result<bool> {
        let width = stmt.column_count();
        let mut rows = stmt.query([id])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        let cells: Vec<&str> = (0..width)
            .map(|column| Ok(row.get_ref(column)?.as_str().map_err(rusqlite::Error::from)?))
            .collect::<Result<_>>()?;
        let [title, number, searched @ ..] = cells.as_slice() else { return Ok(false) };
        // Folding goes by characters: what holds a term as it stands need not be folded.
        let plain = |term: &String| searched.iter().any(|text| text.contains(term.as_str()));
        if self.terms.iter().all(plain) {
            return Ok(true);
        }
        let texts = Texts::of(searched.iter().copied(), number, title);
        Ok(self.terms.iter().all(|term| texts.say(term)))
    }
}

/// SQL for what of a record is looked through: title, number, searched texts.
fn texts_sql(noun: Noun) -> String {
    let columns: String = searched(noun).map(|key| format!(", \"{key}\"")).collect();
    format!("SELECT \"{}\", number{columns} FROM {} WHERE id = ?1", noun.title_field(), noun.table())
}

impl Store {
    /// Records that contain every word typed: Chinese from one character, initials, parts of phone
    /// numbers. People first, then the newest.
    pub fn find(&self, typed: &str, noun: Option<Noun>, limit: u64) -> Result<Vec<(Noun, String)>> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut hits = Vec::new();
        let groups: &[Option<Noun>] = if noun.is_some() {
            &[noun]
        } else {
            &[Some(Noun::Deputy), Some(Noun::Group), None]
        };
        for group in groups {
            let Some(sought) = Sought::new(typed, *group) else { return Ok(Vec::new()) };
            let which = if noun.is_none() && group.is_none() {
                "AND d.noun NOT IN ('deputy', 'deputy_group') ORDER BY t.rowid DESC"
            } else {
                "ORDER BY t.rowid DESC"
            };
            if hits.len() < limit {
                sought.each(self.conn(), which, &mut |noun, id| {
                    hits.push((noun, id.to_owned()));
                    hits.len() < limit
                })?;
            }
        }
        Ok(hits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_cross_scripts_and_survive_rare_characters() {
        let q = |typed: &str| Sought::new(typed, None).unwrap().query;
        assert_eq!(q("村"), "\"6751\"");
        assert_eq!(q("村12"), "\"6751z31\" AND \"31z32\"");
        assert_eq!(q("𬭚三"), format!("\"{:x}z4e09\"", u32::from('𬭚')));
        assert_eq!(q("0571"), "\"q0571\"");
        assert_eq!(q("村12345"), "\"6751z31\" AND \"q2345\" AND \"q1234\"");
        assert_eq!(q("13987654321村"), "\"q4321\" AND \"q8765\" AND \"q1398\" AND \"31z6751\"");
        assert_eq!(q("zwg"), "\"tzwg\"");
        assert_eq!(q("zwgm1"), "\"twgm\" AND \"tzwg\" AND \"6dz31\"");
        assert_eq!(q("138-1"), "\"31z33\" AND \"33z38\" AND \"38z2d\" AND \"2dz31\"");
        assert_eq!(q("ZW"), "\"7az77\"");
        assert!(Sought::new("　 ", None).is_none());
    }
    #[test]
    fn an_index_made_by_other_rules_is_made_anew() {
        let mut conn = Connection::open_in_memory().unwrap();
        super::super::migrate::up(&mut conn, std::path::Path::new(""), super::super::migrate::MIGRATIONS, &|_| Ok(())).unwrap();
        conn.execute("INSERT INTO search_doc VALUES (7, 'visit', 'a', 'JF-2026-0001')", []).unwrap();
        conn.execute("INSERT INTO search_token (rowid, tokens) VALUES (7, 'nounvisit 31z33')", [])
            .unwrap();
        conn.execute(
            "INSERT INTO visit (id, station, number, revision, made_at, made_by, changed_at, changed_by, citizen, phone)
             VALUES ('a', 'JS-017', 'JF-2026-0001', 1, '', '', '', '', '王五', '13987654321')",
            [],
        )
        .unwrap();
        let hits = |conn: &Connection, typed: &str| -> Vec<String> {
            let (sought, mut ids) = (Sought::new(typed, Some(Noun::Visit)).unwrap(), Vec::new());
            sought
                .each(conn, "", &mut |_, id| {
                    ids.push(id.to_owned());
                    true
                })
                .unwrap();
            ids
        };
        assert!(hits(&conn, "87654").is_empty());
        made_anew(&mut conn).unwrap();
        for typed in ["87654", "13987654321", "五", "王五", "3987 ww", "ww", "jf-2026", "ＪＦ－２０２６－０００１"] {
            assert_eq!(hits(&conn, typed), ["a"], "{typed}");
        }
        // The tokens of these are there, side by side they are not: the record is asked.
        for typed in ["13z3", "2026-01", "876543219"] {
            assert!(hits(&conn, typed).is_empty(), "{typed}");
        }
        // Once is enough.
        conn.execute("DELETE FROM search_doc", []).unwrap();
        made_anew(&mut conn).unwrap();
        assert_eq!(
            conn.query_row("SELECT count(*) FROM search_token WHERE search_token MATCH 'q8765'", [], |r| r.get::<_, i64>(0))
                .unwrap(),
            1
        );
    }
}
