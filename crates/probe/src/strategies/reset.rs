//! Connect, then reset (SO_LINGER 0). The peer's accept() succeeds, its read fails with ECONNRESET.

use crate::{Conduct, Ending, Found, Kind, Link, Next, Ready, Strategy};

pub(super) static STRATEGY: Strategy = Strategy { id: "reset", kind: Kind::Connects(|_, _| Box::new(Reset)) };

#[derive(Debug)]
struct Reset;

impl Conduct for Reset {
    fn connected(&mut self, _: &mut dyn Link) -> Next {
        Next::Done(Found::up(), Ending::Reset)
    }

    fn ready(&mut self, _: &mut dyn Link, _: Ready) -> Next {
        Next::wait()
    }

    fn elapsed(&mut self, _: &mut dyn Link) -> Next {
        Next::wait()
    }
}
