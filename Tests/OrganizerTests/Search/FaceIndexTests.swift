import Organizer
import Testing

@Suite struct FaceIndexTests {
  private func unit(_ dimension: Int, _ random: inout SeededGenerator) -> [Float] {
    let values = (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) }
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return values.map { $0 / length }
  }

  /// Everything compared in `Double`, sorted.
  private func reference(
    _ rows: [[Float]], _ probe: [Float], most: Int
  ) -> [(row: Int, similarity: Double)] {
    let hits = rows.enumerated().map { row, values -> (row: Int, similarity: Double) in
      var sum = 0.0
      for (a, b) in zip(values, probe) { sum += Double(a) * Double(b) }
      return (row: row, similarity: sum)
    }
    return Array(
      hits.sorted { ($1.similarity, $0.row) < ($0.similarity, $1.row) }.prefix(most))
  }

  @Test(arguments: [(1, 1), (3, 7), (16, 40), (127, 300), (128, 5000)])
  func findsWhatComparingEverythingFinds(dimension: Int, count: Int) {
    var random = SeededGenerator(seed: dimension)
    let rows = (0..<count).map { _ in unit(dimension, &random) }
    let index = FaceIndex(rows.flatMap { $0 }, dimension: dimension)
    let probes = (0..<5).map { _ in unit(dimension, &random) } + [rows[count / 2]]
    for most in [1, 5, 50] {
      let found = index.nearest(to: probes, most: most)
      for (probe, hits) in zip(probes, found) {
        let expected = reference(rows, probe, most: most)
        #expect(hits.map(\.row) == expected.map(\.row))
        #expect(hits.map(\.similarity) == expected.map(\.similarity))
      }
    }
  }

  @Test func equalRowsComeInTheirOrder() {
    let index = FaceIndex([1, 0, 0, 1, 1, 0, 1, 0], dimension: 2)
    #expect(index.nearest(to: [[1, 0]], most: 2)[0].map(\.row) == [0, 2])
    #expect(index.nearest(to: [[1, 0]], most: 9)[0].map(\.row) == [0, 2, 3, 1])
  }

  @Test func anEmptyIndexFindsNothing() {
    #expect(FaceIndex([], dimension: 4).nearest(to: [[1, 0, 0, 0]], most: 3) == [[]])
    #expect(FaceIndex([1, 0], dimension: 2).nearest(to: [], most: 3).isEmpty)
  }
}
