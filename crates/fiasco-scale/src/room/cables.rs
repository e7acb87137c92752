//! Cables that growth asks for: what a cabling plan lists, one line a new link.
