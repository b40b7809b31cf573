//! Contestants: each a process of its own, which says what it took of cores and memory when it is
//! done.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::{Any, handoff, ledgers, process};

/// Names the contestant a process started by this one stands for.
const AS: &str = "LIAISON_BENCH_AS";

/// What a contestant says of itself.
pub struct Cost {
    /// Seconds of the cores.
    pub cpu: f64,
    /// MiB at its peak.
    pub memory: f64,
}

/// Whom this process stands for.
pub fn asked() -> Option<String> {
    std::env::var(AS).ok()
}

/// Stands for a contestant, measured from when its input is at hand.
pub fn run(name: &str) -> Any {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut started = 0.0;
    let mut begin = || -> Any {
        process::forget_peak()?;
        started = process::cores()?;
        Ok(())
    };
    match name {
        "pack" | "receive" => handoff::contestant(name, &arguments, &mut begin)?,
        _ => ledgers::contestant(name, &arguments, &mut begin)?,
    }
    println!("{}", json!({ "cpu": process::cores()? - started, "memory": process::peak()? }));
    Ok(())
}

/// One of ours, or a library's alone.
pub fn own(contestant: &str, arguments: &[&str]) -> Any<Cost> {
    cost(Command::new(std::env::current_exe()?).env(AS, contestant).args(arguments))
}

/// A script beside this file.
pub fn other(program: &str, script: &str, arguments: &[&str]) -> Any<Cost> {
    cost(Command::new(program).arg(beside(script)).args(arguments))
}

/// The Python in which its peers are.
pub fn python() -> String {
    std::env::var("LIAISON_BENCH_PYTHON").unwrap_or_else(|_| "python3".into())
}

/// A file of this folder.
pub fn beside(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers").join(name)
}

/// The middle of so many tries, by the cores.
pub fn middle(times: usize, mut run: impl FnMut() -> Any<Cost>) -> Any<Cost> {
    let mut all = (0..times).map(|_| run()).collect::<Any<Vec<_>>>()?;
    all.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    Ok(all.swap_remove(times / 2))
}

/// What a program prints as JSON.
pub fn said(command: &mut Command) -> Any<Value> {
    let out = command.output()?;
    if !out.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&out.stderr)).into());
    }
    Ok(serde_json::from_slice(&out.stdout)?)
}

fn cost(command: &mut Command) -> Any<Cost> {
    let said = said(command)?;
    let figure = |key: &str| said[key].as_f64().ok_or_else(|| format!("{command:?} says no {key}"));
    Ok(Cost {
        cpu: figure("cpu")?,
        memory: figure("memory")?,
    })
}
