//! Where documents start, seen without a parser: at lines that are `---`, or at the directives before
//! them. No text, quoted or not, can hold such a line.

/// Where the document that starts at `at` ends: at the next one, or with the file.
pub(super) fn end(source: &str, at: usize) -> usize {
    let mut from = at;
    loop {
        let Some(line) = next_start(source, from) else {
            return source.len();
        };
        let between = source.get(at..line).unwrap_or_default();
        if between.lines().all(|line| is_before_start(line) || is_end(line)) {
            // Still the start of the same document.
            from = line + 1;
            continue;
        }
        return line - directives(between);
    }
}

/// The next line behind `from` that starts a document.
fn next_start(source: &str, from: usize) -> Option<usize> {
    let mut from = from;
    loop {
        let line = from + source.get(from..)?.find("\n---")? + 1;
        if is_marker(source.get(line..)?, "---") {
            return Some(line);
        }
        from = line;
    }
}

fn is_marker(line: &str, marker: &str) -> bool {
    line.strip_prefix(marker)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
}

fn is_end(line: &str) -> bool {
    is_marker(line, "...")
}

/// Whether a line may stand before the `---` of the document it belongs to.
fn is_before_start(line: &str) -> bool {
    line.starts_with('%') || line.trim_start().is_empty() || line.trim_start().starts_with('#')
}

/// How many bytes at the end of a document are directives of the next: whatever stands behind `...`
/// if some of it is a directive.
fn directives(text: &str) -> usize {
    let (mut length, mut found) = (0, false);
    for line in text.split_inclusive('\n').rev() {
        if is_end(line) {
            return if found { length } else { 0 };
        }
        if !is_before_start(line) {
            return 0;
        }
        found |= line.starts_with('%');
        length += line.len();
    }
    0
}
