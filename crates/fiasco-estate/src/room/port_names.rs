//! Finding a port by the name people write: `Gi1/0/1` is `GigabitEthernet1/0/1`.

use super::model::PortGroup;
use std::collections::HashMap;

/// The names of a device's ports, by what follows their letters.
pub(super) struct PortNames<'e> {
    by_number: HashMap<&'e str, Vec<(&'e PortGroup, &'e str)>>,
}

impl<'e> PortNames<'e> {
    /// The names of these groups.
    pub(super) fn of(groups: &'e [PortGroup]) -> Self {
        let mut by_number: HashMap<&str, Vec<(&PortGroup, &str)>> = HashMap::new();
        for group in groups {
            for name in &group.names {
                let (_, number) = parts(name);
                by_number.entry(number).or_default().push((group, name));
            }
        }
        Self { by_number }
    }

    /// The port that a name means, with the name the device has for it: the one of that very name, else the only
    /// one of which it is short.
    pub(super) fn find(&self, name: &str) -> Option<(&'e PortGroup, &'e str)> {
        let (letters, number) = parts(name);
        let alike = self.by_number.get(number)?;
        if let Some(found) = alike.iter().find(|(_, full)| *full == name) {
            return Some(*found);
        }
        let mut short = alike
            .iter()
            .filter(|(_, full)| is_short_for(letters, parts(full).0));
        short.next().filter(|_| short.next().is_none()).copied()
    }
}

/// `("Gi", "1/0/1")`: what comes before the first digit, and the rest.
fn parts(name: &str) -> (&str, &str) {
    name.split_at(name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len()))
}

/// Whether letters are the beginning of others, or the other way round; a single letter says too little.
fn is_short_for(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim().as_bytes(), b.trim().as_bytes());
    let shorter = a.len().min(b.len());
    let (Some(x), Some(y)) = (a.get(..shorter), b.get(..shorter)) else {
        return false;
    };
    (shorter > 1 || a.len() == b.len()) && x.eq_ignore_ascii_case(y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::room::port::PortKind;

    #[test]
    fn short_names_lead_to_their_ports() {
        let group = |slug: &str, names: &[&str]| PortGroup {
            kind: PortKind::of_slug(slug).expect(slug),
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            count: u32::try_from(names.len()).expect("few"),
            management: false,
        };
        let groups = [
            group(
                "1000base-t",
                &["GigabitEthernet1/0/1", "GigabitEthernet1/0/2", "eth0"],
            ),
            group("10gbase-x-sfpp", &["TenGigabitEthernet1/0/1"]),
        ];
        let names = PortNames::of(&groups);
        for (written, found) in [
            ("GigabitEthernet1/0/2", Some("GigabitEthernet1/0/2")),
            ("Gi1/0/2", Some("GigabitEthernet1/0/2")),
            ("gi1/0/1", Some("GigabitEthernet1/0/1")),
            ("Te1/0/1", Some("TenGigabitEthernet1/0/1")),
            ("G1/0/1", None),
            ("1/0/1", None),
            ("Gi1/0/3", None),
            ("eth0", Some("eth0")),
            ("eth1", None),
            ("", None),
        ] {
            assert_eq!(names.find(written).map(|(_, name)| name), found, "{written}");
        }
    }
}
