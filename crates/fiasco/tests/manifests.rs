//! Kubernetes manifests from outside: which files of a folder are read, and what is said of those that some tool
//! has to render first.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use std::path::PathBuf;
use support::{fiasco, json, root, scratch, stderr, stdout};

const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3, template: {spec: \
                   {containers: [{name: web, image: web}]}}}\n";

/// A folder of these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = scratch(name);
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    folder
}

#[test]
fn a_chart_has_to_be_rendered() {
    let template = "{{- if .Values.web }}\napiVersion: apps/v1\nkind: Deployment\n{{- end }}\n";
    let folder = folder(
        "chart",
        &[
            ("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n"),
            ("values.yaml", "web: {replicas: 3}\n"),
            ("templates/web.yaml", template),
        ],
    );
    for args in [
        &["check"][..],
        &["check", "Chart.yaml"],
        &["check", "templates"],
        &["check", "templates/web.yaml"],
    ] {
        let output = fiasco(&folder, args);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(
            text.contains("helm template NAME . > rendered.yaml"),
            "{args:?}: {text}"
        );
        assert!(text.contains("fiasco check rendered.yaml"), "{args:?}: {text}");
    }
    // Values alone are nobody's manifests.
    let output = fiasco(&folder, &["check", "values.yaml"]);
    assert!(stderr(&output).contains("not recognized"), "{}", stderr(&output));
}

#[test]
fn a_kustomization_has_to_be_rendered() {
    let kustomization =
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [base]\n";
    let alone = folder(
        "kustomization",
        &[("kustomization.yaml", kustomization), ("base/web.yaml", WEB)],
    );
    let output = fiasco(&alone, &["check"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(
        stderr(&output).contains("kubectl kustomize . > rendered.yaml"),
        "{}",
        stderr(&output)
    );
    // Manifests beside it are parts: what it changes in them is not seen.
    let beside = folder(
        "kustomized",
        &[("kustomization.yaml", kustomization), ("web.yaml", WEB)],
    );
    let output = fiasco(&beside, &["check"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(
        stderr(&output).contains("kubectl kustomize"),
        "{}",
        stderr(&output)
    );
    // What the team states itself is read, and so is a part that is named.
    let estate = "services: {web: {cpu: 5 ms}}\n";
    std::fs::write(beside.join("estate.yaml"), estate).expect("a file");
    let read = json(&beside, &[])["read"].clone();
    assert_eq!(read["files"], serde_json::json!(["estate.yaml"]));
    assert_eq!(
        read["not_read"],
        serde_json::json!(["kustomization.yaml", "web.yaml"])
    );
    let named = json(&beside, &["web.yaml"])["read"]["files"].clone();
    assert_eq!(named, serde_json::json!(["web.yaml"]));
}

#[test]
fn the_values_of_a_chart_are_no_estate() {
    let values = "replicaCount: 2\nservices:\n  web: {cpu: 3}\n";
    let chart = folder(
        "chart-values",
        &[("Chart.yaml", "name: x\n"), ("values.yaml", values)],
    );
    let output = fiasco(&chart, &["check"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stderr(&output).contains("helm template"), "{}", stderr(&output));
}

#[test]
fn manifests_below_a_folder_are_read() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}}\n";
    let folder = folder(
        "below",
        &[
            ("README.txt", "x"),
            ("a/web.yaml", WEB),
            ("a/b/service.yml", service),
            ("charts/x.yaml", WEB),
        ],
    );
    assert_eq!(
        json(&folder, &[])["read"]["files"],
        serde_json::json!(["a/web.yaml", "a/b/service.yml"])
    );
}

#[test]
fn the_shop_says_what_it_needs() {
    let output = fiasco(&root().join("examples/shop"), &["check", "-v"]);
    let text = stdout(&output);
    assert!(!text.contains("not understood"), "{text}");
    assert!(!text.contains("not-a-real-password"), "{text}");
    assert!(text.contains("api, worker and report -> postgres"), "{text}");
}
