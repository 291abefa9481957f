//! A recorded Windows whose TIME_WAIT rows carry pid 0: who had the connections is inferred, and pid 0 is nobody.

use std::time::Duration;

use lastack_engine::{Request, examine};
use lastack_host::windows::{ABOUT, DYNAMIC_PORTS, PROCESSES, TCP4};
use lastack_host::{Answer, Call, Moment, Record, Replay};
use lastack_model::words::{Catalog, Lang};
use lastack_model::{Certainty, Had, Report};
use lastack_report::{View, WORDS, format};

const ESTABLISHED: u8 = 5;
const TIME_WAIT: u8 = 11;

/// State, local port, remote port, pid: as GetExtendedTcpTable lays them out.
fn table(rows: impl IntoIterator<Item = (u8, u16, u16, u32)>) -> Vec<u8> {
    let mut rows_of = Vec::new();
    let mut count = 0_u64;
    for (state, local, remote, pid) in rows {
        let mut row = vec![state, 0, 0, 0, 192, 168, 149, 21];
        row.extend(local.to_be_bytes());
        row.extend([0, 0, 192, 168, 149, 128]);
        row.extend(remote.to_be_bytes());
        row.extend([0, 0]);
        row.extend(pid.to_le_bytes());
        row.resize(160, 0);
        rows_of.extend(row);
        count += 1;
    }
    [count.to_le_bytes().to_vec(), rows_of].concat()
}

/// So many rows in TIME_WAIT; of the last `seen` the table showed the process while they were open.
fn look(time_wait: u16, seen: u16) -> Report {
    let last = 49_152 + time_wait;
    let open = table((last - seen..last).map(|port| (ESTABLISHED, port, 10_051, 4_120)));
    let over = table((49_152..last).map(|port| (TIME_WAIT, port, 10_051, 0)));
    let read = |path: &str, bytes: &[u8]| (0, Call::Read(path.into()), Answer::Bytes(bytes.to_vec()));
    let at = |s: u32| {
        let moment = Moment {
            wall_ms: 1_790_000_000_000 + i64::from(s) * 1_000,
            monotonic: Duration::from_secs(s.into()),
        };
        (0, Call::Now, Answer::Moment(moment))
    };
    let mut calls = vec![
        read(ABOUT, b"version 10.0.20348\nhostname WEB-03\nuptime_ms 90500000\nboot 1dd0\n"),
        read(DYNAMIC_PORTS, b"tcp4 49152 16384\ntcp6 49152 16384\n"),
        read(PROCESSES, b"0 0 System Idle Process\n4 0 System\n4120 133 zabbix_agentd.exe\n"),
    ];
    calls.extend((1..12).map(at));
    // The first reading, and two of the looks behind it.
    calls.extend((0..3).map(|_| read(TCP4, &open)));
    calls.push(read(TCP4, &over));
    examine(&Replay::new(&Record { calls, views: 0 }), &Request::default()).unwrap().report
}

fn screen(report: &Report, lang: Lang) -> String {
    let catalog = Catalog::new(lastack_engine::words().chain(WORDS));
    let mut screen = String::new();
    let view = View { verbose: true, ..View::new(&catalog, lang) };
    (format("text").unwrap().write)(report, &view, &mut screen).unwrap();
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn who_had_what_is_in_time_wait_is_an_inference_and_pid_0_is_nobody() {
    let (report, unseen) = (look(16_301, 41), look(16_301, 0));
    let owners = |report: &Report| {
        let owners = report.snapshot.namespaces[0].census.routes[0].owners.iter();
        owners.map(|owner| (owner.pid, owner.sockets, owner.certainty, owner.had)).collect::<Vec<_>>()
    };
    let had = Had { rows: 41, shortest_ms: 2_000, longest_ms: 2_000, watched_ms: 7_000 };
    assert_eq!(owners(&report), [(4_120, 41, Certainty::Inferred, Some(had))]);
    assert_eq!(owners(&unseen), []);
    for (lang, known, nobody) in [
        (
            Lang::En,
            [
                "do Let zabbix_agentd.exe (inferred) reuse connections",
                "who had 41 of 16,301 such rows is inferred, from connections seen open for up to 2 s of 7 s",
                "held by zabbix_agentd.exe(4120) 41(inferred) [41 in TIME_WAIT by inference, seen open for 2 s of 7 s]",
            ],
            [
                "do Let the program reuse connections",
                "who had 0 of 16,301 such rows",
                "10051 ? 0 16,301 0 0 ?",
            ],
        ),
        (
            Lang::Zh,
            [
                "该做 让 zabbix_agentd.exe（推断）复用连接",
                "16301 行里有 41 行是推断的：观察 7 秒，看到这些连接打开着，最长 2 秒",
                "持有者 zabbix_agentd.exe(4120) 41（推断） [推断有 41 个 TIME_WAIT 是它的：观察 7 秒，看到连接打开着 2 秒]",
            ],
            ["该做 让应用程序复用连接", "16301 行里有 0 行", "10051 未知 0 16301 0 0 未知"],
        ),
    ] {
        for (report, texts) in [(&report, known), (&unseen, nobody)] {
            let screen = screen(report, lang);
            // A line of Chinese may end anywhere.
            let bare = |text: &str| text.split_whitespace().collect::<String>();
            for text in texts {
                assert!(bare(&screen).contains(&bare(text)), "{text}: {screen}");
            }
            for wrong in ["Idle", "pid 0", "(0)"] {
                assert!(!screen.contains(wrong), "{wrong}: {screen}");
            }
        }
    }
}
