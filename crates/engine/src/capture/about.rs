//! What a capture says of itself: who made it, when, and what was asked, so that the same is asked again.

use std::path::PathBuf;
use std::time::Duration;

use lastack_collect::Look;
use lastack_host::{About, CaptureError};

use crate::{NetnsChoice, Request};

/// Numbers of a netlink reply are in the byte order of its kernel.
const ORDER: &str = if cfg!(target_endian = "little") { "little" } else { "big" };

/// Set where addresses and names were replaced.
pub(crate) const MASKED: &str = "masked";

/// Set where command lines were recorded.
pub(super) const TEXTS: &str = "texts";

/// Words for a request.
pub(super) fn of(request: &Request, begun_at_ms: i64) -> About {
    let flag = |flag: bool| u8::from(flag).to_string();
    let netns = match &request.netns {
        NetnsChoice::All => "all".to_owned(),
        NetnsChoice::Own => "self".to_owned(),
        NetnsChoice::Named(name) => format!("name {name}"),
        NetnsChoice::Pid(pid) => format!("pid {pid}"),
        NetnsChoice::Path(path) => format!("path {}", path.display()),
    };
    [
        ("lastack", env!("CARGO_PKG_VERSION").to_owned()),
        ("begun_at_ms", begun_at_ms.to_string()),
        ("byte_order", ORDER.to_owned()),
        ("netns", netns),
        ("interval_ms", request.interval.as_millis().to_string()),
        ("owners", flag(request.owners)),
        ("bound", flag(request.bound)),
        ("rules", flag(request.judge)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

/// The look that was taken. `top` is what is to be named now.
///
/// # Errors
/// Where it is of a machine with another byte order, or does not say what was asked.
pub(crate) fn look(about: &About, top: usize) -> Result<Look, CaptureError> {
    let get = |key: &str| about.get(key).map(String::as_str).unwrap_or_default();
    if get("byte_order") != ORDER {
        return Err(CaptureError::ByteOrder);
    }
    // The start of the capture is where all of this stands.
    let number = |key: &str| get(key).parse::<u64>().ok().ok_or(CaptureError::Damaged(0));
    let netns = match get("netns").split_once(' ') {
        None if get("netns") == "self" => NetnsChoice::Own,
        None => NetnsChoice::All,
        Some(("name", name)) => NetnsChoice::Named(name.to_owned()),
        Some(("pid", pid)) => NetnsChoice::Pid(pid.parse().ok().ok_or(CaptureError::Damaged(0))?),
        Some((_, path)) => NetnsChoice::Path(PathBuf::from(path)),
    };
    Ok(Look {
        netns,
        interval: Duration::from_millis(number("interval_ms")?),
        owners: number("owners")? != 0,
        rules: number("rules")? != 0,
        bound: number("bound")? != 0,
        top,
    })
}

/// When the look began, in milliseconds since 1970-01-01 UTC.
pub(crate) fn begun_at_ms(about: &About) -> Option<i64> {
    about.get("begun_at_ms")?.parse().ok()
}
