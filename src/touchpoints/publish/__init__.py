"""Lessons become notebooks, exercises and paper."""
