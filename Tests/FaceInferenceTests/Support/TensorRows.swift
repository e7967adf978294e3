import FaceInference

/// A tensor, `[1, planes, height, width]`, as a source of its rows.
struct TensorRows: RowSource {
  let tensor: Tensor<Float>

  func write(_ y: Int, to start: UnsafeMutablePointer<Float>, step: Int) {
    let (planes, height, width) = (tensor.shape[1], tensor.shape[2], tensor.shape[3])
    for plane in 0..<planes {
      for x in 0..<width {
        start[plane * step + x] = tensor.values[(plane * height + y) * width + x]
      }
    }
  }
}

extension Network {
  /// Runs the network on an input that comes from a source, and copies its results out.
  func run(
    from source: any RowSource, as name: String, _ shape: Shape
  ) throws -> [String: [Float]] {
    let plan = try plan(for: [name: shape], fromSource: true)
    let scratch = Scratch()
    var run = plan.begin(scratch)
    defer { withExtendedLifetime(scratch) {} }
    run.source = source
    plan.execute(run)
    return outputs.reduce(into: [:]) { $0[$1] = run.output($1).map { Array($0.values) } }
  }
}
