//! The county desk at its full size, measured: 53 stations × 20 years, about a million rows
//! (`sample::grow_county` says what these rows lack), then 53 real bundles received on top.
//! `LIAISON_BENCH_MATTERS` scales it (181 matters of a station in a year), and
//! `LIAISON_BENCH_COUNTY` names a folder in which the county is kept for the next run.

#[expect(dead_code, reason = "only the peak is asked for here")]
mod process;
mod roster;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use chrono::{DateTime, Duration};
use liaison::sample::{self, CountyPlan, Plan, code};
use liaison::{Call, Desk, contract};
use serde_json::{Value, json};

type Any<T = ()> = Result<T, Box<dyn std::error::Error>>;

const PASSWORD: &str = "春江花月夜6";
const STATIONS: usize = 53;
const YEARS: u32 = 20;
const TIMES: usize = 20;
/// What a list is called, its noun, and how it is cut the n-th time.
type Cut = (&'static str, &'static str, Box<dyn Fn(usize) -> Value>);

/// Set in the process that remembers its peak of memory.
const MEMORY: &str = "LIAISON_BENCH_MEMORY";

fn main() -> Any {
    let folder = tempfile::tempdir()?;
    let kept = std::env::var_os("LIAISON_BENCH_COUNTY").map(PathBuf::from);
    let at = kept.unwrap_or_else(|| folder.path().join("county"));
    if std::env::var_os(MEMORY).is_some() {
        return memory(&at);
    }
    let fresh = !at.exists();
    let mut county = Home::at(at.clone());
    if fresh {
        county.set_up("county", "JS-COUNTY", None)?;
        let matters = std::env::var("LIAISON_BENCH_MATTERS").ok().and_then(|v| v.parse().ok()).unwrap_or(181);
        let plan = CountyPlan {
            seed: 1,
            stations: STATIONS,
            years: YEARS,
            matters,
        };
        let started = Instant::now();
        let rows = sample::grow_county(&mut county.desk, &mut call(1, &mut |_| true), plan)?;
        println!("样板县：{STATIONS} 站 × {YEARS} 年，{rows} 行，{:.0} s", started.elapsed().as_secs_f64());
    }
    let mut rows = Vec::new();
    county.first_screen(&mut rows)?;
    county.lists(&mut rows)?;
    county.statistics(&mut rows)?;
    let size: u64 = fs::read_dir(&at)?.flatten().filter_map(|e| e.metadata().ok()).map(|m| m.len()).sum();
    println!("\n| 做什么 | 中位 ms | 第95百分位 ms | 目标 ms |\n|---|---|---|---|\n{}", rows.join("\n"));
    drop(county);
    let out = Command::new(std::env::current_exe()?)
        .env(MEMORY, "1")
        .env("LIAISON_BENCH_COUNTY", &at)
        .output()?;
    println!(
        "\n数据文件 {} MB；以上这些事做完，内存最高 {} MiB（目标 400）",
        size / 1_000_000,
        String::from_utf8_lossy(&out.stdout).trim()
    );
    if fresh {
        println!("{}", receiving(folder.path(), &at)?);
    }
    Ok(())
}

fn call(minutes: i64, progress: &mut dyn FnMut(liaison::Progress) -> bool) -> Call<'_> {
    let now = DateTime::parse_from_rfc3339("2026-06-03T09:00:00+08:00").unwrap_or_default();
    Call {
        now: now + Duration::minutes(minutes),
        documents: PathBuf::new(),
        progress,
    }
}

struct Home {
    desk: Desk,
    minutes: i64,
}

impl Home {
    fn at(folder: PathBuf) -> Self {
        Self {
            desk: Desk::new(folder),
            minutes: 1,
        }
    }

    fn set_up(&mut self, role: &str, code: &str, roster: Option<&Path>) -> Any {
        let station = json!({ "role": role, "code": code, "name": "样板", "town": "样板镇" });
        self.ask(
            "set_up",
            json!({ "station": station, "clerk": "林晓芸", "password": PASSWORD, "roster": roster::given(roster)? }),
        )?;
        Ok(())
    }

    fn ask(&mut self, command: &str, question: Value) -> Any<Value> {
        self.minutes += 1;
        Ok(contract::answer(&mut self.desk, &mut call(self.minutes, &mut |_| true), command, question)?)
    }

    fn timed(&mut self, rows: &mut Vec<String>, what: &str, goal: u64, times: usize, ask: impl Fn(&mut Self, usize) -> Any) -> Any {
        let mut taken = Vec::new();
        for n in 0..times {
            let started = Instant::now();
            ask(self, n)?;
            taken.push(started.elapsed().as_secs_f64() * 1000.0);
        }
        taken.sort_by(f64::total_cmp);
        let at = |share: usize| taken.get((times * share / 100).min(times - 1)).copied().unwrap_or_default();
        rows.push(format!("| {what} | {:.1} | {:.1} | {goal} |", at(50), at(95)));
        Ok(())
    }

    fn first_screen(&mut self, rows: &mut Vec<String>) -> Any {
        self.timed(rows, "首屏：输完密码到总览", 1000, 5, |home, _| {
            if home.ask("state", json!({}))?["stage"] == "open" {
                home.ask("lock", json!({}))?;
            }
            home.ask("unlock", json!({ "password": PASSWORD }))?;
            home.ask("overview", json!({})).map(drop)
        })
    }

    fn lists(&mut self, rows: &mut Vec<String>) -> Any {
        let total = self.ask("page", json!({ "noun": "visit", "limit": 1 }))?["total"].as_u64().unwrap_or(0);
        let some = |n: usize| json!([code(n * 7 % STATIONS)]);
        let home = json!((0..STATIONS).filter(|n| n % 10 == 3).map(code).collect::<Vec<_>>());
        let cuts: Vec<Cut> = vec![
            ("接访走访首页", "visit", Box::new(|_| json!({}))),
            ("接访走访中间页", "visit", Box::new(move |_| json!({ "offset": total / 2 }))),
            ("一个站的接访走访", "visit", Box::new(move |n| json!({ "filter": { "stations": some(n) } }))),
            (
                "一个站的接访走访，最后一页",
                "visit",
                Box::new(move |n| json!({ "filter": { "stations": some(n) }, "offset": total / 53 - 200 })),
            ),
            (
                "一个代表之家五个站的接访走访",
                "visit",
                Box::new({
                    let home = home.clone();
                    move |_| json!({ "filter": { "stations": home } })
                }),
            ),
            ("意见建议首页", "matter", Box::new(|_| json!({}))),
            ("全县办理中", "matter", Box::new(|_| json!({ "filter": { "equal": { "state": ["working"] } } }))),
            ("全县超期", "matter", Box::new(|_| json!({ "filter": { "flag": "overdue" } }))),
            ("全县未办结", "matter", Box::new(|_| json!({ "filter": { "flag": "open" } }))),
            (
                "一个站的办结件",
                "matter",
                Box::new(move |n| json!({ "filter": { "stations": some(n), "equal": { "state": ["closed"] } } })),
            ),
            (
                "一个家一年一个类别",
                "matter",
                Box::new(move |_| json!({ "filter": { "stations": home, "from": "2024-01-01", "to": "2024-12-31", "equal": { "category": ["水利饮水"] } } })),
            ),
            (
                "一年交办的（统计数字点开）",
                "matter",
                Box::new(|_| json!({ "filter": { "counted": "referred", "from": "2024-01-01", "to": "2024-12-31" } })),
            ),
            (
                "按姓名搜",
                "visit",
                Box::new(|n| {
                    let name = ["覃玉梅", "冉启明", "滕春燕"][n % 3];
                    json!({ "filter": { "text": name } })
                }),
            ),
            (
                "按电话片段搜",
                "visit",
                Box::new(|n| json!({ "filter": { "text": format!("{:04}", 1234 + n * 37) } })),
            ),
            (
                "搜两个词",
                "matter",
                Box::new(|n| json!({ "filter": { "text": format!("茶园沟 {}组", n % 28 + 2) } })),
            ),
            ("搜常见的两个字", "visit", Box::new(|_| json!({ "filter": { "text": "路灯" } }))),
        ];
        for (what, noun, cut) in cuts {
            self.timed(rows, what, 100, TIMES, |home, n| {
                let mut question = json!({ "noun": noun, "limit": 100 });
                for (key, value) in cut(n).as_object().into_iter().flatten() {
                    question[key] = value.clone();
                }
                home.ask("page", question).map(drop)
            })?;
        }
        Ok(())
    }

    fn statistics(&mut self, rows: &mut Vec<String>) -> Any {
        for by in ["station", "home", "level", "kind", "season", "theme", "category", "unit", "month", "quarter"] {
            self.timed(rows, &format!("一年的统计，按 {by}"), 500, 5, |home, n| {
                let year = 2021 + n;
                let period = json!({ "from": format!("{year}-01-01"), "to": format!("{year}-12-31") });
                home.ask("figure_table", json!({ "period": period, "by": by })).map(drop)
            })?;
        }
        let whole = json!({ "from": "2007-01-01", "to": "2026-12-31" });
        self.timed(rows, "二十年的统计，按 year", 0, 3, |home, _| {
            home.ask("figure_table", json!({ "period": whole, "by": "year" })).map(drop)
        })
    }
}

/// All that was measured once more, in a process of its own; prints its peak.
fn memory(at: &Path) -> Any {
    let mut home = Home::at(at.to_owned());
    home.ask("unlock", json!({ "password": PASSWORD }))?;
    home.ask("overview", json!({}))?;
    home.lists(&mut Vec::new())?;
    home.statistics(&mut Vec::new())?;
    println!("{}", process::peak()?.ceil());
    Ok(())
}

/// 53 stations of two usual years each send a bundle; the county of a million rows takes them in.
fn receiving(at: &Path, county: &Path) -> Any<String> {
    let stick = at.join("stick");
    fs::create_dir(&stick)?;
    let mut county_home = Home::at(county.to_owned());
    county_home.ask("unlock", json!({ "password": PASSWORD }))?;
    let roster = county.join("roster/roster-1.txt");
    let (mut homes, mut slips) = (Vec::new(), Vec::new());
    for n in 0..STATIONS {
        let mut home = Home::at(at.join(format!("station-{n}")));
        home.set_up("station", &code(n), Some(&roster))?;
        let slip = home.ask("slip", json!({}))?;
        slips.push(json!({ "text": slip["text"], "fingerprint": slip["fingerprint"] }));
        homes.push(home);
    }
    county_home.ask("roster_make", json!({ "slips": slips }))?;
    let mut bundles = Vec::new();
    for (n, home) in homes.iter_mut().enumerate() {
        let plan = Plan {
            seed: n as u64,
            years: 1,
            visits: 0,
        };
        sample::grow(&mut home.desk, &mut call(2, &mut |_| true), plan)?;
        bundles.push(home.ask("bundle_pack", json!({ "folder": stick, "full": true }))?["path"].clone());
    }
    let started = Instant::now();
    let received = county_home.ask("bundle_receive", json!({ "paths": bundles }))?;
    let seconds = started.elapsed().as_secs_f64();
    let files = received["files"].as_array().map(Vec::as_slice).unwrap_or_default();
    let filed = files.iter().filter(|f| f["state"] == "filed").count();
    let records: u64 = files.iter().filter_map(|f| f["brought"]["records"].as_u64()).sum();
    Ok(format!("\n收 {filed} 个真的交接包（{records} 条记录，连同流水）：{seconds:.1} s（目标 60）"))
}
