//! What is assumed of a device of which only its class is known, as intervals.
