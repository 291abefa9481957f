//! Captures as they are looked at: any bytes give a clear error or a look that was taken, without a panic and within bounds.

use crate::packed::packed;
use lastack_engine::{Input, Request, examine};
use lastack_host::{Answer, Call, Record, Replay};

/// Panics where an oracle does not hold.
pub(crate) fn check(bytes: &[u8]) {
    look(bytes);
    look(&packed(bytes));
}

fn look(bytes: &[u8]) {
    let stream = (0, Call::Stream("x".into()), Answer::Pieces(vec![bytes.to_vec()], None));
    let host = Replay::new(&Record { calls: vec![stream], views: 0 });
    let request = Request { inputs: vec![Input::File("x".into())], ..Request::default() };
    if let Err(error) = examine(&host, &request) {
        assert!(!error.messages().is_empty(), "an error that tells nothing");
    }
}
