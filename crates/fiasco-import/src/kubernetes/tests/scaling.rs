//! Autoscalers, budgets and quotas.

use super::{cluster, web};
use fiasco_estate::fact::FactKind::{MaxReplicas, MinReplicas, Replicas};
use fiasco_estate::kubernetes::Metric;
use fiasco_estate::kubernetes::QuotaOf;

fn autoscaler(version: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: autoscaling/{version}\nkind: HorizontalPodAutoscaler\nmetadata: {{name: h}}\nspec: \
         {{scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: web}}, {spec}}}\n"
    )
}

fn print(metric: &Metric) -> String {
    match metric {
        Metric::CpuUtilization(percent) => format!("cpu {}%", percent.value),
        Metric::MemoryUtilization(percent) => format!("memory {}%", percent.value),
        Metric::Other(name) => name.value.clone(),
    }
}

#[test]
fn metrics_of_every_version() {
    for (version, spec, expected) in [
        (
            "v1",
            "maxReplicas: 5, targetCPUUtilizationPercentage: 60",
            vec!["cpu 60%"],
        ),
        ("v1", "maxReplicas: 5", vec!["cpu 80%"]),
        (
            "v2beta1",
            "maxReplicas: 5, metrics: [{type: Resource, resource: {name: cpu, targetAverageUtilization: 50}}]",
            vec!["cpu 50%"],
        ),
        (
            "v2beta2",
            "maxReplicas: 5, metrics: [{type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 70}}}]",
            vec!["memory 70%"],
        ),
        (
            "v2",
            "maxReplicas: 5, behavior: {scaleDown: {}}, metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 1}}}]",
            vec!["cpu"],
        ),
        (
            "v2",
            "maxReplicas: 5, metrics: [{type: ContainerResource, containerResource: {name: cpu, container: c, target: {type: Utilization, averageUtilization: 40}}}]",
            vec!["cpu 40%"],
        ),
        (
            "v2",
            "maxReplicas: 5, metrics: [{type: Pods, pods: {metric: {name: rps}, target: {type: AverageValue, averageValue: 10}}}, {type: External, external: {metric: {name: queue}, target: {type: Value, value: 3}}}]",
            vec!["rps", "queue"],
        ),
    ] {
        let read = cluster(&[&web("", ""), &autoscaler(version, spec)]);
        let autoscaler = read.pods("web").autoscaler.as_ref().unwrap();
        assert_eq!(
            autoscaler.metrics.iter().map(print).collect::<Vec<_>>(),
            expected,
            "{spec}"
        );
        assert_eq!(read.fact("web", MaxReplicas).as_deref(), Some("5"), "{spec}");
        assert_eq!(read.said(), [""; 0], "{spec}");
    }
}

#[test]
fn replicas_stay_within_its_bounds() {
    for (own, spec, expected) in [
        ("", "minReplicas: 3, maxReplicas: 9", Some("3")),
        ("", "maxReplicas: 9", None),
        ("replicas: 5, ", "minReplicas: 3, maxReplicas: 9", Some("5")),
        ("replicas: 1, ", "minReplicas: 3, maxReplicas: 9", Some("3")),
        ("replicas: 20, ", "minReplicas: 3, maxReplicas: 9", Some("9")),
        // No replicas at all turn the autoscaler off.
        ("replicas: 0, ", "minReplicas: 3, maxReplicas: 9", Some("0")),
    ] {
        let text = web("", "").replace("spec: {template", &format!("spec: {{{own}template"));
        let read = cluster(&[&text, &autoscaler("v2", spec)]);
        assert_eq!(read.fact("web", Replicas).as_deref(), expected, "{own}{spec}");
    }
}

#[test]
fn scaled_objects() {
    let text = "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: s}\nspec: {scaleTargetRef: {name: web}, minReplicaCount: 2, maxReplicaCount: 30, pollingInterval: 5, triggers: [{type: kafka, metadata: {topic: x, lagThreshold: '5'}}, {type: cpu, metricType: Utilization, metadata: {value: '60'}}]}\n";
    let read = cluster(&[&web("", ""), text]);
    let facts = [MinReplicas, MaxReplicas, Replicas].map(|kind| read.fact("web", kind).unwrap_or_default());
    assert_eq!(facts, ["2", "30", "2"]);
    let metrics = read
        .pods("web")
        .autoscaler
        .as_ref()
        .unwrap()
        .metrics
        .iter()
        .map(print);
    assert_eq!(metrics.collect::<Vec<_>>(), ["kafka", "cpu 60%"]);
    assert_eq!(read.said(), [""; 0]);
}

#[test]
fn what_an_autoscaler_names_and_nobody_has() {
    let wrong = autoscaler("v2", "maxReplicas: 5").replace("name: web", "name: wep");
    let read = cluster(&[&web("", ""), &wrong]);
    assert_eq!(
        read.said(),
        [
            "2.yaml:5:70 Dangling HorizontalPodAutoscaler `h` scales Deployment `wep`, which is not among the files (did you mean `web`?)"
        ]
    );
    // Alone it says nothing that could be wrong.
    assert_eq!(cluster(&[&wrong]).said(), [""; 0]);
}

#[test]
fn budgets_by_selector() {
    let budget = |selector: &str, spec: &str| {
        format!(
            "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {{name: b}}\nspec: {{selector: {selector}, {spec}}}\n"
        )
    };
    for (selector, spec, expected) in [
        ("{matchLabels: {app: web}}", "minAvailable: 2", Some(("2", ""))),
        (
            "{matchLabels: {app: web}}",
            "maxUnavailable: 25%",
            Some(("", "25%")),
        ),
        (
            "{matchExpressions: [{key: app, operator: In, values: [web, x]}]}",
            "minAvailable: '50%'",
            Some(("50%", "")),
        ),
        ("{}", "minAvailable: 1", Some(("1", ""))),
        ("{matchLabels: {app: db}}", "minAvailable: 1", None),
    ] {
        let read = cluster(&[&web("", ""), &budget(selector, spec)]);
        let found = read.pods("web").budget.as_ref();
        let found = found.map(|budget| {
            [&budget.min_available, &budget.max_unavailable]
                .map(|share| share.as_ref().map_or(String::new(), |share| share.value.text()))
        });
        assert_eq!(
            found,
            expected.map(|(a, b)| [a.to_owned(), b.to_owned()]),
            "{selector}"
        );
        assert_eq!(read.said(), [""; 0], "{selector}");
    }
}

#[test]
fn quotas() {
    let text = |more: &str| {
        format!(
            "apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: q, namespace: shop}}\nspec: {{hard: {{pods: '10', cpu: 4, requests.memory: 8Gi, limits.cpu: 8, limits.memory: 16Gi, count/deployments.apps: 3, requests.nvidia.com/gpu: 2, services.loadbalancers: 1, gold.storageclass.storage.k8s.io/requests.storage: 1Ti}}{more}}}\nstatus: {{hard: {{pods: '10'}}, used: {{pods: '3'}}}}\n"
        )
    };
    let read = cluster(&[&text("")]);
    let lines = read
        .part
        .quotas
        .iter()
        .map(|quota| (quota.of, quota.hard.value.decimal(0), quota.namespace.as_str()));
    let expected = [
        (QuotaOf::Pods, "10".to_owned(), "shop"),
        (QuotaOf::CpuRequests, "4".to_owned(), "shop"),
        (QuotaOf::MemoryRequests, (8_i64 << 30).to_string(), "shop"),
        (QuotaOf::CpuLimits, "8".to_owned(), "shop"),
        (QuotaOf::MemoryLimits, (16_i64 << 30).to_string(), "shop"),
    ];
    assert_eq!(lines.collect::<Vec<_>>(), expected);
    assert_eq!(read.said(), [""; 0]);
    // One that binds only some pods is left out, and said to be.
    let read = cluster(&[&text(", scopes: [Terminating]")]);
    assert_eq!((read.part.quotas.len(), read.said().len()), (0, 0));
    assert_eq!(read.part.not_looked_at, ["quotas of some pods only"]);
    let read = cluster(&[&text("").replace("limits.cpu:", "limits.cpus:")]);
    assert_eq!(
        read.said(),
        ["1.yaml:4:57 NotUnderstood `spec.hard.\"limits.cpus\"` is not understood"]
    );
}
