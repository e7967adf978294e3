"""Training a small network to embed as a large one does, without knowing who is who."""
