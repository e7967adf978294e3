// What a person decides, as the entries that the journal should get. Nothing here changes the
// state: an entry counts when it has been appended to the journal, and only then to the state.

extension PeopleState {
  /// Returns the entry that says that faces are a person.
  ///
  /// A name somebody has, letter for letter, means that person; any other a new one. Who lost
  /// every entry by undoing gets back the identifier, so that redoing makes no second person.
  ///
  /// - Parameters:
  ///   - faces: The faces, in any order.
  ///   - text: The name as it was typed.
  ///   - clock: Where the entry's time and identifier come from.
  /// - Throws: ``PeopleError``: no faces, no valid name, or a name that several people have.
  public func naming(
    _ faces: some Sequence<FaceReference>, as text: String, clock: JournalClock = .system
  ) throws(PeopleError) -> JournalEntry {
    let (person, name, faces) = try identify(faces, as: text)
    return clock.entry(.name(person: person, name: name, faces: faces))
  }

  /// Returns the entry that makes faces references of a person in the gallery.
  ///
  /// - Parameters:
  ///   - faces: The faces, in any order.
  ///   - text: The name; who it means is told as by naming.
  ///   - source: Where the faces come from, in words for the log, or `nil`.
  ///   - clock: Where the entry's time and identifier come from.
  /// - Throws: ``PeopleError``: no faces, no valid name, or a name that several people have.
  public func enrolling(
    _ faces: some Sequence<FaceReference>, as text: String, source: String?,
    clock: JournalClock = .system
  ) throws(PeopleError) -> JournalEntry {
    let (person, name, faces) = try identify(faces, as: text)
    return clock.entry(.enroll(person: person, name: name, faces: faces, source: source))
  }

  /// Returns the entry that changes a person's name.
  ///
  /// - Throws: ``PeopleError``: nobody has the identifier, no valid name, another person has the
  ///   name, or this one has it already.
  public func renaming(
    _ person: PersonID, to text: String, clock: JournalClock = .system
  ) throws(PeopleError) -> JournalEntry {
    let name = try Self.name(text)
    guard let current = people[person] else { throw .unknownPerson(person) }
    guard current.name != name else { throw .nameUnchanged(name) }
    if let other = people(where: { $0 == name }).first {
      throw .nameTaken(name, by: other.id)
    }
    return clock.entry(.rename(person: person, name: name))
  }

  private func identify(
    _ faces: some Sequence<FaceReference>, as text: String
  ) throws(PeopleError) -> (PersonID, PersonName, [FaceReference]) {
    let name = try Self.name(text)
    let faces = faces.sortedOnce()
    guard let first = faces.first else { throw .noFaces }
    let owners = people(where: { $0 == name })
    guard owners.count <= 1 else { throw .ambiguousName(name.text, owners.map(\.id)) }
    if let owner = owners.first { return (owner.id, name, faces) }
    return (newPerson(name, firstFace: first), name, faces)
  }

  private func newPerson(_ name: PersonName, firstFace: FaceReference) -> PersonID {
    var firstNames: [PersonID: PersonName] = [:]
    for entry in history {
      switch entry.operation {
      case .name(let person, let told, _), .enroll(let person, let told, _, _):
        guard firstNames[person] == nil else { continue }
        if told == name, people[person] == nil { return person }
        firstNames[person] = told
      case .rename, .undo, .unknown:
        continue
      }
    }
    return .derived(name: name, firstFace: firstFace) { firstNames[$0] != nil }
  }
}
