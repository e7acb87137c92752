//! A cache: keys that are asked for unevenly, a bounded number of them kept, each for a bounded time.
//!
//! Popularity is Zipf's: the k-th key is asked for in proportion to k^−skew. The least recently used key makes room
//! (LRU), and an entry older than `ttl` is gone. For a key asked for at rate λ and kept for T after each load, the share
//! found is λT / (1 + λT). For LRU, Che's approximation: a key is found with 1 − e^(−λt), t such that these sum to the
//! capacity.
//!
//! A popular key that expires is asked for by many before the first has loaded it (a stampede), unless they `coalesce`.

use crate::random::{Law, LawError, Stream};

/// No key.
const NONE: u32 = u32::MAX;

/// What a cache is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CacheSpec {
    /// Keys that are asked for.
    pub keys: u32,
    /// The exponent of their popularity; 0: all alike.
    pub skew: f64,
    /// Keys that it can hold.
    pub capacity: u32,
    /// How long an entry is good after its load, s; `None`: for ever.
    pub ttl: Option<f64>,
    /// Whether those who miss a key that is being loaded wait for that load.
    pub coalesce: bool,
    /// Whether it begins full of the most popular keys.
    pub warm: bool,
}

impl CacheSpec {
    /// Whether it can be used.
    ///
    /// # Errors
    /// The parameter at fault, its value, and what it must be.
    pub fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        if self.keys == 0 || self.keys > 50_000_000 {
            return Err(("keys", f64::from(self.keys), "between 1 and 50 million"));
        }
        if !(self.skew >= 0.0 && self.skew <= 10.0) {
            return Err(("skew", self.skew, "between 0 and 10"));
        }
        if self.capacity == 0 {
            return Err(("capacity", 0.0, "1 or more"));
        }
        match self.ttl {
            Some(ttl) if !(ttl > 0.0 && ttl.is_finite()) => Err(("time to live", ttl, "above 0 and finite")),
            _ => Ok(()),
        }
    }

    /// The law of the keys: even within k to k + 1 for key k.
    fn law(&self) -> Result<Law, LawError> {
        let edges: Vec<f64> = (0..=self.keys).map(f64::from).collect();
        let weights: Vec<f64> = (1..=self.keys)
            .map(|key| f64::from(key).powf(-self.skew))
            .collect();
        Law::empirical(&edges, &weights)
    }
}

/// What a look at a cache gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It is there.
    Hit,
    /// It must be loaded.
    Miss,
    /// Another loads it.
    Join,
}

/// One key: when its entry expires, whether it is in the list, whether it is being loaded, its neighbors.
#[derive(Clone, Copy, Debug)]
struct Entry {
    expires: f64,
    kept: bool,
    loading: bool,
    newer: u32,
    older: u32,
}

/// The state of a cache.
#[derive(Clone, Debug)]
pub struct Cache {
    spec: CacheSpec,
    law: Law,
    entries: Vec<Entry>,
    newest: u32,
    oldest: u32,
    kept: u32,
}

impl Cache {
    /// A cache at time 0.
    #[must_use]
    pub fn new(spec: &CacheSpec) -> Self {
        let entry = Entry {
            expires: 0.0,
            kept: false,
            loading: false,
            newer: NONE,
            older: NONE,
        };
        let mut cache = Self {
            spec: *spec,
            law: spec.law().unwrap_or(Law::Constant(0.0)),
            entries: vec![entry; spec.keys as usize],
            newest: NONE,
            oldest: NONE,
            kept: 0,
        };
        if spec.warm {
            (0..spec.keys.min(spec.capacity))
                .rev()
                .for_each(|key| cache.fill(0.0, key));
        }
        cache
    }

    /// A key, by popularity; 0 is the most popular.
    pub fn draw_key(&self, stream: &mut Stream) -> u32 {
        (self.law.sample(stream) as u32).min(self.spec.keys - 1)
    }

    /// Looks a key up. After a [`Look::Miss`], [`Self::fill`] or [`Self::abandon`] must follow.
    pub fn lookup(&mut self, now: f64, key: u32) -> Look {
        let entry = self.entries[key as usize];
        if entry.kept && now < entry.expires {
            self.unlink(key);
            self.link(key);
            return Look::Hit;
        }
        if self.spec.coalesce && entry.loading {
            return Look::Join;
        }
        self.entries[key as usize].loading = true;
        Look::Miss
    }

    /// A key was loaded; the least recently used one makes room.
    pub fn fill(&mut self, now: f64, key: u32) {
        if self.entries[key as usize].kept {
            self.unlink(key);
        } else if self.kept == self.spec.capacity {
            let oldest = self.oldest;
            self.unlink(oldest);
        }
        self.link(key);
        let entry = &mut self.entries[key as usize];
        entry.loading = false;
        entry.expires = self.spec.ttl.map_or(f64::INFINITY, |ttl| now + ttl);
    }

    /// A key could not be loaded.
    pub fn abandon(&mut self, key: u32) {
        self.entries[key as usize].loading = false;
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        while self.oldest != NONE {
            let oldest = self.oldest;
            self.unlink(oldest);
        }
    }

    /// Keys kept, the expired ones among them.
    #[must_use]
    pub fn kept(&self) -> u32 {
        self.kept
    }

    fn link(&mut self, key: u32) {
        let newest = self.newest;
        let entry = &mut self.entries[key as usize];
        (entry.kept, entry.older, entry.newer) = (true, newest, NONE);
        match newest {
            NONE => self.oldest = key,
            newest => self.entries[newest as usize].newer = key,
        }
        self.newest = key;
        self.kept += 1;
    }

    fn unlink(&mut self, key: u32) {
        let entry = &mut self.entries[key as usize];
        entry.kept = false;
        let (newer, older) = (entry.newer, entry.older);
        match newer {
            NONE => self.newest = older,
            newer => self.entries[newer as usize].older = older,
        }
        match older {
            NONE => self.oldest = newer,
            older => self.entries[older as usize].newer = newer,
        }
        self.kept -= 1;
    }
}
