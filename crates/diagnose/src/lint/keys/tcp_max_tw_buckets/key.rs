//! net.ipv4.tcp_max_tw_buckets: how many TIME_WAIT there may be (facts 4).

use lastack_model::{Arg, Grade, TcpState, Unit};

use crate::lint::{Asked, Judged, Key, Legal, Lives, figure, judge};
use crate::rule::{self, words};

pub(super) static KEY: Key = Key {
    names: &["net.ipv4.tcp_max_tw_buckets"],
    words: words!("lint-tcp-max-tw-buckets"),
    legal: Legal::INT,
    lives: Lives::Always,
    see: Some("tcp-max-tw-buckets"),
    judge: worth,
};

/// A row lives 60 s, so a limit holds that many closes a second.
const LIFETIME_S: f64 = 60.0;

fn worth(asked: &Asked<'_>) -> Judged {
    let value = asked.number().unwrap_or_default();
    let overflows = asked.ground.moves("TcpExt.TCPTimeWaitOverflow");
    if value <= 0 {
        return judge(Grade::Harmful, "lint-tcp-max-tw-buckets-none")
            .with("value", figure(value))
            .biting(overflows);
    }
    let running = asked.running();
    let usual = running.filter(|running| value < *running).or_else(|| usual(asked));
    match (usual, running) {
        (Some(usual), Some(running)) if running < value && value < usual => {
            let judged = judge(Grade::Harmful, "lint-tcp-max-tw-buckets-below-usual");
            below(judged.with("running", figure(running)), value, usual).biting(overflows)
        }
        (Some(usual), _) if value < usual => lowered(value, usual).biting(overflows),
        (_, Some(running)) if value > running => higher(asked, running),
        (_, Some(_)) => judge(Grade::DoesNothing, "lint-tcp-max-tw-buckets-same"),
        (_, None) => judge(Grade::Depends, "lint-tcp-max-tw-buckets-depends").with("per_s", per_s(value)),
    }
}

fn lowered(value: i64, usual: i64) -> Judged {
    below(judge(Grade::Harmful, "lint-tcp-max-tw-buckets-lower"), value, usual)
}

fn below(judged: Judged, value: i64, usual: i64) -> Judged {
    judged
        .see("fewer-buckets-cure")
        .with("value", figure(value))
        .with("usual", figure(usual))
        .instead(usual)
        .with("per_s", per_s(value))
}

fn per_s(value: i64) -> Arg {
    Arg::number(rule::serves_per_s(value as f64, LIFETIME_S), Unit::PerSecond, "setting")
}

/// The default of this kernel: half of the table of connections, which newer ones tell (a minus sign says that the
/// namespace shares the host's). Else where two others that come from the size of the same table (tcp_init,
/// tcp_sk_init: orphans one half, SYN backlog one 128th or, on older kernels, one 256th) agree: then nobody has changed them.
fn usual(asked: &Asked<'_>) -> Option<i64> {
    if let Some(entries) = asked.ground.setting("net.ipv4.tcp_ehash_entries").filter(|entries| *entries != 0)
    {
        return Some(entries.saturating_abs() / 2);
    }
    let orphans = asked.ground.setting("net.ipv4.tcp_max_orphans")?;
    let backlog = asked.ground.setting("net.ipv4.tcp_max_syn_backlog")?;
    (backlog == orphans / 64 || backlog == orphans / 128).then_some(orphans)
}

fn higher(asked: &Asked<'_>, running: i64) -> Judged {
    let rows = asked.ground.census().and_then(|census| census.count(TcpState::TimeWait));
    let full =
        rows.is_some_and(|rows| i64::try_from(rows).is_ok_and(|rows| rows.saturating_mul(2) >= running));
    match full || asked.ground.trouble("bucket-overflow").is_some() {
        true => judge(Grade::Helps, "lint-tcp-max-tw-buckets-helps").with("running", figure(running)),
        false => judge(Grade::DoesNothing, "lint-tcp-max-tw-buckets-higher").with("running", figure(running)),
    }
}
