//! What lastack never does, with its price: told where people paste it, and answered by name (facts 19).

use lastack_model::{Finding, Offer, Os};

use crate::rule::{self, View, words};
use crate::treatment::refused::{REFUSED, Refused};
use crate::treatment::{self, Treatment};

pub(crate) static TREATMENT: Treatment = Treatment {
    id: "refuse-list",
    words: words!("refuse-list"),
    order: 100,
    keys: &[
        "net.ipv4.tcp_tw_recycle",
        "net.ipv4.tcp_max_tw_buckets",
        "net.ipv4.tcp_timestamps",
        "net.ipv4.tcp_rfc1337",
        "MaxUserPort",
        "SO_REUSEADDR",
    ],
    tempts: &[
        "bound-port-leak",
        "bucket-overflow",
        "dynamic-range-exhaustion",
        "log-signature",
        "nonpaged-pool",
        "one-peer-many-closes",
        "port-exhaustion",
        "reconnect-storm",
        "restart-refused",
        "server-closes-first",
        "time-wait-dominates",
        "tuple-churn",
    ],
    propose,
};

/// MaxUserPort is read before this version alone (facts 13).
const VISTA: u32 = 6;

fn propose(view: &View<'_>, findings: &[Finding]) -> Vec<Offer> {
    let mut offers = Vec::new();
    for need in treatment::needs_anywhere(view, findings, &TREATMENT) {
        let windows = need.scope.now.host.os == Os::Windows;
        // Before Vista it is what counts.
        let old = rule::windows_version(&need.scope).is_some_and(|(major, _)| major < VISTA);
        let of_here =
            |refused: &&Refused| refused.windows == windows && !(old && refused.id == "max-user-port");
        for refused in REFUSED.iter().filter(of_here) {
            let treats = need.findings.iter().filter(|finding| refused.pasted_for.contains(&finding.id));
            let treats = treats.map(|finding| finding.key.clone()).collect::<Vec<_>>();
            if !treats.is_empty() {
                offers.push(Offer::Withheld(refused.withheld(need.scope.subject(), treats)));
            }
        }
    }
    offers
}
