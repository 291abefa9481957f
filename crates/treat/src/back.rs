//! The way back of one write, from what stands there now: compare, then swap. Pure.

use lastack_model::{PortSet, Treatable};

use crate::record::{Back, Cut, is_set};

/// What is known of a write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known<'a> {
    /// The record says that all of it was written
    pub(crate) whole: bool,
    /// What it read back as, where that was not what was written
    pub(crate) reads: Option<&'a str>,
    /// A way back that was begun: what it was to write
    pub(crate) begun: Option<&'a str>,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Nothing of ours stands there any more
    Already,
    /// This value goes there
    Write(String),
    /// Somebody else set it: it stays, and is reported
    Left,
}

/// The way back, where `now` stands there, in canonical form.
pub(crate) fn way(setting: &Treatable, cut: &Cut, known: Known<'_>, now: &str) -> Way {
    if now == cut.from {
        return Way::Already;
    }
    if let Some(target) = known.begun {
        if now == target {
            return Way::Already;
        }
        if is_set(setting) && is_cut_short(now, target) {
            return Way::Write(target.to_owned());
        }
    }
    let torn = is_set(setting) && !known.whole && is_cut_short(now, &cut.to);
    if now == cut.to || torn || known.reads == Some(now) {
        return Way::Write(cut.from.clone());
    }
    match &cut.undo {
        Back::Restore => Way::Left,
        Back::Subtract(ports) => subtract(now, ports),
    }
}

fn subtract(now: &str, ports: &str) -> Way {
    let (Some(mut left), Some(ours)) = (PortSet::parse(now), PortSet::parse(ports)) else { return Way::Left };
    let before = left.len();
    left.subtract(&ours);
    if left.len() == before { Way::Already } else { Way::Write(left.to_string()) }
}

/// Whether a list is the beginning of another one: a write of several pieces that was cut off leaves its first ports
/// and no others (traps A3).
pub(crate) fn is_cut_short(now: &str, whole: &str) -> bool {
    let (Some(now), Some(mut whole)) = (PortSet::parse(now), PortSet::parse(whole)) else { return false };
    let Some(last) = now.iter().last() else { return false };
    if last < u16::MAX {
        let mut behind = PortSet::default();
        behind.insert_range(last + 1, u16::MAX);
        whole.subtract(&behind);
    }
    now == whole
}

#[cfg(test)]
mod tests {
    use lastack_model::treatable;

    use super::*;
    use crate::record::tests::cut;

    const PORTS: &str = "net.ipv4.ip_local_reserved_ports";

    fn check(cut: &Cut, known: Known<'_>, now: &str, expected: Way) {
        let setting = treatable(&cut.key).unwrap();
        assert_eq!(way(setting, cut, known, now), expected, "{now} {known:?}");
    }

    fn write(value: &str) -> Way {
        Way::Write(value.to_owned())
    }

    const WHOLE: Known<'static> = Known { whole: true, reads: None, begun: None };
    const UNSURE: Known<'static> = Known { whole: false, reads: None, begun: None };

    #[test]
    fn a_number_goes_back_only_while_it_is_ours() {
        let reuse = cut("net.ipv4.tcp_tw_reuse", "2", "1");
        for known in [WHOLE, UNSURE] {
            check(&reuse, known, "1", write("2"));
            check(&reuse, known, "2", Way::Already);
            check(&reuse, known, "0", Way::Left);
        }
    }

    #[test]
    fn what_the_kernel_made_of_our_value_is_ours_too() {
        let range = cut("net.ipv4.ip_local_port_range", "32768 60999", "1024 65535");
        check(&range, Known { reads: Some("1024 65000"), ..WHOLE }, "1024 65000", write("32768 60999"));
        check(&range, WHOLE, "1024 65000", Way::Left);
    }

    #[test]
    fn only_our_ports_are_taken_out_of_what_others_added_since() {
        let ports =
            Cut { undo: Back::Subtract("8080,9090".to_owned()), ..cut(PORTS, "22-25", "22-25,8080,9090") };
        check(&ports, WHOLE, "22-25,8080,9090", write("22-25"));
        check(&ports, WHOLE, "22-25,7000,8080,9090", write("22-25,7000"));
        check(&ports, WHOLE, "22,8080", write("22"));
        check(&ports, WHOLE, "22-25", Way::Already);
        check(&ports, WHOLE, "7000", Way::Already);
        check(&ports, WHOLE, "", Way::Already);
    }

    #[test]
    fn a_write_that_was_cut_off_is_ours_and_gives_everything_back() {
        let ports = Cut {
            undo: Back::Subtract("8080".to_owned()),
            ..cut(PORTS, "22,9000-9010", "22,8080,9000-9010")
        };
        // The first piece takes away what others had reserved behind it.
        check(&ports, UNSURE, "22,8080", write("22,9000-9010"));
        check(&ports, UNSURE, "22", write("22,9000-9010"));
        // When all of it was written, the same list is somebody's own doing.
        check(&ports, WHOLE, "22,8080", write("22"));
        check(&ports, UNSURE, "23", Way::Already);
    }

    #[test]
    fn a_way_back_that_was_cut_off_is_gone_to_its_end() {
        let ports = Cut { undo: Back::Subtract("8080".to_owned()), ..cut(PORTS, "22,9000", "22,8080,9000") };
        let begun = Known { begun: Some("22,7000,9000"), ..WHOLE };
        check(&ports, begun, "22", write("22,7000,9000"));
        check(&ports, begun, "22,7000,9000", Way::Already);
        check(&ports, begun, "22,7000,8080,9000", write("22,7000,9000"));
        let reuse = cut("net.ipv4.tcp_tw_reuse", "2", "1");
        check(&reuse, Known { begun: Some("2"), ..WHOLE }, "1", write("2"));
    }
}
