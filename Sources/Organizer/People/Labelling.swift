internal import Clustering
internal import FaceInference

/// Says of every face who it is: a pure function of faces, clusters and decisions.
struct Labelling: Sendable {
  /// The label of each face, in the order of the faces.
  private(set) var labels: [FaceLabel]
  /// The person that each cluster is held to be, by cluster number.
  private(set) var owners: [Int: PersonID] = [:]

  private let faces: [CatalogFace]
  private let claims: FaceClaims

  /// Labels faces.
  ///
  /// - Parameters:
  ///   - faces: All faces, with their cluster numbers.
  ///   - active: The indices of the faces of photos in the tree.
  ///   - claims: What people decided.
  ///   - identification: How enrolled people are recognized.
  init(
    _ faces: [CatalogFace], active: [Int], _ claims: FaceClaims, _ identification: Identification
  ) {
    self.faces = faces
    self.claims = claims
    labels = [FaceLabel](repeating: .unknown, count: faces.count)
    for (face, person) in claims.confirmed { labels[face] = .confirmed(person) }
    let clusters = Dictionary(grouping: active.filter { faces[$0].cluster != nil }) {
      faces[$0].cluster ?? 0
    }
    let references = referencesByPerson()
    for (cluster, members) in clusters { owners[cluster] = confirmedOwner(members) }
    identifyRest(clusters, references, identification)
    var members: [PersonID: [Int]] = [:]
    for (cluster, person) in owners {
      members[person, default: []] += (clusters[cluster] ?? []).filter {
        claims.confirmed[$0] == nil
      }
    }
    for (person, members) in members {
      for (face, reason) in reasons(members, references[person] ?? []) {
        labels[face] = .matched(person, similarity: reason.similarity, face: reason.reference)
      }
    }
  }

  /// The faces that stand for each person: the confirmed ones, of which enrolled ones are a part.
  private func referencesByPerson() -> [PersonID: [Int]] {
    var references: [PersonID: [Int]] = [:]
    for (face, person) in claims.confirmed where faces[face].embedding != nil {
      references[person, default: []].append(face)
    }
    return references.mapValues { $0.sorted() }
  }

  /// The person whom most confirmed faces of a cluster show; the smaller identifier wins a tie.
  private func confirmedOwner(_ members: [Int]) -> PersonID? {
    var counts: [PersonID: Int] = [:]
    for face in members {
      if let person = claims.confirmed[face] { counts[person, default: 0] += 1 }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// Asks the gallery about clusters that no confirmed face speaks for, the surest first.
  ///
  /// A person is in a photo once: a cluster that would put one into a photo twice stays unknown.
  private mutating func identifyRest(
    _ clusters: [Int: [Int]], _ references: [PersonID: [Int]], _ identification: Identification
  ) {
    var photos: [PersonID: Set<PhotoDigest>] = [:]
    for (cluster, person) in owners {
      photos[person, default: []].formUnion((clusters[cluster] ?? []).map { faces[$0].photo })
    }
    for (face, person) in claims.confirmed { photos[person, default: []].insert(faces[face].photo) }
    let open = clusters.keys.filter { owners[$0] == nil }.sorted()
    let matches = identification.identify(
      open.map { probe(clusters[$0] ?? []) },
      references: references.mapValues { $0.compactMap { faces[$0].embedding } })
    let found = zip(open, matches).compactMap { cluster, match in match.map { (cluster, $0) } }
    for (cluster, match) in found.sorted(by: {
      ($1.1.similarity, $0.0) < ($0.1.similarity, $1.0)
    }) {
      let shown = Set((clusters[cluster] ?? []).map { faces[$0].photo })
      guard photos[match.person, default: []].isDisjoint(with: shown) else { continue }
      photos[match.person, default: []].formUnion(shown)
      owners[cluster] = match.person
    }
  }

  /// The faces of a cluster that can be trusted, or all of them when none can.
  private func probe(_ members: [Int]) -> [Embedding] {
    let strong = members.filter { faces[$0].quality >= EmbeddedFace.minimumQuality }
    return (strong.isEmpty ? members : strong).compactMap { faces[$0].embedding }
  }

  /// The reference that each of some other faces resembles most, of equal ones the first.
  ///
  /// - Complexity: O(*m* · *r*) products of blocks of vectors for *m* faces and *r* references.
  private func reasons(
    _ members: [Int], _ references: [Int]
  ) -> [(face: Int, reason: (reference: Int, similarity: Float))] {
    guard let dimension = references.first.flatMap({ faces[$0].embedding?.values.count }) else {
      return []
    }
    func vectors(_ indices: [Int]) -> ([Int], UnitVectors)? {
      let same = indices.filter { faces[$0].embedding?.values.count == dimension }
      let rows = same.map { faces[$0].embedding?.values ?? [] }
      // Embeddings are of unit length, so that none is refused.
      return (try? UnitVectors(rows: rows, dimension: dimension)).map { (same, $0) }
    }
    guard let (members, probes) = vectors(members), let (references, rows) = vectors(references)
    else { return [] }
    let finder = MatchFinder(count: 1, minimumSimilarity: -1)
    let matches = finder.matches(of: probes, in: rows) { _ in }
    return zip(members, matches).compactMap { face, matches in
      matches.first.map { (face, (references[$0.row], Float($0.similarity))) }
    }
  }
}
