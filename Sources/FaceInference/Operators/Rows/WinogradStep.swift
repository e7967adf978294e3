/// A convolution by Winograd's transform as a step of a plan.
///
/// Operands: the image in blocks, and what is added.
struct WinogradStep: Operator {
  let convolution: WinogradConvolution
  let outputShapes: [Shape]
  var scratchCount: Int { convolution.scratchCount }

  func run(_ operands: Operands) {
    convolution.run(
      operands.input(0), residual: operands.optionalInput(1), into: operands.output(0),
      scratch: operands.scratch)
  }
}
