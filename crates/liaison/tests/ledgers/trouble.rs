//! Open files, cancelled work, full disks, folders that can't be written: a sentence
//! each, and never a torn file, nor plain text where it must not be.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use liaison::Error;
use liaison::ledger::{self, Order, Written, write_within};
use liaison::records::Noun;
use serde_json::json;

use crate::readers::calamine;
use crate::station::{Station, all_into, folder, frame, furnished, listing, one};

const VISITS: &str = "三溪村代表联络站_接待接访登记簿_2024年.xlsx";
const VISITS_2: &str = "三溪村代表联络站_接待接访登记簿_2024年（2）.xlsx";

fn try_write(station: &Station, order: &Order) -> Result<Written, Error> {
    ledger::write(&station.store, station.home.path(), &frame(), order, &mut |_, _, _| Ok(()))
}

#[test]
fn its_own_ledger_is_replaced_and_anybody_elses_is_not() {
    let (mut station, out) = (furnished(), folder());
    let order = one("visits", out.path());
    let written = station.write(&order);
    station.remember(&written);
    assert_eq!((station.write(&order).files, written.notes.len()), (vec![out.path().join(VISITS)], 0));
    // The clerk signed it by hand: that work stays.
    fs::write(out.path().join(VISITS), "signed by hand").unwrap();
    let written = station.write(&order);
    assert_eq!(written.files, [out.path().join(VISITS_2)]);
    assert_eq!(
        written.notes,
        [format!("“{VISITS}”在程序写出之后又被改过，没有动它；新的一份另存为“{VISITS_2}”。")]
    );
    assert_eq!(fs::read_to_string(out.path().join(VISITS)).unwrap(), "signed by hand");
}

#[test]
fn an_open_ledger_is_left_alone() {
    let (station, out) = (furnished(), folder());
    let order = one("visits", out.path());
    // The three owner files programs lay beside an open workbook.
    for owner in [format!("~${VISITS}"), format!(".~lock.{VISITS}#"), format!(".~{VISITS}")] {
        fs::write(out.path().join(VISITS), "open in Excel").unwrap();
        fs::write(out.path().join(&owner), "").unwrap();
        let written = station.write(&order);
        assert_eq!(written.files, [out.path().join(VISITS_2)]);
        assert!(written.notes[0].contains(VISITS) && written.notes[0].contains(VISITS_2), "{:?}", written.notes);
        assert_eq!(fs::read_to_string(out.path().join(VISITS)).unwrap(), "open in Excel");
        assert!(!calamine(&written.files[0]).is_empty());
        fs::remove_file(out.path().join(owner)).unwrap();
        fs::remove_file(out.path().join(VISITS_2)).unwrap();
    }
}

/// Excel lets others read what it has open, and nothing else.
#[test]
#[cfg(windows)]
fn its_own_ledger_open_in_excel_is_left_alone() {
    use std::os::windows::fs::OpenOptionsExt as _;
    const FILE_SHARE_READ: u32 = 1;
    let (mut station, out) = (furnished(), folder());
    let order = one("visits", out.path());
    let written = station.write(&order);
    station.remember(&written);
    let path = out.path().join(VISITS);
    let before = fs::read(&path).unwrap();
    let excel = fs::OpenOptions::new().read(true).write(true).share_mode(FILE_SHARE_READ).open(&path).unwrap();
    let written = station.write(&order);
    assert_eq!(written.files, [out.path().join(VISITS_2)]);
    assert_eq!(written.notes, [format!("“{VISITS}”正被别的程序打开，没有动它；新的一份另存为“{VISITS_2}”。")]);
    assert_eq!(fs::read(&path).unwrap(), before);
    drop(excel);
    assert_eq!(station.write(&order).files, [path]);
}

#[test]
fn what_cannot_be_replaced_is_left_alone() {
    let (station, out) = (furnished(), folder());
    fs::create_dir(out.path().join(VISITS)).unwrap();
    let written = station.write(&one("visits", out.path()));
    assert_eq!(written.files, [out.path().join(VISITS_2)]);
    assert_eq!(listing(out.path()).len(), 2);
}

#[test]
fn cancelled_at_any_moment_nothing_is_left() {
    let (station, out) = (furnished(), folder());
    fs::write(out.path().join("own.txt"), "hers").unwrap();
    fs::create_dir(out.path().join("2024年台账_三溪村代表联络站")).unwrap();
    fs::write(out.path().join("2024年台账_三溪村代表联络站").join(VISITS), "last month's").unwrap();
    let (before, home) = (listing(out.path()), listing(station.home.path()));
    let mut moments = 0;
    loop {
        let mut asked = 0;
        let result = ledger::write(&station.store, station.home.path(), &frame(), &all_into(out.path()), &mut |_, _, _| {
            asked += 1;
            if asked > moments { Err(Error::Cancelled) } else { Ok(()) }
        });
        match result {
            Err(Error::Cancelled) => {
                assert_eq!(listing(out.path()), before, "cancelled at moment {moments}");
                assert_eq!(fs::read_to_string(out.path().join(&before[1])).unwrap(), "last month's");
                assert_eq!(listing(station.home.path()), home);
            }
            other => {
                other.unwrap();
                break;
            }
        }
        moments += 1;
    }
    assert!(moments > 12, "{moments}");
    assert_eq!(listing(station.home.path()), home, "the private folder is gone");
}

#[test]
fn folders_made_for_a_cancelled_ledger_go_too() {
    let (station, out) = (furnished(), folder());
    let deep = out.path().join("甲/乙");
    let result = ledger::write(&station.store, station.home.path(), &frame(), &all_into(&deep), &mut |_, _, _| {
        Err(Error::Cancelled)
    });
    assert!(matches!(result, Err(Error::Cancelled)));
    assert_eq!(listing(out.path()), Vec::<PathBuf>::new());
}

#[test]
fn cancelled_while_saving_a_long_book_nothing_is_left() {
    let (station, out) = (crowded(3000), folder());
    let mut saving = false;
    let result = write_within(
        &station.store,
        station.home.path(),
        &frame(),
        &one("visits", out.path()),
        &mut |doing, _, _| {
            // The first call while saving is made before it begins; the next one in its midst.
            let stop = saving;
            saving = doing.starts_with("正在保存");
            if stop { Err(Error::Cancelled) } else { Ok(()) }
        },
        0,
    );
    assert!(matches!(result, Err(Error::Cancelled)), "{result:?}");
    assert_eq!(listing(out.path()), Vec::<PathBuf>::new());
}

#[test]
fn leftovers_of_a_crash_are_cleared() {
    let (station, out) = (furnished(), folder());
    fs::write(out.path().join(format!("{VISITS}.part")), "torn").unwrap();
    let left = station.home.path().join("ledger-crashed");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("in-use"), "").unwrap();
    fs::write(left.join("sheet"), "plain text").unwrap();
    station.write(&one("visits", out.path()));
    assert_eq!(listing(out.path()), [PathBuf::from(VISITS)]);
    assert!(!left.exists());
}

#[test]
#[cfg(target_os = "linux")]
fn long_sheets_never_reach_the_system_temp_folder() {
    #[expect(clippy::disallowed_methods, reason = "this test is about what must not be there")]
    let temp = std::env::temp_dir();
    let (station, out) = (crowded(600), folder());
    let mut seen_private = false;
    let order = one("visits", out.path());
    let watch = &mut |_: &str, _, _| {
        let open: Vec<PathBuf> = fs::read_dir("/proc/self/fd")
            .unwrap()
            .flatten()
            .filter_map(|fd| fs::read_link(fd.path()).ok())
            .collect();
        seen_private |= open
            .iter()
            .any(|f| f.starts_with(station.home.path()) && f.to_string_lossy().contains("/ledger-") && f.to_string_lossy().ends_with("(deleted)"));
        // The repository itself may lie in the system's temp folder, and the test's output too.
        let spilled = |f: &&PathBuf| f.starts_with(&temp) && !f.starts_with(env!("CARGO_TARGET_TMPDIR")) && f.to_string_lossy().ends_with("(deleted)");
        assert_eq!(open.iter().find(spilled), None);
        Ok(())
    };
    write_within(&station.store, station.home.path(), &frame(), &order, watch, 0).unwrap();
    assert!(seen_private, "the sheet passed through the private folder");
    let watch = &mut |_: &str, _, _| {
        let open: Vec<PathBuf> = fs::read_dir("/proc/self/fd")
            .unwrap()
            .flatten()
            .filter_map(|fd| fs::read_link(fd.path()).ok())
            .collect();
        let sheets = open
            .iter()
            .filter(|f| f.starts_with(station.home.path()) && f.to_string_lossy().ends_with("(deleted)"));
        assert_eq!(sheets.count(), 0, "a short ledger touches no disk but its own file");
        Ok(())
    };
    write_within(&station.store, station.home.path(), &frame(), &order, watch, 10_000).unwrap();
}

fn crowded(visits: usize) -> Station {
    let mut station = Station::empty();
    let deputy = station
        .add(Noun::Deputy, json!({"name": "张卫国", "levels": ["乡"], "status": "serving"}))
        .head
        .id;
    let visit = |n: usize| {
        let problem = format!("第{n}件：{}", "村口的路坑洼不平，下雨积水，学生上学不便，请帮助协调。".repeat(3));
        (
            Noun::Visit,
            json!({"kind": "station", "date": format!("2024-{:02}-{:02}", n % 12 + 1, n % 28 + 1), "deputies": [deputy], "citizen": format!("选民{n}"), "problem": problem}),
        )
    };
    station.add_all((0..visits).map(visit).collect());
    station
}

/// A small disk of its own, where this process may mount one.
struct Disk(tempfile::TempDir);

impl Disk {
    fn mounted(options: &str) -> Option<Self> {
        let place = folder();
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "ledger-test"])
            .arg(place.path())
            .output();
        if done.is_ok_and(|o| o.status.success()) {
            return Some(Self(place));
        }
        eprintln!("跳过：没有 root 权限，挂不上 {options} 的内存盘");
        None
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_is_said_and_leaves_nothing() {
    let Some(disk) = Disk::mounted("size=64k") else { return };
    let station = furnished();
    fs::write(disk.path().join("own.txt"), "hers").unwrap();
    let error = try_write(&station, &all_into(disk.path())).unwrap_err();
    assert_eq!(error.code(), "disk_full", "{error}");
    assert_eq!(listing(disk.path()), [PathBuf::from("own.txt")]);
}

#[test]
fn a_full_home_is_said_and_leaves_nothing() {
    let Some(disk) = Disk::mounted("size=512k") else { return };
    let (station, out) = (crowded(3000), folder());
    let result = write_within(&station.store, disk.path(), &frame(), &one("visits", out.path()), &mut |_, _, _| Ok(()), 0);
    assert_eq!(result.unwrap_err().code(), "disk_full");
    assert_eq!(listing(out.path()), Vec::<PathBuf>::new());
    assert_eq!(listing(disk.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let Some(disk) = Disk::mounted("size=1m,ro") else { return };
    let error = try_write(&furnished(), &one("visits", disk.path())).unwrap_err();
    assert_eq!(error.code(), "read_only", "{error}");
    let file = folder();
    fs::write(file.path().join("甲"), "").unwrap();
    assert!(try_write(&furnished(), &one("visits", &file.path().join("甲"))).is_err(), "a file is no folder");
}
