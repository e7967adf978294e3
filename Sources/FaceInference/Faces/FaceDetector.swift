/// Finds faces in an image at the size it is given.
public struct FaceDetector: Sendable {
  /// How the network is fed and read.
  public let settings: DetectorSettings
  private let network: Network
  private let inputName: String
  /// What places its landmarks more exactly, where its manifest has it.
  let refiner: LandmarkRefiner?

  /// Makes a detector.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - settings: How it is fed and read.
  ///   - refiner: What ``DetectorSettings/refinement`` describes.
  /// - Throws: ``ModelError/unexpected(reason:)`` when the network lacks the input or the outputs
  ///   that its family has.
  public init(
    _ network: Network, _ settings: DetectorSettings, refiner: LandmarkRefiner? = nil
  ) throws(ModelError) {
    self.network = network
    self.refiner = refiner
    self.settings = settings
    guard let inputName = settings.input.name, network.inputs.map(\.name) == [inputName] else {
      throw .unexpected(reason: "its input is not '\(settings.input.name ?? "named")'")
    }
    self.inputName = inputName
    for name in settings.outputNames where !network.outputs.contains(name) {
      throw .unexpected(reason: "it has no output '\(name)'")
    }
    // Planned once, so that a network which cannot run is found out before the first photo.
    let side = settings.multiple
    _ = try network.plan(
      for: inputShape(settings.fixedSize ?? (width: side * 4, height: side * 4)),
      fromSource: true)
  }

  /// The largest image that fits, in pixels, or `nil` when any does.
  public var largestSize: (width: Int, height: Int)? { settings.fixedSize }

  /// Returns the faces of an image, best first.
  ///
  /// - Parameters:
  ///   - image: Upright pixels, at the size at which faces are to be looked for.
  ///   - border: Empty pixels added on every side, so that a face that fills the image is seen
  ///     as a whole.
  ///   - minimumScore: The least score, or `nil` for the model's own.
  ///   - scratch: Memory that no other run uses meanwhile.
  /// - Returns: Boxes and landmarks in pixels of the image; both may reach beyond it.
  /// - Throws: ``ModelError`` when the network cannot run at this size.
  public func detect(
    in image: Image, border: Int = 0, minimumScore: Float? = nil, scratch: Scratch
  ) throws(ModelError) -> [FaceDetection] {
    let canvas = canvasSize(width: image.width + 2 * border, height: image.height + 2 * border)
    let plan = try network.plan(for: inputShape(canvas), fromSource: true)
    var run = plan.begin(scratch)
    // The run only points into this memory.
    defer { withExtendedLifetime(scratch) {} }
    execute(&run, on: image, border: border, canvas)
    let outputs = try DetectorOutputs(settings, canvas, run)
    let found = outputs.candidates(minimumScore: minimumScore ?? settings.minimumScore)
    let kept = suppressOverlaps(found, maximumOverlap: settings.maximumOverlap)
    let shift = Float(border)
    return border == 0
      ? kept : kept.map { $0.mapped { Point(x: $0.x - shift, y: $0.y - shift) } }
  }

  /// Runs the network on an image with a border around it.
  private func execute(
    _ run: inout Plan.Run, on image: Image, border: Int, _ canvas: (width: Int, height: Int)
  ) {
    image.pixels.withUnsafeBufferPointer { pixels in
      guard let samples = pixels.baseAddress else {
        preconditionFailure("an image has at least one pixel")
      }
      run.source = PixelRows(
        samples, size: (image.width, image.height), as: settings.input,
        origin: (border, border), planes: canvas)
      run.plan.execute(run)
      // It only points to the pixels.
      run.source = nil
    }
  }

  private func canvasSize(width: Int, height: Int) -> (width: Int, height: Int) {
    if let fixed = settings.fixedSize { return fixed }
    let m = settings.multiple
    return ((width + m - 1) / m * m, (height + m - 1) / m * m)
  }

  private func inputShape(_ size: (width: Int, height: Int)) -> [String: Shape] {
    [inputName: [1, settings.input.planeCount, size.height, size.width]]
  }
}

/// Returns the detections of which none overlaps a better one too much: greedy non-maximum
/// suppression, best first.
///
/// - Parameter maximumOverlap: The largest intersection over union of two that both stay.
/// - Complexity: O(*n*²) for *n* overlapping detections
public func suppressOverlaps(
  _ detections: [FaceDetection], maximumOverlap: Float
) -> [FaceDetection] {
  let ordered = detections.sorted { a, b in
    let (p, q) = (a.box, b.box)
    return (b.score, p.x, p.y, p.width, p.height) < (a.score, q.x, q.y, q.width, q.height)
  }
  var kept: [FaceDetection] = []
  for detection in ordered
  where kept.allSatisfy({ $0.box.overlap(with: detection.box) <= maximumOverlap }) {
    kept.append(detection)
  }
  return kept
}
