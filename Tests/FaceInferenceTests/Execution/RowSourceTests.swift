import FaceInference
import TestSupport
import Testing

/// Plans that take their input from a source of rows give what the same network gives of its planes.
@Suite struct RowSourceTests {
  private static let levels = VectorKernels.Level.allCases.filter { VectorKernels($0) != nil }
  private static let (width, height) = (37, 22)

  /// An image in the middle of larger planes.
  private let image = DrawnImage.noise(width: 30, height: 17, seed: 5)
  private let origin = (x: 4, y: 3)

  private func input(_ colors: String) throws -> PixelInput {
    let planes = colors == "gray" ? 1 : 3
    var fields = Manifests.detector
    fields["input"] =
      [
        "name": "x", "colors": colors, "mean": Array([10, 20, 127.5].prefix(planes)),
        "deviation": Array([1, 3, 128].prefix(planes)), "multiple": 1,
      ] as [String: Any]
    return try Manifests.detectorSettings(fields).input
  }

  /// Returns the planes that a network of the image is given, as one that only flattens them shows.
  private func planes(_ colors: String, _ shape: Shape) throws -> [Float] {
    var model = ONNXModel(inputs: [("x", shape.map { Int64($0) })])
    model.nodes = [.init(operation: "Flatten")]
    let input = try input(colors)
    return try image.pixels.withUnsafeBufferPointer { pixels in
      let rows = PixelRows(
        try #require(pixels.baseAddress), size: (image.width, image.height), as: input,
        origin: origin, planes: (shape[3], shape[2]))
      return try #require(Network(onnx: model.bytes).run(from: rows, as: "x", shape)["y"])
    }
  }

  /// Expects the same of a source of rows as of planes, to the last bit.
  private func expectTheSame(_ network: Network, _ shape: Shape) throws {
    var random = SeededRandom(seed: 9)
    let tensor = Tensor(shape: shape, values: random.floats(shape.reduce(1, *)))
    let expected = try network.run(["x": tensor], scratch: Scratch())
    let found = try network.run(from: TensorRows(tensor: tensor), as: "x", shape)
    #expect(found == expected.mapValues(\.values) && found.count == network.outputs.count)
  }

  /// Two convolutions, the first of which is what detectors begin with.
  private func model(planes: Int, step: Int64, side: Int, pads: [Int64]) -> ONNXModel {
    var model = ONNXModel(inputs: [("x", [1, Int64(planes), nil, nil])])
    let first = model.addWeights("a", [20, planes, side, side])
    let second = model.addWeights("b", [17, 20, 3, 3])
    model.nodes = [
      .init(
        operation: "Conv", inputs: ["x", first], outputs: ["c"],
        attributes: ["strides": .integers([step, step]), "pads": .integers(pads)]),
      .init(operation: "Relu", inputs: ["c"], outputs: ["r"]),
      .init(operation: "Conv", inputs: ["r", second], outputs: ["y"]),
    ]
    return model
  }

  @Test(arguments: ["rgb", "bgr", "gray"])
  func planesHoldTheImageAndZerosAroundIt(colors: String) throws {
    let count = colors == "gray" ? 1 : 3
    let values = try planes(colors, [1, count, Self.height, Self.width])
    let (mean, deviation): ([Float], [Float]) = ([10, 20, 127.5], [1, 3, 128])
    for plane in 0..<count {
      for y in 0..<Self.height {
        for x in 0..<Self.width {
          let value = values[(plane * Self.height + y) * Self.width + x]
          let (column, row) = (x - origin.x, y - origin.y)
          guard 0..<image.width ~= column, 0..<image.height ~= row else {
            #expect(value == 0)
            continue
          }
          let color = image.pixels[((row * image.width + column) * 3)...].prefix(3).map(Float.init)
          let sample =
            switch colors {
            case "rgb": color[plane]
            case "bgr": color[2 - plane]
            default: 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2]
            }
          let expected = (sample - mean[plane]) / deviation[plane]
          #expect(abs(value - expected) <= 1e-4)
        }
      }
    }
  }

  @Test(arguments: levels, [(1, 3), (2, 3), (2, 5), (1, 1)])
  func rowsGiveWhatPlanesGive(
    level: VectorKernels.Level, window: (step: Int, side: Int)
  ) throws {
    var options = NetworkOptions()
    options.kernels = try #require(VectorKernels(level))
    let margin = Int64(window.side / 2)
    // Also a window that begins outside the image and does not end there.
    for pads in [[margin, margin, margin, margin], [0, margin, margin, 0], [0, 0, 0, 0]] {
      for planes in [1, 3] {
        let model = model(planes: planes, step: Int64(window.step), side: window.side, pads: pads)
        try expectTheSame(
          Network(onnx: model.bytes, options), [1, planes, Self.height, Self.width])
      }
    }
  }

  /// What detectors gain by it.
  @Test func noPlanesAreKeptWhereAConvolutionReadsTheSource() throws {
    let network = try Network(
      onnx: model(planes: 3, step: 2, side: 3, pads: [1, 1, 1, 1]).bytes)
    let shape = [1, 3, 400, 600]
    let ofPlanes = try network.plan(for: ["x": shape])
    let ofRows = try network.plan(for: ["x": shape], fromSource: true)
    #expect(ofRows.arenaCount <= ofPlanes.arenaCount - 3 * 400 * 600)
    #expect(ofRows.steps.count == ofPlanes.steps.count)
  }

  /// Planes that two steps read, or that the caller gets, are made first.
  @Test(arguments: [true, false])
  func planesThatOthersReadAreMade(isOutput: Bool) throws {
    var model = model(planes: 3, step: 2, side: 3, pads: [1, 1, 1, 1])
    model.outputs = ["y", "z"]
    model.nodes.append(
      isOutput
        ? .init(operation: "Identity", inputs: ["x"], outputs: ["z"])
        : .init(operation: "Relu", inputs: ["x"], outputs: ["z"]))
    try expectTheSame(Network(onnx: model.bytes), [1, 3, Self.height, Self.width])
  }

  /// Views of the same planes, which a convolution sees as images of other extents.
  @Test(arguments: [
    [3, 1, 22, 37], [1, 1, 66, 37], [1, 3, 37, 22], [1, 3, 11, 74], [1, 2, 33, 37], [1, 3, 814, 1],
  ])
  func aReshapedInputIsReadAsItIs(extents: [Int]) throws {
    var model = ONNXModel(inputs: [("x", [1, 3, nil, nil])])
    let bank = model.addWeights("a", [20, extents[1], 3, 3])
    let shape = model.addIntegers("shape", extents.map { Int64($0) })
    model.nodes = [
      .init(operation: "Reshape", inputs: ["x", shape], outputs: ["r"]),
      .init(
        operation: "Conv", inputs: ["r", bank], outputs: ["y"],
        attributes: ["pads": .integers([1, 1, 1, 1])]),
    ]
    try expectTheSame(Network(onnx: model.bytes), [1, 3, Self.height, Self.width])
  }
}
