//! What `fix log` and `fix rollback` show of changes: commands to copy, and a first line that says what was done.

use lastack_model::words::Lang;
use lastack_model::{
    Applied, By, ChangeState, EndTold, OutlookTold, RateTold, StepReceipt, StepState, Untrusted,
};
use lastack_report::{Changes, Deed, FORMATS, View, format};

use crate::hostile::HOSTILE;
use crate::{catalog, hostile};

const KEY: &str = "net.ipv4.tcp_tw_reuse";

fn change(state: ChangeState, steps: &[StepState], command: &str) -> Applied {
    let step = |state: &StepState| StepReceipt {
        netns: 0,
        key: KEY,
        from: "2".to_owned(),
        to: "1".to_owned(),
        state: state.clone(),
        beside: None,
    };
    Applied {
        id: "6b030b39".to_owned(),
        begun_at_ms: 0,
        boot_id: None,
        by: By { uid: Some(0), loginuid: Some(1_000), command: Untrusted::new(command), ..By::default() },
        confirmed: None,
        ended_at_ms: None,
        remedies: Vec::new(),
        namespaces: vec![Untrusted::new("own")],
        steps: steps.iter().map(step).collect(),
        state,
        outcome: None,
        gauges: Vec::new(),
        outlooks: Vec::new(),
        reverts_in_s: Some(60),
        release: None,
        file: None,
        spread: None,
        foreign: None,
        plan_lost: false,
    }
}

fn shown(id: &str, changes: &[Applied], after: Deed, lang: Lang, width: usize) -> String {
    let catalog = catalog();
    let view = View { width, ..View::new(&catalog, lang) };
    let mut out = String::new();
    let changes = Changes { changes, after, behind: None, damaged: &[], later: &[] };
    (format(id).unwrap().answer)(&changes, &view, &mut out).unwrap();
    out
}

#[test]
fn each_command_of_the_log_stands_whole_on_a_line_of_its_own() {
    let long =
        format!("/usr/local/bin/lastack fix apply {} --yes", "reserve-listening-ports ".repeat(9).trim());
    let (keep, back) = ("lastack fix confirm 6b030b39", "lastack fix rollback 6b030b39");
    for (state, typed) in [
        (ChangeState::Awaits, &[keep, back][..]),
        (ChangeState::Unguarded, &[keep, back]),
        (ChangeState::Interrupted, &[back]),
        (ChangeState::Stands, &[back]),
        (ChangeState::Undone, &[]),
    ] {
        let change = [change(state, &[StepState::Written], &long)];
        for (lang, width) in Lang::ALL.into_iter().flat_map(|lang| [30, 80, 200].map(|width| (lang, width))) {
            let screen = shown("text", &change, Deed::Nothing, lang, width);
            let ours: Vec<&str> = screen
                .lines()
                .map(str::trim)
                .filter(|line| line.contains("lastack fix") && *line != long)
                .collect();
            assert_eq!(ours, typed, "{width}: {screen}");
            assert_eq!(screen.lines().filter(|line| line.trim() == long).count(), 1, "{width}: {screen}");
        }
    }
}

#[test]
fn a_command_line_of_others_gets_through_no_format() {
    let changes = [change(ChangeState::Stands, &[StepState::Written], HOSTILE)];
    for (format, lang) in FORMATS.iter().flat_map(|format| Lang::ALL.map(|lang| (format, lang))) {
        hostile::check(format.id, &shown(format.id, &changes, Deed::Nothing, lang, 80));
    }
}

#[test]
fn line_1_of_a_rollback_says_whether_anything_was_taken_back_and_why_not() {
    let left = || StepState::ChangedSince("0".to_owned());
    let first = |state, steps: &[StepState], lang| {
        let screen = shown("text", &[change(state, steps, "a test")], Deed::Rollback, lang, 200);
        screen.lines().next().unwrap().to_owned()
    };
    for (state, steps, english, chinese) in [
        (
            ChangeState::Partly,
            &[left()][..],
            "Nothing was taken back: somebody set net.ipv4.tcp_tw_reuse to 0 since, which stays.",
            "什么也没有回滚：后来有人把 net.ipv4.tcp_tw_reuse 改成了 0，保留不动",
        ),
        (
            ChangeState::Partly,
            &[StepState::Undone, left()],
            "Not all of it was taken back: somebody set net.ipv4.tcp_tw_reuse to 0 since, which stays.",
            "没有全部回滚：后来有人把 net.ipv4.tcp_tw_reuse 改成了 0，保留不动",
        ),
        (
            ChangeState::Partly,
            &[StepState::Refused("Read-only file system".to_owned())],
            "Nothing was taken back: net.ipv4.tcp_tw_reuse could not be written (the file system is read-only).",
            "什么也没有回滚：net.ipv4.tcp_tw_reuse 写不进去（文件系统是只读的）",
        ),
        (ChangeState::Undone, &[StepState::Undone], "Taken back: change 6b030b39.", "已回滚：改动 6b030b39"),
        (
            ChangeState::Void,
            &[StepState::Gone],
            "Nothing was taken back: ended with the reboot, or with its network namespace.",
            "什么也没有回滚：已随重启或那个网络命名空间消失而失效",
        ),
    ] {
        assert_eq!(first(state, steps, Lang::En), english);
        assert_eq!(first(state, steps, Lang::Zh), chinese);
    }
    // The log does not call it taken back either.
    let change = [change(ChangeState::Partly, &[left()], "a test")];
    let screen = shown("text", &change, Deed::Nothing, Lang::En, 200);
    assert!(screen.lines().next().unwrap().contains("nothing was taken back"), "{screen}");
}

#[test]
fn what_could_not_be_written_is_offered_once_more_and_what_somebody_changed_is_not() {
    let refused = StepState::Refused("netsh could not be started, error 1359".to_owned());
    let again = "lastack fix rollback 6b030b39";
    for (lang, told) in [
        (Lang::En, ["not all of it was taken back", "netsh could not be started, error 1359"]),
        (Lang::Zh, ["没有全部回滚", "netsh 启动不了，错误 1359"]),
    ] {
        let screen = |steps: &[StepState]| {
            shown("text", &[change(ChangeState::Partly, steps, "a test")], Deed::Nothing, lang, 200)
        };
        let text = screen(&[StepState::Undone, refused.clone()]);
        assert!(told.iter().chain([&again]).all(|part| text.contains(part)), "{text}");
        let theirs = StepState::ChangedSince("0".to_owned());
        for steps in [&[theirs.clone()][..], &[theirs, refused.clone()]] {
            assert!(!screen(steps).contains(again), "{}", screen(steps));
        }
    }
}

#[test]
fn when_something_was_to_run_out_is_told_as_foretold_and_as_it_came() {
    let end = |when: &str, seconds| EndTold { when: Untrusted::new(when), seconds };
    let mut change = change(ChangeState::Stands, &[StepState::Written], "lastack");
    let ports = OutlookTold {
        supply: Untrusted::new("ports"),
        of: Untrusted::new("10.0.0.5 to 10.0.0.9 port 443"),
        per_s: 312.4,
        before: end("later", Some((40.0, 40.0))),
        foretold: end("never", None),
        after: Some(end("never", None)),
        after_rate: Some(RateTold { per_s: 290.2, window_s: 5.0, since: true }),
    };
    // As a journal of an earlier version tells it, and one of which nobody looked behind it.
    let old = OutlookTold { after_rate: None, ..ports.clone() };
    let places = OutlookTold {
        supply: Untrusted::new("time_wait_rows"),
        of: Untrusted::new(""),
        before: end("now", None),
        after: None,
        after_rate: None,
        ..ports.clone()
    };
    change.outlooks = vec![ports, old, places];
    let told = |lang| shown("text", std::slice::from_ref(&change), Deed::Nothing, lang, 200);
    for (lang, lines) in [
        (
            Lang::En,
            [
                "  ends local ports from 10.0.0.5 to 10.0.0.9:443, at 312/s: before used up in 40 s; foretold enough at this rate; after it enough at this rate (290/s over 5 s after the change)",
                "  ends local ports from 10.0.0.5 to 10.0.0.9:443, at 312/s: before used up in 40 s; foretold enough at this rate; after it enough at this rate",
                "  ends places for TIME_WAIT, at 312/s: before used up now; foretold enough at this rate; not reckoned after it, and this rate is from before it",
            ],
        ),
        (
            Lang::Zh,
            [
                "  耗尽 10.0.0.5 到 10.0.0.9:443 的本地端口，按 312 个/秒：改动前：40 秒后用完；预计：按此速率不会用完；改动后：按此速率不会用完（改动后 5 秒内是 290 个/秒）",
                "  耗尽 10.0.0.5 到 10.0.0.9:443 的本地端口，按 312 个/秒：改动前：40 秒后用完；预计：按此速率不会用完；改动后：按此速率不会用完",
                "  耗尽 TIME_WAIT 名额，按 312 个/秒：改动前：已经用完；预计：按此速率不会用完；改动后没有再推算，这个速率是改动前的",
            ],
        ),
    ] {
        let screen = told(lang);
        for line in lines {
            assert!(screen.lines().any(|shown| squeezed(shown) == squeezed(line)), "{line}\n{screen}");
        }
    }
}

/// Without the columns that labels are laid out in.
fn squeezed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn what_the_kernel_refused_is_told_in_the_readers_language_and_as_not_written() {
    let catalog = catalog();
    for (lang, told) in [
        (Lang::En, ["nothing was written", "does not take this value (EINVAL)"]),
        (Lang::Zh, ["什么也没有写入", "内核不接受这个值（EINVAL）"]),
    ] {
        let refused =
            change(ChangeState::Undone, &[StepState::Refused("Invalid argument".to_owned())], "lastack");
        let changes =
            Changes { changes: &[refused], after: Deed::Nothing, behind: None, damaged: &[], later: &[] };
        let mut text = String::new();
        let view = View { width: 200, ..View::new(&catalog, lang) };
        (format("text").unwrap().answer)(&changes, &view, &mut text).unwrap();
        assert!(told.iter().all(|part| text.contains(part)), "{text}");
        assert!(!text.contains("Invalid argument"), "{text}");
    }
}
