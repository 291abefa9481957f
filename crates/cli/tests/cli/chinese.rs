//! No Chinese screen holds an English sentence, and none has a space between two Chinese characters.

use std::path::{Path, PathBuf};

use lastack_diagnose::{Judge, explain, plan, report};
use lastack_model::words::{Catalog, Lang};
use lastack_model::{Report, Untrusted};
use lastack_report::{Answer, Explanation, Page, Proposal, Section, Topic, View, format};
use lastack_testkit::cases::parse;

use crate::{HISTOGRAM, feed, file, run};

/// What kernels, programs and systems say in English, wherever they run, and code that is shown as it must be written.
const OF_OTHERS: [&str; 25] = [
    "99: Cannot assign requested address while connecting to upstream",
    "Cannot assign requested address",
    "Address already in use",
    "Connection reset by peer",
    "Connection timed out",
    "No such file or directory",
    "Too many open files in system",
    "Too many open files",
    "TCP: out of memory -- consider tuning tcp_mem",
    "too many orphaned sockets",
    "table full, dropping packet",
    "can't identify protocol",
    "cannot stat",
    "prefer different parity",
    "started to fail",
    "Alibaba Cloud Linux",
    "nginx upstream keepalive",
    "sockstat alloc",
    "const agent = new",
    "static final ",
    "dynamicport tcp",
    "nft list ruleset",
    "or sport",
    "for (a in S) print a",
    "not src 127",
];

/// A line or a phrase that begins with one of these is a command, of ours or of somebody else.
const PROGRAMS: [&str; 8] = ["lastack", "sudo", "ip", "netsh", "set", "systemctl", "prlimit", "wmic"];

/// Words that make sentences: two words in a row of which one is of these are English. Three in a row are in any case.
const SMALL: &str = " a an and are as at be been by can cannot each for from has have in is it its may more must no not of \
                     on only or other since some than that the their there this to was were where which while who whose will \
                     with would ";

/// Sentences of English in a Chinese screen. Numbers and comparisons do not end one, everything else that is no word
/// does: a key, a path, a state, a Chinese character.
fn english(screen: &str) -> Vec<String> {
    let screen = OF_OTHERS.iter().fold(screen.to_owned(), |screen, said| screen.replace(said, "《》"));
    let mut found = Vec::new();
    for line in screen.lines() {
        // A title of a document stands in its brackets.
        let titled = line.split('《').map(|part| part.split_once('》').map_or(part, |(_, rest)| rest));
        for chunk in titled.flat_map(|part| part.split(|c: char| !c.is_ascii())) {
            let mut run = Vec::new();
            for token in chunk.split(' ').chain(["#"]) {
                let core = token.trim_matches(|c: char| ".,;:()\"'!?".contains(c));
                // A capital inside makes a name: KeepAlive, TcpOutRsts.
                let word = core.chars().all(|c| c.is_ascii_alphabetic() || c == '\'')
                    && !core.chars().skip(1).any(|c| c.is_ascii_uppercase());
                let sign = core.chars().all(|c| c.is_ascii_digit() || ".,%/<>=*+-".contains(c));
                // A number with its unit does not end a sentence, and is no word of one.
                if word && !core.is_empty() && core != "ms" {
                    run.push(core);
                }
                if !(word || sign) || token.ends_with([':', ';']) {
                    found.extend(sentence(&std::mem::take(&mut run)));
                }
            }
        }
    }
    found
}

fn sentence(words: &[&str]) -> Option<String> {
    let small = |word: &&str| SMALL.contains(&format!(" {} ", word.to_ascii_lowercase()));
    let enough = words.len() >= 3 || (words.len() == 2 && words.iter().any(small));
    let command = words.first().is_some_and(|first| PROGRAMS.contains(first));
    (enough && !command).then(|| words.join(" "))
}

/// Labels at the beginning of a line, with the space that ends them.
const LABELS: [&str; 31] = [
    "该做 ",
    "别做 ",
    "依据 ",
    "排除 ",
    "不全 ",
    "注意 ",
    "端口 ",
    "下一步 ",
    "未读到 ",
    "严重 ",
    "告警 ",
    "提示 ",
    "正常 ",
    "待查 ",
    "安全 ",
    "需同意 ",
    "程序 ",
    "拒绝 ",
    "改动 ",
    "效果 ",
    "原因 ",
    "风险 ",
    "重启 ",
    "回滚 ",
    "开机 ",
    "不建议 ",
    "绝不做 ",
    "剩下 ",
    "断开 ",
    "实测 ",
    "预计 ",
];

/// Two Chinese characters with one space between them, or a space beside full-width punctuation. Two spaces are a
/// separator.
fn gaps(screen: &str) -> Vec<String> {
    let mark = |c: char| "，。：；、？！（）".contains(c);
    let han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    let gap = |text: &str| {
        let chars: Vec<char> = text.trim().chars().collect();
        chars.windows(3).any(|three| match three {
            [one, ' ', other] if *one != ' ' && *other != ' ' => {
                mark(*one) || mark(*other) || (han(*one) && han(*other))
            }
            _ => false,
        })
    };
    let texts = screen.lines().flat_map(|line| {
        let line = line.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
        let line = LABELS.iter().find_map(|label| line.strip_prefix(label)).unwrap_or(line);
        // Cells of a table of markdown.
        line.split('|')
    });
    texts.filter(|text| gap(text)).map(str::to_owned).collect()
}

fn check(name: &str, screen: &str, wrong: &mut Vec<String>) {
    wrong.extend(english(screen).into_iter().map(|found| format!("{name}: {found:?}")));
    wrong.extend(gaps(screen).into_iter().map(|line| format!("{name}: a space too many: {line}")));
}

pub(crate) fn catalog() -> Catalog {
    let words = lastack_engine::words().chain(lastack_report::WORDS).chain(lastack_probe::WORDS);
    Catalog::new(words)
}

/// Without line breaks inside sentences, so that none hides behind one.
fn view(catalog: &Catalog, page: Page) -> View<'_> {
    View { width: 9_999, verbose: true, page, ..View::new(catalog, Lang::Zh) }
}

#[test]
fn what_these_tests_look_for_is_found() {
    for text in [
        "依据 accept-queue-full：accept queue 3 > backlog 2",
        "依据 x：ListenOverflows 17 since boot > 0",
        "出处：accept(2); net/socket.c: a socket takes a descriptor",
        "依据：blocking 953 >= 90 % of usable 1,000",
        "没有权限：permission denied by the kernel",
    ] {
        assert_ne!(english(text), [] as [String; 0], "{text}");
    }
    for text in [
        "下一步 lastack states ｜ lastack explain syn-queue-full",
        "ss -tnop state syn-sent 'dst 10.0.0.1:443'",
        "报 EADDRNOTAVAIL（Cannot assign requested address）",
        "微软文档《TCP/IP port exhaustion troubleshooting》",
        "server 10.0.0.9:8080;",
        "TIME_WAIT 18122 >= 1000",
    ] {
        assert_eq!(english(text), [] as [String; 0]);
    }
    assert_ne!(gaps("让 这个程序 保持连接"), [] as [String; 0]);
    assert_eq!(gaps("让 nginx 保持连接  12 个"), [] as [String; 0]);
}

/// The texts of a folder tree of this project whose names end so.
pub(crate) fn files(folder: &Path, name: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, name, found);
        } else if path.to_str().unwrap().ends_with(name) {
            found.push(path);
        }
    }
}

pub(crate) fn crates() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn no_chinese_message_holds_an_english_sentence() {
    let (mut paths, mut wrong) = (Vec::new(), Vec::new());
    files(&crates(), "zh-CN.ftl", &mut paths);
    assert!(paths.len() > 200, "{}", paths.len());
    for path in paths {
        let source = std::fs::read_to_string(&path).unwrap();
        let told = source.lines().filter(|line| !line.starts_with("    .command") && !line.starts_with('#'));
        for line in told {
            // What an argument brings is looked at on the screens.
            let text = line.split_once(" = ").map_or(line, |(_, text)| text);
            let text = text.split('{').map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
            wrong.extend(text.flat_map(english).map(|found| format!("{}: {found:?}", path.display())));
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}

#[test]
fn no_case_of_a_rule_or_a_remedy_shows_english_in_chinese() {
    let (mut paths, mut wrong) = (Vec::new(), Vec::new());
    files(&crates().join("diagnose"), ".md", &mut paths);
    let catalog = catalog();
    let mut shown = 0;
    for path in paths {
        for case in parse(&std::fs::read_to_string(&path).unwrap()) {
            let look = case.look();
            let report = report(look.now, &look.earlier, Judge::Everything);
            let plan = plan(&report, &[]);
            let name = format!("{}: {}", path.display(), case.name);
            for screen in screens(&catalog, &report, &Proposal { plan: &plan, report: &report }) {
                check(&name, &screen, &mut wrong);
                shown += 1;
            }
        }
    }
    assert!(shown > 1_000, "{shown}");
    assert_eq!(wrong, [] as [String; 0]);
}

fn screens(catalog: &Catalog, report: &Report, plan: &dyn Answer) -> Vec<String> {
    let mut all = Vec::new();
    for (id, page) in [
        ("text", Page::Diagnosis),
        ("text", Page::States),
        ("text", Page::Ports),
        ("markdown", Page::Diagnosis),
    ] {
        let mut screen = String::new();
        (format(id).unwrap().write)(report, &view(catalog, page), &mut screen).unwrap();
        all.push(screen);
    }
    let mut screen = String::new();
    (format("text").unwrap().answer)(plan, &view(catalog, Page::Diagnosis), &mut screen).unwrap();
    all.push(screen);
    all
}

#[test]
fn no_explanation_holds_an_english_sentence_in_chinese() {
    let catalog = catalog();
    let mut wrong = Vec::new();
    for topic in explain::topics() {
        let sections =
            topic.parts().map(|(part, text)| Section { label: part.name(), text }).collect::<Vec<_>>();
        let title = sections[0].text.clone();
        let shown = Topic { id: topic.id.to_owned(), title, sections, source: topic.source() };
        let explanation =
            Explanation { words: Untrusted::new("tw"), topics: vec![shown], nearest: Vec::new() };
        for id in ["text", "markdown", "html"] {
            let mut screen = String::new();
            (format(id).unwrap().explain)(&explanation, &view(&catalog, Page::Diagnosis), &mut screen)
                .unwrap();
            let body = screen.split_once("<body>").map_or(screen.as_str(), |(_, body)| body);
            check(topic.id, &told(body), &mut wrong);
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}

/// Without the commands and the code of a page: they run as they are.
fn told(screen: &str) -> String {
    let (mut lines, mut inside) = (Vec::new(), false);
    for line in screen.lines() {
        let fence = line.trim_start().starts_with("```");
        inside ^= fence;
        let command = inside || fence || line.starts_with("  ") || line.contains("<pre>");
        lines.extend((!command).then_some(line));
    }
    lines.join("\n").replace('<', "《").replace('>', "》")
}

#[test]
fn no_blessed_chinese_screen_holds_an_english_sentence() {
    let (mut paths, mut wrong) = (Vec::new(), Vec::new());
    for ending in [".zh.txt", ".zh.120.txt", ".zh.md", "-zh.txt"] {
        files(&crates(), ending, &mut paths);
    }
    assert!(paths.len() > 20, "{paths:?}");
    for path in paths {
        let (name, screen) = (path.display().to_string(), std::fs::read_to_string(&path).unwrap());
        // Columns of a table that is as wide as the screen are one space apart.
        match name.ends_with(".120.txt") {
            true => wrong.extend(english(&screen)),
            false => check(&name, &screen, &mut wrong),
        }
    }
    assert_eq!(wrong, [] as [String; 0]);
}

#[test]
fn what_the_program_says_by_itself_is_chinese() {
    let (_folder, rows) = file("表.txt", ROWS.as_bytes());
    let (_other, figures) = file("数.txt", HISTOGRAM);
    let (_conf, conf) =
        file("a.conf", b"net.ipv4.tcp_tw_recycle = 1\nnet.ipv4.tcp_fin_timeout = 5\nnet.core.x = 1\n");
    let commands: &[&[&str]] = &[
        &[],
        &["states"],
        &["ports"],
        &["sockets"],
        &["blame"],
        &["explain"],
        &["lint"],
        &["diff"],
        &["capture"],
        &["fix"],
        &["fix", "plan"],
        &["fix", "apply"],
        &["fix", "confirm"],
        &["fix", "rollback"],
        &["fix", "log"],
        &["fix", "release"],
        &["fix", "spread"],
        &["probe"],
        &["probe", "run"],
        &["probe", "run", "nowhere.toml"],
        &["lab"],
        &["lab", "list"],
        &["lab", "run"],
        &["completions"],
    ];
    let helps = commands.iter().map(|command| [command, &["--help"][..]].concat());
    let runs: &[&[&str]] = &[
        &[&rows, "-v"],
        &["states", &rows, "-v"],
        &["ports", &rows, "-v"],
        &["ports", &rows, "--if", "rate=500"],
        &["ports", &rows, "--listener"],
        &["ports", "--measure-time-wait", "--netns", "nosuch"],
        &["sockets", "-f", &rows, "state", "time-wait"],
        &["sockets", "-f", &rows, "--group-by", "process"],
        &["sockets", "-f", &rows, "dport", "="],
        &["sockets", "-f", &rows, "fwmark", "=", "1"],
        &["lint", &conf],
        &["lint", &conf, "-v", "--facts", &rows],
        &["diff", &rows, &figures],
        &["diff", &figures, &rows, "-v"],
        &["fix", "plan", &rows, "-v"],
        &["fix", "plan", &rows, "--as", "ansible"],
        &["fix", "plan", "tcp_tw_recycle", &figures, "-v"],
        &["fix", "plan", "nosuch"],
        &["probe", "127.0.0.1:1"],
        &["probe", "nosuch"],
        &["blame", "--method", "owners", "-v", "--netns", "self"],
        &["blame", "1x"],
        &["explain", "nosuchword"],
        &["nosuch.txt"],
        &["--width", "x"],
        &["--nosuch"],
        &["states", "--nosuch"],
        &["capture"],
        &["fix", "rollback", "999"],
        &["lab", "list"],
        &["lab", "run", "nosuch"],
    ];
    let mut wrong = Vec::new();
    for arguments in runs.iter().map(|arguments| arguments.to_vec()).chain(helps) {
        let said = run(&[&arguments[..], &["--lang", "zh", "--width", "9999"]].concat());
        // A path of the machine may hold anything; the files of this test have Chinese names.
        check(&format!("{arguments:?}"), &said.out, &mut wrong);
        check(&format!("{arguments:?}"), &said.err, &mut wrong);
    }
    let piped = feed(&["-", "-v", "--lang", "zh", "--width", "9999"], b"tcp 0 0 10.0.0.1:80\nTIME_WAIT 5\n");
    check("-", &piped.out, &mut wrong);
    assert_eq!(wrong, [] as [String; 0]);
}

/// Ports that run out, a leak, half-open rows, log lines, with settings.
const ROWS: &str = "net.ipv4.ip_local_port_range = 40000 40009\nnet.ipv4.tcp_tw_reuse = 0\n\
State Recv-Q Send-Q Local Address:Port Peer Address:Port Process\n\
LISTEN 3 2 0.0.0.0:40001 0.0.0.0:* users:((\"grpc\",pid=9,fd=6))\n\
ESTAB 0 0 10.1.2.3:40002 10.1.2.9:8080 users:((\"nginx\",pid=7,fd=9))\n\
TIME-WAIT 0 0 10.1.2.3:40003 10.1.2.9:8080 timer:(timewait,31sec,0)\n\
TIME-WAIT 0 0 10.1.2.3:40004 10.1.2.9:8080 timer:(timewait,11sec,0)\n\
TIME-WAIT 0 0 10.1.2.3:40005 10.1.2.9:8080 timer:(timewait,21sec,0)\n\
TIME-WAIT 0 0 10.1.2.3:40006 10.1.2.9:8080 timer:(timewait,41sec,0)\n\
TIME-WAIT 0 0 10.1.2.3:40007 10.1.2.9:8080 timer:(timewait,51sec,0)\n\
CLOSE-WAIT 1 0 10.1.2.3:40001 10.1.2.8:51000 users:((\"grpc\",pid=9,fd=7))\n\
SYN-RECV 0 0 10.1.2.3:40001 10.1.2.8:51001\n\
connect() failed (99: Cannot assign requested address) while connecting to upstream\n";

#[test]
fn timers_units_and_standard_input_have_chinese_names() {
    let rows = "ESTAB 0 5 10.0.0.1:80 10.0.0.2:4000 timer:(on,200ms,0)\n\
                ESTAB 0 0 10.0.0.1:80 10.0.0.3:4000 timer:(keepalive,17min,0)\n\
                ESTAB 0 5 10.0.0.1:80 10.0.0.4:4000 timer:(persist,3sec,0)\n";
    let (_folder, rows) = file("ss.txt", rows.as_bytes());
    let said = run(&["sockets", "-f", &rows, "--lang", "zh", "--width", "200"]).out;
    for timer in ["重传 0.20 秒", "保活 17 分钟", "零窗口探测 3 秒"] {
        assert!(said.contains(timer), "{said}");
    }
    assert!(
        run(&["sockets", "-f", &rows, "--lang", "en", "--width", "200"]).out.contains("keepalive 17 min")
    );
    let said = run(&["ports", "--if", "rate=500,reuse=1", "--lang", "zh"]).out;
    assert!(said.contains("1000 毫秒") && !said.contains(" ms"), "{said}");
    for command in [&["-"][..], &["lint", "-"], &["sockets", "-f", "-"]] {
        for (lang, name) in [("zh", "标准输入"), ("en", "standard input")] {
            let said = feed(&[command, &["--lang", lang]].concat(), b"foo\n");
            assert!(said.err.contains(name) && !said.err.contains(": - "), "{said:?}");
        }
    }
}
