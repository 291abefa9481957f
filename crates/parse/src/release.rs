//! Releases of kernels, as `uname` prints them.

/// Whether a line names the kernel of its host: `uname -a`, `uname -r`, kernel.osrelease.
pub fn tells_kernel(line: &str) -> bool {
    let text = line.trim();
    told(text).is_some() || text.starts_with("kernel.osrelease")
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
}
