/// Arithmetic on integers that are known while planning: a model computes shapes with it.
struct IntegerArithmetic {
  private let arithmetic: Arithmetic
  private let (a, b): (StridedView, StridedView)

  init(_ arithmetic: Arithmetic, _ a: StridedView, _ b: StridedView) {
    self.arithmetic = arithmetic
    (self.a, self.b) = (a, b)
  }

  /// Returns the results in row-major order.
  ///
  /// - Throws: When one overflows, or is a division by zero.
  func values(_ x: [Int64], _ y: [Int64]) throws(OperatorError) -> [Int64] {
    var values: [Int64] = []
    for (p, q) in zip(spread(x, a), spread(y, b)) {
      let (value, overflow) =
        switch arithmetic {
        case .add: p.addingReportingOverflow(q)
        case .subtract: p.subtractingReportingOverflow(q)
        case .multiply: p.multipliedReportingOverflow(by: q)
        case .divide: p.dividedReportingOverflow(by: q)
        case .power, .slope: throw OperatorError("arithmetic on integers that is not supported")
        }
      guard !overflow else { throw OperatorError("integer arithmetic overflows") }
      values.append(value)
    }
    return values
  }

  private func spread(_ values: [Int64], _ view: StridedView) -> [Int64] {
    let count = view.shape.elementCount
    return [Int64](unsafeUninitializedCapacity: count) { target, filled in
      values.withUnsafeBufferPointer { source in
        guard count > 0, let source = source.baseAddress, let base = target.baseAddress else {
          return
        }
        copy(view, of: source, into: base)
        filled = count
      }
    }
  }
}
