//! A process's resource usage, read from `/proc`, and statistics of measured times.

use std::{fs, time::Duration};

/// Clock ticks per second, always this on Linux.
const TICKS: u64 = 100;

/// Processor time used by a process so far, over all of its threads.
pub(crate) fn cpu(process: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).expect("it runs");
    // The process's name, in brackets, may hold anything.
    let rest = stat.rsplit_once(')').expect("a name").1;
    let ticks: u64 = rest.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1_000 / TICKS)
}

/// Peak resident memory since [`forget_peak`], in KiB.
pub(crate) fn peak_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    line.trim().split(' ').next().and_then(|kib| kib.parse().ok()).expect("a number")
}

/// Resets the peak.
pub(crate) fn forget_peak(process: u32) {
    fs::write(format!("/proc/{process}/clear_refs"), "5").expect("the peak can be forgotten");
}

/// Median, 99th percentile and maximum.
pub(crate) fn spread(mut times: Vec<Duration>) -> (Duration, Duration, Duration) {
    times.sort_unstable();
    let at = |part: usize| times[(times.len() - 1) * part / 100];
    (at(50), at(99), at(100))
}

/// Milliseconds with two decimals.
pub(crate) fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
