"""What all tests share: one thread, and a toy set of people drawn by the test itself."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

torch.set_num_threads(1)


def draw_face(person: int, image: int, side: int = 32) -> np.ndarray:
    """Returns uint8 [side, side, 3]: a pattern of the person's own, with the image's noise."""
    of_person = np.random.default_rng([7, person])
    of_image = np.random.default_rng([8, person, image])
    pattern = cv2.resize(of_person.uniform(40, 215, (4, 4, 3)), (side, side))
    light = of_image.uniform(0.6, 1.1, size=3)
    image_noise = of_image.normal(0, 20, pattern.shape)
    return np.clip(pattern * light + image_noise, 0, 255).astype(np.uint8)


def write_people(folder: Path, counts: list[int], side: int = 32) -> Path:
    """Writes `folder/person-NN/image-N.png` with as many images of each person as told."""
    for person, count in enumerate(counts):
        place = folder / f"person-{person:02d}"
        place.mkdir(parents=True)
        for image in range(count):
            cv2.imwrite(str(place / f"image-{image}.png"), draw_face(person, image, side))
    return folder


@pytest.fixture
def toy_people(tmp_path: Path) -> Path:
    """Eight people of six images, and four with one."""
    return write_people(tmp_path / "people", [6] * 8 + [1] * 4)


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Returns the folder of a run that was trained and evaluated, and that of its export."""
    import yaml
    from test_commands import CONFIGURATION

    from photosort_training.__main__ import main

    base = tmp_path_factory.mktemp("finished")
    people = write_people(base / "people", [7] * 80)
    (base / "toy.yaml").write_text(yaml.safe_dump(CONFIGURATION))
    run, exported = base / "run", base / "exported"
    assert main(["train", str(base / "toy.yaml"), "--data", str(people), "--output", str(run)]) == 0
    assert main(["evaluate", str(run), "--data", str(people)]) == 0
    assert main(["export", str(run), "--output", str(exported)]) == 0
    return run, exported


@pytest.fixture
def our_detector() -> Path:
    """Returns the configuration of the detector that comes with photosort."""
    return Path(__file__).parent.parent / "configs" / "detector-distillation.yaml"
