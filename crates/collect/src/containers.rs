//! Containers and pods behind processes.

use std::path::Path;

use lastack_host::Host;
use lastack_model::Untrusted;

/// What is known of this host's containers.
#[derive(Debug, Default)]
pub(crate) struct Containers;

impl Containers {
    /// The first 12 hex digits of a container id in the cgroup path, as container tools shorten it.
    pub(crate) fn of(&self, host: &dyn Host, pid: u32) -> Option<Untrusted> {
        let text = host.read(Path::new(&format!("/proc/{pid}/cgroup"))).ok()?;
        let text = String::from_utf8_lossy(&text).into_owned();
        text.split(['/', '-', '.', '\n', ':'])
            .find(|part| part.len() == 64 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .map(|id| Untrusted::new(&id[..12]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastack_host::Replay;

    #[test]
    fn a_container_is_known_by_its_id_in_the_cgroup_path() {
        let id = "0123456789ab0123456789ab0123456789ab0123456789ab0123456789abcdef";
        let cgroup = format!("0::/system.slice/docker-{id}.scope\n");
        let host =
            Replay::of_files([("/proc/7/cgroup", cgroup.as_str()), ("/proc/8/cgroup", "0::/init.scope\n")]);
        assert_eq!(Containers.of(&host, 7), Some(Untrusted::new("0123456789ab")));
        assert_eq!(Containers.of(&host, 8), None);
    }
}
