//! Lines of logs as findings tell them: where to, whose, from when to when.

use lastack_model::words::Message;
use lastack_model::{Arg, Endpoint, LogHit, Unit, Value};

use super::{Scope, because};

/// The signatures that rules about the dynamic ports of Windows speak of, with what the host shows beside them.
const OF_WINDOWS_PORTS: [&str; 3] = ["tcpip-4227", "tcpip-4231", "wsaenobufs"];

/// Whether the line is told by a rule about the dynamic ports of Windows. 10048 towards somewhere is; without a target it
/// may be a service that cannot listen.
pub(crate) fn is_of_windows_ports(hit: &LogHit) -> bool {
    let connects = hit.signature == "wsaeaddrinuse" && hit.target.is_some();
    OF_WINDOWS_PORTS.contains(&hit.signature) || connects
}

/// All lines of some signatures, and the one to tell: the most frequent, and of such one with a place.
pub(crate) struct Logged<'a> {
    pub(crate) hits: Vec<&'a LogHit>,
    pub(crate) main: &'a LogHit,
}

impl<'a> Logged<'a> {
    /// Lines of a namespace that `wanted` picks; `None` where there are none.
    pub(crate) fn of(scope: &Scope<'a>, wanted: impl Fn(&LogHit) -> bool) -> Option<Self> {
        let hits = scope.view.logs.iter().filter(|hit| wanted(hit)).collect::<Vec<_>>();
        let weight = |hit: &LogHit| (hit.count, is_placed(hit));
        let best = |best, hit| if weight(hit) > weight(best) { hit } else { best };
        let main = hits.iter().copied().reduce(best)?;
        Some(Logged { hits, main })
    }

    /// How many lines.
    pub(crate) fn lines(&self) -> u64 {
        self.hits.iter().map(|hit| hit.count).sum()
    }

    /// Whether some line has that signature.
    pub(crate) fn has(&self, signature: &str) -> bool {
        self.hits.iter().any(|hit| hit.signature == signature)
    }
}

/// Whether the line says where to, or on which port.
pub(crate) fn is_placed(hit: &LogHit) -> bool {
    hit.target.is_some() || hit.port.is_some()
}

/// Where to, or on which port, and how many others there are.
pub(crate) fn log_place(main: &LogHit, hits: &[&LogHit]) -> Arg {
    let others = (hits.iter().filter(|hit| is_placed(hit)).count() as u64).saturating_sub(1);
    let place = match (main.target, main.port) {
        (Some(target), _) => Message::new("shared-log-to").with("target", endpoint(target)),
        (None, Some(port)) => Message::new("shared-log-on").with("port", Arg::port(port, "log")),
        (None, None) => Message::new("shared-log-nowhere"),
    };
    let told = main.target.is_some() || main.port.is_some();
    Arg::message(if told && others > 0 {
        Message::new("shared-log-and-others")
            .with("place", Arg::message(place))
            .with("others", Arg::count(others, "log"))
    } else {
        place
    })
}

fn endpoint(at: Endpoint) -> Arg {
    Arg::new(Value::Endpoint(at), Unit::None, "log")
}

/// Programs named at most; of more, and of lines that no program is known by, three dots stand.
const FORMS: usize = 3;

/// The programs that logged it, that of most lines first.
pub(crate) fn log_form(main: &LogHit, hits: &[&LogHit]) -> Arg {
    let mut forms = main.form.into_iter().collect::<Vec<_>>();
    for form in hits.iter().filter_map(|hit| hit.form) {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    if forms.len() > FORMS || hits.iter().any(|hit| hit.form.is_none()) && !forms.is_empty() {
        forms.truncate(FORMS);
        forms.push("...");
    }
    Arg::message(match forms.as_slice() {
        [] => Message::new("shared-log-no-form"),
        forms => Message::new("shared-log-form").with("form", Arg::text(forms.join(", "))),
    })
}

/// `2 lines wsaenobufs`, the reason why a rule about log lines fires.
pub(crate) fn log_because(lines: u64, signature: &'static str) -> Message {
    Message::new("shared-log-because")
        .with("lines", because::count(lines))
        .with("signature", because::plain(signature))
}
