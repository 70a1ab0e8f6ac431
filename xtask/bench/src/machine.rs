//! The machine on which it was measured, in words.

use std::fs;
use std::thread;

use xtask::process;

/// Processor and number of its cores.
pub fn describe() -> String {
    let processor = if cfg!(target_os = "macos") {
        process::output("sysctl", &["-n", "machdep.cpu.brand_string"])
    } else if cfg!(windows) {
        std::env::var("PROCESSOR_IDENTIFIER").ok()
    } else {
        let lines = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = lines.lines().find(|line| line.starts_with("model name"));
        model.and_then(|line| line.split_once(':')).map(|(_, name)| name.trim().to_owned())
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores, {}", processor.unwrap_or_else(|| "unknown processor".to_owned()), std::env::consts::OS)
}
