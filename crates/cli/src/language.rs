//! Which language to speak, known before the arguments are read so that their errors speak it too.

use std::ffi::OsString;

use lastack_model::words::Lang;

use crate::environment::variable;

/// The language and how it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Language {
    /// What to speak
    pub(crate) lang: Lang,
    /// Neither a flag nor the locale named a language that lastack speaks
    pub(crate) by_default: bool,
}

/// `--lang`, else LASTACK_LANG, else the locale as POSIX orders it (LC_ALL, LC_MESSAGES, LANG), else English.
pub(crate) fn choose(arguments: &[OsString]) -> Language {
    from(flag(arguments), variable)
}

fn from(flag: Option<String>, variable: impl Fn(&str) -> Option<String>) -> Language {
    let asked = flag.or_else(|| variable("LASTACK_LANG")).and_then(|name| Lang::from_name(&name));
    let locale = || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(&variable);
    let found = asked.or_else(|| locale().and_then(|name| Lang::from_name(&name)));
    Language { lang: found.unwrap_or(Lang::En), by_default: found.is_none() }
}

/// The value of the last `--lang`, also where the other arguments are wrong.
fn flag(arguments: &[OsString]) -> Option<String> {
    let words: Vec<&str> =
        arguments.iter().map_while(|word| word.to_str()).take_while(|word| *word != "--").collect();
    let joined = words.iter().filter_map(|word| word.strip_prefix("--lang="));
    let apart = words.windows(2).filter(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    joined.chain(apart).next_back().map(str::to_owned)
}

/// Whether the locale's encoding belongs to consoles that draw ambiguous characters two cells wide.
pub(crate) fn wide_console() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(variable)
        .unwrap_or_default()
        .to_ascii_uppercase();
    ["GBK", "GB2312", "GB18030", "BIG5"].iter().any(|encoding| locale.contains(encoding))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &[&str], variables: &[(&str, &str)], lang: Lang, by_default: bool) {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let variable =
            |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let found = from(flag(&arguments), variable);
        assert_eq!(found, Language { lang, by_default }, "{arguments:?} {variables:?}");
    }

    #[test]
    fn the_flag_stands_before_the_variable_and_that_before_the_locale() {
        check(&["lastack"], &[], Lang::En, true);
        check(&["lastack"], &[("LANG", "C.UTF-8")], Lang::En, true);
        check(&["lastack"], &[("LANG", "zh_CN.UTF-8")], Lang::Zh, false);
        check(&["lastack"], &[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")], Lang::En, true);
        check(&["lastack"], &[("LASTACK_LANG", "zh"), ("LC_ALL", "en_US")], Lang::Zh, false);
        check(&["lastack", "--lang", "en"], &[("LASTACK_LANG", "zh")], Lang::En, false);
        check(&["lastack", "states", "--lang=cn", "--wrong"], &[], Lang::Zh, false);
        check(&["lastack", "explain", "--", "--lang", "zh"], &[], Lang::En, true);
    }
}
