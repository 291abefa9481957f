//! From when to when something did not work, as log lines begin and end it.

use lastack_model::words::Message;
use lastack_model::{Arg, LogHit, Outage, Unit};

/// The outages of one trouble.
pub(crate) struct Told {
    /// As a sentence
    pub(crate) text: Message,
    /// The last one has no end in the log
    pub(crate) lasts: bool,
}

/// `None` where the lines begin and end nothing.
pub(crate) fn outages(hits: &[&LogHit]) -> Option<Told> {
    let all = hits.iter().flat_map(|hit| &hit.outages).collect::<Vec<_>>();
    let open = all.iter().copied().filter(|outage| outage.until_ms.is_none()).max_by_key(|one| one.from_ms);
    let longest = all.iter().copied().filter_map(|outage| Some((outage, span_ms(outage)?)));
    let longest = longest.max_by_key(|(_, span)| *span);
    let others = (all.len() as u64).saturating_sub(1);
    let message = match (open, longest) {
        (Some(open), _) => {
            let id = if others > 0 { "shared-log-outage-lasts-others" } else { "shared-log-outage-lasts" };
            Message::new(id).with("from", at(open.from_ms))
        }
        (None, Some((outage, span))) => {
            let id = if others > 0 { "shared-log-outage-longest" } else { "shared-log-outage" };
            let until = outage.until_ms.unwrap_or(outage.from_ms);
            Message::new(id)
                .with("from", at(outage.from_ms))
                .with("until", at(until))
                .with("span", Arg::number(span as f64 / 1_000.0, Unit::Seconds, "log"))
        }
        (None, None) => return None,
    };
    Some(Told { text: message.with("others", Arg::count(others, "log")), lasts: open.is_some() })
}

/// A log whose clock went back tells no length.
fn span_ms(outage: &Outage) -> Option<i64> {
    outage.until_ms?.checked_sub(outage.from_ms).filter(|span| *span >= 0)
}

fn at(ms: i64) -> Arg {
    Arg::text(lastack_model::civil_time(ms, 0))
}
