"""`make models`: where crops lie. Programs that it runs are stood in for."""

import shutil
import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parents[2] / "Makefile"
# Copies photos where photosort would cut out faces: crops DATA -o CROPS.
COPY = '#!/bin/sh\nmkdir -p "$4"\ntouch "$4/.photosort-crops"\ncp "$2"/* "$4"\n'


@pytest.fixture
def made(tmp_path):
    """Returns what runs `make models` on a folder, and the names of crops by their folder."""
    if shutil.which("make") is None:
        pytest.skip("there is no make")
    shutil.copy(MAKEFILE, tmp_path)
    (tmp_path / "toy.yaml").write_text("")
    (tmp_path / "copy").write_text(COPY)
    (tmp_path / "copy").chmod(0o755)

    def make(data: str) -> dict[str, set[str]]:
        done = ["-o", "build", "-o", "training/.venv/installed", "TRAINING=true"]
        options = [f"DATA={data}", "CONFIG=toy.yaml", "BINARY=./copy", *done]
        subprocess.run(["make", "models", *options], cwd=tmp_path, check=True, capture_output=True)
        folders = (tmp_path / "training" / "data").iterdir()
        return {folder.name: {path.name for path in folder.glob("[!.]*")} for folder in folders}

    return make


def test_each_folder_of_photos_has_crops_of_its_own_made_anew(made, tmp_path):
    for place, name in (("a", "ann"), ("b", "bob")):
        (tmp_path / place / "my photos").mkdir(parents=True)
        (tmp_path / place / "my photos" / name).write_text("")
    assert list(made("a/my photos").values()) == [{"ann"}]
    assert sorted(made("b/my photos").values(), key=sorted) == [{"ann"}, {"bob"}]
    (tmp_path / "a" / "my photos" / "ann").rename(tmp_path / "a" / "my photos" / "cy")
    (tmp_path / "link").symlink_to(tmp_path / "a" / "my photos")
    crops = made("link")
    assert sorted(crops.values(), key=sorted) == [{"bob"}, {"cy"}]
    assert all(name.startswith("my photos-") for name in crops)
