//! What a run gives up, proven from inside.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::fs;
use std::io::Write as _;
use std::path::Path;

use lastack_netlab::Netns;

const RANGE: &str = "/proc/sys/net/ipv4/ip_local_port_range";

#[test]
fn a_prober_cannot_change_a_setting_or_make_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    // What is given up goes with the thread, and the folder is removed by another one.
    std::thread::spawn(move || confined(&path)).join().unwrap();
    assert!(folder.path().join("before").exists() && !folder.path().join("after").exists());
}

/// In a namespace whose settings this thread could write before.
fn confined(folder: &Path) {
    let _netns = Netns::enter_fresh().unwrap();
    fs::OpenOptions::new().write(true).open(RANGE).unwrap().write_all(b"40000 40100").unwrap();
    fs::write(folder.join("before"), "x").unwrap();
    let missing = lastack_probe::confine();
    assert_eq!(missing, [], "this kernel must have Landlock for the proof");
    fs::OpenOptions::new().write(true).open(RANGE).unwrap_err();
    fs::write(folder.join("after"), "x").unwrap_err();
    fs::remove_file(folder.join("before")).unwrap_err();
    assert_eq!(fs::read_to_string(RANGE).unwrap().split_whitespace().collect::<Vec<_>>(), ["40000", "40100"]);
    let status = fs::read_to_string("/proc/thread-self/status").unwrap();
    let of = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
    assert_eq!(
        (of("CapEff:"), of("CapPrm:"), of("NoNewPrivs:")),
        ("0".repeat(16), "0".repeat(16), "1".to_owned())
    );
}
