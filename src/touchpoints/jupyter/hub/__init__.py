"""A class at one hub: what `host` and `singleuser` start."""
