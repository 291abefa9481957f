//! Which servers of this host would refuse the addresses of a spread, by rules that stand in their files.

use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use lastack_collect::NetnsChoice;
use lastack_host::Host;
use lastack_model::{Address, AddressRule, Owner, SpreadPlan, Untrusted};
use lastack_parse::access::{Refusing, nginx, pg_hba};

use crate::{Request, examine};

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
    // The first process of a server started the others: it alone has the options on its command line, and a busy worker, which has
    // more sockets, tells a title there.
    let mut owners: Vec<&Owner> = here.owners.iter().collect();
    owners.sort_by_key(|owner| (owner.started_at, owner.pid));
    for owner in owners {
        let name = Untrusted::new(owner.comm.raw());
        if !plan.servers.contains(&name) {
            plan.servers.push(name);
            plan.rules.extend(rule(host, owner, plan));
        }
    }
}

/// Adds when the ports towards the destination end, as it is and spread, by a look at the namespace at this path.
pub fn foresee_spread(host: &dyn Host, netns: Option<PathBuf>, plan: &mut SpreadPlan) {
    let netns = netns.map_or(NetnsChoice::Own, NetnsChoice::Path);
    let request = Request { netns, owners: false, judge: false, ..Request::default() };
    let found = examine(host, &request).ok();
    plan.outlook = found.and_then(|found| lastack_diagnose::spread_outlook(&found.report, &plan.spread));
}

fn rule(host: &dyn Host, owner: &Owner, plan: &SpreadPlan) -> Option<AddressRule> {
    let pool = plan.spread.pool.addresses();
    let (server, (file, found)) = match owner.comm.raw() {
        "nginx" => {
            let main = nginx_file(host, owner.pid)?;
            // Names in it begin at its folder.
            let folder = main.parent()?;
            let include = |name: &str| included(host, owner.pid, &folder.join(name));
            ("nginx", nginx(main.to_str()?, &include, plan.spread.to.port, pool)?)
        }
        "postgres" | "postmaster" => ("postgres", pg_hba_rule(host, owner.pid, pool)?),
        _ => return None,
    };
    Some(AddressRule {
        server,
        file: Untrusted::new(file),
        seen_by: is_elsewhere(host, owner.pid).then_some(owner.pid),
        line: found.line,
        text: Untrusted::new(found.text),
        refuses: found.address,
    })
}

/// The file of this name in the tree of a process, or all that its last part stands for with a `*`.
fn included(host: &dyn Host, pid: u32, path: &Path) -> Option<Vec<(String, String)>> {
    let read = |path: &Path| {
        let text = host.read(&behind(host, pid, &of(pid, path))?).ok()?;
        Some((path.to_str()?.to_owned(), String::from_utf8_lossy(&text).into_owned()))
    };
    let (folder, name) = (path.parent()?, path.file_name()?.to_str()?);
    let special = |text: &str| text.contains(['*', '?', '[']);
    if !special(path.to_str()?) {
        return Some(vec![read(path)?]);
    }
    let (start, end) = name.split_once('*')?;
    if special(start) || special(end) || special(folder.to_str()?) {
        return None;
    }
    let Ok(names) = host.list(&behind(host, pid, &of(pid, folder))?) else { return Some(Vec::new()) };
    let fits = |name: &&str| {
        let long = name.len() >= start.len() + end.len();
        long && name.starts_with(start)
            && name.ends_with(end)
            && name.starts_with('.') == start.starts_with('.')
    };
    let mut names: Vec<&str> = names.iter().filter_map(|name| name.to_str()).filter(fits).collect();
    names.sort_unstable();
    names.into_iter().map(|name| read(&folder.join(name))).collect()
}

/// In the tree of a process.
fn of(pid: u32, path: &Path) -> PathBuf {
    Path::new(&format!("/proc/{pid}/root")).join(path.strip_prefix("/").unwrap_or(path))
}

/// Links that are followed for one file; the kernel follows 40.
const LINKS: usize = 40;

/// What a path in a process's own tree leads to. A link means there what it means to the process: `/etc/nginx/..` begins at its root,
/// and the kernel would begin at ours. Debian's sites-enabled/default is such a link.
fn behind(host: &dyn Host, pid: u32, path: &Path) -> Option<PathBuf> {
    let root = PathBuf::from(format!("/proc/{pid}/root"));
    let cwd = PathBuf::from(format!("/proc/{pid}/cwd"));
    let (mut found, path) = match path.strip_prefix(&cwd) {
        Ok(inside) => (cwd.clone(), inside),
        Err(_) => (root.clone(), path.strip_prefix(&root).ok()?),
    };
    let mut rest = parts(path);
    let mut links = 0;
    while let Some(part) = rest.pop() {
        if part == ".." {
            // What is above the folder that it works in nothing here tells.
            if found == cwd {
                return None;
            }
            if found != root {
                found.pop();
            }
            continue;
        }
        let next = found.join(part);
        let Ok(target) = host.link(&next) else {
            found = next;
            continue;
        };
        links += 1;
        if links > LINKS {
            return None;
        }
        if target.is_absolute() {
            found.clone_from(&root);
        }
        rest.extend(parts(&target));
    }
    Some(found)
}

/// The last one first.
fn parts(path: &Path) -> Vec<OsString> {
    let parts =
        path.components().rev().filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir));
    parts.map(|part| part.as_os_str().to_owned()).collect()
}

/// Whether its files are others than ours: it has mounts of its own, or another root.
fn is_elsewhere(host: &dyn Host, pid: u32) -> bool {
    let link = |path: String| host.link(Path::new(&path)).ok();
    let mounts = link(format!("/proc/{pid}/ns/mnt")) != link("/proc/self/ns/mnt".to_owned());
    mounts || link(format!("/proc/{pid}/root")).is_some_and(|root| root != Path::new("/"))
}

/// Where it was told on its command line, else where Debian, Red Hat and its images keep it, or who built it by hand.
fn nginx_file(host: &dyn Host, pid: u32) -> Option<PathBuf> {
    const PLACES: [&str; 3] = [
        "/etc/nginx/nginx.conf",
        "/usr/local/nginx/conf/nginx.conf",
        "/usr/local/openresty/nginx/conf/nginx.conf",
    ];
    // What a relative name is told from: `--prefix` of Debian, of Red Hat's and Alpine's folders, and of the two that are built by hand.
    const PREFIXES: [&str; 5] = [
        "/usr/share/nginx",
        "/etc/nginx",
        "/var/lib/nginx",
        "/usr/local/nginx",
        "/usr/local/openresty/nginx",
    ];
    let is_there = |path: &PathBuf| included(host, pid, path).is_some();
    let Some(told) = arguments(host, pid, "-c").pop() else {
        return PLACES.iter().map(PathBuf::from).find(is_there);
    };
    match arguments(host, pid, "-p").pop() {
        Some(prefix) => Some(Path::new("/").join(prefix).join(told)),
        None => PREFIXES.iter().map(|prefix| Path::new(prefix).join(&told)).find(is_there),
    }
}

/// The file where it was told on its command line, else beside the configuration that it was started with, as Debian does, else in its
/// data folder, which is where it works.
fn pg_hba_rule(host: &dyn Host, pid: u32, pool: &[Address]) -> Option<(String, Refusing)> {
    const NAME: &str = "pg_hba.conf";
    let settings = arguments(host, pid, "-c");
    let file = |key: &str| settings.iter().find_map(|value| value.strip_prefix(key)).map(PathBuf::from);
    let beside = || Some(file("config_file=")?.parent()?.join(NAME));
    let told = file("hba_file=").or_else(beside).filter(|file| file.is_absolute());
    let judge = |path: &Path| {
        let text = host.read(&behind(host, pid, path)?).ok()?;
        Some(pg_hba(&String::from_utf8_lossy(&text), pool))
    };
    // It reads one of them; another may be left from elsewhere.
    if let Some((file, found)) = told.and_then(|file| Some((file.clone(), judge(&of(pid, &file))?))) {
        return Some((file.to_string_lossy().into_owned(), found?));
    }
    let cwd = PathBuf::from(format!("/proc/{pid}/cwd"));
    let found = judge(&cwd.join(NAME))??;
    let folder = host.link(&cwd).unwrap_or(cwd);
    Some((folder.join(NAME).to_string_lossy().into_owned(), found))
}

/// What stands behind an option on the command line of a process, as often as it does. A server that writes a title there has blanks
/// between its words.
fn arguments(host: &dyn Host, pid: u32, option: &str) -> Vec<String> {
    let words = host.read(Path::new(&format!("/proc/{pid}/cmdline"))).unwrap_or_default();
    let text = String::from_utf8_lossy(&words).into_owned();
    let words = text.split(['\0', ' ']);
    let pairs = words.clone().zip(words.skip(1)).filter(|(word, _)| *word == option);
    pairs.map(|(_, value)| value.to_owned()).collect()
}
