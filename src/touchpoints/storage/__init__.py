"""Saved work: where it lies, its earlier states, the code to copy, handing in, the schemas of its files."""
