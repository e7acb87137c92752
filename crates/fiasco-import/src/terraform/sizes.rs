//! How many processors and how much memory types of machines have. Clouds name most types by a rule: a family with a
//! fixed amount of memory per processor, and a size; so there is a rule here and a few exceptions, not a list.

use fiasco_estate::quantity::Rational;

/// What a type of machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    /// Virtual processors.
    pub(super) cpus: i64,
    /// Memory in MiB, where the family is known.
    pub(super) memory_mib: Option<i64>,
    /// Whether it counts against the quota of standard on-demand instances.
    pub(super) standard: bool,
}

/// Bytes of so many MiB.
pub(super) fn mib(amount: i64) -> Rational {
    Rational::int(amount.saturating_mul(1 << 20))
}

/// Memory of the small burstable sizes, in MiB.
const SMALL: [(&str, i64); 7] = [
    ("nano", 512),
    ("micro", 1024),
    ("small", 2048),
    ("medium", 4096),
    ("large", 8192),
    ("xlarge", 16_384),
    ("2xlarge", 32_768),
];

/// Families of AWS whose quota is that of standard instances begin with one of these.
const STANDARD: &str = "acdhimrtz";

/// An instance type of AWS: `m5.large`, `t3.medium`, `c6gd.4xlarge`.
pub(super) fn aws(name: &str) -> Option<Size> {
    let (family, size) = name.split_once('.')?;
    let letter = family.chars().next()?;
    let generation: u32 = family.chars().nth(1)?.to_digit(10)?;
    let standard = STANDARD.contains(letter);
    if letter == 't' {
        let (_, memory) = SMALL.iter().find(|(known, _)| *known == size)?;
        let cpus = match (size, family) {
            ("xlarge", _) => 4,
            ("2xlarge", _) => 8,
            ("nano" | "micro" | "small", "t2") => 1,
            _ => 2,
        };
        return Some(Size {
            cpus,
            memory_mib: Some(*memory),
            standard,
        });
    }
    let cpus = match (name, size) {
        ("c4.8xlarge" | "d2.8xlarge", _) => 36,
        (_, "medium") => 1,
        (_, "large") => 2,
        (_, "xlarge") => 4,
        _ => {
            size.strip_suffix("xlarge")?
                .parse::<i64>()
                .ok()
                .filter(|n| (2..=112).contains(n))?
                * 4
        }
    };
    // Memory per processor; families with another ratio are left out.
    let per_cpu = match (letter, generation, family) {
        (_, _, "c5n") | ('c' | 'r', ..5, _) => None,
        ('m', 4.., _) => Some(4096),
        ('c', 5.., _) => Some(2048),
        ('r', 5.., _) => Some(8192),
        _ => None,
    };
    Some(Size {
        cpus,
        memory_mib: per_cpu.map(|each| each * cpus),
        standard,
    })
}

/// A machine type of Google: `e2-medium`, `n2-standard-4`, `n2-custom-4-8192`.
pub(super) fn google(name: &str) -> Option<Size> {
    let size = |cpus: i64, memory_mib: Option<i64>| {
        Some(Size {
            cpus,
            memory_mib,
            standard: false,
        })
    };
    match name {
        "f1-micro" => return size(1, Some(614)),
        "g1-small" => return size(1, Some(1740)),
        "e2-micro" => return size(2, Some(1024)),
        "e2-small" => return size(2, Some(2048)),
        "e2-medium" => return size(2, Some(4096)),
        _ => {}
    }
    let mut parts = name.rsplit('-');
    let last: i64 = parts.next()?.parse().ok().filter(|n| *n > 0)?;
    let class = parts.next()?;
    if let Ok(cpus) = class.parse::<i64>() {
        let custom = parts.next() == Some("custom");
        return size(cpus, custom.then_some(last)).filter(|_| custom && (1..=512).contains(&cpus));
    }
    let old = name.starts_with("n1-");
    let each = match class {
        "standard" if old => Some(3840),
        "standard" => Some(4096),
        "highmem" if old => Some(6656),
        "highmem" => Some(8192),
        "highcpu" if name.starts_with("e2-") || name.starts_with("n2-") => Some(1024),
        "highcpu" => None,
        _ => return None,
    };
    size(last, each.map(|each| each * last)).filter(|_| last <= 512)
}

/// A size of Azure: `Standard_B2s`, `Standard_D4s_v5`.
pub(super) fn azure(name: &str) -> Option<Size> {
    let size = |cpus: i64, memory_mib: i64| {
        Some(Size {
            cpus,
            memory_mib: Some(memory_mib),
            standard: false,
        })
    };
    // A flexible server writes its tier in front: `GP_Standard_D2s_v3`.
    let name = name.split_once("Standard_").map(|(_, rest)| rest)?;
    match name {
        "B1s" => return size(1, 1024),
        "B1ms" => return size(1, 2048),
        "B2s" => return size(2, 4096),
        "B2ms" => return size(2, 8192),
        "B4ms" => return size(4, 16_384),
        "B8ms" => return size(8, 32_768),
        _ => {}
    }
    let (size_name, version) = name.split_once("_v")?;
    let version: u32 = version.parse().ok()?;
    let letter = size_name.chars().next()?;
    let digits: String = size_name
        .chars()
        .skip(1)
        .take_while(char::is_ascii_digit)
        .collect();
    let cpus: i64 = digits.parse().ok().filter(|n| (1..=128).contains(n))?;
    match (letter, version) {
        ('D', 3..=6) => size(cpus, cpus * 4096),
        ('E', 3..=6) => size(cpus, cpus * 8192),
        ('F', 2) => size(cpus, cpus * 2048),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(size: Option<Size>) -> Option<(i64, Option<i64>)> {
        size.map(|size| (size.cpus, size.memory_mib.map(|mib| mib / 1024)))
    }

    #[test]
    fn instance_types_of_aws() {
        for (name, expected) in [
            ("t3.micro", Some((2, Some(1)))),
            ("t2.micro", Some((1, Some(1)))),
            ("t3a.medium", Some((2, Some(4)))),
            ("t4g.2xlarge", Some((8, Some(32)))),
            ("m5.4xlarge", Some((16, Some(64)))),
            ("m6g.medium", Some((1, Some(4)))),
            ("m7g.16xlarge", Some((64, Some(256)))),
            ("c5.9xlarge", Some((36, Some(72)))),
            ("c6i.large", Some((2, Some(4)))),
            ("r6g.xlarge", Some((4, Some(32)))),
            ("c5n.large", Some((2, None))),
            ("i3.large", Some((2, None))),
            ("m5.metal", None),
            ("t3.huge", None),
            ("m5", None),
            ("", None),
            ("é5.large", Some((2, None))),
            ("m5.99999999999999999999xlarge", None),
        ] {
            assert_eq!(short(aws(name)), expected, "{name}");
        }
        assert_eq!(aws("p3.2xlarge").map(|size| size.standard), Some(false));
        assert_eq!(aws("m5.large").map(|size| size.standard), Some(true));
    }

    #[test]
    fn machine_types_of_others() {
        for (found, expected) in [
            (google("n2-standard-4"), Some((4, Some(16)))),
            (google("e2-highmem-2"), Some((2, Some(16)))),
            (google("e2-small"), Some((2, Some(2)))),
            (google("n2-custom-4-8192"), Some((4, Some(8)))),
            (google("a2-highgpu-1g"), None),
            (google("-"), None),
            (azure("Standard_B2s"), Some((2, Some(4)))),
            (azure("Standard_D4s_v5"), Some((4, Some(16)))),
            (azure("GP_Standard_E8ds_v4"), Some((8, Some(64)))),
            (azure("Standard_F2s_v2"), Some((2, Some(4)))),
            (azure("Standard_NC6"), None),
        ] {
            assert_eq!(short(found), expected);
        }
    }
}
