//! The answer to `ports --measure-time-wait`: how long, and what is documented.

use lastack_model::words::Message;
use lastack_model::{Arg, Os, StayEnd, TimeWaitStay, documented_time_wait_s, time_wait_setting};
use serde_json::{Map, Value, json};

use crate::View;
use crate::answers::{Answer, fields};
use crate::tables::Part;

impl Answer for TimeWaitStay {
    fn kind(&self) -> &'static str {
        "time_wait_stay"
    }

    fn parts(&self, _view: &View<'_>) -> Vec<Part> {
        let mut parts = vec![Part::Title(verdict(self))];
        parts.extend(notes(self).into_iter().map(Part::Note));
        parts
    }

    fn document(&self, _view: &View<'_>) -> Map<String, Value> {
        let setting = time_wait_setting(self.os).map(|key| json!({"key": key, "value_s": self.setting_s}));
        fields(json!({
            "os": self.os.name(),
            "local": self.local.to_string(),
            "peer": self.peer.to_string(),
            "ended": self.end.name(),
            "stayed_s": {"low": self.low_s, "high": self.high_s},
            "looks": self.looks,
            "documented_s": documented_time_wait_s(self.os),
            "setting": setting,
        }))
    }
}

/// To a tenth of a second: a look takes no less.
fn seconds(number: f64) -> Arg {
    Arg::text(format!("{number:.1}"))
}

fn verdict(stay: &TimeWaitStay) -> Message {
    let id = match stay.end {
        StayEnd::Gone => "report-stay-gone",
        StayEnd::Interrupted => "report-stay-interrupted",
        StayEnd::Limit => "report-stay-limit",
    };
    Message::new(id).with("low", seconds(stay.low_s)).with("high", seconds(stay.high_s.unwrap_or_default()))
}

fn notes(stay: &TimeWaitStay) -> Vec<Message> {
    let set = stay.setting_s.map(|number| Arg::text(number.to_string()));
    let mut notes = Vec::new();
    match stay.os {
        Os::Windows => {
            notes.push(Message::new("report-stay-windows"));
            notes.push(match set {
                Some(set) => Message::new("report-stay-windows-set").with("seconds", set),
                None => Message::new("report-stay-windows-unset"),
            });
        }
        Os::Linux => notes.push(match set {
            Some(set) => Message::new("report-stay-linux-set").with("seconds", set),
            None => Message::new("report-stay-linux"),
        }),
        _ => {}
    }
    notes.push(
        Message::new("report-stay-how")
            .with("local", Arg::text(stay.local.to_string()))
            .with("peer", Arg::text(stay.peer.to_string()))
            .with("looks", Arg::count(stay.looks, "table")),
    );
    notes
}
