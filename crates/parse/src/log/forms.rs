//! How programs write the errors of [`super::errno`]: which program it is, and whether connect() or bind() failed.
//!
//! The form that a program is known by wins over the general one, which is `what failed: the text` and nothing behind.

use super::errno::{Error, Found, texts};
use super::{Told, after, find, has, place};

/// What failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Connect,
    /// bind() or listen()
    Bind,
    /// bind() of a source address or port before a connect()
    Source,
    /// The line does not tell, or it does not matter
    Unknown,
}

/// One program's way to write an error.
struct Form {
    id: &'static str,
    reads: fn(&Found<'_>) -> Option<Call>,
}

const FORMS: [Form; 15] = [
    Form { id: "nginx", reads: nginx },
    Form { id: "apache", reads: apache },
    Form { id: "haproxy", reads: haproxy },
    Form { id: "go", reads: go },
    Form { id: "mysql", reads: mysql },
    Form { id: "redis", reads: redis },
    Form { id: "jedis", reads: |found| java(found).filter(|_| has(found.before, "jedis")) },
    Form { id: "java", reads: java },
    Form { id: "python", reads: python },
    Form { id: "php", reads: php },
    Form { id: "node", reads: node },
    Form { id: "ruby", reads: ruby },
    Form { id: "curl", reads: curl },
    Form { id: "envoy", reads: envoy },
    Form { id: "squid", reads: squid },
];

/// What a line says that holds one of the error texts in the form of an error line, or one of the sentences that
/// programs say instead.
pub(super) fn read(text: &str) -> Option<Told> {
    let known = |found: &Found<'_>| {
        FORMS.iter().find_map(|form| (form.reads)(found).map(|call| told(text, found, call, Some(form.id))))
    };
    let general = |found: &Found<'_>| general(found).map(|call| told(text, found, call, None));
    texts(text)
        .find_map(|found| known(&found))
        .or_else(|| sentence(text))
        .or_else(|| texts(text).find_map(|found| general(&found)))
}

fn told(text: &str, found: &Found<'_>, call: Call, form: Option<&'static str>) -> Told {
    let signature = match (found.error, call) {
        (Error::InUse, Call::Bind) => "bind-eaddrinuse",
        // Java on Windows alone names the call behind the text.
        (Error::InUse, Call::Connect) if found.after.starts_with(": connect") => "wsaeaddrinuse",
        (Error::InUse, Call::Connect | Call::Source) => "connect-eaddrinuse",
        (Error::InUse, Call::Unknown) => "eaddrinuse",
        (Error::NotAvailable, Call::Bind | Call::Source) => "bind-eaddrnotavail",
        (Error::NotAvailable, Call::Connect) => "connect-eaddrnotavail",
        (Error::NotAvailable, Call::Unknown) => "eaddrnotavail",
        (Error::WindowsInUse, _) => "wsaeaddrinuse",
        (Error::WindowsNoBuffers, _) => "wsaenobufs",
        (Error::Process, _) => "emfile",
        (Error::Host, _) => "enfile",
    };
    let address_matters = !matches!(found.error, Error::Process | Error::Host);
    let target = match (found.error, call) {
        // What is not on the host is the address on this side, wherever the connection was to lead.
        (Error::NotAvailable, Call::Source) => place::source(text),
        (_, Call::Connect | Call::Source) if address_matters => place::target(text),
        _ => None,
    };
    Told {
        target,
        port: place::port(text).filter(|_| address_matters && call == Call::Bind),
        ..Told::new(signature, form)
    }
}

/// `connect() to 10.0.0.9:80 failed (99: Cannot assign requested address) while connecting to upstream`.
fn nginx(found: &Found<'_>) -> Option<Call> {
    numbered(found.before, " failed (", ": ").then(|| match found.before {
        before if has(before, "connect() to ") => Call::Connect,
        before if has(before, "bind() to ") => Call::Bind,
        before if has(before, " bind(") => Call::Source,
        _ => Call::Unknown,
    })
}

/// `(98)Address already in use: AH00072: make_sock: could not bind to address [::]:80`.
fn apache(found: &Found<'_>) -> Option<Call> {
    let behind = found.after.strip_prefix(": AH").filter(|_| numbered(found.before, "(", ")"))?;
    Some(match () {
        () if has(behind, "bind") => Call::Bind,
        () if has(behind, "connect") => Call::Connect,
        () => Call::Unknown,
    })
}

/// `cannot bind socket (Address already in use) for [0.0.0.0:80]`.
fn haproxy(found: &Found<'_>) -> Option<Call> {
    found.before.ends_with("cannot bind socket (").then_some(Call::Bind)
}

/// `dial tcp 10.0.0.9:80: connect: cannot assign requested address`. Go spells the texts small on Unix.
fn go(found: &Found<'_>) -> Option<Call> {
    let (start, call) = found.before.strip_suffix(": ")?.rsplit_once(": ")?;
    let verb = |verb: &str| has(start, verb);
    match call {
        "connect" | "connectex" if verb("dial ") => Some(Call::Connect),
        "bind" if verb("dial ") => Some(Call::Source),
        "bind" | "listen" | "socket" if verb("listen ") => Some(Call::Bind),
        "accept" | "accept4" | "socket" if verb("accept ") || verb("dial ") => Some(Call::Unknown),
        _ => None,
    }
}

/// `ERROR 2003 (HY000): Can't connect to MySQL server on '10.0.0.9:3306' (99)`; the number may stand without a text.
fn mysql(found: &Found<'_>) -> Option<Call> {
    let server = has(found.before, "can't connect to mysql server on")
        || has(found.before, "can't connect to server on");
    if server {
        return Some(Call::Connect);
    }
    has(found.before, "bind on tcp/ip port: ").then_some(Call::Bind)
}

/// redis-cli, redis-py, and the server itself.
fn redis(found: &Found<'_>) -> Option<Call> {
    if has(found.before, "connect to redis at ")
        || has(found.before, "redis.exceptions.connectionerror: error ")
    {
        return Some(Call::Connect);
    }
    has(found.before, "tcp listening socket ").then_some(Call::Bind)
}

/// `java.net.BindException: Address already in use (Bind failed)`. Before 13 connect() was told by the class; since
/// then it is a BindException too.
fn java(found: &Found<'_>) -> Option<Call> {
    let (class, inner) = found.before.rsplit_once("Exception: ")?;
    let behind = found.after;
    if !matches!(inner, "" | "bind(..) failed: " | "connect(..) failed: ") {
        return None;
    }
    Some(match () {
        () if inner.starts_with("connect") || behind.starts_with(": connect") => Call::Connect,
        () if ["NoRouteToHost", "Connect"].iter().any(|name| class.ends_with(name)) => Call::Connect,
        () if inner.starts_with("bind") => Call::Bind,
        () if [" (Bind failed)", ": bind", ": JVM_Bind", ": NET_Bind"]
            .iter()
            .any(|call| behind.starts_with(call)) =>
        {
            Call::Bind
        }
        () if class.ends_with("Bind") && found.error == Error::InUse => Call::Bind,
        () => Call::Unknown,
    })
}

/// `OSError: [Errno 99] Cannot assign requested address`, with what urllib, requests and asyncio put around it.
fn python(found: &Found<'_>) -> Option<Call> {
    let before = found.before;
    if has(before, "error while attempting to bind on address (") {
        return Some(Call::Bind);
    }
    // aiohttp: `Cannot connect to host 10.0.0.9:80 ssl:default [Cannot assign requested address]`
    if has(before, "cannot connect to host ") && before.ends_with('[') {
        return Some(Call::Connect);
    }
    let errno = numbered(before, "[Errno ", "] ") || numbered(before, "[WinError ", "] ");
    let alone = before.ends_with("[Errno ") || before.ends_with("[WinError ");
    (errno || alone).then(|| match () {
        () if has(before, "failed to establish a new connection") || has(before, "<urlopen error ") => {
            Call::Connect
        }
        () if has(before, "connect to ") || has(before, "connecting to ") => Call::Connect,
        () => Call::Unknown,
    })
}

/// `fsockopen(): Unable to connect to 10.0.0.9:80 (Cannot assign requested address)`.
fn php(found: &Found<'_>) -> Option<Call> {
    const BIND: [&str; 4] = [
        "stream_socket_server(): ",
        "socket_bind(): ",
        "failed to listen on ",
        "unable to bind listening socket ",
    ];
    const CONNECT: [&str; 8] = [
        "fsockopen(): ",
        "stream_socket_client(): ",
        "socket_connect(): ",
        "failed to open stream: ",
        "sqlstate[hy000] [2002] ",
        "(hy000/2002): ",
        "redisexception: ",
        "redis::connect(): ",
    ];
    let said = |words: &[&str]| words.iter().any(|word| has(found.before, word));
    if !found.before.ends_with([' ', '(']) {
        return None;
    }
    match () {
        () if said(&BIND) => Some(Call::Bind),
        () if said(&CONNECT) => Some(Call::Connect),
        () => None,
    }
}

/// `Error: listen EADDRINUSE: address already in use :::8080`, `connect EADDRNOTAVAIL 10.0.0.9:80 - Local (0.0.0.0:0)`.
fn node(found: &Found<'_>) -> Option<Call> {
    let before = found.before;
    let symbol = ["EADDRINUSE: ", "EADDRNOTAVAIL: ", "EMFILE: ", "ENFILE: "]
        .iter()
        .find_map(|name| before.strip_suffix(name));
    let said = match symbol {
        Some(said) => said,
        None if found.text.starts_with('E') => before,
        None => return None,
    };
    match said.rsplit([' ', ':']).find(|word| !word.is_empty()) {
        Some("connect") => Some(Call::Connect),
        Some("listen" | "bind") => Some(Call::Bind),
        _ if symbol.is_some() && matches!(found.error, Error::Process | Error::Host) => Some(Call::Unknown),
        _ => None,
    }
}

/// `Cannot assign requested address - connect(2) for "10.0.0.9" port 80 (Errno::EADDRNOTAVAIL)`, and of redis-rb
/// `Error connecting to Redis on 10.0.0.9:6379 (Errno::EADDRNOTAVAIL)`.
fn ruby(found: &Found<'_>) -> Option<Call> {
    if found.before.ends_with("(Errno::") {
        return Some(if has(found.before, "connecting to ") { Call::Connect } else { Call::Unknown });
    }
    let call = found.after.strip_prefix(" - ").or_else(|| found.after.strip_prefix(" @ "))?;
    match call {
        call if call.starts_with("connect(2)") => Some(Call::Connect),
        call if call.starts_with("bind(2)") || call.starts_with("listen(2)") => Some(Call::Bind),
        call if has(call, "(errno::") => Some(Call::Unknown),
        _ => None,
    }
}

/// `* Immediate connect fail for 10.0.0.9: Cannot assign requested address`, and `--local-port`.
fn curl(found: &Found<'_>) -> Option<Call> {
    let before = found.before;
    if has(before, "immediate connect fail for ")
        || (has(before, "* connect to ") && before.ends_with("failed: "))
    {
        return Some(Call::Connect);
    }
    numbered(before, "bind failed with errno ", ": ").then_some(Call::Source)
}

fn envoy(found: &Found<'_>) -> Option<Call> {
    match found.before {
        before if before.ends_with("immediate connect error: ") => Some(Call::Connect),
        before if has(before, "cannot bind '") && before.ends_with("': ") => Some(Call::Bind),
        _ => None,
    }
}

/// `commBind Cannot bind socket FD 12 to 127.0.0.1:3128: (98) Address already in use`.
fn squid(found: &Found<'_>) -> Option<Call> {
    let squid =
        has(found.before, "commbind") || has(found.before, "comm_open") || has(found.before, "| error: ");
    (squid && numbered(found.before, "(", ") ")).then(|| match has(found.before, "bind") {
        true => Call::Bind,
        false => Call::Unknown,
    })
}

/// Sentences that some programs say instead of an error's text.
fn sentence(text: &str) -> Option<Told> {
    let says = |words: &str| has(text, words);
    let told = |signature, form| Some(Told::new(signature, Some(form)));
    if says("connect() failed for backend ") || says("connect() failed for server ") {
        return match () {
            () if says(": no free ports") => told("connect-eaddrnotavail", "haproxy"),
            () if says(": local address already in use") => told("connect-eaddrinuse", "haproxy"),
            () => None,
        };
    }
    match () {
        () if says(" is down, reason: ") && says("out of local source ports on the system") => {
            told("connect-eaddrnotavail", "haproxy")
        }
        () if says("reached process fd limit (maxsock=") => told("emfile", "haproxy"),
        () if says("reached system fd limit (maxsock=") => told("enfile", "haproxy"),
        () if says("your cache is running out of filedescriptors") => told("emfile", "squid"),
        // Spring Boot, below Java's own line, which has no port.
        () if says("failed to start. port ") && says(" was already in use") => {
            Some(Told { port: place::port(text), ..Told::new("bind-eaddrinuse", Some("java")) })
        }
        () if says(" connection in use: (") => {
            Some(Told { port: place::port(text), ..Told::new("bind-eaddrinuse", Some("python")) })
        }
        () => mysql_number(text),
    }
}

/// `Can't connect to server on '10.0.0.9' (99)`.
fn mysql_number(text: &str) -> Option<Told> {
    let rest = after(text, "can't connect to mysql server on '")
        .or_else(|| after(text, "can't connect to server on '"))?;
    let (_, number) = rest.split_once("' (")?;
    let signature = match number.split_once([')', ' '])?.0 {
        "99" => "connect-eaddrnotavail",
        "98" => "connect-eaddrinuse",
        "10048" => "wsaeaddrinuse",
        "10055" => "wsaenobufs",
        _ => return None,
    };
    Some(Told { target: place::target(text), ..Told::new(signature, Some("mysql")) })
}

/// `what failed: the text`, alone or with brackets around it. A sentence goes on behind the text, an error does not.
fn general(found: &Found<'_>) -> Option<Call> {
    let before = found.before.trim_end_matches(['"', '\'']);
    let opened = before.trim_end();
    let introduced = opened.is_empty()
        || opened.ends_with([':', '：', '=', '(', '（'])
        || numbered(opened, "[", "]")
        || numbered(opened, "(", ")")
        || is_number_text(found);
    // A symbol alone stands in dumps of error objects, whose first line has told it all.
    (introduced && !is_symbol(found) && is_end(found)).then(|| call_in(found))
}

fn is_symbol(found: &Found<'_>) -> bool {
    found.text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_number_text(found: &Found<'_>) -> bool {
    found.text.starts_with(|c: char| c.is_ascii_digit())
}

fn is_end(found: &Found<'_>) -> bool {
    // The texts of Windows go on; a number is known by the word before it.
    if matches!(found.error, Error::WindowsInUse | Error::WindowsNoBuffers) && !is_number_text(found) {
        return true;
    }
    let closing = |c: char| ".)）]\"'},;。:>".contains(c);
    let rest = found.after.trim_start_matches(closing);
    let closed = found.after.len() - rest.len();
    let closers = found.after.get(..closed).unwrap_or_default();
    let rest = rest.trim();
    rest.is_empty()
        || closers.contains("\",")
        || ["[", "(", "-", "|", "{"].iter().any(|sign| rest.starts_with(sign))
        || (is_number_text(found) && closers.starts_with([':', ']', ')']))
}

/// The call that the words nearest before the text speak of, else those behind it.
fn call_in(found: &Found<'_>) -> Call {
    const CONNECT: [&str; 4] = ["connect", "dial", "连接", "upstream"];
    const BIND: [&str; 5] = ["bind", "listen", "绑定", "监听", "make_sock"];
    let last = |words: &[&str]| words.iter().filter_map(|word| last_of(found.before, word)).max();
    match (last(&CONNECT), last(&BIND)) {
        (Some(connect), bind) if bind.is_none_or(|bind| connect > bind) => Call::Connect,
        (_, Some(_)) => Call::Bind,
        _ if BIND.iter().any(|word| has(found.after, word)) => Call::Bind,
        _ if CONNECT.iter().any(|word| has(found.after, word)) => Call::Connect,
        _ => Call::Unknown,
    }
}

fn last_of(text: &str, word: &str) -> Option<usize> {
    let mut last = None;
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| find(rest, word)) {
        last = Some(from + at);
        from += at + word.len();
    }
    last
}

/// Whether the text ends with `open`, digits and `close`.
fn numbered(text: &str, open: &str, close: &str) -> bool {
    let Some(inner) = text.strip_suffix(close) else { return false };
    let rest = inner.trim_end_matches(|c: char| c.is_ascii_digit());
    rest.len() < inner.len() && rest.ends_with(open)
}
