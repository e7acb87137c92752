//! Whatever the text, reading ends and answers.

use super::super::published_port;
use super::project;
use fiasco_source::{Files, Span};
use proptest::prelude::*;

const SEED: &str = "name: shop
include: [inc.yaml, {path: inc.yaml, env_file: .env}]
x-base: &base {image: \"r/${IMG:-x}:${TAG}\", restart: always}
services:
  web:
    <<: *base
    extends: {file: inc.yaml, service: base}
    ports: [\"127.0.0.1:8000-8010:80/udp\", {target: 80, published: \"90\"}, 22:22]
    environment: [\"DB=postgres://u:p@db:5432/x\", NAME]
    env_file: {path: a.env, required: false}
    depends_on: {db: {condition: service_healthy}}
    deploy: {replicas: 3, resources: {limits: {memory: 1g, cpus: '0.5'}}}
    command: !override [sh, -c, \"x $$y ${A:?b}\"]
    networks: {back: {ipv4_address: 10.0.0.2, aliases: [w]}}
    volumes: [data:/x:ro, {type: bind, source: ./y, target: /y}]
    profiles: [p]
    x-fiasco: {cpu: 8 ms, calls: [db x 3], busy: 1 cores at 5/s}
  db: {extends: web, image: postgres, profiles: !reset [], ulimits: {nofile: {soft: 5}}}
networks: {back: {ipam: {config: [{subnet: 10.0.0.0/24, gateway: 10.0.0.1}]}}}
volumes: {data: }
x-fiasco: {host: {cores: 4}, traffic: {web: 10/s}}
";

const WORDS: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    ":",
    "- ",
    "$",
    "${",
    "}",
    "\n",
    "\n  ",
    "!reset ",
    "!override ",
    "&a ",
    "*a",
    "<<: *base",
    "\"",
    "'",
    "#",
    "null",
    "0",
    "-1",
    "ä",
    "services:",
    "extends: web",
    "extends: db",
    "include: [compose.yaml]",
    "\u{1}",
    "://",
    "=",
    ",",
    "99999999999",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_projects(edits in prop::collection::vec((any::<prop::sample::Index>(), 0..60_usize, prop::sample::select(WORDS)), 0..6), second in any::<bool>()) {
        let mut text = SEED.to_owned();
        for (at, cut, word) in edits {
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.ceil_char_boundary((at + cut / 3).min(text.len()));
            text.replace_range(at..end, word);
        }
        let other = if second { text.as_str() } else { SEED };
        let read = project(&[
            ("compose.yaml", &text),
            ("compose.b.yaml", other),
            ("inc.yaml", "services: {base: {image: b, environment: {X: 1}}}"),
            (".env", &text),
            ("a.env", other),
        ]);
        for note in &read.read.part.notes {
            prop_assert!(!note.message.is_empty());
            if let Some(at) = note.at {
                prop_assert!((at.end as usize) <= read.files.text(at.file).len());
            }
        }
    }

    #[test]
    fn any_port(text in "[0-9:\\[\\]./a-z-]{0,24}|.*") {
        let mut files = Files::new();
        let at = Span::new(files.add("x", Vec::new()).unwrap(), 0, 0);
        if let Ok(Some(row)) = published_port(&text, at) {
            prop_assert!(row.first >= 1 && row.first <= row.last);
            prop_assert!(row.each == 1 || row.each == row.last - row.first + 1);
        }
    }

    #[test]
    fn any_environment_file(text in "([A-Z_]{1,3}|[=:'\"\\\\$#{} \n\t]|export |\\PC){0,60}") {
        project(&[("compose.yaml", "services: {a: {image: \"$A\", env_file: .env}}"), (".env", &text)]);
    }
}
