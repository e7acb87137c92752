//! What pods ask for and may use, as the scheduler adds it up.

use super::{cluster, web};
use fiasco_estate::fact::FactKind::{CpuLimit, CpuRequest, Memory, MemoryRequest};

/// A container with these requests and limits.
fn container(name: &str, resources: &str, more: &str) -> String {
    format!("{{name: {name}, image: x{more}, resources: {{{resources}}}}}")
}

#[test]
fn sums_over_containers() {
    let a = "requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 1, memory: 128Mi}";
    let b = "requests: {cpu: \"0.4\", memory: 64Mi}, limits: {cpu: 500m, memory: 128Mi}";
    let only_limit = "limits: {cpu: 2, memory: 1G}";
    let big = "requests: {cpu: 3}, limits: {cpu: 4, memory: 64Mi}";
    let side = ", restartPolicy: Always";
    // CPU requests and limits, memory requests and limits.
    for (containers, init, expected) in [
        (vec![a], vec![], ["0.1", "1", "67108864", "134217728"]),
        (vec![a, b], vec![], ["0.5", "1.5", "134217728", "268435456"]),
        // A limit is the request where none is stated.
        (vec![only_limit], vec![], ["2", "2", "1000000000", "1000000000"]),
        // A limit that one container lacks is none.
        (
            vec![a, "requests: {cpu: 1}"],
            vec![],
            ["1.1", "-", "67108864", "-"],
        ),
        (vec![""], vec![], ["-", "-", "-", "-"]),
        // Init containers run one at a time, before the others.
        (vec![a, b], vec![(big, "")], ["3", "4", "134217728", "268435456"]),
        (
            vec![a],
            vec![(a, ""), (b, "")],
            ["0.4", "1", "67108864", "134217728"],
        ),
        // A sidecar runs beside the others, and beside what starts after it.
        (vec![a], vec![(a, side)], ["0.2", "2", "134217728", "268435456"]),
        (
            vec![a],
            vec![(a, side), (big, "")],
            ["3.1", "5", "134217728", "268435456"],
        ),
        (
            vec![a],
            vec![(big, ""), (a, side)],
            ["3", "4", "134217728", "268435456"],
        ),
    ] {
        let list = |all: Vec<String>| all.join(", ");
        let main = containers
            .iter()
            .zip(1..)
            .map(|(r, n)| container(&format!("c{n}"), r, ""));
        let first = init
            .iter()
            .zip(1..)
            .map(|(r, n)| container(&format!("i{n}"), r.0, r.1));
        let text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  containers: [{}]\n  initContainers: [{}]\n",
            list(main.collect()),
            list(first.collect())
        );
        let read = cluster(&[&text]);
        let found = [CpuRequest, CpuLimit, MemoryRequest, Memory]
            .map(|kind| read.fact("p", kind).unwrap_or_else(|| "-".to_owned()));
        assert_eq!(found, expected.map(str::to_owned), "{text}");
        assert_eq!(read.said(), [""; 0], "{text}");
    }
}

#[test]
fn containers_without_requests_are_named() {
    let text = web(", resources: {requests: {cpu: 1}}", "");
    let two = text.replace("containers: [", "containers: [{name: log, image: x}, ");
    let read = cluster(&[&two]);
    let lacks = read.pods("web").without_requests.iter();
    let lacks: Vec<_> = lacks
        .map(|(kind, name)| (kind.key(), name.value.as_str()))
        .collect();
    assert_eq!(
        lacks,
        [
            ("cpu_request", "log"),
            ("memory_request", "log"),
            ("memory_request", "web")
        ]
    );
}

#[test]
fn a_limit_range_fills_in_what_is_not_said() {
    let range = |limits: &str| {
        format!(
            "---\napiVersion: v1\nkind: LimitRange\nmetadata: {{name: l}}\nspec: {{limits: [{limits}]}}\n"
        )
    };
    for (limits, own, expected) in [
        // A default request falls back to the default limit, and that to the most allowed.
        ("{type: Container, default: {cpu: 2}}", "", ["2", "2"]),
        (
            "{type: Container, default: {cpu: 2}, defaultRequest: {cpu: 1}}",
            "",
            ["1", "2"],
        ),
        ("{type: Container, max: {cpu: 4}}", "", ["4", "4"]),
        ("{type: Container, min: {cpu: 100m}}", "", ["0.1", "-"]),
        // What a container says itself counts, and its limit is its request.
        (
            "{type: Container, defaultRequest: {cpu: 1}}",
            "limits: {cpu: 3}",
            ["3", "3"],
        ),
        (
            "{type: Container, default: {cpu: 2}}",
            "requests: {cpu: 1}",
            ["1", "2"],
        ),
        ("{type: Pod, max: {cpu: 4}}", "", ["-", "-"]),
    ] {
        let text = web(&format!(", resources: {{{own}}}"), "") + &range(limits);
        let read = cluster(&[&text]);
        let found =
            [CpuRequest, CpuLimit].map(|kind| read.fact("web", kind).unwrap_or_else(|| "-".to_owned()));
        assert_eq!(found, expected.map(str::to_owned), "{limits} {own}");
        assert_eq!(read.said(), [""; 0], "{limits}");
    }
    // Another namespace's is no concern of it, and what was filled in is shown where it stands.
    let other = range("{type: Container, default: {cpu: 2}}");
    let read = cluster(&[&web("", ""), &other]);
    let at = read.service("web").facts.raw(CpuLimit).and_then(|fact| fact.at);
    assert_eq!(read.place(at), "2.yaml:5:50");
    let read = cluster(&[
        &web("", ""),
        &other.replace("{name: l}", "{name: l, namespace: x}"),
    ]);
    assert_eq!(read.fact("web", CpuLimit), None);
    assert_eq!(read.pods("web").without_requests.len(), 2);
}
