//! Requests under way: a slab of frames with a free list. A frame is used again when freed; its epoch tells an
//! answer that still matters from one that nobody waits for.

use crate::events::key::{Key, payload, sequence};

/// No frame, no call, no member: the absence of an index.
pub const NONE: u32 = u32::MAX;
/// In [`Frame::call`]: work that nobody waits for.
pub const DETACHED: u32 = u32::MAX - 1;

/// A request, an attempt at a call, or a branch of one, executing a program.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// When it began.
    pub started: f64,
    /// At a station, the work it asks for, drawn on arrival; at a call, the last pause between attempts.
    pub demand: f64,
    /// When it entered the queue where it is, then when service began; in a queue for the second time, not a number.
    pub queued: f64,
    /// Sequence number of the timer that may still fire; 0 for none.
    pub timer: u64,
    /// The operation it is at.
    pub at: u32,
    /// Raised whenever the frame stops waiting for what it waited for.
    pub epoch: u32,
    /// Who gets the answer.
    pub parent: u32,
    /// The parent's epoch at the call: the epoch in which the answer matters. Of detached work, where it was spawned.
    pub parent_epoch: u32,
    /// The next in the queue, or in the free list.
    pub next: u32,
    /// The one before it in the queue.
    pub prev: u32,
    /// At a call, the attempt under way, from 1; at a fork, the branches that may still fail.
    pub attempt: u32,
    /// At a fork, the branches that must still end well; at a cache, the key.
    pub pending: u32,
    /// The arrival process it came from.
    pub source: u32,
    /// The call it is an attempt at; [`DETACHED`]; or [`NONE`].
    pub call: u32,
    /// The member of the call's balancer that works on it.
    pub member: u32,
    /// At a call through a balancer, the member that the attempt under way was sent to.
    pub asked: u32,
    /// The number under which it is traced; 0 for not.
    pub trace: u32,
    /// What its timer is for.
    pub doing: Doing,
    /// Its class: 0 goes first.
    pub priority: u8,
}

/// What the timer of a frame means when it fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// Running; no timer.
    Run,
    /// A closed user who thinks.
    Think,
    /// A sleep.
    Sleep,
    /// A caller who waits for an answer.
    Await,
    /// A caller whose attempt is one use of a station, which its own frame makes: the timer is its patience.
    Inline,
    /// The same, where nobody else hears of the answer.
    Direct,
    /// A caller who pauses before the next attempt.
    Pause,
    /// One who queues with limited patience.
    Queue,
}

/// All frames.
#[derive(Clone, Debug)]
pub struct Frames {
    /// The slab.
    pub all: Vec<Frame>,
    /// The first of the free list.
    free: u32,
    live: usize,
    most: usize,
}

impl Default for Frames {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            free: NONE,
            live: 0,
            most: 0,
        }
    }
}

impl Frames {
    /// A fresh frame.
    #[inline(always)]
    pub fn take(&mut self, at: u32, now: f64, from: From) -> u32 {
        self.enter();
        let index = self.free;
        let Some(slot) = self.all.get_mut(index as usize) else {
            self.all.push(Frame::new(at, now, from));
            return self.all.len() as u32 - 1;
        };
        self.free = slot.next;
        // What is left out is written before it is read: demand, links and what is pending by whoever uses them.
        slot.started = now;
        slot.queued = now;
        slot.at = at;
        slot.parent = from.parent;
        slot.parent_epoch = from.epoch;
        slot.attempt = 0;
        slot.source = from.source;
        slot.call = from.call;
        slot.member = NONE;
        slot.trace = from.trace;
        slot.doing = Doing::Run;
        slot.priority = from.priority;
        index
    }

    /// One more is under way: a frame, or an attempt that its caller's frame makes.
    #[inline(always)]
    pub fn enter(&mut self) {
        self.live += 1;
        if self.live > self.most {
            self.most = self.live;
        }
    }

    /// An attempt that its caller's frame made is over.
    #[inline(always)]
    pub fn exit(&mut self) {
        self.live -= 1;
    }

    /// The attempt that this caller's own frame makes goes on without it: the caller moves to another frame, and the old
    /// one is the attempt's, with this call. Nobody but timers and late work knows a waiting caller by its place; those
    /// are dead by the epoch. The caller's new place.
    pub fn part(&mut self, caller: u32, call: u32, entry: u32) -> u32 {
        let old = self.all[caller as usize];
        self.exit();
        let from = From {
            source: old.source,
            parent: old.parent,
            epoch: old.parent_epoch,
            call: old.call,
            trace: old.trace,
            priority: old.priority,
        };
        let moved = self.take(old.at, old.started, from);
        let new = &mut self.all[moved as usize];
        let epoch = new.epoch;
        *new = Frame {
            epoch,
            timer: 0,
            doing: Doing::Await,
            ..old
        };
        let work = &mut self.all[caller as usize];
        work.epoch = work.epoch.wrapping_add(1);
        work.timer = 0;
        work.doing = Doing::Run;
        (work.at, work.call, work.member) = (entry, call, old.asked);
        (work.parent, work.parent_epoch) = (moved, epoch.wrapping_sub(1));
        work.attempt = 0;
        moved
    }

    /// Gives a frame back; whatever still points at it is dead.
    #[inline]
    pub fn release(&mut self, index: u32) {
        let frame = &mut self.all[index as usize];
        frame.epoch = frame.epoch.wrapping_add(1);
        frame.timer = 0;
        frame.next = self.free;
        self.free = index;
        self.live -= 1;
    }

    /// Whether a timer fires in vain: its frame waits for something else by now.
    #[inline(always)]
    #[must_use]
    pub fn is_dead(&self, timer: Key) -> bool {
        self.all[payload(timer) as usize].timer != sequence(timer)
    }

    /// The most that were under way at once.
    #[must_use]
    pub fn most(&self) -> usize {
        self.most
    }

    /// Frames in use, and attempts that their callers' frames make.
    #[must_use]
    pub fn live(&self) -> usize {
        self.live
    }
}

/// Where a frame comes from.
#[derive(Clone, Copy, Debug)]
pub struct From {
    /// The arrival process.
    pub source: u32,
    /// Who waits for it.
    pub parent: u32,
    /// The epoch in which it does.
    pub epoch: u32,
    /// The call it is an attempt at.
    pub call: u32,
    /// Its trace.
    pub trace: u32,
    /// Its class.
    pub priority: u8,
}

impl From {
    /// From outside, where nobody in the model waits for it.
    #[inline(always)]
    #[must_use]
    pub fn outside(source: u32, class: u8, trace: u32) -> Self {
        Self {
            source,
            parent: NONE,
            epoch: 0,
            call: NONE,
            trace,
            priority: class,
        }
    }
}

impl Frame {
    fn new(at: u32, now: f64, from: From) -> Self {
        Self {
            started: now,
            demand: 0.0,
            queued: now,
            timer: 0,
            at,
            epoch: 0,
            parent: from.parent,
            parent_epoch: from.epoch,
            next: NONE,
            prev: NONE,
            attempt: 0,
            pending: 0,
            source: from.source,
            call: from.call,
            member: NONE,
            asked: NONE,
            trace: from.trace,
            doing: Doing::Run,
            priority: from.priority,
        }
    }

    /// It leaves a queue: the patience with the queue ends, and that of a caller goes on.
    #[inline(always)]
    pub fn starts(&mut self) {
        if self.doing == Doing::Queue {
            self.timer = 0;
        }
    }

    /// The answer to its call has come, and it goes on; where.
    #[inline(always)]
    pub fn goes_on(&mut self) -> u32 {
        (self.timer, self.doing, self.attempt) = (0, Doing::Run, 0);
        self.at += 1;
        self.at
    }

    /// What its work inherits.
    #[inline]
    #[must_use]
    pub fn child(&self, parent: u32, call: u32) -> From {
        From {
            source: self.source,
            parent,
            epoch: self.epoch,
            call,
            trace: self.trace,
            priority: self.priority,
        }
    }
}
