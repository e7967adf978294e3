import Clustering
import Testing

@Suite struct PartitionTests {
  @Test func clustersAreNumberedByTheirFirstMembers() {
    let partition = Partition(labels: [4, 2, 4, 0, 2])
    #expect(partition.clusters == [[0, 2], [1, 4], [3]])
    #expect(partition.clusterOfVector == [0, 1, 0, 2, 1])
  }
}
