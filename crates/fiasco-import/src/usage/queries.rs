//! The questions asked of Prometheus. They stand here once: `fiasco init --usage prometheus` prints them, and
//! `fiasco check --prometheus` asks them.
//!
//! Each adds a label `fiasco` that says what the answer measures, so that a saved answer needs no other name.
//! CPU and memory leave out sums of whole pods and pause containers, which would count everything twice:
//! those carry no image, or are called `POD`.

/// A question to Prometheus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Query {
    /// What it measures, and the value of its label `fiasco`.
    pub measures: &'static str,
    /// The PromQL text.
    pub text: &'static str,
}

/// All questions, in order.
#[must_use]
pub fn queries() -> &'static [Query] {
    &[
        Query {
            measures: "cpu",
            text: concat!(
                "label_replace(sum by (namespace, pod, name, container_label_com_docker_compose_service) ",
                "(rate(container_cpu_usage_seconds_total{image!=\"\",container!=\"POD\"}[5m])), ",
                "\"fiasco\", \"cpu\", \"\", \"\")"
            ),
        },
        Query {
            measures: "memory",
            text: concat!(
                "label_replace(sum by (namespace, pod, name, container_label_com_docker_compose_service) ",
                "(container_memory_working_set_bytes{image!=\"\",container!=\"POD\"}), ",
                "\"fiasco\", \"memory\", \"\", \"\")"
            ),
        },
        Query {
            measures: "requests",
            text: concat!(
                "label_replace(",
                "sum by (namespace, pod, service, job, instance) (rate(http_requests_total[5m])) or ",
                "sum by (namespace, pod, service, job, instance) ",
                "(rate(http_server_request_duration_seconds_count[5m])), ",
                "\"fiasco\", \"requests\", \"\", \"\")"
            ),
        },
        Query {
            measures: "connections",
            text: concat!(
                "label_replace(",
                "sum by (namespace, pod, service, job, instance) (pg_stat_activity_count or ",
                "mysql_global_status_threads_connected or redis_connected_clients), ",
                "\"fiasco\", \"connections\", \"\", \"\")"
            ),
        },
    ]
}
