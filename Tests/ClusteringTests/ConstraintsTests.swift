import Clustering
import Testing

@Suite struct ConstraintsTests {
  @Test(arguments: 0..<60)
  func equalsThePlainAlgorithmUnderConstraints(seed: Int) throws {
    var random = SeededRandom(seed: 2000 + seed)
    let noise = Float.random(in: 0.3..<1.3, using: &random)
    let rows = random.people(8, rows: 60, dimension: 10, noise: noise)
    let vectors = try UnitVectors(rows: rows, dimension: 10)
    let constraints = randomConstraints(count: 60, using: &random)
    let weak = (0..<60).map { _ in Int.random(in: 0..<6, using: &random) == 0 }
    for threshold in [0.0, 0.3, 0.6] {
      let found = AverageLinkage(threshold: threshold, joinThreshold: threshold + 0.1)
        .clustering(of: vectors, constraints: constraints, weak: weak) { _ in }
      let expected = ReferenceLinkage(
        vectors, threshold: threshold, joinThreshold: threshold + 0.1, constraints: constraints,
        weak: weak)
      #expect(found.partition.clusters == expected.clusters, "seed \(seed)")
      #expect(found.report.refusedMerges.count == expected.refusedMerges, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<20)
  func constraintsAlwaysHoldUnlessMustLinksSayOtherwise(seed: Int) throws {
    var random = SeededRandom(seed: 3000 + seed)
    let rows = random.people(10, rows: 400, dimension: 8, noise: 0.8)
    let vectors = try UnitVectors(rows: rows, dimension: 8)
    let constraints = randomConstraints(count: 400, using: &random)
    let found = AverageLinkage(threshold: 0.1)
      .clustering(of: vectors, constraints: constraints) { _ in }
    let cluster = found.partition.clusterOfVector
    for linked in constraints.mustLink { #expect(Set(linked.map { cluster[$0] }).count <= 1) }

    // The must-link set of a vector, as the plain algorithm makes it: clusters that nothing joins.
    let sets = ReferenceLinkage(
      vectors, threshold: 1, constraints: constraints,
      weak: Array(repeating: true, count: 400)
    ).clusters
    func forced(_ i: Int, _ j: Int) -> Bool { sets.contains { $0.contains(i) && $0.contains(j) } }
    for apart in constraints.cannotLink {
      for (place, i) in apart.enumerated() {
        for j in apart[..<place] { #expect(cluster[i] != cluster[j] || forced(i, j)) }
      }
    }
    for i in 0..<400 {
      for j in i + 1..<400 where constraints.exclusiveGroups[i] == constraints.exclusiveGroups[j] {
        guard constraints.exclusiveGroups[i] != nil else { continue }
        #expect(cluster[i] != cluster[j] || forced(i, j))
      }
    }
  }

  @Test func facesOfOnePhotoStayApartHoweverAlike() throws {
    let vectors = try UnitVectors(rows: Array(repeating: [1, 2, 3], count: 6), dimension: 3)
    let constraints = Constraints(exclusiveGroups: [7, 7, -3, -3, 0, 0])
    let found = AverageLinkage(threshold: 0.5)
      .clustering(of: vectors, constraints: constraints) { _ in }
    #expect(found.partition.clusters == [[0, 2, 4], [1, 3, 5]])
    #expect(found.report.violations.isEmpty)
    let refused = try #require(found.report.refusedMerges.first)
    #expect(found.report.refusedMerges.count == 1)
    #expect((refused.first, refused.second) == (0, 1))
    #expect(abs(refused.similarity - 1) < 2e-7)
  }

  @Test func aCannotLinkKeepsWholeClustersApart() throws {
    // Two pairs of copies, and one vector of each pair may not meet one of the other.
    let vectors = try UnitVectors(
      rows: [[1, 0.1], [1, 0.1], [1, -0.1], [1, -0.1]], dimension: 2)
    let constraints = Constraints(cannotLink: [[3, 0]])
    let found = AverageLinkage(threshold: 0.5)
      .clustering(of: vectors, constraints: constraints) { _ in }
    #expect(found.partition.clusters == [[0, 1], [2, 3]])
    #expect(found.report.refusedMerges.map(\.first) == [0])
    #expect(found.report.refusedMerges.map(\.second) == [1])
  }

  @Test func mustLinksUniteWhatIsUnlikeAndAddTheirSums() throws {
    let vectors = try UnitVectors(rows: [[1, 0], [0, 1], [1, 1], [-1, -1]], dimension: 2)
    let linkage = AverageLinkage(threshold: 0.7)
    let found = linkage.clustering(of: vectors, constraints: Constraints(mustLink: [[1, 0]])) { _ in
    }
    // The third is at cos 45° = 0.707 of both, and so of their average.
    #expect(found.partition.clusters == [[0, 1, 2], [3]])
  }

  @Test func mustLinksThatShareAVectorAreOne() throws {
    let vectors = try UnitVectors(
      rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, -1, -1]], dimension: 3)
    let constraints = Constraints(mustLink: [[0, 1], [], [3], [2, 1]])
    let found = AverageLinkage(threshold: 0.9)
      .clustering(of: vectors, constraints: constraints) { _ in }
    #expect(found.partition.clusters == [[0, 1, 2], [3]])
  }

  @Test func contradictionsAreReportedAndMustLinksWin() throws {
    let vectors = try UnitVectors(
      rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1], [-1, 0, 0]], dimension: 3)
    let constraints = Constraints(
      exclusiveGroups: [5, nil, 5, 5], cannotLink: [[1, 0], [2, 3]],
      mustLink: [[2, 1, 0]])
    let found = AverageLinkage(threshold: 0.5)
      .clustering(of: vectors, constraints: constraints) { _ in }
    #expect(found.partition.clusters == [[0, 1, 2], [3]])
    #expect(found.report.violations.map(\.rule) == [.cannotLink, .exclusiveGroup])
    #expect(found.report.violations.map { [$0.first, $0.second] } == [[0, 1], [0, 2]])
  }

  @Test func withoutConstraintsTheReportIsEmpty() throws {
    let vectors = try UnitVectors(rows: [[1, 0], [1, 0.1], [0, 1]], dimension: 2)
    let found = AverageLinkage(threshold: 0.5).clustering(of: vectors) { _ in }
    #expect(found.report.violations.isEmpty)
    #expect(found.report.refusedMerges.isEmpty)
    #expect(found.report.refusedJoins == 0)
  }

  /// Photos of one to three vectors, some rejections, some confirmed people.
  private func randomConstraints(
    count: Int, using random: inout SeededRandom
  ) -> Constraints {
    var groups: [Int32?] = []
    while groups.count < count {
      let photo = Int.random(in: 0..<4, using: &random) == 0 ? nil : Int32(groups.count)
      groups += Array(repeating: photo, count: Int.random(in: 1...3, using: &random))
    }
    var vectors = Array(0..<count)
    vectors.shuffle(using: &random)
    return Constraints(
      exclusiveGroups: Array(groups.prefix(count)),
      cannotLink: (0..<count / 6).map { [vectors[$0], vectors[$0 + count / 6]] },
      mustLink: (0..<count / 20).map { Array(vectors[$0 * 3..<$0 * 3 + 3]) })
  }
}
