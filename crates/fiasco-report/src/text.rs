//! Text on lines of limited width.

/// Columns a text takes, for the characters that appear here.
#[must_use]
pub fn width_of(text: &str) -> usize {
    text.chars().count()
}

/// A text on lines of at most `width` columns, broken at spaces.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(line) + 1 + width_of(word) <= width.max(20) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// A text on one line of visible characters: line breaks, other control characters and marks that turn the
/// direction of writing become spaces, so that a name cannot end a line, hide a part of it or reorder it.
#[must_use]
pub fn one_line(text: &str) -> String {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars().map(|c| if hides(c) { ' ' } else { c }).collect()
}

/// The first characters of a text, with a mark where some are missing.
#[must_use]
pub fn clip(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
