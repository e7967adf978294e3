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

      struct DensityCase: Decodable {
        let minimumSize: Int
        let neighbors: Int
        let threshold: Double
        let labels: [Int]
      }

      let name: String
      let cases: [Case]
      let hdbscan: [DensityCase]
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

  @Test func densityTreesEqualThoseOfScikitLearn() throws {
    let vectors: Vectors = try decoded("linkage")
    let goldens: Goldens = try decoded("alternatives")
    #expect(goldens.sets.reduce(0) { $0 + $1.hdbscan.count } > 30)
    for (set, golden) in zip(vectors.sets, goldens.sets) {
      let rows = try UnitVectors(set.values, dimension: set.dimension)
      for example in golden.hdbscan {
        let found = DensityTree(rows, neighbors: example.neighbors)
          .partition(minimumSize: example.minimumSize, threshold: example.threshold)
        #expect(
          found.clusterOfVector == example.labels,
          "\(set.name): \(example.minimumSize), \(example.neighbors), \(example.threshold)")
      }
    }
  }

  /// The weights of a minimum spanning tree are those of any other.
  @Test(arguments: 0..<40)
  func treesSpanAtTheLeastMutualReachability(seed: Int) throws {
    var random = SeededRandom(seed: 4000 + seed)
    let (count, neighbors) = (Int.random(in: 2...40, using: &random), 1 + seed % 6)
    let vectors = try UnitVectors(
      rows: random.people(5, rows: count, dimension: 6, noise: 0.8), dimension: 6)
    func distance(_ i: Int, _ j: Int) -> Double {
      let squares = zip(vectors[i], vectors[j]).reduce(0) { $0 + pow(Double($1.0 - $1.1), 2) }
      return squares.squareRoot()
    }
    let core = (0..<count).map { i in
      (0..<count).map { distance(i, $0) }.sorted()[min(neighbors, count) - 1]
    }
    let pairs = (0..<count).flatMap { i in
      (i + 1..<max(i + 1, count)).map { j in
        (weight: max(distance(i, j), core[i], core[j]), i: i, j: j)
      }
    }
    // Kruskal, "On the Shortest Spanning Subtree of a Graph" (1956).
    var labels = Array(0..<count)
    var weights: [Double] = []
    for pair in pairs.sorted(by: { $0.weight < $1.weight }) where labels[pair.i] != labels[pair.j] {
      let (one, other) = (labels[pair.i], labels[pair.j])
      labels = labels.map { $0 == other ? one : $0 }
      weights.append(pair.weight)
    }
    let found = DensityTree(vectors, neighbors: neighbors).edges.map(\.distance)
    #expect(found.count == count - 1)
    // A distance is the root of a difference of numbers near 1.
    #expect(zip(found, weights).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func aTreeOfFewVectorsHasNoClusters() throws {
    for count in 0...2 {
      let rows = try UnitVectors((0..<3 * count).map { Float($0 + 1) }, dimension: 3)
      let found = DensityTree(rows, neighbors: 3).partition(minimumSize: 2, threshold: 0.5)
      #expect(found.clusters.count == count)
    }
  }

  @Test func copiesAreADensityWithoutEnd() throws {
    let rows: [[Float]] = [[1, 0], [1, 0], [1, 0], [0, 1], [0, 1], [-1, 0.2]]
    let found = DensityTree(try UnitVectors(rows: rows, dimension: 2), neighbors: 2)
      .partition(minimumSize: 2, threshold: 1)
    #expect(found.clusters == [[0, 1, 2], [3, 4, 5]])
  }

  @Test func arrivalsJoinTheMostSimilarBeforeThem() {
    // 2 resembles 3 most, who comes later; 4 is nearer to 1 than to 0.
    let links = [
      Link(first: 0, second: 2, similarity: 0.6), Link(first: 0, second: 4, similarity: 0.6),
      Link(first: 1, second: 4, similarity: 0.7), Link(first: 2, second: 3, similarity: 0.9),
    ]
    let found = ArrivalClustering.partition(count: 6, links: links)
    #expect(found.clusters == [[0, 2, 3], [1, 4], [5]])
    #expect(ArrivalClustering.partition(count: 0, links: []).clusters.isEmpty)
  }

  @Test(arguments: 0..<100)
  func centroidMergingEqualsItsDefinition(seed: Int) throws {
    var random = SeededRandom(seed: 3000 + seed)
    let count = Int.random(in: 1...40, using: &random)
    let rows = random.people(7, rows: count, dimension: 6, noise: 0.8)
    let vectors = try UnitVectors(rows: rows, dimension: 6)
    let before = AverageLinkage(threshold: 0.75).clustering(of: vectors) { _ in }.partition
    let found = try CentroidMerging.partition(
      of: vectors, clusters: before, threshold: 0.6, guardThreshold: 0.45)
    #expect(found.clusters == mergedByCentroids(before.clusters, vectors))
  }

  /// Looks at all pairs of clusters before each merge.
  private func mergedByCentroids(_ clusters: [[Int]], _ vectors: UnitVectors) -> [[Int]] {
    func sum(_ cluster: [Int]) -> [Double] {
      (0..<vectors.dimension).map { x in
        cluster.reduce(0) { $0 + Double(vectors.values[$1 * vectors.dimension + x]) }
      }
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    var clusters = clusters
    while true {
      var best: (cosine: Double, i: Int, j: Int)?
      for i in clusters.indices {
        for j in clusters.indices.dropFirst(i + 1) {
          let (a, b) = (sum(clusters[i]), sum(clusters[j]))
          let cosine = dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
          guard cosine >= 0.6, cosine > best?.cosine ?? -2,
            dot(a, b) / Double(clusters[i].count * clusters[j].count) >= 0.45
          else { continue }
          best = (cosine, i, j)
        }
      }
      guard let best else { break }
      clusters[best.i] = (clusters[best.i] + clusters.remove(at: best.j)).sorted()
    }
    return clusters.sorted { $0[0] < $1[0] }
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
