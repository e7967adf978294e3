/// Makes the planes of a network's input of an image: the step of a plan of pixels without inputs.
///
/// Where a convolution alone reads them, it reads the image's rows instead, and there is no such step.
struct PixelStep: Operator {
  /// That of the input, `[1, planes, height, width]`.
  let shape: Shape

  var outputShapes: [Shape] { [shape] }

  func run(_ operands: Operands) {
    guard let pixels = operands.pixels else {
      preconditionFailure("a plan of pixels is given some")
    }
    let (height, width) = (shape[2], shape[3])
    let planes = operands.output(0)
    for y in 0..<height { pixels.write(y, to: planes + y * width, step: height * width) }
  }
}
