//! Two namespaces joined, and filters in each.

use std::process::Command;

use lastack_netlab::{Netns, load_rules};

/// A rule of the calling thread's namespace, in place of the one before.
pub(crate) fn rule(hook: &str, rule: &str) {
    load_rules(&format!(
        "add table inet filter\ndelete table inet filter\nadd table inet filter\n\
         add chain inet filter {hook} {{ type filter hook {hook} priority 0; }}\n\
         add rule inet filter {hook} {rule}\n"
    ))
    .unwrap();
}

/// Two namespaces joined, with an address of each family; the veth device has the same name in both.
pub(crate) fn joined() -> (Netns, Netns) {
    let here = Netns::enter_fresh().unwrap();
    let there = Netns::beside().unwrap();
    here.join("10.9.0.1".parse().unwrap(), &there, "10.9.0.2".parse().unwrap(), 24).unwrap();
    ip(&["address", "add", "fd00:9::1/64", "dev", &device(), "nodad"]);
    there.run(|| ip(&["address", "add", "fd00:9::2/64", "dev", &device(), "nodad"])).unwrap();
    (here, there)
}

/// The device beside `lo`.
pub(crate) fn device() -> String {
    let table = std::fs::read_to_string("/proc/thread-self/net/dev").unwrap();
    let mut names = table.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name.trim());
    names.find(|name| *name != "lo").unwrap().to_owned()
}

pub(crate) fn ip(words: &[&str]) {
    let done = Command::new("ip").args(words).output().unwrap();
    assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
}
