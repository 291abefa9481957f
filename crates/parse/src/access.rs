//! Rules of servers by which they take connections from some addresses only: pg_hba.conf, and allow and deny of nginx.
//!
//! What is unsure counts as taken: a rule is told only where it surely refuses the address.

use std::net::IpAddr;

use lastack_model::Address;

/// A rule that refuses an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusing {
    /// Line, from 1
    pub line: u64,
    /// The rule as it stands there, with one blank between its words
    pub text: String,
    /// The first address that it refuses
    pub address: Address,
}

/// A network as a rule names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    bits: u128,
    /// Of 128, IPv4 in its mapped form
    prefix: u32,
}

impl Network {
    fn read(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let address = Address::from(address.parse::<IpAddr>().ok()?);
        let most = if address.is_v4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse::<u32>().ok().filter(|prefix| *prefix <= most)?,
            None => most,
        };
        Some(Network { bits: address.bits(), prefix: 128 - most + prefix })
    }

    /// An address and a mask in a column of its own.
    fn masked(address: &str, mask: &str) -> Option<Self> {
        let address = Address::from(address.parse::<IpAddr>().ok()?);
        let mask = Address::from(mask.parse::<IpAddr>().ok()?);
        if address.is_v4() != mask.is_v4() {
            return None;
        }
        let bits = if mask.is_v4() { mask.v4_bits()?.leading_ones() } else { mask.bits().leading_ones() };
        Some(Network { bits: address.bits(), prefix: if mask.is_v4() { 96 + bits } else { bits } })
    }

    fn holds(self, address: Address) -> bool {
        let mask = u128::MAX.checked_shl(128 - self.prefix).unwrap_or(0);
        address.bits() & mask == self.bits & mask
    }
}

/// The line of a pg_hba.conf that shows that PostgreSQL takes no connection from one of these addresses: the one that takes
/// 127.0.0.1, else the last one. Databases and users are not looked at: a line for any of them takes the address.
pub fn pg_hba(text: &str, addresses: &[Address]) -> Option<Refusing> {
    let mut lines = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let fields: Vec<&str> = line.split_whitespace().collect();
        let ["host" | "hostssl" | "hostnossl" | "hostgssenc" | "hostnogssenc", _, _, whom, rest @ ..] =
            fields.as_slice()
        else {
            // What stands in another file may take it.
            if matches!(fields.first(), Some(first) if first.starts_with('@') || first.starts_with("include"))
            {
                return None;
            }
            continue;
        };
        let network = match (Network::read(whom), rest.first()) {
            (Some(_), Some(mask)) if !whom.contains('/') && mask.parse::<IpAddr>().is_ok() => {
                Network::masked(whom, mask)
            }
            (network, _) => network,
        };
        // A name, samenet, all: whom these take is not known here. samehost is each address of an interface by itself.
        let network = match (network, *whom) {
            (Some(network), _) => network,
            (None, "samehost" | "localhost") => Network::read("127.0.0.1")?,
            (None, _) => return None,
        };
        let rejects = rest.contains(&"reject");
        lines.push((place as u64 + 1, fields.join(" "), network, rejects));
    }
    let taken =
        |address: &Address| lines.iter().any(|(_, _, network, rejects)| !rejects && network.holds(*address));
    let address = addresses.iter().copied().find(|address| !taken(address))?;
    let ordinary = Address::from_v4([127, 0, 0, 1]);
    let shown =
        lines.iter().find(|(_, _, network, rejects)| !rejects && network.holds(ordinary)).or(lines.last())?;
    Some(Refusing { line: shown.0, text: shown.1.clone(), address })
}

/// A line of allow or deny.
#[derive(Clone, Debug)]
struct Rule {
    /// `None` for all
    network: Option<Network>,
    allows: bool,
    /// Which of the files, and where in it
    file: usize,
    line: u64,
    text: String,
}

/// A block of nginx that has begun.
#[derive(Clone, Debug, Default)]
struct Block {
    /// Its words: `server`, `location /status`
    name: String,
    /// Whoever gives a password gets in, whatever the rules say: `satisfy any`. `None` where it says nothing: then what is around it does
    any: Option<bool>,
    /// In their order
    rules: Vec<Rule>,
    listens: Vec<u16>,
    /// What the rules in it and below it refuse
    refuses: Option<Found>,
}

/// What a block refuses.
#[derive(Clone, Debug)]
struct Found {
    file: usize,
    refusing: Refusing,
    /// A `satisfy all` holds for it; without one, a `satisfy any` around it may still let in
    sure: bool,
}

/// Blocks in one another, at most; a real file has some six.
const DEPTH: usize = 64;

/// Files in one another, and files in all; nginx itself knows no bound, and a file may include itself.
const INCLUDES: usize = 8;
const FILES: usize = 1_024;

/// Bytes of all of them together.
const BYTES: usize = 16 * 1024 * 1024;

/// Reads the files that an `include` names, with the name that the server has for each; `None` where nobody can tell what
/// stands there.
pub type Include<'a> = dyn Fn(&str) -> Option<Vec<(String, String)>> + 'a;

/// The rule of nginx by which a server on this port refuses one of these addresses although it takes 127.0.0.1, and the file in
/// which it stands. `main` is its configuration, read by `include` as those are that it names.
pub fn nginx(
    main: &str,
    include: &Include<'_>,
    port: u16,
    addresses: &[Address],
) -> Option<(String, Refusing)> {
    let mut files = Files { include, names: Vec::new(), words: Vec::new(), bytes: 0 };
    files.take(main, 0);
    let (file, refusing) = judged(&files.words, port, addresses)?;
    Some((files.names.get(file)?.clone(), refusing))
}

/// A configuration with what it includes in its place.
struct Files<'a> {
    include: &'a Include<'a>,
    names: Vec<String>,
    /// Words with their files and lines
    words: Vec<(usize, u64, String)>,
    bytes: usize,
}

impl Files<'_> {
    fn take(&mut self, name: &str, depth: usize) {
        let found = if depth > INCLUDES { None } else { (self.include)(name) };
        let Some(found) = found else {
            // It may let in anybody.
            let unknown = ["allow", "all", ";"].map(|word| (usize::MAX, 0, word.to_owned()));
            return self.words.extend(unknown);
        };
        for (name, text) in found {
            self.bytes += text.len();
            if self.names.len() >= FILES || self.bytes > BYTES {
                return;
            }
            let file = self.names.len();
            self.names.push(name);
            let words = tokens(&text);
            let mut rest = words.as_slice();
            let mut begins = true;
            while let [(line, word), more @ ..] = rest {
                rest = match more {
                    [(_, what), (_, end), behind @ ..] if begins && word == "include" && end == ";" => {
                        self.take(what, depth + 1);
                        behind
                    }
                    _ => {
                        begins = matches!(word.as_str(), ";" | "{" | "}");
                        self.words.push((file, *line, word.clone()));
                        more
                    }
                };
            }
        }
    }
}

fn judged(all: &[(usize, u64, String)], port: u16, addresses: &[Address]) -> Option<(usize, Refusing)> {
    let mut blocks = vec![Block::default()];
    let mut words: Vec<String> = Vec::new();
    // Where nobody is asked for a password, `satisfy any` is met by the rules alone.
    let asks = all.iter().any(|(.., word)| word.starts_with("auth_"));
    for (file, line, token) in all {
        match token.as_str() {
            "{" => {
                if blocks.len() >= DEPTH {
                    return None;
                }
                let name = words.join(" ");
                blocks.push(Block { name, ..Block::default() });
                words.clear();
            }
            "}" => {
                if blocks.len() < 2 {
                    return None;
                }
                if let Some(found) = blocks.pop().and_then(|block| ended(block, &mut blocks, port, addresses))
                {
                    return Some(found);
                }
                words.clear();
            }
            ";" => {
                if let Some(block) = blocks.last_mut() {
                    directive(block, &words, (*file, *line), asks);
                }
                words.clear();
            }
            _ => words.push(token.clone()),
        }
    }
    None
}

fn directive(block: &mut Block, words: &[String], (file, line): (usize, u64), asks: bool) {
    match words {
        [what, whom] if what == "allow" || what == "deny" => {
            let network = Network::read(whom);
            // `unix:` and variables take no address that is asked about; only all takes every one.
            if network.is_some() || whom == "all" {
                let (allows, text) = (what == "allow", words.join(" "));
                block.rules.push(Rule { network, allows, file, line, text });
            }
        }
        [what, how] if what == "satisfy" => block.any = Some(asks && how == "any"),
        [what, at, ..] if what == "listen" => {
            let port = at.rsplit(':').next().unwrap_or(at);
            // An address alone means port 80.
            block.listens.push(port.parse().unwrap_or(80));
        }
        _ => {}
    }
}

/// A block hands what it refuses to the one around it; a server that listens on the port tells it. Rules of the blocks
/// around it hold where it has none of its own. The order of the lines of a block does not count.
fn ended(block: Block, around: &mut [Block], port: u16, addresses: &[Address]) -> Option<(usize, Refusing)> {
    let in_place = |found: Refusing| match block.name.starts_with("location ") {
        true => Refusing { text: format!("{} {{ {} }}", block.name, found.text), ..found },
        false => found,
    };
    let of = |rules: &[Rule]| refused(rules, addresses).map(|(file, found)| (file, in_place(found)));
    let found = |(file, refusing)| Found { file, refusing, sure: false };
    let stands = |found: Found, any: Option<bool>| match any {
        _ if found.sure => Some(found),
        Some(true) => None,
        any => Some(Found { sure: any == Some(false), ..found }),
    };
    let own = of(&block.rules).map(found).and_then(|found| stands(found, block.any));
    let own = own.or_else(|| block.refuses.and_then(|found| stands(found, block.any)));
    if block.name == "server" {
        let listens = if block.listens.is_empty() { port == 80 } else { block.listens.contains(&port) };
        let inherited = || around.iter().rev().find(|outer| !outer.rules.is_empty());
        let all = own.or_else(|| match block.rules.is_empty() {
            true => stands(of(&inherited()?.rules).map(found)?, block.any),
            false => None,
        });
        let outer = around.iter().rev().find_map(|outer| outer.any);
        let all = all.filter(|_| listens).and_then(|found| stands(found, outer));
        return all.map(|found| (found.file, found.refusing));
    }
    if let Some(outer) = around.last_mut()
        && outer.refuses.is_none()
    {
        outer.refuses = own;
    }
    None
}

/// The first rule that holds an address decides (ngx_http_access_module); without one it is taken.
fn refused(rules: &[Rule], addresses: &[Address]) -> Option<(usize, Refusing)> {
    let decides = |address: Address| {
        rules.iter().find(|rule| rule.network.is_none_or(|network| network.holds(address)))
    };
    let ordinary = Address::from_v4([127, 0, 0, 1]);
    if decides(ordinary).is_some_and(|rule| !rule.allows) {
        return None;
    }
    addresses.iter().find_map(|address| {
        let rule = decides(*address).filter(|rule| !rule.allows)?;
        Some((rule.file, Refusing { line: rule.line, text: rule.text.clone(), address: *address }))
    })
}

/// Words with their lines; braces and semicolons stand alone, comments are left out, quotes keep what is in them.
fn tokens(text: &str) -> Vec<(u64, String)> {
    let mut found = Vec::new();
    let (mut word, mut quote) = (String::new(), None);
    for (place, line) in text.lines().enumerate() {
        let number = place as u64 + 1;
        for character in line.chars() {
            match (quote, character) {
                (Some(open), _) if character == open => quote = None,
                (Some(_), _) => word.push(character),
                (None, '"' | '\'') if word.is_empty() => quote = Some(character),
                (None, '#') if word.is_empty() => break,
                (None, '{') if word.ends_with('$') => word.push(character),
                (None, '}') if word.contains("${") => word.push(character),
                (None, '{' | '}' | ';') => {
                    take(&mut word, number, &mut found);
                    found.push((number, character.to_string()));
                }
                (None, _) if character.is_whitespace() => take(&mut word, number, &mut found),
                (None, _) => word.push(character),
            }
        }
        if quote.is_none() {
            take(&mut word, number, &mut found);
        }
    }
    found
}

fn take(word: &mut String, line: u64, found: &mut Vec<(u64, String)>) {
    if !word.is_empty() {
        found.push((line, std::mem::take(word)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool() -> [Address; 2] {
        [Address::from_v4([127, 0, 0, 2]), Address::from_v4([127, 0, 0, 3])]
    }

    fn check(found: Option<Refusing>, expected: Option<(u64, &str, &str)>, what: &str) {
        let found = found.map(|one| (one.line, one.text, one.address.to_string()));
        let expected = expected.map(|(line, text, address)| (line, text.to_owned(), address.to_owned()));
        assert_eq!(found, expected, "{what}");
    }

    #[test]
    fn postgresql_takes_what_a_line_names() {
        // As PostgreSQL 15 installs it.
        let default = "# TYPE DATABASE USER ADDRESS METHOD\nlocal all all peer\n\
                       host all all 127.0.0.1/32 scram-sha-256\nhost all all ::1/128 scram-sha-256\n";
        let line = "host all all 127.0.0.1/32 scram-sha-256";
        check(pg_hba(default, &pool()), Some((3, line, "127.0.0.2")), "default");
        for (more, expected) in [
            ("host all all 127.0.0.0/8 md5", None),
            ("host all all 127.0.0.0 255.0.0.0 md5", None),
            ("host all all 127.0.0.2/32 md5", Some((3, line, "127.0.0.3"))),
            ("host all all 127.0.0.0/8 reject", Some((3, line, "127.0.0.2"))),
            ("host all all samehost md5", Some((3, line, "127.0.0.2"))),
            ("host all all samenet md5", None),
            ("host all all all md5", None),
            ("host all all db.example.org md5", None),
            ("include_dir more", None),
            ("hostssl app app 127.0.0.2/31 cert", None),
            ("host all all 127.0.0.1", Some((3, line, "127.0.0.2"))),
            ("host all", Some((3, line, "127.0.0.2"))),
        ] {
            check(pg_hba(&format!("{default}{more}\n"), &pool()), expected, more);
        }
        check(pg_hba("", &pool()), None, "nothing");
    }

    #[test]
    fn nginx_takes_what_its_first_rule_says() {
        let server = |inside: &str| format!("http {{\n server {{\n  listen 9001;\n  {inside}\n }}\n}}\n");
        for (text, expected) in [
            (server("allow 127.0.0.1; deny all;"), Some((4, "deny all", "127.0.0.2"))),
            (
                server("location = /status { allow 127.0.0.1; deny all; }"),
                Some((4, "location = /status { deny all }", "127.0.0.2")),
            ),
            // A password lets others in too.
            (server("satisfy any; allow 127.0.0.1; deny all; auth_basic x;"), None),
            (server("auth_basic x; location / { allow 127.0.0.1; deny all; } satisfy any;"), None),
            (server("satisfy any; allow 127.0.0.1; deny all;"), Some((4, "deny all", "127.0.0.2"))),
            (
                server("auth_basic x; satisfy any; location / { satisfy all; allow 127.0.0.1; deny all; }"),
                Some((4, "location / { deny all }", "127.0.0.2")),
            ),
            (server("satisfy all; allow 127.0.0.1; deny all;"), Some((4, "deny all", "127.0.0.2"))),
            (server("allow 127.0.0.0/8; deny all;"), None),
            (server("allow 127.0.0.1; allow 127.0.0.2; deny all;"), Some((4, "deny all", "127.0.0.3"))),
            (server("deny 127.0.0.3; allow all;"), Some((4, "deny 127.0.0.3", "127.0.0.3"))),
            (server("# deny all;"), None),
            (server("return 200 \"deny all; }\";"), None),
            (server("if ($arg_a) { set $b ${arg_a}; }"), None),
            // Nobody gets in from this host today.
            (server("deny all;"), None),
            (server("allow unix:; allow 127.0.0.1; deny all;"), Some((4, "deny all", "127.0.0.2"))),
            (
                "server {\n listen 127.0.0.1:9001;\n allow 127.0.0.1;\n deny all;\n}\n".to_owned(),
                Some((4, "deny all", "127.0.0.2")),
            ),
            ("server {\n listen 9002;\n allow 127.0.0.1;\n deny all;\n}\n".to_owned(), None),
            (
                "http {\n allow 127.0.0.1;\n deny all;\n server { listen 9001; }\n}\n".to_owned(),
                Some((3, "deny all", "127.0.0.2")),
            ),
            (
                "http {\n allow 127.0.0.1;\n deny all;\n server { listen 9001; allow all; }\n}\n".to_owned(),
                None,
            ),
            ("}}}}".to_owned(), None),
            ("{".repeat(1_000), None),
        ] {
            let main = |name: &str| Some(vec![(name.to_owned(), text.clone())]);
            check(nginx("nginx.conf", &main, 9_001, &pool()).map(|(_, found)| found), expected, &text);
        }
    }

    #[test]
    fn nginx_is_read_with_what_it_includes() {
        let deny = "allow 127.0.0.1;\ndeny all;\n";
        let server = "server {\n listen 9001;\n include local.conf;\n}\n";
        let http = |inside: &str| format!("events {{}}\nhttp {{\n{inside}\n}}\n");
        for (main, more, expected) in [
            (
                http("include sites/*;"),
                vec![("sites/*", server), ("local.conf", deny)],
                Some(("local.conf", 2)),
            ),
            // What stands around the server holds for it too.
            (
                http(&format!("{deny}include sites/*;")),
                vec![("sites/*", "server { listen 9001; }")],
                Some(("nginx.conf", 4)),
            ),
            // A glob that finds nothing is nothing; a file that cannot be read may let in anybody.
            (
                http(&format!("{deny}include none/*;include sites/*;")),
                vec![("none/*", ""), ("sites/*", "server { listen 9001; }")],
                Some(("nginx.conf", 4)),
            ),
            (http("server { listen 9001; include secret.conf; deny all; }"), vec![], None),
            (
                http("server { listen 9001; add_header include secret.conf; allow 127.0.0.1; deny all; }"),
                vec![],
                Some(("nginx.conf", 3)),
            ),
            // One that includes itself ends.
            (http(server), vec![("local.conf", "include local.conf; deny 127.0.0.2;")], None),
        ] {
            let include = |name: &str| {
                let text = match name {
                    "nginx.conf" => main.as_str(),
                    _ => more.iter().find(|(known, _)| *known == name)?.1,
                };
                Some(vec![(name.to_owned(), text.to_owned())])
            };
            let found = nginx("nginx.conf", &include, 9_001, &pool());
            let found = found.as_ref().map(|(file, found)| (file.as_str(), found.line));
            assert_eq!(found, expected, "{main}");
        }
    }
}
