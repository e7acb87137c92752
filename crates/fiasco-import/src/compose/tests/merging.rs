//! How later files change earlier ones.

use super::{Project, project};
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::Rational;

/// Merges two files that hold one service `a` each, given as flow maps.
fn merged(first: &str, second: &str) -> Project {
    let first = format!(
        "services: {{a: {first}, b: {{image: b}}, c: {{image: c}}, d: {{image: d}}}}\nnetworks: {{n: , m: }}\nvolumes: {{one: , two: }}\n"
    );
    let second = format!("services:\n  a: {second}\n");
    let project = project(&[("compose.yaml", &first), ("compose.override.yaml", &second)]);
    assert!(project.said().is_empty(), "{:?}", project.said());
    project
}

#[test]
fn texts_are_replaced_and_facts_keep_the_place_that_said_them_last() {
    let project = merged(
        "{image: x, mem_limit: 1g, cpus: 2, container_name: one}",
        "{image: y, mem_limit: 2g}",
    );
    let row = project.service("a");
    let place = |at| project.files.place(at).to_string();
    assert_eq!(row.image.as_ref().unwrap().value.reference, "y");
    assert_eq!(
        place(row.image.as_ref().unwrap().at.unwrap()),
        "compose.override.yaml:2:14"
    );
    assert_eq!(project.fact("a", FactKind::Memory), Some(Rational::int(2 << 30)));
    assert_eq!(
        place(row.facts.raw(FactKind::Memory).unwrap().at.unwrap()),
        "compose.override.yaml:2:28"
    );
    assert_eq!(
        place(row.facts.raw(FactKind::CpuLimit).unwrap().at.unwrap()),
        "compose.yaml:1:47"
    );
    assert_eq!(row.container_name.as_ref().unwrap().value, "one");
    assert_eq!(place(row.name.at.unwrap()), "compose.yaml:1:12");
}

#[test]
fn variables_merge_by_name() {
    for (first, second, calls) in [
        (
            "[X_HOST=b, Y_HOST=c]",
            "[X_HOST=d]",
            vec!["d by X_HOST", "c by Y_HOST"],
        ),
        (
            "{X_HOST: b, Y_HOST: c}",
            "[X_HOST=d]",
            vec!["d by X_HOST", "c by Y_HOST"],
        ),
        (
            "[X_HOST=b]",
            "{X_HOST: d, Y_HOST: c}",
            vec!["d by X_HOST", "c by Y_HOST"],
        ),
        // Without a value it comes from outside, where it is not set.
        ("{X_HOST: b, Y_HOST: c}", "{X_HOST: }", vec!["c by Y_HOST"]),
        ("[X_HOST=b]", "!override [Y_HOST=c]", vec!["c by Y_HOST"]),
        ("[X_HOST=b]", "!reset []", vec![]),
        (
            "{X_HOST: b, Y_HOST: c}",
            "{X_HOST: !reset null}",
            vec!["c by Y_HOST"],
        ),
        ("[X_HOST=b]", "", vec!["b by X_HOST"]),
    ] {
        let project = merged(
            &format!("{{image: x, environment: {first}}}"),
            &format!("{{environment: {second}}}"),
        );
        assert_eq!(project.calls("a"), calls, "{first} + {second}");
    }
}

#[test]
fn ports_grow_and_volumes_are_unique_by_path() {
    let project = merged(
        "{image: x, ports: [81:80, 82:80], volumes: [\"one:/data\", \"./x:/x\"]}",
        "{ports: [82:80, 83:80], volumes: [\"./y:/data\", \"two:/x\"]}",
    );
    let row = project.service("a");
    assert_eq!(
        row.ports.iter().map(|row| row.first).collect::<Vec<_>>(),
        [81, 82, 83]
    );
    assert_eq!(row.keeps.as_ref().unwrap().value, "two");
    assert_eq!(
        merged("{image: x, ports: [81:80]}", "{ports: !override [84:80]}")
            .service("a")
            .ports[0]
            .first,
        84
    );
    assert!(
        merged("{image: x, ports: [81:80]}", "{ports: !reset []}")
            .service("a")
            .ports
            .is_empty()
    );
}

#[test]
fn commands_are_replaced() {
    let project = merged(
        "{image: postgres, command: [postgres, -c, max_connections=200], entrypoint: [a]}",
        "{command: [postgres, -c, shared_buffers=1GB]}",
    );
    assert_eq!(project.fact("a", FactKind::MaxConnections), None);
}

#[test]
fn networks_and_dependencies_merge_whatever_their_form() {
    let project = merged(
        "{image: x, networks: [n], depends_on: [b]}",
        "{networks: {m: {aliases: [alias]}, n: {ipv4_address: 10.0.0.7}}, depends_on: {b: {condition: service_healthy}, c: {condition: service_started}}}",
    );
    let networks: Vec<&str> = project
        .service("a")
        .networks
        .iter()
        .map(|said| said.value.as_str())
        .collect();
    assert_eq!(networks, ["n", "m"]);
    assert_eq!(project.service("a").places[0].ip, "10.0.0.7".parse().ok());
    assert_eq!(project.calls("a"), ["b by depends_on"]);
}

#[test]
fn limits_merge_deep_down() {
    let project = merged(
        "{image: x, deploy: {replicas: 2, resources: {limits: {memory: 1g, cpus: 1}}}, ulimits: {nofile: 10}}",
        "{deploy: {resources: {limits: {cpus: 2.5}}}, ulimits: {nofile: {soft: 20, hard: 30}}}",
    );
    assert_eq!(project.fact("a", FactKind::Replicas), Some(Rational::int(2)));
    assert_eq!(project.fact("a", FactKind::Memory), Some(Rational::int(1 << 30)));
    assert_eq!(
        project.fact("a", FactKind::CpuLimit),
        Rational::parse_decimal("2.5")
    );
    assert_eq!(project.fact("a", FactKind::Nofile), Some(Rational::int(20)));
}

#[test]
fn a_file_may_reset_a_service() {
    let texts = [
        ("compose.yaml", "services: {a: {image: x}, b: {image: y}}"),
        ("compose.b.yaml", "services: {a: !reset null}"),
    ];
    let project = project(&texts);
    assert_eq!(project.names(), ["b"]);
    assert!(project.said().is_empty(), "{:?}", project.said());
}

#[test]
fn documents_of_one_file_are_layers() {
    let project = project(&[(
        "compose.yaml",
        "services: {a: {image: x}}\n---\n---\nservices: {a: {image: y}, b: {image: z}}\n",
    )]);
    assert_eq!(project.names(), ["a", "b"]);
    assert_eq!(project.service("a").image.as_ref().unwrap().value.reference, "y");
}

#[test]
fn anchors_and_merge_keys() {
    let text = "x-base: &base {image: x, mem_limit: 1g, contaner_name: z}\nservices:\n  a: {<<: *base, mem_limit: 2g}\n  b: *base\n";
    let project = project(&[("compose.yaml", text)]);
    assert_eq!(project.fact("a", FactKind::Memory), Some(Rational::int(2 << 30)));
    assert_eq!(project.fact("b", FactKind::Memory), Some(Rational::int(1 << 30)));
    assert_eq!(
        project.said(),
        [
            "compose.yaml:1:41 NotUnderstood `services.a.contaner_name` is not understood (did you mean `container_name`?)"
        ]
    );
}
