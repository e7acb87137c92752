//! One file of a library: its keys, each read or known not to matter.

use super::draw::together;
use super::ports::Groups;
use super::{Class, Inlet, Problem, Topic, Type};
use fiasco_estate::fact::{FactKind, RawFact};
use fiasco_estate::quantity::{Measure, Rational, read_exact};
use fiasco_estate::room::plug::Plug;
use fiasco_estate::room::port::PortKind;
use fiasco_estate::room::{Airflow, HALF_UNITS, Hardware};
use fiasco_estate::{Confidence, Said};
use fiasco_source::{Entry, FileId, Files, Kind, Node, Span, Tree, nearest, yaml};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Keys of a type, and of a port of it, that are read.
const READ: &[&str] = &[
    "manufacturer",
    "model",
    "slug",
    "part_number",
    "u_height",
    "is_full_depth",
    "is_powered",
    "airflow",
    "weight",
    "weight_unit",
    "subdevice_role",
    "power-ports",
    "power-outlets",
    "interfaces",
    "module-bays",
    "name",
    "type",
    "maximum_draw",
    "allocated_draw",
    "mgmt_only",
];

/// Keys of a type that say nothing about room, power or network ports.
const OTHER: &[&str] = &[
    "comments",
    "description",
    "front_image",
    "rear_image",
    "console-ports",
    "console-server-ports",
    "front-ports",
    "rear-ports",
    "device-bays",
    "inventory-items",
    "exclude_from_utilization",
    "default_platform",
    "profile",
    "attributes",
    "attribute_data",
];

/// How many keys of a file are named, besides the first, that mean nothing.
const KEYS_SHOWN: usize = 4;

/// Keys of a port or bay that say nothing about what plugs in.
const OTHER_OF_PART: &[&str] = &[
    "label",
    "description",
    "comments",
    "enabled",
    "poe_mode",
    "poe_type",
    "rf_role",
    "bridge",
    "position",
];

/// Kinds of inlets that NetBox has a name for and that no outlet of a rack is made for, or whose shape is not in the
/// table of plugs: they are inlets, and what they fit stays open.
const SHAPELESS: &[&str] = &[
    "usb-a",
    "usb-b",
    "usb-c",
    "usb-mini-a",
    "usb-mini-b",
    "usb-micro-a",
    "usb-micro-b",
    "usb-micro-ab",
    "usb-3-b",
    "usb-3-micro-b",
    "molex-micro-fit-1x2",
    "molex-micro-fit-2x2",
    "molex-micro-fit-2x3",
    "molex-micro-fit-2x4",
    "cs6361c",
    "cs6365c",
    "cs8165c",
    "cs8265c",
    "cs8365c",
    "cs8465c",
    "neutrik-powercon-20",
    "neutrik-powercon-32",
    "neutrik-powercon-true1",
    "neutrik-powercon-true1-top",
    "ubiquiti-smartpower",
    "iec-60906-1",
    "nbr-14136-10a",
    "nbr-14136-20a",
    "ita-c",
];

/// Units that weights are written in.
const WEIGHT_UNITS: &[&str] = &["kg", "g", "lb", "oz"];

/// The inlet that a slug of NetBox names.
pub(crate) fn inlet_of(slug: &str) -> Option<Plug> {
    Plug::of_slug(if SHAPELESS.contains(&slug) { "other" } else { slug })
}

/// The types of a file, and what belongs to none.
pub(super) fn file(files: &Files, file: FileId, class: Class) -> (Vec<Type>, Vec<Problem>) {
    let (tree, broken) = yaml::read(files, file);
    let mut types: Vec<Type> = Vec::new();
    let mut reader = Reader {
        class,
        problems: Vec::new(),
    };
    for problem in broken {
        let place = problem.span.is_none().then(|| format!("{}: ", problem.path));
        let message = format!("{}{}", place.unwrap_or_default(), problem.message);
        reader.problem(Topic::Unreadable, problem.span, message);
    }
    for root in tree.documents().filter(|root| !root.is_null()) {
        let mut one = reader.one(root);
        if let Some(one) = &mut one {
            one.problems.append(&mut reader.problems);
        }
        types.extend(one);
    }
    reader.not_understood(&tree);
    match types.last_mut() {
        Some(last) => last.problems.append(&mut reader.problems),
        None if reader.problems.is_empty() => {
            let message = format!("{}: no type in this file", files.path(file));
            reader.problem(Topic::Unreadable, None, message);
        }
        None => {}
    }
    (types, reader.problems)
}

struct Reader {
    class: Class,
    problems: Vec<Problem>,
}

impl Reader {
    fn problem(&mut self, topic: Topic, at: Option<Span>, message: impl Into<String>) {
        self.problems.push(Problem {
            topic,
            class: self.class,
            at,
            message: message.into(),
        });
    }

    /// Tells the keys that nobody read: the first with its place, the others of the file by name. One key at many
    /// ports of a type is one mistake.
    fn not_understood(&mut self, tree: &Tree<'_>) {
        let unread = tree.unread();
        let Some(first) = unread.first() else { return };
        let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        let key = last(&first.path);
        let mut message = format!("`{}` is not understood", first.path);
        let others: BTreeSet<String> = unread.iter().map(|unread| last(&unread.path)).collect();
        let others: Vec<String> = others.into_iter().filter(|other| *other != key).collect();
        for other in others.iter().take(KEYS_SHOWN) {
            message += &format!(", nor is `{other}`");
        }
        if others.len() > KEYS_SHOWN {
            message += &format!(", nor are {} more", others.len() - KEYS_SHOWN);
        }
        let keys = READ.iter().chain(OTHER).chain(OTHER_OF_PART).copied();
        if let Some(near) = nearest(&key, keys).filter(|near| *near != key) {
            message += &format!("; did you mean `{near}`?");
        }
        self.problem(Topic::NotUnderstood, Some(first.span), message);
    }

    fn wrong(&mut self, node: Node<'_, '_>, expected: &str) {
        let found = match (node.kind(), node.text()) {
            (Kind::Scalar, Some(text)) => format!("`{}`", clip(text)),
            (Kind::List, _) => "a list".to_owned(),
            _ => "a map".to_owned(),
        };
        let message = format!("expected {expected}, found {found}");
        self.problem(Topic::Unreadable, Some(node.span()), message);
    }

    /// The text of a key that has to be there.
    fn needed<'t>(&mut self, map: Node<'t, '_>, key: &str, whose: &str) -> Option<(&'t str, Span)> {
        let node = map.get(key);
        let said = node.and_then(text);
        match (node, said) {
            (_, Some(said)) => return Some((said, node?.span())),
            (Some(node), None) if !node.is_null() && node.kind() != Kind::Scalar => {
                self.wrong(node, "a word")
            }
            _ => self.problem(
                Topic::Missing,
                Some(map.span()),
                format!("{whose} has no `{key}`"),
            ),
        }
        None
    }

    fn one(&mut self, root: Node<'_, '_>) -> Option<Type> {
        if root.kind() != Kind::Map {
            self.wrong(root, "a map that describes a type");
            return None;
        }
        root.irrelevant(OTHER);
        root.irrelevant_prefix("x-");
        let maker = self.needed(root, "manufacturer", "the type");
        let model = self.needed(root, "model", "the type");
        let word = |key| root.get(key).and_then(text).map(str::to_owned);
        let (slug, part_number) = (word("slug"), word("part_number"));
        let inlets = self.inlets(root);
        let hardware = self.hardware(root, &inlets);
        // What is in a bay is not known; its name is all there is to read.
        for bay in self.listed(root, "module-bays") {
            bay.irrelevant(&["name"]);
        }
        let ((maker, _), (model, at)) = (maker?, model?);
        Some(Type {
            class: self.class,
            name: format!("{maker}/{model}"),
            maker: maker.to_owned(),
            model: model.to_owned(),
            slug,
            part_number,
            at,
            hardware: Arc::new(hardware),
            inlets,
            problems: Vec::new(),
        })
    }

    fn hardware(&mut self, root: Node<'_, '_>, inlets: &[Inlet]) -> Hardware {
        let mut hardware = Hardware {
            full_depth: self.truth(root, "is_full_depth"),
            airflow: self.airflow(root),
            ports: self.ports(root),
            confidence: Some(Confidence::Default),
            ..Hardware::default()
        };
        let mut set = |kind, said: Option<(Rational, Rational, Span)>| {
            if let Some((lo, hi, at)) = said {
                hardware.facts.set(RawFact {
                    kind,
                    lo,
                    hi,
                    at: Some(at),
                    confidence: Confidence::Default,
                });
            }
        };
        let exactly = |said: (Rational, Span)| (said.0, said.0, said.1);
        set(FactKind::Units, self.height(root).map(exactly));
        set(FactKind::Weight, self.weight(root).map(exactly));
        // What hangs on outlets is drawn through the inlet, and is no draw of the type's own: that lies between
        // nothing and all of it.
        let outlets = root.get("power-outlets");
        if let Some(outlets) = outlets {
            outlets.mark_all_used();
        }
        let passes_on = outlets.is_some_and(|outlets| outlets.items().next().is_some());
        let own = |(least, most, at)| (if passes_on { Rational::ZERO } else { least }, most, at);
        set(
            FactKind::Nameplate,
            together(inlets, |inlet| inlet.most.as_ref()).map(own),
        );
        set(
            FactKind::Power,
            together(inlets, |inlet| inlet.usual.as_ref()).map(own),
        );
        let supplies = i64::try_from(inlets.len())
            .ok()
            .filter(|count| *count > 0 && !passes_on);
        let place = root.peek("power-ports").map(Node::span);
        if let (Some(count), Some(at)) = (supplies, place) {
            set(FactKind::Psus, Some(exactly((Rational::int(count), at))));
        }
        if self.truth(root, "is_powered") == Some(false)
            && let Some(node) = root.peek("is_powered")
        {
            let nothing = exactly((Rational::ZERO, node.span()));
            set(FactKind::Power, Some(nothing));
            set(FactKind::Nameplate, Some(nothing));
        }
        for plug in inlets.iter().filter_map(|inlet| inlet.plug) {
            match hardware.inlets.iter_mut().find(|(known, _)| *known == plug) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => hardware.inlets.push((plug, 1)),
            }
        }
        hardware
    }

    /// The height in rack units. What sits in a bay of another device takes none of its own.
    fn height(&mut self, root: Node<'_, '_>) -> Option<(Rational, Span)> {
        let child = root
            .get("subdevice_role")
            .filter(|role| text(*role) == Some("child"))
            .map(|role| (Rational::ZERO, role.span()));
        let Some(node) = root.get("u_height").filter(|node| !node.is_null()) else {
            return child;
        };
        let height = text(node).and_then(Rational::parse_decimal);
        let halves = Rational::int(i64::from(HALF_UNITS));
        let whole = |height: &Rational| height.times(halves).is_ok_and(Rational::is_integer);
        let height = height.filter(|height| !height.is_negative() && whole(height));
        if height.is_none() {
            self.wrong(node, "a height in rack units, in steps of a half");
        }
        Some((height?, node.span()))
    }

    /// The mass in kilograms.
    fn weight(&mut self, root: Node<'_, '_>) -> Option<(Rational, Span)> {
        let unit = root.get("weight_unit").filter(|node| !node.is_null());
        let node = root.get("weight").filter(|node| !node.is_null())?;
        let Some(unit) = unit else {
            let message = "the weight has no `weight_unit`";
            self.problem(Topic::Missing, Some(node.span()), message);
            return None;
        };
        let Some(word) = text(unit).filter(|word| WEIGHT_UNITS.contains(word)) else {
            let found = clip(unit.text().unwrap_or_default());
            let message = format!("`{found}` is no unit of weight: expected kg, g, lb or oz");
            self.problem(Topic::UnknownWord, Some(unit.span()), message);
            return None;
        };
        let number = text(node).filter(|text| Rational::parse_decimal(text).is_some());
        let mass = number.and_then(|number| read_exact(&format!("{number} {word}"), Measure::Mass).ok());
        let mass = mass.filter(|mass| !mass.is_negative());
        if mass.is_none() {
            self.wrong(node, "a weight as a number");
        }
        Some((mass?, node.span()))
    }

    fn airflow(&mut self, root: Node<'_, '_>) -> Option<Airflow> {
        let node = root.get("airflow").filter(|node| !node.is_null())?;
        let airflow = match text(node).unwrap_or_default() {
            "front-to-rear" => Airflow::FrontToRear,
            "rear-to-front" => Airflow::RearToFront,
            "passive" => Airflow::Passive,
            "left-to-right" | "right-to-left" | "side-to-rear" | "rear-to-side" | "mixed" => {
                Airflow::Sideways
            }
            "bottom-to-top" | "top-to-bottom" => Airflow::Sideways,
            other => {
                let message = format!("`{}` is no airflow that is known", clip(other));
                self.problem(Topic::UnknownWord, Some(node.span()), message);
                return None;
            }
        };
        Some(airflow)
    }

    fn truth(&mut self, map: Node<'_, '_>, key: &str) -> Option<bool> {
        let node = map.get(key).filter(|node| !node.is_null())?;
        match text(node).unwrap_or_default() {
            "true" | "True" | "TRUE" | "yes" | "on" => Some(true),
            "false" | "False" | "FALSE" | "no" | "off" => Some(false),
            _ => {
                self.wrong(node, "true or false");
                None
            }
        }
    }

    /// The entries of a list of ports or bays; what else stands there is told.
    fn listed<'t, 'a>(&mut self, root: Node<'t, 'a>, key: &str) -> Vec<Node<'t, 'a>> {
        let Some(list) = root.get(key).filter(|list| !list.is_null()) else {
            return Vec::new();
        };
        if list.kind() != Kind::List {
            self.wrong(list, "a list");
            list.mark_all_used();
            return Vec::new();
        }
        let (maps, others): (Vec<_>, Vec<_>) = list.items().partition(|item| item.kind() == Kind::Map);
        for other in others {
            self.wrong(other, "a map that describes a port or bay");
        }
        for map in &maps {
            map.irrelevant(OTHER_OF_PART);
        }
        maps
    }

    fn inlets(&mut self, root: Node<'_, '_>) -> Vec<Inlet> {
        let mut inlets = Vec::new();
        for port in self.listed(root, "power-ports") {
            let name = self.needed(port, "name", "the power port");
            let name = name.map_or("", |(name, _)| name).to_owned();
            let kind = self.needed(port, "type", "the power port");
            let plug = kind.and_then(|(slug, at)| {
                let plug = inlet_of(slug);
                if plug.is_none() {
                    let message = format!(
                        "power port {name}: `{}` is no kind of inlet that is known",
                        clip(slug)
                    );
                    self.problem(Topic::UnknownWord, Some(at), message);
                }
                plug
            });
            let most = self.watts(port.find("maximum_draw"));
            let usual = self.watts(port.find("allocated_draw"));
            inlets.push(Inlet {
                name,
                plug,
                most,
                usual,
            });
        }
        inlets
    }

    /// A draw in watts. Nothing that takes power takes none of it.
    fn watts(&mut self, entry: Option<Entry<'_, '_>>) -> Option<Said<Rational>> {
        let entry = entry?;
        entry.mark_used();
        let node = entry.value;
        if node.is_null() {
            return None;
        }
        let watts = text(node).and_then(Rational::parse_decimal);
        let watts = watts.filter(|watts| *watts > Rational::ZERO);
        if watts.is_none() {
            self.wrong(node, "a draw in watts, above 0");
        }
        Some(Said::new(watts?, node.span()))
    }

    fn ports(&mut self, root: Node<'_, '_>) -> Vec<fiasco_estate::room::PortGroup> {
        let mut groups = Groups::default();
        for port in self.listed(root, "interfaces") {
            let name = self.needed(port, "name", "the interface");
            let kind = self.needed(port, "type", "the interface");
            let management = self.truth(port, "mgmt_only").unwrap_or(false);
            let (Some((name, _)), Some((slug, at))) = (name, kind) else {
                continue;
            };
            match PortKind::of_slug(slug) {
                Some(kind) => groups.add(kind, management, name),
                None => {
                    let message = format!(
                        "interface {}: `{}` is no kind of port that is known",
                        clip(name),
                        clip(slug)
                    );
                    self.problem(Topic::UnknownWord, Some(at), message);
                }
            }
        }
        groups.done()
    }
}

/// The text of a scalar that says something.
fn text<'t>(node: Node<'t, '_>) -> Option<&'t str> {
    let text = node.text()?.trim();
    (!node.is_null() && !text.is_empty()).then_some(text)
}

/// A text, shortened for a message.
fn clip(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
