/// Everything the journal's decisions come to: people, their names and their faces.
///
/// A pure function of the entries. The latest entry that counts decides about a face, also where
/// another detector framed it a little differently; entries that were undone count no more.
public struct PeopleState: Sendable, Equatable {
  /// The people by identifier.
  public private(set) var people: [PersonID: Person] = [:]
  /// The entries, undone ones included, each identifier once.
  public private(set) var history: [JournalEntry] = []

  private(set) var ledger = UndoLedger()
  private var claims = FaceClaimTable()

  /// What a face is to the person it is given to.
  private enum Role { case confirmed, enrolled }

  /// Starts with nobody.
  public init() {}

  /// Follows the entries of a journal.
  ///
  /// - Complexity: O(*n*) in the number of faces of all entries.
  public init(_ entries: some Sequence<JournalEntry>) {
    for entry in entries { _ = record(entry) }
    followHistory()
  }

  /// Follows one more entry; one whose identifier is known already changes nothing.
  ///
  /// - Complexity: O(*n*) in the entry's faces; an undo follows the whole history anew.
  public mutating func append(_ entry: JournalEntry) {
    guard record(entry) else { return }
    if case .undo = entry.operation {
      followHistory()
    } else {
      follow(history.count - 1)
    }
  }

  /// Follows more entries.
  ///
  /// - Complexity: As for all entries one by one, but undos follow the history only once.
  public mutating func append(contentsOf entries: some Sequence<JournalEntry>) {
    let first = history.count
    for entry in entries { _ = record(entry) }
    let isUndoing = history[first...].contains { entry in
      if case .undo = entry.operation { true } else { false }
    }
    guard !isUndoing else { return followHistory() }
    for position in first..<history.count { follow(position) }
  }

  /// Returns who a face is, or `nil` if no decision about exactly this box stands.
  public func claim(on face: FaceReference) -> FaceClaim? {
    claims[face].map { FaceClaim(person: $0.person, entry: history[$0.position].id) }
  }

  /// Returns whose a face is, also where another detector framed it a little differently, and
  /// whether they have it as a reference.
  func holder(ofSameFaceAs face: FaceReference) -> (person: Person, isReference: Bool)? {
    guard let claim = claims.claim(onSameFaceAs: face), let person = people[claim.person] else {
      return nil
    }
    let known = FaceReference(photo: face.photo, box: claim.box)
    return (person, person.enrolled.contains(known))
  }

  /// Returns the faces with a person, by photo, each photo's in order.
  ///
  /// - Complexity: O(*n*) in the number of faces; made for one pass over all photos.
  public func claimedFacesByPhoto() -> [PhotoDigest: [FaceReference]] { claims.faces }

  /// The photos of all faces that entries name, of those that were taken back as well.
  var mentionedPhotos: Set<PhotoDigest> {
    var photos: Set<PhotoDigest> = []
    for entry in history {
      switch entry.operation {
      case .name(_, _, let faces), .enroll(_, _, let faces, _):
        photos.formUnion(faces.map(\.photo))
      case .rename, .undo, .unknown: break
      }
    }
    return photos
  }

  /// Whether an entry was taken back; `false` for one that is not in the history.
  public func isUndone(_ entry: EntryID) -> Bool {
    ledger.positions[entry].map { !ledger.counts($0) } ?? false
  }

  /// The entries that were taken back.
  public var undone: Set<EntryID> {
    Set(history.indices.filter { !ledger.counts($0) }.map { history[$0].id })
  }

  private mutating func record(_ entry: JournalEntry) -> Bool {
    var target: EntryID?
    if case .undo(let of) = entry.operation { target = of }
    guard ledger.append(entry.id, undoing: target) else { return false }
    history.append(entry)
    return true
  }

  private mutating func followHistory() {
    people.removeAll(keepingCapacity: true)
    claims.removeAll()
    for position in history.indices where ledger.counts(position) { follow(position) }
  }

  private mutating func follow(_ position: Int) {
    switch history[position].operation {
    case .name(let person, let name, let faces):
      give(faces, to: person, named: name, as: .confirmed, at: position)
    case .enroll(let person, let name, let faces, _):
      give(faces, to: person, named: name, as: .enrolled, at: position)
    case .rename(let person, let name):
      people[person]?.name = name
    case .undo, .unknown:
      break
    }
  }

  private mutating func give(
    _ faces: [FaceReference], to id: PersonID, named name: PersonName, as role: Role,
    at position: Int
  ) {
    // The name is that of the person's first entry; later ones only repeat what it was then.
    var person = people.removeValue(forKey: id) ?? Person(id: id, name: name)
    for face in faces {
      for earlier in claims.give(face, to: id, at: position) {
        let old = FaceReference(photo: face.photo, box: earlier.box)
        if earlier.person == id {
          person.move(old, to: face)
        } else {
          people[earlier.person]?.remove(old)
        }
      }
      switch role {
      case .confirmed: person.confirmed.insert(face)
      case .enrolled: person.enrolled.insert(face)
      }
    }
    people[id] = person
  }
}
