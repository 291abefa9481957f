//! Which TCP sockets of processes stand in no table at all.

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{Sink, SocketRow, TcpState};
use lastack_parse::inet_diag::{BOUND_MASK, CONNECTION_MASK, LISTEN_MASK};

use crate::containers::Containers;
use crate::dump;
use crate::inodes::Inodes;
use crate::namespaces::{self, Namespace, NetnsChoice};
use crate::processes::{Ghosts, Walk};

/// TIME_WAIT has no inode.
const MASKS: [u32; 2] = [LISTEN_MASK | BOUND_MASK, CONNECTION_MASK & !(1 << TIME_WAIT)];
const TIME_WAIT: u32 = 6;

/// What was read before and after the walk.
pub(crate) struct Readings<'a> {
    /// The namespaces of the report
    pub(crate) namespaces: &'a [Namespace<'a>],
    /// Which were asked for
    pub(crate) choice: &'a NetnsChoice,
    /// Some namespaces could not be seen
    pub(crate) incomplete: bool,
    /// Inodes of the reading before the walk
    pub(crate) before: &'a Inodes,
    /// Inodes of the reading after the walk; `None` with one reading
    pub(crate) after: Option<&'a Inodes>,
    /// Sockets that are bound and nothing else were listed
    pub(crate) bound_listed: bool,
}

/// Leaves only ghosts among the strays of the walk, and says how well they are known.
pub(crate) fn tell(host: &dyn Host, walk: &mut Walk, readings: &Readings<'_>) -> (Ghosts, Vec<Message>) {
    if !readings.before.is_complete() || readings.after.is_some_and(|after| !after.is_complete()) {
        return (Ghosts::Unknown, vec![Message::new("collect-ghosts-many")]);
    }
    let mut losses = Vec::new();
    match readings.after {
        Some(after) => walk.drop_seen(after),
        None => {
            losses.push(Message::new("collect-ghosts-once"));
            let again = walk.has_strays().then(|| inodes_of(readings.namespaces));
            match again {
                Some(Some(again)) => walk.drop_seen(&again),
                Some(None) => return (Ghosts::Unknown, vec![Message::new("collect-ghosts-elsewhere")]),
                None => {}
            }
        }
    }
    walk.drop_closed(host);
    if !walk.has_strays() {
        return (Ghosts::Told, losses);
    }
    let mut incomplete = readings.incomplete;
    // A descriptor may lead to a socket of another namespace than its process.
    if *readings.choice != NetnsChoice::All {
        let mut unseen = Vec::new();
        let all = namespaces::open(host, &NetnsChoice::All, None, &Containers::default(), &mut unseen);
        match all.ok().and_then(|all| inodes_of(&all)) {
            Some(elsewhere) => walk.drop_seen(&elsewhere),
            None => return (Ghosts::Unknown, vec![Message::new("collect-ghosts-elsewhere")]),
        }
        incomplete = !unseen.is_empty();
    }
    if !walk.has_strays() {
        return (Ghosts::Told, losses);
    }
    walk.look_at_threads(host);
    if incomplete {
        losses.push(Message::new("collect-ghosts-elsewhere"));
    }
    if !readings.bound_listed {
        losses.push(Message::new("collect-ghosts-bound"));
    }
    (Ghosts::Told, losses)
}

/// Inodes of all sockets of these namespaces; `None` where a table could not be read or holds too many.
fn inodes_of(namespaces: &[Namespace<'_>]) -> Option<Inodes> {
    let mut rows = Rows(Inodes::default());
    for namespace in namespaces {
        dump::rows(namespace.view.host(), &MASKS, &mut rows).ok()?;
    }
    rows.0.sort();
    rows.0.is_complete().then_some(rows.0)
}

struct Rows(Inodes);

impl Sink for Rows {
    fn row(&mut self, row: &SocketRow<'_>) {
        if row.state != TcpState::TimeWait {
            self.0.add(row.inode);
        }
    }
}
