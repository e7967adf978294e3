"""Trains, evaluates and exports the face detector and the face embedders of photosort."""
