//! Numbers, volumes and the extension block.

use super::super::volumes::short;
use super::{one, with};
use crate::compose::Request;
use fiasco_estate::NoteKind;
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::Rational;
use fiasco_estate::service::Runtime;

/// One fact of a service given as a flow map.
fn fact(service: &str, kind: FactKind) -> Option<String> {
    let project = one(&format!("services: {{a: {service}}}"));
    assert!(project.said().is_empty(), "{service}: {:?}", project.said());
    project.fact("a", kind).map(|value| value.decimal(3))
}

#[test]
fn limits_and_replicas() {
    use FactKind::{CpuLimit, MaxConnections, Memory, Nofile, Replicas};
    for (service, kind, expected) in [
        ("{image: x}", Replicas, None),
        ("{image: x, scale: 3}", Replicas, Some("3")),
        (
            "{image: x, deploy: {replicas: 4, restart_policy: {condition: any}}}",
            Replicas,
            Some("4"),
        ),
        ("{image: x, deploy: {replicas: 4, mode: global}}", Replicas, None),
        ("{image: x, deploy: {replicas: 0}}", Replicas, Some("0")),
        ("{image: x, mem_limit: 512m}", Memory, Some("536870912")),
        ("{image: x, mem_limit: 1048576}", Memory, Some("1048576")),
        ("{image: x, mem_limit: 0}", Memory, None),
        (
            "{image: x, deploy: {resources: {limits: {memory: 300M}, reservations: {memory: 1}}}}",
            Memory,
            Some("314572800"),
        ),
        ("{image: x, cpus: 0.5}", CpuLimit, Some("0.5")),
        ("{image: x, cpus: '0'}", CpuLimit, None),
        (
            "{image: x, deploy: {resources: {limits: {cpus: '1.5', pids: 100}}}}",
            CpuLimit,
            Some("1.5"),
        ),
        (
            "{image: x, ulimits: {nofile: 1024, nproc: 5}}",
            Nofile,
            Some("1024"),
        ),
        (
            "{image: x, ulimits: {nofile: {soft: 20, hard: 40}, memlock: {soft: -1, hard: -1}}}",
            Nofile,
            Some("20"),
        ),
        ("{image: x, ulimits: {nofile: -1}}", Nofile, None),
        (
            "{image: postgres:16, command: postgres -c max_connections=200}",
            MaxConnections,
            Some("200"),
        ),
        (
            "{image: postgres:16, command: [postgres, -c, max_connections=200]}",
            MaxConnections,
            Some("200"),
        ),
        (
            "{image: postgres:16, command: -N 300}",
            MaxConnections,
            Some("300"),
        ),
        (
            "{image: own, command: [sh, -c, 'exec postgres -c \"max_connections=50\"']}",
            MaxConnections,
            Some("50"),
        ),
        (
            "{image: mysql:8, command: --max-connections=500}",
            MaxConnections,
            Some("500"),
        ),
        (
            "{image: mariadb, command: [mariadbd, --max_connections, '600']}",
            MaxConnections,
            Some("600"),
        ),
        (
            "{image: redis, command: redis-server --maxclients 5000}",
            MaxConnections,
            Some("5000"),
        ),
        (
            "{image: mongo, command: --maxConns 70}",
            MaxConnections,
            Some("70"),
        ),
        (
            "{image: own, command: --max-connections=500}",
            MaxConnections,
            None,
        ),
        (
            "{image: postgres, command: -c shared_buffers=1GB}",
            MaxConnections,
            None,
        ),
    ] {
        assert_eq!(fact(service, kind).as_deref(), expected, "{service}");
    }
}

#[test]
fn two_keys_that_disagree_are_told() {
    let project = one("services:\n  a: {image: x, scale: 2, deploy: {replicas: 3}, mem_limit: 1g}\n");
    assert_eq!(project.fact("a", FactKind::Replicas), Some(Rational::int(3)));
    assert_eq!(
        project.of(NoteKind::Disagree),
        [
            "compose.yaml:2:46 Disagree the number of replicas of `a` is 2 in one place and 3 in another; the second counts"
        ]
    );
}

#[test]
fn volumes_in_the_short_syntax() {
    for (text, volume, target, read_only) in [
        ("data:/var/lib/x", Some("data"), "/var/lib/x", false),
        ("data:/x:ro", Some("data"), "/x", true),
        ("data:/x:rw,z", Some("data"), "/x", false),
        ("./data:/x", None, "/x", false),
        ("../data:/x:ro", None, "/x", true),
        ("/data:/x/", None, "/x", false),
        ("~/data:/x", None, "/x", false),
        ("/x", None, "/x", false),
        ("C:\\data:/x", None, "/x", false),
        ("data:C:\\x:ro", Some("data"), "C:\\x", true),
        ("", None, "", false),
        (":/x", None, "/x", false),
    ] {
        let mount = short(text);
        assert_eq!(
            (mount.volume.as_deref(), mount.target.as_str(), mount.read_only),
            (volume, target, read_only),
            "{text}"
        );
    }
}

#[test]
fn who_keeps_data() {
    for (volumes, expected) in [
        ("['./x:/x', 'data:/y']", Some("data")),
        ("['data:/y:ro']", None),
        ("['far:/y']", Some("far")),
        (
            "[{type: volume, source: data, target: /y, volume: {nocopy: true}}]",
            Some("data"),
        ),
        (
            "[{type: volume, source: data, target: /y, read_only: true}]",
            None,
        ),
        (
            "[{type: bind, source: ./x, target: /y, bind: {create_host_path: true}}]",
            None,
        ),
        ("[{type: tmpfs, target: /y, tmpfs: {size: 1}}]", None),
        ("[{type: volume, target: /y}]", None),
        ("['data:/y', './x:/y']", None),
    ] {
        let project = one(&format!(
            "services: {{a: {{image: x, volumes: {volumes}}}}}\nvolumes: {{data: {{driver: local}}, far: {{external: true}}}}"
        ));
        assert!(project.said().is_empty(), "{volumes}: {:?}", project.said());
        assert_eq!(
            project
                .service("a")
                .keeps
                .as_ref()
                .map(|said| said.value.as_str()),
            expected,
            "{volumes}"
        );
    }
}

#[test]
fn the_extension_block() {
    let project = one("services:
  web:
    image: w
    x-fiasco:
      cpu: 8 ms
      busy: 1.5 cores at 120/s
      pool: 20
      processes: 4
      timeout: 1m30s
      retries: 2
      connections: 10..20
      memory: 2 GiB
      replicas: 3
      calls: [db x 3, far]
      reuse: no
      grows: out
  db: {image: d, x-fiasco: {calls: web, data: 2 TB}}
x-fiasco:
  host: {cores: 8, memory: 32 GiB, somaxconn: 4096}
  traffic: {web: 100..200/s}
");
    assert!(project.said().is_empty(), "{:?}", project.said());
    let row = project.service("web");
    let values: Vec<String> = row
        .facts
        .iter()
        .map(|fact| {
            format!(
                "{}={}..{}",
                fact.kind.key(),
                fact.lo.decimal(3),
                fact.hi.decimal(3)
            )
        })
        .collect();
    assert_eq!(
        values.join(" "),
        "memory=2147483648..2147483648 cpu=0.008..0.008 busy=1.5..1.5 busy_at=120..120 replicas=3..3 processes=4..4 pool=20..20 connections=10..20 timeout=90..90 retries=2..2"
    );
    assert_eq!(row.calls[0].times, Rational::int(3));
    assert_eq!(row.calls[0].confidence.word(), "declared");
    assert_eq!((row.calls[1].to.value.as_str(), row.calls.len()), ("far", 2));
    assert_eq!(
        (
            row.reuses.as_ref().map(|r| r.value),
            row.grows_out.as_ref().map(|g| g.value)
        ),
        (Some(false), Some(true))
    );
    let host = &project.read.part.devices[0];
    assert!(host.assumed && host.name.value == "host" && host.name.at.is_none());
    assert_eq!(
        host.facts.raw(FactKind::Cores).map(|fact| fact.lo),
        Some(Rational::int(8))
    );
    assert_eq!(project.read.part.traffic[0].rate.lo, Rational::int(100));
    assert_eq!(project.service("db").runs[0].value, "host");
}

#[test]
fn mistakes_in_the_extension_block() {
    let project = one(
        "services:\n  a: {image: x, x-fiasco: {cpu: 8, cpuu: 1, reuse: maybe, calls: [x x y]}}\nx-fiasco: {hosts: 1, traffic: {a: 5 W}, host: {core: 1}}\n",
    );
    let said = project.said().join("\n");
    for part in [
        "`cpu` of `a`: `8` has no unit",
        "`reuse` of `a`: expected `yes` or `no`",
        "`calls` of `a`: expected a call",
        "`traffic` of `a`:",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    for part in [
        "a.x-fiasco.cpuu` is not understood (did you mean `cpu`?)",
        "`x-fiasco.hosts` is not understood (did you mean `host`?)",
        "`x-fiasco.host.core` is not understood (did you mean `cores`?)",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(project.said().len(), 7, "{said}");
}

#[test]
fn a_swarm_is_only_a_swarm_when_told() {
    let text = "version: '3.8'\nservices: {a: {image: x, deploy: {replicas: 2}}}";
    assert_eq!(one(text).service("a").runtime, Runtime::Compose);
    let swarm = with(
        &[("compose.yaml", text)],
        Request {
            swarm: true,
            ..Request::default()
        },
    );
    assert_eq!(swarm.service("a").runtime, Runtime::Swarm);
}
