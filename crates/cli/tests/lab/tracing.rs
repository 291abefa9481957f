//! Waiting for the real program to trace.

use std::process::Child;

/// Waits until its program sees closes: a link of it is in the kernel (`bpf_link_show_fdinfo`).
pub(crate) fn wait_traced(child: &mut Child) {
    loop {
        let folder = format!("/proc/{}/fdinfo", child.id());
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut texts = entries.filter_map(|entry| std::fs::read_to_string(entry.path()).ok());
        if texts.any(|text| text.contains("link_type:")) {
            return;
        }
        assert_eq!(child.try_wait().unwrap(), None, "lastack has ended and traced nothing");
        std::thread::yield_now();
    }
}
