import Organizer
import Testing

@Suite struct ClusterNumberingTests {
  @Test func newClustersAreNumberedBySize() {
    let numbering = ClusterNumbering(
      clusters: [[0], [1, 2, 3], [4, 5], [6, 7]], previous: Array(repeating: nil, count: 8), next: 1
    )
    #expect(numbering.numbers == [4, 1, 2, 3])
    #expect(numbering.next == 5)
  }

  @Test func aClusterKeepsItsNumberAsItGrowsAndTheLargerPartWhenItIsDivided() {
    let grown = ClusterNumbering(clusters: [[0, 1, 2]], previous: [7, 7, nil], next: 9)
    #expect(grown.numbers == [7] && grown.next == 9)
    let divided = ClusterNumbering(clusters: [[0], [1, 2]], previous: [7, 7, 7], next: 9)
    #expect(divided.numbers == [9, 7] && divided.next == 10)
    let even = ClusterNumbering(clusters: [[0], [1]], previous: [7, 7], next: 9)
    #expect(even.numbers == [7, 9])
  }

  @Test func unitedClustersHaveTheNumberOfTheLarger() {
    let united = ClusterNumbering(clusters: [[0, 1, 2]], previous: [3, 8, 8], next: 9)
    #expect(united.numbers == [8] && united.next == 9)
  }

  @Test func aNumberInUseIsNeverGivenAgainEvenIfTheCatalogForgotTheNext() {
    let numbering = ClusterNumbering(clusters: [[0], [1]], previous: [nil, nil, 40], next: 1)
    #expect(numbering.numbers == [41, 42] && numbering.next == 43)
  }

  @Test(arguments: [Int.max, Int.min, 0, -3])
  func whatCannotBeANumberIsNone(damage: Int) {
    let numbering = ClusterNumbering(clusters: [[0], [1]], previous: [damage, 4], next: damage)
    #expect(numbering.numbers == [5, 4] && numbering.next == 6)
  }

  @Test(arguments: 0..<50)
  func numbersAreDistinctStableAndOnlyGrow(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let faces = 60
    var previous = [Int?](repeating: nil, count: faces)
    var next = 1
    for _ in 0..<6 {
      let labels = (0..<faces).map { _ in Int.random(in: 0..<20, using: &generator) }
      let clusters = Dictionary(grouping: 0..<faces) { labels[$0] }.values.sorted { $0[0] < $1[0] }
      let numbering = ClusterNumbering(clusters: clusters, previous: previous, next: next)
      #expect(Set(numbering.numbers).count == clusters.count, "seed \(seed)")
      let fresh = Set(numbering.numbers).subtracting(previous.compactMap { $0 })
      #expect(fresh == Set(next..<numbering.next), "seed \(seed)")
      for (cluster, number) in zip(clusters, numbering.numbers) {
        for face in cluster { previous[face] = number }
      }
      next = numbering.next
      let again = ClusterNumbering(clusters: clusters, previous: previous, next: next)
      #expect(again.numbers == numbering.numbers && again.next == next, "seed \(seed)")
    }
  }
}
