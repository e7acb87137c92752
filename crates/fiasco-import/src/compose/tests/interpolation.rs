//! Variables in texts.

use super::super::interpolate::{MAX_INSERTED, expand};
use super::{one, project, with};
use crate::compose::Request;
use fiasco_estate::NoteKind;

fn lookup(name: &str) -> Option<String> {
    match name {
        "A" => Some("a".to_owned()),
        "EMPTY" => Some(String::new()),
        "LONG" => Some("x".repeat(1000)),
        _ => None,
    }
}

#[test]
fn every_form() {
    for (text, expected, unset, faults) in [
        ("plain", "plain", 0, 0),
        ("$A-${A}", "a-a", 0, 0),
        ("$$A $${A}", "$A ${A}", 0, 0),
        ("${A:-d}${A-d}${EMPTY:-d}${EMPTY-d}${NO:-d}${NO-d}", "aaddd", 0, 0),
        (
            "${A:+x}${A+x}|${EMPTY:+x}${EMPTY+x}|${NO:+x}${NO+x}",
            "xx|x|",
            0,
            0,
        ),
        ("${NO:-${A}}${NO:-${NO2:-deep}}", "adeep", 0, 0),
        ("${NO:-$A}", "a", 0, 0),
        ("${NO:-http://x:80/y?z=1}", "http://x:80/y?z=1", 0, 0),
        ("${A:?must}${A?must}", "aa", 0, 0),
        ("${EMPTY?must}", "", 0, 0),
        ("<$NO><${NO}>", "<><>", 2, 0),
        ("${NO:-${NO2}}", "", 1, 0),
        // Only the branch that is taken is read.
        ("${A:-${NO}}", "a", 0, 0),
        ("${NO:?must}", "", 0, 1),
        ("${EMPTY:?must}", "", 0, 1),
        ("${NO?}", "", 0, 1),
        ("cost: 5$", "cost: 5$", 0, 1),
        ("$1", "$1", 0, 1),
        ("${}", "${}", 0, 1),
        ("${1A}", "${1A}", 0, 1),
        ("${A!x}", "${A!x}", 0, 1),
        ("${A", "${A", 0, 1),
        ("ä$A\u{1F600}${A}", "äa\u{1F600}a", 0, 0),
    ] {
        let got = expand(text, &lookup);
        assert_eq!(
            (&*got.text, got.unset.len(), got.faults.len()),
            (expected, unset, faults),
            "{text}"
        );
    }
}

#[test]
fn texts_stay_within_bounds() {
    let text = "${LONG}".repeat(1000);
    let got = expand(&text, &lookup);
    assert!(got.text.len() <= MAX_INSERTED);
    assert_eq!(got.faults.len(), 1);
    let nested = "${NO:-".repeat(10_000) + &"}".repeat(10_000);
    assert_eq!(expand(&nested, &lookup).faults.len(), 1);
    let open = "${NO:-".repeat(10_000);
    assert_eq!(expand(&open, &lookup).faults.len(), 1);
}

#[test]
fn an_unset_variable_is_told_once() {
    let project = one(
        "services:\n  a: {image: \"x:${TAG}\", hostname: '$TAG', user: \"${ID:-0}\"}\n  b: {image: y, labels: [\"v=$TAG\"]}\n",
    );
    assert_eq!(
        project.said(),
        ["compose.yaml:2:17 Dangling variable `TAG` is not set: it is read as empty, in 3 places"]
    );
    assert_eq!(project.service("a").image.as_ref().unwrap().value.reference, "x:");
}

#[test]
fn a_required_variable_is_told_at_its_place() {
    let project = one("services:\n  a:\n    image: \"x:${TAG:?set a tag}\"\n");
    assert_eq!(
        project.said(),
        ["compose.yaml:3:15 Unreadable variable `TAG` must be set: set a tag"]
    );
}

#[test]
fn bad_syntax_is_told_at_its_place() {
    let project = one("services:\n  a:\n    image: x\n    hostname: cost$\n    command: echo ${A\n");
    assert_eq!(
        project.said(),
        [
            "compose.yaml:4:19 Unreadable `$` starts a variable: write `${NAME}`, or `$$` for a dollar sign",
            "compose.yaml:5:19 Unreadable `${` is not closed: expected `}`"
        ]
    );
}

#[test]
fn what_is_given_wins_over_files() {
    let files = [
        (
            "compose.yaml",
            "services: {a: {image: \"$NAME:$TAG\", container_name: \"$PWD-$COMPOSE_PROJECT_NAME\"}}",
        ),
        ("here/.env", "NAME=file\nTAG=1"),
    ];
    let variables = [("TAG".to_owned(), "2".to_owned())].into();
    let project = with(
        &files,
        Request {
            dir: "here".to_owned(),
            variables,
            ..Request::default()
        },
    );
    assert_eq!(
        project.service("a").image.as_ref().unwrap().value.reference,
        "file:2"
    );
    assert_eq!(
        project.service("a").container_name.as_ref().unwrap().value,
        "here-here"
    );
    assert!(project.said().is_empty());
}

#[test]
fn variables_cannot_fill_the_memory() {
    let mut env = "A0=0123456789\n".to_owned();
    for i in 1..60 {
        env += &format!("A{i}=$A{0}$A{0}\n", i - 1);
    }
    let text = format!(
        "services: {{a: {{image: x, environment: [{}]}}}}",
        "V=$A59,".repeat(3000)
    );
    let project = project(&[("compose.yaml", &text), (".env", &env)]);
    assert_eq!(project.names(), ["a"]);
    assert!(project.of(NoteKind::Unreadable).len() > 1);
}

#[test]
fn no_note_shows_a_value() {
    let env = "SECRET=hunter2";
    let text = "services:\n  a:\n    image: x\n    ports: [\"$SECRET:80\", {target: 1, published: $SECRET}]\n    mem_limit: ${SECRET}\n    cpus: $SECRET\n    scale: $SECRET\n    depends_on: {b: $SECRET}\n    environment: {X: \"$SECRET\", Y: [\"hunter2\"]}\n    env_file: [other.env]\n    x-fiasco: {cpu: $SECRET, calls: [b x $SECRET]}\n    networks: {default: {ipv4_address: $SECRET}}
  b:
    image: $SECRET
    extends: {service: $SECRET, file: \"$SECRET\"}
    env_file: [\"$SECRET\", {path: $SECRET/x}]
    depends_on: [\"$SECRET\"]
    links: [$SECRET]
    networks: [\"$SECRET\"]
    volumes: [\"$SECRET:/x\", {type: volume, source: $SECRET, target: /y}]
    configs: [$SECRET]
    environment: A=hunter2
  c: {extends: $SECRET, environment: [[hunter2]], image: [$SECRET]}
include: [$SECRET, {path: $SECRET/x, env_file: \"${SECRET}\"}]
";
    let project = project(&[
        ("compose.yaml", text),
        (".env", env),
        ("other.env", "B=\"hunter2\nC D=hunter2\n"),
    ]);
    let said = project.said().join("\n");
    assert!(project.said().len() >= 20, "{said}");
    assert!(!said.contains("hunter2"), "{said}");
    let calls = project
        .read
        .part
        .services
        .iter()
        .map(|row| format!("{:?}", row.calls));
    assert!(!calls.collect::<String>().contains("hunter2"));
}
