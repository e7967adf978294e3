/// Makes the planes of a network's input from a source of rows: a step of a plan without inputs.
///
/// Where a convolution alone reads them, it has rows made as it needs them, and there is no such step.
struct SourceStep: Operator {
  /// That of the input, `[1, planes, height, width]`.
  let shape: Shape

  var outputShapes: [Shape] { [shape] }

  func run(_ operands: Operands) {
    guard let source = operands.source else {
      preconditionFailure("a run of a plan from a source has one")
    }
    let (height, width) = (shape[2], shape[3])
    let planes = operands.output(0)
    for y in 0..<height { source.write(y, to: planes + y * width, step: height * width) }
  }
}
