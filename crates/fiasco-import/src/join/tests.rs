//! Joining as stories: what two sources say of one device becomes one device, and what was measured reaches
//! the service it was measured of.

use super::join;
use crate::part::{DeviceRow, Identity, NetworkRow, Part, PlaceRow};
use crate::{compose, native, usage};
use fiasco_estate::confidence::Said;
use fiasco_estate::device::{NetworkKind, Role};
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_estate::kubernetes::{Pods, Workload};
use fiasco_estate::quantity::Rational;
use fiasco_estate::service::Runtime;
use fiasco_estate::{Confidence, Estate, Note, NoteKind, ServiceId};
use fiasco_source::{FileId, Files, Span, yaml};
use proptest::prelude::*;

fn add(files: &mut Files, path: &str, text: &str) -> FileId {
    files.add(path, text.as_bytes().to_vec()).unwrap()
}

fn native(text: &str) -> Part {
    let mut files = Files::new();
    let id = add(&mut files, "estate.yaml", text);
    let (tree, problems) = yaml::read(&files, id);
    assert!(problems.is_empty(), "{text}");
    native::import(&files, &tree)
}

/// A place in a file, to be told apart from others.
fn at(line: u32) -> Span {
    let mut files = Files::new();
    let id = add(&mut files, "a", "");
    Span::new(id, line, line + 1)
}

/// A device with a name and one thing that tells it from others: `serial S1`, `tag T1`, `fqdn …`, `ip …`.
fn device(name: &str, told: &str, line: u32) -> DeviceRow {
    let mut row = DeviceRow::named(Said::new(name.to_owned(), at(line)));
    let mut identity = Identity::default();
    for (key, value) in told.split(", ").filter_map(|pair| pair.split_once(' ')) {
        let said = Some(Said::new(value.to_owned(), at(line)));
        match key {
            "serial" => identity.serial = said,
            "tag" => identity.asset_tag = said,
            "fqdn" => identity.fqdn = said,
            "ip" => identity.management = Some(Said::new(value.parse().unwrap(), at(line))),
            _ => panic!("{key}"),
        }
    }
    row.identity = (!told.is_empty()).then(|| Box::new(identity));
    row
}

fn devices(rows: &[(&str, &str)]) -> Part {
    let rows = (1..).zip(rows);
    Part {
        devices: rows
            .map(|(line, (name, told))| device(name, told, line))
            .collect(),
        ..Part::default()
    }
}

fn names(estate: &Estate) -> Vec<&str> {
    estate
        .devices
        .iter()
        .map(|device| device.name.value.as_str())
        .collect()
}

fn messages(notes: &[Note]) -> Vec<&str> {
    notes.iter().map(|note| note.message.as_str()).collect()
}

#[test]
fn one_device_of_two_sources() {
    for (first, second, expected) in [
        (("srv1", "serial ABC"), ("web-01", "serial abc"), 1),
        (("srv1", "tag 77"), ("web-01", "tag 77"), 1),
        (("srv1", "fqdn web-01.example.org"), ("web-01.example.org", ""), 1),
        (("srv1", "ip 10.0.0.9"), ("web-01", "ip 10.0.0.9"), 1),
        (("web-01", ""), ("web-01", ""), 1),
        (("web-01", ""), ("web-01.example.org", ""), 1),
        (("WEB-01", ""), ("web-01.example.org", ""), 1),
        // Different keys, no key, or a key that says nothing.
        (("srv1", "serial ABC"), ("web-01", "serial ABD"), 2),
        (("srv1", "serial N/A"), ("web-01", "serial N/A"), 2),
        (("srv1", "ip 0.0.0.0"), ("web-01", "ip 0.0.0.0"), 2),
        (("web-01", ""), ("web-011.example.org", ""), 2),
        (("10", ""), ("10.0.0.1", ""), 2),
    ] {
        let estate = join("x", vec![devices(&[first]), devices(&[second])]);
        assert_eq!(
            estate.devices.len(),
            expected,
            "{first:?} {second:?}: {:?}",
            names(&estate)
        );
    }
}

#[test]
fn a_key_of_two_devices_in_one_source_joins_nothing() {
    let parts = vec![
        devices(&[("a", "serial S"), ("b", "serial S")]),
        devices(&[("c", "serial S")]),
    ];
    let estate = join("x", parts);
    assert_eq!(names(&estate), ["a", "b", "c"]);
    assert_eq!(
        messages(&estate.notes),
        ["`a` and `b` have one serial number, s: they are taken as two devices"]
    );
    let note = &estate.notes[0];
    assert_eq!((note.at, note.related[0].0), (Some(at(2)), at(1)));
}

#[test]
fn a_short_name_with_two_full_names_leads_to_neither() {
    let parts = vec![
        devices(&[("web", "")]),
        devices(&[("web.a.org", ""), ("web.b.org", "")]),
    ];
    assert_eq!(names(&join("x", parts)), ["web", "web.a.org", "web.b.org"]);
}

#[test]
fn a_stronger_key_wins_over_a_name() {
    // The second source renamed srv1 to web-01, which is another device of the first.
    let parts = vec![
        devices(&[("srv1", "serial S1"), ("web-01", "serial S2")]),
        devices(&[("web-01", "serial S1")]),
    ];
    let estate = join("x", parts);
    assert_eq!(names(&estate), ["srv1", "web-01"]);
    assert_eq!(estate.notes.len(), 1, "{:?}", messages(&estate.notes));
    assert!(
        estate.notes[0]
            .message
            .starts_with("the device named web-01 is one device")
    );
}

#[test]
fn both_names_lead_to_a_joined_device() {
    let mut inventory = devices(&[("srv1", "serial S1")]);
    inventory.devices[0].kind = Some(Said::new("Dell/PowerEdge R640".to_owned(), at(1)));
    let mut second = devices(&[("web-01", "serial S1")]);
    second.devices[0].kind = Some(Said::new("dell/poweredge-r640".to_owned(), at(2)));
    let stated = native(
        "outside: [isp]\nservices: {web: {runs: srv1, cpu: 1 ms}, app: {runs: web-01, cpu: 1 ms}}\nlinks:\n  - web-01 -- isp: 1 Gbit/s",
    );
    let estate = join("x", vec![inventory, second, stated]);
    assert_eq!(names(&estate), ["srv1"]);
    assert_eq!(messages(&estate.notes), [""; 0]);
    let runs = estate
        .services
        .iter()
        .map(|service| service.runs[0].value.index());
    assert_eq!(runs.collect::<Vec<_>>(), [0, 0]);
    assert_eq!(estate.links.len(), 1);
}

#[test]
fn a_disagreement_names_both_lines() {
    let mut first = devices(&[("srv1", "serial S1, tag 1")]);
    first.devices[0].kind = Some(Said::new("Dell/R640".to_owned(), at(1)));
    let mut second = devices(&[("web-01", "serial S1, tag 2")]);
    second.devices[0].kind = Some(Said::new("Dell/R740".to_owned(), at(9)));
    let estate = join("x", vec![first, second]);
    assert_eq!(
        messages(&estate.notes),
        [
            "the type of srv1 is Dell/R640 in one place and Dell/R740 in another; the later one counts",
            "the asset tag of srv1 is 1 in one place and 2 in another; the later one counts",
        ]
    );
    assert_eq!(estate.notes[0].at, Some(at(9)));
    assert_eq!(estate.notes[0].related[0].0, at(1));
}

#[test]
fn devices_that_state_the_same_share_it_and_keep_their_lines() {
    let text = "devices:\n  a: {inlet: C14}\n  b: {inlet: C14}\n  c: {airflow: front to rear}\n";
    let estate = join("test", vec![native(text)]);
    let [a, b, c] = estate.devices.as_slice() else {
        panic!("three devices");
    };
    assert_eq!(a.hardware, b.hardware);
    let said = |at: Option<Span>| at.map(|at| (at.start, &text[at.start as usize..at.end as usize]));
    assert_eq!(said(a.hardware_at), Some((22, "C14")));
    assert_eq!(said(b.hardware_at), Some((40, "C14")));
    assert_eq!(said(c.hardware_at), None);
}

fn place(network: Option<&str>, ip: Option<&str>, line: u32) -> PlaceRow {
    PlaceRow {
        network: network.map(|name| Said::new(name.to_owned(), at(line))),
        ip: ip.map(|ip| ip.parse().unwrap()),
        role: Role::Ordinary,
        at: at(line),
    }
}

fn lan(name: &str, prefix: &str) -> NetworkRow {
    NetworkRow {
        name: Said::new(name.to_owned(), at(1)),
        kind: NetworkKind::Lan,
        scope: String::new(),
        prefix: Some(Said::new(prefix.parse().unwrap(), at(1))),
        gateway: None,
        dhcp: None,
        reaches: Vec::new(),
        external: false,
        facts: Facts::default(),
    }
}

#[test]
fn an_address_that_two_sources_state_is_one() {
    let mut first = devices(&[("srv1", "serial S1")]);
    first.networks = vec![lan("10.0.0.0/24", "10.0.0.0/24")];
    first.devices[0].places = vec![place(Some("10.0.0.0/24"), Some("10.0.0.5"), 1)];
    let mut second = devices(&[("web-01", "serial S1")]);
    second.networks = vec![lan("office", "10.0.0.0/24")];
    second.devices[0].places = vec![
        place(Some("office"), Some("10.0.0.5"), 2),
        place(None, Some("10.0.0.6"), 2),
        place(Some("office"), None, 2),
    ];
    let estate = join("x", vec![first, second]);
    assert_eq!(estate.networks.len(), 1);
    let addresses = estate
        .addresses
        .iter()
        .map(|address| address.ip.unwrap().to_string());
    assert_eq!(addresses.collect::<Vec<_>>(), ["10.0.0.5", "10.0.0.6"]);
    assert!(estate.addresses.iter().all(|address| address.network.is_some()));
    assert_eq!(messages(&estate.notes), [""; 0]);
}

#[test]
fn networks_of_one_prefix() {
    let part = |rows: &[(&str, &str)]| Part {
        networks: rows.iter().map(|(name, prefix)| lan(name, prefix)).collect(),
        ..Part::default()
    };
    for (first, second, expected) in [
        (vec![("a", "10.0.0.0/24")], vec![("b", "10.0.0.0/24")], 1),
        (vec![("a", "10.0.0.0/24")], vec![("b", "10.0.0.0/25")], 2),
        // Two of one source stay two, and a third joins neither.
        (
            vec![("a", "10.0.0.0/24"), ("b", "10.0.0.0/24")],
            vec![("c", "10.0.0.0/24")],
            3,
        ),
        // A name is stronger than a prefix.
        (
            vec![("a", "10.0.0.0/24")],
            vec![("b", "10.0.0.0/24"), ("a", "10.0.1.0/24")],
            2,
        ),
    ] {
        let estate = join("x", vec![part(&first), part(&second)]);
        assert_eq!(estate.networks.len(), expected, "{first:?} {second:?}");
    }
    // Scopes are apart.
    let mut blue = part(&[("b", "10.0.0.0/24")]);
    blue.networks[0].scope = "blue".to_owned();
    assert_eq!(
        join("x", vec![part(&[("a", "10.0.0.0/24")]), blue])
            .networks
            .len(),
        2
    );
}

/// A service, what the compose file says of it, and what is measured.
fn measured(text: &str, files: &[(&str, &str)]) -> Estate {
    let mut all = Files::new();
    let id = add(&mut all, "shop/compose.yaml", text);
    let request = compose::Request {
        dir: "shop".to_owned(),
        files: vec![id],
        ..compose::Request::default()
    };
    let gathered = compose::gather(&mut all, &|_| None, &request);
    let composed = compose::import(&all, &gathered).part;
    let ids: Vec<FileId> = files
        .iter()
        .map(|(path, text)| add(&mut all, path, text))
        .collect();
    join("shop", vec![composed, usage::import(&all, &ids)])
}

fn fact(estate: &Estate, service: &str, kind: FactKind) -> Option<(Rational, Confidence)> {
    let found = estate.services.iter().find(|row| row.name.value == service);
    let fact = found.unwrap_or_else(|| panic!("no {service}")).facts.raw(kind)?;
    Some((fact.lo, fact.confidence))
}

fn busy(estate: &Estate, service: &str) -> Option<String> {
    fact(estate, service, FactKind::Busy).map(|(value, _)| value.to_string())
}

fn stats(rows: &[(&str, &str)]) -> String {
    let rows = rows
        .iter()
        .map(|(name, cpu)| format!(r#"{{"Name":"{name}","CPUPerc":"{cpu}","MemUsage":"10MiB / 4GiB"}}"#));
    rows.collect::<Vec<_>>().join("\n")
}

const SHOP: &str = "services:\n  web: {image: web}\n  web-api: {image: api}\n  db: {image: postgres:17, container_name: ledger}\n";

#[test]
fn containers_lead_to_services() {
    for (container, service) in [
        ("shop-web-1", "web"),
        ("shop_web_1", "web"),
        ("shop-web-api-2", "web-api"),
        ("shop_web.1.k3j5h2", "web"),
        ("shop_web-api.x8y2.k3j5h2", "web-api"),
        ("ledger", "db"),
        ("web", "web"),
    ] {
        let estate = measured(SHOP, &[("stats.json", &stats(&[(container, "50%")]))]);
        assert_eq!(busy(&estate, service), Some("1/2".to_owned()), "{container}");
        assert_eq!(estate.unmatched.len(), 0, "{container}");
    }
    for container in [
        "shop-cart-1",
        "shop-web-run-5f",
        "other-web-1",
        "shop-web-x",
        "-1",
        ".",
    ] {
        let estate = measured(
            SHOP,
            &[("stats.json", &stats(&[("shop-db-1", "1%"), (container, "50%")]))],
        );
        assert_eq!(estate.unmatched.len(), 1, "{container}");
        assert_eq!(estate.unmatched[0].value, format!("container {container}"));
        assert_eq!(busy(&estate, "web"), None, "{container}");
    }
}

#[test]
fn a_project_of_another_name_is_found_by_its_services() {
    let rows = [
        ("docker-web-1", "50%"),
        ("docker-web-api-1", "25%"),
        ("other-web-1", "1%"),
    ];
    let estate = measured(SHOP, &[("stats.json", &stats(&rows))]);
    assert_eq!(
        (busy(&estate, "web"), busy(&estate, "web-api")),
        (Some("1/2".into()), Some("1/4".into()))
    );
    assert_eq!(estate.unmatched.len(), 1);
}

#[test]
fn replicas_are_added_up_and_counted() {
    let rows = [("shop-web-1", "50%"), ("shop-web-2", "25%")];
    let estate = measured(SHOP, &[("stats.json", &stats(&rows))]);
    assert_eq!(busy(&estate, "web"), Some("3/4".to_owned()));
    assert_eq!(
        fact(&estate, "web", FactKind::Replicas),
        Some((Rational::int(2), Confidence::Measured))
    );
    // Stated and right, then stated and wrong.
    for (stated, notes) in [(2, 0), (3, 1)] {
        let text = format!("services: {{web: {{image: web, deploy: {{replicas: {stated}}}}}}}");
        let estate = measured(&text, &[("stats.json", &stats(&rows))]);
        assert_eq!(estate.notes.len(), notes, "{:?}", messages(&estate.notes));
        assert_eq!(
            fact(&estate, "web", FactKind::Replicas),
            Some((Rational::int(stated), Confidence::Declared))
        );
    }
}

#[test]
fn the_later_measurement_counts() {
    let (first, second) = (stats(&[("shop-web-1", "50%")]), stats(&[("shop-web-1", "75%")]));
    let estate = measured(SHOP, &[("1.json", &first), ("2.json", &second)]);
    assert_eq!(busy(&estate, "web"), Some("3/4".to_owned()));
    assert_eq!(
        messages(&estate.notes),
        ["2 numbers were measured more than once; the later measurement counts"]
    );
    // In one file just so.
    let estate = measured(SHOP, &[("1.json", &format!("{first}\n{second}"))]);
    assert_eq!(busy(&estate, "web"), Some("3/4".to_owned()));
    assert_eq!(estate.notes.len(), 1);
}

#[test]
fn what_is_measured_counts_more_than_what_is_written() {
    let text = "services: {web: {image: web, x-fiasco: {busy: 2 cores}}}";
    let estate = measured(text, &[("stats.json", &stats(&[("shop-web-1", "50%")]))]);
    assert_eq!(
        fact(&estate, "web", FactKind::Busy),
        Some((Rational::new(1, 2).unwrap(), Confidence::Measured))
    );
    assert_eq!(messages(&estate.notes), [""; 0]);
}

#[test]
fn containers_show_the_memory_of_a_host_nobody_described() {
    let rows = [("shop-web-1", "50%"), ("ledger", "1%")];
    let estate = measured(SHOP, &[("stats.json", &stats(&rows))]);
    let memory = estate.devices[0].facts.raw(FactKind::Memory).unwrap();
    assert_eq!(
        (memory.lo, memory.confidence),
        (Rational::int(4 << 30), Confidence::Inferred)
    );
}

fn series(measures: &str, label: &str, of: &str, value: &str) -> String {
    format!(
        r#"{{"status":"success","data":{{"resultType":"vector","result":[{{"metric":{{"fiasco":"{measures}","{label}":"{of}"}},"value":[1,"{value}"]}}]}}}}"#
    )
}

#[test]
fn requests_come_from_outside_only_where_nobody_calls() {
    let text = "services:\n  web: {image: web, environment: {API_HOST: api}}\n  api: {image: api}\n";
    for (service, traffic) in [("web", 1), ("api", 0)] {
        let file = series("requests", "service", service, "12.5");
        let estate = measured(text, &[("requests.json", &file)]);
        assert_eq!(estate.traffic.len(), traffic, "{service}");
        let rate = Rational::new(25, 2).unwrap();
        assert_eq!(
            fact(&estate, service, FactKind::BusyAt),
            Some((rate, Confidence::Measured))
        );
    }
    // What somebody declares to arrive stays.
    let text = "services: {web: {image: web}}\nx-fiasco: {traffic: {web: 40/s}}\n";
    let estate = measured(
        text,
        &[("requests.json", &series("requests", "job", "web", "12.5"))],
    );
    assert_eq!(estate.traffic.len(), 1);
    assert_eq!(estate.traffic[0].rate.lo, Rational::int(40));
}

#[test]
fn connections_reach_the_store() {
    let file = series("connections", "instance", "db:9187", "42");
    let estate = measured(SHOP, &[("connections.json", &file)]);
    assert_eq!(
        fact(&estate, "db", FactKind::Connections),
        Some((Rational::int(42), Confidence::Measured))
    );
}

#[test]
fn pods_lead_to_workloads() {
    use Workload::{DaemonSet, Deployment, Job, Pod, StatefulSet};
    let services = [
        ("web", "shop", Deployment),
        ("web-api", "shop", Deployment),
        ("db", "shop", StatefulSet),
        ("agent", "infra", DaemonSet),
        ("nightly", "shop", Job),
        ("tool", "default", Pod),
        ("shop/cart", "shop", Deployment),
    ];
    let mut part = Part::default();
    for (name, namespace, workload) in services {
        let name = Said::new(name.to_owned(), at(1));
        let mut row = crate::part::ServiceRow::named(name, Runtime::Kubernetes);
        row.pods = Some(Box::new(Pods::new(workload, namespace)));
        part.services.push(row);
    }
    for (namespace, pod, expected) in [
        ("shop", "web-6d4cf56db6-x7x2p", Some("web")),
        ("shop", "web-api-6d4cf56db6-x7x2p", Some("web-api")),
        ("shop", "cart-6d4cf56db6-x7x2p", Some("shop/cart")),
        ("shop", "db-0", Some("db")),
        ("infra", "agent-x7x2p", Some("agent")),
        ("shop", "nightly-28734120-x7x2p", Some("nightly")),
        ("shop", "nightly-x7x2p", Some("nightly")),
        ("default", "tool", Some("tool")),
        ("other", "web-6d4cf56db6-x7x2p", None),
        ("shop", "db-x7x2p", None),
        ("shop", "web-0", None),
        ("shop", "cache-6d4cf56db6-x7x2p", None),
        ("shop", "-", None),
    ] {
        for with_namespace in [true, false] {
            let text = if with_namespace {
                format!("NAMESPACE NAME CPU(cores) MEMORY(bytes)\n{namespace} {pod} 500m 1Mi\n")
            } else {
                format!("NAME CPU(cores) MEMORY(bytes)\n{pod} 500m 1Mi\n")
            };
            let mut files = Files::new();
            let id = add(&mut files, "top.txt", &text);
            let estate = join("x", vec![part.clone(), usage::import(&files, &[id])]);
            let found = estate.services.iter().find(|row| row.facts.has(FactKind::Busy));
            let found = found.map(|row| row.name.value.as_str());
            let expected = if namespace == "other" && !with_namespace {
                Some("web")
            } else {
                expected
            };
            assert_eq!(found, expected, "{namespace} {pod} {with_namespace}");
            assert_eq!(estate.unmatched.len(), usize::from(expected.is_none()), "{pod}");
        }
    }
}

#[test]
fn nodes_are_measured_and_stay_alike() {
    let text = "NAME CPU(cores) CPU% MEMORY(bytes) MEMORY%\nn1 250m 6% 2Gi 25%\nn2 500m 12% 2Gi 25%\nn9 1m 1% 1Mi 1%\n";
    let mut files = Files::new();
    let id = add(&mut files, "top.txt", text);
    let stated = native("devices: {\"n[1-2]\": {cores: 4}}\nservices: {web: {runs: [n1, n2], cpu: 1 ms}}");
    let estate = join("x", vec![stated, usage::import(&files, &[id])]);
    assert_eq!(
        estate.devices[1].facts.raw(FactKind::Busy).unwrap().lo,
        Rational::new(1, 2).unwrap()
    );
    assert_eq!(fiasco_estate::Relations::of(&estate).groups.len(), 1);
    assert_eq!(estate.unmatched[0].value, "node n9");
}

/// Rows with few keys, so that many meet.
fn listed() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop_oneof!["[ab]", "[ab]\\.x\\.org", "c[ab]"];
    let told = prop_oneof![
        Just(String::new()),
        "serial [st]",
        "tag [st]",
        "fqdn [ab]\\.x\\.org",
        "ip 10\\.0\\.0\\.[12]",
        "serial [st], fqdn [ab]\\.x\\.org",
    ];
    let rows = proptest::collection::vec((name, told), 0..4);
    // One source lists a name once.
    rows.prop_map(|mut rows| {
        rows.sort();
        rows.dedup_by(|a, b| a.0 == b.0);
        rows
    })
}

/// Which rows are joined: sets of rows, told by source and name.
fn joined(parts: &[(usize, &Vec<(String, String)>)]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut told = Vec::new();
    for (number, (source, list)) in (0..).zip(parts) {
        for (name, keys) in *list {
            rows.push((number, device(name, keys, 1)));
            told.push(format!("{source}:{name}"));
        }
    }
    let numbered: Vec<(u32, &DeviceRow)> = rows.iter().map(|(number, row)| (*number, row)).collect();
    let united = super::identity::devices(&numbered, &mut Vec::new());
    let things = united.things.iter().map(|thing| {
        let mut thing: Vec<String> = thing.iter().map(|row| told[*row].clone()).collect();
        thing.sort();
        thing
    });
    let mut things: Vec<Vec<String>> = things.collect();
    things.sort();
    things
}

proptest! {
    /// The order of sources does not change which rows are joined, and no source has two of a device.
    #[test]
    fn order_does_not_matter(a in listed(), b in listed(), c in listed()) {
        let expected = joined(&[(0, &a), (1, &b), (2, &c)]);
        for order in [[(0, &a), (2, &c), (1, &b)], [(2, &c), (1, &b), (0, &a)], [(1, &b), (0, &a), (2, &c)]] {
            prop_assert_eq!(&joined(&order), &expected);
        }
        for thing in &expected {
            let mut sources: Vec<&str> = thing.iter().filter_map(|row| row.split(':').next()).collect();
            sources.dedup();
            prop_assert_eq!(sources.len(), thing.len(), "{:?}", thing);
        }
    }

    /// Whatever is written, nothing panics.
    #[test]
    fn measurements_never_panic(text in "(NAME CPU\\(cores\\) MEMORY\\(bytes\\)|\\{\"CPUPerc\":\"Name\"|\\{\"resultType\":\"result\")[ -~\\n]{0,80}") {
        let mut files = Files::new();
        let id = add(&mut files, "x", &text);
        let part = usage::import(&files, &[id]);
        let estate = join("x", vec![native("services: {web: {cpu: 1 ms}}"), part]);
        prop_assert_eq!(estate.services.len(), 1);
    }
}

#[test]
fn kinds_of_notes_are_smells_not_errors() {
    let rows = [("shop-web-1", "50%"), ("shop-web-2", "25%")];
    let text = "services: {web: {image: web, deploy: {replicas: 3}}}";
    let estate = measured(text, &[("stats.json", &stats(&rows))]);
    assert!(
        estate
            .notes
            .iter()
            .all(|note| note.kind == NoteKind::Disagree && note.related.len() == 1)
    );
    assert_eq!(estate.service_name(ServiceId::at(0)), "web");
}

/// Bytes of calls and arrivals: a sum counts as the answer, and an interval is as good as a number.
#[test]
fn bytes_behind_of() {
    let read = |calls: &str, traffic: &str| {
        join(
            "t",
            vec![native(&format!(
                "services: {{app: {{calls: {calls}}}, db: {{}}}}\ntraffic: {{app: {traffic}}}\n"
            ))],
        )
    };
    for (calls, expected) in [
        ("db", None),
        ("db of 4 kB", Some((0, 0, 4000, 4000))),
        ("db x 3 of 4 kB", Some((0, 0, 4000, 4000))),
        ("db x 0.2 of 4..8 KiB", Some((0, 0, 4096, 8192))),
        ("db x 3 of 1 kB + 40 kB", Some((1000, 1000, 40_000, 40_000))),
    ] {
        for (estate, bytes) in [
            (read(calls, "1/s"), read(calls, "1/s").calls[0].bytes),
            (
                read(
                    "db",
                    &calls
                        .replacen("db", "1/s", 1)
                        .replace(" x 3", "")
                        .replace(" x 0.2", ""),
                ),
                None,
            ),
        ] {
            assert!(estate.notes.is_empty(), "{calls}: {:?}", estate.notes);
            let bytes = bytes.or(estate.traffic[0].bytes);
            let whole = |n: Rational| i64::try_from(n.floor()).unwrap();
            let found = bytes.map(|bytes| {
                let (question, answer) = (bytes.question, bytes.answer);
                (
                    whole(question.lo),
                    whole(question.hi.unwrap()),
                    whole(answer.lo),
                    whole(answer.hi.unwrap()),
                )
            });
            assert_eq!(found, expected, "{calls}");
        }
    }
    for (calls, traffic, said) in [
        ("db of 4 kW", "1/s", "4 kW"),
        ("db of", "1/s", "`db of`"),
        ("db x of 4 kB", "1/s", "`db x`"),
        ("db", "1/s of 40", "40"),
        ("db", "fast of 40 kB", "fast"),
    ] {
        let estate = read(calls, traffic);
        let notes: Vec<&str> = estate.notes.iter().map(|note| note.message.as_str()).collect();
        assert!(
            notes.len() == 1 && notes[0].contains(said),
            "{calls}, {traffic}: {notes:?}"
        );
    }
}
