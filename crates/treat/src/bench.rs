//! What every operation works with: the machine's own in the program, stand-ins in tests.

use std::path::Path;

use lastack_hand::Watch;

use crate::namespaces::Namespaces;
use crate::{Clock, Journal, Who};

/// Where settings for the next boot are placed.
pub(crate) const BOOT_FOLDER: &str = lastack_model::BOOT_FOLDERS[0];

/// The tools on the table.
#[derive(Clone, Copy)]
pub struct Bench<'a> {
    /// Where it is told
    pub journal: &'a Journal,
    /// Where namespaces are found
    pub namespaces: &'a dyn Namespaces,
    /// The clocks
    pub clock: &'a dyn Clock,
    /// Sees each operation before it is done
    pub watch: &'a dyn Watch,
    /// Who does it
    pub who: &'a Who,
    /// Root of the tree that holds /etc/sysctl.d and its kin; `/` in the program
    pub root: &'a Path,
}

impl std::fmt::Debug for Bench<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bench").field("journal", self.journal).field("who", self.who).finish_non_exhaustive()
    }
}
