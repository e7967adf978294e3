import FaceInference

/// The images of make_face_goldens.py, drawn by the same integers.
enum DrawnImage {
  /// A smooth pattern: triangular waves along three directions.
  static func waves(width: Int, height: Int) -> Image {
    make(width, height) { x, y in
      [x * 9 + y * 4, x * 3 + y * 8, 2 * x + 5 * y].map { 2 * abs($0 % 254 - 127) }
    }
  }

  /// Samples without any structure.
  static func noise(width: Int, height: Int, seed: Int) -> Image {
    var random = SeededRandom(seed: seed)
    return make(width, height) { _, _ in
      (0..<3).map { _ in Int.random(in: 0...255, using: &random) }
    }
  }

  /// Makes an image from the three samples of each pixel.
  static func make(_ width: Int, _ height: Int, _ color: (Int, Int) -> [Int]) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width { pixels += color(x, y).map { UInt8($0) } }
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// A filled ellipse, in 64ths of the face's scale from its middle.
  private struct Ellipse {
    let x: Int
    let y: Int
    let radiusX: Int
    let radiusY: Int
    let color: [Int]
    var shade = 0
  }

  private static let ellipses = [
    Ellipse(x: 0, y: -8, radiusX: 46, radiusY: 58, color: [60, 40, 30]),
    Ellipse(x: 0, y: 0, radiusX: 38, radiusY: 50, color: [225, 180, 150], shade: 40),
    Ellipse(x: -16, y: -10, radiusX: 8, radiusY: 4, color: [250, 250, 250]),
    Ellipse(x: 16, y: -10, radiusX: 8, radiusY: 4, color: [250, 250, 250]),
    Ellipse(x: -16, y: -10, radiusX: 4, radiusY: 4, color: [40, 30, 25]),
    Ellipse(x: 16, y: -10, radiusX: 4, radiusY: 4, color: [40, 30, 25]),
    Ellipse(x: -16, y: -19, radiusX: 10, radiusY: 2, color: [70, 45, 30]),
    Ellipse(x: 16, y: -19, radiusX: 10, radiusY: 2, color: [70, 45, 30]),
    Ellipse(x: 0, y: 4, radiusX: 4, radiusY: 12, color: [205, 155, 125]),
    Ellipse(x: 0, y: 13, radiusX: 7, radiusY: 4, color: [190, 130, 105]),
    Ellipse(x: 0, y: 28, radiusX: 14, radiusY: 4, color: [180, 80, 80]),
    Ellipse(x: 0, y: 28, radiusX: 12, radiusY: 1, color: [120, 40, 40]),
  ]

  /// A face of ellipses around a middle, which is no photo and shows nobody.
  static func face(width: Int, height: Int, x cx: Int, y cy: Int, scale: Int) -> Image {
    make(width, height) { x, y in
      var color = [90 + x * 40 / width, 110 + y * 30 / height, 120]
      for e in ellipses {
        let (dx, dy) = ((x - cx) * 64 - e.x * scale, (y - cy) * 64 - e.y * scale)
        let (p, q, r) = (dx * e.radiusY, dy * e.radiusX, e.radiusX * e.radiusY * scale)
        guard p * p + q * q <= r * r else { continue }
        color = e.color.map { $0 - abs(dx) * e.shade / (64 * scale) }
      }
      return color
    }
  }
}
