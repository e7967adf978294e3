"""What a training run minimizes."""

from typing import TYPE_CHECKING

import torch
from torch import nn

if TYPE_CHECKING:
    from photosort_training.data.source import Batch

# Numbers to draw over time, by name; tensors are scalars without a graph.
Curves = dict[str, torch.Tensor | float | int]


class Objective(nn.Module):
    """A loss, with the weights that belong to it and not to the network."""

    def forward(self, network: nn.Module, batch: "Batch") -> tuple[torch.Tensor, Curves]:
        """Returns the loss of a batch, a scalar, and numbers worth watching.

        With several processes each gives the loss of its own part, or, by `distributed.gather`,
        that of the whole batch; the gradients' mean over processes is what counts.

        Args:
            network: Gives raw embeddings [N, dimension], float32 whatever the precision inside.
            batch: What the source yields, on the network's device.
        """
        raise NotImplementedError
