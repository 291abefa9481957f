//! `plain-checks ADDRESSES LOW HIGH`: connects to every port and closes at once, as scripts that check ports do (incident S4).
//! Addresses are 127.0.0.1 and those behind it.

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpStream};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1).map(|word| word.parse::<u16>());
    let (Some(Ok(addresses)), Some(Ok(low)), Some(Ok(high))) = (words.next(), words.next(), words.next())
    else {
        return ExitCode::from(2);
    };
    let mut up = 0_u32;
    for last in 1..=addresses.min(254) {
        for port in low..=high {
            up += u32::from(TcpStream::connect((Ipv4Addr::new(127, 0, 0, last as u8), port)).is_ok());
        }
    }
    if writeln!(std::io::stdout(), "{up}").is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
