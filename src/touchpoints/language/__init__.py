"""The reader's language: the words of the interface, a journey in words, hints to those who code."""
