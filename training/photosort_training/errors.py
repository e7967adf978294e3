"""What can be wrong with the world that a user can mend."""


class TrainingError(Exception):
    """A problem with files, settings or data, said in one sentence for the user."""
