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
  /// A face whose landmarks move far is looked at once more, aligned by the new ones. One that has
  /// no extent, or of which the network tells no places, stays as it is.
  ///
  /// - Parameters:
  ///   - faces: Places are in pixels of the image.
  ///   - image: Upright pixels.
  ///   - scratch: Memory that no other run uses meanwhile.
  /// - Throws: ``ModelError`` when the network cannot run.
  public func refined(
    _ faces: [FaceDetection], in image: Image, scratch: Scratch
  ) throws(ModelError) -> [FaceDetection] {
    var refined = faces
    let far = try refine(&refined, Array(faces.indices), image, scratch)
    _ = try refine(&refined, far, image, scratch)
    return refined
  }

  /// A mean move of more than this, in distances between the eyes of the template, is far.
  private static let farMove: Float = 0.08

  /// Looks at some of the faces, and returns which of them moved far.
  private func refine(
    _ faces: inout [FaceDetection], _ places: [Int], _ image: Image, _ scratch: Scratch
  ) throws(ModelError) -> [Int] {
    let looks = places.compactMap { place in
      aligner.transform(for: faces[place]).map { (place: place, transform: $0) }
    }
    let limit = Self.farMove * settings.template[0].distance(to: settings.template[1])
    var far: [Int] = []
    for first in stride(from: 0, to: looks.count, by: Self.largestBatch) {
      let batch = looks[first..<min(first + Self.largestBatch, looks.count)]
      let found = try points(batch.map { aligner.crop(image, $0.transform) }, scratch)
      for (look, points) in zip(batch, found) {
        let before = faces[look.place].landmarks.points.map(look.transform.apply)
        let moved = points.map(look.transform.invert)
        guard moved.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { continue }
        faces[look.place].landmarks = FaceLandmarks(points: moved)
        let total = zip(before, points).reduce(0) { $0 + $1.0.distance(to: $1.1) }
        if total > limit * Float(points.count) { far.append(look.place) }
      }
    }
    return far
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
