//! net.netfilter.nf_conntrack_max: flows that the firewall remembers (facts 10).

use lastack_model::Grade;

use crate::lint::{Asked, Judged, Key, Legal, Lives, figure, judge};
use crate::rule::words;

pub(super) static KEY: Key = Key {
    names: &["net.netfilter.nf_conntrack_max", "net.nf_conntrack_max"],
    words: words!("lint-nf-conntrack-max"),
    legal: Legal::INT,
    lives: Lives::Module,
    see: Some("conntrack-shortens-time-wait"),
    judge: worth,
};

fn worth(asked: &Asked<'_>) -> Judged {
    let value = asked.number().unwrap_or_default();
    let used = asked.ground.setting("net.netfilter.nf_conntrack_count");
    match used {
        _ if asked.ground.is_child() => judge(Grade::DoesNothing, "lint-nf-conntrack-max-child"),
        Some(used) if value < used => {
            judge(Grade::Harmful, "lint-nf-conntrack-max-reached").with("used", figure(used)).biting(true)
        }
        _ if asked.ground.trouble("conntrack-near-full").is_some() => {
            judge(Grade::Helps, "lint-nf-conntrack-max-helps")
        }
        Some(used) => judge(Grade::DoesNothing, "lint-nf-conntrack-max-few").with("used", figure(used)),
        None => judge(Grade::Depends, "lint-nf-conntrack-max-depends"),
    }
}
