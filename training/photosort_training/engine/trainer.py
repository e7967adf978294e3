"""The training loop."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.tensorboard import SummaryWriter

from photosort_training.configuration import TrainingConfiguration
from photosort_training.data.source import Batch, BatchSource
from photosort_training.engine.average import AveragedWeights
from photosort_training.engine.checkpoint import (
    are_finite,
    random_states,
    read_checkpoint,
    restore_random_states,
    write_checkpoint,
)
from photosort_training.engine.distributed import Group, from_all, from_first
from photosort_training.engine.objective import Curves, Objective
from photosort_training.engine.optimizers import Optimizers
from photosort_training.engine.precision import PRECISIONS, MixedPrecision
from photosort_training.engine.schedule import learning_rate
from photosort_training.errors import TrainingError
from photosort_training.reporting import say

CHECKPOINT = "checkpoint.pt"

# How often, in steps, curves are written and several processes agree whether to stop; both wait
# for the device.
CURVE_STEPS = 10


class _Step(nn.Module):
    """Network and objective as one module, so that the gradients of both are averaged."""

    def __init__(self, network: nn.Module, objective: Objective) -> None:
        super().__init__()
        self.network = network
        self.objective = objective

    def forward(self, batch: Batch) -> tuple[torch.Tensor, Curves]:
        return self.objective(self.network, batch)


class Trainer:
    """Trains a network by an objective on the batches of a source.

    Args:
        network: What is trained.
        objective: What is minimized; its weights are trained too.
        source: Yields batches.
        settings: Optimizer, schedule, precision.
        output: The folder for the checkpoint and TensorBoard's events.
        seed: Of what the processor's generators draw, such as dropout.
        group: The processes that train together.
        evaluate: Called after each epoch in the first process with the network as it would be
            exported, and returns numbers for TensorBoard.
    """

    def __init__(
        self,
        network: nn.Module,
        objective: Objective,
        source: BatchSource,
        settings: TrainingConfiguration,
        output: Path,
        *,
        seed: int = 1,
        group: Group | None = None,
        evaluate: Callable[[nn.Module], dict[str, float]] | None = None,
    ) -> None:
        self.group = group or Group()
        self.source = source
        self.settings = settings
        self.output = output
        self.seed = seed
        self.evaluate = evaluate
        # Set it, from a signal's handler say, and the run ends after the step in hand.
        self.stop_requested = False
        self.epoch, self.batch, self.step = 0, 0, 0
        self.plan: Any = None
        self.loss = torch.zeros(())
        device = self.group.device
        if self.group.size > 1 and device.type == "cuda":
            network = nn.SyncBatchNorm.convert_sync_batchnorm(network)
        # The order of the fastest convolutions, on processors and on GPUs.
        self.network = network.to(device, memory_format=torch.channels_last)
        self.objective = objective.to(device)
        self.average = (
            AveragedWeights(network, settings.average_decay) if settings.average_decay else None
        )
        self.optimizers = Optimizers(network, objective, settings)
        self.scaler = torch.amp.GradScaler(device.type, enabled=settings.precision == "float16")
        module = _Step(MixedPrecision(self.network, PRECISIONS[settings.precision]), self.objective)
        self.module = DistributedDataParallel(module) if self.group.size > 1 else module

    def run(self, resume: bool = False, begin: Callable[[], None] | None = None) -> bool:
        """Trains to the last epoch, and returns whether it got there.

        Args:
            resume: Go on from the checkpoint in the output folder; the run then ends with the
                weights that it would have ended with uninterrupted.
            begin: Called in the first process once the checkpoint serves, before the first step:
                what it writes is not written by a run that is refused.

        Raises:
            TrainingError: when there is no usable checkpoint, or the loss is not finite.
        """
        torch.manual_seed(self.seed + self.group.rank)
        if resume:
            self._restore(read_checkpoint(self.output / CHECKPOINT))
            if self.epoch >= self.settings.epochs and self.group.is_first:
                say(f"The run in {self.output} is at its end; nothing is left to train.")
        elif self.group.is_first:
            self.output.mkdir(parents=True, exist_ok=True)
        if begin is not None and self.group.is_first:
            begin()
        writer = (
            SummaryWriter(str(self.output), purge_step=self.step) if self.group.is_first else None
        )
        try:
            while self.epoch < self.settings.epochs and not self._stops():
                self._run_epoch(writer)
        finally:
            if writer is not None:
                writer.close()
        return self.epoch >= self.settings.epochs

    def _run_epoch(self, writer: SummaryWriter | None) -> None:
        """Runs what is left of an epoch; when it was the rest, evaluates and moves on."""
        if self.plan is None:
            plan = self.source.plan(self.epoch, self.network) if self.group.is_first else None
            self.plan = from_first(plan)
        self.module.train()
        for batch in self._batches():
            self._run_step(batch.to(self.group.device), writer)
            self.batch += 1
            if self._stops():
                break
            if self.step % self.settings.checkpoint_steps == 0:
                self._save()
        self._check_health()
        if self.batch >= self.source.batch_count:
            self.epoch, self.batch, self.plan = self.epoch + 1, 0, None
            self._watch(writer)
        self._save()

    def _batches(self) -> Iterator[Batch]:
        """Yields what is left of an epoch; nothing more when that fails after a stop was asked for.

        A signal to the whole group of processes ends a loader's process that is still starting.
        """
        batches = iter(self.source.batches(self.plan, self.epoch, self.batch))
        while True:
            try:
                batch = next(batches, None)
            except RuntimeError:
                # Several processes must stop at the same step.
                if not self.stop_requested or self.group.size > 1:
                    raise
                return
            if batch is None:
                return
            yield batch

    def _run_step(self, batch: Batch, writer: SummaryWriter | None) -> None:
        """Moves the weights once."""
        steps = self.settings.epochs * self.source.batch_count
        rate = learning_rate(self.step, steps, self.settings)
        self.optimizers.set_rate(rate)
        loss, curves = self.module(batch)
        self.optimizers.clear()
        self.scaler.scale(loss).backward()
        self._limit_gradient()
        self.optimizers.step(self.scaler)
        self.scaler.update()
        if self.average is not None:
            self.average.update(self.network)
        self.step += 1
        self.loss = loss.detach()
        if self.step % CURVE_STEPS == 0:
            self._require_finite("loss is", {"": self.loss})
            _write(writer, {"loss": self.loss, "learning rate": rate, **curves}, "train", self.step)

    def _limit_gradient(self) -> None:
        """Shortens a gradient that is too long (Pascanu et al., 2013)."""
        if self.settings.gradient_limit > 0:
            self.optimizers.unscale(self.scaler)
            nn.utils.clip_grad_norm_(self.module.parameters(), self.settings.gradient_limit)

    def exported_network(self) -> nn.Module:
        """Returns a copy of the network with the averaged weights, if such are kept."""
        network = copy.deepcopy(self.network)
        if self.average is not None:
            network.load_state_dict(self.average.values)
        return network.eval()

    def _watch(self, writer: SummaryWriter | None) -> None:
        """Evaluates the network and draws the results."""
        if self.evaluate is not None and self.group.is_first:
            state = random_states()
            _write(writer, self.evaluate(self.exported_network()), "validation", self.step)
            restore_random_states(state)

    def _stops(self) -> bool:
        """Returns whether any process was asked to stop, the same in all of them."""
        is_time = self.group.size == 1 or self.step % CURVE_STEPS == 0
        return is_time and any(from_all(self.stop_requested))

    def _check_health(self) -> None:
        """Checks that loss and weights are finite: what is not is never saved over what was."""
        self._require_finite("loss is", {"": self.loss})
        for module in (self.network, self.objective):
            self._require_finite("weights are", module.state_dict())
        if self.average is not None:
            self._require_finite("weights are", self.average.values)

    def _require_finite(self, what: str, tensors: dict[str, torch.Tensor]) -> None:
        """Raises `TrainingError` unless all tensors are finite; `what` begins its sentence."""
        if not are_finite(tensors):
            raise TrainingError(
                f"The {what} not finite after {self.step} steps; lower the learning rate."
            )

    def _save(self) -> None:
        """Writes everything that the rest of the run depends on."""
        self._check_health()
        states = from_all(random_states())
        if not self.group.is_first:
            return
        write_checkpoint(
            self.output / CHECKPOINT,
            {
                "network": self.network.state_dict(),
                "objective": self.objective.state_dict(),
                "optimizers": self.optimizers.state_dict(),
                "scaler": self.scaler.state_dict(),
                "average": self.average.state_dict() if self.average else None,
                "position": {"epoch": self.epoch, "batch": self.batch, "step": self.step},
                "plan": self.plan,
                "random": states,
            },
        )

    def _restore(self, state: dict[str, Any]) -> None:
        """Takes over what `_save` wrote."""
        if len(state["random"]) != self.group.size:
            raise TrainingError(
                f"The run was of {len(state['random'])} processes, and this one is of "
                f"{self.group.size}."
            )
        try:
            self.network.load_state_dict(state["network"])
            self.objective.load_state_dict(state["objective"])
            self.optimizers.load_state_dict(state["optimizers"])
            if self.average is not None:
                self.average.load_state_dict(state["average"])
        except (RuntimeError, ValueError, KeyError, TypeError) as error:
            raise TrainingError(
                "The checkpoint is that of another configuration or other people."
            ) from error
        self._check_plan(state["plan"])
        self.scaler.load_state_dict(state["scaler"])
        self.plan = state["plan"]
        self.epoch, self.batch, self.step = (
            state["position"][key] for key in ("epoch", "batch", "step")
        )
        restore_random_states(state["random"][self.group.rank])

    def _check_plan(self, plan: Any) -> None:
        """Checks that a plan is of as many batches as an epoch has; else it would never end."""
        if plan is not None and len(plan) != self.source.batch_count:
            raise TrainingError(
                f"The run is in an epoch of {len(plan)} batches, and now it would be of "
                f"{self.source.batch_count}; go on with as many, or choose another folder."
            )


def _write(writer: SummaryWriter | None, curves: Curves, group: str, step: int) -> None:
    """Adds a point to each curve."""
    if writer is not None:
        for name, value in curves.items():
            writer.add_scalar(f"{group}/{name}", float(value), step)
