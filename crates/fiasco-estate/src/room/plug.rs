//! Power plugs, inlets and outlets, and the cords between them.
