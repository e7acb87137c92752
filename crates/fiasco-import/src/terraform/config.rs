//! The configuration part of a plan: which resource refers to which, and which region a provider works in. Ids of
//! resources that are not made yet are unknown in a plan, so references are the only way from one to another.

use fiasco_source::{Kind, Node};
use std::collections::{HashMap, HashSet};

/// How many steps a reference is followed through variables and outputs of modules.
const MAX_STEPS: usize = 12;

/// How deep modules are looked into.
const MAX_MODULES: usize = 10_000;

/// The configuration, by address.
#[derive(Default)]
pub(super) struct Config<'t, 'a> {
    /// Expressions of resource blocks of known types, and the key of their provider, by block address.
    blocks: HashMap<String, (Option<Node<'t, 'a>>, Option<&'t str>)>,
    /// What a module call passes in, by module prefix and variable: `module.web.` calls with these expressions.
    calls: HashMap<String, Node<'t, 'a>>,
    /// What a module gives out, by module prefix.
    outputs: HashMap<String, Node<'t, 'a>>,
    providers: Option<Node<'t, 'a>>,
    variables: Option<Node<'t, 'a>>,
}

/// What a reference leads to.
#[derive(Debug, Clone, Default)]
pub(super) struct Referred {
    /// Addresses of blocks, in order, each once.
    pub(super) blocks: Vec<String>,
    /// Whether `count.index` or `each.key` picks one of them.
    pub(super) by_key: bool,
}

impl<'t, 'a> Config<'t, 'a> {
    /// Reads the parts of a plan that say how it is configured.
    pub(super) fn read(
        configuration: Option<Node<'t, 'a>>,
        variables: Option<Node<'t, 'a>>,
        known: impl Fn(&str) -> bool,
    ) -> Self {
        let mut config = Self {
            variables,
            ..Self::default()
        };
        let Some(configuration) = configuration else {
            return config;
        };
        config.providers = configuration.peek("provider_config");
        let mut open: Vec<(String, Node<'t, 'a>)> = configuration
            .peek("root_module")
            .map(|root| (String::new(), root))
            .into_iter()
            .collect();
        let mut seen = 0;
        while let Some((prefix, module)) = open.pop() {
            seen += 1;
            if seen > MAX_MODULES {
                break;
            }
            config.module(&prefix, module, &known, &mut open);
        }
        config
    }

    fn module(
        &mut self,
        prefix: &str,
        module: Node<'t, 'a>,
        known: &impl Fn(&str) -> bool,
        open: &mut Vec<(String, Node<'t, 'a>)>,
    ) {
        for part in module.entries() {
            match part.key {
                "resources" => part.value.items().for_each(|row| self.block(prefix, row, known)),
                "outputs" => drop(self.outputs.insert(prefix.to_owned(), part.value)),
                "module_calls" => {
                    for call in part.value.entries() {
                        let inner = format!("{prefix}module.{}.", call.key);
                        if let Some(passed) = call.value.peek("expressions") {
                            self.calls.insert(inner.clone(), passed);
                        }
                        open.extend(call.value.peek("module").map(|module| (inner, module)));
                    }
                }
                _ => {}
            }
        }
    }

    fn block(&mut self, prefix: &str, row: Node<'t, 'a>, known: &impl Fn(&str) -> bool) {
        let (mut address, mut expressions, mut provider, mut is_known) = (None, None, None, false);
        for part in row.entries() {
            match part.key {
                "address" => address = part.value.text(),
                "type" => is_known = part.value.text().is_some_and(known),
                "expressions" => expressions = Some(part.value),
                "provider_config_key" => provider = part.value.text(),
                _ => {}
            }
        }
        if let (Some(address), true) = (address, is_known) {
            self.blocks
                .insert(format!("{prefix}{address}"), (expressions, provider));
        }
    }

    /// The blocks that an argument of a block refers to.
    pub(super) fn refers(&self, block: &str, prefix: &str, argument: &str) -> Referred {
        let mut found = Referred::default();
        let expression = self
            .blocks
            .get(block)
            .and_then(|(expressions, _)| expressions.as_ref()?.peek(argument));
        let Some(expression) = expression else {
            return found;
        };
        let mut seen = HashSet::new();
        let mut open: Vec<(String, &str, usize)> = Vec::new();
        push(expression, prefix, 0, &mut open);
        while let Some((prefix, reference, steps)) = open.pop() {
            if steps > MAX_STEPS || !seen.insert((prefix.clone(), reference)) {
                continue;
            }
            self.follow(&prefix, reference, steps, &mut open, &mut found);
        }
        found
    }

    fn follow(
        &self,
        prefix: &str,
        reference: &'t str,
        steps: usize,
        open: &mut Vec<(String, &'t str, usize)>,
        found: &mut Referred,
    ) {
        let bare = |segment: &'t str| segment.split('[').next().unwrap_or_default();
        let mut segments = reference.split('.');
        let first = bare(segments.next().unwrap_or_default());
        let second = bare(segments.next().unwrap_or_default());
        match first {
            "var" => {
                let passed = self.calls.get(prefix).and_then(|call| call.peek(second));
                if let Some(passed) = passed {
                    push(passed, &parent(prefix), steps + 1, open);
                }
            }
            "module" => {
                let inner = format!("{prefix}module.{second}.");
                let output = bare(segments.next().unwrap_or_default());
                let output = self.outputs.get(&inner).and_then(|outputs| outputs.peek(output));
                if let Some(expression) = output.and_then(|output| output.peek("expression")) {
                    push(expression, &inner, steps + 1, open);
                }
            }
            "count" | "each" => found.by_key = true,
            "local" | "path" | "self" | "terraform" | "" => {}
            "data" => {
                let name = bare(segments.next().unwrap_or_default());
                found.add(format!("{prefix}data.{second}.{name}"));
            }
            _ if !second.is_empty() => found.add(format!("{prefix}{first}.{second}")),
            _ => {}
        }
    }

    /// The region that the provider of a block works in.
    pub(super) fn region(&self, block: &str) -> Option<&'t str> {
        let (_, key) = self.blocks.get(block)?;
        let key = (*key)?;
        let provider = self.providers?.peek(key).or_else(|| {
            // A module's own view of a provider that was passed in: `module.web:aws`.
            let (_, name) = key.rsplit_once(':')?;
            self.providers?.peek(name)
        })?;
        let expressions = provider.peek("expressions")?;
        let region = expressions
            .peek("region")
            .or_else(|| expressions.peek("location"))?;
        if let Some(text) = region.peek("constant_value").and_then(Node::text) {
            return is_region(text).then_some(text);
        }
        let mut names = region.peek("references")?.items().filter_map(Node::text);
        let name = names.find_map(|name| name.strip_prefix("var."))?;
        let value = self.variables?.peek(name)?.peek("value")?.text()?;
        is_region(value).then_some(value)
    }
}

impl Referred {
    fn add(&mut self, block: String) {
        if !self.blocks.contains(&block) {
            self.blocks.push(block);
        }
    }
}

/// `us-east-1`, `europe-west4`, `westeurope`: nothing else is taken for a region, so that no other value of a
/// variable comes into a message.
pub(super) fn is_region(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (4..=24).contains(&text.len())
        && text.chars().all(plain)
        && text.starts_with(|c: char| c.is_ascii_lowercase())
}

/// `module.a.` of `module.a.module.b.`.
fn parent(prefix: &str) -> String {
    let inner = prefix.trim_end_matches('.');
    let cut = inner.rfind("module.").unwrap_or(0);
    inner.get(..cut).unwrap_or_default().to_owned()
}

/// Every reference anywhere in an expression, the first to be followed on top.
fn push<'t>(expression: Node<'t, '_>, prefix: &str, steps: usize, open: &mut Vec<(String, &'t str, usize)>) {
    let mut found = Vec::new();
    let mut nodes = vec![expression];
    while let Some(node) = nodes.pop() {
        match node.kind() {
            Kind::Map => {
                for entry in node.entries() {
                    if entry.key == "references" {
                        found.extend(entry.value.items().filter_map(Node::text));
                    } else if entry.value.kind() != Kind::Scalar && entry.key != "constant_value" {
                        nodes.push(entry.value);
                    }
                }
            }
            Kind::List => nodes.extend(node.items()),
            Kind::Scalar => {}
        }
    }
    open.extend(
        found
            .into_iter()
            .rev()
            .map(|name| (prefix.to_owned(), name, steps)),
    );
}
