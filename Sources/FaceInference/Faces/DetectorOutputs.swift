internal import Foundation

extension DetectorSettings {
  /// The names of the network's outputs, by family.
  var outputNames: [String] {
    switch family {
    case .yunet: strides.flatMap { s in ["cls", "obj", "bbox", "kps"].map { "\($0)_\(s)" } }
    case .retinaface: ["loc", "conf", "landms"]
    }
  }
}

/// A detector's raw outputs for one image, and how faces are read from them.
struct DetectorOutputs {
  private let settings: DetectorSettings
  private let canvas: (width: Int, height: Int)
  private let values: [String: UnsafeBufferPointer<Float>]

  /// Takes the outputs of a run and checks that they have the sizes that the canvas asks for.
  init(
    _ settings: DetectorSettings, _ canvas: (width: Int, height: Int), _ run: Plan.Run
  ) throws(ModelError) {
    self.settings = settings
    self.canvas = canvas
    var values: [String: UnsafeBufferPointer<Float>] = [:]
    for name in settings.outputNames { values[name] = run.output(name)?.values }
    self.values = values
    for (name, count) in expectedCounts where values[name]?.count != count {
      throw .unexpected(
        reason: "its output '\(name)' has \(values[name]?.count ?? 0) values, not \(count)")
    }
  }

  private func cells(_ stride: Int) -> (columns: Int, rows: Int) {
    ((canvas.width + stride - 1) / stride, (canvas.height + stride - 1) / stride)
  }

  private var expectedCounts: [(String, Int)] {
    switch settings.family {
    case .yunet:
      return settings.strides.flatMap { stride in
        let count = cells(stride).columns * cells(stride).rows
        return [("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10)].map {
          ("\($0.0)_\(stride)", count * $0.1)
        }
      }
    case .retinaface(let anchors, _):
      let count = zip(settings.strides, anchors).reduce(0) { sum, level in
        sum + cells(level.0).columns * cells(level.0).rows * level.1.count
      }
      return [("loc", count * 4), ("conf", count * 2), ("landms", count * 10)]
    }
  }

  /// Returns every face at a score or above, in pixels of the canvas, overlapping ones included.
  func candidates(minimumScore: Float) -> [FaceDetection] {
    switch settings.family {
    case .yunet: settings.strides.flatMap { yunetLevel($0, minimumScore) }
    case .retinaface(let anchors, let variances):
      retinafaceLevels(anchors, variances, minimumScore)
    }
  }

  /// score = √(class · object); the box's middle and the points are offsets from the cell's
  /// corner in cells, its sides are exponents.
  private func yunetLevel(_ stride: Int, _ minimumScore: Float) -> [FaceDetection] {
    guard let classes = values["cls_\(stride)"], let objects = values["obj_\(stride)"],
      let boxes = values["bbox_\(stride)"], let points = values["kps_\(stride)"]
    else { return [] }
    let (columns, s) = (cells(stride).columns, Float(stride))
    return classes.indices.compactMap { cell in
      let score = (clamped(classes[cell]) * clamped(objects[cell])).squareRoot()
      guard score >= minimumScore else { return nil }
      let (x, y) = (Float(cell % columns), Float(cell / columns))
      let (width, height) = (expf(boxes[cell * 4 + 2]) * s, expf(boxes[cell * 4 + 3]) * s)
      let box = BoundingBox(
        x: (x + boxes[cell * 4]) * s - width / 2, y: (y + boxes[cell * 4 + 1]) * s - height / 2,
        width: width, height: height)
      let landmarks = (0..<5).map { k in
        Point(x: (x + points[cell * 10 + 2 * k]) * s, y: (y + points[cell * 10 + 2 * k + 1]) * s)
      }
      return detection(box, landmarks, score)
    }
  }

  /// Offsets are relative to anchor boxes: levels, then rows, columns and the anchor's sides.
  private func retinafaceLevels(
    _ anchors: [[Float]], _ variances: [Float], _ minimumScore: Float
  ) -> [FaceDetection] {
    guard let offsets = values["loc"], let scores = values["conf"], let points = values["landms"]
    else { return [] }
    var found: [FaceDetection] = []
    var index = 0
    for (stride, sides) in zip(settings.strides, anchors) {
      let (columns, rows) = cells(stride)
      for cell in 0..<(columns * rows) {
        let x = (Float(cell % columns) + 0.5) * Float(stride)
        let y = (Float(cell / columns) + 0.5) * Float(stride)
        for side in sides {
          defer { index += 1 }
          let score = scores[index * 2 + 1]
          guard score >= minimumScore else { continue }
          let (middle, size) = (variances[0] * side, variances[1])
          let width = side * expf(offsets[index * 4 + 2] * size)
          let height = side * expf(offsets[index * 4 + 3] * size)
          let box = BoundingBox(
            x: x + offsets[index * 4] * middle - width / 2,
            y: y + offsets[index * 4 + 1] * middle - height / 2, width: width, height: height)
          let landmarks = (0..<5).map { k in
            Point(
              x: x + points[index * 10 + 2 * k] * middle,
              y: y + points[index * 10 + 2 * k + 1] * middle)
          }
          found += detection(box, landmarks, clamped(score)).map { [$0] } ?? []
        }
      }
    }
    return found
  }

  private func clamped(_ score: Float) -> Float { min(max(score, 0), 1) }

  /// A detection, unless the network gave numbers that are none.
  private func detection(
    _ box: BoundingBox, _ landmarks: [Point], _ score: Float
  ) -> FaceDetection? {
    let numbers = [box.x, box.y, box.width, box.height] + landmarks.flatMap { [$0.x, $0.y] }
    guard numbers.allSatisfy({ $0.isFinite && abs($0) < 1e6 }), box.area > 0 else { return nil }
    return FaceDetection(box: box, landmarks: FaceLandmarks(points: landmarks), score: score)
  }
}
