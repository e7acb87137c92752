//! Calls read between the lines, by the names a cluster knows.

use super::{cluster, web, workload};

/// A database behind the Service `db`, and a collector, in the namespace `data`.
fn others() -> String {
    let space = |text: String, name: &str| {
        text.replace(
            &format!("{{name: {name}}}"),
            &format!("{{name: {name}, namespace: data}}"),
        )
    };
    let pg = space(
        workload("apps/v1", "StatefulSet", "pg", ", serviceName: db"),
        "pg",
    );
    let otel = space(
        workload("apps/v1", "Deployment", "otel-collector", ""),
        "otel-collector",
    );
    let service = |name: &str, app: &str| {
        format!(
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: data}}\nspec: {{selector: {{app: {app}}}, ports: [{{port: 1}}]}}\n"
        )
    };
    [
        pg,
        otel,
        service("db", "pg"),
        service("collector", "otel-collector"),
        service("nobody", "gone"),
    ]
    .concat()
        + "---\napiVersion: v1\nkind: Service\nmetadata: {name: store}\nspec: {type: ExternalName, externalName: db.data.svc.cluster.local}\n"
}

/// The calls of `web` with this in its container.
fn calls(container: &str, more: &str) -> Vec<String> {
    let read = cluster(&[&web(container, ""), &others(), more]);
    assert_eq!(read.said(), [""; 0], "{container}");
    read.calls("web")
}

#[test]
fn names_in_values() {
    let env = |name: &str, value: &str| format!(", env: [{{name: {name}, value: \"{value}\"}}]");
    for (name, value, expected) in [
        ("DB_HOST", "db.data", vec!["pg by DB_HOST"]),
        ("X", "postgres://u:secret@db.data.svc:5432/x", vec!["pg by X"]),
        ("X", "db.data.svc.cluster.local:5432", vec!["pg by X"]),
        ("DB_HOST", "db.data.svc.cluster.local.", vec!["pg by DB_HOST"]),
        ("X", "DB.DATA.SVC:5432", vec!["pg by X"]),
        ("X", "db-0.db.data.svc:5432", vec![]),
        ("X", "pg-0.db.data.svc:5432", vec!["pg by X"]),
        ("DB_HOST", "store", vec!["pg by DB_HOST"]),
        // The workload's own name where no Service has it.
        ("DB_HOST", "pg.data", vec!["pg by DB_HOST"]),
        ("X", "collector.data:4317", vec!["~otel-collector by X"]),
        // Another namespace's short name, what nothing selects, and the world outside.
        ("DB_HOST", "db", vec![]),
        ("DB_HOST", "nobody.data", vec![]),
        ("DB_HOST", "db.example.com", vec![]),
        ("DB_HOST", "web", vec![]),
    ] {
        // `db-0` looks like a pod of `db` to the name service as well.
        let expected = if value.starts_with("db-0") {
            vec!["pg by X"]
        } else {
            expected
        };
        assert_eq!(calls(&env(name, value), ""), expected, "{name}={value}");
    }
}

#[test]
fn names_from_elsewhere() {
    let map = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {db: 'db.data:5432', HOST: db.data}\n";
    let file = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: files}\ndata:\n  app.yaml: |\n    # db.data\n    server:\n      listen: 80\n    database:\n      host: \"db.data\"\n";
    let secret = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: keys}\nstringData: {url: 'postgres://u:secret@db.data/x'}\n";
    for (container, more, expected) in [
        (
            ", env: [{name: DB, valueFrom: {configMapKeyRef: {name: settings, key: db}}}]",
            map,
            vec!["pg by DB"],
        ),
        (
            ", env: [{name: DB, valueFrom: {configMapKeyRef: {name: gone, key: db}}}]",
            map,
            vec![],
        ),
        (
            ", envFrom: [{configMapRef: {name: settings}}]",
            map,
            vec!["pg by db"],
        ),
        (
            ", envFrom: [{prefix: A_, configMapRef: {name: settings, optional: true}}]",
            map,
            vec!["pg by A_db"],
        ),
        (
            ", env: [{name: DB, valueFrom: {secretKeyRef: {name: keys, key: url}}}]",
            secret,
            vec!["pg by DB"],
        ),
        (
            ", envFrom: [{secretRef: {name: keys}}]",
            secret,
            vec!["pg by url"],
        ),
        (
            ", env: [{name: H, value: db.data}, {name: U, value: 'redis://$(H):1'}]",
            "",
            vec!["pg by U"],
        ),
        (
            ", env: [{name: U, value: 'redis://$(NOPE):1'}, {name: V, value: 'redis://$$(H):1'}]",
            "",
            vec![],
        ),
        (
            ", env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]",
            "",
            vec![],
        ),
        (", args: ['--db-addr=db.data:5432']", "", vec!["pg by db-addr"]),
        (", args: [--db-host, db.data]", "", vec!["pg by db-host"]),
        (
            ", command: [sh, -c, 'wait-for db.data:5432 && run']",
            "",
            vec!["pg by args"],
        ),
    ] {
        assert_eq!(calls(container, more), expected, "{container}");
    }
    let read = cluster(&[
        &web("", ", volumes: [{name: v, configMap: {name: files}}]"),
        &others(),
        file,
    ]);
    assert_eq!(read.calls("web"), ["pg by host"]);
    assert_eq!(read.place(Some(read.service("web").calls[0].at)), "3.yaml:11:7");
}

#[test]
fn a_key_that_a_config_map_lacks() {
    let map = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {db_host: x}\n";
    let read = cluster(&[
        &web(
            ", env: [{name: DB, valueFrom: {configMapKeyRef: {name: settings, key: db_hots}}}]",
            "",
        ),
        map,
    ]);
    assert_eq!(
        read.said(),
        ["1.yaml:4:167 Dangling ConfigMap `settings` has no key `db_hots` (did you mean `db_host`?)"]
    );
}

#[test]
fn no_value_is_ever_said() {
    let texts = [
        web(
            ", env: [{name: A, value: [hunter2]}, {name: B, value: {x: hunter2}}, hunter2]",
            "",
        ),
        web(", args: hunter2, command: [[hunter2]], envFrom: hunter2", ""),
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: hunter2\ndata: [hunter2]\n"
            .to_owned(),
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: hunter2\n".to_owned(),
    ];
    for text in &texts {
        let read = cluster(&[text]);
        assert!(!read.said().is_empty(), "{text}");
        assert!(!read.said().concat().contains("hunter2"), "{:?}", read.said());
    }
}
