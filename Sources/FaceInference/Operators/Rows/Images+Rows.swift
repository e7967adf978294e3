extension MaximumPool: RowOperator {
  func rows(_ request: RowRequest) -> RowDraft? {
    guard geometry.window.fitsRows, geometry.window.seesRows(ofHeight: geometry.height) else {
      return nil
    }
    let output = outputShapes[0]
    let input = [output[0], output[1], geometry.height, geometry.width]
    let layout = RowLayout(.blocks, input)
    let window = RowWindow(geometry.window, weights: nil, input: layout, RowEpilogue())
    let stage = RowStage(
      work: .maximum(window), input: layout, output: RowLayout(.blocks, output),
      rows: .window(geometry.window.rows))
    return RowDraft(stages: [stage], input: input, output: output)
  }
}

extension NearestResize: RowOperator {
  func rows(_ request: RowRequest) -> RowDraft? {
    let (rows, columns) = (sources.rows.compactMap { $0 }, sources.columns.compactMap { $0 })
    guard rows.count == sources.rows.count, columns.count == sources.columns.count,
      rows == rows.sorted()
    else { return nil }
    let packed = PackedArray<Int32>(count: columns.count) { target in
      for (index, column) in columns.enumerated() { target[index] = Int32(column) }
    }
    let output = outputShapes[0]
    let stage = RowStage(
      work: .gather(columns: packed, RowEpilogue()), input: RowLayout(.blocks, input),
      output: RowLayout(.blocks, output), rows: .picks(rows))
    return RowDraft(stages: [stage], input: input, output: output)
  }
}
