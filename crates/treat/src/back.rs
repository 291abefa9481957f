//! The way back of one write, from what stands there now: compare, then swap. Pure.

use lastack_hand::beginnings;
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
    /// It was refused at one of its ports, and those before that were taken back by whoever wrote them
    pub(crate) none: bool,
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
    if now == cut.from || known.none {
        return Way::Already;
    }
    if let Some(target) = known.begun {
        if now == target {
            return Way::Already;
        }
        if is_written_in_pieces(setting) && is_cut_short(now, target) {
            return Way::Write(target.to_owned());
        }
    }
    let torn = is_written_in_pieces(setting) && !known.whole && is_cut_short(now, &cut.to);
    match &cut.undo {
        _ if torn => Way::Write(cut.from.clone()),
        Back::Restore if now == cut.to || known.reads == Some(now) => Way::Write(cut.from.clone()),
        Back::Restore => Way::Left,
        // What others added while ours were written stays as what they added since.
        Back::Subtract(ports) => subtract(now, ports),
    }
}

/// A list of Linux; Windows excludes port by port, and what a half-done change leaves there is taken out by its ports.
fn is_written_in_pieces(setting: &Treatable) -> bool {
    is_set(setting) && !setting.is_of_windows()
}

fn subtract(now: &str, ports: &str) -> Way {
    let (Some(mut left), Some(ours)) = (PortSet::parse(now), PortSet::parse(ports)) else { return Way::Left };
    let before = left.len();
    left.subtract(&ours);
    if left.len() == before { Way::Already } else { Way::Write(left.to_string()) }
}

/// Whether a list is what the first pieces of another one leave (traps A3). What is written at once is there or not:
/// a list that is shorter than it is then somebody's own.
pub(crate) fn is_cut_short(now: &str, whole: &str) -> bool {
    let Some(now) = PortSet::parse(now) else { return false };
    beginnings(whole)
        .into_iter()
        .any(|part| PortSet::parse(part.trim_end_matches(',')).as_ref() == Some(&now))
}

/// Whether some of our ports are excluded and others are not: Windows takes them one by one.
pub(crate) fn is_partly_excluded(setting: &Treatable, cut: &Cut, now: &str) -> bool {
    let Back::Subtract(ports) = &cut.undo else { return false };
    let (Some(there), Some(ours)) = (PortSet::parse(now), PortSet::parse(ports)) else { return false };
    let excluded = ours.iter().filter(|port| there.has(*port)).count();
    setting.is_of_windows() && excluded > 0 && excluded < ours.len() as usize
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

    const WHOLE: Known<'static> = Known { whole: true, reads: None, begun: None, none: false };
    const UNSURE: Known<'static> = Known { whole: false, reads: None, begun: None, none: false };

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
    fn excluded_ports_of_a_half_done_change_go_and_those_of_others_stay() {
        let key = "windows.excludedportrange";
        let ports =
            Cut { undo: Back::Subtract("10051-10053".to_owned()), ..cut(key, "50000", "10051-10053,50000") };
        for known in [WHOLE, UNSURE, Known { begun: Some("50000"), ..WHOLE }] {
            check(&ports, known, "10051-10053,50000", write("50000"));
            check(&ports, known, "10051,50000", write("50000"));
            check(&ports, known, "10051,10060,50000", write("10060,50000"));
            check(&ports, known, "10052", write(""));
            check(&ports, known, "50000", Way::Already);
            check(&ports, known, "", Way::Already);
        }
        // Refused at 10052, which somebody else has excluded since: whoever wrote has taken 10051 back.
        let refused = Known { none: true, ..UNSURE };
        check(&ports, refused, "10052,50000", Way::Already);
        // As long as one write of Linux and more: no piece of it is anything here.
        let (from, first) = long(&[]);
        let (to, _) = long(&[8_080]);
        let ports = Cut { undo: Back::Subtract("8080".to_owned()), ..cut(key, &from, &to) };
        check(&ports, UNSURE, &first, Way::Already);
    }

    #[test]
    fn what_others_added_while_ours_were_written_stays() {
        for key in ["windows.excludedportrange", PORTS] {
            let ports = Cut { undo: Back::Subtract("10051".to_owned()), ..cut(key, "50000", "10051,50000") };
            let reads = Known { whole: false, reads: Some("10051,10060,50000"), ..UNSURE };
            check(&ports, reads, "10051,10060,50000", write("10060,50000"));
            check(&ports, Known { reads: Some("10060"), ..reads }, "10060", Way::Already);
        }
    }

    /// More ports than one write of the kernel takes, and what its first piece leaves.
    fn long(more: &[u16]) -> (String, String) {
        let mut set = PortSet::default();
        (0..2_000).for_each(|n| set.insert(1_025 + 32 * n));
        more.iter().for_each(|port| set.insert(*port));
        let whole = set.to_string();
        let first = beginnings(&whole)[0].trim_end_matches(',').to_owned();
        (whole, first)
    }

    #[test]
    fn a_write_that_was_cut_off_is_ours_and_gives_everything_back() {
        let (from, _) = long(&[]);
        let (to, first) = long(&[8_080]);
        let ports = Cut { undo: Back::Subtract("8080".to_owned()), ..cut(PORTS, &from, &to) };
        // The first piece takes away what others had reserved behind it.
        check(&ports, UNSURE, &first, write(&from));
        // When all of it was written, the same list is somebody's own doing.
        let mut left = PortSet::parse(&first).unwrap();
        left.subtract(&PortSet::parse("8080").unwrap());
        check(&ports, WHOLE, &first, write(&left.to_string()));
        check(&ports, UNSURE, "1025,1057", Way::Already);
    }

    #[test]
    fn a_short_list_is_never_cut_off_and_what_somebody_made_of_it_stays() {
        let ports = Cut {
            undo: Back::Subtract("8080".to_owned()),
            ..cut(PORTS, "22,9000-9010", "22,8080,9000-9010")
        };
        for known in [UNSURE, WHOLE, Known { begun: Some("22,9000-9010"), ..UNSURE }] {
            check(&ports, known, "22", Way::Already);
            check(&ports, known, "23", Way::Already);
            check(&ports, known, "22,8080", write("22"));
        }
    }

    #[test]
    fn a_way_back_that_was_cut_off_is_gone_to_its_end() {
        let (from, _) = long(&[]);
        let (target, first) = long(&[7_000]);
        let (to, _) = long(&[8_080]);
        let ports = Cut { undo: Back::Subtract("8080".to_owned()), ..cut(PORTS, &from, &to) };
        let begun = Known { begun: Some(&target), ..WHOLE };
        check(&ports, begun, &first, write(&target));
        check(&ports, begun, &target, Way::Already);
        check(&ports, begun, &long(&[7_000, 8_080]).0, write(&target));
        let reuse = cut("net.ipv4.tcp_tw_reuse", "2", "1");
        check(&reuse, Known { begun: Some("2"), ..WHOLE }, "1", write("2"));
    }
}
