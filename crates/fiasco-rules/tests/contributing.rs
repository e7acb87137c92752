//! The rule that CONTRIBUTING.md shows how to add is compiled and judged here, as it would be in its family.

#![allow(clippy::expect_used, reason = "a test says what it expects")]

// The example says `crate::rule`, as it would inside the crate.
use fiasco_rules::{rule, verdict, words};

#[path = "example/cap099_example.rs"]
mod cap099_example;

use fiasco_rules::Rule;

#[test]
fn the_guide_shows_the_rule_that_compiles() {
    let guide = include_str!("../../../CONTRIBUTING.md");
    let example = include_str!("example/cap099_example.rs");
    assert!(
        guide.contains(&format!("```rust\n{example}```\n")),
        "CONTRIBUTING.md shows another rule"
    );
}

#[test]
fn the_example_has_a_code_a_name_and_a_page() {
    let meta = cap099_example::RULE.meta();
    assert_eq!((meta.code, meta.name), ("CAP099", "workers-busy"));
    assert!(meta.page().starts_with("# CAP099 workers-busy\n"));
}
