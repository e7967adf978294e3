import Clustering
import Testing

@Suite struct MatchFinderTests {
  @Test(arguments: [(1, 1), (3, 600), (520, 70), (600, 1100)], [1, 3])
  func findsWhatThePlainLoopFinds(counts: (probes: Int, rows: Int), wanted: Int) throws {
    var random = SeededRandom(seed: counts.probes + wanted)
    let all = random.people(30, rows: counts.probes + counts.rows, dimension: 17, noise: 0.8)
    let both = try UnitVectors(rows: all, dimension: 17)
    let probes = both.selecting(Array(0..<counts.probes))
    let rows = both.selecting(Array(counts.probes..<both.count))
    let finder = MatchFinder(count: wanted, minimumSimilarity: 0.5)
    let matches = finder.matches(of: probes, in: rows) { _ in }
    #expect(matches.count == counts.probes)
    for (probe, found) in matches.enumerated() {
      let expected = (0..<rows.count)
        .map { (row: $0, similarity: both.plainSimilarity(probe, counts.probes + $0)) }
        .filter { $0.similarity >= 0.5 }
        .sorted { $0.similarity > $1.similarity }
        .prefix(wanted)
      #expect(found.map(\.row) == expected.map(\.row))
      for (one, other) in zip(found, expected) {
        #expect(abs(one.similarity - other.similarity) < 1e-9)
      }
    }
  }

  @Test func theLowestRowWinsATie() throws {
    var random = SeededRandom(seed: 11)
    let vector = random.vector(128)
    let other = random.vector(128)
    let rows = try UnitVectors(
      rows: (0..<1500).map { $0 % 5 == 2 ? vector : other }, dimension: 128)
    let probes = try UnitVectors(rows: [vector, other], dimension: 128)
    let matches = MatchFinder(count: 3, minimumSimilarity: -1).matches(of: probes, in: rows) { _ in
    }
    #expect(matches.map { $0.map(\.row) } == [[2, 7, 12], [0, 1, 3]])
  }

  @Test func nothingIsFoundInNoRowsOrForNoProbes() throws {
    let none = try UnitVectors([], dimension: 2)
    let one = try UnitVectors([1, 0], dimension: 2)
    let finder = MatchFinder(count: 1, minimumSimilarity: -1)
    #expect(finder.matches(of: one, in: none) { _ in } == [[]])
    #expect(finder.matches(of: none, in: one) { _ in } == [])
  }
}
