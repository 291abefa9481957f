//! Command lines of the processes that a report names, for captures that were asked for them.

use std::path::Path;

use lastack_host::Host;
use lastack_model::{NamespaceView, Untrusted};

/// As much of a command line as is kept, in bytes.
const LONGEST: usize = 1_000;

/// Adds the command line of every process that the namespaces name. One that has exited, or the kernel's own, has none.
pub(super) fn commands(host: &dyn Host, namespaces: &mut [NamespaceView]) {
    for process in namespaces.iter_mut().flat_map(|view| &mut view.processes) {
        let bytes = host.read(Path::new(&format!("/proc/{}/cmdline", process.pid))).unwrap_or_default();
        process.command = command(&bytes);
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

    #[test]
    fn words_are_parted_by_spaces_and_an_endless_line_is_cut() {
        let shown = |bytes: &[u8]| command(bytes).map(|text| text.raw().to_owned());
        assert_eq!(shown(b"java\0-Xmx1g\0-jar\0a.jar\0").as_deref(), Some("java -Xmx1g -jar a.jar"));
        assert_eq!((shown(b""), shown(b"\0")), (None, None));
        assert_eq!(shown(&[b'x'; 70_000]).map(|text| text.len()), Some(LONGEST));
    }
}
