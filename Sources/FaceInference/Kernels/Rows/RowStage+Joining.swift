/// Stages that become one with the stage that alone reads them.
extension RowStage {
  /// Returns this stage and the next as one, or `nil` where there is no such stage.
  func joined(with next: RowStage) -> RowStage? {
    guard residual == nil, output == next.input, output.border.isEmpty else { return nil }
    switch (work, next.work) {
    case (.depthwiseTwoRows(let window), .convolution(let reader)) where reader.isPointwise:
      guard case .window(.one) = next.rows else { return nil }
      return replaced(.followedDepthwise(FollowedDepthwise(window, output, reader)), next, rows)
    case (.depthwiseTwoRows(let window), .maximum(let pool)):
      guard pool.window.isHalving, next.residual == nil, window.canBePooled,
        next.output.height * 2 <= output.height, next.output.width * 2 <= output.width,
        case .window(var axis) = rows
      else { return nil }
      axis.step = 2
      return replaced(.pooledDepthwise(window), next, .window(axis))
    case (.gather(let columns, let before), .map(nil, let after)):
      guard before.isNothing, after.bias == nil, next.residual != nil else { return nil }
      return replaced(.gather(columns: columns, after), next, rows)
    default: return nil
    }
  }

  private func replaced(_ work: Work, _ next: RowStage, _ rows: RowReach) -> RowStage {
    RowStage(work: work, input: input, output: next.output, rows: rows, residual: next.residual)
  }
}

extension Window {
  /// Whether it makes one of 2×2 pixels, without a border before the image.
  fileprivate var isHalving: Bool {
    [rows, columns].allSatisfy {
      $0.extent == 2 && $0.step == 2 && $0.dilation == 1 && $0.before == 0
    }
  }
}
