import FaceInference
import Foundation
import TestSupport
import Testing

/// Networks made for the test: five points that are constant but for the first one, which moves to
/// the right by the crop's mean red.
@Suite struct LandmarkRefinerTests {
  private static let template: [[Float]] = [[2, 2], [5, 2], [3.5, 3.5], [2, 5], [5, 5]]

  private static func fields(_ changes: [String: Any] = [:]) -> [String: Any] {
    let refinement: [String: Any] = [
      "file": "r.onnx", "sha256": String(repeating: "Cd", count: 32),
      "input": [
        "name": "x", "colors": "rgb", "mean": [0, 0, 0], "deviation": [255, 255, 255], "width": 8,
        "height": 8,
      ] as [String: Any],
      "output": "y", "template": template,
    ]
    var fields = Manifests.detector
    fields["refinement"] = refinement.merging(changes) { $1 }
    return fields
  }

  private static func settings() throws -> RefinementSettings {
    try #require(try Manifests.detectorSettings(fields()).refinement)
  }

  /// A network that puts the points of the template elsewhere.
  private static func network(moving shift: [Float] = [0, 0], red: Float = 0, values: Int = 10)
    throws -> Network
  {
    var model = ONNXModel(inputs: [("x", [nil, 3, 8, 8])])
    var weights = [Float](repeating: 0, count: values * 3)
    weights[0] = red
    var bias: [Float] = []
    for value in 0..<values { bias.append(template[value / 2 % 5][value % 2] + shift[value % 2]) }
    model.weights = [
      .init(name: "w", extents: [Int64(values), 3], elements: .floats(weights)),
      .init(name: "b", extents: [Int64(values)], elements: .floats(bias)),
    ]
    model.nodes = [
      .init(operation: "GlobalAveragePool", outputs: ["mean"]),
      .init(operation: "Flatten", inputs: ["mean"], outputs: ["flat"]),
      .init(
        operation: "Gemm", inputs: ["flat", "w", "b"], attributes: ["transB": .integer(1)]),
    ]
    return try Network(onnx: model.bytes)
  }

  /// A face whose landmarks are the template's, at a scale, and turned by quarters.
  private static func face(x: Float, y: Float, scale: Float, quarters: Int = 0) -> FaceDetection {
    let points = template.map { point -> Point in
      var (u, v) = (point[0] * scale, point[1] * scale)
      for _ in 0..<quarters { (u, v) = (-v, u) }
      return Point(x: x + u, y: y + v)
    }
    return FaceDetection(
      box: BoundingBox(x: x, y: y, width: 8 * scale, height: 8 * scale),
      landmarks: FaceLandmarks(points: points), score: 0.8)
  }

  private func distance(_ a: FaceDetection, _ b: FaceDetection) -> Float {
    zip(a.landmarks.points, b.landmarks.points).map { $0.distance(to: $1) }.max() ?? 0
  }

  private let image = DrawnImage.make(200, 120) { x, y in [x, y, 40] }

  @Test func landmarksThatAreRightStayAndBoxesToo() throws {
    let refiner = try LandmarkRefiner(Self.network(), Self.settings())
    let faces = [Self.face(x: 20, y: 30, scale: 4), Self.face(x: 90, y: 20, scale: 7, quarters: 1)]
    let refined = try refiner.refined(faces, in: image, scratch: Scratch())
    for (face, other) in zip(faces, refined) {
      #expect(distance(face, other) < 1e-3)
      #expect(face.box == other.box && face.score == other.score)
    }
  }

  /// The template's places in the image, by the landmarks given.
  private func seen(_ points: [Point]) throws -> [Point] {
    let target = Self.template.map { Point(x: $0[0], y: $0[1]) }
    let transform = try #require(SimilarityTransform(from: points, to: target))
    return target.map(transform.invert)
  }

  @Test func wrongLandmarksGoWhereTheNetworkSeesThem() throws {
    let refiner = try LandmarkRefiner(Self.network(), Self.settings())
    var face = Self.face(x: 20, y: 30, scale: 4)
    face.landmarks.points[2].x += 0.5
    let refined = try refiner.refined([face], in: image, scratch: Scratch())
    for (found, point) in zip(refined[0].landmarks.points, try seen(face.landmarks.points)) {
      #expect(found.distance(to: point) < 1e-3)
    }
  }

  /// An eighth of a pixel is little for eyes three pixels apart; a whole one is far.
  @Test(arguments: [(0.125, 1), (1.0, 2)] as [(Float, Int)])
  func landmarksThatMoveFarAreLookedAtAgain(shift: Float, looks: Int) throws {
    let refiner = try LandmarkRefiner(Self.network(moving: [shift, 0]), Self.settings())
    let face = Self.face(x: 20, y: 30, scale: 4)
    let refined = try refiner.refined([face], in: image, scratch: Scratch())
    for (before, after) in zip(face.landmarks.points, refined[0].landmarks.points) {
      let expected = Point(x: before.x + 4 * shift * Float(looks), y: before.y)
      #expect(after.distance(to: expected) < 1e-3)
    }
  }

  /// To the right in the crop is down in a face on its side, and further in a larger one.
  @Test func movesFollowTheFacesTurnAndScale() throws {
    let refiner = try LandmarkRefiner(Self.network(moving: [0.2, 0]), Self.settings())
    let faces = [Self.face(x: 20, y: 30, scale: 4), Self.face(x: 90, y: 20, scale: 7, quarters: 1)]
    let refined = try refiner.refined(faces, in: image, scratch: Scratch())
    for (face, other, move) in [
      (faces[0], refined[0], Point(x: 0.8, y: 0)), (faces[1], refined[1], Point(x: 0, y: 1.4)),
    ] {
      for (before, after) in zip(face.landmarks.points, other.landmarks.points) {
        #expect(after.distance(to: Point(x: before.x + move.x, y: before.y + move.y)) < 1e-3)
      }
    }
  }

  /// More faces than a run takes, each with its own part of the image.
  @Test func everyFaceIsSeenForItself() throws {
    let refiner = try LandmarkRefiner(Self.network(red: 1), Self.settings())
    let faces = (0..<19).map { Self.face(x: Float(8 * $0), y: 20, scale: 2) }
    let refined = try refiner.refined(faces, in: image, scratch: Scratch())
    for (face, other) in zip(faces, refined) {
      // Red is as large as x is: in the middle of a crop of 16 pixels, 8 · 2 / 2 less one half.
      let red = (face.box.x + 7) / 255
      let moved = other.landmarks.points[0].x - face.landmarks.points[0].x
      #expect(abs(moved - 2 * red) < 0.02)
      #expect(other.landmarks.points[1].distance(to: face.landmarks.points[1]) < 1e-3)
    }
  }

  @Test func aFaceWithoutExtentStaysAsItIs() throws {
    let refiner = try LandmarkRefiner(Self.network(), Self.settings())
    var face = Self.face(x: 20, y: 30, scale: 4)
    face.landmarks.points = [Point](repeating: Point(x: 9, y: 9), count: 5)
    let good = Self.face(x: 50, y: 20, scale: 3)
    let refined = try refiner.refined([face, good], in: image, scratch: Scratch())
    #expect(refined[0] == face)
    #expect(distance(refined[1], good) < 1e-3)
    #expect(try refiner.refined([], in: image, scratch: Scratch()).isEmpty)
  }

  @Test func aNetworkThatPutsOutSomethingElseIsRefused() throws {
    #expect(throws: ModelError.self) {
      try LandmarkRefiner(Self.network(values: 8), Self.settings())
    }
    let other = try #require(
      try Manifests.detectorSettings(Self.fields(["output": "z"])).refinement)
    #expect(throws: ModelError.self) { try LandmarkRefiner(Self.network(), other) }
  }

  @Test func aManifestSaysHowTheNetworkIsFedAndRead() throws {
    let settings = try Self.settings()
    #expect(settings.file == "r.onnx" && settings.side == 8 && settings.output == "y")
    #expect(settings.sha256 == String(repeating: "cd", count: 32))
    #expect(settings.template.map(\.x) == [2, 5, 3.5, 2, 5])
    #expect(try Manifests.detectorSettings(Manifests.detector).refinement == nil)
  }

  @Test func impossibleValuesAreRefused() {
    let changes: [[String: Any]] = [
      ["file": "../r.onnx"], ["file": "a.onnx"], ["sha256": "12"], ["template": [[1, 2]]],
      ["template": [[1, 2], [1, 2], [1], [1, 2], [1, 2]]], ["input": ["colors": "rgb"]],
      ["output": 3],
    ]
    for change in changes {
      #expect(throws: ManifestError.self, "\(change)") { try Manifests.read(Self.fields(change)) }
    }
  }
}
