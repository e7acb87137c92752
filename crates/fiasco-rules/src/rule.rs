//! What a rule is. A rule judges one subject of a [`View`] and knows nothing of scale or progress; when,
//! along a target, its verdict changes is the business of the search.

use crate::verdict::Verdict;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{
    AddressId, ApiObjectId, CallId, Cite, Confidence, DeviceId, Dimension, FeedId, GroupId, HoldingId,
    LinkId, NetworkId, OutletsId, PoolId, PortId, PowerUnitId, QuotaId, RackId, RoomId, ServiceId, UpsId,
    View,
};

/// What a rule judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The n-th note of the reading.
    Note(u32),
    /// A device.
    Device(DeviceId),
    /// A group of like servers.
    Group(GroupId),
    /// A network.
    Network(NetworkId),
    /// Two networks that could be routed to each other.
    Networks(NetworkId, NetworkId),
    /// An address, by the first that claims it.
    Address(AddressId),
    /// A service.
    Service(ServiceId),
    /// A call edge.
    Call(CallId),
    /// A published host port.
    Port(PortId),
    /// What all nodes of the Kubernetes cluster offer together.
    Cluster(Offer),
    /// A line of a ResourceQuota.
    Quota(QuotaId),
    /// A Kubernetes object.
    ApiObject(ApiObjectId),
    /// A pool of like machines.
    Pool(PoolId),
    /// Something a cloud account holds against a quota.
    Holding(HoldingId),
    /// A room with racks in it.
    Room(RoomId),
    /// A rack.
    Rack(RackId),
    /// A circuit that comes into a room.
    Feed(FeedId),
    /// A UPS.
    Ups(UpsId),
    /// A power distribution unit.
    PowerUnit(PowerUnitId),
    /// Like outlets of a power distribution unit.
    Outlets(OutletsId),
    /// A link.
    Link(LinkId),
    /// Like ports of a device, as a position in [`Sockets::groups`](fiasco_estate::room::Sockets::groups).
    Ports(u32),
    /// The whole estate.
    Estate,
}

impl Subject {
    /// The service, where it is one.
    #[must_use]
    pub fn service(self) -> Option<ServiceId> {
        match self {
            Self::Service(service) => Some(service),
            _ => None,
        }
    }
}

/// Something that nodes of a cluster offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Offer {
    /// Cores.
    Cpu,
    /// Memory.
    Memory,
    /// Places for pods.
    Pods,
    /// Nodes themselves.
    Nodes,
}

/// What kind of statement a rule makes; decides, with phase and confidence, what fails a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Something is used up.
    Limit,
    /// Something breaks if something else fails.
    Fault,
    /// Something that often goes wrong.
    Smell,
}

impl Class {
    /// The word used in JSON and on rule pages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Fault => "fault",
            Self::Smell => "smell",
        }
    }
}

/// What a break does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// New work is turned away.
    Refuses,
    /// Work is lost.
    Drops,
    /// Work waits without bound.
    Queues,
    /// Work is slower or of less use.
    Degrades,
    /// It does not run at all.
    Stops,
    /// Equipment or data suffers.
    Damages,
    /// It is paid for.
    Costs,
}

impl Effect {
    /// The word used in text and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Refuses => "refuses",
            Self::Drops => "drops",
            Self::Queues => "queues",
            Self::Degrades => "degrades",
            Self::Stops => "stops",
            Self::Damages => "damages",
            Self::Costs => "costs",
        }
    }
}

/// How a margin answers when a dimension grows and nothing else does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trend {
    /// It never falls.
    Rises,
    /// It never rises.
    Falls,
    /// It may do either.
    Mixed,
}

/// What is fixed about a rule.
#[derive(Debug)]
pub struct Meta {
    /// `CAP002`.
    pub code: &'static str,
    /// `pool-exhausted`; reads well after "allow".
    pub name: &'static str,
    /// What kind of statement it makes.
    pub class: Class,
    /// What its break does.
    pub effect: Effect,
    /// Version that brought it.
    pub since: &'static str,
    /// What `used` and `limit` measure.
    pub measure: Measure,
    /// How its margin answers each dimension; one that is not listed does not move it.
    pub trends: &'static [(Dimension, Trend)],
    /// Whether a break today is a contradiction that no system can run with, so that it fails a build as it
    /// stands: two owners of one address or port, a file that its own tool refuses.
    pub contradiction: bool,
    /// Whether it is told only under the wall of another rule, never as a line of its own.
    pub attached: bool,
    /// What removes the problem, in one sentence.
    pub fix: &'static str,
    /// What takes the fix back, in one sentence.
    pub undo: &'static str,
    /// The source of the rule's file, whose leading doc comment is its page.
    pub source: &'static str,
}

impl Meta {
    /// The family: the letters of the code.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.code.get(..3).unwrap_or(self.code)
    }

    /// How the margin answers a dimension; `None` where it does not.
    #[must_use]
    pub fn trend(&self, dimension: Dimension) -> Option<Trend> {
        self.trends
            .iter()
            .find(|(d, _)| *d == dimension)
            .map(|(_, trend)| *trend)
    }

    /// The rule's page, as Markdown: the doc comment its file opens with.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = String::new();
        for line in self.source.lines() {
            let Some(text) = line.strip_prefix("//!") else {
                break;
            };
            page.push_str(text.strip_prefix(' ').unwrap_or(text));
            page.push('\n');
        }
        page
    }
}

/// A fact that would decide.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Missing {
    /// Which fact, in words: `memory`, `pool`.
    pub fact: String,
    /// Of what: `web`.
    pub of: String,
    /// How to state it.
    pub ask: String,
}

/// What is to be told about one subject at one view: made only for what is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The subject's name: `app -> db`.
    pub subject: String,
    /// What happens, with its numbers, in one sentence that fits after "traffic x2.22: ".
    pub says: String,
    /// The formula with the numbers put in, a line each.
    pub formula: Vec<String>,
    /// Where it is written; the first is the place of the finding.
    pub cites: Vec<Cite>,
    /// That of the weakest fact it rests on.
    pub confidence: Confidence,
    /// Facts nobody stated.
    pub missing: Vec<Missing>,
    /// The log line people see when it breaks.
    pub evidence: Option<String>,
}

impl Story {
    /// A story with nothing but a subject and a sentence, resting on what was declared.
    pub fn new(subject: impl Into<String>, says: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            says: says.into(),
            formula: Vec::new(),
            cites: Vec::new(),
            confidence: Confidence::Declared,
            missing: Vec::new(),
            evidence: None,
        }
    }

    /// Adds a line of the formula.
    #[must_use]
    pub fn formula(mut self, line: impl Into<String>) -> Self {
        self.formula.push(line.into());
        self
    }

    /// Adds a place, where it is known.
    #[must_use]
    pub fn cite(mut self, at: Option<fiasco_source::Span>, says: impl Into<String>) -> Self {
        if let Some(at) = at {
            self.cites.push(Cite {
                at,
                says: says.into(),
            });
        }
        self
    }

    /// Weakens the confidence to that of a fact it rests on.
    #[must_use]
    pub fn rests_on(mut self, confidence: Confidence) -> Self {
        self.confidence = self.confidence.min(confidence);
        self
    }

    /// Adds a fact that would decide.
    #[must_use]
    pub fn missing(mut self, fact: impl Into<String>, of: impl Into<String>, ask: impl Into<String>) -> Self {
        self.missing.push(Missing {
            fact: fact.into(),
            of: of.into(),
            ask: ask.into(),
        });
        self
    }

    /// Adds the log line people see.
    #[must_use]
    pub fn evidence(mut self, line: impl Into<String>) -> Self {
        self.evidence = Some(line.into());
        self
    }
}

/// A rule.
pub trait Rule: Sync {
    /// What is fixed about it.
    fn meta(&self) -> &'static Meta;

    /// What it judges of an estate, in source order. Called once, with today's view: what growth makes is
    /// judged with its origin.
    fn subjects(&self, view: &View<'_>) -> Vec<Subject>;

    /// Judges one subject.
    ///
    /// # Errors
    /// [`Overflow`] when a number grows beyond exact computation; that is a finding, not a crash.
    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow>;

    /// Tells what the verdict on a subject means at this view.
    ///
    /// # Errors
    /// [`Overflow`] when a number grows beyond exact computation.
    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow>;

    /// What `used` and `limit` of one subject measure, for rules that judge things of several kinds.
    fn measure(&self, _view: &View<'_>, _subject: Subject) -> Measure {
        self.meta().measure
    }

    /// A subject of the same rule that says it all, if it breaks no later: a service's host.
    fn folds_under(&self, _view: &View<'_>, _subject: Subject) -> Option<Subject> {
        None
    }

    /// Whether a subject that folds under another is never told on its own, whichever breaks first: it only
    /// says which part it has in the other's wall.
    fn only_under(&self, _view: &View<'_>, _subject: Subject) -> bool {
        false
    }

    /// For rules that are told under another wall: the service whose wall it goes with.
    fn attaches_to(&self, _view: &View<'_>, _subject: Subject) -> Option<ServiceId> {
        None
    }

    /// The service that a wall of this rule is about, if it is about one: what attached rules look for.
    fn about(&self, _view: &View<'_>, _subject: Subject) -> Vec<ServiceId> {
        Vec::new()
    }
}
