import Clustering
import Testing

@Suite struct SingletonMarginTests {
  @Test(arguments: 0..<40)
  func equalsTheRuleAppliedToThePlainTree(seed: Int) throws {
    var random = SeededRandom(seed: 2000 + seed)
    let noise = Float.random(in: 0.4..<1.3, using: &random)
    let vectors = try UnitVectors(
      rows: random.people(10, rows: 56, dimension: 12, noise: noise), dimension: 12)
    for (threshold, margin) in [(0.1, 0.2), (0.3, 0.1), (0.3, 0.4), (0.5, 0.15), (0.6, 0.3)] {
      let found = clusters(vectors, threshold, margin)
      let expected = ReferenceLinkage(vectors, threshold: threshold, singletonMargin: margin)
      #expect(found == expected.clusters, "seed \(seed), margin \(margin)")
    }
  }

  @Test(arguments: 0..<20)
  func equalsTheRuleWithConstraintsAndWeakVectors(seed: Int) throws {
    var random = SeededRandom(seed: 2100 + seed)
    let vectors = try UnitVectors(
      rows: random.people(8, rows: 60, dimension: 10, noise: 0.8), dimension: 10)
    let weak = (0..<60).map { _ in Int.random(in: 0..<6, using: &random) == 0 }
    let constraints = Constraints(
      exclusiveGroups: (0..<60).map { Int32($0 / 3) }, cannotLink: [[0, 40], [7, 21]],
      mustLink: [[1, 31, 50], [12, 44]])
    for margin in [0.05, 0.2, 0.5] {
      let linkage = AverageLinkage(threshold: 0.3, singletonMargin: margin, joinThreshold: 0.4)
      let found = linkage.clustering(of: vectors, constraints: constraints, weak: weak) { _ in }
      let expected = ReferenceLinkage(
        vectors, threshold: 0.3, singletonMargin: margin, joinThreshold: 0.4,
        constraints: constraints, weak: weak)
      #expect(found.partition.clusters == expected.clusters, "seed \(seed), margin \(margin)")
    }
  }

  @Test func noMarginIsPlainAverageLinkage() throws {
    let vectors = try sample(seed: 2200)
    let plain = AverageLinkage(threshold: 0.4).clustering(of: vectors) { _ in }
    let none = AverageLinkage(threshold: 0.4, singletonMargin: 0).clustering(of: vectors) { _ in }
    #expect(plain == none)
  }

  @Test(arguments: [0.05, 0.2, 0.6])
  func aMarginOnlyDividesClusters(margin: Double) throws {
    let vectors = try sample(seed: 2300)
    let plain = AverageLinkage(threshold: 0.4).clustering(of: vectors) { _ in }.partition
    let strict = clusters(vectors, 0.4, margin)
    for cluster in strict { #expect(Set(cluster.map { plain.clusterOfVector[$0] }).count == 1) }
    #expect(strict.count > plain.clusters.count)
  }

  @Test func aLargerMarginOnlyDividesFurther() throws {
    let vectors = try sample(seed: 2400)
    var previous = [Array(0..<vectors.count)]
    for margin in [0, 0.05, 0.1, 0.2, 0.4, 0.8] {
      let divided = clusters(vectors, 0.35, margin)
      for cluster in divided {
        #expect(previous.contains { Set($0).isSuperset(of: cluster) }, "margin \(margin)")
      }
      previous = divided
    }
  }

  @Test func twoVectorsNeedTheWholeMarginAndClustersItsShare() throws {
    // A cosine of 0.6 between the two directions.
    let (a, b): ([Float], [Float]) = ([1, 0], [0.6, 0.8])
    let single = try UnitVectors(rows: [a, b], dimension: 2)
    #expect(clusters(single, 0.4, 0.19) == [[0, 1]])
    #expect(clusters(single, 0.4, 0.21) == [[0], [1]])
    // Four of each need a quarter of it.
    let many = try UnitVectors(
      rows: Array(repeating: a, count: 4) + Array(repeating: b, count: 4), dimension: 2)
    #expect(clusters(many, 0.5, 0.39) == [Array(0..<8)])
    #expect(clusters(many, 0.5, 0.41) == [Array(0..<4), Array(4..<8)])
  }

  @Test func whatMustBeLinkedNeedsNoMargin() throws {
    let vectors = try UnitVectors(rows: [[1, 0], [0, 1], [-1, 0]], dimension: 2)
    let linkage = AverageLinkage(threshold: 0.5, singletonMargin: 0.5)
    let found = linkage.clustering(of: vectors, constraints: Constraints(mustLink: [[0, 2]])) { _ in
    }
    #expect(found.partition.clusters == [[0, 2], [1]])
  }

  private func sample(seed: Int) throws -> UnitVectors {
    var random = SeededRandom(seed: seed)
    return try UnitVectors(
      rows: random.people(20, rows: 300, dimension: 16, noise: 0.9), dimension: 16)
  }

  private func clusters(
    _ vectors: UnitVectors, _ threshold: Double, _ margin: Double
  ) -> [[Int]] {
    AverageLinkage(threshold: threshold, singletonMargin: margin)
      .clustering(of: vectors) { _ in }.partition.clusters
  }
}
