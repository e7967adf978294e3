"""Makes the photos and the numbers that the decoding tests use, all from formulas.

Run in this folder with Pillow 13, which is also the oracle of CMYK. The tests know the same formulas.
"""

import struct
import zlib

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 96, 64


def gradient(width=WIDTH, height=HEIGHT):
    """Red grows to the right, green downwards, blue along both."""
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    red, green = x * 255 // (width - 1), y * 255 // (height - 1)
    return np.stack([red, green, (x + y) * 255 // (width + height - 2)], 2).astype(np.uint8)


def stored(upright, orientation):
    """Turns upright pixels into those that an EXIF orientation brings upright again."""
    turned = {
        1: lambda a: a,
        2: lambda a: a[:, ::-1],
        3: lambda a: a[::-1, ::-1],
        4: lambda a: a[::-1],
        5: lambda a: a.transpose(1, 0, 2),
        6: lambda a: np.rot90(a, 1),
        7: lambda a: a[::-1, ::-1].transpose(1, 0, 2),
        8: lambda a: np.rot90(a, -1),
    }
    return np.ascontiguousarray(turned[orientation](upright))


def exif(orientation):
    """A little-endian EXIF block of one tag."""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def save(name, pixels, **options):
    Image.fromarray(pixels).save(name, **options)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def write_png(name, width, height, depth, colour, rows, interlaced=0, before=()):
    """Writes a PNG of rows, which lack the filter byte, with chunks before the data."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    with open(name, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header))
        for kind, content in before:
            file.write(chunk(kind, content))
        file.write(chunk(b"IDAT", data) + chunk(b"IEND", b""))


def adam7_rows(pixels):
    """The rows of the seven passes of an interlaced PNG, in order."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
              (0, 1, 1, 2)]
    for x, y, step_x, step_y in passes:
        for row in pixels[y::step_y, x::step_x]:
            if row.size:
                yield row.tobytes()


def make_jpegs():
    upright = gradient()
    for orientation in range(1, 9):
        save(f"orientation-{orientation}.jpg", stored(upright, orientation), quality=95,
             subsampling=0, exif=b"Exif\0\0" + exif(orientation))
    # Sides that no power of two divides, and several colour units each way.
    large = gradient(203, 155)
    save("baseline.jpg", large, quality=90, subsampling=2)
    save("progressive.jpg", large, quality=90, subsampling=2, progressive=True)
    save("restart.jpg", large, quality=90, subsampling=2, restart_marker_rows=1)
    save("rotated.jpg", stored(large, 6), quality=90, subsampling=2, exif=b"Exif\0\0" + exif(6))
    save("grey.jpg", large[:, :, 2], quality=90)
    # Many long codes, and codes made for one picture.
    noise = np.random.default_rng(1).integers(0, 256, (45, 61, 3)).astype(np.uint8)
    save("noise.jpg", noise, quality=97, subsampling=2)
    save("noise-422.jpg", noise, quality=60, subsampling=1, optimize=True, restart_marker_blocks=3)
    cmyk = Image.fromarray(np.dstack([255 - large, large[:, ::-1, 0] // 2]), "CMYK")
    cmyk.save("cmyk.jpg", quality=95)
    Image.open("cmyk.jpg").convert("RGB").save("cmyk-expected.png")


def make_pngs():
    upright = gradient()
    wide = upright.astype(">u2") * 257
    write_png("rgb16.png", WIDTH, HEIGHT, 16, 2, [row.tobytes() for row in wide])
    write_png("grey16.png", WIDTH, HEIGHT, 16, 0, [row.tobytes() for row in wide[:, :, 0]])
    write_png("interlaced.png", WIDTH, HEIGHT, 8, 2, adam7_rows(upright), interlaced=1)
    write_png("exif.png", HEIGHT, WIDTH, 8, 2, [row.tobytes() for row in stored(upright, 8)],
              before=[(b"eXIf", exif(8))])
    # Red and hidden blue: column x has alpha 255 x / 95.
    alpha = (np.arange(WIDTH) * 255 // (WIDTH - 1)).astype(np.uint8)
    pixels = np.zeros((8, WIDTH, 4), np.uint8)
    pixels[..., 2], pixels[..., 3] = 255, alpha
    write_png("alpha.png", WIDTH, 8, 8, 6, [row.tobytes() for row in pixels])
    # Four colours in stripes, the third transparent.
    indices = bytes([0b00011011] * 4)
    palette = bytes([255, 0, 0, 0, 255, 0, 9, 9, 9, 0, 0, 255])
    write_png("palette.png", 16, 4, 2, 3, [indices] * 4,
              before=[(b"PLTE", palette), (b"tRNS", bytes([255, 255, 0]))])
    write_png("bits.png", 16, 4, 1, 0, [bytes([0b01010101, 0b00001111])] * 4)


make_jpegs()
make_pngs()
