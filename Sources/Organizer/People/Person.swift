/// A person as the decisions of the journal tell.
public struct Person: Sendable, Equatable, Identifiable {
  /// The identifier, which stays when the name changes.
  public let id: PersonID
  /// The name now.
  public internal(set) var name: PersonName
  /// The faces a person said are this one, in no order.
  public internal(set) var confirmed: Set<FaceReference> = []
  /// The reference faces of the gallery, in no order.
  public internal(set) var enrolled: Set<FaceReference> = []

  init(id: PersonID, name: PersonName) {
    self.id = id
    self.name = name
  }

  /// Takes a face away.
  mutating func remove(_ face: FaceReference) {
    confirmed.remove(face)
    enrolled.remove(face)
  }

  /// Tells the same face by another box.
  mutating func move(_ face: FaceReference, to moved: FaceReference) {
    if confirmed.remove(face) != nil { confirmed.insert(moved) }
    if enrolled.remove(face) != nil { enrolled.insert(moved) }
  }
}

/// Who a face is, and the entry that says so.
public struct FaceClaim: Sendable, Hashable {
  /// The person.
  public let person: PersonID
  /// The latest entry that counts and names this face.
  public let entry: EntryID
}
