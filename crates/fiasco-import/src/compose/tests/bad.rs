//! Files that are wrong: what is wrong is told at its place, everything else is read.

use super::{one, project};

#[test]
fn mistakes() {
    for (service, expected) in [
        (
            "[1, 2]",
            "service `bad`: expected a map of what the service is, found a list",
        ),
        (
            "text",
            "service `bad`: expected a map of what the service is, found `text`",
        ),
        (
            "",
            "service `bad`: expected a map of what the service is, found nothing",
        ),
        (
            "{image: {name: x}}",
            "`image` of `bad`: expected a text such as `nginx:1.27`, found a map",
        ),
        (
            "{image: 5}",
            "`image` of `bad`: expected a text such as `nginx:1.27`, found `5` (put it in quotes if `5` is meant)",
        ),
        (
            "{image: x, container_name: true}",
            "`container_name` of `bad`: expected a name, found `true` (put it in quotes if `true` is meant)",
        ),
        (
            "{image: x, deploy: {replicas: abc}}",
            "`deploy.replicas` of `bad`: expected a whole number such as `3`, found `abc`",
        ),
        (
            "{image: x, deploy: {replicas: -1}}",
            "`deploy.replicas` of `bad`: expected a whole number such as `3`, found `-1`",
        ),
        (
            "{image: x, deploy: 3}",
            "`deploy` of `bad`: expected a map with `replicas`, found `3`",
        ),
        (
            "{image: x, deploy: {resources: [1]}}",
            "`resources` of `bad`: expected a map with `limits`, found a list",
        ),
        (
            "{image: x, mem_limit: lots}",
            "`mem_limit` of `bad`: expected a size such as `512m` or `2g`, found `lots`",
        ),
        (
            "{image: x, cpus: -2}",
            "`cpus` of `bad`: expected a number of cores such as `0.5`, found `-2`",
        ),
        (
            "{image: x, ulimits: {nofile: many}}",
            "`ulimits.nofile` of `bad`: expected a whole number such as `3`, found `many`",
        ),
        (
            "{image: x, ulimits: 5}",
            "`ulimits` of `bad`: expected a map of limits, found `5`",
        ),
        (
            "{image: x, ports: {a: 1}}",
            "`ports` of `bad`: expected a list, found a map",
        ),
        (
            "{image: x, volumes: {a: 1}}",
            "`volumes` of `bad`: expected a list, found a map",
        ),
        (
            "{image: x, networks: 5}",
            "`networks` of `bad`: expected a list of networks, or a map of them, found `5`",
        ),
        (
            "{image: x, networks: [[x]]}",
            "`networks` of `bad`: expected the name of a network, found a list",
        ),
        (
            "{image: x, networks: {default: {ipv4_address: 1.2.3}}}",
            "`ipv4_address` of `bad`: expected an IP address, found `1.2.3`",
        ),
        (
            "{image: x, network_mode: [host]}",
            "`network_mode` of `bad`: expected `bridge`, `host`, `none` or `service:NAME`, found a list",
        ),
        (
            "{image: x, depends_on: [{good: x}]}",
            "`depends_on` of `bad`: expected the name of a service, found a map",
        ),
        (
            "{image: x, depends_on: 7}",
            "`depends_on` of `bad`: expected a map, or a list of services, found `7`",
        ),
        (
            "{image: x, environment: A=1}",
            "`environment` of `bad`: expected a map, or a list such as `- NAME=value`, found a single text",
        ),
        (
            "{image: x, environment: [{A: 1}]}",
            "`environment` of `bad`: expected a text for each variable",
        ),
        (
            "{image: x, env_file: [[x]]}",
            "`env_file` of `bad`: expected the path of a file, found a list",
        ),
        (
            "{image: x, command: {a: 1}}",
            "`command` of `bad`: expected a text or a list, found a map",
        ),
        (
            "{image: x, x-fiasco: 5}",
            "`x-fiasco` of `bad`: expected a map such as `{cpu: 8 ms}`, found `5`",
        ),
    ] {
        let project = one(&format!("services:\n  bad: {service}\n  good: {{image: y}}\n"));
        let said = project.said();
        assert_eq!(said.len(), 1, "{service}: {said:?}");
        let (place, rest) = said[0]
            .split_once(" Unreadable ")
            .unwrap_or_else(|| panic!("{said:?}"));
        assert_eq!(rest, expected, "{service}");
        assert!(place.starts_with("compose.yaml:2:"), "{service}: {place}");
        assert!(project.names().contains(&"good"), "{service}");
    }
}

#[test]
fn mistakes_at_the_top() {
    for (text, expected) in [
        (
            "services: [a]",
            "`services`: expected a map by name, found a list",
        ),
        ("[a]", "the file: expected a map with `services`, found a list"),
        (
            "services: {a: {image: x}}\nnetworks: [n]",
            "`networks`: expected a map by name, found a list",
        ),
        (
            "services: {a: {image: x}}\ninclude: 5",
            "there is no file `5` here",
        ),
        (
            "services: {a: {image: x}}\ninclude: {a: 1}",
            "`include`: expected a list of paths, found a map",
        ),
        (
            "services: {a: {image: x}}\ninclude: [{env_file: x}]",
            "`include`: expected the path of a file under `path`, found none",
        ),
        (
            "services: {a: {image: x}}\nx-fiasco: 5",
            "`x-fiasco`: expected a map with `host` and `traffic`, found `5`",
        ),
        (
            "services: {a: {image: x, networks: [n]}}\nnetworks: {n: {ipam: {config: [{subnet: ten}]}}}",
            "network `n`: `subnet`: expected a prefix such as `172.28.0.0/16`, found `ten`",
        ),
        (
            "services: {a: {image: x, networks: [n]}}\nnetworks: {n: 5}",
            "network `n`: expected a map of what the network is, found `5`",
        ),
    ] {
        let project = one(text);
        let said = project.said();
        assert!(said.len() == 1 && said[0].ends_with(expected), "{text}: {said:?}");
    }
}

#[test]
fn keys_not_understood() {
    let project = one("services:
  a:
    image: x
    contaner_name: y
    Ports: [80]
    deploy: {replica: 2, resources: {limit: {memory: 1g}}}
    ports: [{target: 80, publish: 80}]
    healthcheck: {tset: [x]}
    build: {contxt: .}
    x-own: {a: 1}
    environment: {ANY: 1}
    networks: {default: {aliass: [x]}}
service: {}
networks: {default: {internl: true}}
version: '3'
");
    let said: Vec<String> = project
        .said()
        .iter()
        .map(|line| line.split_once(" NotUnderstood ").unwrap().1.to_owned())
        .collect();
    assert_eq!(
        said,
        [
            "`services.a.contaner_name` is not understood (did you mean `container_name`?)",
            "`services.a.Ports` is not understood (did you mean `ports`?)",
            "`services.a.deploy.replica` is not understood (did you mean `replicas`?)",
            "`services.a.deploy.resources.limit` is not understood (did you mean `limits`?)",
            "`services.a.ports[0].publish` is not understood (did you mean `published`?)",
            "`services.a.networks.default.aliass` is not understood (did you mean `aliases`?)",
            "`service` is not understood (did you mean `services`?)",
            "`networks.default.internl` is not understood (did you mean `internal`?)",
        ]
    );
}

#[test]
fn a_broken_file_does_not_stop_the_others() {
    let project = project(&[
        ("compose.yaml", "services:\n  a: {image: x\n b: y: z\n"),
        ("compose.b.yaml", "services: {b: {image: y}}"),
    ]);
    assert_eq!(project.names(), ["b"]);
    assert_eq!(project.said().len(), 1, "{:?}", project.said());
}

#[test]
fn brackets_may_close_at_the_margin_of_their_key() {
    let project = one(
        "services:\n  a:\n    command: [\n      \"postgres\", # a ] in a comment\n\n    # more\n      \"-c\",\n    \"max_connections=7\"\n    ]\n    image: postgres\n    ports: [\n    ]\n    contaner_name: z\n",
    );
    assert_eq!(project.names(), ["a"]);
    assert_eq!(project.service("a").facts.iter().count(), 1);
    assert_eq!(
        project.said(),
        [
            "compose.yaml:13:5 NotUnderstood `services.a.contaner_name` is not understood (did you mean `container_name`?)"
        ]
    );
}

#[test]
fn notes_are_bounded() {
    let services: String = (0..3000).map(|i| format!("  s{i}: [1]\n")).collect();
    let project = one(&format!("services:\n{services}"));
    assert_eq!(project.said().len(), 1001);
    assert!(project.said()[1000].contains("2000 more notes"));
}
