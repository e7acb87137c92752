//! `extends`, `include` and `profiles`.

use super::{one, project, with};
use crate::compose::Request;
use fiasco_estate::NoteKind;
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::Rational;

#[test]
fn a_service_extends_another_of_its_file() {
    let project = one(
        "services:\n  base: {image: x, mem_limit: 1g, environment: {A_HOST: c}, ports: [81:80]}\n  a: {extends: base, image: y}\n  b: {extends: {service: a}, mem_limit: 2g, ports: [82:80]}\n  c: {image: z}\n",
    );
    assert!(project.said().is_empty(), "{:?}", project.said());
    assert_eq!(project.service("a").image.as_ref().unwrap().value.reference, "y");
    assert_eq!(project.fact("a", FactKind::Memory), Some(Rational::int(1 << 30)));
    assert_eq!(project.fact("b", FactKind::Memory), Some(Rational::int(2 << 30)));
    assert_eq!(project.calls("b"), ["c by A_HOST"]);
    assert_eq!(project.service("b").ports.len(), 2);
    assert_eq!(project.files.place(project.service("b").name.at.unwrap()).line, 4);
}

#[test]
fn a_service_extends_one_of_another_file() {
    let project = project(&[
        (
            "compose.yaml",
            "services:\n  a: {extends: {file: sub/common.yaml, service: web}}\n  db: {image: x}\n",
        ),
        (
            "sub/common.yaml",
            "services:\n  web: {extends: {file: ../other.yaml, service: root}, env_file: web.env, tty: true}\n  idle: {imgae: x}\nvolumes: {v: }\nodd: 1\n",
        ),
        (
            "other.yaml",
            "services: {root: {image: \"r:${TAG:-1}\", typo: 1}}",
        ),
        ("sub/web.env", "DB_HOST=db"),
    ]);
    assert_eq!(project.names(), ["a", "db"]);
    assert_eq!(
        project.service("a").image.as_ref().unwrap().value.reference,
        "r:1"
    );
    assert_eq!(project.calls("a"), ["db by DB_HOST"]);
    assert_eq!(
        project.said(),
        ["other.yaml:1:41 NotUnderstood `services.root.typo` is not understood"]
    );
}

#[test]
fn what_cannot_be_extended_is_told() {
    for (text, expected) in [
        (
            "{a: {image: x, extends: bse}, base: {image: y}}",
            "`bse` is not a service of that file, so it cannot be extended (did you mean `base`?)",
        ),
        (
            "{a: {image: x, extends: {file: gone.yaml, service: b}}}",
            "there is no file `gone.yaml` here",
        ),
        (
            "{a: {image: x, extends: {file: b.yaml}}}",
            "`extends` of `a`: expected the name of a service, or a map with `service` and `file`, found no `service`",
        ),
        (
            "{a: {image: x, extends: [b]}}",
            "`extends` of `a`: expected the name of a service, or a map with `service` and `file`, found a list",
        ),
        (
            "{a: {image: x, extends: {file: \"https://x/y.yaml\", service: b}}}",
            "`extends` names a file on another machine, which is not fetched (let `docker compose config` write out the whole project, and check that)",
        ),
    ] {
        let project = one(&format!("services: {text}"));
        let said = project.said();
        assert!(said.len() == 1 && said[0].ends_with(expected), "{text}: {said:?}");
        assert_eq!(
            project.service("a").image.as_ref().unwrap().value.reference,
            "x",
            "the rest is read"
        );
    }
}

#[test]
fn circles_end() {
    let here = one(
        "services:\n  a: {image: x, extends: b}\n  b: {image: y, extends: c}\n  c: {extends: b}\n  d: {image: z, extends: d}\n",
    );
    assert_eq!(here.names(), ["a", "b", "c", "d"]);
    let said = here.said();
    assert!(said[0].contains("in a circle: b extends c extends b"), "{said:?}");
    assert!(
        said.iter().any(|line| line.contains("in a circle: d extends d")),
        "{said:?}"
    );
    let away = project(&[
        (
            "compose.yaml",
            "services: {a: {image: x, extends: {file: b.yaml, service: b}}}",
        ),
        ("b.yaml", "services: {b: {extends: {file: c.yaml, service: c}}}"),
        ("c.yaml", "services: {c: {extends: {file: b.yaml, service: b}}}"),
    ]);
    assert_eq!(away.names(), ["a"]);
    assert_eq!(away.of(NoteKind::Unreadable).len(), 1, "{:?}", away.said());
}

#[test]
fn copies_are_bounded() {
    let mut text = "services:\n  s0: {image: x, environment: {".to_owned();
    (0..2000).for_each(|i| text += &format!("V{i}: 1, "));
    text += "}}\n";
    (1..1500).for_each(|i| text += &format!("  s{i}: {{extends: s0}}\n"));
    let project = one(&text);
    assert!(project.names().len() < 1500);
    assert!(project.of(NoteKind::Unreadable)[0].contains("repeat themselves"));
}

#[test]
fn projects_are_included() {
    let project = project(&[
        (
            "compose.yaml",
            "include:\n  - infra/compose.yaml\n  - {path: [more/a.yaml, more/b.yaml], project_directory: more, env_file: more/x.env}\nservices: {web: {image: w, depends_on: [db, extra]}}\n",
        ),
        (".env", "TAG=outer"),
        (
            "infra/compose.yaml",
            "name: ignored\nservices: {db: {image: \"db:$TAG-$INNER\", volumes: [\"data:/x\"]}}\nvolumes: {data: }\n",
        ),
        ("infra/.env", "TAG=inner\nINNER=i"),
        (
            "more/a.yaml",
            "services: {extra: {image: \"e:$X\", env_file: e.env}}",
        ),
        ("more/b.yaml", "services: {extra: {mem_limit: 1g}}"),
        ("more/x.env", "X=7"),
        ("more/e.env", "DB_HOST=db"),
    ]);
    assert!(project.said().is_empty(), "{:?}", project.said());
    assert_eq!(project.names(), ["db", "extra", "web"]);
    assert_eq!(
        project.service("db").image.as_ref().unwrap().value.reference,
        "db:outer-i"
    );
    assert_eq!(project.service("db").keeps.as_ref().unwrap().value, "data");
    assert_eq!(
        project.service("extra").image.as_ref().unwrap().value.reference,
        "e:7"
    );
    assert_eq!(
        project.fact("extra", FactKind::Memory),
        Some(Rational::int(1 << 30))
    );
    assert_eq!(project.calls("extra"), ["db by DB_HOST"]);
}

#[test]
fn what_cannot_be_included_is_told() {
    let circle = project(&[
        (
            "compose.yaml",
            "include: [a.yaml, gone.yaml]\nservices: {x: {image: x}}",
        ),
        ("a.yaml", "include: [b.yaml]\nservices: {a: {image: x}}"),
        ("b.yaml", "include: [a.yaml]\nservices: {b: {image: x}}"),
    ]);
    assert_eq!(circle.names(), ["b", "a", "x"]);
    let said = circle.said();
    assert!(said[0].contains("`a.yaml` includes itself"), "{said:?}");
    assert!(said[1].ends_with("there is no file `gone.yaml` here"), "{said:?}");
    let twice = project(&[
        (
            "compose.yaml",
            "include: [a.yaml, a.yaml]\nservices: {a: {mem_limit: 1g}}",
        ),
        ("a.yaml", "services: {a: {image: x}}"),
    ]);
    assert_eq!(twice.of(NoteKind::Disagree).len(), 1, "{:?}", twice.said());
    let bomb: Vec<(String, String)> = (0..20)
        .map(|i| {
            (
                format!("f{i}.yaml"),
                format!(
                    "include: [f{0}.yaml, f{0}.yaml]\nservices: {{s{i}: {{image: x}}}}",
                    i + 1
                ),
            )
        })
        .collect();
    let mut texts = vec![("compose.yaml", "include: [f0.yaml]")];
    texts.extend(bomb.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    assert!(
        project(&texts)
            .said()
            .iter()
            .any(|line| line.contains("more than 200 files are included"))
    );
}

#[test]
fn profiles_leave_services_out() {
    let text = "services:\n  web: {image: x}\n  debug: {image: x, profiles: [debug, dev], typo: 1}\n  test: {image: x, profiles: test, extends: web}\n";
    let read = |profiles: &[&str], named: &[&str]| {
        let own = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
        let request = Request {
            profiles: own(profiles),
            named: own(named),
            ..Request::default()
        };
        let project = with(&[("compose.yaml", text)], request);
        (
            project.names().join(" "),
            project.read.inactive.join(" "),
            project.said().len(),
        )
    };
    let row = |a: &str, b: &str, notes| (a.to_owned(), b.to_owned(), notes);
    assert_eq!(read(&[], &[]), row("web", "debug test", 0));
    assert_eq!(read(&["dev"], &[]), row("web debug", "test", 1));
    assert_eq!(read(&["*"], &[]), row("web debug test", "", 1));
    assert_eq!(read(&[], &["test"]), row("web test", "debug", 0));
    let env = project(&[("compose.yaml", text), (".env", "COMPOSE_PROFILES=test,other")]);
    assert_eq!(env.names(), ["web", "test"]);
}
