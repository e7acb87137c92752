//! `cargo xtask bench manifests`: reading Kubernetes manifests, against draining the YAML parser's events of the
//! same bytes.

use anyhow::{Context, Result, bail};
use fiasco_import::kubernetes;
use fiasco_source::Files;
use saphyr_parser::Parser;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Runs per size; the fastest counts, for both sides alike.
const ROUNDS: usize = 5;

/// Measures the numbers of documents named, or 1,000 and 10,000.
pub fn run(sizes: &[&str]) -> Result<()> {
    let sizes: Vec<usize> = if sizes.is_empty() {
        vec![1_000, 10_000]
    } else {
        let sizes = sizes.iter().map(|size| size.parse());
        sizes.collect::<Result<_, _>>().context("failed to read a size")?
    };
    println!("Times in ms, the fastest of {ROUNDS} rounds. `import` reads the tree as well.");
    println!(
        "{:>9} {:>6} {:>8} {:>8} {:>6} {:>9}",
        "documents", "MB", "events", "import", "ratio", "services"
    );
    for size in sizes {
        let text = yaml(size);
        let (mut events, mut import, mut services) = (Duration::MAX, Duration::MAX, 0);
        for _ in 0..ROUNDS {
            let round = round(&text)?;
            events = events.min(round.0);
            import = import.min(round.1);
            services = round.2;
        }
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{size:>9} {:>6.2} {:>8.2} {:>8.2} {:>6.2} {services:>9}",
            text.len() as f64 / 1e6,
            ms(events),
            ms(import),
            ms(import) / ms(events),
        );
    }
    Ok(())
}

fn round(text: &str) -> Result<(Duration, Duration, usize)> {
    let start = Instant::now();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        event.context("the yardstick failed to parse")?;
    }
    let events = start.elapsed();

    let mut files = Files::new();
    let id = files
        .add("bench.yaml", text.as_bytes().to_vec())
        .map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let start = Instant::now();
    let part = kubernetes::import(&files, &[id]);
    let import = start.elapsed();
    if let Some(note) = part.notes.first() {
        bail!("the manifests are not understood: {}", note.message);
    }
    Ok((events, import, part.services.len()))
}

/// Made-up manifests: of five documents two are Deployments, two their Services, and one is an autoscaler or a
/// budget; each Deployment calls the Service before it.
fn yaml(documents: usize) -> String {
    let mut out = String::with_capacity(documents * 800);
    for n in 0..documents {
        let (group, kind) = (n / 5, n % 5);
        let app = 2 * group + kind / 2;
        let (name, other) = (
            format!("app-{app:05}"),
            format!("app-{:05}", app.saturating_sub(1)),
        );
        let text = match kind {
            0 | 2 => deployment(&name, &other),
            1 | 3 => service(&name),
            _ => follower(group, &format!("app-{:05}", 2 * group)),
        };
        let _ = write!(out, "---\n{text}");
    }
    out
}

fn deployment(name: &str, other: &str) -> String {
    format!(
        "apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: shop
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: shop
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
        app.kubernetes.io/part-of: shop
    spec:
      containers:
        - name: main
          image: registry.example/shop/{name}:1.4.2
          ports:
            - containerPort: 8080
          env:
            - name: PORT
              value: \"8080\"
            - name: NEXT_URL
              value: http://{other}.shop.svc.cluster.local:8080/
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
"
    )
}

fn service(name: &str) -> String {
    format!(
        "apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: shop
spec:
  selector:
    app.kubernetes.io/name: {name}
  ports:
    - port: 8080
      targetPort: 8080
"
    )
}

fn follower(group: usize, name: &str) -> String {
    if group.is_multiple_of(2) {
        format!(
            "apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {name}
  namespace: shop
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {name}
  minReplicas: 2
  maxReplicas: 10
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 70
"
        )
    } else {
        format!(
            "apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {name}
  namespace: shop
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app.kubernetes.io/part-of: shop
      app.kubernetes.io/name: {name}
"
        )
    }
}
