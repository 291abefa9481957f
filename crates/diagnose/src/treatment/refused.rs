//! The refuse list (facts 19): what lastack never does, by which names people ask for it, and where they paste it.

use lastack_model::words::Message;
use lastack_model::{Subject, Withheld};

/// One thing that is never done.
pub(crate) struct Refused {
    pub(crate) id: &'static str,
    why: &'static str,
    /// Rules whose findings people paste it for
    pub(crate) pasted_for: &'static [&'static str],
    /// Names that it is asked for by, beside its id
    names: &'static [&'static str],
    /// Windows or Linux
    pub(crate) windows: bool,
}

const PILES: &[&str] =
    &["one-peer-many-closes", "port-exhaustion", "server-closes-first", "time-wait-dominates"];

pub(crate) const REFUSED: [Refused; 7] = [
    Refused {
        id: "tcp-tw-recycle",
        names: &["tw_recycle", "tcp_tw_recycle", "net.ipv4.tcp_tw_recycle"],
        why: "refuse-list-tw-recycle",
        pasted_for: PILES,
        windows: false,
    },
    Refused {
        id: "fewer-time-wait-buckets",
        names: &["tcp_max_tw_buckets", "net.ipv4.tcp_max_tw_buckets"],
        why: "refuse-list-fewer-buckets",
        pasted_for: &[
            "bucket-overflow",
            "one-peer-many-closes",
            "port-exhaustion",
            "server-closes-first",
            "time-wait-dominates",
        ],
        windows: false,
    },
    Refused {
        id: "negative-time-wait-buckets",
        names: &["tcp_max_tw_buckets", "net.ipv4.tcp_max_tw_buckets"],
        why: "refuse-list-negative",
        pasted_for: &["bucket-overflow"],
        windows: false,
    },
    Refused {
        id: "tcp-timestamps-off",
        names: &["tcp_timestamps", "net.ipv4.tcp_timestamps"],
        why: "refuse-list-timestamps",
        pasted_for: &["reconnect-storm"],
        windows: false,
    },
    Refused {
        id: "tcp-rfc1337",
        names: &["rfc1337", "tcp_rfc1337", "net.ipv4.tcp_rfc1337"],
        why: "refuse-list-rfc1337",
        pasted_for: &["reconnect-storm", "time-wait-dominates"],
        windows: false,
    },
    Refused {
        id: "max-user-port",
        names: &["MaxUserPort"],
        why: "refuse-list-max-user-port",
        pasted_for: &[
            "bound-port-leak",
            "dynamic-range-exhaustion",
            "nonpaged-pool",
            "time-wait-dominates",
            "tuple-churn",
        ],
        windows: true,
    },
    Refused {
        id: "reuseaddr-on-windows",
        names: &["SO_REUSEADDR"],
        why: "refuse-list-reuseaddr",
        pasted_for: &[
            "dynamic-range-exhaustion",
            "log-signature",
            "restart-refused",
            "time-wait-dominates",
            "tuple-churn",
        ],
        windows: true,
    },
];

impl Refused {
    /// Withheld for these findings.
    pub(crate) fn withheld(&self, subject: Subject, treats: Vec<String>) -> Withheld {
        Withheld { id: self.id, subject, treats, refused: true, why: Message::new(self.why) }
    }

    fn is_meant(&self, word: &str) -> bool {
        let word = word.replace('/', ".");
        word == "refuse-list" || word == self.id || self.names.contains(&word.as_str())
    }
}

/// What is asked for by name is answered whether or not anything here has to do with it.
pub(crate) fn asked(word: &str) -> Vec<Withheld> {
    let meant = REFUSED.iter().filter(|refused| refused.is_meant(word));
    meant.map(|refused| refused.withheld(Subject::Host, Vec::new())).collect()
}
