package import FaceInference
internal import Foundation

/// Answers who a cluster is, or that nobody enrolled is it: open-set identification.
///
/// A person stands for the mean direction of their references, and of each part of them where they
/// fall apart (``Appearances``). A cluster is that person when the
/// similarity of the cluster's mean direction reaches the model's threshold, and is ahead of the
/// next person by the model's margin. A person whose references lie far apart is recognized at a
/// little less, one whose references are all alike only at a little more (docs/decisions/0028).
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

  /// A person that a cluster resembles.
  package struct Candidate: Sendable, Equatable {
    /// The person.
    package let person: PersonID
    /// The cosine of the mean directions of cluster and person, less what this person is granted:
    /// what is compared with the threshold.
    package let similarity: Double
    /// The cosine alone.
    package let cosine: Double
  }

  /// Returns the person of each probe, or `nil` where it stays unknown.
  ///
  /// - Parameters:
  ///   - probes: The embeddings of each cluster's faces.
  ///   - references: The embeddings of each person's references; nobody without any is found.
  package func identify(
    _ probes: [[Embedding]], references: [PersonID: [Embedding]]
  ) -> [Match?] {
    let people = references.count { !$0.value.isEmpty }
    return candidates(probes, references: references).map { candidates in
      guard let best = candidates.first, accepts(candidates, people: people) else { return nil }
      return Match(person: best.person, similarity: best.cosine)
    }
  }

  /// Returns the two people most similar to each probe, the best first; none for an empty one.
  ///
  /// - Parameters:
  ///   - probes: The embeddings of each cluster's faces.
  ///   - references: The embeddings of each person's references.
  /// - Complexity: O(*p* · *n* · *d*) for *p* probes and *n* people.
  package func candidates(
    _ probes: [[Embedding]], references: [PersonID: [Embedding]]
  ) -> [[Candidate]] {
    let people = references.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
    var results = [[Candidate]](repeating: [], count: probes.count)
    guard let dimension = people.first?.value[0].values.count else { return results }
    let appearances = people.indices.map { person in
      personModels(of: people[person].value).map { (person: person, model: $0) }
    }
    let models = appearances.flatMap(\.self)
    // Enough that two people are among them.
    let most = 1 + (appearances.map(\.count).max() ?? 0)
    // One value more makes the allowance a part of the product.
    let index = FaceIndex(
      models.flatMap { Self.direction($0.model.sum) + [Float(-$0.model.allowance)] },
      dimension: dimension + 1)
    let usable = probes.indices.filter { !probes[$0].isEmpty }
    let rows = usable.map { Self.direction(PersonModel.sum(of: probes[$0])) + [1] }
    for (probe, hits) in zip(usable, index.nearest(to: rows, most: most)) {
      var found: [Candidate] = []
      for hit in hits {
        let (person, model) = models[hit.row]
        guard found.last?.person != people[person].key else { continue }
        found.append(
          Candidate(
            person: people[person].key, similarity: hit.similarity,
            cosine: hit.similarity + model.allowance))
        if found.count == 2 { break }
      }
      results[probe] = found
    }
    return results
  }

  /// A person's model, and those of their appearances where there are several.
  private func personModels(of references: [Embedding]) -> [PersonModel] {
    let parts = Appearances.parts(of: references, threshold: Double(thresholds.clustering))
    return (parts.count > 1 ? [references] + parts : [references]).map { PersonModel($0) }
  }

  /// Whether the best candidate is the probe's person.
  ///
  /// - Parameters:
  ///   - candidates: Of one probe, as ``candidates(_:references:)`` found them.
  ///   - people: How many people were compared.
  package func accepts(_ candidates: [Candidate], people: Int) -> Bool {
    guard let best = candidates.first else { return false }
    return best.similarity >= threshold(people: people) && isAhead(candidates)
  }

  /// Whether the best candidate is ahead of the next by the margin, or the only one.
  package func isAhead(_ candidates: [Candidate]) -> Bool {
    guard candidates.count > 1 else { return !candidates.isEmpty }
    return candidates[0].similarity - candidates[1].similarity >= Double(thresholds.margin)
  }

  /// The least similarity among so many enrolled people: the more there are, the likelier that one
  /// of them resembles a stranger by chance.
  package func threshold(people: Int) -> Double {
    let decades = max(0, log10(Double(people) / 20))
    return Double(thresholds.identification) + Double(thresholds.identificationGrowth) * decades
  }

  /// A vector of unit length.
  private static func direction(_ vector: [Float]) -> [Float] {
    let length = vector.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    return vector.map { Float(Double($0) / length) }
  }
}
