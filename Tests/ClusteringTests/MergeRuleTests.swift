import Clustering
import Testing

@Suite struct MergeRuleTests {
  private let rule = MergeRule(
    threshold: 0.55, crowdingWeight: 0.4, typicalCrowding: 0.2, qualityWeight: 0.2)

  @Test(arguments: 0..<40)
  func equalsItsDefinition(seed: Int) throws {
    var random = SeededRandom(seed: 5000 + seed)
    let noise = Float.random(in: 0.6..<1.4, using: &random)
    let people = seed % 2 == 0 ? 8 : 45
    let vectors = try UnitVectors(
      rows: random.people(people, rows: 90, dimension: 12, noise: noise), dimension: 12)
    let qualities = (0..<90).map { _ in Float.random(in: 0.3...1, using: &random) }
    let constraints = Constraints(
      exclusiveGroups: (0..<90).map { Int32($0 / 3) }, cannotLink: [[0, 40], [7, 21]])
    let merging = merging(
      vectors, threshold: 0.6, rule, qualities: qualities, constraints: constraints)
    #expect(merging.found == merging.expected, "seed \(seed)")
  }

  /// Returns the clusters before merging, what the reference makes of them, and what linkage does.
  private func merging(
    _ vectors: UnitVectors, threshold: Double, _ rule: MergeRule, qualities: [Float],
    constraints: Constraints
  ) -> (plain: [[Int]], expected: [[Int]], found: [[Int]]) {
    let plain = AverageLinkage(threshold: threshold).clustering(
      of: vectors, constraints: constraints
    ) { _ in }.partition.clusters
    let expected = ReferenceMerging(
      plain, of: vectors, rule: rule, qualities: qualities, constraints: constraints)
    let found = AverageLinkage(threshold: threshold, mergeRule: rule).clustering(
      of: vectors, constraints: constraints, qualities: qualities
    ) { _ in }
    return (plain, expected.clusters, found.partition.clusters)
  }

  /// More clusters than the first look at the surroundings of one keeps; in every second case most
  /// are equally far apart.
  @Test(arguments: 0..<8)
  func equalsItsDefinitionAmongManyClusters(seed: Int) throws {
    var random = SeededRandom(seed: 5400 + seed)
    let rows: [[Float]] =
      seed % 2 == 0
      ? random.people(260, rows: 400, dimension: 12, noise: 0.4)
      : (0..<300).map { _ in (0..<9).map { _ in Bool.random(using: &random) ? 1 : -1 } }
    let vectors = try UnitVectors(rows: rows, dimension: rows[0].count)
    let qualities = rows.map { _ in Float.random(in: 0.3...1, using: &random) }
    let plain = AverageLinkage(threshold: 0.9).clustering(of: vectors) { _ in }
    let expected = ReferenceMerging(
      plain.partition.clusters, of: vectors, rule: rule, qualities: qualities)
    let found = AverageLinkage(threshold: 0.9, mergeRule: rule, workers: 1 + seed % 3).clustering(
      of: vectors, qualities: qualities
    ) { _ in }
    #expect(plain.partition.clusters.count > 150)
    #expect(found.partition.clusters == expected.clusters, "seed \(seed)")
  }

  /// Few people in many clusters: what merges is near to many, round after round.
  @Test(arguments: 0..<8)
  func equalsItsDefinitionWherePeopleAreInManyClusters(seed: Int) throws {
    var random = SeededRandom(seed: 5600 + seed)
    let rows = random.people(1 + seed % 3, rows: 220, dimension: 16, noise: 1)
    let vectors = try UnitVectors(rows: rows, dimension: 16)
    let qualities = rows.map { _ in Float.random(in: 0.3...1, using: &random) }
    let constraints = Constraints(
      exclusiveGroups: (0..<220).map { seed < 4 ? nil : Int32($0 / 2) })
    let merging = merging(
      vectors, threshold: 0.9, rule, qualities: qualities, constraints: constraints)
    #expect(merging.expected.count * 2 < merging.plain.count)
    #expect(merging.found == merging.expected, "seed \(seed)")
  }

  @Test func mergesSomethingAndOnlyUnites() throws {
    let vectors = try sample(seed: 5100)
    let plain = AverageLinkage(threshold: 0.6).clustering(of: vectors) { _ in }.partition
    let merged = clusters(vectors, rule)
    #expect(merged.count < plain.clusters.count)
    for cluster in plain.clusters {
      #expect(merged.contains { Set(cluster).isSubset(of: $0) })
    }
  }

  @Test func anotherOrderGivesTheSameClusters() throws {
    var random = SeededRandom(seed: 5200)
    let vectors = try sample(seed: 5201)
    let order = Array(0..<vectors.count).shuffled(using: &random)
    let shuffled = clusters(vectors.selecting(order), rule)
    let back = Set(shuffled.map { Set($0.map { order[$0] }) })
    #expect(back == Set(clusters(vectors, rule).map { Set($0) }))
  }

  @Test(arguments: [2, 3, 7])
  func workersChangeNothing(workers: Int) throws {
    let vectors = try sample(seed: 5300)
    let linkage = AverageLinkage(threshold: 0.6, mergeRule: rule, workers: workers)
    let found = linkage.clustering(of: vectors) { _ in }
    #expect(found.partition.clusters == clusters(vectors, rule))
  }

  @Test func lessIsAskedOfPoorQuality() throws {
    // At a cosine of 0.5: below the threshold, and above it less 0.2 · 0.6.
    let vectors = try UnitVectors(rows: [[1, 0], [0.5, 0.866_025_4]], dimension: 2)
    #expect(clusters(vectors, rule) == [[0], [1]])
    #expect(clusters(vectors, rule, qualities: [1, 0.4]) == [[0, 1]])
    #expect(clusters(vectors, rule, qualities: [1, 0.8]) == [[0], [1]])
  }

  @Test func moreIsAskedInACrowd() throws {
    // The first two are alike at 0.6, and so is everything else to each of them.
    let dimension = 40
    let rows = (0..<30).map { row in
      (0..<dimension).map { $0 == dimension - 1 ? 1.225 : ($0 == row ? 1 : 0) as Float }
    }
    let crowd = try UnitVectors(rows: rows, dimension: dimension)
    #expect(crowd.plainSimilarity(0, 1) > 0.59)
    #expect(clusters(crowd, rule, threshold: 0.9).count == 30)
    #expect(clusters(crowd.selecting([0, 1]), rule, threshold: 0.9) == [[0, 1]])
  }

  @Test func aConstraintKeepsApartWhatTheRuleWouldUnite() throws {
    let vectors = try UnitVectors(rows: [[1, 0], [0.7, 0.7]], dimension: 2)
    let linkage = AverageLinkage(threshold: 0.9, mergeRule: rule)
    let free = linkage.clustering(of: vectors) { _ in }
    let bound = linkage.clustering(
      of: vectors, constraints: Constraints(exclusiveGroups: [4, 4])
    ) { _ in }
    #expect(free.partition.clusters == [[0, 1]])
    #expect(bound.partition.clusters == [[0], [1]])
  }

  @Test func opposedVectorsThatAPersonUnitedAreNearNothing() throws {
    let vectors = try UnitVectors(rows: [[1, 0], [-1, 0], [1, 0.1], [0, 1]], dimension: 2)
    let found = AverageLinkage(threshold: 0.9, mergeRule: rule).clustering(
      of: vectors, constraints: Constraints(mustLink: [[0, 1]])
    ) { _ in }
    #expect(found.partition.clusters == [[0, 1], [2], [3]])
  }

  @Test(arguments: [0, 1])
  func thereMayBeNothingToMerge(count: Int) throws {
    let vectors = try UnitVectors(rows: Array(repeating: [1, 0], count: count), dimension: 2)
    #expect(clusters(vectors, rule) == (0..<count).map { [$0] })
  }

  private func sample(seed: Int) throws -> UnitVectors {
    var random = SeededRandom(seed: seed)
    return try UnitVectors(
      rows: random.people(30, rows: 120, dimension: 12, noise: 1.1), dimension: 12)
  }

  private func clusters(
    _ vectors: UnitVectors, _ rule: MergeRule, threshold: Double = 0.6, qualities: [Float] = []
  ) -> [[Int]] {
    AverageLinkage(threshold: threshold, mergeRule: rule).clustering(
      of: vectors, qualities: qualities
    ) { _ in }.partition.clusters
  }
}
