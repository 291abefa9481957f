//! A verdict that was kept as JSON, read again as far as a comparison needs it. What is not understood is left out: the
//! document may be of another version, or mended by hand.

use std::net::IpAddr;

use lastack_diagnose::RULES;
use lastack_model::words::Message;
use lastack_model::{
    Address, Arg, Between, Census, Certainty, Counter, FactSource, Facts, Finding, Growth, HostFacts, Limit,
    Listener, ListenerKey, ListenerReport, NamespaceView, NetnsId, NetnsName, Os, PortBudget, Report, Route,
    RouteKey, RouteReport, SIGNATURES, Severity, Snapshot, SourceKind, StateCounts, StateSet, Subject, TOLD,
    TcpState, Untrusted, Verdict, Warnings, When,
};
use serde_json::Value;

/// The report in a document; `None` where it is no verdict of lastack.
pub(crate) fn report(bytes: &[u8]) -> Option<Report> {
    let document: Value =
        serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).ok()?;
    let is = |key: &str, begins: &str| document[key].as_str().is_some_and(|text| text.starts_with(begins));
    if !is("schema", "lastack/v1") || !is("kind", "diagnosis") {
        return None;
    }
    let namespaces: Vec<NamespaceView> = list(&document["namespaces"]).map(namespace).collect();
    let mut report = Report {
        snapshot: Snapshot {
            taken_at_ms: lastack_parse::log::at_ms(document["taken_at"].as_str()?)?,
            kind: match document["source"].as_str() {
                Some("live") => SourceKind::Live,
                Some("capture") => SourceKind::Capture,
                _ => SourceKind::Paste,
            },
            masked: document["masked"].as_bool().unwrap_or(false),
            window_s: document["window_s"].as_f64(),
            host: host(&document["host"]),
            namespaces,
            files: Vec::new(),
            coverage: Vec::new(),
            warnings: Warnings::default(),
        },
        routes: Vec::new(),
        listeners: Vec::new(),
        closes_per_s: Vec::new(),
        findings: document["findings"].as_array().map(|all| all.iter().filter_map(finding).collect()),
        ruled_out: Vec::new(),
        verdict: Some(&document["verdict"]).filter(|verdict| verdict.is_object()).map(|verdict| Verdict {
            severity: severity(&verdict["severity"]),
            text: said(&verdict["text"]["en"], &verdict["text"]["zh"]),
        }),
    };
    list(&document["routes"]["top"]).for_each(|one| add_route(&mut report, one));
    list(&document["listeners"]["top"]).for_each(|one| add_listener(&mut report, one));
    Some(report)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> Option<Untrusted> {
    value.as_str().map(Untrusted::new)
}

/// A u64 stands as a string (RFC 8259, section 6).
fn big(value: &Value) -> Option<u64> {
    value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_u64())
}

fn small<T: TryFrom<u64>>(value: &Value) -> Option<T> {
    T::try_from(value.as_u64()?).ok()
}

fn address(value: &Value) -> Option<Address> {
    Some(match value.as_str()?.parse().ok()? {
        IpAddr::V4(address) => Address::from_v4(address.octets()),
        IpAddr::V6(address) => Address::from_v6(address.octets()),
    })
}

fn host(value: &Value) -> HostFacts {
    let os = [Os::Linux, Os::Windows, Os::Bsd].into_iter().find(|os| value["os"] == os.name());
    HostFacts {
        os: os.unwrap_or(Os::Unknown),
        kernel: text(&value["kernel"]),
        hostname: text(&value["hostname"]),
        boot_id: value["boot_id"].as_str().map(str::to_owned),
        uptime_s: value["uptime_s"].as_u64(),
    }
}

fn namespace(value: &Value) -> NamespaceView {
    let (states, listed) = states(&value["states"]);
    let mut facts = Facts::default();
    for (key, fact) in value["facts"].as_object().into_iter().flatten() {
        if let (Some(value), Some(source)) = (fact["value"].as_str(), fact["source"].as_str()) {
            let assumed = source == "assumed";
            let source = if assumed { FactSource::Assumed } else { FactSource::Live(source.to_owned()) };
            facts.set(key.as_str(), value, source);
        }
    }
    let counters = value["counters"].as_object().into_iter().flatten();
    let id = &value["id"];
    NamespaceView {
        id: big(&id["inode"]).map(|inode| NetnsId {
            cookie: big(&id["cookie"]),
            inode,
            boot_id: id["boot_id"].as_str().unwrap_or_default().to_owned(),
        }),
        name: name(&value["name"]),
        census: Census { states, listed, rows: states.total(), ..Census::default() },
        facts,
        counters: counters
            .filter_map(|(name, counter)| {
                let per_s = counter["per_s"].as_f64();
                Some((name.clone(), Counter { value: big(&counter["value"])?, per_s }))
            })
            .collect(),
        limits: list(&value["limits"]).filter_map(limit).collect(),
        ..NamespaceView::default()
    }
}

const LIMITS: [&str; 4] = ["time_wait_buckets", "orphans", "descriptors", "conntrack"];

fn limit(value: &Value) -> Option<Limit> {
    let name = LIMITS.into_iter().find(|name| value["name"] == *name)?;
    Some(Limit { name, used: big(&value["used"]), limit: big(&value["limit"]), per_s: None })
}

fn name(value: &Value) -> NetnsName {
    let words = text(&value["text"]).unwrap_or_default();
    match (value["kind"].as_str(), small(&value["pid"])) {
        (Some("named"), _) => NetnsName::Named(words),
        (Some("process"), Some(pid)) => {
            NetnsName::Process { pid, comm: words, container: text(&value["container"]) }
        }
        (Some("paste"), _) => NetnsName::Paste(words),
        _ => NetnsName::Own,
    }
}

/// Rows by state, and the states that the source could list.
fn states(value: &Value) -> (StateCounts, StateSet) {
    let (mut counts, mut listed) = (StateCounts::default(), StateSet::NONE);
    for state in TcpState::ALL {
        if let Some(rows) = small(&value[state.name()]) {
            counts.add_many(state, rows);
            listed = listed.with(state);
        }
    }
    (counts, listed)
}

fn add_route(report: &mut Report, value: &Value) {
    let (Some(key), Some(netns)) = (route_key(value), small(&value["netns"])) else { return };
    let Some(view) = report.snapshot.namespaces.get_mut(netns) else { return };
    let ports = &value["ports"];
    let budget = || {
        Some(PortBudget {
            range: (small(&ports["range"][0])?, small(&ports["range"][1])?),
            usable: small(&ports["usable"])?,
            taken: small(&ports["taken"])?,
            reusable: Between {
                low: small(&ports["reusable"]["low"])?,
                high: small(&ports["reusable"]["high"])?,
            },
            blocking: small(&ports["blocking"])?,
            exact: ports["exact"].as_bool()?,
        })
    };
    report.routes.push(RouteReport {
        netns,
        key,
        ports: budget(),
        closes_per_s: None,
        slow: When::Unknown,
        exhausted: When::Unknown,
        growth: Growth::default(),
        whole: false,
    });
    view.census.routes.push(Route {
        key,
        certainty: Certainty::Unknown,
        states: states(&value["states"]).0,
        ages: None,
        overdue: 0,
        taken: 0,
        taken_past_delay: 0,
        taken_reusable: None,
        close_wait_unread: None,
        unanswered: None,
        timestamps: None,
        owners: Vec::new(),
    });
}

fn route_key(value: &Value) -> Option<RouteKey> {
    Some(RouteKey {
        device: small(&value["device"])?,
        source: address(&value["source"])?,
        destination: address(&value["destination"])?,
        port: small(&value["port"])?,
    })
}

fn add_listener(report: &mut Report, value: &Value) {
    let (Some(key), Some(netns)) = (listener_key(value), small(&value["netns"])) else { return };
    let Some(view) = report.snapshot.namespaces.get_mut(netns) else { return };
    report.listeners.push(ListenerReport { netns, key, closes_per_s: None });
    view.census
        .listeners
        .push(Listener { states: states(&value["states"]).0, ..Listener::new(key, Certainty::Unknown) });
}

fn listener_key(value: &Value) -> Option<ListenerKey> {
    Some(ListenerKey {
        device: small(&value["device"])?,
        address: address(&value["address"])?,
        port: small(&value["port"])?,
    })
}

fn severity(value: &Value) -> Option<Severity> {
    let all = [Severity::Ok, Severity::Info, Severity::Warning, Severity::Critical];
    all.into_iter().find(|severity| *value == severity.name())
}

/// A finding as it was told. One of a rule that this version does not know is left out.
fn finding(value: &Value) -> Option<Finding> {
    let id = RULES.iter().map(|rule| rule.id).find(|id| value["id"] == *id)?;
    let summary = said(&value["text"]["en"]["summary"], &value["text"]["zh"]["summary"]);
    Some(Finding {
        id,
        key: value["key"].as_str()?.to_owned(),
        severity: severity(&value["severity"])?,
        rank: small(&value["rank"]).unwrap_or(0),
        subject: subject(&value["subject"])?,
        because: sentence(value["because"].as_str().unwrap_or_default()),
        since_at_least_s: None,
        args: figures(&value["args"])
            .chain([(lastack_diagnose::diff::SAID, Arg::message(summary))])
            .collect(),
        verdict: "verdict",
        summary: "summary",
        why: "why",
        todo: Vec::new(),
        dont: Vec::new(),
        remedies: Vec::new(),
        relates: Vec::new(),
    })
}

/// What it counts: a comparison tells whether that grew.
fn figures(args: &Value) -> impl Iterator<Item = (&'static str, Arg)> {
    let one = |name: &'static str| Some((name, Arg::count(big(&args[name]["value"])?, "document")));
    lastack_diagnose::diff::FIGURES.into_iter().filter_map(one)
}

fn subject(value: &Value) -> Option<Subject> {
    let netns = || small(&value["netns"]);
    let name = value["name"].as_str();
    Some(match value["kind"].as_str()? {
        "namespace" => Subject::Namespace { netns: netns()? },
        "route" => Subject::Route { netns: netns()?, key: route_key(value)? },
        "listener" => Subject::Listener { netns: netns()?, key: listener_key(value)? },
        "process" => Subject::Process { netns: netns()?, pid: small(&value["pid"])? },
        "setting" => Subject::Setting {
            netns: netns()?,
            key: lastack_diagnose::lint::names().find(|known| Some(*known) == name)?,
        },
        "log" => Subject::Log {
            netns: netns()?,
            signature: SIGNATURES.iter().map(|(known, _)| *known).find(|known| Some(*known) == name)?,
        },
        _ => Subject::Host,
    })
}

/// Words that were ready, in both languages.
fn said(en: &Value, zh: &Value) -> Message {
    let told = |value: &Value| Arg::message(sentence(value.as_str().unwrap_or_default()));
    Message::new(TOLD).with("en", told(en)).with("zh", told(zh))
}

/// Words of a sentence at most; ours have some forty.
const WORDS: usize = 80;

/// A sentence that was ours when it was written. Words that could mean something to a terminal or a renderer are as
/// foreign as the file is; a format shows such a word in one piece and shortens it.
fn sentence(text: &str) -> Message {
    let words: Vec<&str> = text.split_whitespace().take(WORDS).collect();
    let runs = words.chunk_by(|one, other| is_plain(one) && is_plain(other)).map(|run| run.join(" "));
    let one = |run: String| if is_plain(&run) { Arg::text(run) } else { Arg::foreign(Untrusted::new(run)) };
    let mut runs = runs.map(one).rev();
    let last =
        Message::new("engine-document-word").with("word", runs.next().unwrap_or_else(|| Arg::text("")));
    runs.fold(last, |rest, word| {
        Message::new("engine-document-words").with("word", word).with("rest", Arg::message(rest))
    })
}

/// Letters, digits and the marks of plain sentences.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || " .,:;%()+-_='，。：；（）、“”".contains(c))
}
