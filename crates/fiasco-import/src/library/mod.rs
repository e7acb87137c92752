//! A library of device types, as NetBox keeps it: a folder of YAML files, one a type.
