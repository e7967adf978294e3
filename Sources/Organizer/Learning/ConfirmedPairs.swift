package import FaceInference

/// Pairs of faces that people said are one person's, or two people's: what a library has to learn
/// from.
///
/// Each person takes part with at most ten faces, evenly spread over theirs, so that nobody is most
/// of what is learnt; and at most three pairs of two people count for each pair of people.
package struct ConfirmedPairs: Sendable {
  /// A pair.
  package struct Pair: Sendable, Equatable {
    /// The two people, by number; equal for a pair of one person.
    package let people: (Int, Int)
    /// The squared difference of each value of the two embeddings.
    package let squares: [Float]

    /// Whether both faces are one person's.
    package var isSamePerson: Bool { people.0 == people.1 }

    /// Whether every field is the same.
    package static func == (a: Pair, b: Pair) -> Bool {
      a.people == b.people && a.squares == b.squares
    }
  }

  /// The most faces of a person.
  package static let facesPerPerson = 10
  /// The most pairs of the same two people.
  package static let pairsPerTwo = 3
  /// The most people; more would make pairs without end, and teach little.
  package static let mostPeople = 100

  /// How many people have at least two faces.
  package let confirmedPeople: Int
  /// How many faces they have.
  package let confirmedFaces: Int
  /// How many of these people take part.
  package let people: Int
  /// With how many faces.
  package let faces: Int
  /// The pairs, by people.
  package let pairs: [Pair]

  /// Makes pairs of the faces of people.
  ///
  /// - Parameter embeddings: The faces of each person, those with one face among them.
  package init(_ embeddings: [[Embedding]]) {
    let all = embeddings.filter { $0.count > 1 }
    confirmedPeople = all.count
    confirmedFaces = all.reduce(0) { $0 + $1.count }
    let groups = all.sorted { $0.count > $1.count }.prefix(Self.mostPeople)
      .map { Self.spread($0, most: Self.facesPerPerson) }
    var pairs: [Pair] = []
    for (i, group) in groups.enumerated() {
      for a in group.indices {
        for b in group.indices.dropFirst(a + 1) {
          pairs.append(Pair(people: (i, i), squares: Self.squares(group[a], group[b])))
        }
      }
      for j in groups.indices.dropFirst(i + 1) {
        // Other faces of both each time.
        for k in 0..<min(Self.pairsPerTwo, group.count, groups[j].count) {
          let (a, b) = (group[(j + k) % group.count], groups[j][(i + k) % groups[j].count])
          pairs.append(Pair(people: (i, j), squares: Self.squares(a, b)))
        }
      }
    }
    self.pairs = pairs
    people = groups.count
    faces = groups.reduce(0) { $0 + $1.count }
  }

  /// Makes pairs of a library's confirmed faces.
  init(_ library: LabelledLibrary) {
    self.init(library.references().sorted { $0.key < $1.key }.map(\.value))
  }

  /// At most so many, evenly spread.
  private static func spread(_ faces: [Embedding], most: Int) -> [Embedding] {
    guard faces.count > most else { return faces }
    return (0..<most).map { faces[$0 * faces.count / most] }
  }

  private static func squares(_ a: Embedding, _ b: Embedding) -> [Float] {
    zip(a.values, b.values).map { ($0 - $1) * ($0 - $1) }
  }
}
