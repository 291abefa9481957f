//! How long TIME_WAIT lasts here, with one connection of our own: opened only because it was asked for.

use std::time::Duration;

use lastack_engine::{NetnsChoice, Stay};
use lastack_host::{Host as _, Interrupt};
use lastack_model::words::Message;
use lastack_model::{Arg, Unit};

use crate::command::{Exit, Failure};
use crate::progress::Line;
use crate::session::{Session, refused};
use crate::{environment, output};

pub(super) fn run(session: &Session<'_>) -> Result<Exit, Failure> {
    if session.netns_typed && session.flags.netns != NetnsChoice::Own {
        return Err(Failure::usage(Message::new("cli-stay-netns")));
    }
    if environment::stdin_is_file() {
        output::complain(session.catalog, session.lang(), &[Message::new("cli-stdin-unread")]);
    }
    let interrupt = Interrupt::catch();
    let closed = session.host.now();
    let connection = lastack_probe::close_first().map_err(|error| {
        let reason = lastack_engine::reason(&error);
        Failure::usage(Message::new("cli-stay-connection").with("reason", reason))
    })?;
    let mut line = Line::new();
    let mut tick = |elapsed: Duration| {
        let elapsed = Arg::number(elapsed.as_secs_f64().floor(), Unit::Seconds, "clock");
        line.show(
            session.catalog,
            session.lang(),
            &Message::new("cli-stay-progress").with("elapsed", elapsed),
        );
        !interrupt.is_wished()
    };
    let ends = (connection.local, connection.peer);
    let stay = lastack_engine::time_wait_stay(&session.host, ends, closed, &mut tick);
    line.wipe();
    match stay.map_err(|error| refused(&error))? {
        Stay::Seen(stay) => session.answer(&stay),
        Stay::Unseen => Err(Failure::usage(Message::new("cli-stay-unseen"))),
    }
}
