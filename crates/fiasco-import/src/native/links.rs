//! `links:` of the native notation: `a -- b: rate, delay, kind of cable, length`; an end may be a range, and
//! may name its port: `sw1:Gi1/0/1 -- old-1:eth0`.

use super::names::expand;
use super::read::{Reader, clip, known, said};
use crate::part::{LinkRow, declared};
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_estate::quantity::{Measure, Reading, read};
use fiasco_estate::room::Cabling;
use fiasco_estate::room::cable::CableKind;
use fiasco_estate::{Note, NoteKind, Said};
use fiasco_source::{Entry, Kind, Node};

impl Reader<'_> {
    pub(super) fn links(&mut self, node: Node<'_, '_>) {
        match node.kind() {
            Kind::List => {
                self.part.links.reserve(node.items().len());
                for item in node.items() {
                    let quoted = item.is_quoted().then(|| item.text()).flatten();
                    if let Some(text) = quoted.filter(|text| text.contains("--") && text.contains(": ")) {
                        let message = format!(
                            "`{}` stands in quotes, and so is one text and no link",
                            clip(text)
                        );
                        let help = "write it without the quotes: - a -- b: 1 Gbit/s";
                        let note = Note::new(NoteKind::Unreadable, item.span(), message);
                        self.part.notes.push(note.help(help));
                        continue;
                    }
                    if self.is_kind(item, Kind::Map, "a link such as `a -- b: 1 Gbit/s`") {
                        for entry in item.entries() {
                            self.link(&entry);
                        }
                    }
                }
            }
            Kind::Map => {
                for entry in node.entries() {
                    self.link(&entry);
                }
            }
            Kind::Scalar => {
                self.is_kind(node, Kind::List, "a list of links such as `- a -- b: 1 Gbit/s`");
            }
        }
    }

    fn link(&mut self, entry: &Entry<'_, '_>) {
        entry.mark_used();
        let Some((a, b)) = entry.key.split_once("--") else {
            let message = format!("expected a link such as `a -- b`, found `{}`", entry.key);
            return self.note(NoteKind::Unreadable, entry.key_span, message);
        };
        let Some((facts, cabling)) = self.link_facts(entry) else {
            return;
        };
        // Most lines are of one cable, and name no port.
        if !entry.key.contains(['[', ':']) {
            self.part.links.push(LinkRow {
                a: said(a.trim(), entry.key_span),
                b: said(b.trim(), entry.key_span),
                at: entry.key_span,
                facts,
                cabling: (cabling != Cabling::default()).then(|| Box::new(cabling)),
            });
            return;
        }
        let ends = [a.trim(), b.trim()].map(|end| {
            let (names, port) = end
                .split_once(':')
                .map_or((end, None), |(names, port)| (names, Some(port)));
            expand(names).map(|names| (names, port))
        });
        match ends {
            [Ok((left, left_port)), Ok((right, right_port))] => {
                let all = left.len() * right.len();
                let Some(left_ports) = self.end_ports(entry, left_port, all) else {
                    return;
                };
                let Some(right_ports) = self.end_ports(entry, right_port, all) else {
                    return;
                };
                let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (a, b)));
                for (number, (a, b)) in pairs.enumerate() {
                    let mut own = cabling.clone();
                    own.ports = [left_ports.get(number).cloned(), right_ports.get(number).cloned()];
                    self.part.links.push(LinkRow {
                        a: said(a, entry.key_span),
                        b: said(b, entry.key_span),
                        at: entry.key_span,
                        facts: facts.clone(),
                        cabling: (own != Cabling::default()).then(|| Box::new(own)),
                    });
                }
            }
            [Err(error), _] | [_, Err(error)] => self.note(NoteKind::Unreadable, entry.key_span, error),
        }
    }

    /// What is said of a link; `None` where it is not a text.
    fn link_facts(&mut self, entry: &Entry<'_, '_>) -> Option<(Facts, Cabling)> {
        if entry.value.is_null() {
            return Some((Facts::default(), Cabling::default()));
        }
        let text = self.word(entry.value)?;
        let at = entry.value.span();
        // Links of one kind stand one after the other.
        if let Some((known, facts, cabling)) = &self.known.link
            && known == text
        {
            let mut cabling = cabling.clone();
            for place in [
                cabling.kind.as_mut().map(|said| &mut said.at),
                cabling.vlans.as_mut().map(|said| &mut said.at),
                cabling.redundant.as_mut().map(|said| &mut said.at),
            ] {
                place.into_iter().for_each(|place| *place = Some(at));
            }
            return Some((facts.said_at(at), cabling));
        }
        let mut facts = Facts::default();
        let mut cabling = Cabling::default();
        let before = self.part.notes.len();
        for part in text.split(", ").map(str::trim) {
            self.link_fact(entry, part, &mut facts, &mut cabling);
        }
        // What is wrong is told at each line.
        if self.part.notes.len() == before {
            self.known.link = Some((text.to_owned(), facts.clone(), cabling.clone()));
        }
        Some((facts, cabling))
    }

    /// The ports of one end: `sw1:Gi1/0/[1-3]` for three links, one name for one link.
    fn end_ports(
        &mut self,
        entry: &Entry<'_, '_>,
        port: Option<&str>,
        links: usize,
    ) -> Option<Vec<Said<String>>> {
        let Some(port) = port else { return Some(Vec::new()) };
        match expand(port.trim()) {
            Ok(ports) if ports.len() == links => {
                Some(ports.iter().map(|port| said(port, entry.key_span)).collect())
            }
            // `old-[1-3]:eth0`: each of them by its own port of that name.
            Ok(ports) if ports.len() == 1 => Some(vec![said(port.trim(), entry.key_span); links]),
            Ok(ports) => {
                let message = format!("`{port}` gives {} ports to {links} links", ports.len());
                self.note(NoteKind::Unreadable, entry.key_span, message);
                None
            }
            Err(error) => {
                self.note(NoteKind::Unreadable, entry.key_span, error);
                None
            }
        }
    }

    fn link_fact(&mut self, entry: &Entry<'_, '_>, text: &str, facts: &mut Facts, cabling: &mut Cabling) {
        let at = entry.value.span();
        match known(&mut self.known.link_words, text, || link_word(text)) {
            LinkWord::Fact(kind, reading) => drop(facts.set(declared(kind, reading, at))),
            LinkWord::Kind(kind) => cabling.kind = Some(Said::new(kind, at)),
            LinkWord::Redundant(name) => cabling.redundant = Some(said(&name, at)),
            LinkWord::Vlans(vlans) => cabling.vlans = Some(Said::new(vlans, at)),
            LinkWord::Misread(message) => self.note(NoteKind::Unreadable, at, message),
        }
    }
}

/// One of the things that are said of a link.
#[derive(Clone)]
pub(super) enum LinkWord {
    Fact(FactKind, Reading),
    Kind(CableKind),
    Redundant(String),
    Vlans(Vec<u16>),
    /// What is wrong with it.
    Misread(String),
}

fn link_word(text: &str) -> LinkWord {
    if let Some(kind) = CableKind::of_slug(text) {
        return LinkWord::Kind(kind);
    }
    match text.split_once(' ') {
        Some(("redundant", name)) => return LinkWord::Redundant(name.trim().to_owned()),
        Some(("vlan" | "vlans", list)) => {
            let vlans: Result<Vec<u16>, _> = list.split_whitespace().map(str::parse).collect();
            return match vlans {
                Ok(vlans) if vlans.iter().all(|vlan| (1..=4094).contains(vlan)) => LinkWord::Vlans(vlans),
                _ => LinkWord::Misread(format!(
                    "expected VLANs such as vlan 10 20, from 1 to 4094, found `{list}`"
                )),
            };
        }
        Some(("mtu", size)) => {
            return match read(size, Measure::Count) {
                Ok(size) => LinkWord::Fact(FactKind::Mtu, size),
                Err(error) => LinkWord::Misread(error.to_string()),
            };
        }
        _ => {}
    }
    // A length before a time: `30 m` of cable are meters, and no link waits for minutes.
    [FactKind::Rate, FactKind::CableLength, FactKind::Delay]
        .into_iter()
        .find_map(|kind| Some(LinkWord::Fact(kind, read(text, kind.measure()).ok()?)))
        .unwrap_or_else(|| {
            let error = read(text, Measure::DataRate).err();
            LinkWord::Misread(error.map(|error| error.to_string()).unwrap_or_default())
        })
}

#[cfg(test)]
mod tests {
    use fiasco_source::{Files, yaml};

    #[test]
    fn a_link_in_quotes_says_why_it_is_none() {
        let text = "devices: {a: {}, b: {}, c: {}}\nlinks:\n  - \"a -- b: 1 Gbit/s\"\n  - b -- c: \"1 Gbit/s\"\n  - what\n";
        let mut files = Files::new();
        let id = files.add("estate.yaml", text.as_bytes().to_vec()).expect("text");
        let (tree, _) = yaml::read(&files, id);
        let part = super::super::import(&files, &tree);
        let said = part
            .notes
            .iter()
            .map(|note| (note.message.as_str(), note.help.as_deref()));
        assert_eq!(
            said.collect::<Vec<_>>(),
            [
                (
                    "`a -- b: 1 Gbit/s` stands in quotes, and so is one text and no link",
                    Some("write it without the quotes: - a -- b: 1 Gbit/s")
                ),
                ("expected a link such as `a -- b: 1 Gbit/s`, found `what`", None),
            ]
        );
        assert_eq!(part.links.len(), 1);
    }
}
