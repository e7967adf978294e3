extension RowDraft {
  /// One stage that does something with each value by itself.
  fileprivate init(_ work: RowStage.Work, _ shape: Shape, addend: Int? = nil) {
    let layout = RowLayout(.blocks, shape)
    self.init(
      stages: [RowStage(work: work, input: layout, output: layout, rows: .window(.one))],
      input: shape, output: shape, addend: addend)
  }
}

extension ActivationStep: RowOperator {
  func rows(_ request: RowRequest) -> RowDraft? {
    guard shape.count == 4 else { return nil }
    return RowDraft(
      .map(scale: nil, RowEpilogue(activation, channels: shape[1])), shape)
  }
}

extension ParametricRelu: RowOperator {
  func rows(_ request: RowRequest) -> RowDraft? {
    guard shape.count == 4, channels == shape[1], let values = request.weights[1] else {
      return nil
    }
    let slopes = request.packing.channels(values, count: channels)
    return RowDraft(.map(scale: nil, RowEpilogue(slopes: slopes)), shape)
  }
}

extension BatchNormalization: RowOperator {
  func rows(_ request: RowRequest) -> RowDraft? {
    guard shape.count == 4 else { return nil }
    let packed = [scale, shift].map { values in
      PackedArray<Float>(count: blockCount(values.count) * blockSize) { target in
        for (index, value) in values.enumerated() { target[index] = value }
      }
    }
    return RowDraft(.map(scale: packed[0], RowEpilogue(bias: packed[1])), shape)
  }
}

extension Combination: RowOperator {
  func rows(_ request: RowRequest) -> RowDraft? {
    guard arithmetic == .add, shape.count == 4, combinesLikeShapes else { return nil }
    return RowDraft(.map(scale: nil, RowEpilogue()), shape, addend: 1)
  }
}
