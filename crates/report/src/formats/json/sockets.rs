//! Rows of sockets as one document that is written as they are read.

use std::fmt;

use lastack_model::{SocketLine, SocketSheet, SocketsFoot, SocketsHead};
use serde_json::{Map, Value, json};

use super::{SCHEMA, escaped};
use crate::View;
use crate::answers::sockets::{after, before, row_value};

pub(super) fn sheet<'a>(view: &'a View<'a>, out: &'a mut dyn fmt::Write) -> Box<dyn SocketSheet + 'a> {
    Box::new(Sheet { view, out, written: 0 })
}

struct Sheet<'a> {
    view: &'a View<'a>,
    out: &'a mut dyn fmt::Write,
    written: u64,
}

impl SocketSheet for Sheet<'_> {
    fn begin(&mut self, head: &SocketsHead) -> fmt::Result {
        let mut fields = Map::from_iter([
            ("schema".to_owned(), json!(SCHEMA)),
            ("kind".to_owned(), json!("sockets")),
            ("version".to_owned(), json!(env!("CARGO_PKG_VERSION"))),
        ]);
        fields.extend(before(head));
        // The object stays open for the rows.
        let text = Value::Object(fields).to_string();
        escaped(text.strip_suffix('}').unwrap_or(&text), self.out)?;
        self.out.write_str(",\"sockets\":[")
    }

    fn lines(&mut self, lines: &[SocketLine]) -> fmt::Result {
        for line in lines {
            if self.written > 0 {
                self.out.write_char(',')?;
            }
            self.written += 1;
            escaped(&row_value(line).to_string(), self.out)?;
        }
        Ok(())
    }

    fn end(&mut self, foot: &SocketsFoot) -> fmt::Result {
        let fields = Value::Object(after(foot, self.view)).to_string();
        self.out.write_str("],")?;
        escaped(fields.strip_prefix('{').unwrap_or(&fields), self.out)?;
        self.out.write_char('\n')
    }
}
