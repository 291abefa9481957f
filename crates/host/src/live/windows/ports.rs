//! The dynamic port ranges and the excluded ports, as netsh tells them: its words are those of the system's language, so only its numbers are read.

use std::fmt::Write as _;
use std::io;

use crate::windows::{NetshError, dynamic_range, excluded_ranges, shown_excluded, shown_range};

/// Each with how netsh calls it.
const FAMILIES: [(&str, &str); 2] = [("tcp4", "ipv4"), ("tcp6", "ipv6")];

/// `tcp4 49152 16384`: first port and number of ports of each family.
pub(super) fn dynamic_ports() -> io::Result<Vec<u8>> {
    of_each_family(|name, family, text| {
        if let Some((first, count)) = dynamic_range(&shown_range(family)?) {
            let _ = writeln!(text, "{name} {first} {count}");
        }
        Ok(())
    })
}

/// `tcp4`, and `tcp4 50000 50059 *` for each range: see [`crate::windows::EXCLUDED_PORTS`].
pub(super) fn excluded_ports() -> io::Result<Vec<u8>> {
    of_each_family(|name, family, text| {
        let Some(ranges) = excluded_ranges(&shown_excluded(family)?) else { return Ok(()) };
        let _ = writeln!(text, "{name}");
        for range in ranges {
            let star = if range.administered { " *" } else { "" };
            let _ = writeln!(text, "{name} {} {}{star}", range.first, range.last);
        }
        Ok(())
    })
}

/// What was told of one family is told where the other failed; but nobody waits for a netsh that hangs a second time.
fn of_each_family(mut tell: impl FnMut(&str, &str, &mut String) -> io::Result<()>) -> io::Result<Vec<u8>> {
    let (mut text, mut failed) = (String::new(), None);
    for (name, family) in FAMILIES {
        if let Err(error) = tell(name, family, &mut text) {
            let hangs = error.get_ref().and_then(|inner| inner.downcast_ref()) == Some(&NetshError::Hangs);
            failed.get_or_insert(error);
            if hangs {
                break;
            }
        }
    }
    // A netsh that says nothing is none.
    if text.is_empty() {
        return Err(failed.unwrap_or_else(|| io::ErrorKind::Unsupported.into()));
    }
    Ok(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_netsh_that_says_nothing_tells_no_range() {
        // That of Wine is an empty shell; on Windows there are both ranges.
        for said in [dynamic_ports(), excluded_ports()] {
            match said {
                Ok(text) => assert!(String::from_utf8(text).unwrap().starts_with("tcp4")),
                Err(error) => {
                    assert!(matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::Other))
                }
            }
        }
    }

    #[test]
    fn a_family_that_failed_takes_nothing_from_the_other_and_a_netsh_that_hangs_is_left() {
        let mut asked = 0;
        let told = of_each_family(|name, _, text| {
            asked += 1;
            if asked == 1 {
                return Err(NetshError::Failed.into());
            }
            let _ = writeln!(text, "{name} 1 2");
            Ok(())
        });
        assert_eq!((told.unwrap(), asked), (b"tcp6 1 2\n".to_vec(), 2));
        asked = 0;
        let told = of_each_family(|_, _, _| {
            asked += 1;
            Err(NetshError::Hangs.into())
        });
        assert_eq!((told.unwrap_err().to_string(), asked), (NetshError::Hangs.to_string(), 1));
    }
}
