//! The server of the tests' own Wine.

use std::process::{Child, Command, Stdio};

/// The server of Wine, kept while a test goes on: else all of Wine starts anew for each program.
pub(crate) struct Server(Child);

impl Server {
    pub(crate) fn start() -> Self {
        let mut command = Command::new("wineserver");
        Server(command.args(["--foreground", "--persistent"]).stdin(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Of the tests' own Wine alone, and it may have ended.
        let _ = Command::new("wineserver").arg("--kill").stderr(Stdio::null()).status();
        let _ = self.0.wait();
    }
}
