//! What the rules about reading share: a note is a finding as it stands.

use crate::rule::{Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::quantity::Overflow;
use fiasco_estate::{Bounds, Note, NoteKind, View};

/// A rule that tells the notes of one kind.
pub struct Notes {
    /// What is fixed about it as a rule.
    pub meta: &'static Meta,
    /// The notes it tells.
    pub kind: NoteKind,
}

/// The note a subject stands for.
fn note<'v>(view: &View<'v>, subject: Subject) -> Option<&'v Note> {
    let Subject::Note(index) = subject else {
        return None;
    };
    view.estate.notes.get(usize::try_from(index).ok()?)
}

impl Rule for Notes {
    fn meta(&self) -> &'static Meta {
        self.meta
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let notes = (0_u32..).zip(&view.estate.notes);
        notes
            .filter(|(_, note)| note.kind == self.kind)
            .map(|(index, _)| Subject::Note(index))
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let told = note(view, subject).is_some_and(|note| note.kind == self.kind);
        Ok(Verdict::at_most(
            if told { Bounds::ONE } else { Bounds::ZERO },
            Bounds::ZERO,
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Some(note) = note(view, subject) else {
            return Ok(Story::new("", ""));
        };
        let says = match &note.help {
            Some(help) => format!("{}; {help}", note.message),
            None => note.message.clone(),
        };
        let mut story = Story::new(named(&note.message), says).cite(note.at, "here");
        for (at, why) in &note.related {
            story = story.cite(Some(*at), why.clone());
        }
        Ok(story)
    }
}

/// What a message is about: the first thing it quotes, or else its beginning.
fn named(message: &str) -> String {
    let quoted = message.split('`').nth(1).filter(|quoted| !quoted.is_empty());
    quoted.map_or_else(|| message.chars().take(40).collect(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiasco_estate::{Estate, Grown, Plan, Relations};

    #[test]
    fn each_rule_tells_the_notes_of_its_kind() {
        let note = |kind, message: &str| Note {
            kind,
            message: message.to_owned(),
            at: None,
            related: Vec::new(),
            help: Some("do this".to_owned()),
        };
        let kinds = [
            (NoteKind::Dangling, "a"),
            (NoteKind::Disagree, "b"),
            (NoteKind::Dangling, "c"),
        ];
        let notes = kinds.map(|(kind, message)| note(kind, message)).to_vec();
        let estate = Estate {
            notes,
            ..Estate::default()
        };
        let (relations, plan, grown) = (Relations::of(&estate), Plan::default(), Grown::default());
        let view = View {
            estate: &estate,
            relations: &relations,
            plan: &plan,
            grown: &grown,
            born: 0,
            factors: &[],
            seen: None,
            rehearsed: None,
        };
        let rule = &crate::est::est004_dangling_reference::RULE;
        assert_eq!(rule.subjects(&view), [Subject::Note(0), Subject::Note(2)]);
        let story = rule.explain(&view, Subject::Note(2)).expect("no arithmetic");
        assert_eq!(story.says, "c; do this");
        for (index, used) in [(0, Bounds::ONE), (1, Bounds::ZERO), (9, Bounds::ZERO)] {
            let verdict = rule.judge(&view, Subject::Note(index)).expect("no arithmetic");
            assert_eq!(verdict.used, used, "note {index}");
        }
    }
}
