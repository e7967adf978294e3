import Clustering
import Foundation
import Testing

/// The methods that average linkage is compared with: against SciPy and scikit-learn
/// (`Goldens/make_alternative_goldens.py`), and against their definitions.
@Suite struct AlternativesTests {
  private struct Vectors: Decodable {
    struct DataSet: Decodable {
      let name: String
      let dimension: Int
      let values: [Float]
    }

    let sets: [DataSet]
  }

  private struct Goldens: Decodable {
    struct DataSet: Decodable {
      struct Case: Decodable {
        let threshold: Double
        let labels: [String: [Int]]
      }

      let name: String
      let cases: [Case]
    }

    let sets: [DataSet]
  }

  private func decoded<Value: Decodable>(_ name: String) throws -> Value {
    let file = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Goldens"))
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: file))
  }

  private func partition(_ method: String, _ count: Int, _ links: [Link]) -> Partition? {
    switch method {
    case "complete": CompleteLinkage.partition(count: count, links: links)
    case "single": SingleLinkage.partition(count: count, links: links)
    case "dbscan3": DensityClustering.partition(count: count, links: links, minimum: 3)
    case "dbscan5": DensityClustering.partition(count: count, links: links, minimum: 5)
    default: nil
    }
  }

  @Test func clustersEqualThoseOfSciPyAndScikitLearn() throws {
    let vectors: Vectors = try decoded("linkage")
    let goldens: Goldens = try decoded("alternatives")
    #expect(goldens.sets.map(\.name) == vectors.sets.map(\.name))
    #expect(goldens.sets.reduce(0) { $0 + $1.cases.count } > 10)
    for (set, golden) in zip(vectors.sets, goldens.sets) {
      let rows = try UnitVectors(set.values, dimension: set.dimension)
      for example in golden.cases {
        let links = LinkFinder(threshold: example.threshold).links(in: rows) { _ in }
        for (method, labels) in example.labels {
          let found = partition(method, rows.count, links)
          #expect(
            found?.clusterOfVector == labels, "\(set.name), \(method) at \(example.threshold)")
        }
      }
    }
  }

  private func links(seed: Int, threshold: Double) throws -> (count: Int, links: [Link]) {
    var random = SeededRandom(seed: seed)
    let count = Int.random(in: 1...40, using: &random)
    let rows = random.people(6, rows: count, dimension: 8, noise: 0.8)
    let vectors = try UnitVectors(rows: rows, dimension: 8)
    return (count, LinkFinder(threshold: threshold).links(in: vectors) { _ in })
  }

  /// Merges the two clusters whose least similar pair is most similar, until none is left.
  private func bruteForce(_ count: Int, _ links: [Link]) -> [Int] {
    var similarity = [[Float?]](repeating: [Float?](repeating: nil, count: count), count: count)
    for link in links {
      similarity[Int(link.first)][Int(link.second)] = link.similarity
      similarity[Int(link.second)][Int(link.first)] = link.similarity
    }
    var clusters = (0..<count).map { [$0] }
    while true {
      var best: (similarity: Float, i: Int, j: Int)?
      for i in clusters.indices {
        for j in clusters.indices.dropFirst(i + 1) {
          let pairs = clusters[i].flatMap { a in clusters[j].map { similarity[a][$0] } }
          guard pairs.allSatisfy({ $0 != nil }) else { continue }
          let least = pairs.compactMap { $0 }.min() ?? 0
          if least > best?.similarity ?? -2 { best = (least, i, j) }
        }
      }
      guard let best else { break }
      clusters[best.i] += clusters.remove(at: best.j)
    }
    var labels = [Int](repeating: 0, count: count)
    for cluster in clusters {
      for member in cluster { labels[member] = cluster.min() ?? 0 }
    }
    return Partition(labels: labels).clusterOfVector
  }

  @Test(arguments: 0..<200)
  func completeLinkageEqualsItsDefinition(seed: Int) throws {
    let (count, links) = try links(seed: seed, threshold: [0.2, 0.5, 0.7][seed % 3])
    let found = CompleteLinkage.partition(count: count, links: links)
    #expect(found.clusterOfVector == bruteForce(count, links))
  }

  @Test(arguments: 0..<50)
  func whispersStayWithinWhatLinksConnectAndRepeat(seed: Int) throws {
    let (count, links) = try links(seed: seed, threshold: 0.5)
    let found = ChineseWhispers.partition(count: count, links: links)
    let connected = SingleLinkage.partition(count: count, links: links)
    for cluster in found.clusters {
      #expect(Set(cluster.map { connected.clusterOfVector[$0] }).count == 1)
    }
    #expect(ChineseWhispers.partition(count: count, links: links) == found)
  }

  @Test func whispersTellTwoCliquesWithOneLinkApart() {
    var links: [Link] = []
    for (low, high) in [(0, 8), (8, 16)] {
      for i in low..<high {
        for j in (i + 1)..<max(i + 1, high) {
          links.append(Link(first: Int32(i), second: Int32(j), similarity: 0.9))
        }
      }
    }
    links.append(Link(first: 7, second: 8, similarity: 0.9))
    links.sort { ($0.first, $0.second) < ($1.first, $1.second) }
    let found = ChineseWhispers.partition(count: 17, links: links)
    #expect(found.clusters == [Array(0..<8), Array(8..<16), [16]])
    #expect(SingleLinkage.partition(count: 17, links: links).clusters.count == 2)
  }

  @Test func facesGoToThePersonOfTheirMostSimilarNeighbour() {
    // 0, 1, 2 know each other; 3 resembles 2 alone; 4 and 5 only each other.
    let links = [
      Link(first: 0, second: 1, similarity: 0.8), Link(first: 0, second: 2, similarity: 0.7),
      Link(first: 1, second: 2, similarity: 0.9), Link(first: 2, second: 3, similarity: 0.6),
      Link(first: 4, second: 5, similarity: 0.99),
    ]
    let found = NearestPerson.partition(count: 6, links: links, minimum: 3)
    #expect(found.clusters == [[0, 1, 2, 3], [4], [5]])
    #expect(NearestPerson.partition(count: 0, links: [], minimum: 3).clusters.isEmpty)
  }

  @Test func theEarlierClusterTakesAFaceBetweenTwoDenseOnes() {
    // 0 lies between the cores 1 and 4, which are not linked.
    let links = [(0, 1), (0, 4), (1, 2), (1, 3), (2, 3), (4, 5), (4, 6), (5, 6)].map {
      Link(first: Int32($0.0), second: Int32($0.1), similarity: 0.9)
    }
    let found = DensityClustering.partition(count: 7, links: links, minimum: 4)
    #expect(found.clusters == [[0, 1, 2, 3], [4, 5, 6]])
    #expect(DensityClustering.partition(count: 7, links: links, minimum: 9).clusters.count == 7)
  }
}
