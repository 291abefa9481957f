//! Sockets that are let go, as people and programs see them.

use lastack_model::words::Lang;
use lastack_model::{
    Applied, By, ChangeState, Endpoint, HostFacts, NetnsName, Release, ReleaseEnd, ReleaseGroup, ReleaseLeft,
    ReleaseRecord, ReleaseScope, Released, StateCounts, Target, TcpState, Untrusted,
};
use lastack_report::{Answer, Changes, Deed, FORMATS, Letting, View, format, mask_release};

use crate::hostile::HOSTILE;
use crate::{catalog, hostile, schema};

fn end(last: u8, port: u16) -> Endpoint {
    Endpoint::new(std::net::IpAddr::from([198, 51, 100, last]).into(), port)
}

fn release(scope: ReleaseScope, state: TcpState, rows: u16) -> Release {
    let group = |end, rows| ReleaseGroup { end, rows, youngest_s: Some(1.5), oldest_s: Some(41.0) };
    Release {
        taken_at_ms: 0,
        host: HostFacts { hostname: Some(Untrusted::new(HOSTILE)), ..HostFacts::default() },
        namespace: NetnsName::Named(Untrusted::new(HOSTILE)),
        filter: "state time-wait".to_owned(),
        scope,
        older_than_s: 1.0,
        state,
        mini: state == TcpState::TimeWait,
        targets: (0..rows)
            .map(|n| Target { local: end(1, 1_024 + n), remote: end(2, 443), device: 0, cookie: 7 })
            .collect(),
        groups: if rows == 0 {
            Vec::new()
        } else {
            (0..9).map(|n| group(ReleaseEnd::To(end(n, 443)), 11)).collect()
        },
        rest: if rows == 0 { 0 } else { 3 },
        left: ReleaseLeft { elsewhere: 7, unproven: 5, younger: 3, unnamed: 2 },
        matched: StateCounts::default(),
        coverage: Vec::new(),
    }
}

fn answered(id: &str, answer: &dyn Answer, view: &View<'_>) -> String {
    let mut out = String::new();
    (format(id).unwrap().answer)(answer, view, &mut out).unwrap();
    out
}

fn released() -> Released {
    Released { chosen: 102, gone: 90, changed: 7, refused: 3, why: Some(Untrusted::new(HOSTILE)) }
}

#[test]
fn every_document_is_valid_and_nothing_hostile_gets_through() {
    let (catalog, released) = (catalog(), released());
    for (scope, state, rows) in [
        (ReleaseScope::Loopback, TcpState::TimeWait, 102),
        (ReleaseScope::Anywhere, TcpState::TimeWait, 102),
        (ReleaseScope::Anywhere, TcpState::CloseWait, 1),
        (ReleaseScope::Loopback, TcpState::TimeWait, 0),
    ] {
        let release = release(scope, state, rows);
        for done in [None, Some(("6b030b39", &released, 0.25))] {
            let letting = Letting { release: &release, per_second: 20_000, done };
            for view in Lang::ALL.map(|lang| View::new(&catalog, lang)) {
                FORMATS.iter().for_each(|one| hostile::check(one.id, &answered(one.id, &letting, &view)));
                let value = schema::check(&answered("json", &letting, &view));
                assert_eq!((&value["chosen"], value["done"].is_null()), (&rows.into(), done.is_none()));
            }
        }
    }
}

/// What is said of the price, by scope and state.
#[test]
fn the_price_is_named_before_anybody_agrees() {
    let catalog = catalog();
    let view = View { width: 300, ..View::new(&catalog, Lang::En) };
    let mini = Release { mini: true, ..release(ReleaseScope::Anywhere, TcpState::FinWait2, 1) };
    for (release, price) in [
        (release(ReleaseScope::Loopback, TcpState::TimeWait, 7), "none: both ends are in this network"),
        (release(ReleaseScope::Anywhere, TcpState::TimeWait, 7), "a late segment of an old connection"),
        (release(ReleaseScope::Loopback, TcpState::CloseWait, 1), "gets ECONNABORTED"),
        (mini, "it has not closed yet"),
    ] {
        let text = answered("text", &Letting { release: &release, per_second: 0, done: None }, &view);
        assert!(text.contains(price) && text.contains("nothing was changed yet"), "{text}");
        assert!(text.contains("7 not between loopback addresses: --beyond-loopback"), "{text}");
        assert!(text.contains("none: what was let go does not come back"), "{text}");
        // Six groups, and the rest of nine.
        assert!(text.matches(":443").count() == 6 && text.contains("36 others"), "{text}");
    }
    let none = release(ReleaseScope::Loopback, TcpState::TimeWait, 0);
    let text = answered("text", &Letting { release: &none, per_second: 0, done: None }, &view);
    assert!(text.starts_with("In netns ") && !text.contains("  price"), "{text}");
    assert!(text.lines().next().unwrap().contains("There is nothing to let go"), "{text}");
}

#[test]
fn a_mask_takes_names_addresses_and_the_filter() {
    let release = release(ReleaseScope::Loopback, TcpState::TimeWait, 7);
    let masked = mask_release(&release, &std::hash::RandomState::new());
    let catalog = catalog();
    let view = View::new(&catalog, Lang::En);
    let text = answered("json", &Letting { release: &masked, per_second: 0, done: None }, &view);
    for word in ["pwn", "198.51.100.", "time-wait"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    assert!(text.contains("443"), "{text}");
}

#[test]
fn the_log_tells_a_release_whole_or_cut_short() {
    let catalog = catalog();
    let change = |whole, state| Applied {
        id: "6b030b39".to_owned(),
        begun_at_ms: 0,
        boot_id: Some(Untrusted::new(HOSTILE)),
        by: By { uid: Some(0), command: Untrusted::new(HOSTILE), ..By::default() },
        confirmed: None,
        ended_at_ms: Some(61_000),
        remedies: Vec::new(),
        namespaces: vec![Untrusted::new("own")],
        steps: Vec::new(),
        state,
        outcome: None,
        gauges: Vec::new(),
        outlooks: Vec::new(),
        reverts_in_s: None,
        release: Some(ReleaseRecord {
            scope: Untrusted::new("anywhere"),
            filter: Untrusted::new("state time-wait"),
            state: Untrusted::new("TIME_WAIT"),
            released: released(),
            whole,
        }),
        spread: None,
        file: None,
        foreign: None,
        plan_lost: false,
    };
    for (whole, state, words) in [
        (true, ChangeState::Released, "90 sockets in TIME_WAIT were let go"),
        (false, ChangeState::Interrupted, "90 are known to be gone, more may be"),
    ] {
        let changes = [change(whole, state)];
        let told =
            Changes { changes: &changes, after: Deed::Nothing, behind: None, damaged: &[], later: &[] };
        for lang in Lang::ALL {
            let view = View { width: 300, ..View::new(&catalog, lang) };
            FORMATS.iter().for_each(|one| hostile::check(one.id, &answered(one.id, &told, &view)));
            let value = schema::check(&answered("json", &told, &view));
            assert_eq!(value["changes"][0]["release"]["whole"], whole);
        }
        let text = answered("text", &told, &View { width: 300, ..View::new(&catalog, Lang::En) });
        assert!(text.contains(words), "{text}");
        assert!(text.contains("no longer kept off") && !text.contains("rollback"), "{text}");
    }
}

#[test]
fn rows_of_one_age_are_not_told_as_from_that_age_to_that_age() {
    let catalog = catalog();
    let mut release = release(ReleaseScope::Loopback, TcpState::TimeWait, 11);
    (release.groups[0].youngest_s, release.groups[0].oldest_s) = (Some(17.8), Some(18.3));
    for (lang, alike, span) in
        [(Lang::En, "18 s old", "1.5 s to 41 s old"), (Lang::Zh, "已存在 18 秒", "1.5～41 秒")]
    {
        let view = View { width: 200, ..View::new(&catalog, lang) };
        let text = answered("text", &Letting { release: &release, per_second: 0, done: None }, &view);
        assert!(text.contains(alike) && text.contains(span) && !text.contains("18 s to"), "{text}");
    }
}
