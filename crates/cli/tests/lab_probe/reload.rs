//! A file that changes while it is in force.

use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt as _, chown};

use lastack_netlab::diag::{count, states};
use lastack_netlab::{Conduct, Netns, Server};

use crate::run::start;
use crate::{hold, is_up};

#[test]
fn a_file_that_breaks_changes_nothing_and_one_that_is_right_counts() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::CloseSecond).unwrap();
    let run = start(&hold("127.0.0.1:8080", ""), "json");
    run.check("a held connection", is_up);
    std::fs::write(&run.file, "[[targets]]\ntarget = [\"web\"]\n").unwrap();
    run.wait("what stays", |line| line.contains("what it said before stays in force"));
    run.wait("the place", |line| line.contains("line 2, column 11: web has no port"));
    run.check("the old target", is_up);
    std::fs::write(&run.file, hold("127.0.0.1:9", "")).unwrap();
    run.check("the new target", |check| check["target"] == "127.0.0.1:9" && check["reason"] == "refused");
    // The connection of the target that nobody asks for any more has been ended, and cleanly.
    server.wait_finished(1).unwrap();
    assert_eq!(count(states::ESTABLISHED | states::TIME_WAIT | states::FIN_WAIT2).unwrap(), 0);
}

/// Nobody's file, for his eyes alone, takes the place of the one that was read. Privileges would read it; they are given up by then.
#[test]
fn a_file_that_may_not_be_read_any_more_changes_nothing_and_is_tried_again() {
    let _netns = Netns::enter_fresh().unwrap();
    let server = Server::on("127.0.0.1:8080".parse().unwrap(), Conduct::Hold).unwrap();
    let run = start(&hold("127.0.0.1:8080", ""), "json");
    run.check("a held connection", is_up);
    let other = run.file.with_extension("new");
    std::fs::write(&other, hold("127.0.0.1:9", "")).unwrap();
    std::fs::set_permissions(&other, Permissions::from_mode(0o600)).unwrap();
    chown(&other, Some(65_534), Some(65_534)).unwrap();
    std::fs::rename(&other, &run.file).unwrap();
    run.wait("what stays", |line| line.contains("cannot be read; what it said before stays in force"));
    run.wait("why", |line| line.contains("cannot be read: permission denied"));
    run.wait("what to do", |line| line.contains("must be readable by user 0"));
    run.check("the old target", is_up);
    std::fs::set_permissions(&run.file, Permissions::from_mode(0o644)).unwrap();
    // Told once, however often it was tried.
    let next =
        run.wait("the file", |line| line.contains("cannot be read") || line.contains("was read again"));
    assert!(next.contains("was read again"), "{next}");
    run.check("the new target", |check| check["target"] == "127.0.0.1:9" && check["reason"] == "refused");
    drop(server);
}

/// A target that was taken out and comes back is told like a new one: nothing is remembered of it.
#[test]
fn a_target_that_comes_back_is_told_like_a_new_one() {
    let _netns = Netns::enter_fresh().unwrap();
    let (down, other) = (hold("127.0.0.1:9", ""), hold("127.0.0.1:10", ""));
    let run = start(&down, "text");
    let is = |target: &str| run.wait(target, |line| line.contains(target) && line.contains("refused"));
    is("127.0.0.1:9 ");
    for (file, target) in [(&other, "127.0.0.1:10 "), (&down, "127.0.0.1:9 "), (&other, "127.0.0.1:10 ")] {
        std::fs::write(&run.file, file).unwrap();
        is(target);
    }
}
