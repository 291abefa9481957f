//! What a terminal would have shown of a line: without colours, titles, overprints and rubbed-out characters.

use crate::scan;

const ESCAPE: u8 = 0x1b;
const BELL: u8 = 0x07;
const BACKSPACE: u8 = 0x08;

/// Whether a line has bytes that a terminal acts upon.
pub(crate) fn has_controls(line: &[u8]) -> bool {
    scan::any(line, |byte| matches!(byte, ESCAPE | b'\r' | BACKSPACE))
}

/// The line as it was seen. What a carriage return went back over is gone: the last print counts.
pub(crate) fn shown(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        match *byte {
            ESCAPE => rest = behind_sequence(behind),
            b'\r' if !behind.iter().all(|byte| *byte == b'\r') => out.clear(),
            b'\r' => {}
            BACKSPACE => {
                out.pop();
            }
            byte => out.push(byte),
        }
    }
    out
}

/// What stands behind an escape sequence (ECMA-48): CSI with its parameters, OSC up to BEL or ST, two characters else.
fn behind_sequence(text: &[u8]) -> &[u8] {
    match text {
        [b'[', rest @ ..] => {
            let end = rest.iter().position(|byte| matches!(byte, 0x40..=0x7e));
            end.and_then(|end| rest.get(end + 1..)).unwrap_or_default()
        }
        [b']' | b'P' | b'_' | b'^', rest @ ..] => {
            let end = rest.iter().position(|byte| matches!(*byte, BELL | ESCAPE));
            match end.map(|end| rest.get(end..).unwrap_or_default()) {
                Some([ESCAPE, b'\\', behind @ ..]) => behind,
                Some([BELL, behind @ ..]) => behind,
                // A sequence that another one breaks off.
                Some(behind) => behind,
                None => &[],
            }
        }
        [b'(' | b')' | b'#' | b' ', _, rest @ ..] => rest,
        [_, rest @ ..] => rest,
        [] => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_a_terminal_showed() {
        for (text, expected) in [
            ("\x1b[1;32mESTAB\x1b[0m 0 0\x1b[K", "ESTAB 0 0"),
            ("\x1b]0;root@web: ~\x07TIME_WAIT 5", "TIME_WAIT 5"),
            ("\x1b]8;;file:///a\x1b\\TIME_WAIT 5\x1b]8;;\x1b\\", "TIME_WAIT 5"),
            ("reading 10 %\rreading 90 %\rTIME_WAIT 5\r", "TIME_WAIT 5"),
            ("TIME_WAIT 5\r\r", "TIME_WAIT 5"),
            ("T\x08TI\x08IME_WAIT 5", "TIME_WAIT 5"),
            ("\x1b(BTIME_WAIT 5\x1b", "TIME_WAIT 5"),
            ("\x1b[31", ""),
            ("plain", "plain"),
        ] {
            let seen = String::from_utf8(shown(text.as_bytes())).unwrap();
            assert_eq!(seen, expected);
            assert_eq!(has_controls(text.as_bytes()), text != "plain");
        }
    }
}
