"""Many students' work: collecting, the class as figures."""
