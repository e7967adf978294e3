/// How many pairs of faces have which similarity, pairs of one person and of two apart.
///
/// Similarities are counted in steps of 1/2000, so that millions of pairs need no memory and a
/// threshold that is a multiple of a step is counted exactly.
package struct PairHistogram: Sendable, Equatable {
  /// Similarities of one step lie in a bin; the first bin begins at −1.
  package static let binsPerUnit = 2000

  /// One bin more than there are similarities, so that the last threshold is above all of them.
  private static let binCount = 2 * binsPerUnit + 2

  /// How many pairs of one person each bin has.
  package private(set) var genuine = [Int](repeating: 0, count: binCount)
  /// How many pairs of two people each bin has.
  package private(set) var impostor = [Int](repeating: 0, count: binCount)

  /// Counts all pairs of faces.
  ///
  /// - Parameters:
  ///   - rows: Unit-length embeddings one after the other, `[count, dimension]`.
  ///   - dimension: The number of values of each.
  ///   - people: The person of each, as any number.
  ///   - progress: Called now and then with the share that is done; what it throws ends the count.
  /// - Complexity: O(*n*² · *d*).
  package init(
    rows: [Float], dimension: Int, people: [Int], progress: (Double) throws -> Void
  ) rethrows {
    precondition(rows.count == people.count * dimension, "one person a row")
    let count = people.count
    try rows.withUnsafeBufferPointer { rows in
      guard let base = rows.baseAddress else { return }
      for i in 0..<count {
        if i % 64 == 0 {
          let rest = 1 - Double(i) / Double(count)
          try progress(1 - rest * rest)
        }
        for j in (i + 1)..<max(i + 1, count) {
          let similarity = dotProduct(
            base + i * dimension, base + j * dimension, count: dimension)
          add(Self.bin(Double(similarity)), people[i] == people[j])
        }
      }
    }
  }

  /// Counts similarities that are known.
  package init(genuine: [Double], impostor: [Double]) {
    for similarity in genuine { add(Self.bin(similarity), true) }
    for similarity in impostor { add(Self.bin(similarity), false) }
  }

  @inline(__always)
  private mutating func add(_ bin: Int, _ isGenuine: Bool) {
    if isGenuine { genuine[bin] += 1 } else { impostor[bin] += 1 }
  }

  private static func bin(_ similarity: Double) -> Int {
    let place = ((similarity + 1) * Double(binsPerUnit) + 1e-6).rounded(.down)
    return Int(min(max(place, 0), Double(2 * binsPerUnit)))
  }

  /// The lowest similarity of a bin: the threshold that divides it from the one below.
  package static func threshold(_ bin: Int) -> Double {
    Double(bin - binsPerUnit) / Double(binsPerUnit)
  }
}
