//! Requests under way: a slab of frames with a free list. A frame is used again when freed; its epoch tells an
//! answer that still matters from one that nobody waits for.

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
    /// A caller who pauses before the next attempt.
    Pause,
    /// One who queues with limited patience.
    Queue,
}

/// All frames.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    /// The slab.
    pub all: Vec<Frame>,
    free: Option<u32>,
    live: usize,
}

impl Frames {
    /// A fresh frame.
    #[inline(always)]
    pub fn take(&mut self, at: u32, now: f64, from: From) -> u32 {
        self.live += 1;
        let (index, epoch) = match self.free {
            Some(index) => {
                let old = &self.all[index as usize];
                self.free = (old.next != NONE).then_some(old.next);
                (index, old.epoch)
            }
            None => (self.all.len() as u32, 0),
        };
        let frame = Frame {
            started: now,
            demand: 0.0,
            queued: now,
            timer: 0,
            at,
            epoch,
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
        };
        match self.all.get_mut(index as usize) {
            Some(slot) => *slot = frame,
            None => self.all.push(frame),
        }
        index
    }

    /// Gives a frame back; whatever still points at it is dead.
    #[inline]
    pub fn release(&mut self, index: u32) {
        let frame = &mut self.all[index as usize];
        frame.epoch = frame.epoch.wrapping_add(1);
        frame.timer = 0;
        frame.next = self.free.unwrap_or(NONE);
        self.free = Some(index);
        self.live -= 1;
    }

    /// Frames in use.
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

impl Frame {
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
