//! Requests under way: a slab of frames with a free list. A frame is one cache line and is used again when freed;
//! its epoch tells an answer that still matters from one that nobody waits for.

/// No frame.
pub const NONE: u32 = u32::MAX;

/// A request, or one attempt at a call, executing a program.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// When it began.
    pub started: f64,
    /// Service time at the station where it is, drawn on arrival.
    pub demand: f64,
    /// When it entered the queue where it is.
    pub queued: f64,
    /// Sequence number of the timer that may still fire; 0 for none.
    pub timer: u64,
    /// The operation it is at.
    pub at: u32,
    /// Raised whenever the frame stops waiting for what it waited for.
    pub epoch: u32,
    /// Who gets the answer, and the epoch in which the answer matters.
    pub parent: u32,
    /// The parent's epoch at the call.
    pub parent_epoch: u32,
    /// The next in the queue, or in the free list.
    pub next: u32,
    /// The attempt under way of the current call, from 1.
    pub attempt: u32,
    /// The arrival process it came from.
    pub source: u32,
    /// The call it is an attempt at.
    pub call: u32,
    /// What its timer is for.
    pub doing: Doing,
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
    #[inline]
    pub fn take(&mut self, source: u32, at: u32, now: f64, parent: (u32, u32)) -> u32 {
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
            parent: parent.0,
            parent_epoch: parent.1,
            next: NONE,
            attempt: 0,
            source,
            call: NONE,
            doing: Doing::Run,
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
