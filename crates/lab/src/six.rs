//! A scenario over IPv6: the addresses of its text in the other family, and what goes with them.

/// What means IPv4 alone, or has another length there: `listen 80` of nginx, networks of a veth pair, rules and tables of nft.
const WORDS: [(&str, &str); 5] = [
    ("prefix = 24", "prefix = 64"),
    ("listen 80", "listen [::]:80"),
    (" ip lab", " ip6 lab"),
    (" ip saddr ", " ip6 saddr "),
    (" ip daddr ", " ip6 daddr "),
];

/// The text with each address and network of IPv4 replaced, in brackets where a port or a path follows it.
pub(crate) fn of(text: &str) -> String {
    let text = WORDS.iter().fold(text.to_owned(), |text, (four, six)| text.replace(four, six));
    let mut made = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, after) = rest.split_at(at);
        made.push_str(before);
        let end = after.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(after.len());
        let (word, behind) = after.split_at(end);
        match word.parse().ok().map(mapped) {
            Some(address) if behind.starts_with(':') || made.ends_with("//") => {
                made.push('[');
                made.push_str(&address);
                made.push(']');
            }
            Some(address) => {
                made.push_str(&address);
                if let Some((bits, behind)) = network(behind) {
                    made.push_str(&format!("/{bits}"));
                    rest = behind;
                    continue;
                }
            }
            None => made.push_str(word),
        }
        rest = behind;
    }
    made.push_str(rest);
    made
}

/// The length of a network whose address stands before the text, and what comes after it. Each number of an address of IPv4 has 16 bits in
/// [`mapped`] ones, and as many at their end tell hosts apart as there.
fn network(text: &str) -> Option<(u32, &str)> {
    let text = text.strip_prefix('/')?;
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (bits, behind) = text.split_at(end);
    let hosts = 32_u32.checked_sub(bits.parse().ok()?)?;
    Some((128 - hosts / 8 * 16 - hosts % 8, behind))
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
            ("\"192.168.7.1/32\", \"dev\"", "\"fd00::168:7:1/128\", \"dev\""),
            ("local 10.79.0.0/16 dev lo", "local fd00::79:0:0/96 dev lo"),
            (
                "add rule inet lost input ip daddr 10.79.200.0/23 tcp",
                "add rule inet lost input ip6 daddr fd00::79:200:0/111 tcp",
            ),
            (
                "add rule ip lab post ip saddr 192.168.7.0/24 snat to 10.88.0.2\n",
                "add rule ip6 lab post ip6 saddr fd00::168:7:0/112 snat to fd00::88:0:2\n",
            ),
            ("from=each:10.79.1.1*4812\"", "from=each:fd00::79:1:1*4812\""),
        ] {
            assert_eq!(of(four), other);
        }
    }
}
