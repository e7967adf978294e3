import FaceInference
import TestSupport
import Testing

@Suite struct FaceEmbedderTests {
  private static let found = FaceGoldens.shared?.embeddings ?? []

  /// An embedder whose embedding is its input: every sample after normalization.
  private func flattener(batch: Int64?, colors: String = "rgb") throws -> FaceEmbedder {
    var model = ONNXModel(inputs: [("x", [batch, 3, 8, 8])])
    model.nodes = [.init(operation: "Flatten")]
    var fields = Manifests.embedder
    var input = fields["input"] as? [String: Any] ?? [:]
    input["colors"] = colors
    fields["input"] = input
    return try FaceEmbedder(Network(onnx: model.bytes), Manifests.embedderSettings(fields))
  }

  @Test(arguments: ["rgb", "bgr"])
  func samplesAreCentredScaledAndInTheModelsOrder(colors: String) throws {
    let crop = DrawnImage.noise(width: 8, height: 8, seed: 1)
    let embedder = try flattener(batch: nil, colors: colors)
    let embedding = try #require(try embedder.embed([crop], scratch: Scratch()).first ?? nil)
    let (mean, deviation): ([Float], [Float]) = ([10, 20, 30], [1, 2, 4])
    let raw = (0..<3).flatMap { plane in
      (0..<64).map { pixel in
        let channel = colors == "rgb" ? plane : 2 - plane
        return (Float(crop.pixels[pixel * 3 + channel]) - mean[plane]) / deviation[plane]
      }
    }
    let expected = try #require(Embedding(normalizing: raw))
    #expect(excess(embedding.values, over: expected.values, absolute: 1e-6, relative: 0) <= 0)
    #expect(abs(embedding.norm - expected.norm) < 1e-3)
  }

  /// Networks made for 1, 2 or any number of crops.
  @Test(arguments: [nil, 1, 2, 5] as [Int64?], [0, 1, 2, 3, 8, 11])
  func aBatchIsItsCropsOneByOne(batch: Int64?, count: Int) throws {
    let (embedder, scratch) = (try flattener(batch: batch), Scratch())
    let crops = (0..<count).map { DrawnImage.noise(width: 8, height: 8, seed: $0) }
    let together = try embedder.embed(crops, scratch: scratch)
    #expect(together.count == count)
    for (crop, embedding) in zip(crops, together) {
      let alone = try embedder.embed([crop], scratch: Scratch())
      #expect(alone == [embedding])
    }
  }

  @Test func aCropWithoutDirectionHasNoEmbedding() throws {
    let settings = try Manifests.embedderSettings(Manifests.embedder)
    var model = ONNXModel(inputs: [("x", [nil, 3, 8, 8])])
    model.weights = [.init(name: "zero", extents: [1], elements: .floats([0]))]
    model.nodes = [
      .init(operation: "Mul", inputs: ["x", "zero"], outputs: ["z"]),
      .init(operation: "Flatten", inputs: ["z"]),
    ]
    let embedder = try FaceEmbedder(Network(onnx: model.bytes), settings)
    let crop = DrawnImage.noise(width: 8, height: 8, seed: 1)
    let embeddings = try embedder.embed([crop, crop], scratch: Scratch())
    #expect(embeddings == [nil, nil])
  }

  @Test(arguments: [1 << 25, 1 << 40, .max] as [Int64])
  func aNetworkOfAnAbsurdBatchIsRefused(batch: Int64) {
    #expect(throws: ModelError.self) { try flattener(batch: batch) }
  }

  @Test func aNetworkOfAnotherInputOutputOrLengthIsRefused() throws {
    let settings = try Manifests.embedderSettings(Manifests.embedder)
    let node = ONNXModel.Node(operation: "Flatten")
    let models = [
      ONNXModel(inputs: [("z", [nil, 3, 8, 8])], nodes: [node]),
      ONNXModel(inputs: [("x", [nil, 3, 9, 9])], nodes: [node]),
      ONNXModel(inputs: [("x", [nil, 3, 8, 8]), ("z", [1])], nodes: [node]),
      ONNXModel(nodes: [.init(operation: "GlobalAveragePool")]),
      ONNXModel(outputs: ["w"], nodes: [.init(operation: "Flatten", outputs: ["w"])]),
    ]
    for model in models {
      #expect(throws: ModelError.self) { try FaceEmbedder(Network(onnx: model.bytes), settings) }
    }
  }

  /// One golden for each model guards colours, centre and scale.
  @Test(.enabled(if: SharedFiles.exist, "\(SharedFiles.missing)"), arguments: found)
  func theModelsEmbedTheDrawnFaceAsONNXRuntimeDoes(golden: FaceGoldens.Embedded) throws {
    guard case .embedder(let settings) = try Manifests.builtIn(golden.file).task else { return }
    let embedder = try FaceEmbedder(Manifests.sharedNetwork(golden.file), settings)
    let crop = DrawnImage.face(width: 112, height: 112, x: 56, y: 62, scale: 64)
    let embedding = try #require(try embedder.embed([crop], scratch: Scratch()).first ?? nil)
    #expect(excess(embedding.values, over: golden.values, absolute: 1e-4, relative: 0) <= 0)
    #expect(abs(embedding.norm / golden.norm - 1) < 1e-4)
  }
}
