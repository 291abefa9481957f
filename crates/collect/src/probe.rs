//! Whether a namespace has settings: by looking for each, reading nothing but them and writing nothing.

use std::collections::BTreeSet;
use std::io::ErrorKind;

use lastack_host::Host;
use lastack_model::words::Message;

use crate::containers::Containers;
use crate::facts::sysctl_path;
use crate::namespaces::{self, NetnsChoice};

/// Those of `keys` that the kernel does not have in the namespace. A key that may not be read is there.
///
/// # Errors
/// A message where the namespace that was named cannot be used.
pub fn absent_settings(
    host: &dyn Host,
    netns: &NetnsChoice,
    keys: &BTreeSet<String>,
) -> Result<BTreeSet<String>, Message> {
    let opened = namespaces::open(host, netns, None, &Containers::default(), &mut Vec::new())?;
    let Some(namespace) = opened.first() else { return Ok(BTreeSet::new()) };
    let is_absent = |key: &&String| {
        let read = namespace.view.host().read(&sysctl_path(key));
        read.is_err_and(|error| error.reason().kind() == ErrorKind::NotFound)
    };
    Ok(keys.iter().filter(is_absent).cloned().collect())
}
