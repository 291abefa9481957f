//! Steps on values of the Windows registry: a value that is not there is told from one that nobody read.

use lastack_model::{Step, Undo};

use crate::rule::Scope;

/// How a value that is not there stands in a step.
pub(crate) const ABSENT: &str = "absent";

/// All values of the key were listed: those that were not are not there.
const WHOLE: &str = "windows.registry";

/// What stands there, or that it does not.
pub(crate) fn is_known(scope: &Scope<'_>, key: &str) -> bool {
    scope.setting(key).is_some() || scope.facts().get(WHOLE).is_some()
}

/// The value from what it is to `to`; `None` where it was not read, or is so already.
pub(crate) fn step(scope: &Scope<'_>, key: &'static str, to: i64) -> Option<Step> {
    let now = scope.setting(key);
    let from = match now {
        Some(value) => value.to_string(),
        None if is_known(scope, key) => ABSENT.to_owned(),
        None => return None,
    };
    let undo = Undo::Restore(from.clone());
    let step = Step { netns: scope.netns, key, undo, set_by: Vec::new(), from, to: to.to_string() };
    (now != Some(to)).then_some(step)
}
