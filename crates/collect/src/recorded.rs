//! Rows of a capture: the dumps that a look took, taken again.

use lastack_host::Host;
use lastack_model::words::Message;
use lastack_model::{HostFacts, NetnsName, Sink, SocketRow};
use lastack_parse::filter::Filter;
use lastack_parse::inet_diag::{BOUND_MASK, CONNECTION_MASK, LISTEN_MASK};

use crate::containers::Containers;
use crate::live::Look;
use crate::namespaces::{self, Namespace};
use crate::sockets::{Each, Lives, Rows};
use crate::{dump, facts};

/// The tables of a host whose answers were recorded by [`crate::look`].
pub struct RecordedTable<'a> {
    namespaces: Vec<Namespace<'a>>,
    about: HostFacts,
    masks: [u32; 2],
    /// Readings of each table that came before the last one
    earlier: usize,
}

impl std::fmt::Debug for RecordedTable<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RecordedTable({} namespaces)", self.namespaces.len())
    }
}

impl<'a> RecordedTable<'a> {
    /// Opens the namespaces that the look read. `host` must not have been asked anything yet: each answer has its turn.
    ///
    /// # Errors
    /// A message where the namespace that was named could not be used then either.
    pub fn open(host: &'a dyn Host, look: &Look) -> Result<Self, Message> {
        let about = facts::host_facts(host);
        let boot_id = about.boot_id.as_deref();
        let namespaces =
            namespaces::open(host, &look.netns, boot_id, &Containers::default(), &mut Vec::new())?;
        let bound = if look.bound { BOUND_MASK } else { 0 };
        let earlier = usize::from(!look.interval.is_zero());
        Ok(RecordedTable { namespaces, about, masks: [LISTEN_MASK | bound, CONNECTION_MASK], earlier })
    }

    /// The host.
    pub fn about(&self) -> &HostFacts {
        &self.about
    }

    /// The namespaces, in the order of their indexes.
    pub fn names(&self) -> Vec<NetnsName> {
        self.namespaces.iter().map(|namespace| namespace.name.clone()).collect()
    }

    /// Hands over every row of the last reading that matches, from namespaces that are chosen, as
    /// [`SocketTable::read`](crate::SocketTable::read) does.
    ///
    /// # Errors
    /// A message where no table had been read.
    pub fn read(
        &self,
        filter: &Filter,
        chosen: &dyn Fn(&NetnsName) -> bool,
        each: &mut Each<'_>,
    ) -> Result<(), Message> {
        let (mut read, mut failed) = (false, None);
        for (netns, namespace) in self.namespaces.iter().enumerate() {
            if !chosen(&namespace.name) {
                continue;
            }
            let host = namespace.view.host();
            for _ in 0..self.earlier {
                // What it says is told by the reading that counts.
                let _ = dump::rows(host, &self.masks, &mut Nothing);
            }
            let lives = Lives::of(host);
            let mut stopped = false;
            let each = &mut |row: &SocketRow<'_>| {
                let flow = each(netns, row, lives.age_s(row));
                stopped = flow.is_break();
                flow
            };
            match dump::rows(host, &self.masks, &mut Rows { filter, each, stopped: false }) {
                Ok(()) => read = true,
                Err(trouble) => failed = failed.or(Some(trouble.message("sock_diag"))),
            }
            if stopped {
                return Ok(());
            }
        }
        match failed {
            Some(why) if !read => Err(why),
            _ => Ok(()),
        }
    }
}

/// Takes rows and keeps none.
struct Nothing;

impl Sink for Nothing {
    fn row(&mut self, _: &SocketRow<'_>) {}
}
