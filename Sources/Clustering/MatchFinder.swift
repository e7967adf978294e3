/// A row that a probe resembles.
public struct Match: Sendable, Equatable {
  /// The index of the row.
  public let row: Int
  /// Its similarity to the probe, a multiple of 2⁻³⁶.
  public let similarity: Double
}

/// Finds the rows most similar to each of some probes.
///
/// Rows are ranked by similarity in `Double`; the lowest index wins a tie. The result does not
/// depend on the processor.
public struct MatchFinder: Sendable {
  /// The most matches of a probe.
  public let count: Int
  /// The least similarity of a match; above 1 − 2⁻²⁰, that.
  public let minimumSimilarity: Double

  /// Makes a finder.
  ///
  /// - Parameters:
  ///   - count: The most matches of a probe, at least 1.
  ///   - minimumSimilarity: The least similarity of a match, from −1 to 1.
  public init(count: Int, minimumSimilarity: Double) {
    precondition(count > 0, "at least one match is wanted")
    self.count = count
    self.minimumSimilarity = Similarity.effective(minimumSimilarity)
  }

  /// Returns the matches of each probe, best first.
  ///
  /// - Parameters:
  ///   - probes: The vectors to search for.
  ///   - rows: The vectors to search in, of the same dimension.
  ///   - progress: Called between blocks with the fraction done; what it throws ends the search.
  /// - Throws: What `progress` throws.
  /// - Complexity: O(*p* · *n* · *d*) for *p* probes and *n* rows of length *d*.
  public func matches(
    of probes: UnitVectors, in rows: UnitVectors,
    progress: (_ fraction: Double) throws -> Void
  ) rethrows -> [[Match]] {
    precondition(probes.dimension == rows.dimension, "probes and rows are of one dimension")
    return try probes.withRows { probes in
      try rows.withRows { rows in
        try matches(of: probes, in: rows, progress: progress) { probe, row in
          probes.similarity(probe, to: row, of: rows)
        }
      }
    }
  }

  /// Returns the matches of each probe by a measure of the caller's, best first.
  ///
  /// - Parameters:
  ///   - probes: Rows no longer than 1, up to the rounding of `Float`.
  ///   - rows: Rows no longer than 1, up to the rounding of `Float`.
  ///   - progress: Called between blocks with the fraction done.
  ///   - similarity: The similarity that counts; the dot product of the rows is within
  ///     `Similarity.slack` of it.
  func matches(
    of probes: Rows, in rows: Rows, progress: (Double) throws -> Void,
    similarity: (_ probe: Int, _ row: Int) -> Double
  ) rethrows -> [[Match]] {
    let slack = Similarity.slack(dimension: rows.dimension)
    var rankings = [[Match]](repeating: [], count: probes.count)
    var block = ProductBlock()
    for probeStart in stride(from: 0, to: probes.count, by: ProductBlock.side) {
      try progress(Double(probeStart) / Double(probes.count))
      let band = probeStart..<min(probeStart + ProductBlock.side, probes.count)
      for start in stride(from: 0, to: rows.count, by: ProductBlock.side) {
        block.multiply(probes[band], rows[start..<min(start + ProductBlock.side, rows.count)])
        for probe in band {
          let possible = Float(leastSimilarity(toEnter: rankings[probe])) - slack
          block.forEachProduct(inRow: probe - probeStart, from: 0, atLeast: possible) {
            column, product in
            // The ranking may have risen within this block.
            guard Double(product + slack) >= leastSimilarity(toEnter: rankings[probe]) else {
              return
            }
            let match = Match(
              row: start + column, similarity: similarity(probe, start + column))
            insert(match, into: &rankings[probe])
          }
        }
      }
    }
    try progress(1)
    return rankings
  }

  private func leastSimilarity(toEnter ranking: [Match]) -> Double {
    ranking.count < count ? minimumSimilarity : ranking[count - 1].similarity
  }

  /// Inserts a match with a row higher than those ranked, if it is good enough.
  private func insert(_ match: Match, into ranking: inout [Match]) {
    guard match.similarity >= minimumSimilarity else { return }
    let place = ranking.firstIndex { $0.similarity < match.similarity } ?? ranking.count
    guard place < count else { return }
    ranking.insert(match, at: place)
    if ranking.count > count { ranking.removeLast() }
  }
}
