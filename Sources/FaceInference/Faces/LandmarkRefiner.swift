/// Places the landmarks of faces that a detector found more exactly.
///
/// A detector's landmarks depend on where its cells happen to lie. This network looks at each face
/// again, aligned by them, and tells where they really are.
public struct LandmarkRefiner: Sendable {
  private let network: Network
  private let settings: RefinementSettings
  private let aligner: FaceAligner
  private let inputName: String

  /// Crops of a run.
  private static let largestBatch = 8
  /// Two numbers for each of five landmarks.
  private static let valueCount = 10

  /// Makes a refiner.
  ///
  /// - Throws: ``ModelError`` when the network does not run on such crops, or puts out something
  ///   else than five points.
  public init(_ network: Network, _ settings: RefinementSettings) throws(ModelError) {
    self.network = network
    self.settings = settings
    aligner = FaceAligner(side: settings.side, template: settings.template)
    guard let input = network.inputs.first, network.inputs.count == 1,
      settings.input.name == nil || input.name == settings.input.name
    else {
      throw .unexpected(reason: "its input is not '\(settings.input.name ?? "a single one")'")
    }
    inputName = input.name
    let plan = try network.plan(for: [inputName: Self.shape(settings, count: 1)])
    guard let output = plan.outputs[settings.output] else {
      throw .unexpected(reason: "it has no output '\(settings.output)'")
    }
    guard output.shape.elementCount == Self.valueCount else {
      throw .unexpected(reason: "its output is \(output.shape), not five points")
    }
  }

  /// Returns the faces with better landmarks; boxes and scores stay.
  ///
  /// A face that has no extent, or of which the network tells no places, stays as it is.
  ///
  /// - Parameters:
  ///   - faces: Places are in pixels of the image.
  ///   - image: Upright pixels.
  ///   - scratch: Memory that no other run uses meanwhile.
  /// - Throws: ``ModelError`` when the network cannot run.
  public func refined(
    _ faces: [FaceDetection], in image: Image, scratch: Scratch
  ) throws(ModelError) -> [FaceDetection] {
    let transforms = faces.map { aligner.transform(for: $0) }
    let places = faces.indices.filter { transforms[$0] != nil }
    var refined = faces
    for first in stride(from: 0, to: places.count, by: Self.largestBatch) {
      let batch = places[first..<min(first + Self.largestBatch, places.count)]
      let used = batch.compactMap { transforms[$0] }
      let found = try points(used.map { aligner.crop(image, $0) }, scratch)
      for (place, (transform, points)) in zip(batch, zip(used, found)) {
        let moved = points.map(transform.invert)
        guard moved.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { continue }
        refined[place].landmarks = FaceLandmarks(points: moved)
      }
    }
    return refined
  }

  /// Returns five points in pixels of each crop.
  private func points(
    _ crops: [Image], _ scratch: Scratch
  ) throws(ModelError) -> [[Point]] {
    let plan = try network.plan(for: [inputName: Self.shape(settings, count: crops.count)])
    let run = plan.begin(scratch)
    // The run only points into this memory.
    defer { withExtendedLifetime(scratch) {} }
    guard let input = run.input(inputName) else {
      throw .unexpected(reason: "the input '\(inputName)' is missing")
    }
    let size = input.count / crops.count
    for (index, crop) in crops.enumerated() {
      let planes = UnsafeMutableBufferPointer(
        rebasing: input[(index * size)..<((index + 1) * size)])
      settings.input.write(crop, width: settings.side, height: settings.side, to: planes)
    }
    plan.execute(run)
    guard let output = run.output(settings.output)?.values,
      output.count == crops.count * Self.valueCount
    else { throw .unexpected(reason: "its output '\(settings.output)' changed its size") }
    return crops.indices.map { index in
      stride(from: index * Self.valueCount, to: (index + 1) * Self.valueCount, by: 2).map {
        Point(x: output[$0], y: output[$0 + 1])
      }
    }
  }

  private static func shape(_ settings: RefinementSettings, count: Int) -> Shape {
    [count, settings.input.planeCount, settings.side, settings.side]
  }
}
