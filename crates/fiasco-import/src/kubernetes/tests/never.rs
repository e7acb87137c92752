//! Whatever the text, reading ends and answers, and says no secret.

use super::cluster;
use proptest::prelude::*;

const SEED: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, annotations: {fiasco.dev/allow: x}}
spec:
  replicas: 3
  strategy: {rollingUpdate: {maxSurge: 25%}}
  template:
    metadata: {labels: {app: web}}
    spec:
      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {app: web}}, topologyKey: k}]}}
      initContainers: [{name: i, restartPolicy: Always, resources: {requests: {cpu: 1}}}]
      containers:
        - name: web
          image: postgres:17
          args: [-c, max_connections=200]
          env: [{name: A, value: \"x://u:hunter2@db:1\"}, {name: B, value: \"$(A)$(A)\"}, {name: C, valueFrom: {secretKeyRef: {name: s, key: k}}}]
          envFrom: [{configMapRef: {name: c}}]
          ports: [{containerPort: 80, hostPort: 8080}]
          resources: {limits: {cpu: 100m, memory: 1Gi}}
          volumeMounts: [{name: v, mountPath: /v}]
      volumes: [{name: v, persistentVolumeClaim: {claimName: p}}, {name: w, configMap: {name: c}}]
---
{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h, namespace: shop}, spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 9, metrics: [{type: Resource, resource: {name: cpu, target: {averageUtilization: 70}}}]}}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b, namespace: shop}, spec: {selector: {matchLabels: {app: web}}, minAvailable: 50%}}
---
{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop}, spec: {selector: {app: web}}}, {apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: shop}, data: {a: 'host: db'}}]}
---
{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: shop}, stringData: {k: 'x://u:hunter2@db:1'}}
---
{apiVersion: v1, kind: Node, metadata: {name: n}, spec: {podCIDR: 10.0.0.0/24}, status: {allocatable: {cpu: 4}, nodeInfo: {kubeletVersion: v1.30.1}}}
---
{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {pods: 10}}}
---
{apiVersion: v1, kind: LimitRange, metadata: {name: l, namespace: shop}, spec: {limits: [{type: Container, default: {cpu: 1}}]}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: kubeadm-config, namespace: kube-system}, data: {ClusterConfiguration: 'podSubnet: 10.0.0.0/16'}}
";

const WORDS: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    ":",
    "- ",
    "\n",
    "\n  ",
    "---\n",
    "&a ",
    "*a",
    "<<: *a",
    "\"",
    "'",
    "#",
    "null",
    "0",
    "-1",
    "ä",
    "kind: Pod",
    "kind: List",
    "{{ .Values.x }}",
    "$(A)",
    "\u{1}",
    "://",
    "=",
    ",",
    "999999999999999999999",
    "1e999",
    "%",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_manifests(edits in prop::collection::vec((any::<prop::sample::Index>(), 0..60_usize, prop::sample::select(WORDS)), 0..6)) {
        let mut text = SEED.to_owned();
        for (at, cut, word) in edits {
            let at = text.floor_char_boundary(at.index(text.len() + 1));
            let end = text.ceil_char_boundary((at + cut / 3).min(text.len()));
            text.replace_range(at..end, word);
        }
        let read = cluster(&[&text, SEED]);
        for note in &read.part.notes {
            prop_assert!(!note.message.is_empty());
            let spans = note.at.iter().chain(note.related.iter().map(|(at, _)| at));
            for at in spans {
                let text = read.files.text(at.file);
                prop_assert!(at.start <= at.end && at.end as usize <= text.len());
                prop_assert!(text.is_char_boundary(at.start as usize) && text.is_char_boundary(at.end as usize));
            }
        }
        // The second file is whole, whatever the first one is.
        prop_assert!(read.names().iter().any(|name| name.ends_with("web")), "{:?}", read.names());
    }
}

#[test]
fn the_seed_is_understood() {
    let read = cluster(&[SEED]);
    assert_eq!(read.said(), [""; 0]);
    assert_eq!(read.names(), ["web"]);
}
