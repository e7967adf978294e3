internal import Clustering
package import FaceInference
internal import Foundation

/// Answers who a cluster is, or that nobody enrolled is it: open-set identification.
///
/// A person stands for the mean direction of their references. A cluster is that person when the
/// similarity of the cluster's mean direction reaches the model's threshold, and is ahead of the
/// next person by the model's margin.
package struct Identification: Sendable {
  /// The embedder's thresholds.
  let thresholds: EmbedderSettings.Thresholds

  /// Identifies by a model's thresholds.
  package init(thresholds: EmbedderSettings.Thresholds) { self.thresholds = thresholds }

  /// Who a cluster was found to be.
  package struct Match: Sendable, Equatable {
    /// The person.
    package let person: PersonID
    /// The cosine of the mean directions of cluster and person.
    package let similarity: Double
  }

  /// Returns the person of each probe, or `nil` where it stays unknown.
  ///
  /// - Parameters:
  ///   - probes: The embeddings of each cluster's faces.
  ///   - references: The embeddings of each person's references; nobody without any is found.
  package func identify(
    _ probes: [[Embedding]], references: [PersonID: [Embedding]]
  ) -> [Match?] {
    let people = references.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
    guard let dimension = people.first?.value[0].values.count else {
      return [Match?](repeating: nil, count: probes.count)
    }
    let means = people.map { Self.mean($0.value, dimension) }
    let usable = probes.indices.filter { !probes[$0].isEmpty }
    guard
      let rows = try? UnitVectors(rows: means, dimension: dimension),
      let vectors = try? UnitVectors(
        rows: usable.map { Self.mean(probes[$0], dimension) }, dimension: dimension)
    else { return [Match?](repeating: nil, count: probes.count) }
    let least = threshold(people: people.count)
    let finder = MatchFinder(count: 2, minimumSimilarity: least - Double(thresholds.margin))
    var results = [Match?](repeating: nil, count: probes.count)
    for (probe, matches) in zip(usable, finder.matches(of: vectors, in: rows) { _ in }) {
      guard let best = matches.first, best.similarity >= least else { continue }
      let isAhead =
        matches.count < 2
        || best.similarity - matches[1].similarity >= Double(thresholds.margin)
      if isAhead {
        results[probe] = Match(person: people[best.row].key, similarity: best.similarity)
      }
    }
    return results
  }

  /// The least similarity among so many enrolled people: the more there are, the likelier that one
  /// of them resembles a stranger by chance.
  package func threshold(people: Int) -> Double {
    let decades = max(0, log10(Double(people) / 20))
    return Double(thresholds.identification) + Double(thresholds.identificationGrowth) * decades
  }

  /// The sum of embeddings; its direction is their mean's.
  private static func mean(_ embeddings: [Embedding], _ dimension: Int) -> [Float] {
    var sum = [Float](repeating: 0, count: dimension)
    for embedding in embeddings {
      for x in 0..<dimension { sum[x] += embedding.values[x] }
    }
    // Opposite directions cancel out; any single one stands for them then.
    return sum.contains { $0 != 0 } ? sum : embeddings[0].values
  }
}
