//! The conditions of `ports --if`: `rate=500,destinations=3,range=1024-65000`.

use lastack_engine::Conditions;
use lastack_model::words::Message;
use lastack_model::{Arg, Untrusted};

/// Connections a second beyond any machine.
const MOST_A_SECOND: f64 = 10_000_000.0;

/// Longest life of a connection that makes sense here: a day.
const LONGEST_S: f64 = 86_400.0;

/// Reads all conditions.
///
/// # Errors
/// The message names the one that is wrong and what it may be.
pub(crate) fn read(text: &str) -> Result<Conditions, Message> {
    let mut conditions = Conditions::default();
    let mut seen: Vec<&str> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let Some((name, value)) = part.split_once('=') else { return Err(wrong(part, "NAME=VALUE")) };
        let (name, value) = (name.trim(), value.trim());
        if seen.contains(&name) {
            return Err(Message::new("cli-if-twice").with("name", Arg::foreign(Untrusted::new(name))));
        }
        seen.push(name);
        one(&mut conditions, name, value).map_err(|valid| wrong(part, valid))?;
    }
    Ok(conditions)
}

/// Sets one condition, or gives what it may be.
fn one(conditions: &mut Conditions, name: &str, value: &str) -> Result<(), &'static str> {
    match name {
        "rate" => {
            let rate = value.trim_end_matches("/s");
            conditions.rate =
                Some(number(rate, MOST_A_SECOND).filter(|rate| *rate > 0.0).ok_or("rate=0.001..10000000")?);
        }
        "destinations" => conditions.destinations = Some(count(value).ok_or("destinations=1..1000000")?),
        "sources" => conditions.sources = Some(count(value).ok_or("sources=1..1000000")?),
        "range" => conditions.range = Some(range(value).ok_or("range=LOW-HIGH, such as range=32768-60999")?),
        "reserved" => {
            conditions.reserved =
                Some(value.parse().ok().filter(|ports| *ports <= 65_535).ok_or("reserved=0..65535")?);
        }
        "reuse" => {
            conditions.reuse = Some(value.parse().ok().filter(|mode| *mode <= 2).ok_or("reuse=0|1|2")?);
        }
        "delay" => {
            // Legal values of tcp_tw_reuse_delay (facts 2).
            let delay = value.trim_end_matches("ms").trim_end().parse().ok();
            conditions.delay_ms =
                Some(delay.filter(|delay| (1..=60_000).contains(delay)).ok_or("delay=1..60000 (ms)")?);
        }
        "life" => {
            let life = value.trim_end_matches('s').trim_end();
            conditions.life_s = Some(number(life, LONGEST_S).ok_or("life=0..86400 (s)")?);
        }
        _ => return Err("rate, destinations, sources, range, reserved, reuse, delay, life"),
    }
    Ok(())
}

fn number(text: &str, most: f64) -> Option<f64> {
    text.parse::<f64>().ok().filter(|number| (0.0..=most).contains(number))
}

fn count(text: &str) -> Option<u32> {
    text.parse().ok().filter(|count| (1..=1_000_000).contains(count))
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (low, high) = text.split_once(['-', ' '])?;
    let range = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    (range.0 > 0 && range.0 <= range.1).then_some(range)
}

fn wrong(part: &str, valid: &'static str) -> Message {
    Message::new("cli-if-wrong")
        .with("condition", Arg::foreign(Untrusted::new(part)))
        .with("valid", Arg::text(valid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_condition_is_read() {
        let read = read(
            "rate=500,destinations=3, sources=2,range=1024-65000,reserved=10,reuse=1,delay=50,life=0.5s",
        );
        let expected = Conditions {
            rate: Some(500.0),
            destinations: Some(3),
            sources: Some(2),
            range: Some((1_024, 65_000)),
            reserved: Some(10),
            reuse: Some(1),
            delay_ms: Some(50),
            life_s: Some(0.5),
        };
        assert_eq!(read, Ok(expected));
        assert_eq!(super::read(""), Ok(Conditions::default()));
    }

    #[test]
    fn a_wrong_condition_is_named() {
        let wrong = |text: &str| read(text).unwrap_err().id;
        for text in
            ["rate", "rate=0", "rate=NaN", "rate=-1", "range=2-1", "reuse=3", "what=1", "delay=0", "life=-1"]
        {
            assert_eq!(wrong(text), "cli-if-wrong", "{text}");
        }
        assert_eq!(wrong("rate=1,rate=2"), "cli-if-twice");
    }
}
