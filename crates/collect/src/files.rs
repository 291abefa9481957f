//! Settings files of this host, in the order in which boot reads them.

use std::io::ErrorKind;
use std::path::Path;

use lastack_host::{Host, reason};
use lastack_model::words::Message;
use lastack_model::{
    Arg, BOOT_FOLDERS, BOOT_LAST, ConfFile, ConfLine, Coverage, CoverageState, Untrusted, boot_order,
};
use lastack_parse::conf;

/// There where systemd is the init of this host, and nowhere else (sd_booted(3)).
const SYSTEMD: &str = "/run/systemd/system";

/// Beginnings of the keys that bear on TCP.
const KEYS: &[&str] = &[
    "fs.file-max",
    "fs.nr_open",
    "net.core.",
    "net.ipv4.ip_",
    "net.ipv4.netfilter.",
    "net.ipv4.tcp_",
    "net.netfilter.",
    "net.nf_",
];

/// All files that hold a line of ours. Files of all folders are sorted by their own name (sysctl.d(5)); the last one
/// that sets a key wins.
pub(crate) fn read(host: &dyn Host, coverage: &mut Vec<Coverage>) -> Vec<ConfFile> {
    let mut paths = Vec::new();
    for folder in BOOT_FOLDERS {
        let names = host.list(Path::new(folder)).unwrap_or_default();
        let names = names.iter().filter_map(|name| name.to_str()).filter(|name| name.ends_with(".conf"));
        paths.extend(names.map(|name| format!("{folder}/{name}")));
    }
    let order = boot_order(&paths.iter().map(String::as_str).collect::<Vec<_>>()).unwrap_or_default();
    let by_systemd = host.list(Path::new(SYSTEMD)).is_ok();
    let mut linked = false;
    let mut files = Vec::new();
    for path in order.into_iter().filter_map(|index| paths.get(index)).map(Path::new) {
        let is_main = leads_to_main(host, path);
        if !is_main {
            files.extend(file(host, path, true, coverage));
        } else if by_systemd {
            linked = true;
            files.extend(file(host, Path::new(BOOT_LAST), true, coverage));
        }
    }
    if !linked {
        files.extend(file(host, Path::new(BOOT_LAST), !by_systemd, coverage));
    }
    files
}

/// Debian's 99-sysctl.conf is a link to /etc/sysctl.conf.
fn leads_to_main(host: &dyn Host, path: &Path) -> bool {
    let Ok(target) = host.link(path) else { return false };
    target == Path::new(BOOT_LAST)
        || path.starts_with("/etc/sysctl.d") && target == Path::new("../sysctl.conf")
}

fn file(host: &dyn Host, path: &Path, at_boot: bool, coverage: &mut Vec<Coverage>) -> Option<ConfFile> {
    let shown = Untrusted::new(path.to_string_lossy().into_owned());
    let bytes = match host.read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.reason().kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            let why = Message::new("collect-file-unread")
                .with("path", Arg::foreign(shown))
                .with("reason", reason(error.reason()));
            let (subject, state) = ("files", CoverageState::Degraded);
            coverage.push(Coverage { source: "files", subject, state, why: Some(why) });
            return None;
        }
    };
    let ours = |line: &ConfLine| KEYS.iter().any(|key| line.key.starts_with(key));
    let lines: Vec<ConfLine> =
        conf::lines(&String::from_utf8_lossy(&bytes)).into_iter().filter(ours).collect();
    (!lines.is_empty()).then_some(ConfFile { path: shown, lines, at_boot: Some(at_boot) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastack_host::{Answer, Call, Failure, Record, Replay};

    /// A tree of folders, files and links.
    fn tree(files: &[(&str, &str)], links: &[(&str, &str)], systemd: bool) -> Replay {
        let mut calls = Vec::new();
        for folder in BOOT_FOLDERS {
            let inside = |path: &&str| Path::new(path).parent() == Some(Path::new(folder));
            let names = files.iter().chain(links).map(|(path, _)| *path).filter(inside);
            let names = names.filter_map(|path| Some(Path::new(path).file_name()?.to_owned())).collect();
            calls.push((0, Call::List(folder.into()), Answer::Names(names)));
        }
        for (path, text) in files {
            calls.push((0, Call::Read(path.into()), Answer::Bytes(text.as_bytes().to_vec())));
        }
        for (path, target) in links {
            calls.push((0, Call::Link(path.into()), Answer::Target(target.into())));
        }
        if systemd {
            calls.push((0, Call::List(SYSTEMD.into()), Answer::Names(Vec::new())));
        }
        Replay::new(&Record { calls, views: 0 })
    }

    fn check(files: &[(&str, &str)], links: &[(&str, &str)], systemd: bool, wanted: &[(&str, &str, bool)]) {
        let mut coverage = Vec::new();
        let read = read(&tree(files, links, systemd), &mut coverage);
        let seen: Vec<_> = read
            .iter()
            .map(|file| (file.path.raw(), file.lines[0].value.as_str(), file.at_boot.unwrap()))
            .collect();
        assert_eq!(seen, wanted);
        assert_eq!(coverage, []);
    }

    const DROP_INS: &[(&str, &str)] = &[
        ("/usr/lib/sysctl.d/50-net.conf", "net.ipv4.tcp_tw_reuse = 50\n"),
        ("/etc/sysctl.d/60-web.conf", "net.ipv4.tcp_tw_reuse = 60\n"),
        ("/usr/lib/sysctl.d/60-web.conf", "net.ipv4.tcp_tw_reuse = 61\n"),
        ("/run/sysctl.d/99-zz.conf", "net.ipv4.tcp_tw_reuse = 99\n"),
        ("/etc/sysctl.d/70-other.conf", "kernel.pid_max = 70\n"),
        ("/etc/sysctl.d/README.sysctl", "net.ipv4.tcp_tw_reuse = 1\n"),
        ("/etc/sysctl.conf", "net.ipv4.tcp_tw_reuse = 7\n"),
    ];

    #[test]
    fn files_are_sorted_by_name_and_the_first_folder_wins() {
        let drop_ins = [
            ("/usr/lib/sysctl.d/50-net.conf", "50", true),
            ("/etc/sysctl.d/60-web.conf", "60", true),
            ("/run/sysctl.d/99-zz.conf", "99", true),
        ];
        let with_main = |at_boot| [drop_ins.as_slice(), &[("/etc/sysctl.conf", "7", at_boot)]].concat();
        // `sysctl --system` reads the old file last; systemd-sysctl does not read it.
        check(DROP_INS, &[], false, &with_main(true));
        check(DROP_INS, &[], true, &with_main(false));
    }

    #[test]
    fn a_link_to_the_old_file_is_read_by_systemd_in_its_place_and_by_sysctl_last() {
        let link = [("/etc/sysctl.d/99-sysctl.conf", "../sysctl.conf")];
        let main = ("/etc/sysctl.conf", "7", true);
        let zz = ("/run/sysctl.d/99-zz.conf", "99", true);
        let rest = [("/usr/lib/sysctl.d/50-net.conf", "50", true), ("/etc/sysctl.d/60-web.conf", "60", true)];
        check(DROP_INS, &link, true, &[rest.as_slice(), &[main, zz]].concat());
        check(DROP_INS, &link, false, &[rest.as_slice(), &[zz, main]].concat());
    }

    #[test]
    fn lines_keep_their_numbers_and_comments_that_were_settings() {
        let text = "# web\n\nnet.core.somaxconn=1024\n#net.ipv4.tcp_tw_recycle = 1\nvm.swappiness = 1\n";
        let host = tree(&[("/etc/sysctl.conf", text)], &[], false);
        let read = read(&host, &mut Vec::new());
        let lines: Vec<_> =
            read[0].lines.iter().map(|line| (line.line, line.kind, line.key.as_str())).collect();
        use lastack_model::ConfKind::{Comment, Setting};
        assert_eq!(lines, [(3, Setting, "net.core.somaxconn"), (4, Comment, "net.ipv4.tcp_tw_recycle")]);
    }

    #[test]
    fn a_file_that_may_not_be_read_is_told() {
        let refused = Failure { errno: Some(13), text: String::new() };
        let call = (0, Call::Read(BOOT_LAST.into()), Answer::Failed(refused));
        let mut coverage = Vec::new();
        assert_eq!(read(&Replay::new(&Record { calls: vec![call], views: 0 }), &mut coverage), []);
        assert_eq!(coverage[0].why.as_ref().unwrap().id, "collect-file-unread");
    }
}
