import FaceInference
import TestSupport
import Testing

@Suite struct FaceQualityTests {
  private func embedder(side: Int, isFitted: Bool) throws -> FaceEmbedder {
    var fields = Manifests.embedder
    var input = fields["input"] as? [String: Any] ?? [:]
    (input["width"], input["height"]) = (side, side)
    fields["input"] = input
    fields["dimension"] = 3
    if isFitted {
      fields["quality"] = ["norm": 0.9, "side": 0.5, "sharpness": 2, "offset": -10]
    }
    var model = ONNXModel(inputs: [("x", [nil, 3, Int64(side), Int64(side)])])
    model.nodes = [
      .init(operation: "GlobalAveragePool", outputs: ["g"]),
      .init(operation: "Flatten", inputs: ["g"]),
    ]
    return try FaceEmbedder(Network(onnx: model.bytes), Manifests.embedderSettings(fields))
  }

  private func quality(
    _ embedder: FaceEmbedder, crop: Image, pixels: Float = 50, score: Float = 0.9,
    raw: [Float] = [3, 4]
  ) -> Float {
    let box = BoundingBox(x: 0, y: 0, width: pixels, height: pixels)
    let landmarks = FaceLandmarks(points: Array(repeating: box.center, count: 5))
    let face = FaceDetection(box: box, landmarks: landmarks, score: score)
    return embedder.quality(of: face, crop: crop, Embedding(normalizing: raw))
  }

  /// The smallest crops that a manifest allows have a middle of a few pixels.
  @Test(arguments: [8, 9, 13, 14, 15, 28, 112])
  func cropsOfEverySizeHaveAQuality(side: Int) throws {
    let embedder = try embedder(side: side, isFitted: true)
    for crop in [
      DrawnImage.noise(width: side, height: side, seed: 1),
      Image(width: side, height: side, pixels: Array(repeating: 7, count: side * side * 3)),
      DrawnImage.make(side, side) { x, y in [255 * ((x + y) % 2), 0, 255 * (x % 2)] },
    ] {
      #expect((0...1).contains(quality(embedder, crop: crop)))
    }
  }

  @Test func blurSmallFacesAndShortEmbeddingsLowerTheQuality() throws {
    let embedder = try embedder(side: 112, isFitted: true)
    let crop = DrawnImage.face(width: 112, height: 112, x: 56, y: 60, scale: 64)
    let small = ImageResizer.resized(crop, width: 12, height: 12)
    let blurred = ImageResizer.resized(small, width: 112, height: 112)
    let best = quality(embedder, crop: crop)
    #expect(quality(embedder, crop: blurred) < best)
    #expect(quality(embedder, crop: crop, pixels: 20) < best)
    #expect(quality(embedder, crop: crop, raw: [1, 1]) < best)
    #expect(quality(embedder, crop: crop, pixels: 64) == quality(embedder, crop: crop, pixels: 900))
  }

  @Test(arguments: [true, false])
  func aFaceWithoutEmbeddingHasNoQuality(isFitted: Bool) throws {
    let embedder = try embedder(side: 16, isFitted: isFitted)
    let crop = DrawnImage.noise(width: 16, height: 16, seed: 1)
    #expect(quality(embedder, crop: crop, raw: [0, 0]) == 0)
  }

  @Test func withoutAFitTheScoreCountsLessForFewPixels() throws {
    let embedder = try embedder(side: 16, isFitted: false)
    let crop = DrawnImage.noise(width: 16, height: 16, seed: 1)
    #expect(quality(embedder, crop: crop, pixels: 8) == 0.45)
    #expect(quality(embedder, crop: crop, pixels: 80) == 0.9)
  }
}
