/// People, then unnamed clusters, the largest first: what `photosort people` lists.
public struct PeopleTable: Sendable {
  /// A person or an unnamed cluster.
  public struct Row: Sendable, Equatable {
    /// The person's identifier; `nil` for an unnamed cluster.
    public let person: String?
    /// The numbers of the clusters it is made of.
    public let clusters: [Int]
    /// The person's name, or `unknown-` and the cluster's number.
    public let name: String
    /// How many faces it has in the photos of the tree.
    public let faces: Int
    /// How many of them somebody confirmed.
    public let confirmed: Int
    /// How many photos it is in.
    public let photos: Int
    /// The capture time of its first dated photo, in ISO 8601.
    public let first: String?
    /// The capture time of its last dated photo, in ISO 8601.
    public let last: String?
  }

  /// The rows: people by faces, then clusters by faces.
  public let rows: [Row]

  /// Lists a library's people and clusters.
  public init(_ library: LabelledLibrary) {
    var people: [PersonID: [Int]] = [:]
    var clusters: [Int: [Int]] = [:]
    for face in library.contents.active {
      if let person = library.label(face).person {
        people[person, default: []].append(face)
      } else if let cluster = library.contents.faces[face].cluster {
        clusters[cluster, default: []].append(face)
      }
    }
    // Somebody enrolled or named is listed, even if no photo in the tree shows them.
    for person in library.contents.people.people.keys where people[person] == nil {
      people[person] = []
    }
    let named = people.map { id, faces in
      Self.row(library, person: id, name: library.name(id) ?? id.description, faces)
    }
    let unnamed = clusters.map { number, faces in
      Self.row(library, person: nil, name: "unknown-\(number)", faces)
    }
    rows = Self.sorted(named) + Self.sorted(unnamed)
  }

  private static func sorted(_ rows: [Row]) -> [Row] {
    rows.sorted {
      if $0.faces != $1.faces { return $0.faces > $1.faces }
      return ($0.clusters.first ?? 0, $0.name) < ($1.clusters.first ?? 0, $1.name)
    }
  }

  private static func row(
    _ library: LabelledLibrary, person: PersonID?, name: String, _ faces: [Int]
  ) -> Row {
    let photos = Set(faces.map { library.contents.faces[$0].photo })
    let times = photos.compactMap { library.contents.photos[$0]?.facts?.metadata.takenAt }.sorted()
    let confirmed = faces.count {
      if case .confirmed = library.label($0) { true } else { false }
    }
    return Row(
      person: person?.description,
      clusters: Set(faces.compactMap { library.contents.faces[$0].cluster }).sorted(), name: name,
      faces: faces.count, confirmed: confirmed, photos: photos.count,
      first: times.first?.description, last: times.last?.description)
  }
}
