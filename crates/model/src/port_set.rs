//! Sets of ports.

/// A set of ports, 8 KiB.
#[derive(Clone, PartialEq, Eq)]
pub struct PortSet(Box<[u64; 1024]>);

impl Default for PortSet {
    fn default() -> Self {
        PortSet(Box::new([0; 1024]))
    }
}

impl std::fmt::Debug for PortSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PortSet({} ports)", self.len())
    }
}

impl PortSet {
    /// All ports of a range, both ends included.
    pub fn from_range(low: u16, high: u16) -> Self {
        let mut set = PortSet::default();
        set.insert_range(low, high);
        set
    }

    /// From one bit for each port, port 0 the lowest bit of the first word.
    pub fn from_words(words: [u64; 1024]) -> Self {
        PortSet(Box::new(words))
    }

    /// One bit for each port, as [`PortSet::from_words`] takes them.
    pub fn words(&self) -> &[u64; 1024] {
        &self.0
    }

    /// Adds all ports of another set.
    pub fn merge(&mut self, other: &PortSet) {
        self.0.iter_mut().zip(other.0.iter()).for_each(|(word, more)| *word |= more);
    }

    /// From the kernel's bitmap text: `100-200,150`. Words that are no port are passed over.
    pub fn from_list(text: &str) -> Self {
        let mut set = PortSet::default();
        for part in text.trim().split(',').filter(|part| !part.is_empty()) {
            let (low, high) = part.split_once('-').unwrap_or((part, part));
            if let (Ok(low), Ok(high)) = (low.trim().parse::<u16>(), high.trim().parse::<u16>()) {
                set.insert_range(low, high);
            }
        }
        set
    }

    /// Adds a port.
    pub fn insert(&mut self, port: u16) {
        self.0[port as usize >> 6] |= 1 << (port & 63);
    }

    /// Adds all ports from `low` to `high`, both included; nothing where they stand the other way round.
    pub fn insert_range(&mut self, low: u16, high: u16) {
        let (first, last) = (usize::from(low >> 6), usize::from(high >> 6));
        for (index, word) in self.0.iter_mut().enumerate().take(last + 1).skip(first) {
            let from = if index == first { u64::MAX << (low & 63) } else { u64::MAX };
            let to = if index == last { u64::MAX >> (63 - (high & 63)) } else { u64::MAX };
            *word |= from & to;
        }
    }

    /// Takes a port out.
    pub fn remove(&mut self, port: u16) {
        self.0[port as usize >> 6] &= !(1 << (port & 63));
    }

    /// Whether the port is in the set.
    pub fn has(&self, port: u16) -> bool {
        self.0[port as usize >> 6] & 1 << (port & 63) != 0
    }

    /// How many ports.
    pub fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    /// No port.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// All ports in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        (0..=u16::MAX).filter(|port| self.has(*port))
    }

    /// Takes out all ports of another set.
    pub fn subtract(&mut self, other: &PortSet) {
        self.0.iter_mut().zip(other.0.iter()).for_each(|(word, less)| *word &= !less);
    }

    /// From the kernel's bitmap text, where nothing but ports may stand; `None` where something else does.
    pub fn parse(text: &str) -> Option<Self> {
        let mut set = PortSet::default();
        for part in text.trim().split(',').filter(|part| !part.is_empty()) {
            let (low, high) = part.split_once('-').unwrap_or((part, part));
            let (low, high): (u16, u16) = (low.parse().ok()?, high.parse().ok()?);
            if low > high {
                return None;
            }
            set.insert_range(low, high);
        }
        Some(set)
    }

    /// Runs of ports that follow each other, ascending.
    fn runs(&self) -> impl Iterator<Item = (u16, u16)> + '_ {
        let mut ports = self.iter().peekable();
        std::iter::from_fn(move || {
            let low = ports.next()?;
            let mut high = low;
            while ports.next_if(|port| high.checked_add(1) == Some(*port)).is_some() {
                high += 1;
            }
            Some((low, high))
        })
    }
}

/// As the kernel prints it (`proc_do_large_bitmap`): `99-200,8080`.
impl std::fmt::Display for PortSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (low, high)) in self.runs().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            match low == high {
                true => write!(f, "{comma}{low}")?,
                false => write!(f, "{comma}{low}-{high}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_list_of_the_kernel_is_read_as_a_set() {
        let set = PortSet::from_list("100-103,101,65535\n");
        assert_eq!(set.iter().collect::<Vec<_>>(), [100, 101, 102, 103, 65535]);
        assert_eq!(set.len(), 5);
        assert!(PortSet::from_list("").is_empty());
        assert!(PortSet::from_list("# 8080").is_empty());
    }

    #[test]
    fn a_range_holds_each_of_its_ports_and_no_other() {
        let edges = [0, 1, 62, 63, 64, 65, 127, 128, 1_024, 65_471, 65_472, 65_534, 65_535];
        for (low, high) in edges.iter().flat_map(|low| edges.map(|high| (*low, high))) {
            let set = PortSet::from_range(low, high);
            assert!(set.iter().eq(low..=high), "{low}-{high}");
        }
    }

    #[test]
    fn what_is_read_strictly_is_written_as_the_kernel_writes_it() {
        for (text, expected) in [
            ("150,100-200,99\n", Some("99-200")),
            ("8081,8080", Some("8080-8081")),
            ("1,3,65534-65535", Some("1,3,65534-65535")),
            ("", Some("")),
            ("8080,", Some("8080")),
            ("200-100", None),
            ("8080 8081", None),
            ("65536", None),
        ] {
            assert_eq!(PortSet::parse(text).map(|set| set.to_string()).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_taken_out_is_gone_and_the_rest_stays() {
        let mut set = PortSet::from_range(100, 110);
        set.subtract(&PortSet::from_range(105, 200));
        assert_eq!(set.to_string(), "100-104");
    }
}
