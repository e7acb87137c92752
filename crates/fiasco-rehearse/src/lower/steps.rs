//! What one request does at a service: its calls with timeouts and retries, the pools they go through, the links they
//! cross, the cache before them.

use super::{Edge, Lowering};
use crate::assume;
use crate::lower::spots::Member;
use crate::plant::middle;
use crate::relax::Relax;
use fiasco_estate::fact::key;
use fiasco_estate::flows::{Crossing, Share, Source};
use fiasco_estate::service::Exchange;
use fiasco_estate::{CallId, LinkId, ServiceId, TrafficId};
use fiasco_sim::element::link::Link;
use fiasco_sim::model::{Backoff, CacheSpec, Call, Hold, Step};
use fiasco_sim::random::Law;
use std::cell::RefCell;

/// A request makes at most so many calls of one kind, one after the other; more are left out.
const MOST_CALLS: f64 = 200.0;

impl Lowering<'_> {
    /// What is remembered of each call of a service, for all its replicas.
    pub(super) fn begin_edges(&self, service: ServiceId) -> Vec<(CallId, RefCell<Edge>)> {
        let facts = &self.view.estate.service(service).facts;
        let patience = if self.relax.contains(&Relax::Patience) {
            3.0
        } else {
            1.0
        };
        let timeout = middle(facts.get(key::Timeout).bounds()).filter(|timeout| *timeout > 0.0);
        let retries = middle(facts.get(key::Retries).bounds()).unwrap_or(0.0);
        let retries = if self.relax.contains(&Relax::NoRetries) {
            0.0
        } else {
            retries
        };
        let calls = self.calls(service).into_iter();
        let known = calls.filter(|call| self.targets.contains_key(&self.view.estate.call(*call).to));
        known
            .map(|call| {
                let row = self.view.estate.call(call);
                let edge = Edge {
                    call,
                    from: row.from,
                    to: row.to,
                    attempts: Vec::new(),
                    pools: Vec::new(),
                    pool_size: None,
                    tries: 1 + retries.clamp(0.0, 1e6) as u32,
                    timeout: timeout.map(|timeout| timeout * patience),
                };
                (call, RefCell::new(edge))
            })
            .collect()
    }

    /// The calls of the replicas on one host.
    pub(super) fn calls_of(
        &mut self,
        service: ServiceId,
        own: &str,
        member: &Member,
        edges: &[(CallId, RefCell<Edge>)],
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        for (id, edge) in edges {
            let row = self.view.estate.call(*id).clone();
            self.honesty.rests_on(row.confidence);
            let Some(target) = self.targets.get(&row.to).copied() else {
                continue;
            };
            let mut edge = edge.borrow_mut();
            let mut call = Call::to(target).retried(edge.tries, self.backoff(service));
            call.timeout = edge.timeout;
            let pool = self.pool_of(service, row.to, own, member, &mut edge);
            let one = |low: &mut Self, edge: &mut Edge| {
                edge.attempts.push(low.counted);
                low.counted += 1;
                let mut steps = low.crossings(Source::Call(*id), row.bytes.as_ref(), Some(member));
                steps.push(Step::Call(call.clone()));
                match pool {
                    Some(pool) => vec![Step::Hold(
                        Hold {
                            pool,
                            patience: edge.timeout,
                        },
                        steps,
                    )],
                    None => steps,
                }
            };
            let times = row.times.to_f64();
            if times > MOST_CALLS {
                let name = self.view.estate.service_name(row.to);
                self.honesty
                    .leave_out(format!("calls of {own} to {name} beyond 200 for each request"));
            }
            let times = times.min(MOST_CALLS);
            for _ in 0..times.floor() as u32 {
                steps.extend(one(self, &mut edge));
            }
            if times.fract() > 1e-9 {
                let rest = one(self, &mut edge);
                steps.push(Step::Branch(times.fract(), rest, Vec::new()));
            }
        }
        steps
    }

    fn backoff(&mut self, service: ServiceId) -> Backoff {
        let facts = &self.view.estate.service(service).facts;
        match middle(facts.get(key::Backoff).bounds()) {
            Some(base) if base > 0.0 => Backoff::Exponential {
                base,
                cap: base * assume::LONGEST_BACKOFF,
                jitter: true,
            },
            Some(_) => Backoff::Immediate,
            None => {
                if middle(facts.get(key::Retries).bounds()).is_some_and(|retries| retries > 0.0) {
                    self.honesty.assume("retries follow at once", "backoff");
                }
                Backoff::Immediate
            }
        }
    }

    /// The pool that calls to a store go through.
    fn pool_of(
        &mut self,
        service: ServiceId,
        to: ServiceId,
        own: &str,
        member: &Member,
        edge: &mut Edge,
    ) -> Option<fiasco_sim::model::PoolId> {
        if !self.view.estate.service(to).is_store() {
            return None;
        }
        let facts = &self.view.estate.service(service).facts;
        let each = middle(facts.get(key::Pool).bounds())?;
        self.honesty.rests_on(facts.get(key::Pool).confidence);
        let processes = middle(facts.get(key::Processes).bounds()).unwrap_or(1.0);
        let more = if self.relax.contains(&Relax::Pools) {
            2.0
        } else {
            1.0
        };
        let size = (each * processes * more * member.replicas as f64).clamp(1.0, 1e9) as u32;
        let to = self.view.estate.service_name(to);
        let pool = self.model.pool(&format!("pool of {own} to {to}"), size, None);
        edge.pools.push(pool);
        edge.pool_size = Some(size);
        Some(pool)
    }

    /// What bytes cost on the links that a call from here crosses.
    fn crossings(&mut self, source: Source, bytes: Option<&Exchange>, from: Option<&Member>) -> Vec<Step> {
        // Question and answer go opposite ways, and a link carries both at a time: the larger one counts.
        let larger = bytes.and_then(|bytes| middle(bytes.question.max(bytes.answer)));
        let Some(larger) = larger.filter(|bytes| *bytes > 0.0) else {
            return Vec::new();
        };
        let flows = &self.view.relations.flows;
        let mut crossed: Vec<(LinkId, f64)> = Vec::new();
        for (link, crossings) in &flows.on_link {
            let mine = |crossing: &&Crossing| {
                crossing.source == source
                    && crossing.certain
                    && match (crossing.from, from) {
                        (Share::On(_, device), Some(member)) => member.device == Some(device),
                        _ => true,
                    }
            };
            let share: f64 = crossings
                .iter()
                .filter(mine)
                .map(|crossing| self.share(crossing))
                .sum();
            if share > 0.0 {
                crossed.push((*link, share.min(1.0)));
            }
        }
        let mut steps = Vec::new();
        for (link, share) in crossed {
            steps.extend(self.over(link, share, larger));
        }
        steps
    }

    /// The part of a caller's calls that a crossing has, by where the callee stands.
    fn share(&self, crossing: &Crossing) -> f64 {
        match crossing.to {
            Share::On(service, device) => {
                let all = self.view.serving(service).max(1) as f64;
                self.view.serving_on(service, device) as f64 / all
            }
            Share::Whole | Share::Rest(_) => crossing.weight.to_f64().min(1.0),
        }
    }

    fn over(&mut self, link: LinkId, share: f64, bytes: f64) -> Vec<Step> {
        let row = self.view.estate.link(link);
        let Some(rate) = self
            .view
            .link_rate(link)
            .ok()
            .and_then(middle)
            .filter(|rate| *rate > 0.0)
        else {
            return Vec::new();
        };
        let wire = Link {
            bandwidth: rate / 8.0,
            delay: middle(row.facts.get(key::Delay).bounds()).unwrap_or(0.0),
            loss: 0.0,
            resend: 0.0,
        };
        let known = self.links.get(&(link, None)).copied();
        let station = known.unwrap_or_else(|| {
            let name = fiasco_rules::words::link(self.view.estate, link);
            let station = wire.build(&name, &mut self.model);
            self.links.insert((link, None), station);
            station
        });
        let Ok(size) = Law::constant(bytes) else {
            return Vec::new();
        };
        let steps = wire.transfer(station, &size).unwrap_or_default();
        if share >= 1.0 - 1e-9 {
            steps
        } else {
            vec![Step::Branch(share, steps, Vec::new())]
        }
    }

    /// What comes before the first service of some traffic: the way in.
    pub(super) fn door_way(&mut self, traffic: TrafficId, call: Vec<Step>) -> Vec<Step> {
        let bytes = self.view.estate.arrivals(traffic).bytes;
        let mut steps = self.crossings(Source::Traffic(traffic), bytes.as_ref(), None);
        steps.extend(call);
        steps
    }

    /// The calls of a service behind its own cache.
    pub(super) fn through_cache(&mut self, service: ServiceId, own: &str, calls: Vec<Step>) -> Vec<Step> {
        let facts = &self.view.estate.service(service).facts;
        let Some(hits) = middle(facts.get(key::Hits).bounds()).filter(|hits| *hits > 0.0) else {
            return calls;
        };
        if calls.is_empty() {
            return calls;
        }
        self.honesty.rests_on(facts.get(key::Hits).confidence);
        let keys = middle(facts.get(key::Keys).bounds()).map(|keys| keys.clamp(1.0, 1e7) as u32);
        let keys = keys.unwrap_or_else(|| {
            let name = self.view.estate.service_name(service);
            self.honesty.assume(
                format!("{name} is asked for 10,000 different things, all alike"),
                "keys",
            );
            assume::KEYS
        });
        let cache = self.model.cache(
            &format!("cache of {own}"),
            CacheSpec {
                keys,
                skew: 0.0,
                capacity: ((f64::from(keys) * hits.min(1.0)).round() as u32).max(1),
                ttl: None,
                coalesce: false,
                warm: true,
            },
        );
        self.caches.entry(service).or_default().push(cache);
        vec![Step::Cached(cache, calls)]
    }
}
