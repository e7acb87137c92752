//! The tokens of JSON as lengths in bytes. Everything here looks at each byte once or twice and only
//! tells ASCII apart, so every length ends on a character boundary.

/// A number, by its length.
pub(super) enum Number {
    Good(usize),
    /// Where a digit is missing.
    Bad(usize),
}

/// A text up to its closing quote, by its length without the quote.
pub(super) enum Quoted {
    /// It means what it says.
    Plain(usize),
    /// It holds escapes.
    Escaped(usize),
    /// The file ends before it does.
    Open,
    /// Something in it, at this place, cannot be there.
    Bad(usize, BadText),
}

/// What cannot be in a text.
#[derive(Clone, Copy, Debug)]
pub(super) enum BadText {
    LineBreak,
    Control,
    Escape,
    Hex,
}

/// What a byte means inside a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Text,
    Quote,
    Backslash,
    Control,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Text; 256];
    let mut byte = 0;
    while byte < 32 {
        classes[byte] = Class::Control;
        byte += 1;
    }
    classes[b'"' as usize] = Class::Quote;
    classes[b'\\' as usize] = Class::Backslash;
    classes
};

fn class(byte: u8) -> Class {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(Class::Text)
}

/// The text whose bytes behind the opening quote these are.
pub(super) fn quoted(bytes: &[u8]) -> Quoted {
    let mut at = 0;
    let mut escaped = false;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(plain) = rest.iter().position(|byte| class(*byte) != Class::Text) else {
            return Quoted::Open;
        };
        at += plain;
        match rest.get(plain).copied() {
            Some(b'"') if escaped => return Quoted::Escaped(at),
            Some(b'"') => return Quoted::Plain(at),
            Some(b'\\') => {
                escaped = true;
                match bytes.get(at + 1).copied() {
                    Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                    Some(b'u') => match hex(bytes, at + 2) {
                        Some(_) => at += 6,
                        None if bytes.len() < at + 6 => return Quoted::Open,
                        None => return Quoted::Bad(at, BadText::Hex),
                    },
                    Some(_) => return Quoted::Bad(at, BadText::Escape),
                    None => return Quoted::Open,
                }
            }
            Some(b'\n' | b'\r') => return Quoted::Bad(at, BadText::LineBreak),
            Some(_) => return Quoted::Bad(at, BadText::Control),
            None => return Quoted::Open,
        }
    }
}

/// Four hexadecimal digits.
fn hex(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + 4)?;
    digits.iter().try_fold(0, |value: u16, byte| {
        let digit = char::from(*byte).to_digit(16)?;
        Some(value << 4 | u16::try_from(digit).ok()?)
    })
}

/// Appends what a text means whose escapes [`quoted`] found to be good. Half of a surrogate pair,
/// which is no character, becomes U+FFFD.
pub(super) fn resolve(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some((plain, escape)) = rest.split_once('\\') {
        into.push_str(plain);
        let mut chars = escape.chars();
        match chars.next() {
            Some('u') => {
                let (found, used) = unicode(escape.as_bytes());
                into.push(found);
                rest = escape.get(used..).unwrap_or_default();
                continue;
            }
            Some('b') => into.push('\u{8}'),
            Some('f') => into.push('\u{c}'),
            Some('n') => into.push('\n'),
            Some('r') => into.push('\r'),
            Some('t') => into.push('\t'),
            Some(itself) => into.push(itself),
            None => {}
        }
        rest = chars.as_str();
    }
    into.push_str(rest);
}

/// The character of `u` and four digits, or of two such escapes, and how many bytes they take.
fn unicode(bytes: &[u8]) -> (char, usize) {
    let first = hex(bytes, 1).unwrap_or_default();
    let second = (bytes.get(5..7) == Some(b"\\u")).then(|| hex(bytes, 7)).flatten();
    let mut units = std::iter::once(first).chain(second);
    let decoded = char::decode_utf16(units.by_ref()).next();
    match decoded {
        Some(Ok(found)) if found > '\u{ffff}' => (found, 11),
        Some(Ok(found)) => (found, 5),
        _ => (char::REPLACEMENT_CHARACTER, 5),
    }
}

/// The number that starts here.
pub(super) fn number(bytes: &[u8]) -> Number {
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    at += match (bytes.get(at), digits(at)) {
        (_, 0) => return Number::Bad(at),
        (Some(b'0'), _) => 1,
        (_, length) => length,
    };
    if bytes.get(at) == Some(&b'.') {
        match digits(at + 1) {
            0 => return Number::Bad(at + 1),
            length => at += 1 + length,
        }
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        match digits(at) {
            0 => return Number::Bad(at),
            length => at += length,
        }
    }
    Number::Good(at)
}

const WORDS: [&[u8]; 3] = [b"true", b"false", b"null"];

/// The length of the word that starts here.
pub(super) fn word(bytes: &[u8]) -> Option<usize> {
    let found = WORDS.iter().find(|word| bytes.starts_with(word))?;
    Some(found.len())
}

/// Whether the file ends in the middle of a word.
pub(super) fn is_half_word(bytes: &[u8]) -> bool {
    WORDS.iter().any(|word| word.starts_with(bytes))
}
