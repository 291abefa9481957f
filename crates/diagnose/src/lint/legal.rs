//! What the kernel takes as a value, and what it refuses with EINVAL. Tried on 6.18; older kernels as their tables say.

use lastack_model::words::Message;
use lastack_model::{Arg, PortSet, Value};

use super::Ground;
use super::ground::Release;

/// Values that the kernel takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Legal {
    /// One whole number between both, in every kernel
    Int(i64, i64),
    /// One whole number between both since a release, any 32-bit number before (proc_dointvec)
    Since(Release, i64, i64),
    /// Two ports
    Range,
    /// A list of ports and ranges of ports
    Ports,
    /// Whatever it is, it is not judged
    Any,
}

impl Legal {
    /// Any 32-bit number: proc_dointvec.
    pub(crate) const INT: Legal = Legal::Int(i32::MIN as i64, i32::MAX as i64);

    /// One byte since proc_dou8vec_minmax (cb9444130662, 4b6bbf17d4e1: 5.13), any number before. The stable line 5.10
    /// has both since 5.10.178, of April 2023, so what runs as 5.10 is taken to be one of those.
    pub(crate) const BYTE: Legal = Legal::Since(Release(5, 10), 0, 255);

    /// Why the kernel refuses the value; `None` where it takes it.
    pub(crate) fn refuses(self, value: &str, ground: &Ground<'_>) -> Option<Message> {
        match self {
            Legal::Int(low, high) => int(value, low, high),
            Legal::Since(since, low, high) => {
                let old = ground.kernel.is_some_and(|kernel| kernel < since);
                if old { int(value, i32::MIN.into(), i32::MAX.into()) } else { int(value, low, high) }
            }
            Legal::Range => range_refused(value, ground),
            Legal::Ports => ports(value).is_none().then(|| Message::new("lint-wrong-ports")),
            Legal::Any => None,
        }
    }
}

fn int(value: &str, low: i64, high: i64) -> Option<Message> {
    if value.starts_with(['"', '\'']) {
        return Some(Message::new("lint-wrong-quotes"));
    }
    match number(value) {
        Some(number) if (low..=high).contains(&number) => None,
        Some(_) if low > i32::MIN.into() => {
            let bound = |number: i64| Arg::text(number.to_string());
            Some(Message::new("lint-wrong-bounds").with("low", bound(low)).with("high", bound(high)))
        }
        _ => Some(Message::new("lint-wrong-number")),
    }
}

/// The first word as proc_get_long reads it: decimal, `0x` or octal, behind it white space or the end. What stands
/// behind the white space is not looked at.
pub(crate) fn number(value: &str) -> Option<i64> {
    let word = value.split_whitespace().next()?;
    let (sign, digits) = word.strip_prefix('-').map_or((1, word), |rest| (-1, rest));
    let (radix, digits) = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(digits) => (16, digits),
        None if digits.len() > 1 && digits.starts_with('0') => (8, digits),
        None => (10, digits),
    };
    if digits.starts_with('+') {
        return None;
    }
    Some(sign * i64::from_str_radix(digits, radix).ok()?)
}

/// Two ports; `None` where they are none. The upper one may be left out, then it stays as it is.
pub(crate) fn range(value: &str, running: Option<(u16, u16)>) -> Option<(u16, u16)> {
    let mut words = value.split_whitespace();
    let low = u16::try_from(number(words.next()?)?).ok()?;
    let high = match words.next() {
        Some(word) => u16::try_from(number(word)?).ok()?,
        None => running?.1,
    };
    (low > 0 && low <= high).then_some((low, high))
}

/// Where unprivileged ports begin unless somebody moved it.
pub(crate) const UNPRIVILEGED: i64 = 1_024;

/// The lowest port at which the range may begin; `None` where neither it nor the kernel is known. 4548b683b781 (4.11) made
/// the start of unprivileged ports a setting and the lowest legal end.
pub(crate) fn lowest_port(ground: &Ground<'_>) -> Option<i64> {
    let since = |kernel| if kernel >= Release(4, 11) { UNPRIVILEGED } else { 1 };
    ground.setting("net.ipv4.ip_unprivileged_port_start").or_else(|| ground.kernel.map(since))
}

fn range_refused(value: &str, ground: &Ground<'_>) -> Option<Message> {
    if value.starts_with(['"', '\'']) {
        return Some(Message::new("lint-wrong-quotes"));
    }
    let running = ground.facts().port_range(crate::measure::RANGE_KEY).or(Some((1, u16::MAX)));
    let Some((low, _)) = range(value, running) else { return Some(Message::new("lint-wrong-range")) };
    let start = lowest_port(ground).unwrap_or(1);
    let privileged = i64::from(low) < start;
    let start = Arg::new(Value::Text(start.to_string()), lastack_model::Unit::None, "setting");
    privileged.then(|| Message::new("lint-wrong-privileged").with("start", start))
}

/// A list of ports as proc_do_large_bitmap takes it; `None` where it is refused.
pub(crate) fn ports(value: &str) -> Option<PortSet> {
    let mut ports = PortSet::default();
    let list = value.trim();
    let list = list.strip_suffix(',').unwrap_or(list);
    for part in list.split(',').filter(|_| !list.is_empty()) {
        let (low, high) = part.split_once('-').unwrap_or((part, part));
        let (low, high): (u16, u16) = (low.parse().ok()?, high.parse().ok()?);
        if low > high {
            return None;
        }
        ports.insert_range(low, high);
    }
    Some(ports)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_kernel_reads_them() {
        for (text, expected) in [
            ("1", Some(1)),
            (" 30 # seconds", Some(30)),
            ("0x10", Some(16)),
            ("010", Some(8)),
            ("-1", Some(-1)),
            ("1 2", Some(1)),
            ("1,2", None),
            ("1;", None),
            ("+1", None),
            ("\"1\"", None),
            ("", None),
            ("1x", None),
        ] {
            assert_eq!(number(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lists_of_ports_are_taken_as_the_kernel_takes_them() {
        for (text, expected) in [
            ("42310,51000-52000", Some(1_002)),
            ("", Some(0)),
            ("8080,", Some(1)),
            (",8080", None),
            ("8080 9090", None),
            ("8080, 9090", None),
            ("52000-51000", None),
            ("65536", None),
            ("0", Some(1)),
        ] {
            assert_eq!(ports(text).map(|ports| ports.len()), expected, "{text:?}");
        }
    }

    #[test]
    fn a_range_without_its_upper_end_keeps_the_one_that_runs() {
        assert_eq!(range("5000", Some((32_768, 60_999))), Some((5_000, 60_999)));
        assert_eq!(range("32768 60999 7", None), Some((32_768, 60_999)));
        assert_eq!(range("5000 4000", None), None);
        assert_eq!(range("0 100", None), None);
    }
}
