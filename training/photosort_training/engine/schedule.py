"""The learning rate over time."""

import math

from photosort_training.configuration import TrainingConfiguration


def learning_rate(step: int, steps: int, settings: TrainingConfiguration) -> float:
    """Returns the learning rate of a step, counted from 0, of `steps`.

    It rises in a line over the warm-up (Goyal et al., 2017) and falls along half a cosine to the
    final one (Loshchilov and Hutter, 2017). It depends on the step alone, so there is nothing to
    keep when a run is interrupted.
    """
    if step < settings.warmup_steps:
        return settings.learning_rate * (step + 1) / settings.warmup_steps
    rest = max(1, steps - settings.warmup_steps)
    progress = min(1.0, (step - settings.warmup_steps) / rest)
    span = settings.learning_rate - settings.final_learning_rate
    return settings.final_learning_rate + span * (1 + math.cos(math.pi * progress)) / 2
