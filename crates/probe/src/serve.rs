//! HTTP for Prometheus: `/metrics` of the run, and `/probe?target=&module=` as blackbox_exporter has it.

use std::fs::File;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use lastack_host::Live;

use crate::metrics::Module;
use crate::service::lock;
use crate::system::{NOTHING, leave_no_time_wait, once_unaccounted, spare_descriptors};
use crate::{Allow, Plan, Settings, SourcePorts, Wake, expand, metrics, strategy};

/// Somebody wants the metrics of the run: where they are to be sent.
pub(crate) type Question = Sender<String>;

/// What the threads of the server share with the run.
pub(crate) struct Shared {
    questions: Mutex<Sender<Question>>,
    /// Has them taken at once; given before anybody is served
    pub(crate) wake: OnceLock<Wake>,
    rules: Mutex<Rules>,
    /// Connections that are served
    served: AtomicUsize,
}

#[derive(Clone, Debug)]
struct Rules {
    /// Nobody but this machine can ask
    loopback: bool,
    allow: Allow,
    modules: Vec<(String, Arc<Settings>)>,
}

impl Shared {
    pub(crate) fn new(plan: &Plan) -> (Self, Receiver<Question>) {
        let (questions, asked) = channel();
        let shared = Shared {
            questions: Mutex::new(questions),
            wake: OnceLock::new(),
            rules: Mutex::new(Rules::of(plan)),
            served: AtomicUsize::new(0),
        };
        (shared, asked)
    }

    /// The rules of a file that was read again. Where it listens stays as it was.
    pub(crate) fn change(&self, plan: &Plan) {
        let mut rules = lock(&self.rules);
        let loopback = rules.loopback;
        *rules = Rules { loopback, ..Rules::of(plan) };
    }

    /// The metrics of the run; `None` where it does not answer.
    fn metrics(&self) -> Option<String> {
        let (told, heard) = channel();
        lock(&self.questions).send(told).ok()?;
        self.wake.get().inspect(|wake| wake());
        heard.recv_timeout(PATIENCE).ok()
    }
}

impl Rules {
    fn of(plan: &Plan) -> Self {
        Rules {
            loopback: plan.listen.is_some_and(|at| at.ip().is_loopback()),
            allow: plan.allow.clone(),
            modules: plan.modules.clone(),
        }
    }
}

/// Longest wait for a request, for room to answer, and for the run.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a connection may be idle between two scrapes.
const IDLE: Duration = Duration::from_secs(120);

/// Connections that are served at once, where descriptors allow that.
const MOST_SERVED: u64 = 64;

/// Descriptors of a request: its connection, and of a check besides it the loop's, the resolver's and the target's.
const OF_A_REQUEST: u64 = 4;

/// Descriptors that a run has of itself: three streams, its loop, what wakes it, its lock, its listener, a file that is read.
const OF_THE_RUN: u64 = 16;

/// Until somebody may have given a descriptor back.
const BACK_OFF: Duration = Duration::from_millis(100);

/// Longest request.
const REQUEST: usize = 8 * 1024;

/// Serves on a thread of its own until the program ends.
pub(crate) fn start(listener: TcpListener, shared: Arc<Shared>) -> io::Result<()> {
    let spare = spare();
    thread::Builder::new().name("http".to_owned()).spawn(move || listen(&listener, &shared, spare)).map(drop)
}

/// A descriptor that is given up for a connection that would not be taken otherwise.
fn spare() -> Option<File> {
    File::open(NOTHING).ok()
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>, mut kept: Option<File>) {
    let most = (spare_descriptors().saturating_sub(OF_THE_RUN) / OF_A_REQUEST).clamp(2, MOST_SERVED);
    loop {
        match listener.accept() {
            Ok((connection, _)) => {
                kept = kept.or_else(spare);
                // Whoever took the last descriptor keeps it for one answer alone.
                accept(connection, shared, most as usize, kept.is_none());
            }
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
            Err(_) if kept.take().is_some() => {}
            // Whoever is served gives a descriptor back.
            Err(_) => thread::sleep(BACK_OFF),
        }
    }
}

fn accept(mut connection: TcpStream, shared: &Arc<Shared>, most: usize, brief: bool) {
    leave_no_time_wait(&connection);
    if shared.served.fetch_add(1, Ordering::Relaxed) >= most {
        shared.served.fetch_sub(1, Ordering::Relaxed);
        // The buffer of a new connection has room for it; whoever has gone needs no answer.
        let _ = connection
            .write_all(&refused("503 Service Unavailable", "too many requests at once").bytes(false));
        return;
    }
    let of_thread = Arc::clone(shared);
    let work = move || {
        // An end of the connection in the middle is nobody's error.
        let _ = serve(connection, &of_thread, brief);
        of_thread.served.fetch_sub(1, Ordering::Relaxed);
    };
    if thread::Builder::new().spawn(work).is_err() {
        shared.served.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Requests of one connection, until it is idle or its peer has gone: who scrapes keeps it, and closes first. Only one where
/// descriptors have run out.
fn serve(mut connection: TcpStream, shared: &Shared, brief: bool) -> io::Result<()> {
    connection.set_write_timeout(Some(PATIENCE))?;
    let mut read = Vec::new();
    loop {
        connection.set_read_timeout(Some(if read.is_empty() && !brief { IDLE } else { PATIENCE }))?;
        let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else {
            let mut buffer = [0_u8; 2_048];
            let count = connection.read(&mut buffer)?;
            if count == 0 || read.len() + count > REQUEST {
                return Ok(());
            }
            read.extend_from_slice(&buffer[..count]);
            continue;
        };
        let head = String::from_utf8_lossy(&read[..end]).into_owned();
        read.drain(..end + 4);
        let answer = answer(&head, shared);
        connection.write_all(&answer.bytes(head.starts_with("HEAD ")))?;
        if brief || head.to_ascii_lowercase().contains("\r\nconnection: close") {
            return Ok(());
        }
    }
}

struct Answer {
    status: &'static str,
    text: String,
}

impl Answer {
    fn bytes(&self, head_only: bool) -> Vec<u8> {
        let body = if head_only { "" } else { &self.text };
        format!(
            "HTTP/1.1 {}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {}\r\n\r\n{body}",
            self.status,
            self.text.len(),
        )
        .into_bytes()
    }
}

fn refused(status: &'static str, text: impl Into<String>) -> Answer {
    Answer { status, text: text.into() + "\n" }
}

fn answer(head: &str, shared: &Shared) -> Answer {
    let mut words = head.lines().next().unwrap_or_default().split(' ');
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return refused("400 Bad Request", "no request");
    };
    if !matches!(method, "GET" | "HEAD") {
        return refused("405 Method Not Allowed", "GET or HEAD");
    }
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    match path {
        "/metrics" => match shared.metrics() {
            Some(text) => Answer { status: "200 OK", text },
            None => refused("503 Service Unavailable", "the prober does not answer"),
        },
        "/probe" => {
            // A statement of its own lets go of the lock: others ask while this one waits for a silent target.
            let rules = lock(&shared.rules).clone();
            probe(query, scrape_timeout(head), &rules)
        }
        "/-/healthy" => refused("200 OK", "Healthy"),
        _ => refused("404 Not Found", "/metrics or /probe?target=HOST:PORT&module=NAME"),
    }
}

/// How long whoever scrapes waits, as Prometheus says it; half a second is left for the way back.
fn scrape_timeout(head: &str) -> Option<Duration> {
    let value = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("x-prometheus-scrape-timeout-seconds").then_some(value.trim())
    })?;
    let seconds = value.parse::<f64>().ok()? - 0.5;
    (0.1..=86_400.0).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

fn probe(query: &str, at_most: Option<Duration>, rules: &Rules) -> Answer {
    let parameter = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| decoded(value))
    };
    let Some(target) = parameter("target").filter(|target| !target.is_empty()) else {
        return refused("400 Bad Request", "Target parameter is missing");
    };
    let name = parameter("module").filter(|name| !name.is_empty());
    let name = name.as_deref().unwrap_or(DEFAULT_MODULE);
    let Some(mut settings) = settings(name, rules) else {
        return refused("400 Bad Request", format!("Unknown module {name:?}"));
    };
    let module = if settings.strategy.id == "http" { Module::Http } else { Module::Tcp };
    settings.timeout = at_most.map_or(settings.timeout, |at_most| settings.timeout.min(at_most));
    if let Some(host) = parameter("hostname").filter(|host| is_host(host)) {
        settings.tls.server_name.get_or_insert_with(|| host.as_str().into());
        settings.http.host.get_or_insert_with(|| host.as_str().into());
    }
    // As there, a target of HTTP may come without its scheme, and then without a port.
    let target = match module {
        Module::Http if !target.contains("://") => format!("http://{target}"),
        _ => target,
    };
    let Ok(targets) = expand(&target, &Arc::new(settings)) else {
        return refused("400 Bad Request", "the target is no host:port");
    };
    let [target] = &targets[..] else {
        return refused("400 Bad Request", "one target at a time");
    };
    if !(rules.allow.allows(target) || rules.loopback && rules.allow.is_empty()) {
        return refused("403 Forbidden", "the target is not on the allow list");
    }
    let mut found = None;
    let done =
        once_unaccounted(&Live::new(), &targets, &SourcePorts::Kernel, &mut |_, check| found = Some(check));
    match (done, found) {
        (Ok(_), Some(check)) if check.up.is_some() => {
            Answer { status: "200 OK", text: metrics::of_check(&check, module) }
        }
        // A failed scrape, and no probe_success 0: the target was not told to be down.
        (Ok(_), Some(check)) => {
            let why = check.reason.map_or("unknown", lastack_model::ProbeReason::name);
            refused("503 Service Unavailable", format!("cannot be told: {why}"))
        }
        (Err(error), _) => refused("503 Service Unavailable", error.to_string()),
        (Ok(_), None) => refused("503 Service Unavailable", "no answer"),
    }
}

/// A module of the file, or one of those that blackbox_exporter comes with.
fn settings(module: &str, rules: &Rules) -> Option<Settings> {
    if let Some((_, settings)) = rules.modules.iter().find(|(name, _)| name == module) {
        return Some(Settings::clone(settings));
    }
    let strategy = match module {
        "tcp_connect" | "tls_connect" => strategy("polite"),
        "http_2xx" => strategy("http"),
        _ => None,
    };
    let mut settings = Settings { strategy: strategy?, ..Settings::default() };
    settings.tls.on = module == "tls_connect";
    Some(settings)
}

/// The module of a request that names none.
const DEFAULT_MODULE: &str = "http_2xx";

/// It goes into a line of the request.
fn is_host(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_.:[]".contains(c))
}

/// `%3A` to `:`, `+` to a space.
fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let hex = |at: usize| after.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', ..) => bytes.push(b' '),
            (byte, ..) => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, allow: &[&str], loopback: bool, status: &str) {
        let mut list = Allow::default();
        allow.iter().for_each(|entry| list.add(entry).unwrap());
        let rules = Rules { loopback, allow: list, modules: Vec::new() };
        assert_eq!(probe(query, None, &rules).status, status, "{query}");
    }

    #[test]
    fn strangers_are_not_given_a_scanner() {
        check("target=127.9.0.5:80", &["127.0.0.0/16"], false, "403 Forbidden");
        check("target=127.9.0.5:80", &["127.0.0.0/16"], true, "403 Forbidden");
        check("target=https://127.9.0.5/", &["127.0.0.0/16"], true, "403 Forbidden");
        check("target=127.9.0.5:1-9000", &["127.0.0.0/8"], false, "400 Bad Request");
        check("target=127.9.0.5:1-9000&module=tcp_connect", &["127.0.0.0/8"], false, "400 Bad Request");
        check("target=", &[], true, "400 Bad Request");
        check("module=tcp_connect", &[], true, "400 Bad Request");
        check("target=127.0.0.1:1&module=ssh_banner", &[], true, "400 Bad Request");
    }

    #[test]
    fn an_impatient_scraper_is_answered_in_time() {
        let head =
            |value: &str| format!("GET /probe HTTP/1.1\r\nX-Prometheus-Scrape-Timeout-Seconds: {value}");
        assert_eq!(scrape_timeout(&head("10.000000")), Some(Duration::from_millis(9_500)));
        for wrong in ["", "0", "-5", "NaN", "inf", "x"] {
            assert_eq!(scrape_timeout(&head(wrong)), None, "{wrong}");
        }
    }

    #[test]
    fn a_query_is_read_as_browsers_write_it() {
        assert_eq!(decoded("%5B%3a%3A1%5d:443"), "[::1]:443");
        assert_eq!(decoded("a+b%"), "a b%");
        assert_eq!(decoded("%zz%f"), "%zz%f");
    }
}
