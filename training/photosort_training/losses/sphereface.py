"""SphereFace, the angular softmax loss A-Softmax (Liu et al., 2017)."""

import torch

from photosort_training.loss_configuration import SphereFaceConfiguration
from photosort_training.losses.margin import AngularHead


def psi(cosine: torch.Tensor, margin: int) -> torch.Tensor:
    """Returns ψ(θ) = (−1)ᵏ cos(mθ) − 2k for θ in [kπ/m, (k+1)π/m] (equation 7): it falls.

    cos(mθ) is Chebyshev's polynomial of cos θ, so that its slope stays finite at θ = 0 and π.
    """
    before, multiple = torch.ones_like(cosine), cosine
    for _ in range(margin - 1):
        before, multiple = multiple, 2 * cosine * multiple - before
    angle = torch.acos(cosine.detach())
    k = torch.floor(margin * angle / torch.pi).clamp(max=margin - 1)
    sign = 1 - 2 * (k % 2)
    return sign * multiple - 2 * k


class SphereFaceHead(AngularHead):
    """The right person's logit is |x| · ψ(θ), the others' |x| · cos θ (equation 6).

    That is too hard to begin with; the logit is mixed with the plain one as
    |x| · (λ cos θ + ψ(θ)) / (1 + λ), where λ falls with each step (section 4.1 of the paper, and
    section 5 of Liu et al., 2016).
    """

    def __init__(self, settings: SphereFaceConfiguration, dimension: int, classes: int) -> None:
        super().__init__(dimension, classes)
        self.settings = settings
        # A buffer, so that a resumed run goes on with the same λ.
        self.register_buffer("step", torch.zeros((), dtype=torch.int64))

    def plain_share(self) -> float:
        """Returns λ = max(least, first / (1 + decay · step))."""
        settings = self.settings
        return max(settings.least, settings.first / (1 + settings.decay * int(self.step)))

    def forward(self, embeddings: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Returns logits [N, classes]; in training each call is a step."""
        if self.training:
            self.step += 1
        share = self.plain_share()
        cosines = self.cosines(embeddings)
        right = labels[:, None]
        plain = cosines.gather(1, right)
        mixed = (share * plain + psi(plain, self.settings.margin)) / (1 + share)
        return embeddings.norm(dim=1, keepdim=True) * cosines.scatter(1, right, mixed)
