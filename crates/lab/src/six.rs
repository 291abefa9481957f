//! A scenario over IPv6: the addresses of its text in the other family, and what goes with them.

/// The text with each address of IPv4 replaced, in brackets where a port or a path follows it. `listen 80` of nginx means IPv4 alone, and
/// the networks of a veth pair have 64 bits.
pub(crate) fn of(text: &str) -> String {
    let text = text.replace("prefix = 24", "prefix = 64").replace("listen 80", "listen [::]:80");
    let mut made = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, after) = rest.split_at(at);
        made.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(after.len());
        let (word, behind) = after.split_at(end);
        match word.parse().ok().map(mapped) {
            // `10.0.0.0/16` is a network and no address; nobody plays such a scenario over IPv6.
            Some(address) if behind.starts_with(':') || made.ends_with("//") => {
                made.push('[');
                made.push_str(&address);
                made.push(']');
            }
            Some(address) => made.push_str(&address),
            None => made.push_str(word),
        }
        rest = behind;
    }
    made.push_str(rest);
    made
}

/// Loopback and "any" are themselves; the private ones are of fd00::/64, their last three numbers kept as they are read.
fn mapped(address: std::net::Ipv4Addr) -> String {
    match address.octets() {
        [0, 0, 0, 0] => "::".to_owned(),
        [127, ..] => "::1".to_owned(),
        [_, b, c, d] => format!("fd00::{b}:{c}:{d}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_change_their_family_and_all_else_stays() {
        for (four, other) in [
            ("to=10.0.0.11:9000,10.0.0.12:9000", "to=[fd00::0:0:11]:9000,[fd00::0:0:12]:9000"),
            ("from=bind-first:10.0.0.5\"", "from=bind-first:fd00::0:0:5\""),
            ("at=0.0.0.0:8001-8049", "at=[::]:8001-8049"),
            ("http://127.0.0.1/", "http://[::1]/"),
            ("listen 80;", "listen [::]:80;"),
            ("listen 10.0.0.5:8080;", "listen [fd00::0:0:5]:8080;"),
            ("proxy_http_version 1.1;", "proxy_http_version 1.1;"),
            (
                "here = \"10.88.0.1\", prefix = 24 }, per_second=250",
                "here = \"fd00::88:0:1\", prefix = 64 }, per_second=250",
            ),
        ] {
            assert_eq!(of(four), other);
        }
    }
}
