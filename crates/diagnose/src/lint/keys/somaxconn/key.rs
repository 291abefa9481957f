//! net.core.somaxconn: the most that listen() may ask for (facts 11).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, figure, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.core.somaxconn"],
    words: words!("lint-somaxconn"),
    legal: Legal::Int(0, 2_147_483_647),
    lives: Lives::Always,
    see: Some("somaxconn"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    let value = asked.number().unwrap_or_default();
    let limits = asked.ground.listeners().flat_map(|row| &row.sockets).filter_map(|socket| socket.limit);
    let largest = limits.max().map(i64::from);
    let running = asked.running();
    match largest {
        Some(largest) if value < largest => {
            judge(Grade::Harmful, "lint-somaxconn-lower").with("largest", figure(largest))
        }
        _ if running.is_some_and(|running| value < running) => {
            judge(Grade::DoesNothing, "lint-somaxconn-less")
        }
        Some(largest) if asked.ground.trouble("accept-queue-full").is_some() => {
            let bound = running.is_some_and(|running| largest >= running);
            if bound {
                judge(Grade::Helps, "lint-somaxconn-helps")
            } else {
                judge(Grade::DoesNothing, "lint-somaxconn-program")
            }
        }
        Some(_) => judge(Grade::DoesNothing, "lint-somaxconn-idle"),
        None => judge(Grade::Depends, "lint-somaxconn-no-rows"),
    }
}
