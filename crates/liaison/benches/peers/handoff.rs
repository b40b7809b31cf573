//! The handoff: sealing, verifying, merging, memory. Beside each figure a peer in the same run on the
//! same disk. `LIAISON_BENCH_PICTURES` says how many pictures of 2 MB go with the records (250).

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use base64::Engine as _;
use liaison::bundle::open::Opened;
use liaison::bundle::seal::{Identity, VerifyKey};
use liaison::bundle::verify::Trust;
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params_from_iter};
use serde_json::{Value, json};

use crate::contest::own;
use crate::home::{Home, bare, copied, kept};
use crate::table::{Line, Table, Unit};
use crate::{Any, Stations, process};

/// Bytes of a picture.
const PICTURE: usize = 2_000_000;
const TIMES: usize = 3;

pub fn measure(table: &mut Table, stations: &Stations<'_>) -> Any {
    let usual = stations.usual()?.0;
    // A million visits would take the county minutes: they tell nothing that a tenth does not.
    let sizes = stations.homes.iter().map(|(visits, _)| *visits).filter(|visits| *visits <= usual);
    for visits in sizes {
        let folder = kept(stations.kept, &format!("handoff-{visits}"), |folder| house(folder, visits))?;
        let at = stations.at.join("handoff");
        copied(&folder, &at)?;
        let mut pair = Pair::at(&at)?;
        let rows = pair.rows(table, visits)?;
        if visits == usual {
            table.add(&rows);
            pair.attach()?;
            pair.with_pictures(table)?;
        }
        drop(pair);
        if visits == usual {
            memory(table, &at)?;
        }
        fs::remove_dir_all(at)?;
    }
    Ok(())
}

/// A county and a station of its that know each other, and the station's ten years.
fn house(folder: &Path, visits: u64) -> Any {
    let of = |role: &str, code: &str| json!({ "role": role, "code": code, "name": "三溪村代表联络站", "town": "三溪镇" });
    let mut county = Home::set_up(&folder.join("county"), &of("county", "JS-COUNTY"), None)?;
    let roster = folder.join("county/roster/roster-1.txt");
    let mut station = Home::set_up(&folder.join("station"), &of("station", "JS-017"), Some(&roster))?;
    let slip = station.ask("slip", json!({}))?;
    let slips = json!([{ "text": slip["text"], "fingerprint": slip["fingerprint"] }]);
    county.ask("roster_make", json!({ "slips": slips }))?;
    station.grow(visits)
}

/// Both of them, unlocked, and the stick between them.
struct Pair {
    at: PathBuf,
    stick: PathBuf,
    county: Home,
    station: Home,
}

impl Pair {
    fn at(at: &Path) -> Any<Self> {
        let stick = at.join("stick");
        fs::create_dir(&stick)?;
        Ok(Self {
            county: Home::open(&at.join("county"), at)?,
            station: Home::open(&at.join("station"), at)?,
            at: at.to_owned(),
            stick,
        })
    }

    /// All records without attachments: sealed, and merged at the county.
    fn rows(&mut self, table: &mut Table, visits: u64) -> Any<Line<'static>> {
        let started = Instant::now();
        let bundle = pack(&mut self.station, &self.stick)?.0;
        table.grows("all records sealed", visits, started.elapsed().as_secs_f64(), Unit::Seconds);
        let started = Instant::now();
        receive(&mut self.county, &bundle)?;
        let merge = started.elapsed().as_secs_f64();
        table.grows("all records merged at the county", visits, merge, Unit::Seconds);
        Ok(Line {
            work: "the county merging all records and their history, signatures, search and links with them",
            visits: None,
            ours: merge,
            peer: "the same rows inserted in bulk into the same encrypted tables",
            theirs: bulk_insert(&self.at.join("county"))?,
            unit: Unit::Seconds,
            goal: Some(2.0),
        })
    }

    /// Pictures that no program makes smaller, all on one visit.
    fn attach(&mut self) -> Any {
        let visit = self.station.ask("page", json!({ "noun": "visit", "limit": 1 }))?["rows"][0]["id"].clone();
        let pictures = std::env::var("LIAISON_BENCH_PICTURES").ok().and_then(|n| n.parse().ok()).unwrap_or(250);
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
            let picture = json!({ "noun": "visit", "id": visit, "name": format!("照片{n}.jpg"), "base64": base64 });
            self.station.ask("attach", picture)?;
        }
        Ok(())
    }

    /// Sealing and verifying with attachments; in turn with the peers, so that whatever else the
    /// machine does meets all alike.
    fn with_pictures(&mut self, table: &mut Table) -> Any {
        let bundle = pack(&mut self.station, &self.stick)?.0;
        let public = self.station.ask("station_key", json!({}))?;
        let public = VerifyKey::from_text(public["minisign"].as_str().unwrap_or_default())?;
        let identity = identity(&self.at.join("county"))?;
        let folder = self.at.join("plain");
        unpacked(&folder, open(&bundle, &public, &identity)?)?;
        let (mut sealing, mut copying, mut stock) = (Costs::default(), Costs::default(), Costs::default());
        let (mut floor, mut verifying, mut stock_back) = (Costs::default(), Costs::default(), Costs::default());
        let mut phases = BTreeMap::new();
        for n in 0..TIMES {
            sealing.add(|| {
                for (phase, seconds) in pack(&mut self.station, &self.stick)?.1 {
                    phases.entry(phase).or_insert_with(Vec::new).push(seconds);
                }
                Ok(())
            })?;
            copying.add(|| copy_all(&folder, &self.at.join(format!("copy-{n}"))))?;
            stock.add(|| tools(&self.at, n, SEALED))?;
            floor.add(|| read_blobs(&self.at.join("station")))?;
            verifying.add(|| {
                let mut opened = open(&bundle, &public, &identity)?;
                opened.contents(&mut |_, row| row.map(drop).map_err(liaison::Error::Untrusted), &mut |_, bytes| {
                    io::copy(bytes, &mut io::sink()).map(drop).map_err(|e| liaison::Error::file(&folder, e))
                })?;
                Ok(())
            })?;
            stock_back.add(|| tools(&self.at, n, OPENED))?;
        }
        for (phase, seconds) in phases {
            eprintln!("  其中：{phase} {:.2} s", median(&seconds));
        }
        let sealed = "all records and 250 pictures (500 MB) sealed: written, flushed, read back";
        let copied = "the same content copied, fsync";
        for (work, costs, peer, other, goal) in [
            (sealed, &sealing, copied, &copying, Some(1.15)),
            (sealed, &sealing, "tar, zstd -3, age, minisign, fsync", &stock, Some(1.0 / 1.4)),
            (
                "that bundle verified and read through",
                &verifying,
                "minisign -V, age -d, zstd -d, tar",
                &stock_back,
                None,
            ),
            ("the floor: attachments out of the encrypted store, no more", &floor, copied, &copying, None),
        ] {
            for (unit, ours, theirs) in [(Unit::Seconds, &costs.0, &other.0), (Unit::CpuSeconds, &costs.1, &other.1)] {
                table.add(&Line {
                    work,
                    visits: None,
                    ours: median(ours),
                    peer,
                    theirs: median(theirs),
                    unit,
                    goal: goal.filter(|_| matches!(unit, Unit::Seconds)),
                });
            }
        }
        Ok(())
    }
}

/// The bundle, and seconds of each thing it said it was doing.
fn pack(station: &mut Home, stick: &Path) -> Any<(PathBuf, BTreeMap<String, f64>)> {
    let (mut phases, mut doing, mut since) = (BTreeMap::new(), String::new(), Instant::now());
    let mut told = |progress: liaison::Progress| {
        if progress.doing != doing {
            *phases.entry(std::mem::replace(&mut doing, progress.doing)).or_default() += since.elapsed().as_secs_f64();
            since = Instant::now();
        }
        true
    };
    let packed = station.ask_told("bundle_pack", json!({ "folder": stick, "full": true }), &mut told)?;
    *phases.entry(doing).or_default() += since.elapsed().as_secs_f64();
    Ok((packed["path"].as_str().ok_or("no bundle was made")?.into(), phases))
}

fn receive(county: &mut Home, bundle: &Path) -> Any {
    let received = county.ask("bundle_receive", json!({ "paths": [bundle] }))?;
    if received["files"][0]["state"] == "filed" {
        Ok(())
    } else {
        Err(received.to_string().into())
    }
}

fn median(seconds: &[f64]) -> f64 {
    let mut seconds = seconds.to_vec();
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
}

/// The rows a bundle brought, records and journal, put by one prepared statement a table into
/// tables and indexes of the same shape, encrypted the same way, in one commit. Seconds.
fn bulk_insert(county: &Path) -> Any<f64> {
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
    let from = bare(county)?;
    let peer_home = county.with_file_name("peer");
    fs::create_dir(&peer_home)?;
    copied(&county.join("keys"), &peer_home.join("keys"))?;
    let mut peer = bare(&peer_home)?;
    let mut work = Vec::new();
    for table in tables {
        let mut schema =
            from.prepare("SELECT sql FROM sqlite_schema WHERE tbl_name = ?1 AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type = 'index'")?;
        for sql in schema.query_map([table], |r| r.get::<_, String>(0))? {
            peer.execute_batch(&sql?)?;
        }
        let mut stmt = from.prepare(&format!("SELECT * FROM {table}"))?;
        let width = stmt.column_count();
        let rows = stmt.query_map([], |r| (0..width).map(|n| r.get(n)).collect::<rusqlite::Result<Vec<Cell>>>())?;
        let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
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
    fs::remove_dir_all(peer_home)?;
    Ok(seconds)
}

/// Attachments out of the encrypted store, every page decrypted and its HMAC checked, and no more.
fn read_blobs(station: &Path) -> Any {
    let conn: Connection = bare(station)?;
    let mut stmt = conn.prepare("SELECT rowid FROM blob")?;
    let ids = stmt.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for id in ids {
        let blob = conn.blob_open("main", "blob", "bytes", id, true)?;
        io::copy(&mut io::BufReader::with_capacity(1 << 18, blob), &mut io::sink())?;
    }
    Ok(())
}

fn identity(county: &Path) -> Any<Identity> {
    let keys: String = bare(county)?.query_row("SELECT value FROM setting WHERE key = 'keys'", [], |r| r.get(0))?;
    let keys: Value = serde_json::from_str(&keys)?;
    Ok(Identity::from_text(keys["identity"].as_str().unwrap_or_default())?)
}

fn open(bundle: &Path, public: &VerifyKey, identity: &Identity) -> Any<Opened> {
    Ok(liaison::bundle::open::open(bundle, Trust::Key(public), "JS-COUNTY", identity, u64::MAX)?)
}

/// What is in a bundle, as plain files.
fn unpacked(folder: &Path, mut opened: Opened) -> Any {
    fs::create_dir(folder)?;
    let mut records = io::BufWriter::new(File::create(folder.join("records.jsonl"))?);
    let failed = |e: io::Error| liaison::Error::file(folder, e);
    let mut row = |_, row: Result<liaison::bundle::open::Row, String>| {
        let row = row.map_err(liaison::Error::Untrusted)?;
        writeln!(records, "{}", json!({ "is": row.is, "row": row.row })).map_err(failed)
    };
    let mut blob = |blob: &liaison::bundle::manifest::Blob, bytes: &mut dyn io::Read| {
        let mut out = File::create(folder.join(&blob.sha256)).map_err(failed)?;
        io::copy(bytes, &mut out).map(drop).map_err(failed)
    };
    opened.contents(&mut row, &mut blob)?;
    Ok(records.flush()?)
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
    Ok(fs::remove_dir_all(to)?)
}

/// What somebody without this program would type.
const SEALED: &str = "[ -e tools.key ] || minisign -GW -p tools.pub -s tools.key >/dev/null
    [ -e tools.age ] || age-keygen -o tools.age 2>/dev/null
    rm -f stock-*
    tar -cf - plain | zstd -q -3 | age -r \"$(age-keygen -y tools.age)\" >stock-$N.age
    minisign -S -s tools.key -m stock-$N.age >/dev/null </dev/null
    sync stock-$N.age";
const OPENED: &str = "minisign -Vq -p tools.pub -m stock-$N.age
    age -d -i tools.age stock-$N.age | zstd -qdc | tar -xOf - >/dev/null";

fn tools(at: &Path, n: usize, script: &str) -> Any {
    let script = format!("set -euo pipefail\n{script}");
    let done = Command::new("bash").current_dir(at).args(["-c", &script]).env("N", n.to_string()).status()?;
    if done.success() { Ok(()) } else { Err("the stock tools failed".into()) }
}

/// What packing and receiving take above an unlocked program.
fn memory(table: &mut Table, at: &Path) -> Any {
    let (station, county, stick) = (at.join("station"), at.join("county"), at.join("stick"));
    // The first bundle held the records alone, the second is the next the county waits for.
    let mut bundles: Vec<PathBuf> = fs::read_dir(&stick)?.flatten().map(|e| e.path()).collect();
    bundles.sort_by_key(|path| fs::metadata(path).and_then(|m| m.modified()).ok());
    let bundle = bundles.get(1).ok_or("no bundle is left")?.clone();
    let text = |path: &Path| path.display().to_string();
    let idle = own("idle", &[&text(&station), &text(at)])?.memory;
    for (work, name, arguments) in [
        ("memory of packing 500 MB of attachments, above the idle program", "pack", [&station, &stick]),
        ("memory of receiving them, above the idle program", "receive", [&county, &bundle]),
    ] {
        table.add(&Line {
            work,
            visits: None,
            ours: own(name, &arguments.map(|path| text(path)).each_ref().map(String::as_str))?.memory - idle,
            peer: "the goal, 64 MiB",
            theirs: 64.0,
            unit: Unit::Megabytes,
            goal: Some(1.0),
        });
    }
    Ok(())
}

/// One step in a process of its own. Unlocking takes 64 MB for the password's scrypt; what follows is
/// measured for itself.
pub fn contestant(name: &str, arguments: &[String], begin: &mut dyn FnMut() -> Any) -> Any {
    let [home, path] = arguments else { return Err("two paths are needed".into()) };
    let (home, path) = (Path::new(home), Path::new(path));
    let mut desk = Home::open(home, home)?;
    begin()?;
    if name == "pack" {
        pack(&mut desk, path).map(drop)
    } else {
        receive(&mut desk, path)
    }
}
