//! Networks, names of projects, names that lead nowhere, and which files are Compose files.

use super::super::{default_files, recognizes};
use super::{one, project, with};
use crate::compose::Request;
use crate::part::GatewayRow;
use fiasco_estate::device::NetworkKind;
use fiasco_source::{Files, yaml};

#[test]
fn networks_that_exist() {
    let project = with(
        &[("compose.yaml", "services:
  a: {image: x}
  b: {image: x, networks: {back: {ipv4_address: 172.28.0.5, ipv6_address: 'fd00::5', priority: 1}, shared: }}
  c: {image: x, network_mode: host}
networks:
  shared: {external: true, name: corp}
  back: {driver: bridge, ipam: {driver: default, config: [{subnet: 'fd00::/64'}, {subnet: 172.28.0.0/16, gateway: 172.28.0.1, ip_range: 172.28.5.0/24}]}}
  unused: {}
")],
        Request { dir: "some/My Shop".to_owned(), ..Request::default() },
    );
    assert!(project.said().is_empty(), "{:?}", project.said());
    assert_eq!(project.read.project, "myshop");
    let networks = &project.read.part.networks;
    let names: Vec<(&str, &str, bool)> = networks
        .iter()
        .map(|row| (row.name.value.as_str(), row.scope.as_str(), row.external))
        .collect();
    assert_eq!(
        names,
        [
            ("corp", "myshop/corp", true),
            ("back", "myshop/back", false),
            ("default", "myshop/default", false)
        ]
    );
    let back = &networks[1];
    assert_eq!(back.kind, NetworkKind::Bridge);
    assert_eq!(back.prefix.as_ref().unwrap().value.to_string(), "172.28.0.0/16");
    assert_eq!(
        back.gateway.as_ref().unwrap().value,
        GatewayRow::Address("172.28.0.1".parse().unwrap())
    );
    let joined = |name: &str| -> Vec<String> {
        project
            .service(name)
            .networks
            .iter()
            .map(|said| said.value.clone())
            .collect()
    };
    assert_eq!(
        (joined("a"), joined("b"), joined("c")),
        (vec!["default".into()], vec!["back".into(), "corp".into()], vec![])
    );
    let places: Vec<String> = project
        .service("b")
        .places
        .iter()
        .map(|place| place.ip.unwrap().to_string())
        .collect();
    assert_eq!(places, ["172.28.0.5", "fd00::5"]);
}

#[test]
fn the_name_of_a_project() {
    let name = |texts: &[(&str, &str)], dir: &str| {
        let project = with(
            texts,
            Request {
                dir: dir.to_owned(),
                ..Request::default()
            },
        );
        (project.read.project.clone(), project.read.part.name.clone())
    };
    let file = |text| [("compose.yaml", text)];
    assert_eq!(
        name(&file("services: {a: {image: x}}"), "/srv/Shop.2/"),
        ("shop2".into(), None)
    );
    assert_eq!(
        name(&file("services: {a: {image: x}}"), ""),
        ("compose".into(), None)
    );
    assert_eq!(
        name(&file("name: my-${X:-shop}\nservices: {a: {image: x}}"), "d"),
        ("my-shop".into(), Some("my-shop".into()))
    );
    let texts = [
        ("compose.yaml", "name: one\nservices: {a: {image: x}}"),
        ("d/.env", "COMPOSE_PROJECT_NAME=two"),
    ];
    assert_eq!(name(&texts, "d").0, "two");
}

#[test]
fn names_that_lead_nowhere() {
    let project = one("services:
  web:
    image: x
    depends_on: [dba, quiet]
    networks: [bak]
    volumes: ['dat:/x']
    configs: [conf]
    secrets: [{source: sec}]
  db: {image: x, networks: [back]}
  quiet: {image: x, profiles: [p]}
networks: {back: }
volumes: {data: }
");
    assert_eq!(
        project.said(),
        [
            "compose.yaml:4:18 Dangling `dba`, which `web` names under `depends_on`, is not a service (did you mean `db`?)",
            "compose.yaml:6:15 Dangling `dat`, which `web` uses, is not declared under `volumes` (did you mean `data`?)",
            "compose.yaml:7:15 Dangling `conf`, which `web` uses, is not declared under `configs`",
            "compose.yaml:8:24 Dangling `sec`, which `web` uses, is not declared under `secrets`",
            "compose.yaml:5:16 Dangling `bak`, which `web` joins, is not declared under `networks` (did you mean `back`?)",
        ]
    );
}

#[test]
fn files_that_docker_compose_reads_by_itself() {
    for (names, expected) in [
        (vec!["compose.yaml"], vec!["compose.yaml"]),
        (
            vec![".env", "docker-compose.yml", "compose.yml", "compose.yaml"],
            vec!["compose.yaml", ".env"],
        ),
        (vec!["docker-compose.yml", "compose.yml"], vec!["compose.yml"]),
        (
            vec![
                "docker-compose.yaml",
                "docker-compose.override.yml",
                "compose.full.yaml",
            ],
            vec!["docker-compose.yaml", "docker-compose.override.yml"],
        ),
        (vec!["compose.full.yaml", ".env"], vec![]),
        (vec![], vec![]),
    ] {
        assert_eq!(default_files(&names), expected);
    }
}

#[test]
fn compose_files_are_recognized() {
    for (name, text, expected) in [
        ("x.yaml", "services: {a: {image: x}}", true),
        ("x.yml", "services: {a: {build: .}, b: {x-y: 1}}", true),
        ("demo/compose.yaml", "", true),
        ("docker-compose-tls.yml", "a: 1", true),
        ("compose.full.yaml", "a: 1", true),
        ("composer.json", "{}", false),
        ("x.yaml", "services: {a: {runs: host, image: x}}", false),
        ("x.yaml", "estate: y\nservices: {a: {image: x}}", false),
        ("x.yaml", "services: [a]", false),
        ("x.yaml", "services: {a: {port: 80}}", false),
        ("x.yaml", "kind: Service\nspec: {ports: []}", false),
        ("x.yaml", "", false),
    ] {
        let mut files = Files::new();
        let id = files.add(name, text.as_bytes().to_vec()).unwrap();
        let (tree, _) = yaml::read(&files, id);
        assert_eq!(recognizes(&tree, name), expected, "{name}: {text}");
        assert_eq!(
            tree.unread().len(),
            yaml::read(&files, id).0.unread().len(),
            "nothing is marked"
        );
    }
}

#[test]
fn a_project_is_read_twice_alike() {
    let texts = [
        (
            "compose.yaml",
            "services: {b: {image: x, environment: [A_HOST=a]}, a: {image: $X}}",
        ),
        (".env", "Y=1"),
    ];
    assert_eq!(
        format!("{:?}", project(&texts).read),
        format!("{:?}", project(&texts).read)
    );
}
