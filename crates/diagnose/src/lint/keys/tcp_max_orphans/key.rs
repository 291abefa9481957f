//! net.ipv4.tcp_max_orphans: sockets without a descriptor; TIME_WAIT is none of them (facts 11).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, figure, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_max_orphans"],
    words: words!("lint-tcp-max-orphans"),
    legal: Legal::INT,
    lives: Lives::HostWide,
    see: Some("orphans-for-time-wait"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    let value = asked.number().unwrap_or_default();
    let used = asked.ground.setting("sockstat.TCP.orphan");
    match used {
        Some(used) if value < used => {
            judge(Grade::Harmful, "lint-tcp-max-orphans-reached").with("used", figure(used)).biting(true)
        }
        _ if value <= 0 => judge(Grade::Harmful, "lint-tcp-max-orphans-none"),
        _ if asked.ground.trouble("orphans-near-limit").is_some() => {
            judge(Grade::Helps, "lint-tcp-max-orphans-helps")
        }
        Some(used) => judge(Grade::DoesNothing, "lint-tcp-max-orphans-few").with("used", figure(used)),
        None => judge(Grade::DoesNothing, "lint-tcp-max-orphans-other"),
    }
}
