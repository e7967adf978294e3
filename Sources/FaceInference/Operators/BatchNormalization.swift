/// ONNX `BatchNormalization` as it runs after training: a scale and a shift for each channel.
///
/// After a convolution it is folded into the weights and never gets here.
struct BatchNormalization: Operator {
  let shape: Shape
  let scale: [Float]
  let shift: [Float]
  var outputShapes: [Shape] { [shape] }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let shape = try request.input(0).shape
    guard shape.count >= 2 else { throw OperatorError("its input \(shape) has no channels") }
    let normalization = try ChannelScaling(
      request.node, opset: request.opset, channels: shape[1]
    ) {
      index throws(OperatorError) in
      try request.constantFloats(index, "its statistics")
    }
    return .operation(
      BatchNormalization(shape: shape, scale: normalization.scale, shift: normalization.shift),
      operands: [0])
  }

  func run(_ operands: Operands) {
    let inner = shape[2...].reduce(1, *)
    let (input, output) = (operands.input(0), operands.output(0))
    for plane in 0..<(shape[0] * shape[1]) {
      let (factor, offset) = (scale[plane % shape[1]], shift[plane % shape[1]])
      for i in (plane * inner)..<((plane + 1) * inner) { output[i] = factor * input[i] + offset }
    }
  }
}

/// What a trained batch normalization does to each channel: scale · x + shift.
///
/// scale = γ / √(variance + ε), shift = β − mean · scale (Ioffe and Szegedy, 2015).
struct ChannelScaling {
  let scale: [Float]
  let shift: [Float]

  /// Reads the statistics: inputs 1 to 4 of the node are γ, β, mean and variance.
  init(
    _ node: Node, opset: Int, channels: Int, _ statistics: (Int) throws(OperatorError) -> [Float]
  ) throws(OperatorError) {
    let gamma = try statistics(1)
    let beta = try statistics(2)
    let mean = try statistics(3)
    let variance = try statistics(4)
    // Training was the default before operator set 7, and then meant by the results asked for.
    let isTest = node.attributes.integer("is_test") ?? 0
    guard (node.attributes.integer("training_mode") ?? 0) == 0, opset >= 7 || isTest != 0,
      node.outputs.count == 1 || opset >= 14
    else { throw OperatorError("its training mode is not supported") }
    guard (node.attributes.integer("spatial") ?? 1) != 0 else {
      throw OperatorError("its spatial 0 is not supported")
    }
    guard [gamma, beta, mean, variance].allSatisfy({ $0.count == channels }) else {
      throw OperatorError("its statistics do not fit \(channels) channels")
    }
    let epsilon = node.attributes.float("epsilon") ?? 1e-5
    let scale = (0..<channels).map { gamma[$0] / (variance[$0] + epsilon).squareRoot() }
    self.scale = scale
    self.shift = (0..<channels).map { beta[$0] - mean[$0] * scale[$0] }
  }
}
