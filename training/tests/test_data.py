"""People, their split, and images."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from conftest import draw_face, write_people

from photosort_training.configuration import (
    AugmentationConfiguration,
    DataConfiguration,
    InputConfiguration,
)
from photosort_training.data.faces import Draw, FaceDataset, FaceImages, find_damaged, read_crop
from photosort_training.data.people import (
    Person,
    check_known,
    find_people,
    read_names,
    split_people,
    without,
)
from photosort_training.data.transforms import DEVIATION, MEAN, FaceTransform
from photosort_training.errors import TrainingError

PEOPLE = [Person(f"Person {i}", (Path(f"{i}.png"),)) for i in range(1000)]
ALL = AugmentationConfiguration(0.5, 20, 0.2, 0.1, 0.3, 0.3, 0.3, 0.3, 0.5, 0.5)


def test_people_are_folders_and_hidden_ones_are_not(toy_people):
    (toy_people / "person-00" / ".hidden.png").write_bytes(b"")
    (toy_people / "person-00" / "notes.txt").write_text("")
    (toy_people / ".trash").mkdir()
    shutil.copy(toy_people / "person-00" / "image-0.png", toy_people / ".trash" / "a.png")
    people = find_people([toy_people])
    assert [person.name for person in people] == [f"person-{i:02d}" for i in range(12)]
    assert [len(person.images) for person in people] == [6] * 8 + [1] * 4


def test_one_name_in_two_folders_is_one_person(tmp_path):
    folders = [write_people(tmp_path / name, [2, 1]) for name in ("a", "b")]
    assert [len(person.images) for person in find_people(folders)] == [4, 2]


def test_a_person_is_a_folder_at_any_depth_by_its_path(tmp_path):
    for name in ("a/2019", "b/2019"):
        write_people(tmp_path / name, [1])
    (tmp_path / "a" / "2019" / "person-00" / "image-0.png").rename(tmp_path / "a" / "b.png")
    (tmp_path / "nobody.png").write_bytes(b"")
    assert [person.name for person in find_people([tmp_path])] == ["a", "b/2019/person-00"]


def test_a_link_upwards_is_not_followed(tmp_path):
    people = write_people(tmp_path / "people", [2])
    write_people(tmp_path / "private", [3])
    (people / "person-00" / "up").symlink_to(tmp_path)
    assert [(person.name, len(person.images)) for person in find_people([people])] == [
        ("person-00", 2)
    ]


def test_links_are_followed_but_not_round_in_circles(tmp_path):
    people = write_people(tmp_path / "people", [1])
    (people / "person-00" / "all").symlink_to(people)
    (people / "person-01").symlink_to(write_people(tmp_path / "elsewhere", [2]) / "person-00")
    assert [len(person.images) for person in find_people([people])] == [1, 2]


def test_a_folder_that_is_reached_twice_counts_once(tmp_path):
    people = write_people(tmp_path / "people", [2, 3])
    (tmp_path / "link").symlink_to(people)
    (people / "a-person").symlink_to(people / "person-01")
    (people / "ring").mkdir()
    (people / "ring" / "round").symlink_to(people / "person-00")
    (people / "person-00" / "about").symlink_to(people / "ring")
    folders = [people, tmp_path / "link", tmp_path / "." / "people" / ".." / "people"]
    found = find_people(folders)
    assert [(p.name, len(p.images)) for p in found] == [("person-00", 2), ("person-01", 3)]
    with pytest.raises(TrainingError, match="people lies in .*; give one of them"):
        find_people([people, tmp_path])


def test_names_are_one_however_they_are_composed(tmp_path):
    for folder, name in (("a", "Zoe\u0308"), ("b", "Zo\u00eb")):
        write_people(tmp_path / folder, [2])
        (tmp_path / folder / "person-00").rename(tmp_path / folder / name)
    (person,) = find_people([tmp_path / "a", tmp_path / "b"])
    assert person.name == "Zo\u00eb" and len(person.images) == 4
    (tmp_path / "names.txt").write_bytes(b"\xef\xbb\xbfZoe\xcc\x88\r\nAda\r\n")
    names = read_names(tmp_path / "names.txt")
    assert names == {"Zo\u00eb", "Ada"}
    with pytest.raises(TrainingError, match="Nobody among the people is called 'Ada'\\.$"):
        check_known(names, [person])


def test_of_many_unknown_names_five_are_told():
    names = frozenset(f"X{i}" for i in range(7)) | {"Person 3"}
    with pytest.raises(TrainingError, match="'X0', 'X1', 'X2', 'X3', 'X4' and 2 more"):
        check_known(names, PEOPLE)


def test_a_name_that_is_not_utf_8_is_told(tmp_path):
    write_people(tmp_path, [1])
    os.rename(tmp_path / "person-00", os.fsencode(tmp_path) + b"/J\xf6rg")
    with pytest.raises(TrainingError, match="is not UTF-8"):
        find_people([tmp_path])


def test_a_folder_without_people_is_told(tmp_path, toy_people):
    with pytest.raises(TrainingError, match="holds no images"):
        find_people([toy_people, tmp_path / "people" / "person-00"])
    with pytest.raises(TrainingError, match="is not a folder"):
        find_people([tmp_path / "absent"])


def test_split_keeps_everybody_once_in_about_the_shares():
    split = split_people(PEOPLE, 0.1, 0.2, seed=1)
    names = [p.name for use in (split.training, split.validation, split.test) for p in use]
    assert sorted(names) == sorted(person.name for person in PEOPLE)
    assert 70 < len(split.validation) < 130 and 160 < len(split.test) < 240


def test_split_of_a_person_depends_on_name_and_seed_alone():
    test = {person.name for person in split_people(PEOPLE, 0.1, 0.2, 1).test}
    fewer = {person.name for person in split_people(PEOPLE[::-7], 0.1, 0.2, 1).test}
    assert fewer == test & {person.name for person in PEOPLE[::-7]}
    assert test != {person.name for person in split_people(PEOPLE, 0.1, 0.2, 2).test}


def test_listed_people_are_for_testing(tmp_path):
    (tmp_path / "names.txt").write_text("Person 3\n\n Person 5 \n")
    split = split_people(PEOPLE, 0.5, 0, 1, read_names(tmp_path / "names.txt"))
    assert [person.name for person in split.test] == ["Person 3", "Person 5"]


def test_people_with_one_image_are_numbered_last(toy_people):
    images = FaceImages.of(reversed(find_people([toy_people])))
    assert images.classes == 8
    assert (np.bincount(images.labels) == [6] * 8 + [1] * 4).all()
    for path, label in zip(images.paths, images.labels, strict=True):
        assert path.parent.name == f"person-{label:02d}"


def test_damaged_images_are_told_and_left_out(toy_people):
    broken = toy_people / "person-01" / "image-0.png"
    broken.write_bytes(broken.read_bytes()[:100])
    empty = toy_people / "person-09" / "image-0.png"
    empty.write_bytes(b"")
    write_people(toy_people / "x", [1], side=40)
    small = toy_people / "person-02" / "image-0.png"
    (toy_people / "x" / "person-00" / "image-0.png").replace(small)
    people = find_people([toy_people])
    damaged = find_damaged([path for person in people for path in person.images], 32)
    assert set(damaged) == {broken, empty, small}
    assert "40×40 pixels, not 32×32" in damaged[small]
    kept = without(people, frozenset(damaged))
    assert len(kept) == 11 and sum(len(person.images) for person in kept) == 49


def test_colours_are_read_red_first(tmp_path):
    folder = write_people(tmp_path, [1])
    image = read_crop(folder / "person-00" / "image-0.png", 32)
    # The test writes with OpenCV, whose order is blue first.
    np.testing.assert_array_equal(image[..., ::-1], draw_face(0, 0))


def transform(side, colors="rgb", stored=48, face=32, augmentation=None):
    return FaceTransform(
        DataConfiguration(stored, face), InputConfiguration(side, colors), augmentation or ALL
    )


def test_without_augmentation_the_middle_is_cut_out_exactly():
    image = np.random.default_rng(1).integers(0, 256, (48, 48, 3), dtype=np.uint8)
    planes = transform(32)(image, None)
    expected = (image[8:40, 8:40].astype(np.float32) - MEAN) / DEVIATION
    np.testing.assert_allclose(planes, expected.transpose(2, 0, 1), atol=1e-6)


def test_grey_is_the_weighed_mean_of_the_planes():
    image = np.random.default_rng(1).integers(0, 256, (48, 48, 3), dtype=np.uint8)
    planes = transform(32)(image, None)
    grey = transform(32, "grey")(image, None)
    expected = np.tensordot([0.299, 0.587, 0.114], planes, axes=1)
    assert grey.shape == (1, 32, 32)
    np.testing.assert_allclose(grey[0], expected, atol=1e-6)


def test_mirroring_alone_is_exact():
    image = np.random.default_rng(1).integers(0, 256, (48, 48, 3), dtype=np.uint8)
    settings = AugmentationConfiguration(mirror=1)
    mirrored = transform(32, augmentation=settings)(image, np.random.default_rng(1))
    np.testing.assert_allclose(mirrored, transform(32)(image, None)[:, :, ::-1], atol=1e-6)


@pytest.mark.parametrize("colors", ["rgb", "grey"])
def test_augmentation_repeats_with_its_seed_and_stays_in_range(toy_people, colors):
    images = FaceImages.of(find_people([toy_people]))
    dataset = FaceDataset(images, 32, transform(24, colors, 32, 28))
    first, label = dataset[Draw(3, (1, 2, 3))]
    again, _ = dataset[Draw(3, (1, 2, 3))]
    other, _ = dataset[Draw(3, (1, 2, 4))]
    assert label == 0 and first.dtype == torch.float32 and first.is_contiguous()
    assert torch.equal(first, again) and not torch.equal(first, other)
    for seed in range(50):
        image, _ = dataset[Draw(seed % 40, (seed,))]
        assert image.shape == (1 if colors == "grey" else 3, 24, 24)
        assert image.abs().max() <= 1.0001
