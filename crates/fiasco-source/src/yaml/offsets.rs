//! From the parser's character counts to byte offsets.
//!
//! Most files are ASCII, where both are the same. In the others a cursor moves along with the
//! parser; markers step back a little at times, and rarely far, for which checkpoints exist.

use crate::files::count;

/// Characters between two checkpoints.
const STEP: usize = 1024;

pub(super) struct Offsets<'a> {
    bytes: &'a [u8],
    ascii: bool,
    /// The byte at which the parser began to count.
    base: usize,
    /// The cursor: so many characters are so many bytes.
    chars: usize,
    at: usize,
    /// The byte offset of every [`STEP`]th character up to the farthest the cursor has been.
    checkpoints: Vec<usize>,
}

impl<'a> Offsets<'a> {
    pub(super) fn new(source: &'a str) -> Self {
        Self {
            bytes: source.as_bytes(),
            ascii: source.is_ascii(),
            base: 0,
            chars: 0,
            at: 0,
            checkpoints: vec![0],
        }
    }

    /// From now on characters are counted from this byte.
    pub(super) fn restart(&mut self, base: usize) {
        self.base = base;
        self.chars = 0;
        self.at = base;
        self.checkpoints.clear();
        self.checkpoints.push(base);
    }

    /// The byte offset of a character; the end of the text for characters beyond it.
    pub(super) fn byte(&mut self, char_index: usize) -> u32 {
        if self.ascii {
            return count(self.base.saturating_add(char_index).min(self.bytes.len()));
        }
        if char_index < self.chars {
            self.step_back(char_index);
        }
        while self.chars < char_index && self.at < self.bytes.len() {
            self.at += 1;
            while self.is_inside_char() {
                self.at += 1;
            }
            self.chars += 1;
            if self.chars == self.checkpoints.len() * STEP {
                self.checkpoints.push(self.at);
            }
        }
        count(self.at)
    }

    fn step_back(&mut self, char_index: usize) {
        if self.chars - char_index > STEP {
            let index = char_index / STEP;
            self.chars = index * STEP;
            self.at = self.checkpoints.get(index).copied().unwrap_or(self.base);
        }
        while self.chars > char_index && self.at > self.base {
            self.at -= 1;
            while self.at > self.base && self.is_inside_char() {
                self.at -= 1;
            }
            self.chars -= 1;
        }
    }

    fn is_inside_char(&self) -> bool {
        self.bytes.get(self.at).is_some_and(|byte| byte & 0xc0 == 0x80)
    }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn any_order_of_questions() {
        let text: String = "aé漢🦀\n".chars().cycle().take(20_000).collect();
        let expected: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let mut offsets = Offsets::new(&text);
        // A walk that jumps everywhere: 7919 is coprime to the number of characters.
        for step in 0..40_000_usize {
            let index = if step % 3 == 0 {
                step * 7919 % expected.len()
            } else {
                step / 2
            };
            assert_eq!(offsets.byte(index) as usize, expected[index], "character {index}");
        }
        assert_eq!(offsets.byte(usize::MAX) as usize, text.len());
        let base = 9_003;
        offsets.restart(expected[base]);
        for index in [0, 5_000, 2, 1_024, 1_023, 4_999] {
            assert_eq!(
                offsets.byte(index) as usize,
                expected[base + index],
                "character {index}"
            );
        }
    }
}
