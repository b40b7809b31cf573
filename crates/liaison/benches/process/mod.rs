//! What a process took, as Linux says it.

use std::fs;

type Any<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// From here on the peak of memory counts.
pub fn forget_peak() -> Any {
    Ok(fs::write("/proc/self/clear_refs", "5")?)
}

/// MiB at the peak.
pub fn peak() -> Any<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    Ok(peak.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}

/// Seconds of the cores so far: own and of children that ended, in user and in system.
pub fn cores() -> Any<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let behind_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = behind_name.split_whitespace().skip(11).take(4).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}
