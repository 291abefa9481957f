//! Containers and pods behind processes: the id from the cgroup path, the name from what their runtime leaves on disk.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::path::Path;

use foldhash::fast::RandomState;
use lastack_host::Host;
use lastack_model::Untrusted;
use serde_json::Value;

/// Where kubelet links the log of each container: `POD_NAMESPACE_CONTAINER-ID.log`.
const CONTAINER_LOGS: &str = "/var/log/containers";

/// Where kubelet keeps the logs of each pod: `NAMESPACE_POD_UID`.
const POD_LOGS: &str = "/var/log/pods";

/// Where Podman and CRI-O of the root user keep their containers; those of `--rm` stand in the second file.
const STORAGE: &[&str] = &[
    "/var/lib/containers/storage/overlay-containers/containers.json",
    "/var/lib/containers/storage/overlay-containers/volatile-containers.json",
];

/// Digits of a container id, and how many of them container tools show.
const ID: usize = 64;
const SHORT: usize = 12;

/// As much of a name as is kept: a Kubernetes name has 253 bytes at most, a real one 63.
const NAME: usize = 200;

/// Names by container id and by pod uid, read when the first container is met.
#[derive(Debug, Default)]
pub(crate) struct Containers {
    names: OnceCell<Names>,
}

#[derive(Debug, Default)]
struct Names {
    by_id: HashMap<String, String, RandomState>,
    by_pod: HashMap<String, String, RandomState>,
}

/// What a cgroup path tells.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    /// 64 hex digits
    id: Option<String>,
    /// With dashes, as Kubernetes prints it
    pod: Option<String>,
    /// The name itself, where the path carries it
    name: Option<String>,
}

/// Paths of the control groups of version 2 of the containers with this name, or whose id begins so: the folder that carries the
/// id, whatever stands below it.
pub fn container_groups(host: &dyn Host, word: &str) -> Vec<String> {
    let containers = Containers::default();
    let mut found: Vec<String> = Vec::new();
    for pid in host.list(Path::new("/proc")).unwrap_or_default() {
        let Some(pid) = pid.to_str().and_then(|pid| pid.parse::<u32>().ok()) else { continue };
        let text = host.read(Path::new(&format!("/proc/{pid}/cgroup"))).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        let Some(line) = text.lines().find(|line| line.starts_with("0::")) else { continue };
        let Some(Place { id: Some(id), .. }) = place(line) else { continue };
        let begins = word.len() >= SHORT && id.starts_with(word);
        if !begins && containers.named_in(host, line).is_none_or(|name| name.raw() != word) {
            continue;
        }
        let path = line.trim_start_matches("0::");
        let end =
            path.find(&id).map_or(path.len(), |at| path[at..].find('/').map_or(path.len(), |more| at + more));
        let group = path[..end].to_owned();
        if !found.contains(&group) {
            found.push(group);
        }
    }
    found
}

impl Containers {
    /// The container that a process runs in: its name, else the pod's name or uid and the first 12 digits of its id, as far
    /// as the path tells them. `None` outside of one.
    pub(crate) fn of(&self, host: &dyn Host, pid: u32) -> Option<Untrusted> {
        let text = host.read(Path::new(&format!("/proc/{pid}/cgroup"))).ok()?;
        self.named_in(host, &String::from_utf8_lossy(&text))
    }

    /// The container that the text of a /proc/PID/cgroup names.
    pub(crate) fn named_in(&self, host: &dyn Host, text: &str) -> Option<Untrusted> {
        let place = place(text)?;
        self.name(host, &place).map(|name| Untrusted::new(shortened(&name)))
    }

    fn name(&self, host: &dyn Host, place: &Place) -> Option<String> {
        if place.name.is_some() {
            return place.name.clone();
        }
        let names = self.names.get_or_init(|| Names::read(host));
        let by_id =
            place.id.as_ref().and_then(|id| names.by_id.get(id).cloned().or_else(|| docker(host, id)));
        // A pod holds several containers: where this one has no name, pod and id together tell it.
        let pod = place.pod.as_ref().map(|pod| names.by_pod.get(pod).unwrap_or(pod).clone());
        let short = place.id.as_ref().map(|id| id[..SHORT].to_owned());
        by_id.or(match (pod, short) {
            (Some(pod), Some(short)) => Some(format!("{pod}/{short}")),
            (pod, short) => pod.or(short),
        })
    }
}

impl Names {
    fn read(host: &dyn Host) -> Self {
        let mut names = Names::default();
        for path in STORAGE {
            let bytes = host.read(Path::new(path)).unwrap_or_default();
            let stored: Value = serde_json::from_slice(&bytes).unwrap_or_default();
            for container in stored.as_array().into_iter().flatten() {
                let (id, name) = (&container["id"], &container["names"][0]);
                if let (Some(id), Some(name)) = (id.as_str(), name.as_str()) {
                    names.by_id.insert(id.to_owned(), name.to_owned());
                }
            }
        }
        // kubelet's own names are shorter than those that it gives to CRI-O.
        for file in host.list(Path::new(CONTAINER_LOGS)).unwrap_or_default() {
            if let Some((id, name)) = file.to_str().and_then(container_log) {
                names.by_id.insert(id, name);
            }
        }
        for folder in host.list(Path::new(POD_LOGS)).unwrap_or_default() {
            let mut parts = folder.to_str().unwrap_or_default().splitn(3, '_');
            if let (Some(namespace), Some(pod), Some(uid)) = (parts.next(), parts.next(), parts.next()) {
                names.by_pod.insert(uid.to_owned(), format!("{namespace}/{pod}"));
            }
        }
        names
    }
}

/// `POD_NAMESPACE_CONTAINER-ID.log` as id and `NAMESPACE/POD/CONTAINER`.
fn container_log(file: &str) -> Option<(String, String)> {
    let (rest, id) = file.strip_suffix(".log")?.rsplit_once('-')?;
    let mut parts = rest.splitn(3, '_');
    let (pod, namespace, container) = (parts.next()?, parts.next()?, parts.next()?);
    is_id(id).then(|| (id.to_owned(), format!("{namespace}/{pod}/{container}")))
}

/// The name that Docker keeps beside each container, with a slash before it.
fn docker(host: &dyn Host, id: &str) -> Option<String> {
    let path = format!("/var/lib/docker/containers/{id}/config.v2.json");
    let config: Value = serde_json::from_slice(&host.read(Path::new(&path)).ok()?).ok()?;
    let name = config["Name"].as_str()?.trim_start_matches('/');
    (!name.is_empty()).then(|| name.to_owned())
}

/// The container that a /proc/PID/cgroup names; the innermost one where they are nested.
fn place(text: &str) -> Option<Place> {
    let mut found = Place { id: None, pod: None, name: None };
    for path in text.lines().filter_map(|line| line.splitn(3, ':').nth(2)) {
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            let unit = part.strip_suffix(".scope").or_else(|| part.strip_suffix(".slice")).unwrap_or(part);
            if let Some(id) = unit.rsplit(['-', ':']).next().filter(|id| is_id(id)) {
                (found.id, found.name) = (Some(id.to_owned()), None);
            } else if let Some(pod) = pod_uid(unit) {
                (found.pod, found.name) = (Some(pod), None);
            } else if let Some(name) = machine(part, parts.peek().copied()) {
                (found.id, found.pod, found.name) = (None, None, Some(name));
            }
        }
    }
    let any = found.id.is_some() || found.pod.is_some() || found.name.is_some();
    any.then_some(found)
}

fn is_id(text: &str) -> bool {
    text.len() == ID && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `kubepods-burstable-pod0a1b2c3d_…` of systemd, `pod0a1b2c3d-…` of cgroupfs.
fn pod_uid(unit: &str) -> Option<String> {
    let uid = match unit.strip_prefix("kubepods") {
        Some(rest) => rest.split_once("-pod")?.1,
        None => unit.strip_prefix("pod")?,
    };
    let digits = uid.bytes().filter(u8::is_ascii_hexdigit).count();
    let others = uid.bytes().filter(|byte| matches!(byte, b'-' | b'_')).count();
    (digits == 32 && digits + others == uid.len()).then(|| uid.replace('_', "-"))
}

/// systemd-nspawn (`machine-NAME.scope`, `systemd-nspawn@NAME.service`) and LXC (`lxc.payload.NAME`, `lxc/NAME`).
fn machine(part: &str, next: Option<&str>) -> Option<String> {
    let nspawn = part
        .strip_prefix("machine-")
        .and_then(|rest| rest.strip_suffix(".scope"))
        .or_else(|| part.strip_prefix("systemd-nspawn@")?.strip_suffix(".service"));
    let name = match nspawn {
        Some(name) => unescaped(name),
        None => match part.strip_prefix("lxc.payload.") {
            Some(name) => name.to_owned(),
            None if matches!(part, "lxc" | "lxc.payload") => next?.to_owned(),
            None => return None,
        },
    };
    (!name.is_empty()).then_some(name)
}

/// Unit names spell other characters as `\x2d` (systemd.unit(5)).
fn unescaped(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = rest.strip_prefix(br"\x").and_then(|behind| behind.get(..2));
        let byte = digits.and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &rest[4..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn shortened(name: &str) -> &str {
    let end = (0..=NAME.min(name.len())).rev().find(|at| name.is_char_boundary(*at));
    name.get(..end.unwrap_or(0)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastack_host::{Answer, Call, Record, Replay};

    const DOCKER: &str = "0123456789ab0123456789ab0123456789ab0123456789ab0123456789abcdef";
    const PODMAN: &str = "579635db3532e954d07927bdc32bd435bd082f03a0696ded072f04d762a18775";
    const KUBE: &str = "c269a18400e27b14085c57f8e36f5b4d5471c140eb27e8b0f632c056547555de";
    const UNNAMED: &str = "3959d7abfbd0221e5043fccbcb8040e9a1a4e6518dad483b7a33a131885e0283";

    /// A host with one process in this cgroup, and every kind of record on its disk.
    fn host(cgroup: &str) -> Replay {
        let read = |path: &str, text: String| (0, Call::Read(path.into()), Answer::Bytes(text.into_bytes()));
        let list = |path: &str, names: &[String]| {
            let names = names.iter().map(|name| name.as_str().into()).collect();
            (0, Call::List(path.into()), Answer::Names(names))
        };
        let calls = vec![
            read("/proc/7/cgroup", cgroup.to_owned()),
            read(
                &format!("/var/lib/docker/containers/{DOCKER}/config.v2.json"),
                format!(r#"{{"ID":"{DOCKER}","Name":"/shop_web.1"}}"#),
            ),
            read(STORAGE[0], format!(r#"[{{"id":"{PODMAN}","names":["db\u001b[2J"]}},{{"id":3}},null]"#)),
            list(
                CONTAINER_LOGS,
                &[
                    format!("kube-proxy-6xsx9_kube-system_kube-proxy-{KUBE}.log"),
                    "notes.log".to_owned(),
                    "a_b-c.log".to_owned(),
                ],
            ),
            list(POD_LOGS, &["shop_cart-0_81e09ae0-12ec-4ec5-94b8-51cda7906370".to_owned(), "x".to_owned()]),
        ];
        Replay::new(&Record { calls, views: 0 })
    }

    fn check(cgroup: &str, name: Option<&str>) {
        let seen = Containers::default().of(&host(cgroup), 7);
        assert_eq!(seen.as_ref().map(Untrusted::raw), name, "{cgroup}");
    }

    #[test]
    fn containers_have_the_name_that_their_runtime_gave_them() {
        check(&format!("0::/system.slice/docker-{DOCKER}.scope\n"), Some("shop_web.1"));
        check(&format!("12:pids:/docker/{DOCKER}\n1:name=systemd:/docker/{DOCKER}\n"), Some("shop_web.1"));
        check(&format!("0::/machine.slice/libpod-{PODMAN}.scope/container\n"), Some("db\u{1b}[2J"));
        let pod = "kubepods-besteffort-poda6537f3e_228a_4833_91d0_d5889163f4e2.slice";
        check(
            &format!("0::/kubepods.slice/kubepods-besteffort.slice/{pod}/cri-containerd-{KUBE}.scope\n"),
            Some("kube-system/kube-proxy-6xsx9/kube-proxy"),
        );
        check(
            &format!("0::/system.slice/containerd.service/{pod}:cri-containerd:{KUBE}\n"),
            Some("kube-system/kube-proxy-6xsx9/kube-proxy"),
        );
    }

    #[test]
    fn a_pod_is_named_where_its_container_is_not() {
        let uid = "81e09ae0-12ec-4ec5-94b8-51cda7906370";
        let name = Some("shop/cart-0/3959d7abfbd0");
        check(&format!("0::/kubepods/burstable/pod{uid}/{UNNAMED}\n"), name);
        check(
            &format!("0::/kubepods.slice/kubepods-pod{}.slice/crio-{UNNAMED}.scope\n", uid.replace('-', "_")),
            name,
        );
        // kubelet's logs cannot be read by everybody: the path alone tells uid and id.
        let other = "0a1b2c3d-12ec-4ec5-94b8-51cda7906370";
        let told = format!("{other}/3959d7abfbd0");
        check(&format!("0::/kubepods/burstable/pod{other}/{UNNAMED}\n"), Some(&told));
        check(&format!("0::/kubepods/burstable/pod{other}\n"), Some(other));
    }

    #[test]
    fn machines_carry_their_name_in_the_path() {
        check(r"0::/machine.slice/machine-build\x2dhost.scope/payload", Some("build-host"));
        check("0::/machine.slice/systemd-nspawn@web.service/payload\n", Some("web"));
        check("0::/lxc.payload.mail/system.slice/postfix.service\n", Some("mail"));
        check("4:memory:/lxc/mail/init.scope\n", Some("mail"));
    }

    #[test]
    fn a_container_that_left_no_name_has_its_short_id_and_a_plain_service_none() {
        check(&format!("0::/system.slice/docker-{UNNAMED}.scope\n"), Some("3959d7abfbd0"));
        check("0::/init.scope\n", None);
        check("0::/system.slice/ssh.service\n", None);
        check("0::/user.slice/podium/pod-of-whales\n", None);
        check("", None);
    }

    #[test]
    fn broken_escapes_and_long_names_are_kept_within_bounds() {
        assert_eq!(unescaped(r"a\x2"), r"a\x2");
        assert_eq!(unescaped(r"a\xzz\x41"), r"a\xzzA");
        assert_eq!(shortened(&"名".repeat(NAME)).len(), 198);
    }
}
