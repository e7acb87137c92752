//! A dump of NetBox next to what the team wrote itself, from the command line.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects"
)]

mod support;

use support::{fiasco, findings, json, root, scratch, stderr, stdout};

#[test]
fn a_duplicate_is_found_and_a_prefix_runs_out() {
    let json = json(&root(), &["examples/office"]);
    let duplicates = findings(&json, "ADR001");
    assert_eq!(
        duplicates.len(),
        1,
        "neither the lab's, nor the shared, nor that of what is gone"
    );
    assert_eq!(duplicates[0]["message"], "srv-3 and nas-1 both claim 10.20.10.5");
    let exhausted: Vec<_> = findings(&json, "ADR002")
        .into_iter()
        .filter(|finding| finding["state"] == "breaks")
        .collect();
    assert_eq!(exhausted.len(), 1);
    assert_eq!(
        exhausted[0]["message"],
        "servers above x3: machines needs 16 of the 14 addresses of 10.20.10.0/28"
    );
    assert!(findings(&json, "EST001").is_empty() && findings(&json, "EST002").is_empty());
    assert!(findings(&json, "EST003").is_empty() && findings(&json, "EST004").is_empty());
}

#[test]
fn a_dump_alone_says_what_stands_now() {
    let output = fiasco(&root(), &["check", "examples/office/netbox.json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("srv-3 and nas-1 both claim 10.20.10.5"), "{text}");
    assert!(
        !text.contains("not looked at"),
        "racks, power and cables are read: {text}"
    );
}

#[test]
fn a_dump_that_is_cut_off_is_said_and_read_as_far_as_it_goes() {
    let folder = scratch("netbox-cut");
    let whole = std::fs::read_to_string(root().join("examples/office/netbox.json")).expect("the example");
    let end = whole.find("\"ipam/vlans\"").expect("a list of VLANs");
    std::fs::write(folder.join("netbox.json"), &whole[..end]).expect("a file");
    let output = fiasco(&folder, &["check", "."]);
    let said = stdout(&output) + &stderr(&output);
    assert!(said.contains("EST001") || said.contains("netbox.json:"), "{said}");
    assert_ne!(output.status.code(), Some(0), "{said}");
}

#[test]
fn gaps_of_a_pull_stand_among_the_findings() {
    let folder = scratch("netbox-gaps");
    let dump = r#"{"schema": "fiasco/netbox/1", "url": "https://nb/", "gaps": [
{"endpoint": "dcim/devices", "read": 1, "of": 5, "error": "the server broke off"}],
"endpoints": {"dcim/devices": {"count": 5, "results": [{"id": 1, "name": "box"}]}}}"#;
    std::fs::write(folder.join("netbox.json"), dump).expect("a file");
    let json = json(&folder, &["."]);
    let found = findings(&json, "EST001");
    assert_eq!(found.len(), 1, "{json}");
    assert_eq!(
        found[0]["message"],
        "`dcim/devices` was read in part: 1 of 5 rows; pull it again; the reason was: the server broke off"
    );
}
