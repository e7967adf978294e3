"""Trains, evaluates and exports the face embedders of photosort."""
