"""Training a small face detector from the dense outputs of a public one, without labels."""
