//! Nothing readable before the password, wherever the program was when it was killed: neither in the
//! home, nor in the system's temporary folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::home::{Worker, copied, said, set_up};

/// Names, words and numbers the records of `set_up`, of the child and of the old ledger are full of.
const KNOWN: [&str; 7] = ["张卫国", "王五", "赵大山", "桥塌了", "13900001234", "林晓芸", "三溪村"];

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let (folders, mut files): (Vec<_>, Vec<_>) = entries.map(|e| e.unwrap().path()).partition(|path| path.is_dir());
    files.extend(folders.iter().flat_map(|folder| files_below(folder)));
    files
}

/// The first known word in a file, in either spelling of Windows and Linux, or in its name.
fn readable(file: &Path) -> Option<&'static str> {
    let bytes = fs::read(file).unwrap();
    KNOWN.into_iter().find(|word| {
        let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [word.as_bytes(), &wide].iter().any(|w| bytes.windows(w.len()).any(|part| part == *w)) || file.display().to_string().contains(word)
    })
}

#[test]
fn killed_anywhere_nothing_readable_is_left() {
    let root = tempfile::tempdir().unwrap();
    let fresh = root.path().join("fresh");
    let deputy = set_up(&fresh);
    let (mut killed, mut looked) = (0, 0);
    for work in ["ledgers", "pack", "import", "saves"] {
        let mut whole = Duration::ZERO;
        for n in 0..16 {
            let place = root.path().join(format!("{work}{n}"));
            fs::create_dir_all(place.join("tmp")).unwrap();
            let home = copied(&fresh, &place.join("home"));
            let mut ask = json!({"home": home, "deputy": deputy, "saves": 4});
            ask[work] = if work == "saves" { json!(4) } else { json!(true) };
            let mut worker = Worker::starts(&ask, &["env".into(), format!("TMPDIR={}", place.join("tmp").display())]);
            worker.until("ready");
            let began = Instant::now();
            if n == 0 {
                // How long it takes when nobody kills it, and that it does what is meant.
                let lines = worker.ends();
                whole = began.elapsed();
                assert!(said(&lines, "trouble").is_empty() && lines.contains(&"ended".to_owned()), "{work}: {lines:?}");
            } else {
                std::thread::sleep(whole.mul_f64(f64::from(n) / 16.0));
                worker.child.kill().unwrap();
                killed += usize::from(!worker.ends().contains(&"ended".to_owned()));
            }
            for file in [files_below(&home), files_below(&place.join("tmp"))].concat() {
                assert_eq!(readable(&file), None, "{work} {n}: {}", file.display());
                looked += 1;
            }
            fs::remove_dir_all(place).unwrap();
        }
    }
    println!("killed {killed} times at ledgers, packing, importing and saving: nothing readable in {looked} files left");
    assert!(killed > 30, "{killed}");
}
