//! Which servers of this host would refuse the addresses of a spread, by rules that stand in their files.

use std::path::{Path, PathBuf};

use lastack_collect::NetnsChoice;
use lastack_host::Host;
use lastack_model::{AddressRule, Owner, SpreadPlan, Untrusted};
use lastack_parse::access::{Refusing, nginx, pg_hba};

/// Names the servers that listen on the destination, in the namespace at this path, and their rules that would refuse addresses of
/// the pool. A server of another host has none: the trial alone tells how it takes them.
pub fn judge_servers(host: &dyn Host, netns: Option<PathBuf>, plan: &mut SpreadPlan) {
    let netns = netns.map_or(NetnsChoice::Own, NetnsChoice::Path);
    let to = plan.spread.to;
    let Ok(found) = lastack_collect::port_use(host, &netns, to.port) else { return };
    // The first one is the namespace that was asked for.
    let Some(here) = found.here.first() else { return };
    let listens = here
        .listeners
        .iter()
        .any(|listener| listener.address == to.address || listener.address.is_unspecified());
    if !listens {
        return;
    }
    for owner in &here.owners {
        let name = Untrusted::new(owner.comm.raw());
        if !plan.servers.contains(&name) {
            plan.servers.push(name);
            plan.rules.extend(rule(host, owner, plan));
        }
    }
}

fn rule(host: &dyn Host, owner: &Owner, plan: &SpreadPlan) -> Option<AddressRule> {
    let pool = plan.spread.pool.addresses();
    match owner.comm.raw() {
        "nginx" => {
            let port = plan.spread.to.port;
            first(host, ("nginx", owner.pid), nginx_files(host, owner.pid), &|text| nginx(text, port, pool))
        }
        "postgres" | "postmaster" => {
            first(host, ("postgres", owner.pid), pg_hba_files(host, owner.pid), &|text| pg_hba(text, pool))
        }
        _ => None,
    }
}

fn first(
    host: &dyn Host,
    (server, pid): (&'static str, u32),
    files: Vec<PathBuf>,
    judge: &dyn Fn(&str) -> Option<Refusing>,
) -> Option<AddressRule> {
    files.into_iter().find_map(|file| {
        let text = host.read(&file).ok()?;
        let found = judge(&String::from_utf8_lossy(&text))?;
        Some(AddressRule {
            server,
            file: Untrusted::new(as_seen(host, pid, &file).to_string_lossy()),
            seen_by: is_elsewhere(host, pid).then_some(pid),
            line: found.line,
            text: Untrusted::new(found.text),
            refuses: found.address,
        })
    })
}

/// What the server calls a file that we reach through its process.
fn as_seen(host: &dyn Host, pid: u32, file: &Path) -> PathBuf {
    if let Ok(inside) = file.strip_prefix(format!("/proc/{pid}/root")) {
        return Path::new("/").join(inside);
    }
    let cwd = PathBuf::from(format!("/proc/{pid}/cwd"));
    let inside = file.strip_prefix(&cwd).ok().zip(host.link(&cwd).ok());
    inside.map_or_else(|| file.to_owned(), |(name, folder)| folder.join(name))
}

/// Whether its files are others than ours: it has mounts of its own, or another root.
fn is_elsewhere(host: &dyn Host, pid: u32) -> bool {
    let link = |path: String| host.link(Path::new(&path)).ok();
    let mounts = link(format!("/proc/{pid}/ns/mnt")) != link("/proc/self/ns/mnt".to_owned());
    mounts || link(format!("/proc/{pid}/root")).is_some_and(|root| root != Path::new("/"))
}

/// Where Debian, Red Hat and the image of Docker keep them, in the process's own tree.
fn nginx_files(host: &dyn Host, pid: u32) -> Vec<PathBuf> {
    let root = PathBuf::from(format!("/proc/{pid}/root"));
    let folder = root.join("etc/nginx");
    let mut files: Vec<PathBuf> =
        argument(host, pid, "-c").map(|file| below(&root, &file)).into_iter().collect();
    files.push(folder.join("nginx.conf"));
    for part in ["conf.d", "sites-enabled", "default.d"] {
        let mut names = host.list(&folder.join(part)).unwrap_or_default();
        names.sort();
        files.extend(names.into_iter().map(|name| folder.join(part).join(name)));
    }
    files
}

/// Beside the configuration that it was started with, as Debian does, else in its data folder, which is where it works.
fn pg_hba_files(host: &dyn Host, pid: u32) -> Vec<PathBuf> {
    const NAME: &str = "pg_hba.conf";
    let root = PathBuf::from(format!("/proc/{pid}/root"));
    let config = argument(host, pid, "-c").filter(|value| value.starts_with("config_file="));
    let beside = config.and_then(|value| {
        let file = below(&root, value.trim_start_matches("config_file="));
        Some(file.parent()?.join(NAME))
    });
    beside.into_iter().chain([Path::new(&format!("/proc/{pid}/cwd")).join(NAME)]).collect()
}

/// What stands behind an option on the command line of a process. A server that writes a title there has blanks between its words.
fn argument(host: &dyn Host, pid: u32, option: &str) -> Option<String> {
    let words = host.read(Path::new(&format!("/proc/{pid}/cmdline"))).ok()?;
    let text = String::from_utf8_lossy(&words).into_owned();
    let mut words = text.split(['\0', ' ']).skip_while(|word| *word != option);
    words.nth(1).map(str::to_owned)
}

fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}
