//! Nodes, and what kubeadm was told.

use super::cluster;
use fiasco_estate::Confidence;
use fiasco_estate::fact::FactKind::{Cores, MaxPods, Memory};
use fiasco_estate::pool::PoolKind;

const NODES: &str = r#"{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "a", "labels": {"x": "y"}},
   "spec": {"podCIDR": "10.244.1.0/24", "podCIDRs": ["10.244.1.0/24"], "providerID": "x"},
   "status": {"capacity": {"cpu": "4", "memory": "16Gi", "pods": "110"},
              "allocatable": {"cpu": "3920m", "memory": "15Gi", "pods": "58", "ephemeral-storage": "5"},
              "addresses": [{"type": "InternalIP", "address": "10.0.0.5"}, {"type": "Hostname", "address": "a"}],
              "nodeInfo": {"kubeletVersion": "v1.31.4-eks-1"}}},
  {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "b"},
   "spec": {"taints": [{"key": "node-role.kubernetes.io/control-plane", "effect": "NoSchedule"}]},
   "status": {"capacity": {"cpu": "2"}, "nodeInfo": {"kubeletVersion": "v1.30.9"}}}]}"#;

#[test]
fn nodes_become_a_pool() {
    let read = cluster(&[NODES]);
    let [a, b] = read.part.devices.as_slice() else {
        panic!("{:?}", read.said())
    };
    let fact = |kind| {
        a.facts
            .raw(kind)
            .map(|fact| fact.lo.decimal(3))
            .unwrap_or_default()
    };
    assert_eq!(
        [fact(Cores), fact(Memory), fact(MaxPods)],
        ["3.92", "16106127360", "58"]
    );
    assert_eq!(
        a.pod_range.as_ref().map(|said| said.value.to_string()).as_deref(),
        Some("10.244.1.0/24")
    );
    assert_eq!(a.places.len(), 1);
    assert_eq!(a.pool.as_ref().map(|said| said.value.as_str()), Some("nodes"));
    // A control plane takes no ordinary pods.
    assert!(b.pool.is_none());
    assert_eq!(
        read.part.pools.iter().map(|pool| pool.kind).collect::<Vec<_>>(),
        [PoolKind::Nodes]
    );
    let (version, confidence) = read.part.cluster.version.as_ref().unwrap();
    assert_eq!((version.value, *confidence), ((1, 30), Confidence::Measured));
    assert_eq!(read.said(), [""; 0]);
}

#[test]
fn kubeadm_knows_the_ranges() {
    let config = "networking: {podSubnet: '10.244.0.0/16,fd00::/48', serviceSubnet: 10.96.0.0/12}\nkubernetesVersion: v1.29.3\n";
    let map = "controllerManager: {extraArgs: {node-cidr-mask-size: '25'}}\n";
    let list = "controllerManager: {extraArgs: [{name: node-cidr-mask-size, value: '25'}]}\n";
    let document = |args: &str| {
        format!("apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n{config}{args}")
    };
    let held = |args: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: kubeadm-config, namespace: kube-system}}\ndata:\n  ClusterConfiguration: |\n    networking:\n      podSubnet: 10.244.0.0/16\n    kubernetesVersion: v1.29.3\n    controllerManager:\n      extraArgs:\n{args}"
        )
    };
    for text in [
        document(map),
        document(list),
        held("        node-cidr-mask-size: \"25\"\n"),
        held("      - name: node-cidr-mask-size\n        value: \"25\"\n"),
    ] {
        // Whatever the nodes say, this is the version of the interface.
        let read = cluster(&[NODES, &text]);
        let cluster = &read.part.cluster;
        assert_eq!(
            cluster
                .pods
                .as_ref()
                .map(|said| said.value.to_string())
                .as_deref(),
            Some("10.244.0.0/16"),
            "{text}"
        );
        assert_eq!(
            cluster.version.as_ref().map(|(said, _)| said.value),
            Some((1, 29)),
            "{text}"
        );
        assert_eq!(
            cluster.node_prefix.as_ref().map(|said| said.value),
            Some(25),
            "{text}"
        );
        assert_eq!(read.said(), [""; 0], "{text}");
        let at = cluster.pods.as_ref().and_then(|said| said.at);
        assert!(
            read.files.snippet(at.unwrap()).contains("10.244.0.0/16"),
            "{text}"
        );
    }
}

#[test]
fn kinds_that_say_nothing_of_growth() {
    let object = |api: &str, kind: &str| {
        format!(
            "---\napiVersion: {api}\nkind: {kind}\nmetadata: {{name: x}}\nspec: {{any: [thing]}}\nrules: [{{x: y}}]\n"
        )
    };
    let text: String = [
        ("networking.k8s.io/v1", "Ingress"),
        ("rbac.authorization.k8s.io/v1", "ClusterRole"),
        ("v1", "ServiceAccount"),
        ("v1", "PersistentVolume"),
        ("storage.k8s.io/v1", "StorageClass"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ]
    .map(|(api, kind)| object(api, kind))
    .concat();
    let read = cluster(&[&text]);
    assert_eq!((read.said().len(), read.part.not_looked_at.len()), (0, 0));
    assert_eq!(read.part.api_objects.len(), 6);
    // A Service of another interface is no Service.
    let read = cluster(&[
        &(object("serving.knative.dev/v1", "Service") + &object("networking.k8s.io/v1", "NetworkPolicy"))
    ]);
    assert_eq!(read.part.not_looked_at, ["custom resources", "network policies"]);
    assert_eq!(read.said(), [""; 0]);
}
