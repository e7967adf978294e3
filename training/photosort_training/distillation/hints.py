"""What a student learns from the inner maps of a teacher (FitNets; Romero et al., 2015)."""

import torch
from torch import nn
from torch.nn import functional

# Keep the divisions by a variance and by a sum of weights finite.
LEAST_VARIANCE = 1e-4
LEAST_FOCUS = 1e-6


def hint_loss(
    adapter: nn.Module,
    student: torch.Tensor,
    teacher: torch.Tensor,
    focus: torch.Tensor | None = None,
) -> torch.Tensor:
    """Returns the mean squared difference of maps, over the mean variance of the teacher's.

    Args:
        adapter: Takes the student's planes to the teacher's, in the precision of the student's.
        student: [N, C, H, W].
        teacher: [N, C′, H′, W′], float32; where it has more cells, their means stand for them.
        focus: The weights of the cells in that mean, [N, 1, H, W]; without it they weigh alike.
    """
    is_reduced = student.dtype != torch.float32
    with torch.autocast(student.device.type, student.dtype, enabled=is_reduced):
        adapted = adapter(student)
    if teacher.shape[2:] != student.shape[2:]:
        teacher = functional.adaptive_avg_pool2d(teacher, student.shape[2:])
    errors = (adapted.float() - teacher).square()
    variance = teacher.var((0, 2, 3)).mean() + LEAST_VARIANCE
    if focus is None:
        return errors.mean() / variance
    weighted = focus * errors.mean(dim=1, keepdim=True)
    return weighted.sum() / (focus.sum() + LEAST_FOCUS) / variance


def faded(first: float, last: float, progress: float) -> float:
    """Returns what goes in a line from `first` to `last` while `progress` goes from 0 to 1."""
    return first + (last - first) * min(1.0, progress)
