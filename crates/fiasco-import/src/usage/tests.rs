//! Each form as a table: what is written, what is read of it, and what is said where it cannot be.

use super::*;
use crate::part::Measured;

/// What an import of one file gives, in words: `web-1: busy 1/4, memory_used 100`, and the notes.
fn read(path: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let mut files = Files::new();
    let id = files.add(path, text.as_bytes().to_vec()).unwrap();
    assert!(recognizes_text(files.text(id)), "not recognized: {text}");
    let part = import(&files, &[id]);
    let rows = part.usage.iter().map(|row| {
        let of = match &row.of {
            Measured::Container(name) => name.clone(),
            Measured::Pod { namespace, pod } => format!("{}/{pod}", namespace.as_deref().unwrap_or("?")),
            Measured::Service(name) => format!("service {name}"),
            Measured::Device(name) => format!("node {name}"),
            Measured::Host => "host".to_owned(),
        };
        let facts: Vec<String> = row
            .facts
            .iter()
            .map(|fact| format!("{} {}", fact.kind.key(), fact.lo))
            .collect();
        format!("{of}: {}", facts.join(", "))
    });
    let notes = part.notes.iter().map(|note| {
        let at = note.at.map_or("?".to_owned(), |at| files.place(at).to_string());
        format!("{at}: {}", note.message)
    });
    (rows.collect(), notes.collect())
}

fn rows(text: &str, expected: &[&str]) {
    let (rows, notes) = read("usage", text);
    assert_eq!(rows, expected, "{text}\n{notes:?}");
    assert_eq!(notes, [""; 0], "{text}");
}

fn notes(text: &str, expected_rows: &[&str], expected: &[&str]) {
    let (rows, notes) = read("usage", text);
    assert_eq!(rows, expected_rows, "{text}");
    assert_eq!(notes.len(), expected.len(), "{notes:#?}");
    for (note, expected) in notes.iter().zip(expected) {
        assert!(note.starts_with(expected), "{note}\nexpected {expected}");
    }
}

#[test]
fn docker_stats() {
    rows(
        r#"{"BlockIO":"0B / 0B","CPUPerc":"12.34%","Container":"ab","ID":"ab","MemPerc":"1%","MemUsage":"12.5MiB / 15.6GiB","Name":"shop-web-1","NetIO":"1kB / 0B","PIDs":"4"}
{"CPUPerc":"250.00%","MemUsage":"1GiB / 2GiB","Name":"/shop-db-1"}"#,
        &[
            "shop-web-1: busy 617/5000, memory_used 13107200",
            "shop-db-1: busy 5/2, memory_used 1073741824",
        ],
    );
    // A list, as docker compose stats prints it; two containers without a limit show the host's memory.
    rows(
        r#"[{"Name":"a","CPUPerc":"1%","MemUsage":"1MiB / 8GiB"},
            {"Name":"b","CPUPerc":"2%","MemUsage":"1MiB / 8GiB"},
            {"Name":"c","CPUPerc":"2%","MemUsage":"1MiB / 512MiB"}]"#,
        &[
            "a: busy 1/100, memory_used 1048576",
            "b: busy 1/50, memory_used 1048576",
            "c: busy 1/50, memory_used 1048576",
            "host: memory 8589934592",
        ],
    );
}

#[test]
fn stopped_containers_say_nothing() {
    rows(
        r#"{"Name":"--","Container":"ab","CPUPerc":"--","MemUsage":"-- / --"}
{"Name":"gone","CPUPerc":"0.00%","MemUsage":"0B / 0B"}
{"Name":"idle","CPUPerc":"0.00%","MemUsage":"3MiB / 1GiB"}"#,
        &["idle: busy 0, memory_used 3145728"],
    );
}

#[test]
fn docker_stats_that_are_broken() {
    notes(
        r#"{"Name":"a","CPUPerc":"much","MemUsage":"1MiB / 8GiB"}
{"Name":"b","CPUPerc":"3","MemUsage":"much / 8GiB"}
{"CPUPerc":"3%","MemUsage":"1MiB / 7GiB"}
[1]
{"Name":"c","CPUPerc":"3%","MemUsa"#,
        &["a: memory_used 1048576", "host: memory 8589934592"],
        &[
            "usage:5:",
            "usage:1:23: the CPU of a is not written as a number: it is left out; 1 more like it",
            "usage:2:38: the memory of b is not written as a size",
            "usage:3:1: a container has no `Name`",
            "usage:4:2: expected a container as an object",
        ],
    );
}

#[test]
fn kubectl_top() {
    rows(
        "NAME                   CPU(cores)   MEMORY(bytes)\nweb-6d4cf56db6-x7x2p   12m          34Mi\ndb-0                   2            1Gi\n",
        &[
            "?/web-6d4cf56db6-x7x2p: busy 3/250, memory_used 35651584",
            "?/db-0: busy 2, memory_used 1073741824",
        ],
    );
    rows(
        "NAMESPACE   POD     NAME      CPU(cores)   MEMORY(bytes)\r\nshop        web-1   app       100m         10Mi\r\nshop        web-1   sidecar   50m          2Mi\r\nother       web-1   app       1m           1Mi\r\n",
        &[
            "shop/web-1: busy 3/20, memory_used 12582912",
            "other/web-1: busy 1/1000, memory_used 1048576",
        ],
    );
    rows(
        "NAME     CPU(cores)   CPU%        MEMORY(bytes)   MEMORY%\nnode-1   250m         6%          2Gi             25%\nnode-2   <unknown>    <unknown>   <unknown>       <unknown>\n",
        &["node node-1: busy 1/4, memory_used 2147483648"],
    );
    // Two tables in one file are two measurements.
    rows(
        "NAME  CPU(cores)  MEMORY(bytes)\nweb-0  1m  1Mi\n\nNAME  CPU(cores)  MEMORY(bytes)\nweb-0  2m  1Mi\n",
        &[
            "?/web-0: busy 1/1000, memory_used 1048576",
            "?/web-0: busy 1/500, memory_used 1048576",
        ],
    );
}

#[test]
fn kubectl_top_that_is_broken() {
    notes(
        "NAME  CPU(cores)  MEMORY(bytes)\nweb-0  1m\nweb-1 quick 1Mi\nweb-2 -3m 1Mi\nweb-3 1m 1Mi\n",
        &["?/web-3: busy 1/1000, memory_used 1048576"],
        &[
            "usage:2:1: expected a line of kubectl top: a name, CPU such as 12m, memory such as 34Mi; 2 more like it",
        ],
    );
}

fn vector(series: &str) -> String {
    format!(r#"{{"status":"success","data":{{"resultType":"vector","result":[{series}]}}}}"#)
}

#[test]
fn prometheus_vectors() {
    for (series, expected) in [
        (
            r#"{"metric":{"fiasco":"cpu","container_label_com_docker_compose_service":"web","name":"shop-web-1"},"value":[1700000000.1,"0.25"]}"#,
            "service web: busy 1/4",
        ),
        (
            r#"{"metric":{"fiasco":"memory","namespace":"shop","pod":"web-0","service":"kubelet"},"value":[1,"1.37365504e+08"]}"#,
            "shop/web-0: memory_used 137365504",
        ),
        (
            r#"{"metric":{"fiasco":"requests","job":"web","instance":"10.0.0.1:80"},"value":[1,"12.500000000000002"]}"#,
            "service web: busy_at 25/2",
        ),
        (
            r#"{"metric":{"fiasco":"connections","instance":"db:9187"},"value":[1,"42"]}"#,
            "service db: connections 42",
        ),
        (
            r#"{"metric":{"__name__":"redis_connected_clients","service":"cache"},"value":[1,"7"]}"#,
            "service cache: connections 7",
        ),
        (
            r#"{"metric":{"fiasco":"cpu","name":"/shop-web-1"},"value":[1,"0.0034567890123456789"]}"#,
            "shop-web-1: busy 3457/1000000",
        ),
        (
            r#"{"metric":{"fiasco":"cpu","node":"n1"},"value":[1,"1"]}"#,
            "node n1: busy 1",
        ),
    ] {
        rows(&vector(series), &[expected]);
    }
    // Series of one thing add up; a whole pod does not count beside its containers.
    rows(
        &vector(
            r#"{"metric":{"fiasco":"cpu","pod":"p-0"},"value":[1,"9"]},
               {"metric":{"fiasco":"cpu","pod":"p-0","container":"a"},"value":[1,"1"]},
               {"metric":{"fiasco":"cpu","pod":"p-0","container":"b"},"value":[1,"2"]},
               {"metric":{"fiasco":"cpu","pod":"q-0"},"value":[1,"4"]}"#,
        ),
        &["?/p-0: busy 3", "?/q-0: busy 4"],
    );
}

#[test]
fn prometheus_matrices_count_with_their_peak() {
    let matrix = |values: &str| {
        format!(
            r#"{{"status":"success","data":{{"resultType":"matrix","result":[{{"metric":{{"fiasco":"cpu","service":"web"}},"values":{values}}}]}}}}"#
        )
    };
    rows(
        &matrix(r#"[[1,"0.25"],[2,"0.75"],[3,"0.5"]]"#),
        &["service web: busy 3/4"],
    );
    notes(
        &matrix(r#"[[1,"NaN"],[2,"0.5"],[3,"+Inf"]]"#),
        &["service web: busy 1/2"],
        &["usage:1:117: a sample is not a number: it is left out; 1 more like it"],
    );
    notes(
        &matrix(r#"[[1,"NaN"]]"#),
        &[],
        &["usage:1:117: a sample is not a number"],
    );
}

#[test]
fn prometheus_that_cannot_be_read() {
    for (series, note) in [
        (
            r#"{"metric":{"__name__":"container_cpu_usage_seconds_total","name":"a"},"value":[1,"1"]}"#,
            "container_cpu_usage_seconds_total only counts up",
        ),
        (
            r#"{"metric":{"__name__":"up","job":"a"},"value":[1,"1"]}"#,
            "what up measures is not known",
        ),
        (
            r#"{"metric":{"job":"a"},"value":[1,"1"]}"#,
            "what a series without a name measures is not known",
        ),
        (
            r#"{"metric":{"fiasco":"disk","job":"a"},"value":[1,"1"]}"#,
            "the label fiasco=\"disk\" says nothing",
        ),
        (
            r#"{"metric":{"fiasco":"cpu"},"value":[1,"1"]}"#,
            "a series names nothing",
        ),
        (
            r#"{"metric":{"fiasco":"cpu","job":"a"},"value":[1,"-1"]}"#,
            "a sample is below zero",
        ),
        (
            r#"{"metric":{"fiasco":"cpu","job":"a"},"value":[1]}"#,
            "expected a sample",
        ),
        (
            r#"{"metric":{"fiasco":"cpu","job":"a"},"histogram":[1]}"#,
            "expected a series with `value`",
        ),
    ] {
        let text = vector(series);
        let (rows, notes) = read("usage", &text);
        assert_eq!(rows, [""; 0], "{text}");
        assert!(
            notes.len() == 1 && notes[0].contains(note),
            "{notes:?}\nexpected {note}"
        );
    }
    notes(
        r#"{"status":"error","errorType":"bad_data","error":"parse error"}"#,
        &[],
        &["usage:1:1: this is not an answer but an error of Prometheus: parse error"],
    );
    notes(
        r#"{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}"#,
        &[],
        &["usage:1:28: expected an answer with `resultType` vector or matrix"],
    );
}

#[test]
fn what_is_not_a_measurement() {
    for text in [
        "",
        "services: {web: {image: nginx}}",
        r#"{"apiVersion":"v1","kind":"Pod"}"#,
        r#"{"format_version":"1.2","planned_values":{}}"#,
        "NAME READY STATUS\nweb 1/1 Running",
    ] {
        assert!(!recognizes_text(text), "{text}");
    }
}

#[test]
fn queries_say_what_they_measure() {
    for query in queries() {
        let label = format!("\"fiasco\", \"{}\", \"\", \"\")", query.measures);
        assert!(query.text.ends_with(&label), "{}", query.text);
        let open = query.text.matches('(').count();
        assert_eq!(open, query.text.matches(')').count(), "{}", query.text);
    }
    assert_eq!(
        queries().iter().map(|query| query.measures).collect::<Vec<_>>(),
        ["cpu", "memory", "requests", "connections"]
    );
}
