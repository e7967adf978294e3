extension PlanBuilder {
  /// The most elements that a value computed while planning has: scales, sizes, small tables.
  ///
  /// What networks compute with their weights is larger, and is left to the run.
  private static let largestFoldedCount = 1 << 12

  /// Returns the results of an operation on floats that are all known, or `nil` when one is not, or
  /// is large.
  ///
  /// - Parameter inputs: What is known of the operands, `nil` for those left out.
  func foldedConstants(of operation: any Operator, _ inputs: [Fact?]) -> [Constant]? {
    guard operation.scratchCount <= Self.largestFoldedCount,
      operation.outputShapes.allSatisfy({ isSmall($0) })
    else { return nil }
    var memory: [Float] = []
    var inputSlots: [Slot] = []
    for input in inputs {
      let values = input?.constant?.floats
      guard input == nil || values.map({ (1...Self.largestFoldedCount).contains($0.count) }) == true
      else { return nil }
      inputSlots.append(values == nil ? .absent : .arena(memory.count))
      memory += values ?? []
    }
    var results: [(shape: Shape, start: Int)] = []
    for shape in operation.outputShapes {
      results.append((shape, memory.count))
      memory += [Float](repeating: 0, count: shape.elementCount)
    }
    run(operation, inputSlots, results.map { .arena($0.start) }, &memory)
    return results.map { shape, start in
      let values = Array(memory[start..<(start + shape.elementCount)])
      return .float(Tensor(shape: shape, values: values))
    }
  }

  private func isSmall(_ shape: Shape) -> Bool {
    shape.checkedElementCount.map { (1...Self.largestFoldedCount).contains($0) } ?? false
  }

  /// Runs an operation on values in `memory`, behind which its working memory is added.
  private func run(
    _ operation: any Operator, _ inputs: [Slot], _ outputs: [Slot], _ memory: inout [Float]
  ) {
    let scratch = memory.count
    memory += [Float](repeating: 0, count: operation.scratchCount + 1)
    memory.withUnsafeMutableBufferPointer { floats in
      guard let base = floats.baseAddress else { return }
      operation.run(
        Operands(
          inputs: inputs, outputs: outputs, arena: base, constants: UnsafePointer(base),
          scratch: base + scratch))
    }
  }
}
