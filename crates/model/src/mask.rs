//! What stands for addresses and names in what is shown to strangers: the same for the same, within one answer.

mod addresses;
mod names;
mod settings;

pub use addresses::{Addresses, found_in};
pub use names::{Kind, Names};
pub use settings::{is_kept, is_plain};
