/// The steps of a search that take time.
public enum SearchStage: Sendable {
  /// Scaling the image to the detector's canvas.
  case resize
  /// Running the detector and reading its outputs.
  case detect
  /// Placing landmarks more exactly.
  case refine
}

/// Finds the faces of a whole image: chooses the sizes at which the detector looks, and joins what
/// it finds.
///
/// The measurements behind its constants are in docs/accuracy.md.
public struct FaceSearch: Sendable {
  private let detector: FaceDetector
  private let detail: SearchDetail

  /// Makes a search.
  public init(_ detector: FaceDetector, detail: SearchDetail) {
    self.detector = detector
    self.detail = detail
  }

  /// Returns the faces of an image, best first.
  ///
  /// - Parameters:
  ///   - image: Upright pixels.
  ///   - scratch: Memory that no other run uses meanwhile.
  ///   - clock: What the time of each step is added to.
  /// - Returns: Boxes and landmarks in pixels of the image.
  /// - Throws: ``ModelError`` when the detector cannot run at a size.
  public func faces(
    in image: Image, scratch: Scratch, clock: StageClock<SearchStage> = StageClock()
  ) throws(ModelError) -> [FaceDetection] {
    let memory = Memory(scratch: scratch, clock: clock)
    var found = try upright(image, memory)
    let best = found.map(\.score).max() ?? 0
    if detail == .thorough, best < Self.upsideScore {
      found = try turned(image, best: best, memory) ?? found
    }
    guard let refiner = detector.refiner else { return found }
    return try clock.measure(.refine) { () throws(ModelError) in
      try refiner.refined(found, in: image, scratch: scratch)
    }
  }

  /// What belongs to the worker who searches.
  private struct Memory {
    let scratch: Scratch
    let clock: StageClock<SearchStage>
  }

  /// A face on its side is found with a lower score, and landmarks that make no sense: 99 of 100
  /// upright photos have a face above this, 99 of 100 lying ones have none.
  private static let upsideScore: Float = 0.91
  /// What a turn must bring: the least score, and by how much it must exceed the upright one.
  private static let turnedScore: Float = 0.8
  private static let turnedGain: Float = 0.03

  /// Returns the faces of the turn in which they are found best, or `nil` when that is upright.
  private func turned(
    _ image: Image, best: Float, _ memory: Memory
  ) throws(ModelError) -> [FaceDetection]? {
    var least = max(Self.turnedScore, best + Self.turnedGain)
    var result: [FaceDetection]?
    for quarters in 1...3 {
      let side = detail.longerSide
      let found = try pass(image, longerSide: side, quarters: quarters, memory)
      guard let score = found.map(\.score).max(), score >= least else { continue }
      least = score.nextUp
      result = suppressOverlaps(found, maximumOverlap: detector.settings.maximumOverlap)
    }
    return result
  }

  /// The passes over an image as it stands.
  private func upright(_ image: Image, _ memory: Memory) throws(ModelError) -> [FaceDetection] {
    var found: [FaceDetection] = []
    for (index, side) in detail.longerSides.enumerated()
    where index == 0 || image.longerSide > detail.longerSides[index - 1] {
      found += try pass(image, longerSide: side, memory)
    }
    let overlap = detector.settings.maximumOverlap
    found = suppressOverlaps(found, maximumOverlap: overlap)
    let canvas = min(detail.longerSide, image.longerSide)
    let largest = Self.largestFace * Float(image.longerSide) / Float(canvas)
    let isSure = found.contains { $0.score >= Self.sureScore }
    guard !isSure || found.contains(where: { $0.side > largest }) else { return found }
    let coarse = try pass(image, longerSide: max(Self.leastSide, canvas / 4), memory)
    // Of a large face the coarse pass knows more, whatever the scores say.
    let large = coarse.filter { $0.side > largest }
    let rest = (found + coarse).filter { face in
      !large.contains { $0.box.overlap(with: face.box) > Self.sameFace }
    }
    return suppressOverlaps(rest, maximumOverlap: overlap).joined(with: large)
  }

  /// Faces of more pixels than this on the canvas are larger than the detector was trained for:
  /// it misses many and its landmarks are off by half the eyes' distance.
  private static let largestFace: Float = 400
  /// A photo without any face of this score may hold one too large to be found.
  private static let sureScore: Float = 0.7
  /// The longer side of the smallest canvas worth looking at, in pixels.
  private static let leastSide = 64
  /// Two boxes of one large face, one of them badly placed, overlap at least so much.
  private static let sameFace: Float = 0.2

  /// Looks at an image once, at a size and turned by quarters.
  private func pass(
    _ image: Image, longerSide: Int, quarters: Int = 0, _ memory: Memory
  ) throws(ModelError) -> [FaceDetection] {
    let (width, height) = canvasSize(image, longerSide, quarters)
    let canvas = memory.clock.measure(.resize) {
      ImageResizer.resized(image, width: width, height: height)
    }
    let found = try memory.clock.measure(.detect) { () throws(ModelError) in
      try detector.detect(in: canvas.turned(quarters: quarters), scratch: memory.scratch)
    }
    let scaleX = Float(image.width) / Float(width)
    let scaleY = Float(image.height) / Float(height)
    return found.map { detection in
      detection.mapped { point in
        let p = canvas.unturned(point, quarters: quarters)
        return Point(x: p.x * scaleX, y: p.y * scaleY)
      }
    }
  }

  /// The size at which an image is looked at: not enlarged, and within the detector's size if it
  /// has but one.
  private func canvasSize(
    _ image: Image, _ longerSide: Int, _ quarters: Int
  ) -> (width: Int, height: Int) {
    var scale = min(1, Double(longerSide) / Double(image.longerSide))
    if let largest = detector.largestSize {
      let isTurned = quarters % 2 == 1
      let (width, height) = isTurned ? (image.height, image.width) : (image.width, image.height)
      scale = min(
        scale, Double(largest.width) / Double(width), Double(largest.height) / Double(height))
    }
    let (width, height) = (Double(image.width) * scale, Double(image.height) * scale)
    return (max(1, Int(width.rounded())), max(1, Int(height.rounded())))
  }
}

extension FaceDetection {
  /// The longer side of the box in pixels.
  fileprivate var side: Float { max(box.width, box.height) }
}

extension [FaceDetection] {
  /// These and others, best first.
  fileprivate func joined(with others: [FaceDetection]) -> [FaceDetection] {
    (self + others).sorted { ($1.score, $0.box.x, $0.box.y) < ($0.score, $1.box.x, $1.box.y) }
  }
}
