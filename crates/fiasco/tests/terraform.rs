//! Terraform plans from outside: the sample's walls as worked by hand, quotas that are stated, secrets that stay where
//! they are, and files that are no plan.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use serde_json::Value;
use std::path::PathBuf;
use support::{data, fiasco, findings, json, root, scratch, stderr, stdout};

fn cloud() -> PathBuf {
    root().join("examples/cloud")
}

/// State, boundary and how it lies, of the only finding of a rule about a subject.
fn wall(json: &Value, rule: &str, subject: &str) -> (String, String, String) {
    let found = findings(json, rule);
    let mut named = found
        .iter()
        .filter(|finding| finding["subject"].as_str().is_some_and(|s| s.contains(subject)));
    let finding = named
        .next()
        .unwrap_or_else(|| panic!("no {rule} {subject}: {found:#?}"));
    assert!(named.next().is_none(), "{rule} {subject}: {found:#?}");
    let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    (text("state"), text("progress_exact"), text("at"))
}

fn is(state: &str, progress: &str, at: &str) -> (String, String, String) {
    (state.to_owned(), progress.to_owned(), at.to_owned())
}

#[test]
fn the_sample_meets_its_walls_where_they_were_worked_out() {
    let json = json(&cloud(), &["--to", "servers=x4,traffic=x3"]);
    // A server opens 4 x 15 = 60 connections. At most 450 - 5 = 445 are there: the 8th asks for 480. 3 servers come
    // to 3 (1 + 3 t), so the 8th is born above t = 4/9.
    assert_eq!(wall(&json, "CAP002", "web"), is("breaks", "4/9", "above"));
    let pool = &findings(&json, "CAP002")[0];
    assert_eq!(pool["limit"]["text"], "372..445");
    assert_eq!(pool["confidence"], "default");
    // A /28 has 16 addresses, AWS keeps 5; the gateway and the load balancer have one each: the 10th server finds none.
    assert_eq!(wall(&json, "ADR002", "shop-app"), is("breaks", "2/3", "above"));
    assert_eq!(findings(&json, "ADR002")[0]["limit"]["text"], "11");
    // 9,000 connections x 55,000 / 9,000 = x6.11, t = 23/9 of x3.
    assert_eq!(wall(&json, "LIM010", "shop-nat"), is("breaks", "23/9", "above"));
    // 58 of 60 rules and 12 of 1,000 targets hold.
    assert_eq!(wall(&json, "LIM012", "shop-web").0, "holds");
    assert_eq!(wall(&json, "LIM017", "shop-web").0, "holds");
    // 6 processors are more than the default of 5: the quota was raised, to what nobody says.
    assert_eq!(wall(&json, "LIM011", "eu-west-1").0, "unknown");
    assert_eq!(json["verdict"], "no-go");
    assert_eq!(json["read"]["not_understood"], serde_json::json!([]));
}

#[test]
fn every_wall_of_the_sample_points_at_its_line() {
    let json = json(&cloud(), &["--to", "servers=x4,traffic=x3"]);
    let plan = std::fs::read_to_string(cloud().join("plan.json")).expect("the plan");
    let prefix = &findings(&json, "ADR002")[0]["sources"][0];
    let line = prefix["line"]
        .as_u64()
        .and_then(|line| usize::try_from(line).ok());
    let line = plan
        .lines()
        .nth(line.expect("a line") - 1)
        .expect("the line is there");
    assert_eq!(line.trim(), r#""cidr_block": "10.20.0.0/28","#);
    assert_eq!(
        prefix["column"].as_u64(),
        line.find("\"10.20").map(|at| at as u64 + 1)
    );
}

#[test]
fn a_quota_that_is_stated_decides() {
    let folder = scratch("quota");
    std::fs::copy(cloud().join("plan.json"), folder.join("plan.json")).expect("the plan");
    std::fs::write(folder.join("estate.yaml"), "quotas: {vcpus: 16}\n").expect("an estate");
    // 2 processors each: the 9th server asks for 18 of 16, above 8/3 of 3 servers, t = 5/9.
    let json = json(&folder, &["--to", "servers=x4"]);
    assert_eq!(wall(&json, "LIM011", "eu-west-1"), is("breaks", "5/9", "above"));
    let output = fiasco(&folder, &["check", "--to", "servers=x2.5"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
}

#[test]
fn a_default_that_aws_raises_never_fails_a_build() {
    let folder = scratch("default-quota");
    let rules: Vec<String> = (0..70).map(|n| format!("\"10.0.{n}.0/24\"")).collect();
    let plan = |actions: &str| {
        format!(
            r#"{{"format_version": "1.2", "planned_values": {{"root_module": {{"resources": [
            {{"address": "aws_security_group.g", "type": "aws_security_group", "values": {{"name": "g", "ingress": [{{"cidr_blocks": [{}]}}]}}}}]}}}},
            "resource_changes": [{{"address": "aws_security_group.g", "type": "aws_security_group", "change": {{"actions": ["{actions}"]}}}}]}}"#,
            rules.join(", ")
        )
    };
    for (actions, states) in [("create", &["breaks"][..]), ("no-op", &[])] {
        std::fs::write(folder.join("plan.json"), plan(actions)).expect("a plan");
        let json = json(&folder, &[]);
        let found: Vec<&str> = findings(&json, "LIM012")
            .iter()
            .filter_map(|finding| finding["state"].as_str())
            .collect();
        assert_eq!(found, states, "{actions}: what stands already is allowed");
        let output = fiasco(&folder, &["check", "--gate", "now"]);
        assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    }
    // Stated, it does.
    std::fs::write(folder.join("plan.json"), plan("create")).expect("a plan");
    std::fs::write(folder.join("estate.yaml"), "quotas: {security_group_rules: 60}\n").expect("an estate");
    let output = fiasco(&folder, &["check", "--gate", "now"]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
}

#[test]
fn secrets_stay_where_they_are() {
    let folder = scratch("one-line");
    let plan = std::fs::read_to_string(cloud().join("plan.json")).expect("the plan");
    let secret = "correct-horse-staple";
    assert!(plan.contains(secret), "the sample has a password");
    // As Terraform prints it: all on one line.
    let value: Value = serde_json::from_str(&plan).expect("JSON");
    std::fs::write(folder.join("plan.json"), value.to_string()).expect("a plan");
    std::fs::copy(cloud().join("estate.yaml"), folder.join("estate.yaml")).expect("an estate");
    for folder in [&folder, &cloud()] {
        for args in [
            &["check", "-v", "--to", "servers=x4,traffic=x3"][..],
            &["check", "-v", "--output-format", "json", "--to", "servers=x4"],
            &["why", "CAP002", "--to", "servers=x4"],
            &["why", "ADR002", "--to", "servers=x4"],
            &["show", "-v"],
            &["show", "--output-format", "json"],
        ] {
            let output = fiasco(folder, args);
            let text = stdout(&output) + &stderr(&output);
            assert!(!text.contains(secret), "{args:?}: {text}");
            for line in text.lines().filter(|_| !args.contains(&"json")) {
                assert!(line.chars().count() < 200, "{args:?}: {line}");
            }
        }
    }
}

#[test]
fn the_example_of_another_tool() {
    let Some(folder) = data("terraform") else { return };
    // Two m5.4xlarge of 16 processors, two functions, a bucket. Nothing breaks; how far servers can grow is for the
    // quota to say: 32 processors are more than the default of 5.
    let estate = fiasco(&folder, &["show", "--output-format", "json"]);
    let estate: Value = serde_json::from_slice(&estate.stdout).expect("JSON");
    let names = |key: &str| -> Vec<String> {
        let rows = estate[key].as_array().expect("rows").iter();
        rows.map(|row| row["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    assert_eq!(
        names("devices"),
        ["aws_instance.web_app", "aws_instance.zero_cost_instance"]
    );
    // Both functions say that they are called hello_world.
    assert_eq!(
        names("services"),
        [
            "aws_lambda_function.hello_world",
            "aws_lambda_function.zero_cost_lambda"
        ]
    );
    let json = json(&folder, &["--to", "servers=x3"]);
    assert_eq!(json["verdict"], "undecided");
    let quota = &findings(&json, "LIM011")[0];
    assert_eq!(
        (quota["subject"].as_str(), quota["state"].as_str()),
        (Some("us-east-1"), Some("unknown"))
    );
    // The next server of each of the two blocks is the first that nobody can promise.
    assert_eq!(quota["used"]["text"], "64");
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(1), "{json:#}");
    assert_eq!(json["read"]["not_understood"], serde_json::json!([]));
}

#[test]
fn what_is_no_plan_is_said_and_never_a_panic() {
    let folder = scratch("no-plan");
    let plan = std::fs::read_to_string(cloud().join("plan.json")).expect("the plan");
    for (name, bytes, code, expected) in [
        ("binary", b"PK\x03\x04junk".to_vec(), 2, "terraform show -json"),
        ("empty", Vec::new(), 2, "not recognized"),
        ("nothing", b"{}".to_vec(), 2, "not recognized"),
        (
            "hollow",
            br#"{"format_version":"1.2","terraform_version":"1.9.8"}"#.to_vec(),
            2,
            "there is nothing in this plan",
        ),
        ("cut", plan.as_bytes()[..plan.len() / 4].to_vec(), 0, "EST001"),
        (
            "nan",
            plan.replace("\"desired_capacity\": 3", "\"desired_capacity\": NaN")
                .into_bytes(),
            0,
            "EST001",
        ),
        (
            "shapes",
            plan.replace("\"resources\": [", "\"resources\": {\"a\": [")
                .replace("}\n    ]\n", "}]}\n")
                .into_bytes(),
            0,
            "",
        ),
    ] {
        let path = folder.join("plan.json");
        std::fs::write(&path, bytes).expect("a file");
        let output = fiasco(&folder, &["check", "plan.json", "-v"]);
        let text = stdout(&output) + &stderr(&output);
        assert!(
            output
                .status
                .code()
                .is_some_and(|found| found == code || (code == 0 && found < 3)),
            "{name}: {text}"
        );
        assert!(text.contains(expected), "{name}: {text}");
        assert!(!text.contains("panicked"), "{name}: {text}");
    }
}

#[test]
fn a_service_may_run_on_a_pool() {
    let json: Value = {
        let output = fiasco(&cloud(), &["show", "--output-format", "json"]);
        serde_json::from_slice(&output.stdout).expect("JSON")
    };
    let web = json["services"]
        .as_array()
        .expect("services")
        .iter()
        .find(|service| service["name"] == "web");
    assert_eq!(
        web.expect("web")["runs"],
        serde_json::json!(["shop-web-1", "shop-web-2", "shop-web-3"])
    );
}

#[test]
fn addresses_that_a_provider_keeps() {
    let folder = scratch("kept");
    let estate = |kept: &str| {
        format!(
            "devices:\n  web-[1-3]: {{address: \"10.0.0.[4-6]\"}}\nnetworks:\n  lan: {{prefix: 10.0.0.0/28{kept}}}\nservices:\n  web: {{runs: \"web-[1-3]\"}}\n"
        )
    };
    // 14 addresses for hosts; 11 where five are kept; between 11 and 12 where nobody knows which of two clouds it is.
    for (kept, limit, progress) in [
        ("", "14", "11/12"),
        (", reserved_addresses: 5", "11", "2/3"),
        (", reserved_addresses: 4..5", "11..12", "3/4"),
        (", reserved_addresses: 16", "0", "0"),
    ] {
        std::fs::write(folder.join("estate.yaml"), estate(kept)).expect("an estate");
        let json = json(&folder, &["--to", "servers=x5"]);
        let found = &findings(&json, "ADR002")[0];
        assert_eq!(found["limit"]["text"], limit, "{kept}");
        assert_eq!(
            (found["state"].as_str(), found["progress_exact"].as_str()),
            (Some("breaks"), Some(progress)),
            "{kept}"
        );
    }
    // New servers get the addresses that are left, the first of them .4, and never the last one of the prefix.
    std::fs::write(
        folder.join("estate.yaml"),
        estate(", reserved_addresses: 5").replace("[4-6]", "[5-7]"),
    )
    .expect("an estate");
    let output = fiasco(
        &folder,
        &[
            "show",
            "--at",
            "100%",
            "--to",
            "servers=x5",
            "--output-format",
            "json",
        ],
    );
    let shown: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let text = shown.to_string();
    for (address, there) in [
        ("10.0.0.4", true),
        ("10.0.0.14", true),
        ("10.0.0.3\"", false),
        ("10.0.0.15", false),
    ] {
        assert_eq!(text.contains(address), there, "{address}: {shown:#}");
    }
}

#[test]
fn a_plan_goes_before_a_state_and_two_plans_are_left_to_whom_asks() {
    let folder = scratch("plan-and-state");
    let state =
        r#"{"version": 4, "terraform_version": "1.9.8", "serial": 1, "lineage": "x", "resources": []}"#;
    std::fs::write(folder.join("terraform.tfstate"), state).expect("a state");
    std::fs::copy(cloud().join("plan.json"), folder.join("plan.json")).expect("the plan");
    let read = |args: &[&str]| json(&folder, args)["read"].clone();
    let both = read(&[]);
    assert_eq!(both["files"], serde_json::json!(["plan.json"]), "{both:#}");
    assert_eq!(
        both["not_read"],
        serde_json::json!(["terraform.tfstate"]),
        "{both:#}"
    );
    std::fs::copy(cloud().join("plan.json"), folder.join("other.json")).expect("the plan");
    let output = fiasco(&folder, &["check"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert_eq!(read(&["other.json"])["files"], serde_json::json!(["other.json"]));
}
