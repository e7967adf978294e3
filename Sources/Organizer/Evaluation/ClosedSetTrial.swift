internal import FaceInference

/// How often a photo is given to the right one of people who all are known, by three methods.
///
/// The second, fourth and every other even photo of each person is known; the others are asked
/// about. People with one photo are left out.
public struct ClosedSetTrial: Sendable, Equatable {
  /// How many photos are known.
  public let known: Int
  /// How many are asked about.
  public let asked: Int
  /// The share given rightly by the mean direction of each person, as photosort identifies.
  public let means: Double
  /// The share given rightly by the most similar known photo.
  public let nearestNeighbor: Double
  /// The share given rightly by linear support vector machines, one a person; `nil` when they
  /// cannot be fitted.
  public let supportVectors: Double?

  /// How much an error weighs: liblinear's own default.
  private static let cost = 1.0

  /// Runs the trial; `nil` when fewer than two people have two photos.
  package init?(_ faces: PersonFaces) {
    let people = faces.byPerson.filter { $0.items.count > 1 }
    guard people.count > 1 else { return nil }
    var known: [(person: Int, values: [Float])] = []
    var asked: [(person: Int, values: [Float])] = []
    for (number, person) in people.enumerated() {
      for (place, item) in person.items.enumerated() {
        if place % 2 == 1 {
          known.append((number, item.embedding.values))
        } else {
          asked.append((number, item.embedding.values))
        }
      }
    }
    self.known = known.count
    self.asked = asked.count
    let probes = asked.map(\.values)
    func share(_ answers: [Int]) -> Double {
      Double(zip(answers, asked).count { $0 == $1.person }) / Double(asked.count)
    }
    let nearest = FaceIndex(known.flatMap(\.values), dimension: faces.dimension)
      .nearest(to: probes, most: 1)
    nearestNeighbor = share(nearest.map { $0.first.map { known[$0.row].person } ?? -1 })
    means = share(Self.nearestMeans(probes, known, count: people.count))
    supportVectors = LinearModel(
      known.map(\.values), labels: known.map(\.person), .supportVectors, cost: Self.cost
    ).map { model in share(probes.map(model.classify)) }
  }

  private static func nearestMeans(
    _ probes: [[Float]], _ known: [(person: Int, values: [Float])], count: Int
  ) -> [Int] {
    var means = [[Float]](repeating: [], count: count)
    for (person, values) in known {
      means[person] = means[person].isEmpty ? values : zip(means[person], values).map { $0 + $1 }
    }
    let directions = means.map { mean in Embedding(normalizing: mean)?.values ?? mean }
    return FaceIndex(directions.flatMap { $0 }, dimension: probes.first?.count ?? 1)
      .nearest(to: probes, most: 1).map { $0.first?.row ?? -1 }
  }
}
