//! Pages of the kernel's ring buffer as trace_pipe_raw gives them (include/linux/ring_buffer.h, events/header_page).

/// Sub-buffers are a page unless somebody made them larger (buffer_subbuf_size_kb of the whole tracefs).
pub(super) const LARGEST: usize = 64 * 1024;

/// Time of the first event, and how many bytes of data there are.
const HEAD: usize = 16;

/// Bits of `commit` that are a length; those above tell of lost events (RB_MISSED_MASK).
const LENGTH: u64 = (1 << 27) - 1;

/// Values of `type_len` that are no lengths (enum ring_buffer_type).
const PADDING: u32 = 29;
const TIME_EXTEND: u32 = 30;
const TIME_STAMP: u32 = 31;

/// Hands over the data of each event with its time. What is cut ends the page.
pub(super) fn events(page: &[u8], event: &mut dyn FnMut(u64, &[u8])) {
    let (Some(mut at_ns), Some(commit)) = (wide(page, 0), wide(page, 8)) else { return };
    let end = page.len().min(HEAD.saturating_add((commit & LENGTH) as usize));
    let mut at = HEAD;
    while let Some(head) = word(page, at).filter(|_| at + 4 <= end) {
        let (kind, delta) = (head & 31, u64::from(head >> 5));
        let extra = word(page, at + 4).unwrap_or(0);
        let length = match kind {
            // The rest of the page is empty.
            PADDING if delta == 0 => return,
            PADDING => extra as usize,
            TIME_EXTEND => {
                at_ns = at_ns.wrapping_add(delta | u64::from(extra) << 27);
                at += 8;
                continue;
            }
            TIME_STAMP => {
                // The upper five bits do not fit and are those of the time so far (rb_fix_abs_ts).
                let low = delta | u64::from(extra) << 27;
                at_ns = low | at_ns & !((1 << 59) - 1);
                at += 8;
                continue;
            }
            0 => extra as usize,
            words => words as usize * 4,
        };
        if kind != PADDING {
            at_ns = at_ns.wrapping_add(delta);
            let from = if kind == 0 { at + 8 } else { at + 4 };
            let Some(data) = page.get(from..(at + 4).saturating_add(length).min(end)) else { return };
            event(at_ns, data);
        }
        if length == 0 {
            return;
        }
        at = (at + 4).saturating_add(length);
    }
}

fn word(page: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(page.get(at..at + 4)?.try_into().ok()?))
}

fn wide(page: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(page.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(commit: u64, words: &[u32]) -> Vec<u8> {
        let mut page = [1_000_u64.to_le_bytes(), commit.to_le_bytes()].concat();
        words.iter().for_each(|word| page.extend(word.to_le_bytes()));
        page
    }

    fn told(page: &[u8]) -> Vec<(u64, usize)> {
        let mut told = Vec::new();
        events(page, &mut |at, data| told.push((at, data.len())));
        told
    }

    #[test]
    fn events_come_with_their_times_and_what_is_empty_or_cut_does_not() {
        let event = |delta: u32| (delta << 5) | 2;
        let words = [event(5), 7, 7, (3 << 5) | TIME_EXTEND, 1, event(1), 8, 8, PADDING, 0];
        let whole = page(40, &words);
        assert_eq!(told(&whole), [(1_005, 8), (1_005 + 3 + (1 << 27) + 1, 8)]);
        assert_eq!(told(&page(12 | 1 << 31, &words)), [(1_005, 8)]);
        for length in 0..whole.len() {
            assert!(told(&whole[..length]).len() <= 2);
        }
        assert_eq!(told(&page(40, &[0, 0])), []);
        assert_eq!(told(&page(u64::MAX, &[event(1), 1, 1])), [(1_001, 8)]);
    }

    #[test]
    fn a_long_event_carries_its_length_behind_its_head() {
        let mut words = vec![1 << 5, 124];
        words.extend(std::iter::repeat_n(9, 30));
        words.extend([(2 << 5) | 1, 4]);
        assert_eq!(told(&page(words.len() as u64 * 4, &words)), [(1_001, 120), (1_003, 4)]);
    }
}
