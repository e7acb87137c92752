//! Calls: attempts, their answers, and what a caller does about failures.

use super::engine::{Engine, Next};
use super::program::{Op, single};
use super::source::Rhythm;
use super::watch::Watch;
use crate::element::pool::Admission;
use crate::jobs::frame::{DETACHED, Doing, NONE};

impl<W: Watch> Engine<'_, W> {
    /// An attempt of which nobody but the caller hears, made by its own frame.
    #[inline(always)]
    pub(super) fn direct(&mut self, caller: u32, call: u32, of: (u32, u32), lane: u32) -> Next {
        let waiter = &mut self.frames.all[caller as usize];
        waiter.attempt += 1;
        let counted = &mut self.guards[call as usize].counted;
        counted.calls += u64::from(waiter.attempt == 1);
        counted.attempts += 1;
        self.inline(caller, Doing::Direct, NONE, of, lane)
    }

    /// An attempt that is one use of a station, made by its caller's own frame, which parts from it when the patience ends
    /// first.
    #[inline(always)]
    fn inline(
        &mut self,
        caller: u32,
        doing: Doing,
        member: u32,
        (station, draw): (u32, u32),
        lane: u32,
    ) -> Next {
        self.frames.enter();
        let demand = self.draws[draw as usize].sample();
        let timer = if lane == NONE { 0 } else { self.tick() };
        let waiter = &mut self.frames.all[caller as usize];
        (waiter.doing, waiter.asked, waiter.demand, waiter.timer) = (doing, member, demand, timer);
        if lane != NONE {
            self.queue_timer(caller, lane, timer);
        }
        if self.arrives(caller, station) == Admission::Refused {
            return self.turned_away(caller, station, lane);
        }
        Next::Wait
    }

    /// The station that a caller's own frame asked turns it away.
    #[inline(never)]
    fn turned_away(&mut self, caller: u32, station: u32, lane: u32) -> Next {
        if lane == NONE || !self.stations[station as usize].is_silent() {
            return self.answered(caller, false);
        }
        // The attempt is gone, and its caller waits for nothing.
        self.frames.exit();
        let frame = &mut self.frames.all[caller as usize];
        frame.doing = Doing::Await;
        let (at, member) = (frame.at, frame.asked);
        if let Some(call) = self.program.ops[at as usize].call()
            && let Some(balancer) = self.program.calls[call as usize].balancer
        {
            self.balancers[balancer as usize].ended(member);
        }
        Next::Wait
    }

    /// The attempt that a caller's own frame made has ended, and the caller goes on.
    pub(super) fn answered(&mut self, caller: u32, well: bool) -> Next {
        self.frames.exit();
        let frame = &mut self.frames.all[caller as usize];
        (frame.timer, frame.doing) = (0, Doing::Run);
        let (at, member) = (frame.at, frame.asked);
        let Some(call) = self.program.ops[at as usize].call() else {
            return Next::End(caller, false);
        };
        if let Some(balancer) = self.program.calls[call as usize].balancer {
            self.balancers[balancer as usize].ended(member);
        }
        self.heard(caller, call, well);
        if !well {
            return self.declined(caller, call);
        }
        self.frames.all[caller as usize].goes_on();
        Next::Go(caller)
    }

    /// The patience with an attempt that the caller's own frame makes is over: from now on each has its own.
    #[cold]
    pub(super) fn parted(&mut self, caller: u32) -> Next {
        let Some(call) = self.program.ops[self.frames.all[caller as usize].at as usize].call() else {
            return Next::End(caller, false);
        };
        let asked = self.frames.all[caller as usize].asked;
        let what = &self.program.calls[call as usize];
        let entry = match what.balancer {
            Some(balancer) => self.program.members[balancer as usize][asked as usize],
            None => what.entry,
        };
        self.guards[call as usize].inside += 1;
        let moved = self.frames.part(caller, call, entry);
        self.timed_out(moved)
    }

    /// An attempt begins: a frame of its own for the work, a timer for the patience, after all that may stand between
    /// caller and callee.
    #[inline(never)]
    pub(super) fn call(&mut self, caller: u32, call: u32) -> Next {
        let program = self.program;
        let what = &program.calls[call as usize];
        let waiter = &mut self.frames.all[caller as usize];
        waiter.attempt += 1;
        let first = waiter.attempt == 1;
        if first {
            // No pause came before this one; what a station was asked for stood here.
            waiter.demand = 0.0;
        }
        if !self.admits(call, first) {
            self.guards[call as usize].counted.broken += 1;
            return self.failed(caller, call);
        }
        let (member, entry) = match what.balancer {
            None => (NONE, what.entry),
            Some(balancer) => match self.balancers[balancer as usize].pick(self.now) {
                Some(member) => (member, program.members[balancer as usize][member as usize]),
                None => {
                    self.guards[call as usize].counted.nowhere += 1;
                    return self.failed(caller, call);
                }
            },
        };
        self.guards[call as usize].counted.attempts += 1;
        if W::INLINES
            && what.inlines()
            && let Some(single) = single(&program.ops, entry)
        {
            return self.inline(caller, Doing::Inline, member, single, what.lane.unwrap_or(NONE));
        }
        self.guards[call as usize].inside += 1;
        let waiter = &mut self.frames.all[caller as usize];
        (waiter.doing, waiter.asked) = (Doing::Await, member);
        let from = waiter.child(caller, call);
        if let Some(lane) = what.lane {
            self.constant_delay(caller, lane, Doing::Await);
        }
        let work = self.frames.take(entry, self.now, from);
        self.frames.all[work as usize].member = member;
        Next::Go(work)
    }

    /// Whether the call's guards let an attempt through.
    #[inline]
    fn admits(&mut self, call: u32, first: bool) -> bool {
        let guard = &mut self.guards[call as usize];
        if first {
            guard.counted.calls += 1;
            if let Some(budget) = &mut guard.budget {
                budget.first();
            }
        }
        let room = guard
            .adaptive
            .as_ref()
            .is_none_or(|adaptive| guard.inside < adaptive.limit());
        room && guard
            .breaker
            .as_mut()
            .is_none_or(|breaker| breaker.admits(self.now))
    }

    /// The caller got its answer, or gave up: those who watch the call hear of it.
    #[inline]
    fn heard(&mut self, caller: u32, call: u32, well: bool) {
        let what = &self.program.calls[call as usize];
        if let Some(breaker) = &mut self.guards[call as usize].breaker {
            breaker.record(self.now, well);
        }
        if let Some(balancer) = what.balancer {
            let member = self.frames.all[caller as usize].asked;
            self.balancers[balancer as usize].answered(member, self.now, well);
        }
        if let Some((balancer, member)) = what.about {
            self.balancers[balancer as usize].asked(member, well);
        }
    }

    /// The caller's patience is over.
    pub(super) fn timed_out(&mut self, caller: u32) -> Next {
        let frame = &mut self.frames.all[caller as usize];
        frame.epoch = frame.epoch.wrapping_add(1);
        let Some(call) = self.program.ops[frame.at as usize].call() else {
            return Next::End(caller, false);
        };
        self.guards[call as usize].counted.timeouts += 1;
        self.heard(caller, call, false);
        self.failed(caller, call)
    }

    /// An answer that says no.
    #[cold]
    fn declined(&mut self, caller: u32, call: u32) -> Next {
        if self.program.calls[call as usize].believes {
            return Next::End(caller, false);
        }
        self.failed(caller, call)
    }

    /// An attempt failed for its caller: again, or the caller fails too.
    fn failed(&mut self, caller: u32, call: u32) -> Next {
        let frame = &mut self.frames.all[caller as usize];
        let what = &self.program.calls[call as usize];
        if frame.attempt >= what.attempts {
            return Next::End(caller, false);
        }
        if let Some(budget) = &mut self.guards[call as usize].budget
            && !budget.retry()
        {
            self.guards[call as usize].counted.unpaid += 1;
            return Next::End(caller, false);
        }
        let (attempt, previous) = (frame.attempt, frame.demand);
        let pause = what
            .backoff
            .pause(attempt, previous, &mut self.draws[what.draw as usize].stream);
        self.frames.all[caller as usize].demand = pause;
        self.delay(caller, pause, Doing::Pause);
        Next::Wait
    }

    /// A frame ends: what it holds is given back, and whoever waits for it hears.
    #[inline(always)]
    pub(super) fn end(&mut self, index: u32, well: bool) -> Next {
        if !well {
            self.unwind(index);
        }
        let frame = &self.frames.all[index as usize];
        self.watch.ends(index, frame, well, self.now);
        let (parent, call, epoch) = (frame.parent, frame.call, frame.parent_epoch);
        if parent == NONE {
            self.leave(index, well);
            return Next::Wait;
        }
        let waits = self.frames.all[parent as usize].epoch == epoch;
        if call != NONE {
            return self.answer(parent, index, waits, well);
        }
        self.frames.release(index);
        if !waits {
            return Next::Wait;
        }
        match self.program.ops[self.frames.all[parent as usize].at as usize] {
            Op::Fork(fork) => self.joined(parent, fork, well),
            Op::Cached(cache, _, after) => self.loaded(parent, cache, after, well),
            _ => Next::Wait,
        }
    }

    /// The work of an attempt has ended.
    #[inline(never)]
    fn answer(&mut self, caller: u32, work: u32, waits: bool, well: bool) -> Next {
        let frame = &self.frames.all[work as usize];
        let (call, member, past) = (frame.call, frame.member, self.now - frame.started);
        self.frames.release(work);
        let guard = &mut self.guards[call as usize];
        guard.inside -= 1;
        if let Some(adaptive) = &mut guard.adaptive {
            adaptive.record(past, well && waits);
        }
        if let Some(balancer) = self.program.calls[call as usize].balancer {
            self.balancers[balancer as usize].ended(member);
        }
        if !waits {
            self.guards[call as usize].counted.late += 1;
            return Next::Wait;
        }
        let frame = &mut self.frames.all[caller as usize];
        frame.epoch = frame.epoch.wrapping_add(1);
        frame.timer = 0;
        self.heard(caller, call, well);
        if !well {
            return self.declined(caller, call);
        }
        let frame = &mut self.frames.all[caller as usize];
        (frame.attempt, frame.demand) = (0, 0.0);
        frame.at += 1;
        Next::Go(caller)
    }

    /// A frame is turned away and nobody hears of it. Where nobody's patience would ever end, it fails instead.
    pub(super) fn vanish(&mut self, index: u32) -> Next {
        let frame = &self.frames.all[index as usize];
        let (call, member) = (frame.call, frame.member);
        if call == NONE || call == DETACHED || self.program.calls[call as usize].lane.is_none() {
            return Next::End(index, false);
        }
        self.unwind(index);
        self.watch
            .ends(index, &self.frames.all[index as usize], false, self.now);
        self.frames.release(index);
        self.guards[call as usize].inside -= 1;
        if let Some(balancer) = self.program.calls[call as usize].balancer {
            self.balancers[balancer as usize].ended(member);
        }
        Next::Wait
    }

    /// A request ends, or work that nobody waits for; a closed user thinks again.
    #[inline(always)]
    fn leave(&mut self, index: u32, well: bool) {
        let frame = &mut self.frames.all[index as usize];
        let past = self.now - frame.started;
        if frame.call == DETACHED {
            let spawned = &mut self.spawned[frame.parent_epoch as usize];
            if well {
                spawned.done += 1;
                spawned.sojourn.record(past);
            } else {
                spawned.failed += 1;
            }
            self.frames.release(index);
            return;
        }
        let from = &mut self.sources[frame.source as usize];
        let requests = &mut from.requests;
        if well {
            requests.done += 1;
            requests.sojourn.record(past);
            requests.sojourns.record(past);
        } else {
            requests.failed += 1;
        }
        if let Rhythm::Closed(..) = from.rhythm {
            frame.attempt = 0;
            self.think(index);
        } else {
            self.frames.release(index);
        }
    }
}
