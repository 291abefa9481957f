//! Connections of a control group from many source addresses: planned, agreed to, attached, listed, and taken away.

mod groups;
mod list;
mod on;
mod plan;
mod story;

pub use list::spreads;
pub use on::{spread_off, spread_on};
pub use plan::{NoSpread, SpreadPlanned, SpreadWho, SpreadWish, plan_spread};

pub(crate) use on::{passed, twice};
pub(crate) use story::{step, take_back};
