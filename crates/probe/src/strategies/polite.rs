//! Connect, then close with FIN and a reset after the peer's ACK (TCP_LINGER2 = -1): no TIME_WAIT on either side.

use crate::{Conduct, Ending, Found, Kind, Link, Next, Ready, Strategy};

pub(super) static STRATEGY: Strategy =
    Strategy { id: "polite", kind: Kind::Connects(|_, _| Box::new(Polite)) };

/// The engine sets TCP_LINGER2 on every socket, so that a kill leaves no TIME_WAIT either.
#[derive(Debug)]
pub(crate) struct Polite;

impl Conduct for Polite {
    fn connected(&mut self, _: &mut dyn Link) -> Next {
        Next::Done(Found::up(), Ending::Polite)
    }

    fn ready(&mut self, _: &mut dyn Link, _: Ready) -> Next {
        Next::wait()
    }

    fn elapsed(&mut self, _: &mut dyn Link) -> Next {
        Next::wait()
    }
}
