//! Side channels: telemetry and feature flags. Calls to them carry no request traffic, so a tier that is only
//! reached by one is not on the way of any request.

/// Parts of names of variables that speak of telemetry or flags.
const VARIABLE_WORDS: &[&str] = &[
    "APM",
    "DATADOG",
    "FLAGD",
    "FLIPT",
    "FLUENT",
    "FLUENTBIT",
    "FLUENTD",
    "GELF",
    "GRAFANA",
    "GRAPHITE",
    "GRAYLOG",
    "GROWTHBOOK",
    "HONEYCOMB",
    "JAEGER",
    "LAUNCHDARKLY",
    "LOGSTASH",
    "LOKI",
    "METRIC",
    "METRICS",
    "NEWRELIC",
    "OPAMP",
    "OPENTELEMETRY",
    "OTEL",
    "OTLP",
    "PROMETHEUS",
    "PUSHGATEWAY",
    "PYROSCOPE",
    "SENTRY",
    "SPLUNK",
    "STATSD",
    "SYSLOG",
    "TELEGRAF",
    "TEMPO",
    "TRACELOOP",
    "TRACER",
    "TRACES",
    "TRACING",
    "UNLEASH",
    "ZIPKIN",
];

/// Parts of names of services and images that do telemetry or flags.
const CALLEE_WORDS: &[&str] = &[
    "alertmanager",
    "alloy",
    "cadvisor",
    "datadog",
    "flagd",
    "flipt",
    "fluent",
    "fluentbit",
    "fluentd",
    "grafana",
    "graphite",
    "graylog",
    "growthbook",
    "jaeger",
    "launchdarkly",
    "logstash",
    "loki",
    "mimir",
    "opamp",
    "opentelemetry",
    "otel",
    "otelcol",
    "prometheus",
    "promtail",
    "pushgateway",
    "pyroscope",
    "sentry",
    "signoz",
    "statsd",
    "telegraf",
    "tempo",
    "thanos",
    "unleash",
    "zipkin",
];

/// Whether a variable's name says that what it holds is a side channel.
pub(crate) fn variable(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let mut words = upper.split(|c: char| !c.is_ascii_alphanumeric());
    upper.starts_with("DD_")
        || upper.starts_with("NEW_RELIC_")
        || upper.starts_with("LAUNCH_DARKLY_")
        || words.any(|word| VARIABLE_WORDS.contains(&word))
}

/// Whether a service does telemetry or flags, by its name or the last part of its image's.
pub(crate) fn service(name: &str, image: Option<&str>) -> bool {
    [Some(name), image].into_iter().flatten().any(|text| {
        let lower = text.to_ascii_lowercase();
        lower
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| CALLEE_WORDS.contains(&word))
    })
}
