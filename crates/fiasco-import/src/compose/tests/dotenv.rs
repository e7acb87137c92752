//! The format of environment files.

use super::super::dotenv::{items, raw_items};
use super::project;
use fiasco_estate::NoteKind;

#[test]
fn lines() {
    for (text, expected) in [
        ("A=1", vec![("A", Some("1"))]),
        (
            "export A=1\r\nB = 2 \r\n",
            vec![("A", Some("1")), ("B", Some("2"))],
        ),
        ("# comment\n\n  # another\nA=1", vec![("A", Some("1"))]),
        (
            "A=1 # comment\nB=1# not\nC=#x\nD= # c",
            vec![
                ("A", Some("1")),
                ("B", Some("1# not")),
                ("C", Some("")),
                ("D", Some("")),
            ],
        ),
        ("A='x # $Y \\n' # c", vec![("A", Some("x # $Y \\n"))]),
        ("A=\"x \\\"q\\\" \\n \\$Y\"", vec![("A", Some("x \"q\" \n $$Y"))]),
        (
            "A=\"two\nlines\"\nB=1",
            vec![("A", Some("two\nlines")), ("B", Some("1"))],
        ),
        ("A=\nB=''", vec![("A", Some("")), ("B", Some(""))]),
        ("A\nB=1", vec![("A", None), ("B", Some("1"))]),
        ("A: 1", vec![("A", Some("1"))]),
        ("A=http://x:1/?a=b", vec![("A", Some("http://x:1/?a=b"))]),
        ("a.b-c=1", vec![("a.b-c", Some("1"))]),
        ("export=1", vec![("export", Some("1"))]),
    ] {
        let (found, bad) = items(text);
        let found: Vec<_> = found
            .iter()
            .map(|item| (item.name, item.value.as_ref().map(|raw| &*raw.text)))
            .collect();
        assert_eq!(found, expected, "{text}");
        assert!(bad.is_empty(), "{text}: {bad:?}");
    }
}

#[test]
fn bad_lines() {
    for text in ["two words", "=1", "A=\"open", "A='open\nB=1", "A=\"x\" y", "%&=1"] {
        assert_eq!(items(text).1.len(), 1, "{text}");
    }
    assert_eq!(items("A='open\nB=1").0.len(), 1, "the next line is read");
}

#[test]
fn raw_files_mean_what_they_say() {
    let found = raw_items("A=\"x\" # y $Z\n# c=1\nB=\nnothing\n");
    let found: Vec<_> = found
        .iter()
        .map(|item| (item.name, &*item.value.as_ref().unwrap().text))
        .collect();
    assert_eq!(found, [("A", "\"x\" # y $Z"), ("B", "")]);
}

#[test]
fn later_lines_see_earlier_ones() {
    let env = "HOST=db\nURL=http://${HOST}:80 # the database\nRAW='$HOST'\nBAD=${NO}\n";
    let text = "services: {a: {image: \"${URL}\", container_name: \"${RAW}\"}}";
    let project = project(&[("compose.yaml", text), (".env", env)]);
    assert_eq!(
        project.service("a").image.as_ref().unwrap().value.reference,
        "http://db:80"
    );
    assert_eq!(
        project.service("a").container_name.as_ref().unwrap().value,
        "$HOST"
    );
    assert_eq!(
        project.said(),
        [".env:4:1 Dangling variable `NO` is not set: it is read as empty"]
    );
}

#[test]
fn services_have_files_of_their_own() {
    let text = "services:\n  a:\n    image: x\n    env_file: [a.env, {path: raw.env, format: raw}, {path: no.env, required: false}, gone.env]\n    environment: [TAKEN, SECOND_HOST=d]\n  b: {image: x}\n  c: {image: x}\n  d: {image: x}\n  e: {image: x}\n";
    let project = project(&[
        ("compose.yaml", text),
        (".env", "TAKEN=e:1"),
        ("a.env", "FIRST_HOST=b\nSECOND_HOST=b"),
        ("raw.env", "THIRD_HOST=c\nFOURTH_HOST=\"b\""),
    ]);
    assert_eq!(
        project.calls("a"),
        [
            "b by FIRST_HOST",
            "c by THIRD_HOST",
            "e by TAKEN",
            "d by SECOND_HOST"
        ]
    );
    assert_eq!(
        project.of(NoteKind::Dangling),
        ["compose.yaml:4:86 Dangling there is no file `gone.env` here"]
    );
    let at = project.service("a").calls[0].at;
    assert_eq!(project.files.place(at).to_string(), "a.env:1:1");
}
