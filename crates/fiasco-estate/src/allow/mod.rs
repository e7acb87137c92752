//! What a team says may break: suppressions, each with the rules it names, what it reaches and why. They are
//! read like everything else, from whatever file says them, and judged when the ladder stands.

mod comments;
mod date;

pub use comments::comments;
pub use date::Date;

use crate::confidence::Said;
use fiasco_source::Span;

/// What a suppression reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowScope {
    /// Findings one of whose cites starts on this line.
    Line(Span),
    /// Findings one of whose cites starts in one of these places: a service, a document, a whole file.
    Within(Vec<Span>),
    /// Findings about the subjects of this name; `*` stands for any characters.
    Subject(String),
    /// Every finding of the rules.
    Anywhere,
}

impl AllowScope {
    /// Whether a finding about a subject that cites these places is reached.
    #[must_use]
    pub fn reaches(&self, subject: &str, cites: &[Span]) -> bool {
        let inside = |outer: &Span| {
            cites
                .iter()
                .any(|cite| cite.file == outer.file && (outer.start..=outer.end).contains(&cite.start))
        };
        match self {
            Self::Line(line) => inside(line),
            Self::Within(places) => places.iter().any(inside),
            Self::Subject(pattern) => matches(pattern, subject),
            Self::Anywhere => true,
        }
    }
}

/// One suppression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// Codes or names of rules, as written: nobody has looked yet whether there are such rules.
    pub rules: Vec<Said<String>>,
    /// What it reaches.
    pub scope: AllowScope,
    /// Why. Without one it suppresses nothing, and the report says so.
    pub reason: String,
    /// The last day it holds.
    pub until: Option<Date>,
    /// Where it is written.
    pub at: Span,
}

impl Allow {
    /// Reads `CODE reason` or `CODE,CODE reason`, written at a place. A colon or dash before the reason is
    /// left out. Never fails: what is missing stays empty, and is told when the ladder stands.
    #[must_use]
    pub fn read(text: &str, scope: AllowScope, at: Span) -> Self {
        let mut rest = text.trim_start();
        let mut rules = Vec::new();
        loop {
            let end = rest.find([' ', '\t', ',', ':']).unwrap_or(rest.len());
            let (code, after) = rest.split_at(end);
            if !code.is_empty() {
                rules.push(Said::new(code.to_owned(), precise(text, code, at)));
            }
            rest = after.trim_start();
            let Some(next) = rest.strip_prefix(',') else { break };
            rest = next.trim_start();
        }
        let reason = rest.trim_start_matches([':', '-', '–', '—', ' ', '\t']);
        Self {
            rules,
            scope,
            reason: reason.trim().to_owned(),
            until: None,
            at,
        }
    }

    /// Reads several, separated by `;`, as in one annotation: `CAP002 pooler in place; PWR009 tested`.
    #[must_use]
    pub fn read_all(text: &str, scope: &AllowScope, at: Span) -> Vec<Self> {
        let parts = text.split(';').filter(|part| !part.trim().is_empty());
        parts.map(|part| Self::read(part, scope.clone(), at)).collect()
    }
}

/// The place of a part of a text, where the text stands at a place as it is.
fn precise(text: &str, part: &str, at: Span) -> Span {
    let offset = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize);
    let whole = usize::try_from(at.len()).ok() == Some(text.len());
    let (Some(offset), Ok(len), true) = (offset, u32::try_from(part.len()), whole) else {
        return at;
    };
    let Ok(offset) = u32::try_from(offset) else {
        return at;
    };
    let start = at.start.saturating_add(offset);
    Span::new(at.file, start, start.saturating_add(len))
}

/// Whether a text is what a pattern says, `*` standing for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        // The first place is as good as any later one.
        match rest.find(part) {
            Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiasco_source::Files;

    fn span() -> Span {
        let mut files = Files::new();
        let id = files.add("a", b"0123456789".to_vec()).expect("a file");
        Span::new(id, 2, 4)
    }

    #[test]
    fn codes_come_first_and_the_rest_is_the_reason() {
        for (text, codes, reason) in [
            ("CAP002 pooler is in place", "CAP002", "pooler is in place"),
            ("CAP002,ADR009 two at once", "CAP002 ADR009", "two at once"),
            ("CAP002, ADR009 ,LIM001: three", "CAP002 ADR009 LIM001", "three"),
            ("pool-exhausted - by name", "pool-exhausted", "by name"),
            ("CAP002", "CAP002", ""),
            ("CAP002:", "CAP002", ""),
            (" ", "", ""),
            (",,", "", ""),
        ] {
            let allow = Allow::read(text, AllowScope::Anywhere, span());
            let found: Vec<&str> = allow.rules.iter().map(|rule| rule.value.as_str()).collect();
            assert_eq!(
                (found.join(" ").as_str(), allow.reason.as_str()),
                (codes, reason),
                "{text}"
            );
        }
        let two = Allow::read_all("CAP001 one; ;CAP002 two", &AllowScope::Anywhere, span());
        assert_eq!(two.len(), 2);
    }

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, text, expected) in [
            ("app -> db", "app -> db", true),
            ("app -> db", "app -> db2", false),
            ("app*", "app -> db", true),
            ("*db", "app -> db", true),
            ("*", "", true),
            ("a*p*b", "app -> db", true),
            ("a*db*db", "app -> db", false),
            ("ab*ba", "aba", false),
            ("", "x", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_scope_reaches_cites_that_start_in_it() {
        let inside = span();
        let at = |start| Span::new(inside.file, start, start + 1);
        for (start, expected) in [(1, false), (2, true), (4, true), (5, false)] {
            assert_eq!(
                AllowScope::Line(inside).reaches("", &[at(start)]),
                expected,
                "{start}"
            );
        }
        assert!(AllowScope::Within(vec![at(9), inside]).reaches("", &[at(0), at(3)]));
        assert!(!AllowScope::Within(Vec::new()).reaches("", &[at(3)]));
    }
}
