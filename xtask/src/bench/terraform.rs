//! `cargo xtask bench terraform`: reading and importing a plan of 50 MB, against `serde_json` parsing the same bytes
//! into values that have no positions.

use anyhow::{Context, Result, bail};
use fiasco_import::terraform;
use fiasco_source::{Files, json};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Runs; the fastest counts, for both sides alike.
const ROUNDS: usize = 5;

/// Megabytes of the plan where none are named.
const MEGABYTES: usize = 50;

/// Measures a plan of as many megabytes as are named.
pub fn run(sizes: &[&str]) -> Result<()> {
    let megabytes = match sizes {
        [] => MEGABYTES,
        [size, ..] => size.parse().context("failed to read a size")?,
    };
    let text = plan(megabytes * 1_000_000)?;
    let (mut bare, mut read, mut whole) = (Duration::MAX, Duration::MAX, Duration::MAX);
    let mut machines = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let value: serde_json::Value =
            serde_json::from_str(&text).context("the yardstick failed to parse")?;
        bare = bare.min(start.elapsed());
        drop(value);

        let mut files = Files::new();
        let id = files
            .add("plan.json", text.clone().into_bytes())
            .map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let start = Instant::now();
        drop(json::read(&files, id));
        read = read.min(start.elapsed());

        let start = Instant::now();
        let part = terraform::import(&files, &[id]);
        whole = whole.min(start.elapsed());
        if let Some(note) = part.notes.first() {
            bail!("the plan is not understood: {}", note.message);
        }
        machines = part.devices.len();
    }
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    println!(
        "a plan of {:.1} MB with {machines} machines; ms, the fastest of {ROUNDS}",
        text.len() as f64 / 1e6
    );
    println!(
        "{:>12} {:>10} {:>14} {:>6}",
        "serde_json", "read", "read + import", "ratio"
    );
    println!(
        "{:>12.0} {:>10.0} {:>14.0} {:>6.2}",
        ms(bare),
        ms(read),
        ms(whole),
        ms(whole) / ms(bare)
    );
    Ok(())
}

/// A plan as Terraform prints it, in one line: values, changes and configuration, of which a third are of types that
/// are read.
fn plan(bytes: usize) -> Result<String> {
    let mut text = String::with_capacity(bytes + 4096);
    text.push_str(r#"{"format_version":"1.2","terraform_version":"1.9.8","planned_values":{"root_module":{"resources":["#);
    let mut count = 0;
    // Values take about half of a plan, what changes the other half.
    while text.len() < bytes * 48 / 100 {
        resource(&mut text, count)?;
        count += 1;
    }
    text.push_str(r#"]}},"resource_changes":["#);
    for n in 0..count {
        let mut values = String::new();
        resource(&mut values, n)?;
        let values = values.trim_start_matches(',');
        let comma = if n > 0 { "," } else { "" };
        let (address, kind) = name(n);
        write!(
            text,
            r#"{comma}{{"address":"{address}","mode":"managed","type":"{kind}","change":{{"actions":["create"],"before":null,"after":{values},"after_unknown":{{"id":true,"arn":true}},"before_sensitive":false,"after_sensitive":{{}}}}}}"#
        )?;
    }
    text.push_str(r#"],"configuration":{"provider_config":{"aws":{"name":"aws","expressions":{"region":{"constant_value":"eu-west-1"}}}},"root_module":{"resources":["#);
    for (n, kind) in KINDS.iter().enumerate() {
        let comma = if n > 0 { "," } else { "" };
        write!(
            text,
            r#"{comma}{{"address":"{kind}.r","mode":"managed","type":"{kind}","provider_config_key":"aws","expressions":{{"vpc_id":{{"references":["aws_vpc.r.id","aws_vpc.r"]}},"subnet_id":{{"references":["aws_subnet.r","count.index"]}},"security_group_id":{{"references":["aws_security_group.r","count.index"]}}}}}}"#
        )?;
    }
    text.push_str("]}}}");
    Ok(text)
}

const KINDS: [&str; 6] = [
    "aws_instance",
    "aws_iam_policy",
    "aws_security_group",
    "aws_s3_bucket",
    "aws_subnet",
    "aws_route53_record",
];

fn name(n: usize) -> (String, &'static str) {
    let kind = KINDS[n % KINDS.len()];
    (format!("{kind}.r[{}]", n / KINDS.len()), kind)
}

fn resource(text: &mut String, n: usize) -> Result<()> {
    let (address, kind) = name(n);
    let index = n / KINDS.len();
    let comma = if n > 0 { "," } else { "" };
    write!(
        text,
        r#"{comma}{{"address":"{address}","mode":"managed","type":"{kind}","name":"r","index":{index},"provider_name":"registry.terraform.io/hashicorp/aws","schema_version":1,"values":{{"#
    )?;
    match n % KINDS.len() {
        0 => text.push_str(r#""instance_type":"m5.large","ami":"ami-0123456789abcdef0","#),
        2 => text.push_str(r#""ingress":[{"cidr_blocks":["10.0.0.0/8","10.1.0.0/16"],"from_port":443,"to_port":443,"protocol":"tcp","self":false}],"#),
        4 => write!(text, r#""cidr_block":"10.{}.{}.0/24","availability_zone":"eu-west-1a","#, index / 256 % 256, index % 256)?,
        _ => text.push_str(r#""policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}]}","#),
    }
    write!(
        text,
        r#""tags":{{"Name":"r-{n}","Team":"shop"}},"ebs_optimized":true,"monitoring":false,"timeouts":null,"user_data":null,"hibernation":null,"credit_specification":[],"root_block_device":[{{"delete_on_termination":true,"encrypted":true,"iops":3000,"volume_size":100,"volume_type":"gp3"}}],"get_password_data":false,"source_dest_check":true,"volume_tags":null}},"sensitive_values":{{"credit_specification":[],"root_block_device":[{{}}],"tags":{{}}}}}}"#
    )?;
    Ok(())
}
