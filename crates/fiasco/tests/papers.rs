//! What is made of the table of commands and options: completions, man pages, and the reference in the book, which
//! shows every change of a help text in review.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use std::process::Command;
use support::{blesses, fiasco, root, scratch, stderr, stdout};

fn help(command: &[String]) -> String {
    let mut args: Vec<&str> = command.iter().map(String::as_str).collect();
    args.push("--help");
    let output = fiasco(&root(), &args);
    assert_eq!(output.status.code(), Some(0), "{command:?}: {}", stderr(&output));
    let text = stdout(&output);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

/// Every command there is, with the words that lead to it; fiasco itself first.
fn commands() -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    let mut next = 0;
    while let Some(command) = all.get(next).cloned() {
        let text = help(&command);
        let listed = text.split_once("\nCommands:\n").map_or("", |(_, rest)| rest);
        for line in listed.lines().take_while(|line| !line.is_empty()) {
            let Some(name) = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')) else {
                continue;
            };
            let name = name.split(' ').next().expect("a name");
            if name != "help" {
                all.push([command.as_slice(), &[name.to_owned()]].concat());
            }
        }
        next += 1;
    }
    all
}

/// Options that a help text lists.
fn options(help: &str) -> Vec<String> {
    let is_option = |line: &&str| line.trim_start().starts_with('-') && line.starts_with("  ");
    let long = |line: &str| {
        let at = line.find("--")?;
        let rest = line.get(at..)?;
        let end = rest.find([' ', ',', '=', '[']).unwrap_or(rest.len());
        rest.get(..end).map(str::to_owned)
    };
    help.lines().filter(is_option).filter_map(long).collect()
}

#[test]
fn the_reference_is_what_help_says() {
    let mut text = String::from(
        "# Commands and options\n\nWhat `fiasco COMMAND --help` prints. `fiasco man DIR` writes the same as man pages, and\n`fiasco completions SHELL` prints what a shell completes them by.\n",
    );
    let all = commands();
    assert!(all.len() > 8, "{all:?}");
    for command in &all {
        let name = [&["fiasco".to_owned()], command.as_slice()].concat().join(" ");
        text += &format!("\n## {name}\n\n```text\n{}```\n", help(command));
    }
    let path = root().join("docs/cli.md");
    if blesses() {
        std::fs::write(&path, &text).expect("the reference");
    }
    let written = std::fs::read_to_string(&path).expect("the reference");
    assert_eq!(
        written, text,
        "docs/cli.md is stale: FIASCO_BLESS=1 writes it anew"
    );
}

#[test]
fn every_command_has_a_page_that_names_its_options() {
    let folder = scratch("man");
    let output = fiasco(&folder, &["man", "."]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for command in commands() {
        let name = [&["fiasco".to_owned()], command.as_slice()].concat().join("-");
        let path = folder.join(format!("{name}.1"));
        let page = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(page.contains(&format!(".TH {name} 1")), "{page}");
        let options = options(&help(&command));
        assert!(options.contains(&"--help".to_owned()), "{name}: {options:?}");
        for option in options {
            assert!(
                page.contains(&option.replace('-', "\\-")),
                "{name}: {option} is missing: {page}"
            );
        }
    }
    let page = stdout(&fiasco(&folder, &["man"]));
    let written = std::fs::read_to_string(folder.join("fiasco.1")).expect("a page");
    assert_eq!(page, written);
}

#[test]
fn shells_can_complete_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = stdout(&fiasco(&root(), &["completions", shell]));
        for word in ["check", "diff", "output-format", "only-if-changed"] {
            assert!(text.contains(word), "{shell} does not know {word}");
        }
        let path = scratch("completions").join(shell);
        std::fs::write(&path, &text).expect("a file");
        match Command::new(shell).arg("-n").arg(&path).output() {
            Ok(output) if ["bash", "zsh", "fish"].contains(&shell) => {
                assert!(output.status.success(), "{shell}: {}", stderr(&output));
            }
            _ => println!("not checked by {shell} itself, which is not here"),
        }
    }
    let output = fiasco(&root(), &["completions", "bsh"]);
    assert!(
        output.status.code() == Some(2) && stderr(&output).contains("bash"),
        "{}",
        stderr(&output)
    );
}
