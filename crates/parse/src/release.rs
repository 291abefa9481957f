//! Releases of kernels, as `uname` prints them.

/// The setting that holds what `uname -r` prints.
pub(crate) const KEY: &str = "kernel.osrelease";

/// Whether a text names the kernel of its host: `uname -a`, `uname -r`, kernel.osrelease.
pub fn tells_kernel(text: &str) -> bool {
    // A text that begins with a number alone was made by `uname -r` and more.
    let mut asked = true;
    text.lines().map(str::trim).filter(|line| !line.is_empty()).any(|line| {
        let tells = told(line).is_some() || line.starts_with(KEY) || (asked && number(line).is_some());
        asked = asks(line);
        tells
    })
}

/// Whether a line is the command whose answer is the release, behind any prompt.
pub(crate) fn asks(text: &str) -> bool {
    let command =
        text.strip_suffix("uname -r").or_else(|| text.strip_suffix("cat /proc/sys/kernel/osrelease"));
    command.is_some_and(|prompt| prompt.is_empty() || prompt.ends_with([' ', '$', '#', '>']))
}

/// The release of a kernel that no distribution built, `6.18.44`: other programs have such numbers too, so it is one
/// only where the line above asks for it.
pub(crate) fn number(text: &str) -> Option<&str> {
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (number, build) = text.split_at(end);
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b"._+~-".contains(&byte);
    let parts = number.split('.').map(|part| part.parse::<u16>().ok()).collect::<Option<Vec<_>>>()?;
    let whole = matches!(parts.as_slice(), [2..=9, _, _] | [2..=9, _]);
    // No release is padded: 06.39 is a time.
    let begins = text.starts_with(|first: char| ('2'..='9').contains(&first));
    (whole && begins && text.len() <= 64 && build.bytes().all(legal)).then_some(text)
}

/// The release that a line of `uname` names.
pub(crate) fn told(text: &str) -> Option<&str> {
    uname(text).or_else(|| bare(text))
}

/// Marks of the kernels that distributions build: other programs have numbers with three parts too.
const BUILDS: [&str; 22] = [
    "-generic",
    "-amd64",
    "-arm64",
    "-default",
    "-cloud",
    "-aws",
    "-azure",
    "-gcp",
    "-gke",
    "-oracle",
    "-lowlatency",
    "-lts",
    "-pve",
    "-arch",
    "-microsoft-standard",
    ".el",
    ".fc",
    ".amzn",
    ".al7",
    ".al8",
    ".an",
    ".oe",
];

/// What `uname -r` prints, on a line of its own: `3.10.0-1160.el7.x86_64`.
fn bare(text: &str) -> Option<&str> {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b".-_+~".contains(&byte);
    if text.len() > 64 || !text.starts_with(|c: char| ('2'..='9').contains(&c)) || !text.bytes().all(legal) {
        return None;
    }
    let (number, build) = text.split_once('-')?;
    let parts = number.split('.').map(|part| part.parse::<u16>().ok()).collect::<Option<Vec<_>>>()?;
    let build = &text[text.len() - build.len() - 1..];
    (parts.len() == 3 && parts[0] < 10 && BUILDS.iter().any(|mark| build.contains(mark))).then_some(text)
}

/// The release in what `uname -a` prints: `Linux web-03 6.18.44-1 #1 SMP ...`.
fn uname(text: &str) -> Option<&str> {
    let mut words = text.strip_prefix("Linux ")?.split_ascii_whitespace().skip(1);
    let (release, version) = (words.next()?, words.next()?);
    let is_release = release.starts_with(|c: char| c.is_ascii_digit()) && release.contains('.');
    (is_release && version.starts_with('#')).then_some(release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_of_a_distribution_is_one_and_another_number_with_parts_is_none() {
        let kernels = [
            "3.10.0-1160.el7.x86_64",
            "4.19.91-26.an7.x86_64",
            "5.15.0-91-generic",
            "6.1.0-18-amd64",
            "5.10.199-190.747.amzn2.x86_64",
            "6.18.1-arch1-1",
        ];
        kernels.iter().for_each(|text| assert_eq!(bare(text), Some(*text), "{text}"));
        let others = [
            "3.10",
            "10.0.0.1",
            "6.18.44",
            "2.4.6-97",
            "2024.01.02-default",
            "3.1.4-rc1",
            "6.1.0-18-amd64 x",
            "",
        ];
        others.iter().for_each(|text| assert_eq!(bare(text), None, "{text}"));
    }
    #[test]
    fn a_number_alone_is_the_kernel_where_it_was_asked_for_or_stands_first() {
        let told = [
            "6.18.44\nnet.ipv4.tcp_tw_reuse = 2\n",
            "\n6.18.44-custom\n",
            "tcp_tw_reuse\n$ uname -r\n6.18.44\n",
            "x\n[root@web-03 ~]# uname -r\n6.18.44\n",
            "x\nuname -r\n6.12\n",
        ];
        told.iter().for_each(|text| assert!(tells_kernel(text), "{text}"));
        let others = [
            "nginx\n6.18.44\n",
            "1.24.0\n",
            "10.0.0.1\n",
            "6\n",
            "$ uname -r\nx\n6.18.44\n",
            "06.39\n",
            "uname -r\n+6.39\n",
            "6.1.2 Settings\n",
        ];
        others.iter().for_each(|text| assert!(!tells_kernel(text), "{text}"));
    }
}
