//! Host ports, in both syntaxes.

use super::super::published_port;
use super::{one, with};
use crate::compose::Request;
use fiasco_source::{Files, Span};

fn at() -> Span {
    let mut files = Files::new();
    Span::new(files.add("x", Vec::new()).unwrap(), 0, 0)
}

/// `bind first-last/each/protocol`, `-` for a port that is not fixed, `!` for an error.
fn short(text: &str) -> String {
    match published_port(text, at()) {
        Err(_) => "!".to_owned(),
        Ok(None) => "-".to_owned(),
        Ok(Some(row)) => {
            let bind = row.bind.map(|ip| format!("{ip} ")).unwrap_or_default();
            format!(
                "{bind}{}-{}/{}/{}",
                row.first,
                row.last,
                row.each,
                row.protocol.word()
            )
        }
    }
}

#[test]
fn the_short_syntax() {
    for (text, expected) in [
        ("80", "-"),
        ("3000-3005", "-"),
        ("8080:80", "8080-8080/1/tcp"),
        ("8080:80/udp", "8080-8080/1/udp"),
        ("8080:80/SCTP", "8080-8080/1/sctp"),
        ("8000-8010:80", "8000-8010/1/tcp"),
        ("8000-8010:8000-8010", "8000-8010/11/tcp"),
        ("9090-9091:8080-8081/udp", "9090-9091/2/udp"),
        ("127.0.0.1:8001:8001", "127.0.0.1 8001-8001/1/tcp"),
        ("127.0.0.1:5000-5010:5000-5010", "127.0.0.1 5000-5010/11/tcp"),
        ("127.0.0.1::80", "-"),
        ("[::1]:8080:80", "::1 8080-8080/1/tcp"),
        ("::1:8080:80", "::1 8080-8080/1/tcp"),
        ("[2001:db8::1]:53:53/udp", "2001:db8::1 53-53/1/udp"),
        ("0.0.0.0:1:1", "0.0.0.0 1-1/1/tcp"),
        ("65535:65535", "65535-65535/1/tcp"),
        (":80", "-"),
        ("22:22", "22-22/1/tcp"),
        // Nonsense.
        ("", "!"),
        ("0:80", "!"),
        ("80:0", "!"),
        ("65536:80", "!"),
        ("8010-8000:80", "!"),
        ("8000-8010:80-85", "!"),
        ("80:80/http", "!"),
        ("localhost:80:80", "!"),
        ("web", "!"),
        ("+80:80", "!"),
        ("80 :80", "!"),
        ("8000-:80", "!"),
        ("[::1:80:80", "!"),
        ("99999999999999999999:80", "!"),
    ] {
        assert_eq!(short(text), expected, "{text}");
    }
    let error = published_port("80:0", at()).unwrap_err();
    assert_eq!(
        error,
        "expected a port such as `80`, `8080:80` or `127.0.0.1:8000-8010:8000-8010/udp`, found `80:0`: \
         a port is a number from 1 to 65535"
    );
}

/// The ports of `services: {a: {image: x, ports: …}}`.
fn ports(list: &str, request: Request) -> (Vec<String>, Vec<String>) {
    let text = format!("services:\n  a:\n    image: x\n    ports: {list}\n");
    let project = with(&[("compose.yaml", &text)], request);
    let ports = project.service("a").ports.iter().map(|row| {
        let bind = row.bind.map(|ip| format!("{ip} ")).unwrap_or_default();
        let mesh = if row.ingress { " mesh" } else { "" };
        format!(
            "{bind}{}-{}/{}/{}{mesh}",
            row.first,
            row.last,
            row.each,
            row.protocol.word()
        )
    });
    (ports.collect(), project.said())
}

#[test]
fn lists_and_the_long_syntax() {
    for (list, expected) in [
        ("[80, 8080:80]", vec!["8080-8080/1/tcp"]),
        // A number with a colon is a text here, never a number to the base of sixty.
        ("[22:22]", vec!["22-22/1/tcp"]),
        ("[{target: 80}]", vec![]),
        ("[{target: 80, published: 8080}]", vec!["8080-8080/1/tcp"]),
        (
            "[{target: 80, published: \"8000-8010\", protocol: udp}]",
            vec!["8000-8010/1/udp"],
        ),
        (
            "[{target: 80, published: 81, host_ip: 127.0.0.1, name: web, app_protocol: http}]",
            vec!["127.0.0.1 81-81/1/tcp"],
        ),
        // Of equal entries one counts.
        (
            "[\"81:80\", \"81:80/tcp\", {target: 80, published: 81}]",
            vec!["81-81/1/tcp"],
        ),
        ("[\"81:80\", \"81:82\"]", vec!["81-81/1/tcp", "81-81/1/tcp"]),
    ] {
        assert_eq!(
            ports(list, Request::default()),
            (expected.iter().map(|e| (*e).to_owned()).collect(), vec![]),
            "{list}"
        );
    }
}

#[test]
fn a_swarm_has_a_mesh() {
    let list =
        "[\"81:80\", {target: 80, published: 82, mode: host}, {target: 80, published: 83, mode: ingress}]";
    let swarm = Request {
        swarm: true,
        ..Request::default()
    };
    assert_eq!(
        ports(list, swarm).0,
        ["81-81/1/tcp mesh", "82-82/1/tcp", "83-83/1/tcp mesh"]
    );
    assert_eq!(
        ports(list, Request::default()).0,
        ["81-81/1/tcp", "82-82/1/tcp", "83-83/1/tcp"]
    );
}

#[test]
fn nonsense_is_told_at_its_place() {
    let project = one(
        "services:\n  a:\n    image: x\n    ports:\n      - 0:80\n      - {published: 80}\n      - {target: x}\n      - [80]\n      - 81:80\n",
    );
    assert_eq!(project.service("a").ports.len(), 1);
    let said = project.said();
    assert!(
        said[0].starts_with("compose.yaml:5:9 Unreadable `ports` of `a`: expected a port such as"),
        "{said:?}"
    );
    assert_eq!(
        said[1],
        "compose.yaml:6:9 Unreadable `ports` of `a`: expected the container's port under `target`"
    );
    assert_eq!(
        said[2],
        "compose.yaml:7:18 Unreadable `ports` of `a`: a port is a number from 1 to 65535, found `x`"
    );
    assert!(
        said[3].starts_with("compose.yaml:8:9 Unreadable") && said[3].ends_with("found a list"),
        "{said:?}"
    );
    assert_eq!(said.len(), 4);
}

#[test]
fn containers_without_a_network_of_their_own_publish_nothing() {
    for (mode, published) in [
        ("host", 0),
        ("none", 0),
        ("service:b", 0),
        ("container:x", 0),
        ("bridge", 1),
    ] {
        let text = format!(
            "services:\n  a: {{image: x, network_mode: '{mode}', ports: [81:80]}}\n  b: {{image: y}}\n"
        );
        let project = one(&text);
        assert_eq!(project.service("a").ports.len(), published, "{mode}");
        assert!(project.service("a").networks.is_empty());
        assert!(project.said().is_empty(), "{:?}", project.said());
    }
}
