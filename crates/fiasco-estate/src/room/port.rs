//! Network port kinds, and which of them can be linked by which cable.
