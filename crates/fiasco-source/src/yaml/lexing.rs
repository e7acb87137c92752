//! Small looks at the text around a marker, where the parser's spans say too much or too little.
//!
//! Everything here only looks at ASCII characters, so every offset it returns is on a character
//! boundary if the one it was given is.

use crate::files::count;

/// Where the node behind its anchor, tag and the space around them starts; `end` if nothing does.
pub(super) fn skip_properties(source: &str, start: u32, end: u32) -> u32 {
    let bytes = source
        .as_bytes()
        .get(start as usize..end as usize)
        .unwrap_or_default();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        at += match byte {
            b' ' | b'\t' | b'\r' | b'\n' => 1,
            b'#' => length(rest, |byte| !matches!(byte, b'\r' | b'\n')),
            b'!' if rest.get(1) == Some(&b'<') => length(rest, |byte| byte != b'>') + 1,
            b'&' | b'!' => length(rest, in_name),
            _ => break,
        };
    }
    start + count(at.min(bytes.len()))
}

/// The anchor, with its `&`, among the properties that start here.
pub(super) fn anchor_name(source: &str, start: u32) -> &str {
    let rest = source.get(start as usize..).unwrap_or_default();
    let anchor = rest.find('&').and_then(|at| rest.get(at..)).unwrap_or_default();
    anchor
        .get(..length(anchor.as_bytes(), in_name))
        .unwrap_or_default()
}

/// Where the quoted text that starts here ends, behind its quote.
pub(super) fn quoted_end(source: &str, start: u32, end: u32) -> u32 {
    let bytes = source
        .as_bytes()
        .get(start as usize..end as usize)
        .unwrap_or_default();
    let quote = bytes.first().copied().unwrap_or(b'"');
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        let doubled = quote == b'\'' && bytes.get(at + 1) == Some(&quote);
        match *byte {
            // An escaped character may have more bytes, but none of them looks like a quote.
            b'\\' if quote == b'"' => at += 2,
            byte if byte == quote && doubled => at += 2,
            byte if byte == quote => return start + count(at) + 1,
            _ => at += 1,
        }
    }
    end
}

/// The end without the white space before it.
pub(super) fn trim_end(source: &str, start: u32, end: u32) -> u32 {
    let text = source.get(start as usize..end as usize).unwrap_or_default();
    start + count(text.trim_end_matches([' ', '\t', '\r', '\n']).len())
}

/// The dash of a list whose parser event starts at its first item.
pub(super) fn back_to_dash(source: &str, start: u32) -> u32 {
    let before = source.get(..start as usize).unwrap_or_default();
    let dash = before.trim_end_matches([' ', '\t']);
    let is_dash = dash.ends_with('-') && source.as_bytes().get(start as usize) != Some(&b'-');
    if is_dash { count(dash.len() - 1) } else { start }
}

/// Anchors and tags end at white space and at the punctuation of brackets.
fn in_name(byte: u8) -> bool {
    !matches!(
        byte,
        b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']' | b'{' | b'}'
    )
}

fn length(bytes: &[u8], within: impl Fn(u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|byte| !within(*byte))
        .unwrap_or(bytes.len())
}
