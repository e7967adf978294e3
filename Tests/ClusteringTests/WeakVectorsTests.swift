import Clustering
import Testing

@Suite struct WeakVectorsTests {
  /// Two people on the axes.
  private let people: [[Float]] = [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]]

  @Test func aWeakVectorJoinsTheMostSimilarCluster() throws {
    let found = try cluster(people + [[3, 1, 0], [1, 4, 0]], weak: [4, 5])
    #expect(found.partition.clusters == [[0, 1, 4], [2, 3, 5]])
  }

  @Test func aWeakVectorBelowTheJoinThresholdStaysAlone() throws {
    let found = try cluster(people + [[1, 1, 1]], weak: [4])  // At 0.58 of both.
    #expect(found.partition.clusters == [[0, 1], [2, 3], [4]])
    #expect(found.report.refusedJoins == 0)
  }

  @Test func weakVectorsLinkNeitherEachOtherNorClusters() throws {
    let bridge: [Float] = [1, 1, 0]
    let found = try cluster(people + [bridge, bridge, [0, 0, 1], [0, 0, 1]], weak: [4, 5, 6, 7])
    // The bridges join by the lowest index; the copies on the third axis stay single.
    #expect(found.partition.clusters == [[0, 1, 4, 5], [2, 3], [6], [7]])
  }

  @Test func ofTwoWeakFacesOfAPhotoTheMoreSimilarJoins() throws {
    let constraints = Constraints(exclusiveGroups: [nil, nil, nil, nil, 1, 1])
    let found = try cluster(people + [[3, 1, 0], [4, 1, 0]], weak: [4, 5], constraints)
    #expect(found.partition.clusters == [[0, 1, 5], [2, 3], [4]])
    #expect(found.report.refusedJoins == 1)
  }

  @Test func amongEqualsTheLowerIndexJoins() throws {
    let constraints = Constraints(exclusiveGroups: [nil, nil, nil, nil, 1, 1])
    let found = try cluster(people + [[3, 1, 0], [3, 1, 0]], weak: [4, 5], constraints)
    #expect(found.partition.clusters == [[0, 1, 4], [2, 3], [5]])
  }

  @Test func aRefusedWeakVectorDoesNotTryTheRunnerUp() throws {
    let constraints = Constraints(cannotLink: [[0, 4]])
    let found = try cluster(people + [[1.1, 1, 0]], weak: [4], constraints)
    #expect(found.partition.clusters == [[0, 1], [2, 3], [4]])
    #expect(found.report.refusedJoins == 1)
  }

  @Test func aConfirmedWeakVectorFollowsItsPersonWithoutCounting() throws {
    // The weak vector would pull its person's average away from the one at 4.
    let constraints = Constraints(mustLink: [[0, 5]])
    let found = try cluster(people + [[4, 1, 0], [-1, 0, 0]], weak: [5], constraints)
    #expect(found.partition.clusters == [[0, 1, 4, 5], [2, 3]])
  }

  @Test func weakVectorsOfOnePersonJoinAsOne() throws {
    let constraints = Constraints(mustLink: [[4, 5]])
    let found = try cluster(people + [[1, 0, 0.1], [0.9, 1, 0]], weak: [4, 5], constraints)
    #expect(found.partition.clusters == [[0, 1, 4, 5], [2, 3]])
  }

  @Test func onlyWeakVectorsStaySingle() throws {
    let found = try cluster(people, weak: [0, 1, 2, 3])
    #expect(found.partition.clusters == [[0], [1], [2], [3]])
  }

  private func cluster(
    _ rows: [[Float]], weak: [Int], _ constraints: Constraints = Constraints()
  ) throws -> AverageLinkage.Clustering {
    try AverageLinkage(threshold: 0.5, joinThreshold: 0.7).clustering(
      of: UnitVectors(rows: rows, dimension: 3), constraints: constraints,
      weak: rows.indices.map(weak.contains)
    ) { _ in }
  }
}
