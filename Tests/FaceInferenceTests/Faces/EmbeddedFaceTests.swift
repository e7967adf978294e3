import FaceInference
import TestSupport
import Testing

/// Faces that are embedded as their mirror images, too.
@Suite struct EmbeddedFaceTests {
  /// An embedder whose embedding is its input, so that a mirrored crop has another one.
  private func flattener(
    mirroredBelow: Double?, factor: Float = 1, quality: [String: Double]? = nil
  ) throws -> FaceEmbedder {
    var model = ONNXModel(inputs: [("x", [nil, 3, 8, 8])])
    model.weights = [.init(name: "f", extents: [1], elements: .floats([factor]))]
    model.nodes = [
      .init(operation: "Mul", inputs: ["x", "f"], outputs: ["z"]),
      .init(operation: "Flatten", inputs: ["z"]),
    ]
    var fields = Manifests.embedder
    fields["mirroredBelow"] = mirroredBelow
    fields["quality"] = quality
    return try FaceEmbedder(Network(onnx: model.bytes), Manifests.embedderSettings(fields))
  }

  /// Faces of given qualities: without a fit that of a large face is its score.
  private func faces(_ qualities: [Float]) -> [AlignedFace] {
    let box = BoundingBox(x: 0, y: 0, width: 80, height: 80)
    let landmarks = FaceLandmarks(points: Array(repeating: box.center, count: 5))
    return qualities.enumerated().map { seed, quality in
      AlignedFace(
        detection: FaceDetection(box: box, landmarks: landmarks, score: quality),
        crop: DrawnImage.noise(width: 8, height: 8, seed: seed))
    }
  }

  private func mirrored(_ crop: Image) -> Image {
    DrawnImage.make(crop.width, crop.height) { x, y in
      let first = (y * crop.width + crop.width - 1 - x) * 3
      return crop.pixels[first..<(first + 3)].map(Int.init)
    }
  }

  /// Which faces got another embedding than that of their crop alone.
  private func lookedAtTwice(
    _ qualities: [Float], below bound: Double?, _ detail: SearchDetail
  ) throws -> [Int] {
    let (embedder, faces) = (try flattener(mirroredBelow: bound), faces(qualities))
    let results = try embedder.embed(faces, detail: detail, scratch: Scratch())
    #expect(results.map(\.quality) == qualities)
    let once = try embedder.embed(faces.map(\.crop), scratch: Scratch())
    return results.indices.filter { results[$0].embedding != once[$0] }
  }

  @Test(arguments: [
    (SearchDetail.fast, []), (.standard, [1, 3]), (.thorough, [0, 1, 2, 3, 4]),
  ])
  func detailDecidesWhichFacesAreLookedAtTwice(detail: SearchDetail, expected: [Int]) throws {
    let qualities: [Float] = [0.95, 0.6, 0.2, 0.89, 0.9]
    #expect(try lookedAtTwice(qualities, below: 0.9, detail) == expected)
  }

  @Test func theBestOrFirstOfThemAreLookedAtTwice() throws {
    #expect(try lookedAtTwice([0.5, 0.5, 0.5], below: 0.9, .standard) == [0, 1])
    #expect(try lookedAtTwice([0.5, 0.8, 0.6], below: 0.9, .standard) == [1, 2])
    #expect(try lookedAtTwice([], below: 0.9, .standard) == [])
  }

  @Test func weakFacesAreNot() throws {
    #expect(try lookedAtTwice([0.29, 0.3, 0.1], below: 0.9, .standard) == [1])
    #expect(try lookedAtTwice([0.2, 0.3, 0.1], below: 0.25, .standard) == [])
  }

  @Test(arguments: SearchDetail.allCases)
  func withoutABoundNoFaceIs(detail: SearchDetail) throws {
    #expect(try lookedAtTwice([0.1, 0.5, 1], below: nil, detail) == [])
  }

  @Test func theMeanOfBothOutputsStandsForTheFace() throws {
    let (embedder, faces) = (try flattener(mirroredBelow: 0.9), faces([0.5]))
    let crop = faces[0].crop
    let both = try embedder.embed([crop, mirrored(crop)], scratch: Scratch()).map {
      try #require($0)
    }
    let mean = zip(both[0].values, both[1].values).map {
      ($0 * both[0].norm + $1 * both[1].norm) / 2
    }
    let expected = try #require(Embedding(normalizing: mean))
    let result = try embedder.embed(faces, detail: .standard, scratch: Scratch())[0]
    let embedding = try #require(result.embedding)
    #expect(excess(embedding.values, over: expected.values, absolute: 1e-6, relative: 0) <= 0)
    #expect(abs(embedding.norm - expected.norm) < 1e-3)
  }

  /// The law of it: to such a face left and right are the same.
  @Test func aFaceAndItsMirrorImageBecomeEqual() throws {
    let (embedder, faces) = (try flattener(mirroredBelow: 0.9), faces([0.5, 0.4]))
    let images = faces.map { AlignedFace(detection: $0.detection, crop: mirrored($0.crop)) }
    let results = try embedder.embed(faces, detail: .standard, scratch: Scratch())
    #expect(try embedder.embed(images, detail: .standard, scratch: Scratch()) == results)
  }

  /// The mean of two outputs is shorter than either.
  @Test func theQualityIsThatOfTheFirstLook() throws {
    let fit = ["norm": 0.01, "side": 0, "sharpness": 0, "offset": -5]
    let embedder = try flattener(mirroredBelow: 1, quality: fit)
    let face = faces([1])[0]
    let once = try #require(try embedder.embed([face.crop], scratch: Scratch())[0])
    let result = try embedder.embed([face], detail: .thorough, scratch: Scratch())[0]
    #expect(try #require(result.embedding).norm < once.norm - 1)
    #expect(result.quality == embedder.quality(of: face.detection, crop: face.crop, once))
  }

  @Test func aFaceWithoutDirectionStaysWithout() throws {
    let embedder = try flattener(mirroredBelow: 0.9, factor: 0)
    let results = try embedder.embed(faces([0.5, 0.8]), detail: .thorough, scratch: Scratch())
    #expect(results == Array(repeating: EmbeddedFace(embedding: nil, quality: 0), count: 2))
  }
}
