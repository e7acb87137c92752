//! Workloads and their pods: replicas, replacement, volumes, ports, places.

use super::{cluster, web, workload};
use fiasco_estate::fact::FactKind::{MaxConnections, Replicas};
use fiasco_estate::kubernetes::{Access, Workload};

#[test]
fn replicas_and_surge() {
    let rolling =
        |surge: &str| format!(", strategy: {{type: RollingUpdate, rollingUpdate: {{maxSurge: {surge}}}}}");
    let (one, quarter) = (rolling("1"), rolling("'25%'"));
    for (api, kind, spec, keeper, replicas, surge) in [
        ("apps/v1", "Deployment", "", Workload::Deployment, "-", "25%"),
        (
            "apps/v1",
            "Deployment",
            ", replicas: 3",
            Workload::Deployment,
            "3",
            "25%",
        ),
        (
            "apps/v1",
            "Deployment",
            ", strategy: {}",
            Workload::Deployment,
            "-",
            "25%",
        ),
        (
            "apps/v1",
            "Deployment",
            one.as_str(),
            Workload::Deployment,
            "-",
            "1",
        ),
        (
            "extensions/v1beta1",
            "Deployment",
            quarter.as_str(),
            Workload::Deployment,
            "-",
            "25%",
        ),
        (
            "apps/v1",
            "Deployment",
            ", strategy: {type: Recreate}",
            Workload::Deployment,
            "-",
            "-",
        ),
        (
            "apps/v1",
            "ReplicaSet",
            ", replicas: 2",
            Workload::Deployment,
            "2",
            "-",
        ),
        (
            "v1",
            "ReplicationController",
            ", replicas: 2, selector: {app: x}",
            Workload::Deployment,
            "2",
            "-",
        ),
        (
            "apps/v1",
            "StatefulSet",
            ", replicas: 3, serviceName: x",
            Workload::StatefulSet,
            "3",
            "-",
        ),
        ("apps/v1", "DaemonSet", "", Workload::DaemonSet, "-", "-"),
        (
            "apps/v1",
            "DaemonSet",
            ", updateStrategy: {rollingUpdate: {maxSurge: 10%}}",
            Workload::DaemonSet,
            "-",
            "10%",
        ),
        (
            "batch/v1",
            "Job",
            ", parallelism: 4, completions: 8",
            Workload::Job,
            "4",
            "-",
        ),
        ("batch/v1", "Job", ", suspend: true", Workload::Job, "0", "-"),
        (
            "argoproj.io/v1alpha1",
            "Rollout",
            ", replicas: 2, strategy: {canary: {maxSurge: 2, steps: []}}",
            Workload::Deployment,
            "2",
            "2",
        ),
        (
            "argoproj.io/v1alpha1",
            "Rollout",
            ", strategy: {blueGreen: {}}",
            Workload::Deployment,
            "-",
            "100%",
        ),
    ] {
        let read = cluster(&[&workload(api, kind, "x", spec)]);
        let pods = read.pods("x");
        assert_eq!(pods.workload, keeper, "{kind}{spec}");
        let found = pods
            .surge
            .as_ref()
            .map_or("-".to_owned(), |said| said.value.text());
        assert_eq!(found, surge, "{kind}{spec}");
        assert_eq!(
            read.fact("x", Replicas).unwrap_or_else(|| "-".to_owned()),
            replicas,
            "{kind}{spec}"
        );
        assert_eq!(read.said(), [""; 0], "{kind}{spec}");
    }
}

#[test]
fn pods_that_may_be_missing_in_an_update() {
    let rolling = |share: &str| format!(", strategy: {{rollingUpdate: {{maxUnavailable: {share}}}}}");
    for (api, kind, spec, unavailable) in [
        ("apps/v1", "Deployment", String::new(), "-"),
        ("apps/v1", "Deployment", rolling("0"), "0"),
        ("apps/v1", "Deployment", rolling("'50%'"), "50%"),
        (
            "argoproj.io/v1alpha1",
            "Rollout",
            ", strategy: {blueGreen: {}}".to_owned(),
            "0",
        ),
    ] {
        let read = cluster(&[&workload(api, kind, "x", &spec)]);
        let found = read.pods("x").unavailable.as_ref();
        let found = found.map_or("-".to_owned(), |said| said.value.text());
        assert_eq!(found, unavailable, "{kind}{spec}");
        assert_eq!(read.said(), [""; 0], "{kind}{spec}");
    }
}

#[test]
fn cron_jobs_hold_jobs() {
    let text = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: nightly}\nspec:\n  schedule: '0 3 * * *'\n  \
                jobTemplate:\n    spec: {parallelism: 2, template: {spec: {restartPolicy: Never, containers: \
                [{name: c, image: x}]}}}\n";
    let read = cluster(&[text]);
    assert_eq!(read.fact("nightly", Replicas).as_deref(), Some("2"));
    assert_eq!(read.pods("nightly").workload, Workload::Job);
    assert_eq!(read.said(), [""; 0]);
    let read = cluster(&[&text.replace("schedule:", "suspend: true\n  schedule:")]);
    assert_eq!(read.fact("nightly", Replicas).as_deref(), Some("0"));
}

#[test]
fn what_something_else_made_is_counted_with_it() {
    let owner = "{name: x, ownerReferences: [{kind: Deployment, name: web}]}";
    let set = workload("apps/v1", "ReplicaSet", "x", ", replicas: 3").replace("{name: x}", owner);
    let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, ownerReferences: [{kind: Node}]}\nspec: {containers: []}\n";
    let over = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: q}\nspec: {containers: []}\nstatus: {phase: Succeeded}\n";
    let done = workload("batch/v1", "Job", "done", "")
        + "status: {conditions: [{type: Complete, status: 'True'}]}\n";
    let read = cluster(&[&web("", ""), &set, pod, over, &done]);
    assert_eq!(read.names(), ["web"]);
    assert_eq!(read.said(), [""; 0]);
    assert_eq!(read.part.not_looked_at, [""; 0]);
    // Alone, pods that a Deployment made tell nothing of it, and that is said.
    let read = cluster(&[pod]);
    assert_eq!(
        read.part.not_looked_at,
        ["pods without the workloads that made them"]
    );
    // What a chart holds to try itself never runs beside it.
    let test = over
        .replace("{name: q}", "{name: q, annotations: {helm.sh/hook: test}}")
        .replace("Succeeded", "Running");
    assert_eq!(cluster(&[&test]).names(), [""; 0]);
}

#[test]
fn lists_are_taken_apart() {
    let list = "apiVersion: v1\nkind: List\nmetadata: {resourceVersion: ''}\nitems:\n- apiVersion: v1\n  kind: Pod\n  \
                metadata: {name: a, managedFields: [{x: y}]}\n  spec: {containers: [{name: c, image: x}]}\n  \
                status: {phase: Running}\n";
    let typed = "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"metadata\": {}, \"items\": [{\"metadata\": {\"name\": \
                 \"b\"}, \"spec\": {\"containers\": [{\"name\": \"c\", \"image\": \"x\"}]}}]}";
    let bare =
        "- apiVersion: v1\n  kind: Pod\n  metadata: {name: c}\n  spec: {containers: [{name: c, image: x}]}\n";
    let read = cluster(&[list, typed, bare]);
    assert_eq!(read.names(), ["a", "b", "c"]);
    assert_eq!(read.said(), [""; 0]);
    let objects = read.part.api_objects.iter();
    let objects: Vec<_> = objects
        .map(|o| (o.api.value.as_str(), o.kind.as_str(), o.name.as_str()))
        .collect();
    assert_eq!(
        objects,
        [("v1", "Pod", "a"), ("v1", "Pod", "b"), ("v1", "Pod", "c")]
    );
}

#[test]
fn names_tell_services_apart() {
    let other = web("", "").replace("{name: web}", "{name: web, namespace: shop}");
    let job = workload("batch/v1", "Job", "web", "");
    assert_eq!(cluster(&[&web("", ""), &job]).names(), ["web", "job/web"]);
    assert_eq!(
        cluster(&[&web("", ""), &other]).names(),
        ["default/web", "shop/web"]
    );
    // The same object twice is said once; two that differ are a contradiction.
    let read = cluster(&[&web("", ""), &web("", "")]);
    assert_eq!((read.names(), read.said()), (vec!["web"], vec![]));
    let read = cluster(&[&web("", ""), &web(", tty: true", "")]);
    assert_eq!(
        read.said(),
        [
            "2.yaml:3:18 Disagree Deployment `web` is in namespace `default` twice, and the two differ; the later one \
          counts (read the manifests of one environment at a time)"
        ]
    );
}

#[test]
fn volumes_and_claims() {
    let claim = |name: &str, modes: &str| {
        format!(
            "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: {name}}}\nspec: {{accessModes: [{modes}], resources: {{requests: {{storage: 1Gi}}}}}}\n"
        )
    };
    let text = |mount: &str, volume: &str| {
        web(
            &format!(", volumeMounts: [{{name: v, mountPath: /v{mount}}}]"),
            &format!(", volumes: [{{name: v, {volume}}}]"),
        )
    };
    let of = "persistentVolumeClaim: {claimName: data}";
    for (mount, volume, modes, keeps, access) in [
        ("", of, "ReadWriteOnce", true, Some(Access::Once)),
        ("", of, "ReadWriteOnce, ReadWriteMany", true, Some(Access::Many)),
        ("", of, "ReadWriteOncePod", true, Some(Access::OncePod)),
        (", readOnly: true", of, "ReadOnlyMany", false, Some(Access::Many)),
        (
            "",
            "persistentVolumeClaim: {claimName: data, readOnly: true}",
            "ReadWriteOnce",
            false,
            Some(Access::Once),
        ),
        (
            "",
            "persistentVolumeClaim: {claimName: gone}",
            "ReadWriteOnce",
            true,
            Some(Access::Unknown),
        ),
        ("", "emptyDir: {medium: Memory}", "ReadWriteOnce", false, None),
        ("", "hostPath: {path: /x}", "ReadWriteOnce", false, None),
    ] {
        let read = cluster(&[&text(mount, volume), &claim("data", modes)]);
        assert_eq!(read.service("web").keeps.is_some(), keeps, "{volume} {mount}");
        assert_eq!(
            read.pods("web").claims.first().map(|claim| claim.access),
            access,
            "{volume} {modes}"
        );
        assert_eq!(read.said(), [""; 0], "{volume}");
    }
    // Claims of each replica's own are not shared.
    let spec = ", volumeClaimTemplates: [{metadata: {name: v}, spec: {accessModes: [ReadWriteOnce]}}]";
    let set = workload("apps/v1", "StatefulSet", "db", spec).replace(
        "image: \"db:1\"",
        "image: \"db:1\", volumeMounts: [{name: v, mountPath: /v}]",
    );
    let read = cluster(&[&set]);
    assert_eq!(
        read.service("db").keeps.as_ref().map(|said| said.value.as_str()),
        Some("v")
    );
    assert!(read.pods("db").claims.is_empty());
    assert_eq!(read.said(), [""; 0]);
}

#[test]
fn ports_on_nodes() {
    let ports = |more: &str, pod: &str| {
        let read = cluster(&[&web(&format!(", ports: [{{containerPort: 80{more}}}]"), pod)]);
        assert_eq!(read.said(), [""; 0]);
        let ports = read.service("web").ports.iter();
        ports
            .map(|port| format!("{:?} {}", port.bind, port.first))
            .collect::<Vec<_>>()
    };
    assert_eq!(ports("", ""), [""; 0]);
    assert_eq!(ports(", hostPort: 8080", ""), ["None 8080"]);
    assert_eq!(
        ports(", hostPort: 8080, hostIP: 10.0.0.1", ""),
        ["Some(10.0.0.1) 8080"]
    );
    assert_eq!(ports("", ", hostNetwork: true"), ["None 80"]);
    assert_eq!(ports(", hostPort: 0", ""), [""; 0]);
}

#[test]
fn pods_that_keep_apart() {
    let apart = |selector: &str, more: &str| {
        let term = format!("{{labelSelector: {{{selector}}}, topologyKey: kubernetes.io/hostname{more}}}");
        let rule = format!(
            ", affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: [{term}]}}}}"
        );
        let read = cluster(&[&web("", &rule)]);
        assert_eq!(read.said(), [""; 0], "{selector}");
        read.pods("web").apart.as_ref().map(|said| said.value.clone())
    };
    let host = Some("kubernetes.io/hostname".to_owned());
    assert_eq!(apart("matchLabels: {app: web}", ""), host);
    assert_eq!(
        apart(
            "matchExpressions: [{key: app, operator: In, values: [web, api]}]",
            ""
        ),
        host
    );
    assert_eq!(
        apart("matchExpressions: [{key: app, operator: Exists}]", ""),
        host
    );
    assert_eq!(
        apart(
            "matchExpressions: [{key: app, operator: NotIn, values: [db]}]",
            ""
        ),
        host
    );
    // Away from others only.
    assert_eq!(apart("matchLabels: {app: db}", ""), None);
    assert_eq!(
        apart(
            "matchExpressions: [{key: app, operator: NotIn, values: [web]}]",
            ""
        ),
        None
    );
    assert_eq!(
        apart("matchExpressions: [{key: app, operator: DoesNotExist}]", ""),
        None
    );
    assert_eq!(apart("matchLabels: {app: web}", ", namespaces: [other]"), None);
    let soft =
        ", affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1}]}}";
    let spread =
        ", topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule}]";
    let read = cluster(&[&web("", &format!("{soft}{spread}"))]);
    assert_eq!(read.pods("web").apart, None);
    assert_eq!(read.part.not_looked_at, ["topology spread constraints"]);
    assert_eq!(read.said(), [""; 0]);
}

#[test]
fn databases_and_their_connections() {
    let text = |image: &str, args: &str| web(&format!(", args: [{args}]"), "").replace("web:1", image);
    for (image, args, expected) in [
        ("postgres:17", "-c, max_connections=200", Some("200")),
        ("postgres:17", "-c, shared_buffers=1GB", None),
        ("mysql:8", "--max-connections=500", Some("500")),
        ("redis:7", "--maxclients, '50'", Some("50")),
        ("shop/api:1", "--max-connections=9", None),
    ] {
        let read = cluster(&[&text(image, args)]);
        assert_eq!(
            read.fact("web", MaxConnections).as_deref(),
            expected,
            "{image} {args}"
        );
    }
    // The database counts, whatever stands before it.
    let two = web("", "").replace(
        "containers: [",
        "containers: [{name: db, image: \"postgres:17\"}, ",
    );
    let swapped = two.replace("web:1", "exporter:1");
    let read = cluster(&[&swapped
        .replace("name: db, image: \"postgres:17\"", "name: db, image: \"proxy:2\"")
        .replace("exporter:1", "bitnami/postgresql:16")]);
    let image = read
        .service("web")
        .image
        .as_ref()
        .map(|image| image.value.reference.clone());
    assert_eq!(image.as_deref(), Some("bitnami/postgresql:16"));
}
