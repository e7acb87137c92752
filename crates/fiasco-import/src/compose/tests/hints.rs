//! Calls read between the lines.

use super::one;
use crate::hints::{hosts, side};

#[test]
fn hosts_in_values() {
    for (variable, value, expected) in [
        ("X", "postgres://u:p@db:5432/x?sslmode=disable", vec!["db"]),
        ("X", "redis://cache", vec!["cache"]),
        ("X", "jdbc:mysql://db/shop", vec!["db"]),
        ("X", "jdbc:sqlserver://db:1433;databaseName=x", vec!["db"]),
        ("X", "jdbc:oracle:thin:@db:1521:xe", vec!["db"]),
        ("X", "mongodb://u:p@m1:27017,m2:27017/x", vec!["m1", "m2"]),
        ("X", "amqp://guest:guest@mq", vec!["mq"]),
        (
            "X",
            "PLAINTEXT://kafka:9092,CONTROLLER://k2:9093",
            vec!["kafka", "k2"],
        ),
        ("X", "1@kafka:9093", vec!["kafka"]),
        ("X", "Host=db;Username=u;Password=p", vec!["db"]),
        ("X", "Server=tcp:db,1433;Database=x", vec!["db", "1433"]),
        ("X", "Data Source=db;Initial Catalog=x", vec!["db"]),
        ("X", "host=db port=5432 user=u", vec!["db"]),
        ("X", "user:pw@tcp(db:3306)/shop", vec!["db"]),
        ("X", "db:5432", vec!["db"]),
        ("X", "a:9092, b:9092", vec!["a", "b"]),
        ("X", "http://API.:80/v1", vec!["api."]),
        ("DB_HOST", "db", vec!["db"]),
        ("spring.redis.host", "cache", vec!["cache"]),
        ("PGHOST", "db", vec!["db"]),
        ("KAFKA_BOOTSTRAP_SERVERS", "a,b", vec!["a", "b"]),
        ("API_ENDPOINT", "api/v1", vec!["api"]),
        // Not addresses.
        ("X", "db", vec![]),
        ("MODE", "web", vec![]),
        ("X", "db:latest", vec![]),
        ("DB_IMAGE", "redis:7", vec![]),
        ("X", "", vec![]),
        ("X", "://:@,;=", vec![]),
        ("X", "unix:///var/run/x.sock", vec![]),
    ] {
        assert_eq!(hosts(variable, value), expected, "{variable}={value}");
    }
}

#[test]
fn edges_between_services() {
    let project = one("services:
  web:
    image: w
    environment:
      DB_URL: postgres://u:p@db:5432/x
      REPLICA_URL: postgres://u:p@db:5433/x
      CACHE: store:6379
      MQ_HOST: broker
      SEARCH_HOST: finder
      SELF_HOST: web
      FAR_HOST: example.com
      OTHER_HOST: twin
      MODE: db
    depends_on:
      db: {condition: service_healthy}
      late: {condition: service_healthy}
      early: {condition: service_started}
    links: [old:legacy]
  db: {image: postgres}
  cache: {image: redis, container_name: store}
  mq: {image: rabbitmq, hostname: broker}
  search: {image: s, networks: {default: {aliases: [finder]}}}
  late: {image: x, hostname: twin}
  early: {image: x, hostname: twin}
  old: {image: x}
");
    assert!(project.said().is_empty(), "{:?}", project.said());
    assert_eq!(
        project.calls("web"),
        [
            "db by DB_URL",
            "cache by CACHE",
            "mq by MQ_HOST",
            "search by SEARCH_HOST",
            "late by depends_on",
            "old by links"
        ]
    );
    let call = &project.service("web").calls[0];
    assert_eq!(project.files.place(call.at).to_string(), "compose.yaml:5:15");
    assert_eq!(call.confidence.word(), "inferred");
}

#[test]
fn what_is_declared_needs_no_hint() {
    let project = one(
        "services:\n  web: {image: w, environment: [DB_HOST=db, C_HOST=c], x-fiasco: {calls: [db x 3]}}\n  db: {image: d}\n  c: {image: c}\n",
    );
    assert_eq!(project.calls("web"), ["!db", "c by C_HOST"]);
}

#[test]
fn side_channels() {
    for (variable, expected) in [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", true),
        ("K6_OTEL_HTTP_EXPORTER_ENDPOINT", true),
        ("SPRING_ZIPKIN_BASE_URL", true),
        ("JAEGER_HOST", true),
        ("STATSD_ADDR", true),
        ("DD_AGENT_HOST", true),
        ("SENTRY_DSN", true),
        ("APP_METRICS_HOST", true),
        ("FLAGD_HOST", true),
        ("UNLEASH_URL", true),
        ("LAUNCHDARKLY_RELAY_URL", true),
        ("ADD_HOST", false),
        ("DB_HOST", false),
        ("TELEMETRY_DOCS_HOST", false),
        ("HOTEL_HOST", false),
    ] {
        assert_eq!(side::variable(variable), expected, "{variable}");
    }
    for (name, image, expected) in [
        ("otel-collector", None, true),
        ("x", Some("opentelemetry-collector-contrib"), true),
        ("tracing", Some("jaeger"), true),
        ("prometheus", None, true),
        ("flagd-ui", None, true),
        ("hotel", Some("demo"), false),
        ("db", Some("postgres"), false),
    ] {
        assert_eq!(side::service(name, image), expected, "{name} {image:?}");
    }
    let project = one(
        "services:\n  web: {image: w, environment: [OTEL_HOST=x, COLLECTOR_HOST=otelcol, TRACER_HOST=db, DB_HOST=db]}\n  x: {image: x}\n  otelcol: {image: o, environment: [DB_HOST=db]}\n  db: {image: d}\n",
    );
    // Of two hints, one that is no side channel says more; a collector only watches.
    assert_eq!(
        project.calls("web"),
        ["~x by OTEL_HOST", "~otelcol by COLLECTOR_HOST", "db by DB_HOST"]
    );
    assert_eq!(project.calls("otelcol"), ["~db by DB_HOST"]);
}
