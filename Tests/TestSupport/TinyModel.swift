internal import FaceInference
package import Foundation
internal import Organizer

/// Networks of a few hundred bytes that find and tell apart painted squares, so that whole runs of
/// the product need no model of other people.
///
/// A face is a square of 32 pixels on a grid of as many, bright red in all people; green and blue
/// tell who it is.
package struct TinyModel: Sendable {
  /// The model's name.
  package let name: String
  /// The ONNX file's content.
  package let weights: [UInt8]
  /// The manifest's content.
  package let manifest: [UInt8]

  /// The name of the ONNX file.
  package var file: String { name + ".onnx" }

  /// Finds the squares.
  package static let detector = TinyModel(
    "tiny-detector", detectorNetwork, ["task": "detector", "rank": 10],
    [
      "input": [
        "name": "x", "colors": "rgb", "mean": [0, 0, 0], "deviation": [255, 255, 255],
        "multiple": 32,
      ] as [String: Any],
      "decoding": ["family": "yunet", "strides": [32]] as [String: Any],
      "thresholds": ["score": 0.6, "overlap": 0.4],
    ])

  /// Embeds all pixels of a face: 192 values.
  package static let pixels = embedder("tiny-pixels", rank: 10, dimension: 192, "Flatten")
  /// As many values of the same pixels, blue first: vectors that look alike and mean other things.
  package static let mirrored = embedder(
    "tiny-mirrored", rank: 5, dimension: 192, "Flatten", colors: "bgr")
  /// Embeds the mean colour of a face: 3 values.
  package static let mean = embedder("tiny-mean", rank: 1, dimension: 3, "GlobalAveragePool")

  private static func embedder(
    _ name: String, rank: Int, dimension: Int, _ operation: String, colors: String = "rgb"
  ) -> TinyModel {
    var model = ONNXModel(inputs: [("x", [nil, 3, 8, 8])])
    // The name of the node makes weights of their own of equal networks.
    model.nodes = [.init(operation: operation, name: name)]
    return TinyModel(
      name, model, ["task": "embedder", "rank": rank, "output": "y", "dimension": dimension],
      [
        "input": [
          "name": "x", "colors": colors, "mean": [127.5, 127.5, 127.5],
          "deviation": [128, 128, 128], "width": 8, "height": 8,
        ] as [String: Any],
        "alignment": [
          "kind": "similarity", "template": landmarks.map { [$0[0] * 8, $0[1] * 8] },
        ] as [String: Any],
        "thresholds": [
          "verification": 0.7, "clustering": 0.7, "singletonMargin": 0, "weakJoin": 0.7,
          "identification": 0.7, "identificationGrowth": 0, "margin": 0.05,
        ],
      ])
  }

  private init(
    _ name: String, _ model: ONNXModel, _ fields: [String: Any], _ settings: [String: Any]
  ) {
    self.name = name
    weights = model.bytes
    var all = fields.merging(settings) { first, _ in first }
    all["schema"] = "photosort.model/1"
    all["name"] = name
    all["file"] = name + ".onnx"
    all["license"] = "Apache-2.0"
    all["sha256"] = PhotoDigest(of: weights).hexadecimal
    let json = try? JSONSerialization.data(withJSONObject: all, options: .sortedKeys)
    manifest = [UInt8](json ?? Data())
  }

  /// The same weights with another manifest.
  ///
  /// - Parameters:
  ///   - colors: The order of planes that it tells.
  ///   - name: What it calls the model; as before if `nil`.
  package func reading(_ colors: String, as name: String? = nil) throws -> TinyModel {
    var all = try JSONSerialization.jsonObject(with: Data(manifest)) as? [String: Any] ?? [:]
    var input = all["input"] as? [String: Any] ?? [:]
    input["colors"] = colors
    all["input"] = input
    all["name"] = name ?? self.name
    all["file"] = (name ?? self.name) + ".onnx"
    let json = try JSONSerialization.data(withJSONObject: all, options: .sortedKeys)
    return TinyModel(name: name ?? self.name, weights: weights, manifest: [UInt8](json))
  }

  private init(name: String, weights: [UInt8], manifest: [UInt8]) {
    self.name = name
    self.weights = weights
    self.manifest = manifest
  }

  /// Writes both files into a folder, which is made.
  package func write(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, bytes) in [(file, weights), (name + ".json", manifest)] {
      try Data(bytes).write(to: URL(fileURLWithPath: folder + "/" + name))
    }
  }

  /// Where the landmarks lie in a square, in its sides.
  private static let landmarks: [[Float]] = [
    [0.3, 0.35], [0.7, 0.35], [0.5, 0.55], [0.35, 0.75], [0.65, 0.75],
  ]

  /// A detector of YuNet's family: score is the square's mean red, box and landmarks are constant.
  private static var detectorNetwork: ONNXModel {
    let size = 32 * 32
    var model = ONNXModel(
      inputs: [("x", [1, 3, nil, nil])], outputs: ["cls_32", "obj_32", "bbox_32", "kps_32"])
    func add(_ output: String, _ weights: [Float], _ bias: [Float]) {
      let count = Int64(bias.count)
      model.weights.append(
        .init(name: output + "_w", extents: [count, 3, 32, 32], elements: .floats(weights)))
      model.weights.append(.init(name: output + "_b", extents: [count], elements: .floats(bias)))
      model.nodes.append(
        .init(
          operation: "Conv", inputs: ["x", output + "_w", output + "_b"],
          outputs: [output + "_c"],
          attributes: ["kernel_shape": .integers([32, 32]), "strides": .integers([32, 32])]))
      model.nodes.append(
        .init(
          operation: "Transpose", inputs: [output + "_c"], outputs: [output],
          attributes: ["perm": .integers([0, 2, 3, 1])]))
    }
    // Red alone counts: three planes, the first of them red.
    let red = (0..<(3 * size)).map { $0 < size ? 1 / Float(size) : 0 }
    add("cls_32", red, [0])
    add("obj_32", red, [0])
    add("bbox_32", [Float](repeating: 0, count: 4 * 3 * size), [0.5, 0.5, 0, 0])
    add("kps_32", [Float](repeating: 0, count: 10 * 3 * size), landmarks.flatMap { $0 })
    return model
  }
}

// MARK: - Photos

extension TinyModel {
  /// The people there are: their green and blue.
  private static let people: [[Int]] = [[0, 0], [255, 0], [0, 255], [255, 255]]

  /// A photo of people, from left to right, as the bytes of a PNG file.
  ///
  /// - Parameters:
  ///   - people: Who is in it, 0…3.
  ///   - seed: What makes it another photo of the same people.
  package static func photo(of people: [Int], seed: Int) -> Data {
    let (width, height) = (64 * max(1, people.count), 96)
    var state = UInt32(truncatingIfNeeded: seed &* 2_654_435_761 &+ 12345)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        // A linear congruential generator (Numerical Recipes): noise of 16 steps.
        state = state &* 1_664_525 &+ 1_013_904_223
        let noise = Int(state >> 28)
        let isFace = x % 64 < 32 && (32..<64).contains(y) && x / 64 < people.count
        let color = isFace ? [255] + Self.people[people[x / 64]] : [0, 120, 120]
        pixels.append(UInt8(color[0]))
        for sample in color.dropFirst() {
          pixels.append(UInt8(sample < 128 ? sample + noise : sample - noise))
        }
      }
    }
    return Data(PNGFile.bytes(of: Image(width: width, height: height, pixels: pixels)))
  }
}
