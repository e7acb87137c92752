//! Variables in a text, as Compose puts them in: `$VAR`, `${VAR}`, `${VAR:-default}` and its kin, `$$`.
//!
//! Nothing here knows files; positions are bytes into the text given. Faults never carry the value of a variable.

use std::borrow::Cow;

/// The most bytes that variables may put into one text: a chain of variables that double each other would
/// otherwise fill the memory.
pub(super) const MAX_INSERTED: usize = 64 * 1024;

/// The deepest nesting of defaults that is followed.
const MAX_DEPTH: usize = 32;

/// A text with its variables put in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expanded<'s> {
    /// The result; what could not be understood stands as it was.
    pub text: Cow<'s, str>,
    /// Variables that are not set and have no default, with where they stand.
    pub unset: Vec<(&'s str, usize)>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// Something wrong at a byte of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where it starts.
    pub at: usize,
    /// How many bytes it covers.
    pub len: usize,
    /// What is wrong, and what to write.
    pub message: String,
}

/// Puts the variables in.
pub(super) fn expand<'s>(text: &'s str, lookup: &dyn Fn(&str) -> Option<String>) -> Expanded<'s> {
    if !text.contains('$') {
        return Expanded {
            text: Cow::Borrowed(text),
            unset: Vec::new(),
            faults: Vec::new(),
        };
    }
    let mut run = Run {
        lookup,
        unset: Vec::new(),
        faults: Vec::new(),
        inserted: 0,
    };
    let mut out = String::with_capacity(text.len());
    run.text(text, 0, 0, &mut out);
    Expanded {
        text: Cow::Owned(out),
        unset: run.unset,
        faults: run.faults,
    }
}

struct Run<'s, 'l> {
    lookup: &'l dyn Fn(&str) -> Option<String>,
    unset: Vec<(&'s str, usize)>,
    faults: Vec<Fault>,
    inserted: usize,
}

impl<'s> Run<'s, '_> {
    fn fault(&mut self, at: usize, len: usize, message: impl Into<String>) {
        self.faults.push(Fault {
            at,
            len,
            message: message.into(),
        });
    }

    /// Appends a text that stands at `base` to `out`.
    fn text(&mut self, text: &'s str, base: usize, depth: usize, out: &mut String) {
        let mut rest = text;
        while let Some(dollar) = rest.find('$') {
            let (before, from) = rest.split_at(dollar);
            out.push_str(before);
            let at = base + (text.len() - from.len());
            rest = self.dollar(from, at, depth, out);
        }
        out.push_str(rest);
    }

    /// Reads what starts with a dollar at `at`; answers what follows it.
    fn dollar(&mut self, from: &'s str, at: usize, depth: usize, out: &mut String) -> &'s str {
        let after = from.get(1..).unwrap_or_default();
        if let Some(rest) = after.strip_prefix('$') {
            out.push('$');
            return rest;
        }
        if let Some(inner) = after.strip_prefix('{') {
            let Some(end) = closing(inner) else {
                self.fault(at, 2, "`${` is not closed: expected `}`");
                out.push_str(from);
                return "";
            };
            let (inner, rest) = inner.split_at(end);
            self.braced(inner, at, depth, out);
            return rest.get(1..).unwrap_or_default();
        }
        let name = name_of(after);
        if name.is_empty() {
            let message = "`$` starts a variable: write `${NAME}`, or `$$` for a dollar sign";
            self.fault(at, 1, message);
            out.push('$');
            return after;
        }
        self.plain(name, at, out);
        after.get(name.len()..).unwrap_or_default()
    }

    fn plain(&mut self, name: &'s str, at: usize, out: &mut String) {
        match (self.lookup)(name) {
            Some(value) => self.insert(&value, at, out),
            None => self.unset.push((name, at)),
        }
    }

    /// What stands between the braces, which open at `at` with two bytes.
    fn braced(&mut self, inner: &'s str, at: usize, depth: usize, out: &mut String) {
        let name = name_of(inner);
        let rest = inner.get(name.len()..).unwrap_or_default();
        let whole = inner.len() + 3;
        let Some((op, arg)) = operator(rest).filter(|_| !name.is_empty()) else {
            let message = "expected a variable such as `${NAME}` or `${NAME:-default}`";
            self.fault(at, whole, message);
            out.push_str("${");
            out.push_str(inner);
            out.push('}');
            return;
        };
        if depth >= MAX_DEPTH {
            return self.fault(
                at,
                whole,
                format!("defaults are nested more than {MAX_DEPTH} deep"),
            );
        }
        let arg_at = at + 2 + (inner.len() - arg.len());
        let value = (self.lookup)(name).filter(|value| !(op.non_empty && value.is_empty()));
        match (op.kind, value) {
            (Kind::Plain, _) => self.plain(name, at, out),
            (Kind::Default | Kind::Required, Some(value)) => self.insert(&value, at, out),
            (Kind::Default, None) | (Kind::Instead, Some(_)) => self.text(arg, arg_at, depth + 1, out),
            (Kind::Instead, None) => {}
            (Kind::Required, None) => {
                let why = if arg.is_empty() {
                    String::new()
                } else {
                    format!(": {arg}")
                };
                self.fault(at, whole, format!("variable `{name}` must be set{why}"));
            }
        }
    }

    fn insert(&mut self, value: &str, at: usize, out: &mut String) {
        let before = self.inserted;
        self.inserted = before.saturating_add(value.len());
        if self.inserted <= MAX_INSERTED {
            out.push_str(value);
        } else if before <= MAX_INSERTED {
            self.fault(
                at,
                1,
                format!("variables put more than {MAX_INSERTED} bytes into this text"),
            );
        }
    }
}

#[derive(Clone, Copy)]
struct Operator {
    kind: Kind,
    /// With a colon: an empty value counts as none.
    non_empty: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Plain,
    Default,
    Required,
    Instead,
}

/// What stands behind a name in braces: the operator and its argument.
fn operator(rest: &str) -> Option<(Operator, &str)> {
    if rest.is_empty() {
        return Some((
            Operator {
                kind: Kind::Plain,
                non_empty: false,
            },
            rest,
        ));
    }
    let (non_empty, rest) = match rest.strip_prefix(':') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let kind = match rest.as_bytes().first()? {
        b'-' => Kind::Default,
        b'?' => Kind::Required,
        b'+' => Kind::Instead,
        _ => return None,
    };
    Some((Operator { kind, non_empty }, rest.get(1..)?))
}

/// The brace that closes the text, those of variables inside it left out.
fn closing(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = 0_usize;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' if at > 0 && bytes.get(at - 1) == Some(&b'$') => open += 1,
            b'}' if open == 0 => return Some(at),
            b'}' => open -= 1,
            _ => {}
        }
    }
    None
}

/// The name a text starts with; empty if it starts with none.
fn name_of(text: &str) -> &str {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return "";
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}
