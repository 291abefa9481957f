//! Command lines of the processes that a report names, for captures that were asked for them.

use std::path::Path;

use lastack_collect::started_at;
use lastack_host::Host;
use lastack_model::{NamespaceView, Untrusted};

/// As much of a command line as is kept, in bytes.
const LONGEST: usize = 1_000;

/// Adds the command line of every process that the namespaces name. One that has exited, or the kernel's own, has none;
/// nor has one whose pid has gone to another process, which its start time tells.
pub(super) fn commands(host: &dyn Host, namespaces: &mut [NamespaceView]) {
    for process in namespaces.iter_mut().flat_map(|view| &mut view.processes) {
        let bytes = host.read(Path::new(&format!("/proc/{}/cmdline", process.pid))).unwrap_or_default();
        let same = process.started_at.is_some() && started_at(host, process.pid) == process.started_at;
        process.command = if same { command(&bytes) } else { None };
    }
}

/// Words end with a zero byte (proc_pid_cmdline(5)).
fn command(bytes: &[u8]) -> Option<Untrusted> {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let words = bytes.iter().map(|byte| if *byte == 0 { b' ' } else { *byte }).collect::<Vec<u8>>();
    let words = words.trim_ascii_end();
    (!words.is_empty()).then(|| Untrusted::from_bytes(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastack_host::Replay;
    use lastack_model::ProcessView;

    #[test]
    fn the_command_of_a_process_that_got_the_pid_is_not_taken() {
        for (began, expected) in [("40", Some("java")), ("99", None)] {
            let stat = format!("7 (java) S 1 {}{began}", "0 ".repeat(17));
            let host = Replay::of_files([("/proc/7/cmdline", "java\0"), ("/proc/7/stat", stat.as_str())]);
            let process = ProcessView {
                pid: 7,
                started_at: Some(40),
                comm: Untrusted::new("java"),
                descriptors: None,
                limit: None,
                hard_limit: None,
                tcp: None,
                ghosts: None,
                container: None,
                command: None,
            };
            let mut views = [NamespaceView { processes: vec![process], ..NamespaceView::default() }];
            commands(&host, &mut views);
            let command = views[0].processes[0].command.as_ref();
            assert_eq!(command.map(Untrusted::raw), expected, "began at {began}");
        }
    }

    #[test]
    fn words_are_parted_by_spaces_and_an_endless_line_is_cut() {
        let shown = |bytes: &[u8]| command(bytes).map(|text| text.raw().to_owned());
        assert_eq!(shown(b"java\0-Xmx1g\0-jar\0a.jar\0").as_deref(), Some("java -Xmx1g -jar a.jar"));
        assert_eq!((shown(b""), shown(b"\0")), (None, None));
        assert_eq!(shown(&[b'x'; 70_000]).map(|text| text.len()), Some(LONGEST));
    }
}
