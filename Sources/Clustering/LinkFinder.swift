/// Finds all pairs of vectors whose similarity reaches a threshold.
///
/// The products are computed in blocks over the upper half of the matrix and never held as a
/// whole. Which pairs are links is exact: a product closer to the threshold than its rounding is
/// computed again in `Double`.
public struct LinkFinder: Sendable {
  /// The least similarity of a link; above 1 − 2⁻²⁰, that.
  public let threshold: Double

  /// Makes a finder.
  ///
  /// - Parameter threshold: The least similarity of a link, from −1 to 1.
  public init(threshold: Double) {
    self.threshold = Similarity.effective(threshold)
  }

  /// Returns all links, sorted by first, then second index.
  ///
  /// - Parameters:
  ///   - vectors: The vectors.
  ///   - progress: Called between blocks with the fraction done; what it throws ends the search.
  /// - Throws: What `progress` throws.
  /// - Complexity: O(*n*² · *d*) time for *n* vectors of length *d*; 12 bytes a link.
  public func links(
    in vectors: UnitVectors, progress: (_ fraction: Double) throws -> Void
  ) rethrows -> [Link] {
    var links: [Link] = []
    try vectors.withRows { rows in
      var block = ProductBlock()
      for start in stride(from: 0, to: rows.count, by: ProductBlock.side) {
        // Of the upper half, the rows before `start` cover 1 − (1 − start/n)².
        let rest = 1 - Double(start) / Double(rows.count)
        try progress(1 - rest * rest)
        let band = start..<min(start + ProductBlock.side, rows.count)
        links += sortedByFirst(self.links(of: band, in: rows, with: &block), band: band)
      }
      try progress(1)
    }
    return links
  }

  /// Returns the links of a band of rows with all rows from the band's first on, block by block.
  private func links(of band: Range<Int>, in rows: Rows, with block: inout ProductBlock) -> [Link] {
    let slack = Similarity.slack(dimension: rows.dimension)
    let certain = Float(threshold) + slack
    let possible = Float(threshold) - slack
    var links: [Link] = []
    for start in stride(from: band.lowerBound, to: rows.count, by: ProductBlock.side) {
      block.multiply(rows[band], rows[start..<min(start + ProductBlock.side, rows.count)])
      for i in band {
        let firstColumn = max(i + 1 - start, 0)
        block.forEachProduct(inRow: i - band.lowerBound, from: firstColumn, atLeast: possible) {
          let j = start + $0
          if $1 >= certain || rows.similarity(i, to: j, of: rows) >= threshold {
            links.append(Link(first: Int32(i), second: Int32(j), similarity: $1))
          }
        }
      }
    }
    return links
  }

  /// Sorts the links of a band, stably, by counting.
  private func sortedByFirst(_ links: [Link], band: Range<Int>) -> [Link] {
    var ends = [Int](repeating: 0, count: band.count + 1)
    for link in links { ends[Int(link.first) - band.lowerBound + 1] += 1 }
    for row in 0..<band.count { ends[row + 1] += ends[row] }
    return [Link](unsafeUninitializedCapacity: links.count) { buffer, initialized in
      for link in links {
        let row = Int(link.first) - band.lowerBound
        buffer.initializeElement(at: ends[row], to: link)
        ends[row] += 1
      }
      initialized = links.count
    }
  }
}
