import FaceInference
import TestSupport

/// A network of random layers, made one by one, and the extents of what it has come to.
struct LayerModel {
  private(set) var model = ONNXModel()
  private(set) var shape: Shape
  private var random: SeededRandom
  private var count = 0
  private var last = "x"

  init(input shape: Shape, seed: Int) {
    self.shape = shape
    random = SeededRandom(seed: seed)
  }

  /// The model, returning what the last layer makes as `y`.
  var finished: ONNXModel {
    var finished = model
    finished.nodes.append(.init(operation: "Identity", inputs: [last]))
    return finished
  }

  /// A convolution of `side`×`side` windows, each channel by itself when `filters` is `nil`.
  mutating func convolve(filters: Int?, side: Int, step: Int = 1, pads: [Int64]? = nil) {
    let pads = pads ?? [Int64](repeating: Int64(side / 2), count: 4)
    convolve(filters: filters, window: [side, side], step: step, pads: pads)
  }

  /// Adds a convolution whose window has these rows and columns, `dilation` apart; depthwise without
  /// `filters`.
  mutating func convolve(
    filters: Int?, window: [Int], dilation: Int = 1, step: Int = 1, pads: [Int64]
  ) {
    let channels = filters == nil ? 1 : shape[1]
    let scale = 1 / Float(channels * window[0] * window[1]).squareRoot()
    let made = filters ?? shape[1]
    let weights = add([made, channels] + window, scale: 2 * scale)
    append(
      "Conv", [weights, add([made], scale: 0.5)],
      [
        "group": .integer(filters == nil ? Int64(made) : 1),
        "strides": .integers([Int64(step), Int64(step)]), "pads": .integers(pads),
        "dilations": .integers([Int64(dilation), Int64(dilation)]),
      ])
    for axis in 0..<2 {
      let reach = (window[axis] - 1) * dilation + 1
      let room = shape[axis + 2] + Int(pads[axis]) + Int(pads[axis + 2]) - reach
      shape[axis + 2] = room / step + 1
    }
    shape[1] = made
  }

  mutating func pool() {
    append("MaxPool", [], ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
    shape[2] /= 2
    shape[3] /= 2
  }

  mutating func enlarge() {
    let scales = "s\(count)"
    model.weights.append(.init(name: scales, extents: [4], elements: .floats([1, 1, 2, 2])))
    append(
      "Resize", ["", scales],
      [
        "mode": .string("nearest"), "coordinate_transformation_mode": .string("asymmetric"),
        "nearest_mode": .string("floor"),
      ])
    shape[2] *= 2
    shape[3] *= 2
  }

  mutating func activate(_ operation: String) {
    append(operation, operation == "PRelu" ? [add([shape[1], 1, 1], scale: 0.5)] : [], [:])
  }

  mutating func normalize() {
    let channels = [shape[1]]
    let variance = "v\(count)"
    let ones = [Float](repeating: 1, count: shape[1])
    model.weights.append(
      .init(name: variance, extents: [Int64(shape[1])], elements: .floats(ones)))
    let operands = [add(channels, scale: 1), add(channels, scale: 1), add(channels, scale: 1)]
    append("BatchNormalization", operands + [variance], [:])
  }

  /// Adds what there was before `layer`, which must keep the extents.
  mutating func skip(_ layer: (inout LayerModel) -> Void) {
    let before = last
    layer(&self)
    append("Add", [before], [:])
  }

  private mutating func append(
    _ operation: String, _ operands: [String], _ attributes: [String: ONNXModel.Attribute]
  ) {
    count += 1
    model.nodes.append(
      .init(
        operation: operation, inputs: [last] + operands, outputs: ["v\(count)out"],
        attributes: attributes))
    last = "v\(count)out"
  }

  private mutating func add(_ extents: [Int], scale: Float) -> String {
    let name = "w\(model.weights.count)"
    let values = random.floats(extents.reduce(1, *)).map { $0 * scale }
    model.weights.append(
      .init(name: name, extents: extents.map { Int64($0) }, elements: .floats(values)))
    return name
  }
}
