/// An operation that can be computed row by row on blocks of channels.
protocol RowOperator: Operator {
  /// Returns the stages that compute it, or `nil` when there are none for its extents.
  func rows(_ request: RowRequest) -> RowDraft?
}

/// What stages are made with.
struct RowRequest {
  let kernels: VectorKernels
  /// What convolutions round their values and weights to.
  let precision: Precision
  let packing: PackingCache
  /// Whether the image that is read lies in planes; otherwise in blocks.
  let isPlanes: Bool
  /// The weights among the operands.
  let weights: [UnsafePointer<Float>?]
  /// Whether each operand is given.
  let isGiven: [Bool]

  /// Whether an operand is among the weights, or not given at all: not one that was computed while
  /// the plan was made.
  func isSettled(_ operand: Int) -> Bool {
    operand >= isGiven.count || !isGiven[operand] || weights[operand] != nil
  }
}

/// An operation as stages.
struct RowDraft {
  var stages: [RowStage]
  /// The extents of the images that are read and made.
  let input: Shape
  let output: Shape
  /// Which operand is the image.
  var source = 0
  /// Which operand is added at the end, if any.
  var addend: Int?
}

extension RowLayout {
  /// The layout of images `[batch, channels, height, width]`.
  init(_ kind: Kind, _ shape: Shape, border: Border = Border()) {
    self.init(
      kind: kind, channels: shape[1], height: shape[2], width: shape[3], border: border)
  }
}

/// Windows beyond this are left to the plain loops: no network has them, and rows with their borders
/// would be long.
private let largestReach = 64

extension Window {
  /// Whether there are loops for the window.
  var fitsRows: Bool {
    [rows, columns].allSatisfy {
      $0.reach <= largestReach && $0.before < $0.reach && $0.after < $0.reach
    } && columns.step <= 2
  }

  /// Whether it is of 3×3 pixels side by side, and moves by one.
  var isThreeByThree: Bool {
    [rows, columns].allSatisfy { $0.extent == 3 && $0.step == 1 && $0.dilation == 1 }
  }

  /// Whether each row of the result sees a row of the image: dilated windows may jump over it.
  func seesRows(ofHeight height: Int) -> Bool {
    (0..<rows.outputExtent(height)).allSatisfy { y in
      (0..<rows.extent).contains { tap in
        (0..<height).contains(y * rows.step - rows.before + tap * rows.dilation)
      }
    }
  }
}
