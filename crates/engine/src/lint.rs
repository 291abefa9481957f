//! Reads the settings files that are to be graded.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use lastack_host::{Host, HostError};
use lastack_model::words::Message;
use lastack_model::{Arg, ConfFile, RegistryFile, Untrusted};

use crate::{ExamineError, Input, unreadable};

/// Bytes of one settings file that are read: all of `sysctl -a` are some 40 KiB, a list of all ports 382 KiB.
const FILE_BYTES: usize = 4 << 20;

/// Settings files as they take effect, and what went wrong on the way to them.
#[derive(Debug)]
pub struct SettingsFiles {
    /// The files in the order in which they take effect
    pub files: Vec<ConfFile>,
    /// Files of the registry editor, in the order in which they are imported; then there are no others
    pub registry: Vec<RegistryFile>,
    /// Files that could not be read, told beside the answer
    pub failed: Vec<Message>,
    /// A file tells the kernel of its host (`uname`, kernel.osrelease), which no settings file does: it is a paste of that
    /// host, and holds its facts
    pub tell_kernel: bool,
}

/// Reads settings files. Files of the folders that are read at boot take effect in the order of boot, others in the
/// order given.
///
/// # Errors
/// [`ExamineError::Input`] where no file holds a setting.
pub fn settings_files(host: &dyn Host, files: &[Input]) -> Result<SettingsFiles, ExamineError> {
    let (mut read, mut registry, mut failed, mut tell_kernel) = (Vec::new(), Vec::new(), Vec::new(), false);
    for input in files {
        let name = Untrusted::new(input.path().to_string_lossy());
        match text(host, input) {
            Ok(text) if lastack_parse::is_registry(&text) || named(name.raw()) => {
                let (headed, lines) =
                    (lastack_parse::is_registry(&text), lastack_parse::registry_lines(&text));
                registry.push(RegistryFile { path: name, headed, lines });
            }
            Ok(text) => {
                let text = unquoted(&text);
                tell_kernel |= lastack_parse::tells_kernel(&text);
                read.push(ConfFile { path: name, at_boot: None, lines: lastack_parse::conf::lines(&text) });
            }
            Err(error) => failed.push(unreadable(&name, &error)),
        }
    }
    if let (Some(one), Some(other)) = (registry.first(), read.first()) {
        let mixed = Message::new("engine-lint-mixed")
            .with("registry", Arg::input(&one.path))
            .with("sysctl", Arg::input(&other.path));
        failed.push(mixed);
        return Err(ExamineError::Input { messages: failed });
    }
    let nothing = |id: &'static str, path: &Untrusted| Message::new(id).with("input", Arg::input(path));
    if read.iter().all(|file| file.lines.is_empty()) && registry.iter().all(|file| file.lines.is_empty()) {
        failed.extend(read.iter().map(|file| nothing("engine-lint-nothing", &file.path)));
        failed.extend(registry.iter().map(|file| nothing("engine-lint-no-value", &file.path)));
        return Err(ExamineError::Input { messages: failed });
    }
    Ok(SettingsFiles { files: in_order(read), registry, failed, tell_kernel })
}

/// The settings of the files that lint does not know and that this host does not have in the namespace.
///
/// # Errors
/// [`ExamineError::Host`] where the namespace that was named cannot be used.
pub fn absent_settings(
    host: &dyn Host,
    netns: &crate::NetnsChoice,
    files: &[ConfFile],
) -> Result<BTreeSet<String>, ExamineError> {
    let keys = lastack_diagnose::lint::to_probe(files);
    lastack_collect::absent_settings(host, netns, &keys).map_err(crate::host_failed)
}

fn in_order(mut files: Vec<ConfFile>) -> Vec<ConfFile> {
    let paths: Vec<&str> = files.iter().map(|file| file.path.raw()).collect();
    match lastack_model::boot_order(&paths) {
        Some(order) if files.len() > 1 => {
            let mut taken: Vec<Option<ConfFile>> = files.drain(..).map(Some).collect();
            order.into_iter().filter_map(|index| taken.get_mut(index)?.take()).collect()
        }
        _ => files,
    }
}

fn text(host: &dyn Host, input: &Input) -> Result<String, HostError> {
    let mut bytes = Vec::new();
    host.stream(input.path(), &mut |piece| {
        let room = FILE_BYTES - bytes.len();
        bytes.extend_from_slice(piece.get(..room).unwrap_or(piece));
        if bytes.len() < FILE_BYTES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    // The registry editor writes UTF-16 with a mark in front.
    if let Some(wide) = bytes.strip_prefix(b"\xff\xfe") {
        let units: Vec<u16> =
            wide.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        return Ok(String::from_utf16_lossy(&units));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A file of that name is meant for the registry editor, also where its first line is missing.
fn named(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".reg")
}

/// The text without the marks of a quoted mail.
fn unquoted(text: &str) -> String {
    let bare = |line: &str| line.trim_start_matches(['>', ' ']).to_owned();
    let lines = text.lines().map(|line| if line.starts_with('>') { bare(line) } else { line.to_owned() });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use lastack_host::Replay;
    use lastack_model::Grade;

    use super::*;
    use crate::{Request, examine};

    const FACTS: &str =
        "kernel.osrelease = 6.18.44\nnet.ipv4.tcp_fin_timeout = 60\nnet.ipv4.tcp_tw_reuse = 2\n";

    fn grades(files: &[(&str, &str)]) -> Vec<(u32, Grade)> {
        let host = Replay::of_files(files.iter().copied().chain([("facts.txt", FACTS)]));
        let inputs: Vec<Input> = files.iter().map(|(path, _)| Input::File(path.into())).collect();
        let request = Request { inputs: vec![Input::File("facts.txt".into())], ..Request::default() };
        let read = settings_files(&host, &inputs).unwrap().files;
        let lint = lastack_diagnose::lint::lint(&read, &examine(&host, &request).unwrap().report, None, None);
        lint.lines.iter().map(|line| (line.line, line.grade)).collect()
    }

    #[test]
    fn quoted_mail_and_prose_around_settings_are_read() {
        let text = "Hi,\n> please set\n> net.ipv4.tcp_tw_recycle = 1\n> net.ipv4.tcp_fin_timeout = 30 表示\n";
        assert_eq!(grades(&[("mail.txt", text)]), [(3, Grade::DoesNotExist), (4, Grade::DoesNothing)]);
    }

    #[test]
    fn files_of_the_boot_folders_take_effect_in_the_order_of_boot() {
        let late = ("/etc/sysctl.d/99-z.conf", "net.ipv4.tcp_fin_timeout = 60\n");
        let early = ("/etc/sysctl.d/10-a.conf", "\nnet.ipv4.tcp_fin_timeout = 30\n");
        let expected = [(2, Grade::Cancelled), (1, Grade::AlreadySo)];
        assert_eq!(grades(&[late, early]), expected);
        assert_eq!(grades(&[early, late]), expected);
    }

    #[test]
    fn files_without_settings_and_files_of_two_systems_at_once_are_told() {
        let host = Replay::of_files([("a.reg", "Windows Registry Editor Version 5.00\r\n"), ("b.txt", "\n")]);
        for (paths, expected) in [
            (&["a.reg", "b.txt"][..], "engine-lint-mixed"),
            (&["b.txt"], "engine-lint-nothing"),
            (&["a.reg"], "engine-lint-no-value"),
        ] {
            let files: Vec<_> = paths.iter().map(|path| Input::File(path.into())).collect();
            let Err(ExamineError::Input { messages }) = settings_files(&host, &files) else {
                panic!("it must fail");
            };
            let ids: Vec<_> = messages.iter().map(|message| message.id.as_ref()).collect();
            assert_eq!(ids, [expected]);
        }
    }
}
