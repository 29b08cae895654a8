"""What is known: journeys, a student's work, a class's merged journeys, and what one does to a map. Pure data."""
