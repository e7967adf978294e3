import Clustering
import Testing

@Suite struct LinkFinderTests {
  /// Counts around the side of a block, dimensions around that of a vector register.
  @Test(arguments: [1, 2, 33, 511, 512, 513, 1100], [1, 7, 8, 33])
  func findsWhatThePlainLoopFinds(count: Int, dimension: Int) throws {
    var random = SeededRandom(seed: count * 100 + dimension)
    let rows = random.people(40, rows: count, dimension: dimension, noise: 0.7)
    let vectors = try UnitVectors(rows: rows, dimension: dimension)
    let links = LinkFinder(threshold: 0.6).links(in: vectors) { _ in }
    var expected: [[Int]] = []
    for i in 0..<count {
      for j in i + 1..<max(count, i + 1) where vectors.plainSimilarity(i, j) >= 0.6 {
        expected.append([i, j])
      }
    }
    #expect(links.map { [Int($0.first), Int($0.second)] } == expected)
    for link in links {
      let similarity = vectors.plainSimilarity(Int(link.first), Int(link.second))
      #expect(abs(Double(link.similarity) - similarity) < 1e-5)
    }
  }

  @Test func aThresholdAtASimilarityFindsThePair() throws {
    var random = SeededRandom(seed: 5)
    let vectors = try UnitVectors(rows: [random.vector(128), random.vector(128)], dimension: 128)
    // The similarity that counts is a multiple of 2⁻³⁶.
    let similarity = (vectors.plainSimilarity(0, 1) * 0x1p36).rounded() * 0x1p-36
    #expect(LinkFinder(threshold: similarity).links(in: vectors) { _ in }.count == 1)
    let above = similarity + 0x1p-36
    #expect(LinkFinder(threshold: above).links(in: vectors) { _ in }.isEmpty)
  }

  @Test func copiesAreLinkedAtAnyThreshold() throws {
    var random = SeededRandom(seed: 6)
    for _ in 0..<50 {
      let vector = random.vector(97)
      let vectors = try UnitVectors(rows: [vector, vector], dimension: 97)
      #expect(LinkFinder(threshold: 1).links(in: vectors) { _ in }.count == 1)
    }
  }

  @Test func aHigherThresholdFindsASubset() throws {
    var random = SeededRandom(seed: 7)
    let rows = random.people(20, rows: 300, dimension: 16, noise: 0.8)
    let vectors = try UnitVectors(rows: rows, dimension: 16)
    let loose = LinkFinder(threshold: 0.3).links(in: vectors) { _ in }
    let strict = LinkFinder(threshold: 0.6).links(in: vectors) { _ in }
    #expect(!strict.isEmpty && strict.count < loose.count)
    #expect(strict == loose.filter { Double($0.similarity) >= 0.6 })
  }

  @Test func progressRisesToOneAndCanEndTheSearch() throws {
    var random = SeededRandom(seed: 8)
    let vectors = try UnitVectors(rows: (0..<1300).map { _ in random.vector(4) }, dimension: 4)
    var fractions: [Double] = []
    _ = LinkFinder(threshold: 0.9).links(in: vectors) { fractions.append($0) }
    #expect(fractions.count == 4 && fractions.first == 0 && fractions.last == 1)
    #expect(fractions == fractions.sorted())
    #expect(throws: CancellationError.self) {
      _ = try LinkFinder(threshold: 0.9).links(in: vectors) {
        if $0 > 0 { throw CancellationError() }
      }
    }
  }
}
