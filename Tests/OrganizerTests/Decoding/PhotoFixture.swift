import FaceInference
import Foundation
import Organizer

/// The photos of `Fixtures/Photos`, which `make_fixtures.py` made, and the formulas behind them.
enum PhotoFixture {
  /// Returns the bytes of a fixture; a missing one fails the test.
  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = Bundle.module.bundleURL.appendingPathComponent("Fixtures/Photos")
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
  }

  /// Decodes a fixture.
  static func decoded(_ name: String, minimumLongerSide: Int? = nil) throws -> DecodedPhoto {
    let bytes = try bytes(name)
    return try PhotoDecoder().decode(bytes.span, minimumLongerSide: minimumLongerSide)
  }

  /// The pattern of the fixtures: red grows to the right, green downwards, blue along both.
  static func gradient(width: Int, height: Int) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let red = x * 255 / (width - 1)
        let green = y * 255 / (height - 1)
        let blue = (x + y) * 255 / (width + height - 2)
        pixels += [UInt8(red), UInt8(green), UInt8(blue)]
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// Every fixture that is a photo.
  static let names: [String] =
    (1...8).map { "orientation-\($0).jpg" } + [
      "baseline.jpg", "progressive.jpg", "restart.jpg", "rotated.jpg", "grey.jpg", "cmyk.jpg",
      "noise.jpg", "noise-422.jpg", "rgb16.png", "grey16.png", "interlaced.png", "exif.png",
      "alpha.png", "palette.png",
      "bits.png",
    ]

  /// Returns the mean and the largest difference of the samples of two images of one size.
  static func difference(_ a: Image, _ b: Image) -> (mean: Double, largest: Int) {
    let differences = zip(a.pixels, b.pixels).map { abs(Int($0) - Int($1)) }
    return (Double(differences.reduce(0, +)) / Double(differences.count), differences.max() ?? 0)
  }

  /// A small generator for reproducible damage and patterns (SplitMix64).
  struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}
