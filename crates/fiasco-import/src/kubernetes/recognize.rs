//! Which files hold Kubernetes objects, and which have to be rendered by another tool first.

/// Beginnings of interface versions whose documents are a tool's own files and never objects of a cluster.
const TOOLS: &[&str] = &[
    "backstage.io/",
    "config.kubernetes.io/",
    "ctlptl.dev/",
    "devfile.io/",
    "eksctl.io/",
    "k3d.io/",
    "kind.x-k8s.io/",
    "kustomize.config.k8s.io/",
    "kuttl.dev/",
    "skaffold/",
];

/// How far into a JSON file its first `apiVersion` is looked for: other JSON is not searched to its end.
const JSON_HEAD: usize = 4 * 1024;

/// Whether a text holds Kubernetes objects: `apiVersion` and `kind` at the top of a document.
#[must_use]
pub fn recognizes_text(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with(['{', '[']) {
        return json(text);
    }
    let (mut api, mut kind) = (None, None);
    for line in text.lines() {
        if line.starts_with("---") {
            (api, kind) = (None, None);
            continue;
        }
        api = top(line, "apiVersion").or(api);
        kind = top(line, "kind").or(kind);
        if let (Some(api), Some(kind)) = (api, kind)
            && is_object(api, kind)
        {
            return true;
        }
    }
    false
}

/// The value of a key at the left edge of a line.
fn top<'l>(line: &'l str, key: &str) -> Option<&'l str> {
    let rest = line.strip_prefix(['"', '\'']).unwrap_or(line).strip_prefix(key)?;
    let rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
    let value = rest.trim_start().strip_prefix(':')?;
    let value = value.split(" #").next().unwrap_or_default().trim();
    Some(value.trim_matches(['"', '\'']))
}

/// Whether an interface version and a kind are those of an object: not a tool's file, nor a file of `kubectl`
/// with whom to talk to (which holds keys).
pub(super) fn is_object(api: &str, kind: &str) -> bool {
    !api.is_empty()
        && !kind.is_empty()
        && !TOOLS.iter().any(|tool| api.starts_with(tool))
        && (api, kind) != ("v1", "Config")
}

/// The same of JSON, where keys have no fixed order: `kubectl get -o json` puts `kind` last.
fn json(text: &str) -> bool {
    let head = text.get(..text.floor_char_boundary(JSON_HEAD)).unwrap_or(text);
    let Some((_, rest)) = head.split_once("\"apiVersion\"") else {
        return false;
    };
    let value = rest
        .trim_start()
        .strip_prefix(':')
        .unwrap_or_default()
        .trim_start();
    let api = value
        .trim_start_matches('"')
        .split('"')
        .next()
        .unwrap_or_default();
    let kubeconfig = api == "v1" && text.contains("\"current-context\"");
    !kubeconfig && is_object(api, "any") && text.contains("\"kind\"")
}

/// What to do with a file that has to be rendered first: a kustomization, a part of a chart.
#[must_use]
pub fn needs_rendering(name: &str, text: &str) -> Option<String> {
    match name {
        "Chart.yaml" | "Chart.yml" => Some(CHART.to_owned()),
        "kustomization.yaml" | "kustomization.yml" | "Kustomization" => Some(KUSTOMIZATION.to_owned()),
        _ if is_template(text) => Some(TEMPLATE.to_owned()),
        _ => None,
    }
}

const CHART: &str = "a Helm chart, which has to be rendered first: \
    `helm template NAME . > rendered.yaml`, then `fiasco check rendered.yaml`";

const TEMPLATE: &str = "a template of a Helm chart, which has to be rendered first: \
    `helm template NAME . > rendered.yaml` in the folder of the Chart.yaml, then `fiasco check rendered.yaml`";

const KUSTOMIZATION: &str = "a kustomization, which has to be rendered first: \
    `kubectl kustomize . > rendered.yaml`, then `fiasco check rendered.yaml`";

/// Whether a text is a template of a chart. Braces alone do not say so: alerts, dashboards and workflows have
/// templates of their own in manifests, but never ask for the values of a chart.
fn is_template(text: &str) -> bool {
    let holds_object = || {
        text.lines()
            .any(|line| top(line, "kind").is_some() || line.starts_with("{{"))
    };
    let asks = |action: &str| {
        [".Values.", ".Release.", ".Chart.", "include \"", "$.Values"]
            .iter()
            .any(|word| action.contains(word))
    };
    let mut actions = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}"));
    actions.any(|(action, _)| asks(action)) && holds_object()
}
