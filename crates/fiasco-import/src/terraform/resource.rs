//! One resource of a plan or state: its address taken apart, and its values, of which the sensitive ones are as
//! good as unknown here, so that none of them can ever come into a message.

use fiasco_estate::Said;
use fiasco_source::{Kind, Node, Span};

/// The longest name that is taken over as it is.
const MAX_NAME: usize = 120;

/// A resource instance: `count` and `for_each` make several of one block.
#[derive(Debug, Clone)]
pub(super) struct Resource<'t, 'a> {
    /// `module.web[0].aws_instance.web["a"]`.
    pub(super) address: String,
    /// The address of its block: `module.web.aws_instance.web`.
    pub(super) block: String,
    /// Its key in the block, as written between the brackets: `0`, `"a"`.
    pub(super) key: Option<String>,
    /// The module instance it stands in, with a dot at the end: `module.web[0].`; empty at the root.
    pub(super) module: String,
    /// `aws_instance`.
    pub(super) kind: &'t str,
    /// Where its address is written.
    pub(super) at: Span,
    /// Its arguments and attributes.
    pub(super) values: Node<'t, 'a>,
    /// Which of them are sensitive.
    pub(super) sensitive: Option<Node<'t, 'a>>,
    /// Whether it stands already, or is only planned.
    pub(super) exists: bool,
    /// A data source: described elsewhere, not made here.
    pub(super) data: bool,
}

impl<'t, 'a> Resource<'t, 'a> {
    /// The module of the block, with a dot at the end: `module.web.`.
    pub(super) fn config_prefix(&self) -> &str {
        module_of(&self.block)
    }

    /// A value that is known and not sensitive.
    pub(super) fn get(&self, key: &str) -> Option<Node<'t, 'a>> {
        let value = self.values.peek(key)?;
        (!value.is_null() && !self.is_sensitive(key)).then_some(value)
    }

    fn is_sensitive(&self, key: &str) -> bool {
        let Some(map) = self.sensitive else { return false };
        if map.kind() == Kind::List {
            // A state file lists paths, each a list of steps.
            let first = |path: Node<'t, 'a>| path.items().next()?.peek("value")?.text();
            return map.items().any(|path| first(path) == Some(key));
        }
        map.text() == Some("true") || map.peek(key).is_some_and(holds_true)
    }

    /// A text that is known and not sensitive.
    pub(super) fn text(&self, key: &str) -> Option<&'t str> {
        self.get(key)?.text().filter(|text| !text.is_empty())
    }

    /// A text with its place.
    pub(super) fn said(&self, key: &str) -> Option<Said<String>> {
        let node = self.get(key)?;
        let text = node.text().filter(|text| !text.is_empty())?;
        Some(Said::new(tidy(text), node.span()))
    }

    /// A whole number that is not negative, with its place.
    pub(super) fn count(&self, key: &str) -> Option<(i64, Span)> {
        let node = self.get(key)?;
        Some((count(node)?, node.span()))
    }

    /// The tag `Name`, or a Google or Azure resource's `name`.
    pub(super) fn name_tag(&self) -> Option<Said<String>> {
        let tags = self.get("tags");
        let tag = tags.and_then(|tags| tags.peek("Name"));
        let tag = tag.or_else(|| {
            // An autoscaling group has a list of them.
            let mut tags = self.get("tag")?.items();
            let named = tags.find(|tag| tag.peek("key").and_then(Node::text) == Some("Name"));
            named?.peek("value")
        })?;
        let text = tag.text().filter(|text| !text.is_empty() && !tag.is_null())?;
        Some(Said::new(tidy(text), tag.span()))
    }

    /// The maps of a block that may stand several times; one map where the provider says it without a list.
    pub(super) fn blocks(&self, key: &str) -> Vec<Node<'t, 'a>> {
        self.get(key).map(maps).unwrap_or_default()
    }

    /// The first map of a block.
    pub(super) fn block_of(&self, key: &str) -> Option<Node<'t, 'a>> {
        self.blocks(key).first().copied()
    }

    /// Its address, as a name with a place.
    pub(super) fn address_name(&self) -> Said<String> {
        Said::new(tidy(&self.address), self.at)
    }
}

/// The maps of a list of maps, or the map itself.
pub(super) fn maps<'t, 'a>(node: Node<'t, 'a>) -> Vec<Node<'t, 'a>> {
    match node.kind() {
        Kind::Map => vec![node],
        Kind::List => node.items().filter(|item| item.kind() == Kind::Map).collect(),
        Kind::Scalar => Vec::new(),
    }
}

/// A whole number that is not negative; Terraform writes some numbers as text.
pub(super) fn count(node: Node<'_, '_>) -> Option<i64> {
    node.text()?.parse::<i64>().ok().filter(|number| *number >= 0)
}

/// The texts of a list of texts, or a single one.
pub(super) fn texts<'t, 'a>(node: Node<'t, 'a>) -> impl Iterator<Item = &'t str> + use<'t, 'a> {
    let one = (node.kind() == Kind::Scalar && !node.is_null()).then_some(node);
    node.items().chain(one).filter_map(Node::text)
}

/// Whether anything in a small tree of marks says `true`.
fn holds_true(node: Node<'_, '_>) -> bool {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if node.text() == Some("true") {
            return true;
        }
        open.extend(node.items());
        open.extend(node.entries().map(|entry| entry.value));
    }
    false
}

/// A name as it can stand in a message: no control characters, not too long.
pub(super) fn tidy(text: &str) -> String {
    let clean = text.chars().map(|c| if c.is_control() { '?' } else { c });
    let mut name: String = clean.take(MAX_NAME).collect();
    if name.len() < text.len() && text.chars().count() > MAX_NAME {
        name.push('…');
    }
    name
}

/// An address taken apart: the block's address, the last key, and the module instance.
pub(super) fn parts(address: &str) -> (String, Option<String>, String) {
    let (mut block, mut key) = (String::with_capacity(address.len()), None);
    let (mut dots, mut depth, mut quoted, mut escaped) = (Vec::new(), 0_u32, false, false);
    let mut opened = 0;
    for (at, c) in address.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if depth > 0 => quoted = !quoted,
            '[' if !quoted => {
                depth += 1;
                opened = at + 1;
            }
            ']' if !quoted && depth > 0 => {
                depth -= 1;
                key = address.get(opened..at).map(str::to_owned);
            }
            _ if depth == 0 => {
                if c == '.' {
                    dots.push(at);
                    key = None;
                }
                block.push(c);
            }
            _ => {}
        }
    }
    // The last two segments are type and name (three for a data source); what stands before is the module.
    let own = if is_data(&block) { 3 } else { 2 };
    let cut = dots.len().checked_sub(own).and_then(|n| dots.get(n));
    let module = cut.and_then(|dot| address.get(..=*dot)).unwrap_or_default();
    (block, key, module.to_owned())
}

fn is_data(block: &str) -> bool {
    let mut segments = block.rsplit('.');
    segments.nth(2) == Some("data")
}

/// The module of a block's address, with a dot at the end.
fn module_of(block: &str) -> &str {
    let own = if is_data(block) { 3 } else { 2 };
    let mut cut = block.len();
    for _ in 0..own {
        match block.get(..cut).and_then(|head| head.rfind('.')) {
            Some(dot) => cut = dot,
            None => return "",
        }
    }
    block.get(..=cut).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        for (address, block, key, module) in [
            ("aws_instance.web", "aws_instance.web", None, ""),
            ("aws_instance.web[2]", "aws_instance.web", Some("2"), ""),
            (
                r#"module.a["x.y"].module.b.aws_subnet.s["k]\"z"]"#,
                "module.a.module.b.aws_subnet.s",
                Some(r#""k]\"z""#),
                r#"module.a["x.y"].module.b."#,
            ),
            (
                "module.a[0].data.aws_vpc.v",
                "module.a.data.aws_vpc.v",
                None,
                "module.a[0].",
            ),
            ("", "", None, ""),
            ("[[[", "", None, ""),
        ] {
            let (found, found_key, found_module) = parts(address);
            assert_eq!(
                (found.as_str(), found_key.as_deref(), found_module.as_str()),
                (block, key, module),
                "{address}"
            );
        }
        assert_eq!(module_of("module.a.module.b.aws_subnet.s"), "module.a.module.b.");
        assert_eq!(module_of("module.a.data.aws_vpc.v"), "module.a.");
        assert_eq!(module_of("aws_subnet.s"), "");
    }
}
