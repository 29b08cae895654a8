"""Reading and writing files safely: typed decoding with errors a person can mend, and no half-written work, ever."""
