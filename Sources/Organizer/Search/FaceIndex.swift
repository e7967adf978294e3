/// Embeddings in one piece of memory, to find those most similar to a probe: exactly.
///
/// Every row is multiplied with every probe in `Float`; those that may be among the best are
/// multiplied again in `Double`, and ranked by that. So the answer is that of a comparison in
/// `Double` with everything, and memory is read once however many probes there are
/// (docs/decisions/0026).
package struct FaceIndex: Sendable {
  /// A row that resembles a probe.
  package struct Hit: Sendable, Equatable {
    /// The index of the row.
    package let row: Int
    /// The cosine of row and probe.
    package let similarity: Double
  }

  /// The number of rows.
  package let count: Int
  /// The number of values of a row.
  package let dimension: Int
  /// The rows one after the other, `[count, dimension]`.
  private let values: [Float]

  /// Rows that are read for all probes before the next ones: 1 MiB of 128 values.
  private static let blockRows = 2048

  /// Makes an index.
  ///
  /// - Parameters:
  ///   - values: Unit-length rows one after the other, `[count, dimension]`.
  ///   - dimension: The number of values of a row, at least 1.
  package init(_ values: [Float], dimension: Int) {
    precondition(dimension > 0 && values.count.isMultiple(of: dimension), "whole rows")
    self.values = values
    self.dimension = dimension
    count = values.count / dimension
  }

  /// Returns the rows most similar to each probe, the best first; the lower row wins a tie.
  ///
  /// - Parameters:
  ///   - probes: Unit-length vectors, each of `dimension` values.
  ///   - most: How many rows are wanted for each, at least 1; fewer if there are fewer.
  /// - Complexity: O(*p* · *n* · *d*) for *p* probes and *n* rows of *d* values.
  package func nearest(to probes: [[Float]], most: Int) -> [[Hit]] {
    precondition(most > 0 && probes.allSatisfy { $0.count == dimension })
    var rankings = probes.map { _ in Ranking(most: most, slack: Self.slack(dimension)) }
    values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      for start in stride(from: 0, to: count, by: Self.blockRows) {
        let block = start..<min(start + Self.blockRows, count)
        for (index, probe) in probes.enumerated() {
          probe.withUnsafeBufferPointer {
            guard let probe = $0.baseAddress else { return }
            scan(block, base, probe, &rankings[index])
          }
        }
      }
    }
    return rankings.map(\.hits)
  }

  @inline(__always)
  private func scan(
    _ block: Range<Int>, _ base: UnsafePointer<Float>, _ probe: UnsafePointer<Float>,
    _ ranking: inout Ranking
  ) {
    var least = ranking.leastProduct
    for row in block {
      let values = base + row * dimension
      guard dotProduct(values, probe, count: dimension) >= least else { continue }
      ranking.insert(Hit(row: row, similarity: exact(values, probe)))
      least = ranking.leastProduct
    }
  }

  private func exact(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Double {
    var sum = 0.0
    for x in 0..<dimension { sum += Double(a[x]) * Double(b[x]) }
    return sum
  }

  /// How far a `Float` dot product of unit vectors is off at most (Higham, Accuracy and Stability of
  /// Numerical Algorithms, 2nd edition, section 3.1), doubled.
  private static func slack(_ dimension: Int) -> Double { Double(dimension + 8) * 0x1p-23 }
}

/// The best rows so far.
private struct Ranking {
  private(set) var hits: [FaceIndex.Hit] = []
  /// The least `Float` product of a row that may still enter.
  private(set) var leastProduct = -Float.infinity
  private let most: Int
  private let slack: Double

  init(most: Int, slack: Double) {
    self.most = most
    self.slack = slack
  }

  /// Inserts a row higher than those ranked, if it is good enough.
  mutating func insert(_ hit: FaceIndex.Hit) {
    let place = hits.firstIndex { $0.similarity < hit.similarity } ?? hits.count
    guard place < most else { return }
    hits.insert(hit, at: place)
    if hits.count > most { hits.removeLast() }
    if hits.count == most { leastProduct = Float(hits[most - 1].similarity - slack).nextDown }
  }
}
