//! The handoff, measured: sealing, receiving, merging, memory. Beside each figure a peer in the
//! same run on the same disk, so that the ratio holds on any machine. `LIAISON_BENCH_VISITS` and
//! `LIAISON_BENCH_PICTURES` scale it (100,000 visits; 250 pictures of 2 MB).
//!
//! The program starts itself again for each figure of memory: a process remembers only its peak.

mod process;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use base64::Engine as _;
use chrono::{DateTime, Duration};
use liaison::bundle::seal::{Identity, VerifyKey};
use liaison::bundle::verify::Trust;
use liaison::sample::{self, Plan};
use liaison::vault::Vault;
use liaison::{Call, Desk, contract};
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Value, json};

type Any<T = ()> = Result<T, Box<dyn std::error::Error>>;

const PASSWORD: &str = "春江花月夜6";
/// Bytes of a picture.
const PICTURE: usize = 2_000_000;
const TIMES: usize = 3;
const STEP: &str = "LIAISON_BENCH_STEP";

fn main() -> Any {
    if let Ok(step) = std::env::var(STEP) {
        return child(&step);
    }
    let folder = tempfile::tempdir()?;
    let at = folder.path();
    let stick = at.join("stick");
    fs::create_dir(&stick)?;
    let mut county = Home::set_up(at.join("county"), "county", "JS-COUNTY", None)?;
    let roster = at.join("county/roster/roster-1.txt");
    let mut station = Home::set_up(at.join("station"), "station", "JS-017", Some(&roster))?;
    let key = station.ask("station_key", json!({}))?;
    let slip = station.ask("slip", json!({}))?;
    let slips = json!([{ "text": slip["text"], "fingerprint": slip["fingerprint"] }]);
    county.ask("roster_make", json!({ "slips": slips }))?;
    let started = Instant::now();
    let visits = number("LIAISON_BENCH_VISITS", 100_000);
    sample::grow(&mut station.desk, &mut call(0, &mut |_| true), Plan { seed: 1, years: 10, visits })?;
    println!("样本：{visits} 次接访走访，{:.0} s", started.elapsed().as_secs_f64());

    let mut rows = Vec::new();
    rows.push("| 做什么 | 秒 | 同一次运行里的对照 | 秒 | 倍数 |\n|---|---|---|---|---|".to_owned());
    let (rows_only, sealing, _) = station.pack(&stick)?;
    rows.push(format!("| 封装全部记录，没有附件（{}） | {sealing:.2} | | | |", size_of(&rows_only)?));
    let merge = county.receive(&rows_only)?;
    let (peer, lines) = bulk_insert(at, &county)?;
    rows.push(line(
        &format!("县里收包入库：{lines} 行记录和流水，连同检索、引用、核对签名"),
        merge,
        "同样的行成批插入同样的加密表",
        peer,
    ));

    let pictures = number("LIAISON_BENCH_PICTURES", 250);
    station.attach(pictures)?;
    let bundle = station.pack(&stick)?.0;
    let plain = unpacked(at, &bundle, &key, &county)?;
    // In turn, so that whatever else the machine does meets all alike.
    let (mut sealing, mut copying, mut stock, mut floor) = (Costs::default(), Costs::default(), Costs::default(), Costs::default());
    let mut phases = BTreeMap::new();
    for n in 0..TIMES {
        sealing.add(|| {
            for (phase, seconds) in station.pack(&stick)?.2 {
                phases.entry(phase).or_insert_with(Vec::new).push(seconds);
            }
            Ok(())
        })?;
        copying.add(|| copy_all(&plain, &at.join(format!("copy-{n}"))))?;
        stock.add(|| stock_tools(at, n))?;
        floor.add(|| read_blobs(&station))?;
    }
    let what = format!("封装全部记录和 {pictures} 个附件（{}），写盘、回读核对", size_of(&bundle)?);
    let copied = "同样的内容拷贝并 fsync";
    rows.push(sealing.beside(&what, copied, &copying));
    rows.push(sealing.beside(&what, "tar、zstd -3、age、minisign 并 fsync", &stock));
    for (phase, seconds) in phases {
        rows.push(format!("| 其中：{phase} | {:.2} | | | |", median(seconds)));
    }
    rows.push(floor.beside("绕不过的：附件从加密库里读出来，什么也不做", copied, &copying));

    // A home is in use by one program at a time.
    drop((county, station));
    let mut memory = Vec::new();
    for step in ["idle", "pack", "receive"] {
        let home = at.join(if step == "receive" { "county" } else { "station" });
        let out = Command::new(std::env::current_exe()?).env(STEP, step).args([&home, &stick, &bundle]).output()?;
        memory.push(String::from_utf8_lossy(&out.stdout).trim().to_owned());
    }
    println!("{}", rows.join("\n"));
    println!(
        "\n| 内存的最高点 MiB | 只开锁 | 装 500 MB 附件的包 | 收它 |\n|---|---|---|---|\n| | {} |",
        memory.join(" | ")
    );
    Ok(())
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(otherwise)
}

fn line(what: &str, ours: f64, peer: &str, theirs: f64) -> String {
    format!("| {what} | {ours:.2} | {peer} | {theirs:.2} | {:.2} |", ours / theirs)
}

fn size_of(path: &Path) -> io::Result<String> {
    Ok(format!("{} MB", fs::metadata(path)?.len() / 1_000_000))
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or_default()
}

/// What a work cost each time: seconds on the clock, and of the cores with those of its children.
#[derive(Default)]
struct Costs(Vec<f64>, Vec<f64>);

impl Costs {
    fn add(&mut self, work: impl FnOnce() -> Any) -> Any {
        let (started, before) = (Instant::now(), process::cores()?);
        work()?;
        self.0.push(started.elapsed().as_secs_f64());
        self.1.push(process::cores()? - before);
        Ok(())
    }

    fn beside(&self, what: &str, peer: &str, other: &Self) -> String {
        let cores = |costs: &Self| format!("核 {:.2} s", median(costs.1.clone()));
        let (ours, theirs) = (median(self.0.clone()), median(other.0.clone()));
        line(&format!("{what}（{}）", cores(self)), ours, &format!("{peer}（{}）", cores(other)), theirs)
    }
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
    folder: PathBuf,
    desk: Desk,
    minutes: i64,
}

impl Home {
    fn at(folder: PathBuf) -> Self {
        let desk = Desk::new(&folder);
        Self { folder, desk, minutes: 0 }
    }

    fn set_up(folder: PathBuf, role: &str, code: &str, roster: Option<&Path>) -> Any<Self> {
        let mut home = Self::at(folder);
        let roster = match roster {
            Some(file) => {
                let (text, signature) = (fs::read_to_string(file)?, fs::read_to_string(file.with_extension("txt.minisig"))?);
                let heard = liaison::bundle::roster::verify(text.as_bytes(), &signature)?.fingerprint();
                json!({ "text": text, "signature": signature, "fingerprint": heard })
            }
            None => Value::Null,
        };
        let station = json!({ "role": role, "code": code, "name": "三溪村代表联络站", "town": "三溪镇" });
        home.ask(
            "set_up",
            json!({ "station": station, "clerk": "林晓芸", "password": PASSWORD, "roster": roster }),
        )?;
        Ok(home)
    }

    fn ask(&mut self, command: &str, question: Value) -> Any<Value> {
        self.minutes += 1;
        Ok(contract::answer(&mut self.desk, &mut call(self.minutes, &mut |_| true), command, question)?)
    }

    /// The bundle, seconds in all, and of each thing it said it was doing.
    fn pack(&mut self, stick: &Path) -> Any<(PathBuf, f64, BTreeMap<String, f64>)> {
        let started = Instant::now();
        let (mut phases, mut doing, mut since) = (BTreeMap::new(), String::new(), started);
        self.minutes += 1;
        let mut told = |progress: liaison::Progress| {
            if progress.doing != doing {
                *phases.entry(std::mem::replace(&mut doing, progress.doing)).or_default() += since.elapsed().as_secs_f64();
                since = Instant::now();
            }
            true
        };
        let mut call = call(self.minutes, &mut told);
        let packed = contract::answer(&mut self.desk, &mut call, "bundle_pack", json!({ "folder": stick, "full": true }))?;
        *phases.entry(doing).or_default() += since.elapsed().as_secs_f64();
        Ok((packed["path"].as_str().unwrap_or_default().into(), started.elapsed().as_secs_f64(), phases))
    }

    fn receive(&mut self, bundle: &Path) -> Any<f64> {
        let started = Instant::now();
        let received = self.ask("bundle_receive", json!({ "paths": [bundle] }))?;
        if received["files"][0]["state"] != "filed" {
            return Err(received.to_string().into());
        }
        Ok(started.elapsed().as_secs_f64())
    }

    /// Pictures that no program makes smaller, all on one visit.
    fn attach(&mut self, pictures: u64) -> Any {
        let visit = self.ask("page", json!({ "noun": "visit", "limit": 1 }))?["rows"][0]["id"].clone();
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        for n in 0..pictures {
            let mut bytes = b"\xff\xd8\xff".to_vec();
            while bytes.len() < PICTURE {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                bytes.extend_from_slice(&state.to_le_bytes());
            }
            let base64 = base64::prelude::BASE64_STANDARD.encode(&bytes);
            self.ask(
                "attach",
                json!({ "noun": "visit", "id": visit, "name": format!("照片{n}.jpg"), "base64": base64 }),
            )?;
        }
        Ok(())
    }

    fn tables(&self, name: &str) -> Any<Connection> {
        let (key, _) = Vault::at(&self.folder).open(PASSWORD)?;
        let conn = Connection::open(self.folder.join(name))?;
        conn.pragma_update(None, "key", format!("x'{}'", hex::encode(key.as_slice())))?;
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;")?;
        Ok(conn)
    }
}

/// The rows a bundle brought, records and journal, put by one prepared statement a table into
/// tables and indexes of the same shape, encrypted the same way, in one commit. Seconds, rows.
fn bulk_insert(at: &Path, county: &Home) -> Any<(f64, usize)> {
    let tables = [
        "deputy",
        "deputy_group",
        "reception_day",
        "visit",
        "activity",
        "matter",
        "step",
        "received_journal",
    ];
    let from = county.tables("station.db")?;
    let mut peer = county.tables("peer.db")?;
    let (mut work, mut count) = (Vec::new(), 0);
    for table in tables {
        let mut schema = from.prepare("SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type = 'index'")?;
        for sql in schema.query_map([table], |r| r.get::<_, String>(0))? {
            peer.execute_batch(&sql?)?;
        }
        let mut stmt = from.prepare(&format!("SELECT * FROM {table}"))?;
        let width = stmt.column_count();
        let rows = stmt.query_map([], |r| (0..width).map(|n| r.get(n)).collect::<rusqlite::Result<Vec<Cell>>>())?;
        let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        count += rows.len();
        work.push((format!("INSERT INTO {table} VALUES ({})", vec!["?"; width].join(", ")), rows));
    }
    let started = Instant::now();
    let tx = peer.transaction()?;
    for (sql, rows) in &work {
        let mut stmt = tx.prepare(sql)?;
        for row in rows {
            stmt.execute(params_from_iter(row))?;
        }
    }
    tx.commit()?;
    let seconds = started.elapsed().as_secs_f64();
    drop(peer);
    fs::remove_file(at.join("county/peer.db"))?;
    Ok((seconds, count))
}

/// Attachments out of the encrypted store, every page decrypted and its HMAC checked, and no more.
fn read_blobs(home: &Home) -> Any {
    let conn = home.tables("station.db")?;
    let mut stmt = conn.prepare("SELECT rowid FROM blob")?;
    let ids = stmt.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for id in ids {
        let blob = conn.blob_open("main", "blob", "bytes", id, true)?;
        io::copy(&mut io::BufReader::with_capacity(1 << 18, blob), &mut io::sink())?;
    }
    Ok(())
}

/// What is in a bundle, as plain files.
fn unpacked(at: &Path, bundle: &Path, key: &Value, county: &Home) -> Any<PathBuf> {
    let folder = at.join("plain");
    fs::create_dir(&folder)?;
    let keys: String = county
        .tables("station.db")?
        .query_row("SELECT value FROM setting WHERE key = 'keys'", [], |r| r.get(0))?;
    let identity = Identity::from_text(serde_json::from_str::<Value>(&keys)?["identity"].as_str().unwrap_or_default())?;
    let public = VerifyKey::from_text(key["minisign"].as_str().unwrap_or_default())?;
    let mut opened = liaison::bundle::open::open(bundle, Trust::Key(&public), "JS-COUNTY", &identity, u64::MAX)?;
    let mut records = io::BufWriter::new(File::create(folder.join("records.jsonl"))?);
    let failed = |e: io::Error| liaison::Error::file(at, e);
    let mut row = |_, row: Result<liaison::bundle::open::Row, String>| {
        let row = row.map_err(liaison::Error::Untrusted)?;
        writeln!(records, "{}", json!({ "is": row.is, "row": row.row })).map_err(failed)
    };
    let mut blob = |blob: &liaison::bundle::manifest::Blob, bytes: &mut dyn io::Read| {
        let mut out = File::create(folder.join(&blob.sha256)).map_err(failed)?;
        io::copy(bytes, &mut out).map(drop).map_err(failed)
    };
    opened.contents(&mut row, &mut blob)?;
    records.flush()?;
    Ok(folder)
}

fn copy_all(from: &Path, to: &Path) -> Any {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        fs::copy(entry.path(), &target)?;
        File::open(target)?.sync_all()?;
    }
    File::open(to)?.sync_all()?;
    fs::remove_dir_all(to)?;
    Ok(())
}

/// What somebody without this program would type.
fn stock_tools(at: &Path, n: usize) -> Any {
    let script = "set -euo pipefail
        [ -e tools.key ] || minisign -GW -p tools.pub -s tools.key >/dev/null
        [ -e tools.age ] || age-keygen -o tools.age 2>/dev/null
        tar -cf - plain | zstd -q -3 | age -r \"$(age-keygen -y tools.age)\" >stock-$N.age
        minisign -S -s tools.key -m stock-$N.age >/dev/null </dev/null
        sync stock-$N.age; rm stock-$N.age";
    let done = Command::new("bash").current_dir(at).args(["-c", script]).env("N", n.to_string()).status()?;
    if done.success() { Ok(()) } else { Err("the stock tools failed".into()) }
}

/// One step in a process of its own; prints its peak of memory.
fn child(step: &str) -> Any {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(folder), Some(stick), Some(bundle)) = (paths.next(), paths.next(), paths.next()) else {
        return Err("three paths are needed".into());
    };
    let mut home = Home::at(folder);
    home.minutes = 1_000;
    home.ask("unlock", json!({ "password": PASSWORD }))?;
    // Unlocking takes 64 MB for the password's scrypt; what follows is measured for itself.
    process::forget_peak()?;
    match step {
        "pack" => drop(home.pack(&stick)?),
        "receive" => drop(home.receive(&bundle)?),
        _ => {}
    }
    println!("{}", process::peak()?.ceil());
    Ok(())
}
