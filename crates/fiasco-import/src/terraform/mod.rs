//! Terraform plans and states as `terraform show -json` prints them.

use crate::Part;
use fiasco_source::{FileId, Files};

/// What to say of a plan that is not JSON.
pub const BINARY_PLAN: &str =
    "a plan in Terraform's own binary form: run `terraform show -json FILE > plan.json` and name plan.json";

/// Whether a text is a plan or a state as JSON.
#[must_use]
pub fn recognizes_text(_text: &str) -> bool {
    false
}

/// What to do with a folder of configuration without a plan.
#[must_use]
pub fn needs_plan(names: &[&str]) -> Option<String> {
    names.iter().any(|name| name.ends_with(".tf")).then(|| {
        "Terraform configuration without a plan: run `terraform plan -out plan.bin`, then `terraform show -json plan.bin > plan.json`"
            .to_owned()
    })
}

/// Reads plans and states.
#[must_use]
pub fn import(_files: &Files, _ids: &[FileId]) -> Part {
    Part::default()
}
