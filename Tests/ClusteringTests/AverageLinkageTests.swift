import Clustering
import Testing

@Suite struct AverageLinkageTests {
  @Test(arguments: 0..<60)
  func equalsThePlainAlgorithm(seed: Int) throws {
    var random = SeededRandom(seed: seed)
    let noise = Float.random(in: 0.3..<1.5, using: &random)
    let rows = random.people(10, rows: 64, dimension: 12, noise: noise)
    let vectors = try UnitVectors(rows: rows, dimension: 12)
    for threshold in [-0.3, 0.1, 0.3, 0.5, 0.7] {
      let found = clusters(vectors, threshold: threshold)
      #expect(found == ReferenceLinkage(vectors, threshold: threshold).clusters, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<10)
  func equalsThePlainAlgorithmAmongCopies(seed: Int) throws {
    var random = SeededRandom(seed: 500 + seed)
    let rows = random.people(6, rows: 20, dimension: 9, noise: 0.9)
    let copies = (0..<60).map { _ in rows[Int.random(in: 0..<20, using: &random)] }
    let vectors = try UnitVectors(rows: copies, dimension: 9)
    let constraints = Constraints(exclusiveGroups: (0..<60).map { Int32($0 / 3) })
    for threshold in [0.2, 0.5, 0.9, 0.999] {
      let found = clusters(vectors, threshold: threshold, constraints)
      let expected = ReferenceLinkage(vectors, threshold: threshold, constraints: constraints)
      #expect(found == expected.clusters, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<10)
  func theOrderOfVectorsMakesNoDifference(seed: Int) throws {
    var random = SeededRandom(seed: 1000 + seed)
    let rows = random.people(60, rows: 900, dimension: 24, noise: 0.9)
    let vectors = try UnitVectors(rows: rows, dimension: 24)
    let order = Array(0..<900).shuffled(using: &random)
    let found = clusters(vectors, threshold: 0.45)
    let shuffled = clusters(vectors.selecting(order), threshold: 0.45)
    #expect(Set(shuffled.map { Set($0.map { order[$0] }) }) == Set(found.map { Set($0) }))
    #expect(found.contains { $0.count > 10 })
  }

  @Test func addingCopiesOfAllVectorsDoublesTheClusters() throws {
    var random = SeededRandom(seed: 13)
    let rows = random.people(20, rows: 200, dimension: 16, noise: 0.9)
    let once = try clusters(UnitVectors(rows: rows, dimension: 16), threshold: 0.5)
    let twice = try clusters(UnitVectors(rows: rows + rows, dimension: 16), threshold: 0.5)
    #expect(twice == once.map { $0 + $0.map { $0 + 200 } })
  }

  @Test func setsFarApartAreClusteredIndependently() throws {
    var random = SeededRandom(seed: 14)
    let zeros = [Float](repeating: 0, count: 10)
    let left = random.people(9, rows: 150, dimension: 10, noise: 0.8).map { $0 + zeros }
    let right = random.people(9, rows: 150, dimension: 10, noise: 0.8).map { zeros + $0 }
    let one = try clusters(UnitVectors(rows: left, dimension: 20), threshold: 0.4)
    let other = try clusters(UnitVectors(rows: right, dimension: 20), threshold: 0.4)
    let both = try clusters(UnitVectors(rows: left + right, dimension: 20), threshold: 0.4)
    #expect(both == one + other.map { $0.map { $0 + 150 } })
  }

  @Test func copiesOfOneVectorAreOneClusterAtAnyThreshold() throws {
    var random = SeededRandom(seed: 15)
    let vector = random.vector(128)
    let vectors = try UnitVectors(rows: Array(repeating: vector, count: 700), dimension: 128)
    #expect(clusters(vectors, threshold: 1) == [Array(0..<700)])
  }

  @Test func theLowestThresholdUnitesAll() throws {
    var random = SeededRandom(seed: 16)
    let vectors = try UnitVectors(rows: (0..<90).map { _ in random.vector(3) }, dimension: 3)
    #expect(clusters(vectors, threshold: -1) == [Array(0..<90)])
  }

  @Test func oneVectorIsASingletonAndNoneIsNothing() throws {
    #expect(try clusters(UnitVectors([1, 2], dimension: 2), threshold: 0.5) == [[0]])
    #expect(try clusters(UnitVectors([], dimension: 2), threshold: 0.5) == [])
  }

  @Test func progressTellsTheStagesAndCanEndTheClustering() throws {
    var random = SeededRandom(seed: 17)
    let rows = random.people(5, rows: 60, dimension: 8, noise: 0.4)
    let vectors = try UnitVectors(rows: rows, dimension: 8)
    let weak = (0..<60).map { $0 % 7 == 0 }
    var stages: [LinkageProgress] = []
    let linkage = AverageLinkage(threshold: 0.5)
    _ = linkage.clustering(of: vectors, weak: weak) { stages.append($0) }
    #expect(stages.first == .linking(0))
    #expect(stages.contains(.linking(1)) && stages.contains(.merging(1)))
    #expect(stages.last == .joining(1))
    #expect(throws: CancellationError.self) {
      _ = try linkage.clustering(of: vectors) {
        if case .merging = $0 { throw CancellationError() }
      }
    }
  }

  private func clusters(
    _ vectors: UnitVectors, threshold: Double, _ constraints: Constraints = Constraints()
  ) -> [[Int]] {
    AverageLinkage(threshold: threshold)
      .clustering(of: vectors, constraints: constraints) { _ in }
      .partition.clusters
  }
}
