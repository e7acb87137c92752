//! The example on every rule's page is run and must print what the page says: one line a finding of that rule.
//! `FIASCO_BLESS=1 cargo test -p fiasco --test rule_pages` rewrites the pages in the rules' files.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use fiasco_rules::RULES;
use std::path::PathBuf;
use support::{blesses, fiasco, root, scratch, stderr, stdout};

/// Headings that every page has, in this order.
const HEADINGS: &[&str] = &[
    "What breaks",
    "Why growth brings it out",
    "How it is computed",
    "Example",
    "When it stays quiet",
    "Fix",
    "Undo",
    "References",
];

/// The text of the first block of this kind.
fn block<'p>(page: &'p str, kind: &str) -> &'p str {
    let (_, rest) = page
        .split_once(&format!("```{kind}\n"))
        .unwrap_or_else(|| panic!("no {kind} block:\n{page}"));
    rest.split_once("```").expect("a block that ends").0
}

/// The files of an example: each begins at a line `# file: NAME`; without one it is all `estate.yaml`.
fn files(example: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in example.split_inclusive('\n') {
        match line.strip_prefix("# file: ") {
            Some(name) => files.push((name.trim().to_owned(), String::new())),
            None if files.is_empty() => files.push(("estate.yaml".to_owned(), line.to_owned())),
            None => files.last_mut().expect("a file").1.push_str(line),
        }
    }
    files
}

/// The file that a page stands in.
fn file_of(code: &str) -> PathBuf {
    let folder = root()
        .join("crates/fiasco-rules/src")
        .join(code[..3].to_lowercase());
    let prefix = format!("{}_", code.to_lowercase());
    let mut entries = std::fs::read_dir(folder).expect("a family");
    let found = entries.find_map(|entry| {
        let path = entry.expect("an entry").path();
        path.file_name()?.to_str()?.starts_with(&prefix).then_some(path)
    });
    found.unwrap_or_else(|| panic!("no file for {code}"))
}

#[test]
fn every_page_has_every_section() {
    for rule in RULES {
        let meta = rule.meta();
        let page = meta.page();
        assert!(
            page.starts_with(&format!("# {} {}\n", meta.code, meta.name)),
            "{} has no title",
            meta.code
        );
        let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, HEADINGS, "{}", meta.code);
    }
}

#[test]
fn every_example_prints_what_its_page_says() {
    for rule in RULES {
        let code = rule.meta().code;
        let page = rule.meta().page();
        let folder = scratch(&format!("page-{code}"));
        let mut inputs = Vec::new();
        if page.contains("```yaml\n") {
            inputs.extend(files(block(&page, "yaml")));
        }
        if page.contains("```json\n") {
            inputs.push(("plan.json".to_owned(), block(&page, "json").to_owned()));
        }
        for (name, text) in &inputs {
            std::fs::write(folder.join(name), text).expect("an example");
        }
        let names: Vec<&str> = inputs.iter().map(|(name, _)| name.as_str()).collect();
        let told = block(&page, "text");
        let command = told
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("$ fiasco "))
            .expect("a command");
        let mut args: Vec<&str> = command.split_whitespace().collect();
        args.extend(["--output-format", "concise"]);
        args.extend(&names);
        let output = fiasco(&folder, &args);
        // Rules that are told under another wall have no line of their own: theirs is in `why`.
        let mut lines: Vec<String> = stdout(&output)
            .lines()
            .filter(|line| line.contains(code))
            .map(str::to_owned)
            .collect();
        if rule.meta().attached {
            let mut args: Vec<&str> = vec!["check"];
            args.extend(&names);
            args.extend(command.split_whitespace().skip(1));
            let full = stdout(&fiasco(&folder, &args));
            lines = told_under(&full, code);
        }
        assert!(
            !lines.is_empty(),
            "the example of {code} brings out nothing: {}{}",
            stdout(&output),
            stderr(&output)
        );
        let now = format!("$ fiasco {command}\n{}\n", lines.join("\n"));
        if blesses() {
            let path = file_of(code);
            let text = std::fs::read_to_string(&path).expect("a rule");
            let as_comment = |text: &str| {
                text.lines()
                    .map(|line| format!("//! {line}").trim_end().to_owned() + "\n")
                    .collect::<String>()
            };
            let replaced = text.replacen(&as_comment(told), &as_comment(&now), 1);
            std::fs::write(&path, replaced).expect("a rule");
        } else {
            assert_eq!(told, now, "{code}");
        }
    }
}

/// The lines that tell an attached finding: its own and what is wrapped below it.
fn told_under(full: &str, code: &str) -> Vec<String> {
    let mut lines = full
        .lines()
        .skip_while(|line| !line.trim_start().starts_with(code));
    let first: Vec<String> = lines
        .next()
        .into_iter()
        .map(|line| line.trim().to_owned())
        .collect();
    let rest =
        lines.take_while(|line| line.starts_with("          ") && !line.trim_start().starts_with("CAP0"));
    first
        .into_iter()
        .chain(rest.map(|line| line.trim().to_owned()))
        .collect()
}
