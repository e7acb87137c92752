//! Taking in files, and positions in them.

use fiasco_source::{Files, MAX_FILE_BYTES, Span};

fn refused(bytes: Vec<u8>) -> String {
    let mut files = Files::new();
    let problem = files.add("x.yaml", bytes).unwrap_err();
    assert!(files.is_empty());
    assert_eq!(problem.path, "x.yaml");
    problem.to_string()
}

#[test]
fn files_are_sync() {
    fn sync<T: Sync + Send>() {}
    sync::<Files>();
    sync::<fiasco_source::Tree<'_>>();
}

#[test]
fn a_span_is_small() {
    assert_eq!(size_of::<Span>(), 12);
}

#[test]
fn a_byte_order_mark_is_dropped() {
    let mut files = Files::new();
    let id = files.add("bom.yaml", b"\xef\xbb\xbfa: 1\n".to_vec()).unwrap();
    assert_eq!(files.text(id), "a: 1\n");
    assert_eq!(files.path(id), "bom.yaml");
    assert_eq!(files.place(Span::new(id, 0, 1)).to_string(), "bom.yaml:1:1");
}

#[test]
fn utf_16_with_a_mark_is_read_and_spans_are_of_the_decoded_text() {
    let text = "a: 1\r\nü: 🦀 x\r\n";
    let wide = |bytes: fn(u16) -> [u8; 2]| {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(bytes).collect::<Vec<u8>>()
    };
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
        let mut files = Files::new();
        let id = files.add("w.yaml", bytes).unwrap();
        assert_eq!(files.text(id), text);
        let (tree, problems) = fiasco_source::yaml::read(&files, id);
        assert!(problems.is_empty());
        let value = tree.documents().next().unwrap().peek("ü").unwrap();
        assert_eq!(files.snippet(value.span()), "🦀 x");
        assert_eq!(files.place(value.span()).to_string(), "w.yaml:2:4");
    }
    let mut files = Files::new();
    let id = files.add("empty", b"\xff\xfe".to_vec()).unwrap();
    assert_eq!(files.text(id), "");
}

#[test]
fn utf_16_without_a_mark_is_guessed_in_the_advice() {
    for (bytes, guessed) in [
        (&b"{\0}\0\n\0"[..], true),
        (b"\0{\0}\0\n", true),
        (b"\x7fELF\0\0\0", false),
    ] {
        let problem = Files::new().add("x", bytes.to_vec()).unwrap_err();
        assert_eq!(problem.help.is_some(), guessed, "{bytes:?}");
    }
}

#[test]
fn refusals() {
    let cases: [(&[u8], &str); 8] = [
        (
            b"a: 1\nbc\xff\n",
            "x.yaml:2:3: not UTF-8: byte 0xff at line 2, column 3",
        ),
        ("é: \"".as_bytes(), ""),
        (
            b"\xc3\xa9\xc3",
            "x.yaml:1:2: not UTF-8: byte 0xc3 at line 1, column 2",
        ),
        (b"\x7fELF\0\0\0", "x.yaml: looks binary: the file holds NUL bytes"),
        (b"{\0}\0\n\0", "x.yaml: looks binary: the file holds NUL bytes"),
        (
            b"\xff\xfe\0\0a\0\0\0",
            "x.yaml: looks binary: the file holds NUL bytes",
        ),
        (
            b"\xff\xfea\0:",
            "x.yaml: the UTF-16 text ends in the middle of a character: was it cut off?",
        ),
        (
            b"\xfe\xff\0a\0\n\0b\xd8\x3d\0c",
            "x.yaml:2:2: not UTF-16: half a character, 0xd83d, at line 2, column 2",
        ),
    ];
    for (bytes, message) in cases {
        if message.is_empty() {
            assert!(Files::new().add("x.yaml", bytes.to_vec()).is_ok());
        } else {
            assert_eq!(refused(bytes.to_vec()), message);
        }
    }
}

#[test]
fn the_size_limit_is_exact_and_states_both_numbers() {
    let message = refused(vec![b' '; 129 * 1024 * 1024]);
    let expected =
        "x.yaml: the file has 135266304 bytes (129.0 MiB); at most 134217728 bytes (128 MiB) are read";
    assert_eq!(message, expected);
    assert!(Files::new().add("x.yaml", vec![b' '; MAX_FILE_BYTES]).is_ok());
    assert!(
        Files::new()
            .add("x.yaml", vec![b' '; MAX_FILE_BYTES + 1])
            .is_err()
    );
}

#[test]
fn places_and_lines() {
    let text = "eins\r\nzwö🦀x\n\nlast";
    let mut files = Files::new();
    let other = files.add("other", b"other".to_vec()).unwrap();
    let id = files.add("dir/a.yaml", text.as_bytes().to_vec()).unwrap();
    let cases = [
        (0, "dir/a.yaml:1:1", "eins"),
        (3, "dir/a.yaml:1:4", "eins"),
        (6, "dir/a.yaml:2:1", "zwö🦀x"),
        (10, "dir/a.yaml:2:4", "zwö🦀x"),
        (12, "dir/a.yaml:2:4", "zwö🦀x"), // inside the crab
        (14, "dir/a.yaml:2:5", "zwö🦀x"),
        (16, "dir/a.yaml:3:1", ""),
        (17, "dir/a.yaml:4:1", "last"),
        (21, "dir/a.yaml:4:5", "last"),
        (9999, "dir/a.yaml:4:5", "last"),
    ];
    for (at, place, line) in cases {
        let span = Span::new(id, at, at);
        assert_eq!(
            (files.place(span).to_string().as_str(), files.line_text(span)),
            (place, line),
            "{at}"
        );
    }
    assert_eq!(files.snippet(Span::new(id, 6, 10)), "zwö");
    assert_eq!(files.snippet(Span::new(id, 6, 11)), "", "cuts a character");
    assert_eq!(files.place(Span::new(other, 2, 2)).to_string(), "other:1:3");
    let all: Vec<_> = files
        .iter()
        .map(|(id, path, text)| (id.index(), path, text.len()))
        .collect();
    assert_eq!(all, [(0, "other", 5), (1, "dir/a.yaml", 21)]);
    assert_eq!(files.len(), 2);
}

#[test]
fn a_foreign_id_is_harmless() {
    let mut files = Files::new();
    let id = files.add("a", b"a".to_vec()).unwrap();
    let empty = Files::new();
    let span = Span::new(id, 0, 1);
    assert_eq!(
        (
            empty.text(id),
            empty.path(id),
            empty.line_text(span),
            empty.snippet(span)
        ),
        ("", "", "", "")
    );
    assert_eq!(empty.place(span).to_string(), ":1:1");
}
