/// ONNX `Conv` over images, with what follows it fused in: residual addition and activation.
///
/// Operands: input, weights, bias, residual, slopes; the last three are optional.
struct Convolution: Operator {
  let geometry: ConvolutionGeometry
  var activation = Activation.none

  var outputShapes: [Shape] {
    [[geometry.batch, geometry.filters, geometry.outputHeight, geometry.outputWidth]]
  }
  var scratchCount: Int { convolutionScratchCount(geometry) }

  static let bind: OperatorBuilder = { request throws(OperatorError) in
    let input = try imageExtents(try request.input(0))
    let weights = try request.input(1)
    guard weights.constant?.floats != nil, weights.shape.count == 4,
      weights.shape.allSatisfy({ $0 > 0 })
    else { throw OperatorError("its weights must be four-dimensional constants") }
    let groups = request.node.attributes.integer("group") ?? 1
    let filters = weights.shape[0]
    guard groups >= 1, filters % groups == 0, input[1] % groups == 0,
      weights.shape[1] == input[1] / groups
    else {
      throw OperatorError(
        "its weights \(weights.shape) in \(groups) groups do not fit the input \(input)")
    }
    if let bias = request.optionalInput(2), bias.shape != [filters] || bias.constant == nil {
      throw OperatorError("its bias \(bias.shape) does not fit \(filters) filters")
    }
    let window = try boundWindow(
      request, extents: Array(weights.shape[2...]), height: input[2], width: input[3])
    let geometry = ConvolutionGeometry(
      batch: input[0], channels: input[1], height: input[2], width: input[3], filters: filters,
      groups: groups, window: window)
    return .operation(Convolution(geometry: geometry), operands: [0, 1, 2])
  }

  func run(_ operands: Operands) {
    let epilogue = ConvolutionEpilogue(
      bias: operands.optionalInput(2), residual: operands.optionalInput(3),
      activation: activation, slopes: operands.optionalInput(4))
    if geometry.isDepthwise {
      convolveDepthwise(
        geometry, input: operands.input(0), weights: operands.input(1), epilogue,
        output: operands.output(0))
    } else {
      convolve(
        geometry, input: operands.input(0), weights: operands.input(1), epilogue,
        output: operands.output(0), scratch: operands.scratch)
    }
  }
}
