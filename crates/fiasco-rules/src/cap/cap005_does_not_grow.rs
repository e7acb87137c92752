//! # CAP005 does-not-grow
//!
//! The target clones a store, and the clones add nothing.
//!
//! ## What breaks
//! Nothing by itself. A database with its data on one disk is not two databases because a second one is started:
//! the work stays where the data is. Whoever counted on the clones meets the store's wall as if they were not there.
//!
//! ## Why growth brings it out
//! `servers` and `replicas` clone everything alike, stores included.
//!
//! ## How it is computed
//! Replicas that exist against replicas that share the work. A service is a store if its image is a database, if it
//! mounts a named volume read-write, or if it states `max_connections`; unless it says `grows: out`.
//!
//! ## Example
//! ```yaml
//! devices: {box: {cores: 4}}
//! services: {db: {runs: box, image: "postgres:18", cpu: 8 ms}}
//! traffic: {db: 300/s}
//! ```
//! ```text
//! $ fiasco check --to servers=x3,traffic=x3
//! CAP005 the clones of db (1 of 2 replicas) add nothing: a store grows
//! only if it says grows: out
//! ```
//!
//! ## When it stays quiet
//! Always, but for a line under another wall of the same store.
//!
//! ## Fix
//! Say `grows: out` if the store shards or spreads its work by itself; otherwise a larger host, a cache in front,
//! or fewer requests.
//!
//! ## Undo
//! Remove the clones: nothing else changes.
//!
//! ## References
//! Own reasoning: the model of growth, *Stores do not grow by cloning unless they say so*.

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, Dimension, ServiceId, View};

/// The rule.
pub static RULE: DoesNotGrow = DoesNotGrow;

/// CAP005.
pub struct DoesNotGrow;

static META: Meta = Meta {
    code: "CAP005",
    name: "does-not-grow",
    class: Class::Smell,
    effect: Effect::Costs,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Servers, Trend::Falls),
        (Dimension::Replicas, Trend::Falls),
    ],
    contradiction: false,
    attached: true,
    fix: "say grows: out if the store spreads its work; otherwise enlarge its host, or cache in front of it",
    undo: "remove the clones",
    source: include_str!("cap005_does_not_grow.rs"),
};

impl Rule for DoesNotGrow {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let cloned = |id: &ServiceId| view.estate.service(*id).is_store() && view.ever_grows(*id);
        view.estate
            .service_ids()
            .filter(cloned)
            .map(Subject::Service)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        Ok(Verdict::at_most(
            Bounds::count(view.instances(service)),
            Bounds::count(view.serving(service)),
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.service(service);
        let name = &row.name.value;
        let (exist, serve) = (view.instances(service), view.serving(service));
        let clones = exist.saturating_sub(serve);
        let says = format!(
            "the clones of {name} ({clones} of {exist} replicas) add nothing: a store grows only if it says grows: out"
        );
        let mut story =
            Story::new(name.clone(), says).formula(format!("{name}: {exist} replicas exist, {serve} serve"));
        if let Some(image) = row
            .image
            .as_ref()
            .filter(|_| row.product().is_some_and(|product| product.is_database()))
        {
            story = story.cite(image.at, format!("{} is a database", image.value.reference));
        }
        if let Some(volume) = &row.keeps {
            story = story.cite(volume.at, format!("{name} keeps data in {}", volume.value));
        }
        let connections = row.facts.get(key::MaxConnections);
        if connections.is_known() {
            story = story
                .cite(connections.at, format!("{name} counts its connections"))
                .rests_on(connections.confidence);
        }
        if let Some(grows) = &row.grows_out {
            story = story.cite(grows.at, format!("{name} is said not to grow out"));
        }
        Ok(story)
    }

    fn attaches_to(&self, _view: &View<'_>, subject: Subject) -> Option<ServiceId> {
        match subject {
            Subject::Service(service) => Some(service),
            _ => None,
        }
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        self.attaches_to(view, subject).into_iter().collect()
    }
}
