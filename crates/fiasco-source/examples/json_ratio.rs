//! How much longer it takes to read a large Terraform plan into a tree than into a
//! `serde_json::Value`, which has no positions.
//!
//! `cargo run --release -p fiasco-source --example json_ratio`
//!
//! With an argument, that text stands in every resource: `é` or `\n` show the cost of text that is
//! not ASCII or has escapes.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use fiasco_source::{Files, json};

const BYTES: usize = 50 * 1024 * 1024;
const ROUNDS: usize = 9;

/// A plan that creates instances, with about twenty attributes each.
fn plan(note: &str) -> Result<String, std::fmt::Error> {
    let mut text =
        String::from(r#"{"format_version":"1.2","terraform_version":"1.9.5","resource_changes":["#);
    let mut number = 0;
    while text.len() < BYTES {
        let comma = if number > 0 { "," } else { "" };
        write!(
            text,
            r#"{comma}{{"address":"module.web[{number}].aws_instance.this","mode":"managed","type":"aws_instance","name":"this","index":{number},"provider_name":"registry.terraform.io/hashicorp/aws","change":{{"actions":["create"],"before":null,"after":{{"ami":"ami-{number:08x}","instance_type":"m5.large","count":3,"ebs_optimized":true,"tags":{{"Name":"web-{number}","Note":"{note}"}},"root_block_device":[{{"volume_size":100,"iops":3000,"encrypted":false}}],"user_data":null,"subnet_id":"subnet-{number}","private_ip":"10.0.{}.{}","monitoring":false,"tenancy":"default","hibernation":null,"source_dest_check":true,"key_name":"ops","zone":"eu-1a","profile":null,"get_password_data":false,"timeouts":null,"cpu_options":[]}},"after_unknown":{{"arn":true,"id":true}}}}}}"#,
            number / 256 % 256,
            number % 256,
        )?;
        number += 1;
    }
    text.push_str("]}");
    Ok(text)
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let note = std::env::args().nth(1).unwrap_or_else(|| "steady".to_owned());
    let text = plan(&note)?;
    let mut files = Files::new();
    let id = files.add("plan.json", text.into_bytes())?;
    let (mut nodes, mut memory) = (0, 0);
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let value: serde_json::Value = serde_json::from_slice(files.text(id).as_bytes())?;
        bare.push(start.elapsed());
        drop(std::hint::black_box(value));
        let start = Instant::now();
        let (tree, problems) = json::read(&files, id);
        ours.push(start.elapsed());
        assert!(problems.is_empty(), "{problems:?}");
        (nodes, memory) = (tree.node_count(), tree.memory_bytes());
    }
    let (bare, ours) = (median(&mut bare), median(&mut ours));
    let ratio = ours.as_secs_f64() / bare.as_secs_f64();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} bytes, {nodes} nodes, {memory} bytes of tree",
        files.text(id).len()
    )?;
    writeln!(
        out,
        "median of {ROUNDS}: serde_json::Value {bare:?}, tree {ours:?}, ratio {ratio:.2}"
    )?;
    Ok(())
}
