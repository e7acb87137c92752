//! Label selectors: which pods an object speaks of.

use super::named::Named;
use super::reading::Reading;
use fiasco_source::{Kind, Node};
use std::collections::BTreeMap;

/// Labels of pods, in source order.
pub(super) type Labels<'t> = Vec<(&'t str, &'t str)>;

/// The labels of a map; what is no text is left out.
pub(super) fn labels<'t>(node: Option<Node<'t, '_>>) -> Labels<'t> {
    let entries = node.into_iter().flat_map(Node::entries);
    entries
        .filter_map(|entry| Some((entry.key, entry.value.text()?)))
        .collect()
}

/// A selector: every requirement has to hold; one without any selects everything.
#[derive(Debug, Default)]
pub(super) struct Selector<'t>(Vec<Requirement<'t>>);

#[derive(Debug)]
enum Requirement<'t> {
    In(&'t str, Vec<&'t str>),
    NotIn(&'t str, Vec<&'t str>),
    Exists(&'t str),
    DoesNotExist(&'t str),
}

impl Requirement<'_> {
    fn holds(&self, labels: &Labels<'_>) -> bool {
        let value = |key: &str| {
            labels
                .iter()
                .find(|(known, _)| *known == key)
                .map(|(_, value)| *value)
        };
        match self {
            Self::In(key, values) => value(key).is_some_and(|value| values.contains(&value)),
            Self::NotIn(key, values) => value(key).is_none_or(|value| !values.contains(&value)),
            Self::Exists(key) => value(key).is_some(),
            Self::DoesNotExist(key) => value(key).is_none(),
        }
    }
}

impl<'t> Selector<'t> {
    /// `{app: web}`, as Services and ReplicationControllers have it.
    pub fn plain(node: Node<'t, '_>) -> Self {
        node.entries().for_each(|entry| entry.mark_used());
        let labels = labels(Some(node)).into_iter();
        Self(
            labels
                .map(|(key, value)| Requirement::In(key, vec![value]))
                .collect(),
        )
    }

    /// `{matchLabels: {app: web}, matchExpressions: [{key: app, operator: In, values: [web]}]}`.
    pub fn read(reading: &mut Reading<'_>, node: Node<'t, '_>) -> Self {
        let mut all = Vec::new();
        for entry in reading
            .map(node, &"a label selector")
            .into_iter()
            .flat_map(Node::entries)
        {
            match entry.key {
                "matchLabels" => {
                    entry.mark_used();
                    all.extend(Self::plain(entry.value).0);
                }
                "matchExpressions" => {
                    entry.mark_used();
                    let items = reading.list(entry.value, &"`matchExpressions`");
                    for item in items.into_iter().flat_map(Node::items) {
                        all.extend(expression(reading, item));
                    }
                }
                _ => {}
            }
        }
        Self(all)
    }

    /// Whether it selects pods with these labels.
    pub fn matches(&self, labels: &Labels<'_>) -> bool {
        self.0.iter().all(|requirement| requirement.holds(labels))
    }

    /// Whether it has no requirement at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn expression<'t>(reading: &mut Reading<'_>, node: Node<'t, '_>) -> Option<Requirement<'t>> {
    let node = reading.map(node, &"`matchExpressions`")?;
    let text = |key: &str| node.get(key).and_then(Node::text);
    let key = text("key")?;
    let values = node.get("values").into_iter().flat_map(Node::items);
    let values: Vec<&str> = values.filter_map(Node::text).collect();
    let found = match text("operator") {
        Some("In") => Requirement::In(key, values),
        Some("NotIn") => Requirement::NotIn(key, values),
        Some("Exists") => Requirement::Exists(key),
        Some("DoesNotExist") => Requirement::DoesNotExist(key),
        _ => {
            let expected = "an `operator` of In, NotIn, Exists and DoesNotExist";
            match node.peek("operator").filter(|node| node.kind() == Kind::Scalar) {
                Some(operator) => reading.misread(operator, &"`matchExpressions`", expected),
                None => reading.misread(node, &"`matchExpressions`", expected),
            }
            return None;
        }
    };
    Some(found)
}

/// Pods by namespace and label, so that a selector need not be held against all of them.
#[derive(Default)]
pub(super) struct Index<'t> {
    by_namespace: BTreeMap<&'t str, Vec<usize>>,
    by_label: Named<'t, BTreeMap<&'t str, Vec<usize>>>,
}

impl<'t> Index<'t> {
    /// Adds the pods of one workload.
    pub fn add(&mut self, namespace: &'t str, labels: &Labels<'t>, index: usize) {
        self.by_namespace.entry(namespace).or_default().push(index);
        for (key, value) in labels {
            let place = self.by_label.entry(namespace, key).entry(value).or_default();
            if place.last() != Some(&index) {
                place.push(index);
            }
        }
    }

    /// Those a selector may select, in source order: each has still to be asked.
    pub fn candidates(&self, namespace: &str, selector: &Selector<'_>) -> &[usize] {
        let exact = selector.0.iter().filter_map(|requirement| match requirement {
            Requirement::In(key, values) => match values.as_slice() {
                [value] => {
                    let found = self
                        .by_label
                        .get(namespace, key)
                        .and_then(|values| values.get(*value));
                    Some(found.map_or(&[][..], Vec::as_slice))
                }
                _ => None,
            },
            _ => None,
        });
        let fewest = exact.min_by_key(|found| found.len());
        fewest.unwrap_or_else(|| self.by_namespace.get(namespace).map_or(&[][..], Vec::as_slice))
    }
}
