//! Which files are manifests, and which need another tool first.

use super::super::{needs_rendering, recognizes_text};

#[test]
fn manifests_are_recognized() {
    for (text, expected) in [
        ("apiVersion: v1\nkind: Service\n", true),
        (
            "# by helm\n---\nkind: \"Service\"\nmetadata: {}\napiVersion: 'v1' # old\n",
            true,
        ),
        ("\u{feff}apiVersion: v1\nkind: Service\n", true),
        (
            "{\"apiVersion\": \"v1\", \"items\": [], \"kind\": \"List\"}",
            true,
        ),
        ("  {\"kind\":\"Pod\",\"apiVersion\":\"v1\"}", true),
        // Values of a chart, a chart, a compose file.
        ("replicaCount: 1\nimage: {kind: x}\n", false),
        ("apiVersion: v2\nname: shop\nversion: 1.0.0\n", false),
        ("services: {web: {image: x}}\n", false),
        // In two documents, or not at the top.
        ("apiVersion: v1\n---\nkind: Service\n", false),
        ("x:\n  apiVersion: v1\n  kind: Service\n", false),
        // Files of tools that look alike.
        ("apiVersion: v1\nkind: Config\ncurrent-context: x\n", false),
        (
            "{\"apiVersion\": \"v1\", \"kind\": \"Config\", \"current-context\": \"x\"}",
            false,
        ),
        ("apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n", false),
        ("apiVersion: skaffold/v4beta6\nkind: Config\n", false),
        ("apiVersion: backstage.io/v1alpha1\nkind: Component\n", false),
        ("{\"version\": 1}", false),
        ("", false),
    ] {
        assert_eq!(recognizes_text(text), expected, "{text}");
    }
}

#[test]
fn what_has_to_be_rendered_first() {
    let helm = "helm template NAME . > rendered.yaml";
    let kustomize = "kubectl kustomize . > rendered.yaml";
    for (name, text, expected) in [
        ("Chart.yaml", "name: x\n", Some(helm)),
        ("kustomization.yaml", "resources: [a.yaml]\n", Some(kustomize)),
        (
            "web.yaml",
            "apiVersion: v1\nkind: Service\nmetadata: {name: {{ .Release.Name }}}\n",
            Some(helm),
        ),
        (
            "web.yaml",
            "{{- if .Values.web.enabled }}\napiVersion: v1\nkind: Service\n{{- end }}\n",
            Some(helm),
        ),
        (
            "web.yaml",
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include \"x.name\" . }}\n",
            Some(helm),
        ),
        ("values.yaml", "web: {replicas: 1}\n", None),
        // Braces of other tools inside manifests.
        (
            "alerts.yaml",
            "apiVersion: v1\nkind: ConfigMap\ndata: {a: 'on {{ $labels.instance }}'}\n",
            None,
        ),
        (
            "flow.yaml",
            "apiVersion: v1\nkind: ConfigMap\ndata: {a: '{{inputs.parameters.x}}'}\n",
            None,
        ),
    ] {
        let advice = needs_rendering(name, text);
        assert_eq!(advice.is_some(), expected.is_some(), "{name} {text}");
        if let (Some(advice), Some(expected)) = (advice, expected) {
            assert!(advice.contains(expected), "{advice}");
        }
    }
}
