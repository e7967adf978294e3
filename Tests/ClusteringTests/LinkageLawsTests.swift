import Clustering
import Testing

@Suite struct LinkageLawsTests {
  /// A thousand small cases a seed: few vectors, of few values, so that many are equal.
  @Test(arguments: 0..<10)
  func smallCasesEqualThePlainAlgorithm(seed: Int) throws {
    var random = SeededRandom(seed: 9000 + seed)
    for number in 0..<1000 {
      let count = Int.random(in: 1...9, using: &random)
      let dimension = Int.random(in: 1...5, using: &random)
      let rows = random.people(3, rows: count, dimension: dimension, noise: 0.7)
      let vectors = try UnitVectors(rows: rows, dimension: dimension)
      let constraints = constraints(count: count, using: &random)
      let weak = (0..<count).map { _ in Int.random(in: 0..<5, using: &random) == 0 }
      let threshold = Double.random(in: -0.2..<0.9, using: &random)
      let margin = Double.random(in: 0..<0.3, using: &random)
      var linkage = AverageLinkage(threshold: threshold, singletonMargin: margin)
      linkage.tuning.neighborLimit = Int.random(in: 1...4, using: &random)
      linkage.tuning.refillLimit = Int.random(in: 1...4, using: &random)
      let found = linkage.clustering(of: vectors, constraints: constraints, weak: weak) { _ in }
      let expected = ReferenceLinkage(
        vectors, threshold: threshold, singletonMargin: margin, constraints: constraints,
        weak: weak)
      #expect(found.partition.clusters == expected.clusters, "seed \(seed), case \(number)")
    }
  }

  @Test(arguments: 0..<12)
  func neitherWorkersNorMemoryNorProductsMakeADifference(seed: Int) throws {
    var random = SeededRandom(seed: 9100 + seed)
    // From one person to many: lists are exhausted often, or never.
    let rows = random.people(1 + 6 * seed, rows: 700, dimension: 20, noise: 0.9)
    let copied = rows + rows.prefix(40)
    let vectors = try UnitVectors(rows: copied, dimension: 20)
    let constraints = Constraints(
      exclusiveGroups: (0..<740).map { $0 < 500 ? nil : Int32($0 / 3) },
      cannotLink: [[0, 5], [9, 100]], mustLink: [[3, 50, 77], [8, 9]])
    var linkage = AverageLinkage(threshold: 0.35, singletonMargin: 0.1)
    linkage.tuning = LinkageTuning(
      workers: 1, neighborLimit: 10_000, refillLimit: 10_000, usesBytes: false)
    let expected = linkage.clustering(of: vectors, constraints: constraints) { _ in }
    for tuning in [
      LinkageTuning(), LinkageTuning(workers: 3), LinkageTuning(usesBytes: false),
      LinkageTuning(neighborLimit: 1, refillLimit: 1, refillBatch: 1),
      LinkageTuning(workers: 2, neighborLimit: 5, refillLimit: 3, refillBatch: 7),
      LinkageTuning(workers: 2, neighborLimit: 10_000, refillLimit: 10_000),
    ] {
      linkage.tuning = tuning
      let found = linkage.clustering(of: vectors, constraints: constraints) { _ in }
      #expect(found == expected, "seed \(seed), \(tuning)")
    }
  }

  /// Most rows lie close about one direction, which bytes leave out.
  @Test(arguments: 0..<6)
  func aPersonWithMostFacesMakesNoDifference(seed: Int) throws {
    var random = SeededRandom(seed: 9150 + seed)
    let noise: Float = [0.02, 0.3, 1][seed % 3]
    let large = random.people(1, rows: 800, dimension: 21, noise: noise)
    let rows = (large + random.people(30, rows: 200, dimension: 21, noise: 0.8))
      .shuffled(using: &random)
    let vectors = try UnitVectors(rows: rows, dimension: 21)
    var linkage = AverageLinkage(threshold: 0.45, singletonMargin: 0.1)
    linkage.tuning = LinkageTuning(
      neighborLimit: 10_000, refillLimit: 10_000, usesBytes: false)
    let expected = linkage.clustering(of: vectors) { _ in }
    for workers in 1...4 {
      linkage.tuning = LinkageTuning(workers: workers, neighborLimit: 2 * workers)
      #expect(linkage.clustering(of: vectors) { _ in } == expected, "seed \(seed), \(workers)")
    }
  }

  @Test func bandsMakeNoDifference() throws {
    var random = SeededRandom(seed: 9200)
    // Three bands, the last of them short.
    let rows = random.people(60, rows: 2300, dimension: 16, noise: 0.7)
    let vectors = try UnitVectors(rows: rows, dimension: 16)
    var linkage = AverageLinkage(threshold: 0.5, workers: 2)
    let found = linkage.clustering(of: vectors) { _ in }
    linkage.tuning = LinkageTuning(neighborLimit: 5000, usesBytes: false)
    #expect(found == linkage.clustering(of: vectors) { _ in })
    // And the links the lists are made of are those that a plain search finds.
    let links = LinkFinder(threshold: 0.5).links(in: vectors) { _ in }
    let linked = Set(links.flatMap { [Int($0.first), Int($0.second)] })
    for cluster in found.partition.clusters where cluster.count > 1 {
      #expect(linked.isSuperset(of: cluster))
    }
  }

  @Test(arguments: 0..<10)
  func aHigherThresholdOnlyDividesClusters(seed: Int) throws {
    var random = SeededRandom(seed: 9300 + seed)
    let rows = random.people(12, rows: 300, dimension: 12, noise: 0.9)
    let vectors = try UnitVectors(rows: rows, dimension: 12)
    var coarser: [Int]?
    for threshold in [-0.2, 0.1, 0.3, 0.45, 0.6, 0.8, 0.95] {
      let found = AverageLinkage(threshold: threshold).clustering(of: vectors) { _ in }
      for cluster in found.partition.clusters {
        if let coarser { #expect(Set(cluster.map { coarser[$0] }).count == 1, "seed \(seed)") }
      }
      coarser = found.partition.clusterOfVector
    }
  }

  @Test func oneLargePersonIsOneCluster() throws {
    var random = SeededRandom(seed: 9400)
    let rows = random.people(1, rows: 4000, dimension: 32, noise: 0.7)
    let vectors = try UnitVectors(rows: rows, dimension: 32)
    var linkage = AverageLinkage(threshold: 0.3, workers: 2)
    // Eight million links, of which a hundredth is kept.
    linkage.tuning.neighborLimit = 10
    let found = linkage.clustering(of: vectors) { _ in }
    #expect(found.partition.clusters.count == 1)
  }

  /// As of one picture under many files.
  ///
  /// Every list that is made anew holds all the others, so only some are made at once; with and
  /// without two of them in each photo.
  @Test(arguments: [1, 2])
  func rowsThatAreAllAlikeMergeAsWithUnlimitedLists(inPhoto: Int) throws {
    var random = SeededRandom(seed: 9500)
    let centres = (0..<3).map { _ in random.vector(16) }
    let rows = (0..<1500).map { row in
      centres[row % 3].map { $0 + (row < 900 ? 0 : 1e-4 * random.gaussian()) }
    }
    let vectors = try UnitVectors(rows: rows, dimension: 16)
    let groups = inPhoto == 1 ? [] : rows.indices.map { Int32?(Int32($0 / (3 * inPhoto))) }
    let constraints = Constraints(exclusiveGroups: groups)
    var linkage = AverageLinkage(threshold: 0.9, workers: 2)
    linkage.tuning.neighborLimit = 10
    let found = linkage.clustering(of: vectors, constraints: constraints) { _ in }
    linkage.tuning = LinkageTuning(neighborLimit: 10_000, refillLimit: 10_000, usesBytes: false)
    let all = linkage.clustering(of: vectors, constraints: constraints) { _ in }
    #expect(found == all)
    #expect(found.partition.clusters.count >= 3)
  }

  private func constraints(count: Int, using random: inout SeededRandom) -> Constraints {
    func vector() -> Int { Int.random(in: 0..<count, using: &random) }
    let groups = (0..<count).map { Bool.random(using: &random) ? Int32($0 / 2) : nil }
    let pairs = (0..<2).map { _ in (vector(), vector()) }.filter { $0.0 != $0.1 }
    return Constraints(
      exclusiveGroups: Bool.random(using: &random) ? groups : [],
      cannotLink: pairs.map { [$0.0, $0.1] },
      mustLink: Bool.random(using: &random) ? [[vector(), vector()]] : [])
  }
}
