//! What a file is, by its name and its content.

use fiasco_import::{compose, kubernetes, native, netbox, terraform, usage};
use fiasco_source::{FileId, Files, Problem, yaml};
use std::path::Path;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// A compose file.
    Compose,
    /// The native notation.
    Native,
    /// Kubernetes manifests, as YAML or JSON.
    Kubernetes,
    /// A Terraform plan or state, as JSON.
    Terraform,
    /// What NetBox says of itself, as JSON.
    Netbox,
    /// What was measured: docker stats, kubectl top, Prometheus.
    Usage,
}

impl Format {
    /// What a file of this kind is called.
    pub fn word(self) -> &'static str {
        match self {
            Self::Compose => "compose file",
            Self::Native => "native notation",
            Self::Kubernetes => "Kubernetes manifests",
            Self::Terraform => "Terraform plan",
            Self::Netbox => "NetBox",
            Self::Usage => "usage",
        }
    }
}

/// A file that was looked at.
pub enum Looked {
    /// It is of this kind.
    Is(Format),
    /// It belongs to a tool that has to render it first: what to do.
    Render(String),
    /// It is none of them; what is wrong with it, if it is broken.
    Unknown(Vec<Problem>),
}

/// What to look for in a folder: endings of files that may be of some kind.
pub fn may_be_ours(name: &str) -> bool {
    let endings = [".yaml", ".yml", ".json", ".jsonl", ".ndjson", ".txt", ".tfstate"];
    endings.iter().any(|ending| name.ends_with(ending))
}

/// Looks at a file.
pub fn look(files: &Files, id: FileId, path: &Path) -> Looked {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let text = files.text(id);
    // Most files show what they are in their text, which spares reading them twice.
    let by_text = [
        (Format::Terraform, terraform::recognizes_text(text)),
        (Format::Netbox, netbox::recognizes_text(text)),
        (Format::Usage, usage::recognizes_text(text)),
        (Format::Kubernetes, kubernetes::recognizes_text(text)),
        (Format::Native, native::recognizes_text(text)),
    ];
    if let Some(render) = kubernetes::needs_rendering(name, text) {
        return Looked::Render(render);
    }
    if let Some((format, _)) = by_text.into_iter().find(|(_, is)| *is) {
        return Looked::Is(format);
    }
    if !(name.ends_with(".yaml") || name.ends_with(".yml") || compose::default_files(&[name]).contains(&name))
    {
        return Looked::Unknown(Vec::new());
    }
    let (tree, problems) = yaml::read(files, id);
    if native::recognizes(&tree) {
        Looked::Is(Format::Native)
    } else if compose::recognizes(&tree, name) {
        Looked::Is(Format::Compose)
    } else {
        Looked::Unknown(problems)
    }
}
