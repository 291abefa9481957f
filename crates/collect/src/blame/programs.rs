//! What people call a program, and what its cgroup says of it.

use lastack_model::Untrusted;

/// As much of a command line as is kept, in bytes.
pub(super) const LONGEST: usize = 1_000;

/// Words of a command line end with a zero byte (proc_pid_cmdline(5)).
pub(super) fn command(bytes: &[u8]) -> Option<Untrusted> {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let words: Vec<u8> = bytes.iter().map(|byte| if *byte == 0 { b' ' } else { *byte }).collect();
    let words = words.trim_ascii_end();
    (!words.is_empty()).then(|| Untrusted::from_bytes(words))
}

/// Programs that run another one's text: by their name alone two services are one.
const INTERPRETERS: &[&str] =
    &["python", "perl", "ruby", "node", "java", "php", "bash", "sh", "dash", "zsh", "lua", "deno", "bun"];

/// Options of interpreters whose value is the next word, and no script.
const VALUED: &[&str] =
    &["-cp", "-classpath", "--class-path", "-p", "--module-path", "-r", "--require", "-W", "-X", "-I"];

/// What a process runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program {
    /// comm, and for an interpreter the script that it runs
    pub(super) name: String,
    /// Command line of an interpreter without a script: only the same one is the same program
    pub(super) apart: Option<Untrusted>,
}

/// The program behind a comm.
pub(super) fn program(comm: &str, cmdline: &[u8]) -> Program {
    let plain = Program { name: comm.to_owned(), apart: None };
    let bare = comm.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    if !INTERPRETERS.contains(&bare) {
        return plain;
    }
    match script(cmdline) {
        Some(script) => Program { name: format!("{comm} {script}"), apart: None },
        None => Program { apart: command(cmdline), ..plain },
    }
}

/// The script, jar, module or class that an interpreter was told to run, without its folders.
fn script(cmdline: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&cmdline[..cmdline.len().min(LONGEST)]).into_owned();
    let mut words = text.split('\0').skip(1).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        match word {
            "-jar" | "-m" => return words.next().map(base),
            // A program in the command line itself has no name.
            "-c" | "-e" | "-" | "--" => return None,
            valued if VALUED.contains(&valued) => {
                words.next();
            }
            option if option.starts_with('-') => {}
            script => return Some(base(script)),
        }
    }
    None
}

fn base(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

/// The systemd service that a /proc/PID/cgroup names; the innermost one where they are nested.
pub(super) fn unit(text: &str) -> Option<Untrusted> {
    let paths = text.lines().filter(|line| line.starts_with("0::") || line.contains(":name=systemd:"));
    let mut services = paths.filter_map(|line| line.splitn(3, ':').nth(2)).flat_map(|path| path.split('/'));
    let service = services.rfind(|part| part.ends_with(".service"))?;
    Some(Untrusted::new(service))
}

/// Names of users by their ids, as passwd(5) has them.
pub(super) fn users(passwd: &str) -> impl Iterator<Item = (u32, &str)> {
    passwd.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        Some((fields.nth(1)?.parse().ok()?, name))
    })
}

/// Effective user id of a /proc/PID/status.
pub(super) fn effective_uid(status: &str) -> Option<u32> {
    status.lines().find_map(|line| line.strip_prefix("Uid:"))?.split_whitespace().nth(1)?.parse().ok()
}

/// Process of the thread that a /proc/PID/status is of.
pub(super) fn process_of(status: &str) -> Option<u32> {
    status.lines().find_map(|line| line.strip_prefix("Tgid:"))?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interpreter_is_called_by_what_it_runs() {
        let check = |comm: &str, words: &[&str], name: &str| {
            let cmdline: String = words.iter().map(|word| format!("{word}\0")).collect();
            let told = program(comm, cmdline.as_bytes());
            assert_eq!(told.name, name, "{words:?}");
            assert_eq!(told.apart.is_some(), words.contains(&"-c"), "{words:?}");
        };
        check("python3", &["python3", "-u", "/opt/app/fetch.py", "--all"], "python3 fetch.py");
        check("python3.11", &["python3.11", "-m", "http.server"], "python3.11 http.server");
        check("python3", &["python3", "-c", "import socket"], "python3");
        check("java", &["java", "-Xmx1g", "-cp", "/a:/b", "org.app.Main"], "java org.app.Main");
        check("java", &["java", "-jar", "/srv/shop.jar"], "java shop.jar");
        check("node", &["node", "--require", "trace", "srv/index.js"], "node index.js");
        check("nginx", &["nginx: worker process"], "nginx");
        check("bash", &[], "bash");
    }

    #[test]
    fn a_unit_is_the_innermost_service() {
        let told = |text: &str| unit(text).map(|unit| unit.raw().to_owned());
        assert_eq!(told("0::/system.slice/nginx.service\n").as_deref(), Some("nginx.service"));
        let session = "0::/user.slice/user-1000.slice/user@1000.service/app.slice/sync.service\n";
        assert_eq!(told(session).as_deref(), Some("sync.service"));
        assert_eq!(
            told("4:memory:/x.service\n1:name=systemd:/system.slice/a.service\n").as_deref(),
            Some("a.service")
        );
        assert_eq!(told("0::/user.slice/user-0.slice/session-3.scope\n"), None);
    }

    #[test]
    fn users_are_read_from_passwd_and_status() {
        let passwd = "root:x:0:0::/root:/bin/sh\nbroken\nwww-data:x:33:33::/:/bin/false\n";
        assert_eq!(users(passwd).collect::<Vec<_>>(), [(0, "root"), (33, "www-data")]);
        assert_eq!(effective_uid("Name:\tx\nUid:\t1000\t33\t1000\t33\n"), Some(33));
    }
}
