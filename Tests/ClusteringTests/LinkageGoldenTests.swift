import Clustering
import Foundation
import Testing

/// Compares with SciPy's `linkage(method="average", metric="cosine")` and `fcluster`; the golden
/// file comes from `Goldens/make_linkage_goldens.py`.
@Suite struct LinkageGoldenTests {
  private struct Goldens: Decodable {
    struct DataSet: Decodable {
      struct Case: Decodable {
        let threshold: Double
        let labels: [Int]
      }

      let name: String
      let dimension: Int
      let values: [Float]
      let cases: [Case]
    }

    let sets: [DataSet]
  }

  @Test func clustersEqualThoseOfSciPy() throws {
    let file = try #require(
      Bundle.module.url(forResource: "linkage", withExtension: "json", subdirectory: "Goldens"))
    let goldens = try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: file))
    #expect(goldens.sets.count == 4)
    for set in goldens.sets {
      let vectors = try UnitVectors(set.values, dimension: set.dimension)
      for golden in set.cases {
        let found = AverageLinkage(threshold: golden.threshold).clustering(of: vectors) { _ in }
        #expect(
          found.partition.clusterOfVector == golden.labels, "\(set.name) at \(golden.threshold)")
      }
    }
  }
}
