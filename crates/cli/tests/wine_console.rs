//! The Windows program with a console that nobody else has, as one gets that is clicked on or that a file is dropped on: its verdict stays
//! until a key is pressed. With a pipe nobody is waited for.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]
#![expect(clippy::disallowed_methods, reason = "starts the program that is tested")]

#[path = "wine/server.rs"]
mod server;

use std::env;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use server::Server;

const PASTE: &str = "  TCP    192.168.149.21:50000   192.168.149.128:10051  TIME_WAIT       0\r\n";

fn exe() -> String {
    env::var("LASTACK_TEST_EXE").unwrap()
}

/// As Wine names a file of this system.
fn named(path: &Path) -> String {
    format!("Z:{}", path.display())
}

#[test]
fn a_window_of_its_own_stays_until_enter_is_pressed_and_nobody_is_waited_for_behind_a_pipe() {
    // What Wine starts beside a program would hold the pipe open.
    let _server = Server::start();
    window();
    pipe();
}

fn window() {
    for (lang, verdict, asked) in
        [("en", "OK", "Press Enter to close this window."), ("zh", "正常", "按回车键关闭窗口")]
    {
        let folder = tempfile::tempdir().unwrap();
        let paste = folder.path().join("netstat.txt");
        fs::write(&paste, PASTE).unwrap();
        let line = format!("wine {} --lang {lang} {}", exe(), named(&paste));
        // script(1) makes the terminal, and Wine writes to it in the encoding of the locale. Wine's console is that of whoever starts it.
        let mut command = Command::new("script");
        command.env("LC_ALL", "C.UTF-8").args(["--quiet", "--return", "--command", &line, "/dev/null"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (mut keys, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (mut seen, mut piece) = (Vec::new(), [0; 4096]);
        while !String::from_utf8_lossy(&seen).contains(asked) {
            let read = screen.read(&mut piece).unwrap();
            assert!(read > 0, "it ended and asked for no key: {}", String::from_utf8_lossy(&seen));
            seen.extend_from_slice(&piece[..read]);
        }
        assert!(String::from_utf8_lossy(&seen).contains(verdict), "{}", String::from_utf8_lossy(&seen));
        assert!(child.try_wait().unwrap().is_none(), "it waited for nobody");
        let (end, ended) = channel();
        thread::spawn(move || {
            let read = screen.read_to_end(&mut seen);
            end.send(read.map(|_| String::from_utf8_lossy(&seen).into_owned())).unwrap();
        });
        // Wine takes its terminal out of the mode in which Enter is another byte only once somebody reads: it is pressed until it counts.
        let said = loop {
            // It may have ended since.
            let _ = keys.write_all(b"\r");
            match ended.recv_timeout(Duration::from_millis(100)) {
                Err(RecvTimeoutError::Timeout) => {}
                read => break read.unwrap().unwrap(),
            }
        };
        assert!(child.wait().unwrap().success(), "{said}");
    }
}

fn pipe() {
    let folder = tempfile::tempdir().unwrap();
    let paste = folder.path().join("netstat.txt");
    fs::write(&paste, PASTE).unwrap();
    let mut command = Command::new("wine");
    command.args([exe(), named(&paste)]).stdin(Stdio::null());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.starts_with("OK"), "{said}");
    assert!(!said.contains("Press Enter"), "{said}");
}
