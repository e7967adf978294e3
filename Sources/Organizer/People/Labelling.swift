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
    for (cluster, person) in owners {
      for face in clusters[cluster] ?? [] where claims.confirmed[face] == nil {
        if let label = reason(face, person, references[person] ?? []) { labels[face] = label }
      }
    }
  }

  /// The faces that stand for each person: confirmed and enrolled ones.
  private func referencesByPerson() -> [PersonID: [Int]] {
    var references: [PersonID: [Int]] = [:]
    for (face, person) in claims.confirmed.merging(claims.enrolled, uniquingKeysWith: { a, _ in a })
    where faces[face].embedding != nil {
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

  /// The reference that a face resembles most.
  private func reason(_ face: Int, _ person: PersonID, _ references: [Int]) -> FaceLabel? {
    guard let embedding = faces[face].embedding else { return nil }
    var best: (similarity: Float, face: Int)?
    embedding.values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      for reference in references where reference != face {
        guard let other = faces[reference].embedding, other.values.count == embedding.values.count
        else { continue }
        let similarity = dotProduct(values, other.values, count: other.values.count)
        if similarity > best?.similarity ?? -2 { best = (similarity, reference) }
      }
    }
    return best.map { .matched(person, similarity: $0.similarity, face: $0.face) }
  }
}
