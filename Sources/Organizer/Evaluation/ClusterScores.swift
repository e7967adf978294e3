/// How well clusters agree with the people they should be.
///
/// B-cubed scores (Bagga and Baldwin, "Algorithms for Scoring Coreference Chains", 1998; Amigó et
/// al., "A Comparison of Extrinsic Clustering Evaluation Metrics Based on Formal Constraints",
/// 2009) average over faces: of the faces in its cluster, which part is its person's (precision),
/// and of its person's faces, which part is in its cluster (recall). Pairwise scores count pairs of
/// faces, so that large clusters and people dominate.
public struct ClusterScores: Sendable, Equatable {
  /// A precision and a recall.
  public struct Score: Sendable, Equatable {
    /// The part of what was united that belongs together, from 0 to 1.
    public let precision: Double
    /// The part of what belongs together that was united, from 0 to 1.
    public let recall: Double

    /// Makes a score.
    package init(precision: Double, recall: Double) {
      self.precision = precision
      self.recall = recall
    }

    /// The harmonic mean of precision and recall; 0 if both are.
    public var f: Double {
      let sum = precision + recall
      return sum == 0 ? 0 : 2 * precision * recall / sum
    }
  }

  /// The scores averaged over faces.
  public let bCubed: Score
  /// The scores over pairs of faces; 1 where there is no pair to be wrong about.
  public let pairwise: Score

  /// Scores a clustering.
  ///
  /// - Parameters:
  ///   - clusters: The cluster of each face, by any name.
  ///   - people: The person of each face; as many.
  /// - Returns: `nil` if there are no faces.
  /// - Complexity: O(*n*).
  public init?<Cluster: Hashable, Person: Hashable>(clusters: [Cluster], people: [Person]) {
    precondition(clusters.count == people.count, "one cluster and one person a face")
    guard !clusters.isEmpty else { return nil }
    self.init(Contingency(clusters: clusters, people: people), faces: clusters.count)
  }

  private init(_ counts: Contingency, faces: Int) {
    var (precision, recall, both) = (0.0, 0.0, 0)
    for cell in counts.cells {
      // Each of the cell's faces shares its cluster and person with all of them.
      let squared = Double(cell.count) * Double(cell.count)
      precision += squared / Double(counts.clusterSizes[cell.cluster])
      recall += squared / Double(counts.personSizes[cell.person])
      both += Self.pairs(cell.count)
    }
    bCubed = Score(precision: precision / Double(faces), recall: recall / Double(faces))
    let united = counts.clusterSizes.reduce(0) { $0 + Self.pairs($1) }
    let belonging = counts.personSizes.reduce(0) { $0 + Self.pairs($1) }
    pairwise = Score(
      precision: united == 0 ? 1 : Double(both) / Double(united),
      recall: belonging == 0 ? 1 : Double(both) / Double(belonging))
  }

  private static func pairs(_ count: Int) -> Int {
    count * (count - 1) / 2
  }
}

/// How many faces each cluster, each person, and each cluster of a person has.
///
/// Everything is numbered in the order of its first face, so that sums of scores come out the
/// same, to the last bit, in every run.
private struct Contingency {
  struct Cell {
    let cluster: Int
    let person: Int
    var count = 0
  }

  private struct Key: Hashable {
    let cluster: Int
    let person: Int
  }

  private(set) var clusterSizes: [Int] = []
  private(set) var personSizes: [Int] = []
  private(set) var cells: [Cell] = []

  init<Cluster: Hashable, Person: Hashable>(clusters: [Cluster], people: [Person]) {
    var clusterNumbers: [Cluster: Int] = [:]
    var personNumbers: [Person: Int] = [:]
    var cellNumbers: [Key: Int] = [:]
    for (clusterName, personName) in zip(clusters, people) {
      let cluster = Self.number(clusterName, &clusterNumbers)
      let person = Self.number(personName, &personNumbers)
      let cell = Self.number(Key(cluster: cluster, person: person), &cellNumbers)
      if cluster == clusterSizes.count { clusterSizes.append(0) }
      if person == personSizes.count { personSizes.append(0) }
      if cell == cells.count { cells.append(Cell(cluster: cluster, person: person)) }
      clusterSizes[cluster] += 1
      personSizes[person] += 1
      cells[cell].count += 1
    }
  }

  private static func number<Name: Hashable>(_ name: Name, _ numbers: inout [Name: Int]) -> Int {
    if let number = numbers[name] { return number }
    numbers[name] = numbers.count
    return numbers.count - 1
  }
}
