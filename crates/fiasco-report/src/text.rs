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
