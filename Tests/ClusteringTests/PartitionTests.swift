import Clustering
import Testing

@Suite struct PartitionTests {
  @Test func clustersAreNumberedByTheirFirstMembers() {
    let partition = Partition(labels: [4, 2, 4, 0, 2])
    #expect(partition.clusters == [[0, 2], [1, 4], [3]])
    #expect(partition.clusterOfVector == [0, 1, 0, 2, 1])
  }

  @Test(arguments: 0..<10)
  func medoidsAreTheMembersMostSimilarToTheRest(seed: Int) throws {
    var random = SeededRandom(seed: 4000 + seed)
    let rows = random.people(6, rows: 90, dimension: 11, noise: 0.7)
    let vectors = try UnitVectors(rows: rows, dimension: 11)
    let partition = AverageLinkage(threshold: 0.4).clustering(of: vectors) { _ in }.partition
    for (members, medoid) in zip(partition.clusters, partition.medoids(in: vectors)) {
      func total(_ i: Int) -> Double {
        members.reduce(0) { $1 == i ? $0 : $0 + vectors.plainSimilarity(i, $1) }
      }
      #expect(members.contains(medoid))
      #expect(members.allSatisfy { total($0) <= total(medoid) + 1e-9 })
    }
  }

  @Test func theLowestIndexWinsATie() throws {
    let rows: [[Float]] = [[0, 1], [1, 0.3], [1, 0.3], [1, 0], [1, 0.3]]
    let vectors = try UnitVectors(rows: rows, dimension: 2)
    let partition = Partition(labels: [0, 1, 1, 1, 1])
    #expect(partition.medoids(in: vectors) == [0, 1])
    #expect(Partition(labels: [0, 0, 1, 2, 3]).medoids(in: vectors) == [0, 2, 3, 4])
  }

  @Test func aWeakMemberIsTheMedoidOnlyIfAllAreWeak() throws {
    let vectors = try UnitVectors(rows: [[1, 0.3], [1, 0], [1, 0.4], [1, 0.2]], dimension: 2)
    let partition = Partition(labels: [0, 0, 0, 0])
    #expect(partition.medoids(in: vectors) == [3])
    #expect(partition.medoids(in: vectors, weak: [false, false, false, true]) == [0])
    #expect(partition.medoids(in: vectors, weak: [true, true, true, true]) == [3])
  }
}
