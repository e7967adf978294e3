"""Pictures without faces that a careless detector takes for faces."""

import string

import cv2
import numpy as np


def pattern(side: int, generator: np.random.Generator) -> np.ndarray:
    """Returns uint8 [side, side, 3]: clouds, often with stripes, shapes or letters upon them."""
    image = _clouds(side, generator)
    kind = generator.integers(5)
    if kind == 0:
        image += _stripes(side, generator)
    image = np.clip(image, 0, 255).astype(np.uint8)
    if kind in (1, 2, 3):
        (_shapes, _letters, _knobs)[kind - 1](image, generator)
    return image


def _color(generator: np.random.Generator) -> tuple[float, float, float]:
    """Returns a random colour; half of them are those of skin, which are bright and reddish."""
    if generator.random() < 0.5:
        light = generator.uniform(60, 250)
        return light, light * generator.uniform(0.6, 0.9), light * generator.uniform(0.4, 0.8)
    return tuple(generator.uniform(0, 255, 3).tolist())


def _clouds(side: int, generator: np.random.Generator) -> np.ndarray:
    """Returns smooth noise of several sizes of grain upon a colour, float32."""
    image = np.full((side, side, 3), _color(generator), dtype=np.float32)
    grain, strength = generator.integers(2, 5), generator.uniform(5, 60)
    while grain < side:
        planes = 3 if generator.random() < 0.3 else 1
        noise = generator.normal(0, strength, (grain, grain, planes)).astype(np.float32)
        noise = cv2.resize(noise, (side, side), interpolation=cv2.INTER_LINEAR)
        image += noise.reshape(side, side, planes)
        grain, strength = grain * generator.integers(2, 5), strength * generator.uniform(0.3, 0.9)
    return image


def _stripes(side: int, generator: np.random.Generator) -> np.ndarray:
    """Returns waves or checks of a random period and direction, float32 around 0."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    period, angle = np.exp(generator.uniform(1, 4.5)), generator.uniform(0, np.pi)
    turned = (x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle))
    wave = np.sin(2 * np.pi / period * turned[0])
    if generator.random() < 0.5:
        wave = wave * np.sin(2 * np.pi / period * turned[1])
    if generator.random() < 0.5:
        wave = np.sign(wave)
    return wave[..., np.newaxis] * generator.uniform(10, 90, 3).astype(np.float32)


def _shapes(image: np.ndarray, generator: np.random.Generator) -> None:
    """Draws ellipses, rectangles and lines."""
    side = image.shape[0]
    for _ in range(generator.integers(3, 40)):
        first, second = generator.integers(0, side, (2, 2)).tolist()
        size = [int(extent) for extent in np.exp(generator.uniform(1, 4.5, 2))]
        width = int(generator.choice([-1, 1, 3]))
        match generator.integers(3):
            case 0:
                turn = generator.uniform(0, 180)
                cv2.ellipse(image, first, size, turn, 0, 360, _color(generator), width)
            case 1:
                corner = [first[0] + size[0], first[1] + size[1]]
                cv2.rectangle(image, first, corner, _color(generator), width)
            case 2:
                cv2.line(image, first, second, _color(generator), abs(width))


def _letters(image: np.ndarray, generator: np.random.Generator) -> None:
    """Writes lines of letters and digits."""
    alphabet = np.array(list(string.ascii_letters + string.digits + " .,"))
    for _ in range(generator.integers(2, 12)):
        text = "".join(generator.choice(alphabet, 20))
        place = generator.integers(-20, image.shape[0], 2).tolist()
        font = int(generator.integers(8))
        scale, width = generator.uniform(0.3, 3), int(generator.integers(1, 5))
        cv2.putText(image, text, place, font, scale, _color(generator), width)


def _knobs(image: np.ndarray, generator: np.random.Generator) -> None:
    """Draws discs with spots, as sockets, clocks, dials and berries have them; none is a face.

    The spots lie at random: no two over a third, which a detector may well take for a face.
    """
    side = image.shape[0]
    for _ in range(generator.integers(2, 25)):
        middle = generator.integers(0, side, 2)
        radius = float(np.exp(generator.uniform(1.5, 4.2)))
        axes = [int(radius), int(radius * generator.uniform(0.8, 1.3))]
        cv2.ellipse(image, middle.tolist(), axes, 0, 0, 360, _color(generator), -1)
        turn = generator.uniform(0, 2 * np.pi)
        spot, color = max(1, int(radius * generator.uniform(0.08, 0.25))), _color(generator)
        for angle in turn + np.array([0, np.pi] if generator.random() < 0.5 else [0, 2.1, 4.2]):
            place = middle + 0.5 * radius * np.array([np.cos(angle), np.sin(angle)])
            cv2.circle(image, [int(v) for v in place], spot, color, -1)
