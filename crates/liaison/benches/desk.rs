//! What a clerk waits for, measured: saving, lists, search, unlocking. Prints one table;
//! beside each figure a peer doing the bare minimum in the same run, so that the ratio
//! holds on any machine. `LIAISON_BENCH_VISITS` scales the station (100,000 by default).

use std::time::{Duration, Instant};

use chrono::DateTime;
use liaison::sample::{self, Plan};
use liaison::{Call, Desk, contract};
use serde_json::{Value, json};

type Any = Result<(), Box<dyn std::error::Error>>;

fn main() -> Any {
    let visits: u64 = std::env::var("LIAISON_BENCH_VISITS").ok().and_then(|v| v.parse().ok()).unwrap_or(100_000);
    let folder = tempfile::tempdir()?;
    let mut bench = Bench {
        desk: Desk::new(folder.path().join("home")),
        rows: Vec::new(),
    };
    bench.ask(
        "set_up",
        &json!({"station": {"code": "JS-017", "name": "三溪村代表联络站", "town": "三溪镇"}, "clerk": "林晓芸", "password": "春江花月夜6"}),
    )?;
    let started = Instant::now();
    sample::grow(&mut bench.desk, &mut call(&mut |_| true), Plan { seed: 1, years: 10, visits })?;
    let total = bench.ask("page", &json!({"noun": "visit", "limit": 1}))?["total"].as_u64().unwrap_or(0);
    println!("样本：{total} 次接访走访，{:.1} s\n", started.elapsed().as_secs_f64());

    bench.unlocking()?;
    bench.saving(folder.path())?;
    bench.lists()?;
    bench.finding()?;

    println!("| 做什么 | 中位 ms | 第95百分位 ms | 同一次运行里的对照 | 倍数 |\n|---|---|---|---|---|");
    for row in &bench.rows {
        println!("{row}");
    }
    Ok(())
}

struct Bench {
    desk: Desk,
    rows: Vec<String>,
}

fn call(progress: &mut dyn FnMut(liaison::Progress) -> bool) -> Call<'_> {
    let now = DateTime::parse_from_rfc3339("2026-06-03T09:00:00+08:00").unwrap_or_default();
    Call {
        now,
        documents: std::path::PathBuf::new(),
        progress,
    }
}

/// Median and 95th percentile, in milliseconds.
fn spread(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort();
    let at = |share: usize| {
        times
            .get((times.len() * share / 100).min(times.len().saturating_sub(1)))
            .map_or(0.0, |d| d.as_secs_f64() * 1000.0)
    };
    (at(50), at(95))
}

impl Bench {
    fn ask(&mut self, command: &str, question: &Value) -> Result<Value, Box<dyn std::error::Error>> {
        Ok(contract::answer(&mut self.desk, &mut call(&mut |_| true), command, question.clone())?)
    }

    fn timed(&mut self, times: usize, command: &str, mut question: impl FnMut(usize) -> Value) -> Result<(f64, f64), Box<dyn std::error::Error>> {
        let mut taken = Vec::new();
        for i in 0..times {
            let question = question(i);
            let started = Instant::now();
            self.ask(command, &question)?;
            taken.push(started.elapsed());
        }
        Ok(spread(taken))
    }

    fn row(&mut self, what: &str, (median, p95): (f64, f64), peer: &str, peer_median: Option<f64>) {
        let ratio = peer_median.filter(|p| *p > 0.0).map_or("–".into(), |p| format!("{:.2}", median / p));
        self.rows.push(format!("| {what} | {median:.2} | {p95:.2} | {peer} | {ratio} |"));
    }

    fn unlocking(&mut self) -> Any {
        let mut taken = Vec::new();
        for _ in 0..5 {
            self.ask("lock", &json!({}))?;
            let started = Instant::now();
            self.ask("unlock", &json!({"password": "春江花月夜6"}))?;
            taken.push(started.elapsed());
        }
        self.row("开锁（密码到可用）", spread(taken), "", None);
        Ok(())
    }

    fn saving(&mut self, folder: &std::path::Path) -> Any {
        let deputy = self.ask("pick", &json!({"noun": "deputy", "text": "", "limit": 1}))?[0]["id"].clone();
        let visit = |i: usize| {
            json!({"noun": "visit", "values": {"kind": "station", "date": "2026-06-03", "deputies": [deputy], "citizen": "覃𡐓山", "phone": format!("1390000{i:04}"),
                "village": "三溪村二组", "problem": "二组到学校的路灯坏了三盏，晚上孩子害怕，希望早点修好。", "category": "交通道路", "reply": "已记下，本周去看现场。", "handling": "answered"}})
        };
        // The peer: one row of the same text into plain SQLite, one commit, FULL, on the same disk.
        let plain = rusqlite::Connection::open(folder.join("plain.db"))?;
        plain.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE visit (id INTEGER PRIMARY KEY, row TEXT NOT NULL)")?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for i in 0..300 {
            let question = visit(i);
            let started = Instant::now();
            self.ask("save", &question)?;
            ours.push(started.elapsed());
            let text = question.to_string();
            let started = Instant::now();
            plain.execute("INSERT INTO visit (row) VALUES (?1)", [text])?;
            theirs.push(started.elapsed());
        }
        let peer = spread(theirs).0;
        self.row("保存一次接访（行、流水、检索、提交 FULL）", spread(ours), "rusqlite 一行一提交", Some(peer));
        Ok(())
    }

    fn lists(&mut self) -> Any {
        let total = self.ask("page", &json!({"noun": "visit", "limit": 1}))?["total"].as_u64().unwrap_or(0);
        let page = |more: Value| {
            let mut question = json!({"noun": "visit", "limit": 100});
            for (key, value) in more.as_object().into_iter().flatten() {
                question[key] = value.clone();
            }
            question
        };
        let someone = self.ask("pick", &json!({"noun": "deputy", "text": "", "limit": 1}))?[0]["id"].clone();
        for (what, more) in [
            ("列表首页", json!({})),
            ("列表中间页", json!({"offset": total / 2})),
            ("列表末页", json!({"offset": total - 100})),
            (
                "一年之内、走访入户",
                json!({"filter": {"from": "2024-01-01", "to": "2024-12-31", "equal": {"kind": ["home"]}}}),
            ),
            (
                "按类别筛选、中间页",
                json!({"filter": {"equal": {"category": ["水利饮水"]}}, "offset": total / 50}),
            ),
            ("一名代表的接访", json!({"filter": {"about": someone}})),
            ("列表里搜两个字", json!({"filter": {"text": "路灯"}})),
            ("按姓名排序、中间页", json!({"sort": "citizen", "offset": total / 2})),
            ("按村组排序、中间页", json!({"sort": "village", "offset": total / 2})),
        ] {
            let spread = self.timed(20, "page", |_| page(more.clone()))?;
            self.row(what, spread, "", None);
        }
        let today = self.timed(20, "today", |_| json!({}))?;
        self.row("今日", today, "", None);
        Ok(())
    }

    fn finding(&mut self) -> Any {
        for (what, text) in [
            ("检索：一个字", "水"),
            ("检索：两个字", "路灯"),
            ("检索：首字母", "zwg"),
            ("检索：电话片段", "0000123"),
            ("检索：没有的词", "龘靐"),
        ] {
            let spread = self.timed(20, "find", |_| json!({"text": text, "limit": 50}))?;
            self.row(what, spread, "", None);
        }
        Ok(())
    }
}
