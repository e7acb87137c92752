//! Source excerpts: the lines a finding rests on, marked, in the look people know from compilers.

use crate::Look;
use crate::secrets::masked;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use fiasco_estate::Cite;
use fiasco_scale::Finding;
use fiasco_source::{FileId, Files, Span};

/// The longest line that is shown. A plan or dump on a single line is not shown at all: nobody reads it, and what
/// else stands on it is nobody's business.
const MAX_LINE: usize = 400;

/// The lines of a finding that stands on a ladder.
#[must_use]
pub fn of(files: &Files, finding: &Finding, look: Look) -> String {
    let meta = finding.meta();
    let Some(story) = &finding.story else {
        return String::new();
    };
    render(files, meta.code, &story.says, &story.cites, look)
}

/// The lines of some places; empty where there are none.
#[must_use]
pub fn render(files: &Files, code: &str, title: &str, cites: &[Cite], look: Look) -> String {
    let mut by_file: Vec<(FileId, Vec<(usize, &Cite)>)> = Vec::new();
    for (position, cite) in cites.iter().enumerate() {
        match by_file.iter_mut().find(|(file, _)| *file == cite.at.file) {
            Some((_, cites)) => cites.push((position, cite)),
            None => by_file.push((cite.at.file, vec![(position, cite)])),
        }
    }
    by_file.retain(|(file, cites)| {
        let (_, text) = cited_lines(files.text(*file), cites.iter().map(|(_, cite)| cite.at));
        text.lines().all(|line| line.len() <= MAX_LINE)
    });
    if by_file.is_empty() {
        return places(files, cites);
    }
    let mut group = Group::with_title(Level::WARNING.primary_title(title).id(code));
    for (file, cites) in &by_file {
        let (first, text) = cited_lines(files.text(*file), cites.iter().map(|(_, cite)| cite.at));
        let line = cites
            .iter()
            .map(|(_, cite)| files.place(cite.at).line)
            .min()
            .unwrap_or(1);
        let text = masked(text);
        let mut snippet = Snippet::source(text)
            .line_start(line as usize)
            .path(files.path(*file))
            .fold(true);
        for (position, cite) in cites {
            let kind = if *position == 0 {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            let range = cite.at.start as usize - first..cite.at.end as usize - first;
            snippet = snippet.annotation(kind.span(range).label(cite.says.as_str()));
        }
        group = group.element(snippet);
    }
    let renderer = if look.terminal {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = renderer.term_width(look.width).render(&[group]).to_string();
    out.push_str("\n\n");
    out
}

/// The places alone, where their lines are too long to be shown.
fn places(files: &Files, cites: &[Cite]) -> String {
    let lines = cites
        .iter()
        .map(|cite| format!("  --> {} {}\n", files.place(cite.at), cite.says));
    lines.collect()
}

/// The whole lines from the first cited to the last, and where they begin in the file: the rest of a large file
/// need not be gone through for a few lines of it.
fn cited_lines(text: &str, spans: impl Iterator<Item = Span> + Clone) -> (usize, &str) {
    let from = spans.clone().map(|span| span.start as usize).min().unwrap_or(0);
    let to = spans.map(|span| span.end as usize).max().unwrap_or(0);
    let before = text.get(..from).and_then(|before| before.rfind('\n'));
    let first = before.map_or(0, |end| end + 1);
    let after = text.get(to..).and_then(|after| after.find('\n'));
    let last = after.map_or(text.len(), |length| to + length);
    (first, text.get(first..last).unwrap_or_default())
}
