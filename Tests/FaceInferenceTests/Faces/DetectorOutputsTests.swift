import FaceInference
import Foundation
import TestSupport
import Testing

@Suite struct DetectorOutputsTests {
  private static let planted = FaceGoldens.shared?.planted ?? []
  private static let found = FaceGoldens.shared?.detections ?? []

  private func settings(_ golden: FaceGoldens.Planted) throws -> DetectorSettings {
    var fields = Manifests.detector
    fields["decoding"] =
      [
        "family": golden.family, "strides": golden.strides, "anchors": golden.anchors,
        "variances": golden.variances,
      ] as [String: Any]
    fields["input"] =
      [
        "name": "input", "colors": "bgr", "mean": [0, 0, 0], "deviation": [1, 1, 1],
        "multiple": golden.multiple,
      ] as [String: Any]
    fields["thresholds"] = ["score": golden.score, "overlap": golden.overlap]
    return try Manifests.detectorSettings(fields)
  }

  @Test func goldensAreThere() {
    #expect(Self.planted.count == 3)
    #expect(Self.found.count == 4)
  }

  /// Network outputs drawn at random, decoded by numpy by the formulas of the models' authors.
  @Test(arguments: planted)
  func facesAreReadAsTheModelsAuthorsWrite(golden: FaceGoldens.Planted) throws {
    let detector = try FaceDetector(Network(onnx: [UInt8](golden.model)), settings(golden))
    let image = DrawnImage.noise(width: golden.width, height: golden.height, seed: 1)
    let faces = try detector.detect(in: image, scratch: Scratch())
    #expect(faces.count == golden.faces.count)
    for (face, expected) in zip(faces, golden.faces) {
      #expect(excess(face.numbers, over: expected, absolute: 1e-3, relative: 1e-4) <= 0)
    }
  }

  @Test(arguments: planted)
  func outputsOfAnotherSizeThanTheCanvasAsksForAreRefused(golden: FaceGoldens.Planted) throws {
    let detector = try FaceDetector(Network(onnx: [UInt8](golden.model)), settings(golden))
    let image = DrawnImage.noise(width: 2 * golden.width, height: golden.height, seed: 1)
    #expect(throws: ModelError.self) { try detector.detect(in: image, scratch: Scratch()) }
  }

  /// A face drawn in integers; boxes and points within half a pixel of ONNX Runtime and numpy.
  @Test(.enabled(if: SharedFiles.exist, "\(SharedFiles.missing)"), arguments: found)
  func theModelsFindTheDrawnFaceWhereONNXRuntimeDoes(golden: FaceGoldens.Found) throws {
    let detector = try Manifests.sharedDetector(golden.file)
    let image = try #require(FaceGoldens.shared).drawn.image
    let faces = try detector.detect(in: image, minimumScore: 0.3, scratch: Scratch())
    #expect(faces.count == golden.faces.count)
    for (face, expected) in zip(faces, golden.faces) {
      #expect(abs(face.score - expected[0]) < 1e-3)
      #expect(
        excess(Array(face.numbers[1...]), over: Array(expected[1...]), absolute: 0.5, relative: 0)
          <= 0)
    }
  }

  /// The border moves the face on the canvas, and is taken off again.
  @Test(.enabled(if: SharedFiles.exist, "\(SharedFiles.missing)"))
  func aBorderDoesNotMoveTheFace() throws {
    let detector = try Manifests.sharedDetector("yunet_n.onnx")
    let image = try #require(FaceGoldens.shared).drawn.image
    let plain = try #require(try detector.detect(in: image, scratch: Scratch()).first)
    let face = try #require(try detector.detect(in: image, border: 32, scratch: Scratch()).first)
    #expect(face.box.overlap(with: plain.box) > 0.9)
  }

  /// Scores and places that are no numbers, or far from any image, are no faces.
  @Test(arguments: [Float.nan, .infinity, -.infinity, 1e30, -1e30, 200])
  func outputsThatAreNoNumbersAreNoFaces(value: Float) throws {
    for output in ["loc", "conf", "landms"] {
      var model = ONNXModel(inputs: [("input", [1, 3, nil, nil])])
      model.outputs = ["loc", "conf", "landms"]
      model.weights = zip(model.outputs, [4, 2, 10]).map { name, count in
        // 32 × 32 pixels: 16 cells of two anchors and 4 of one.
        let values = [Float](repeating: name == output ? value : 0.9, count: 36 * count)
        return .init(name: name, extents: [1, 36, Int64(count)], elements: .floats(values))
      }
      let detector = try FaceDetector(
        Network(onnx: model.bytes), Manifests.detectorSettings(Manifests.detector))
      let image = DrawnImage.noise(width: 32, height: 32, seed: 1)
      let faces = try detector.detect(in: image, scratch: Scratch())
      let isFace = output == "conf" && value > 1 || output == "landms" && value == 200
      #expect(faces.isEmpty == !isFace, "\(output)")
      for face in faces {
        #expect(face.numbers.allSatisfy { $0.isFinite })
        #expect((0...1).contains(face.score))
      }
    }
  }

  @Test func aNetworkWithoutTheFamilysInputOrOutputsIsRefused() throws {
    let settings = try Manifests.detectorSettings(Manifests.detector)
    var model = ONNXModel(inputs: [("input", [1, 3, nil, nil])])
    model.outputs = ["loc", "conf"]
    model.weights = model.outputs.map { .init(name: $0, extents: [1], elements: .floats([0])) }
    #expect(throws: ModelError.unexpected(reason: "it has no output 'landms'")) {
      try FaceDetector(Network(onnx: model.bytes), settings)
    }
    model.inputs = [("image", [1, 3, nil, nil])]
    #expect(throws: ModelError.unexpected(reason: "its input is not 'input'")) {
      try FaceDetector(Network(onnx: model.bytes), settings)
    }
  }
}
