"""What keeps the notebooks in order: `tools.execute`, `tools.exercises`, `tools.hygiene`."""
