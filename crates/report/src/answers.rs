//! Answers that are neither a verdict nor an explanation, one file each: tables for people, a document for programs.

mod blame;
mod capacity;
mod ceilings;
mod changes;
mod diff;
mod lint;
mod plan;
mod port;
mod probe;
mod reason;
mod receipt;
mod rehearsal;
mod release;
pub(crate) mod sockets;
mod spread;
mod time_wait_stay;

pub use ceilings::Ceilings;
pub use changes::{Changes, Deed, change_told};
pub use plan::{Asked, Proposal, Unapplied};
pub use receipt::Treated;
pub use rehearsal::{RehearsalEntry, Rehearsals};
pub use release::Letting;
use serde_json::{Map, Value};
pub use sockets::Collected;
pub use spread::{Spreading, Spreads};

use crate::View;
use crate::tables::Part;

/// An answer of its own kind. A format lays it out without knowing what it is about.
pub trait Answer {
    /// `kind` of the document, as the contract spells it
    fn kind(&self) -> &'static str;

    /// Sentences and tables; the first one is line 1
    fn parts(&self, view: &View<'_>) -> Vec<Part>;

    /// The same one by one, for who lets each go when it is written: an answer of 80,000 lines has as many reasons
    fn tell(&self, view: &View<'_>, each: &mut dyn FnMut(Part)) {
        self.parts(view).into_iter().for_each(each);
    }

    /// The document without schema, kind and version, in both languages
    fn document(&self, view: &View<'_>) -> Map<String, Value>;
}

/// The fields of an object; nothing of any other value.
fn fields(object: Value) -> Map<String, Value> {
    match object {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
