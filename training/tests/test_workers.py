"""Processes that make batches end with the one that trains, also after a failure."""

import subprocess
import sys
from pathlib import Path

import pytest

# A loader's process fails in the middle; the frames of that exception know the loader.
SCRIPT = """
import sys
from torch.utils.data import DataLoader
from photosort_training.data.workers import leave_signals_to_parent, loaded

class Failing:
    def __len__(self):
        return 64

    def __getitem__(self, place):
        if place == 40:
            raise ValueError("a crop that is gone")
        return place

def main(method):
    loader = DataLoader(
        Failing(), batch_size=4, num_workers=2, worker_init_fn=leave_signals_to_parent,
        multiprocessing_context=method,
    )
    try:
        sum(int(batch.sum()) for batch in loaded(loader))
    except ValueError:
        sys.exit(3)

if __name__ == "__main__":
    main(sys.argv[1])
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_a_failure_in_a_loaders_process_ends_the_command(method: str, tmp_path: Path) -> None:
    script = tmp_path / "fails.py"
    script.write_text(SCRIPT, encoding="utf-8")
    found = {"cwd": Path(__file__).parent.parent, "env": {"PYTHONPATH": "."}}
    command = [sys.executable, str(script), method]
    assert subprocess.run(command, timeout=60, check=False, **found).returncode == 3
