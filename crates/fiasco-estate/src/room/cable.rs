//! Kinds of cable and optics: which rate they carry, and how far.
