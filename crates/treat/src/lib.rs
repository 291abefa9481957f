//! Applies a plan: journal, guard, one write at a time, verify by measuring, and the way back.
//!
//! Nothing is written that the journal on disk does not tell about already, and nothing is taken back but what is still
//! ours. Whoever is killed at any instruction leaves a journal that [`status`] explains and [`rollback`] undoes.

mod apply;
mod back;
mod bench;
mod boot;
mod choose;
mod clock;
mod cut;
mod error;
mod guard;
mod history;
mod in_use;
mod journal;
mod judge;
mod namespaces;
mod ready;
mod record;
mod release;
mod rollback;
mod spread;
mod status;
mod told;

pub use apply::{Consent, Done, Order, apply, spoken};
pub use bench::Bench;
pub use boot::{DropIn, Unbootable};
pub use clock::{Clock, Now, SystemClock};
pub use error::{Asked, TreatError};
pub use guard::{Guard, ProcessGuard, stand_guard};
pub use journal::Journal;
pub use judge::{Measure, judge};
pub use lastack_hand::{
    HandError, Let, Netns, Rows, Settings, Tied, Trial, Untrusting, Unwatched, is_root, notices_end, writes,
};
pub use namespaces::{Held, Namespaces, SystemNamespaces};
pub use ready::{ready, release_ready, spread_ready};
pub use record::Who;
pub use release::{PER_SECOND, ReleaseOrder, release};
pub use rollback::{Confirmed, Which, confirm, rollback};
pub use spread::{
    NoSpread, SpreadPlanned, SpreadWho, SpreadWish, plan_spread, spread_off, spread_on, spreads,
};
pub use status::{status, unreadable, waiting};
