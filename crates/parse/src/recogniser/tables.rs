//! Where one table ends and another begins, rows that only their table explains, and rows that are cut.

use std::borrow::Cow;

use lastack_model::{Family, Sink, SocketRow, TcpState, Warning};

use super::{LAYERS, Recogniser};
use crate::cut::Half;
use crate::dialect::{Reading, Telling};
use crate::dialects::DIALECTS;
use crate::held::Held;
use crate::trouble::Trouble;
use crate::unsure::Unsure;
use crate::wrapping::unwrapped_rest;

/// Rows of one table past which those that wait are read as they mostly are: a listener that comes late cannot tell the
/// direction of rows that could not wait for it.
pub(super) const PATIENCE: u64 = 16_384;

impl Recogniser {
    /// A head or a command stands here: what follows is another table.
    pub(super) fn end_table(&mut self, sink: &mut dyn Sink) {
        self.tell_waiting(true, sink);
        self.waiting.forget();
        (self.fresh, self.of_table) = (true, 0);
    }

    /// Notes whose prompt stands before a command that prints sockets.
    pub(super) fn prompt(&mut self, text: &str) {
        let Some(host) = prompting_host(text) else { return };
        match &self.prompt {
            Some(first) => self.summary.hosts |= first != host,
            None => self.prompt = Some(host.to_owned()),
        }
    }

    /// A row that the next line may say more about.
    pub(super) fn open(&mut self, index: usize, row: &SocketRow<'_>, text: &str, sink: &mut dyn Sink) {
        self.end_block(sink);
        // What version of ss printed a table is told by its rows alone.
        if DIALECTS[index].id == "ss" && self.waiting.learn(row, text) {
            self.tell_waiting(false, sink);
        }
        self.held.put(index, row);
        self.held_at = self.line;
    }

    /// A row of which something shows only in other rows: it waits for them.
    pub(super) fn unsure(&mut self, index: usize, row: &SocketRow<'_>, unsure: Unsure, sink: &mut dyn Sink) {
        self.end_block(sink);
        if self.waiting.is_told(unsure) || self.of_table > PATIENCE {
            if let Some(row) = self.waiting.settled(row, unsure) {
                self.held.put(index, &row);
            }
            return;
        }
        self.waits = self.waiting.put(index, row, unsure);
        if !self.waits {
            self.tell_waiting(true, sink);
        }
    }

    /// Passes on the rows that need not wait any more.
    pub(super) fn tell_waiting(&mut self, end: bool, sink: &mut dyn Sink) {
        for (mut held, unsure) in self.waiting.take(end) {
            let Some((index, row)) = held.take() else { continue };
            if let Some(row) = self.waiting.settled(&row, unsure) {
                self.row(index, &row, sink);
            }
        }
    }

    /// A row whose address was cut: it counts for its state, and its ends are told to nobody.
    pub(super) fn cut(
        &mut self,
        index: usize,
        (state, family): (TcpState, Family),
        text: &str,
        sink: &mut dyn Sink,
    ) {
        self.begin_row(index, sink);
        self.above = None;
        sink.cut(state, family);
        let seen = self.seen_of(index);
        seen.rows += 1;
        seen.states = seen.states.with(state);
        self.summary.cut += 1;
        self.summary.listen_rows += u64::from(state == TcpState::Listen);
        if !self.told_of_cuts {
            self.told_of_cuts = true;
            self.warn(Trouble::CutAddress, text, sink);
        }
    }

    /// Reads two lines as the one row that they were, where neither is one alone and only both together are.
    pub(super) fn join(
        &mut self,
        half: &Half,
        text: &str,
        alone: Option<&(usize, Reading<'_>)>,
        sink: &mut dyn Sink,
    ) -> bool {
        let fits = match alone {
            Some((_, Reading::Bad(..))) | None => true,
            // `2 TIME_WAIT` may be the end of a row, but only of one that was cut at the edge of a screen.
            Some((_, Reading::Count(..))) => half.fills_a_line(),
            Some(_) => false,
        };
        let mut rest = Cow::Borrowed(text);
        for _ in 0..if fits { LAYERS } else { 0 } {
            let both = half.joined(&rest).unwrap_or_default();
            let telling = Telling::default();
            let row = both.iter().find_map(|both| {
                let found = self.recognise(both, None, &telling);
                found.filter(|(_, reading)| half.is_mended(reading)).map(|found| (both, found))
            });
            if let Some((both, (index, reading))) = row {
                if half.counts {
                    self.held = Held::default();
                }
                (self.current, self.near) = (index, true);
                self.take(index, both, reading, sink);
                return true;
            }
            let Some(inner) = unwrapped_rest(&rest) else { break };
            rest = Cow::Owned(inner.into_owned());
        }
        false
    }

    /// Says of a line that it could not be read, unless the next line turns out to be its end.
    pub(super) fn bad(&mut self, trouble: Trouble, shown: &str, text: &str, sink: &mut dyn Sink) {
        let warning = self.warning(trouble, shown);
        if !trouble.may_be_cut() {
            self.summary.unread += u64::from(trouble == Trouble::CutAddress);
            sink.warning(warning);
            return;
        }
        match Half::keep(text, trouble, warning) {
            Ok(half) => self.half = Some(half),
            Err(warning) if trouble == Trouble::CutTimer => self.cut_timer(warning, sink),
            Err(warning) => self.unread(warning, sink),
        }
    }

    /// Says once that rows lack their timer: they count.
    fn cut_timer(&mut self, warning: Warning, sink: &mut dyn Sink) {
        if !std::mem::replace(&mut self.told_of_timers, true) {
            sink.warning(warning);
        }
    }

    /// The line that waited for its end was no half: what can be told of it is told.
    pub(super) fn no_half(&mut self, half: Half, sink: &mut dyn Sink) {
        if half.counts {
            return self.cut_timer(half.warning, sink);
        }
        if let Some((local, remote, word)) = half.shape() {
            self.summary.shapes += 1;
            sink.shape(local, remote, word);
        }
        self.unread(half.warning, sink);
    }

    /// A line that looks like a row, and is none as it stands.
    pub(super) fn unread(&mut self, warning: Warning, sink: &mut dyn Sink) {
        self.summary.unread += 1;
        sink.warning(warning);
    }
}

/// Longest host name (RFC 1035), so that nothing grows with the input.
const HOST: usize = 255;

/// `web1` of `[root@web1 ~]# ss -tan` and of `ops@web1:~$ sudo netstat -nat`.
fn prompting_host(text: &str) -> Option<&str> {
    let (user, behind) = text.split_once('@')?;
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let host = behind.split(|c| !named(c)).next().filter(|host| (1..=HOST).contains(&host.len()))?;
    let (_, command) = behind.get(host.len()..)?.split_once(['#', '$', '%'])?;
    let mut words = command.split_ascii_whitespace().skip_while(|word| *word == "sudo");
    let prints = match words.next()? {
        "ss" | "netstat" => true,
        "cat" => words.next().is_some_and(|file| file.starts_with("/proc/net/tcp")),
        _ => false,
    };
    (prints && user.ends_with(named)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::prompting_host;

    #[test]
    fn a_prompt_names_the_host_of_a_command_that_prints_sockets() {
        for (text, host) in [
            ("[root@web1 ~]# ss -tan", Some("web1")),
            ("> ops@db-1.example.com:/var/log$ sudo netstat -nat | head", Some("db-1.example.com")),
            ("root@web1:~# cat /proc/net/tcp", Some("web1")),
            ("root@web1:~# cat /proc/net/sockstat", None),
            ("bob@example.com wrote: # ssh", None),
            ("root@web1:~# ls", None),
            ("ss -tan @ web1", None),
            ("@web1# ss", None),
        ] {
            assert_eq!(prompting_host(text), host, "{text}");
        }
    }
}
