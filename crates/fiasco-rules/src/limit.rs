//! A limit as a record: what it limits, its default by version and how the real value is found, what uses it
//! up, what breaking it does and the log line people then see, with a date and a source. Everything that is
//! the same for all limits is here, so that a limit is a page, a table and two functions in one file.

use crate::rule::{Meta, Rule, Story, Subject};
use crate::verdict::{Compare, Verdict};
use crate::words;
use fiasco_estate::fact::FactKey;
use fiasco_estate::image::{Image, Product};
use fiasco_estate::quantity::{Overflow, Rational};
use fiasco_estate::{Bounds, Confidence, ServiceId, View};
use fiasco_source::Span;

/// The default of a limit in some versions of some software.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DefaultValue {
    /// The software; `None` for a limit of the kernel.
    pub product: Option<Product>,
    /// The first version it holds for, as major and minor number; `None` for all.
    pub from: Option<(u32, u32)>,
    /// The first version it no longer holds for.
    pub before: Option<(u32, u32)>,
    /// The value, in the base unit of the limit's measure.
    pub value: i64,
}

/// A limit that was found: its value and who said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The value.
    pub value: Bounds,
    /// Where it is written; for a default, the line that names the software.
    pub at: Option<Span>,
    /// How sure it is.
    pub confidence: Confidence,
    /// What stands there: `max_connections: 100`, `default of postgres:18.4`.
    pub says: String,
}

impl Found {
    /// Nobody said it, and no default is known.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            value: Bounds::UNKNOWN,
            at: None,
            confidence: Confidence::Assumed,
            says: "not stated".to_owned(),
        }
    }
}

/// A limit.
pub struct Limit {
    /// What is fixed about it as a rule.
    pub meta: &'static Meta,
    /// What it is a limit of: `a PostgreSQL server`.
    pub subject: &'static str,
    /// What it limits, in words that fit after "of": `usable connections`.
    pub what: &'static str,
    /// How `used` and `limit` compare.
    pub compare: Compare,
    /// Defaults by version range.
    pub defaults: &'static [DefaultValue],
    /// How the real value is found on a running system.
    pub found_by: &'static str,
    /// The log line people see when it breaks.
    pub evidence: &'static str,
    /// The day the record was last checked.
    pub as_of: &'static str,
    /// Where the default and the formula come from.
    pub reference: &'static str,
    /// What it judges.
    pub subjects: fn(&View<'_>) -> Vec<Subject>,
    /// What is used.
    pub used: fn(&View<'_>, Subject) -> Result<Bounds, Overflow>,
    /// What there is.
    pub limit: fn(&View<'_>, Subject) -> Result<Found, Overflow>,
    /// What is to be told, given what there is: subject, sentence, formula and the places of the usage.
    pub tell: fn(&View<'_>, Subject, &Verdict, &Found) -> Result<Story, Overflow>,
}

impl Limit {
    /// The default for an image: of the version it names, or, where it names none, of every version if they
    /// agree.
    #[must_use]
    pub fn default_for(&self, image: &Image) -> Option<i64> {
        let product = image.product()?;
        let mut values = self
            .defaults
            .iter()
            .filter(|default| default.product == Some(product))
            .filter(|default| {
                image.version().is_none_or(|version| {
                    default.from.is_none_or(|from| version >= from)
                        && default.before.is_none_or(|before| version < before)
                })
            });
        let value = values.next()?.value;
        values.all(|other| other.value == value).then_some(value)
    }

    /// The value for a service: as stated by the fact `key`, else the default of its image.
    #[must_use]
    pub fn of_service<K: FactKey>(&self, view: &View<'_>, service: ServiceId, key: K) -> Found {
        let row = view.estate.service(service);
        let stated = row.facts.get(key);
        if stated.is_known() {
            let says = format!(
                "{}: {}",
                K::KIND.key(),
                words::bounds(stated.bounds(), K::KIND.measure())
            );
            return Found {
                value: stated.bounds(),
                at: stated.at,
                confidence: stated.confidence,
                says,
            };
        }
        let Some(image) = &row.image else {
            return Found::unknown();
        };
        match self.default_for(&image.value) {
            Some(value) => Found {
                value: Bounds::exact(Rational::int(value)),
                at: image.at,
                confidence: if image.value.version().is_some() {
                    Confidence::Default
                } else {
                    Confidence::Assumed
                },
                says: format!(
                    "{value} is the default of {}, no override seen",
                    image.value.reference
                ),
            },
            None => Found::unknown(),
        }
    }
}

impl Rule for Limit {
    fn meta(&self) -> &'static Meta {
        self.meta
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        (self.subjects)(view)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let used = (self.used)(view, subject)?;
        let limit = (self.limit)(view, subject)?.value;
        Ok(Verdict {
            used,
            limit,
            compare: self.compare,
        })
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let found = (self.limit)(view, subject)?;
        let verdict = Verdict {
            used: (self.used)(view, subject)?,
            limit: found.value,
            compare: self.compare,
        };
        let mut story = (self.tell)(view, subject, &verdict, &found)?;
        story = story
            .cite(found.at, found.says.clone())
            .rests_on(found.confidence)
            .evidence(self.evidence);
        if found.value == Bounds::UNKNOWN {
            let of = story.subject.clone();
            story = story.missing(self.what, of, self.found_by);
        }
        Ok(story)
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
