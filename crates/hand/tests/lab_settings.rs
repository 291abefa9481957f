//! One setting of a namespace of our own, on the real kernel.

#![expect(clippy::unwrap_used, reason = "helpers of tests: what is missing must stop the test")]

use std::io;
use std::os::fd::AsRawFd as _;
use std::sync::Mutex;

use lastack_hand::{Act, Netns, Settings as _, Unwatched, Watch};
use lastack_model::{PortSet, Treatable, treatable};
use lastack_netlab::Netns as Lab;

fn opened(lab: &Lab) -> Netns {
    Netns::open(format!("/proc/self/fd/{}", lab.fd().as_raw_fd()).as_ref()).unwrap()
}

fn setting(key: &str) -> &'static Treatable {
    treatable(key).unwrap()
}

/// Every second port from 1,024 on: none joins with the next, so the list is as long as it can be.
fn many(count: u16) -> String {
    let mut set = PortSet::default();
    (0..count).for_each(|n| set.insert(1_024 + 2 * n));
    set.to_string()
}

#[derive(Default)]
struct Notes(Mutex<Vec<usize>>);

impl Watch for Notes {
    fn before(&self, act: &Act<'_>) -> io::Result<()> {
        if let Act::Set(_, piece) = act {
            self.0.lock().unwrap().push(piece.len());
        }
        Ok(())
    }
}

#[test]
fn a_number_is_written_in_its_namespace_alone() {
    let (here, there) = (Lab::beside().unwrap(), Lab::beside().unwrap());
    let (here, there) = (opened(&here), opened(&there));
    let reuse = setting("net.ipv4.tcp_tw_reuse");
    let before = there.read(reuse).unwrap();
    here.write(reuse, "", "1", &Unwatched).unwrap();
    assert_eq!(here.read(reuse).unwrap(), "1\n");
    assert_eq!(there.read(reuse).unwrap(), before);
    assert_ne!(here.id().cookie, there.id().cookie);
}

#[test]
fn a_list_of_3001_ports_is_written_and_read_whole_and_emptied_again() {
    let lab = Lab::beside().unwrap();
    let netns = opened(&lab);
    let reserved = setting("net.ipv4.ip_local_reserved_ports");
    let value = many(3_001);
    let notes = Notes::default();
    netns.write(reserved, "", &value, &notes).unwrap();
    assert!(netns.read(reserved).unwrap().trim() == value);
    let notes = notes.0.into_inner().unwrap();
    assert!(notes.len() > 3 && notes.iter().all(|length| *length <= 4_092), "{notes:?}");
    netns.write(reserved, "", "", &Unwatched).unwrap();
    assert_eq!(netns.read(reserved).unwrap().trim(), "");
}

#[test]
fn whoever_is_cut_off_leaves_the_first_ports_of_the_value_and_no_others() {
    struct Cut(Mutex<u32>);
    impl Watch for Cut {
        fn before(&self, _: &Act<'_>) -> io::Result<()> {
            let mut left = self.0.lock().unwrap();
            *left = left.checked_sub(1).ok_or_else(|| io::Error::from(io::ErrorKind::Interrupted))?;
            Ok(())
        }
    }
    let lab = Lab::beside().unwrap();
    let netns = opened(&lab);
    let reserved = setting("net.ipv4.ip_local_reserved_ports");
    netns.write(reserved, "", "65000-65010", &Unwatched).unwrap();
    netns.write(reserved, "", &many(2_003), &Cut(Mutex::new(1))).unwrap_err();
    let (there, whole) = (netns.read(reserved).unwrap(), many(2_003));
    assert!(there.trim().len() > 1_000 && whole.starts_with(there.trim()), "{}", there.len());
}

#[test]
fn what_the_kernel_refuses_is_told_and_nothing_changes() {
    let lab = Lab::beside().unwrap();
    let netns = opened(&lab);
    let reuse = setting("net.ipv4.tcp_tw_reuse");
    let before = netns.read(reuse).unwrap();
    let error = netns.write(reuse, "", "7", &Unwatched).unwrap_err();
    assert_eq!(error.to_string(), "cannot write net.ipv4.tcp_tw_reuse");
    assert_eq!(error.reason().kind(), io::ErrorKind::InvalidInput);
    assert_eq!(netns.read(reuse).unwrap(), before);
}
