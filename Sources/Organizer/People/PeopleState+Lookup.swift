/// Something in the history that a person should look at; it stops nothing.
public enum PeopleWarning: Sendable, Hashable {
  /// The entry undoes one that does not come before it in the journal.
  case undoOfUnknownEntry(EntryID, of: EntryID)
  /// The entry gives a name to a person of whom no earlier entry tells.
  case renameOfUnknownPerson(EntryID, PersonID)
  /// Several people have one name, as after merging two journals.
  case sharedName(PersonName, [PersonID])
}

extension PeopleState {
  /// The people, sorted by name, then by identifier.
  public var sortedPeople: [Person] {
    people.values.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
  }

  /// Returns the person of a name, or `nil` if there is none.
  ///
  /// The name is compared as it is; if nobody has it, without regard to case.
  ///
  /// - Throws: ``PeopleError/ambiguousName(_:_:)`` if several people answer to it;
  ///   ``PeopleError/invalidName(_:_:)`` if it is none.
  public func person(named text: String) throws(PeopleError) -> Person? {
    let name = try Self.name(text)
    let exact = people(where: { $0 == name })
    let found = exact.isEmpty ? people(where: { $0.caseless == name.caseless }) : exact
    guard found.count <= 1 else { throw .ambiguousName(name.text, found.map(\.id)) }
    return found.first
  }

  /// Returns whom a folder of references means: the person of its name; if nobody has it, who had it
  /// when one of these faces became their reference, and has been renamed since.
  ///
  /// - Throws: ``PeopleError`` as `person(named:)` does.
  func person(
    enrolledAs text: String, by faces: [FaceReference]
  ) throws(PeopleError) -> Person? {
    if let person = try person(named: text) { return person }
    let name = try Self.name(text)
    let holders = Set(
      faces.compactMap(holder(ofSameFaceAs:)).filter(\.isReference).map(\.person.id))
    for (position, entry) in history.enumerated() where ledger.counts(position) {
      guard case .enroll(let person, let told, _, _) = entry.operation, told == name,
        holders.contains(person)
      else { continue }
      return people[person]
    }
    return nil
  }

  /// What is odd about the history, in its order, then names that several people share.
  public var warnings: [PeopleWarning] {
    var warnings: [PeopleWarning] = []
    var known: Set<PersonID> = []
    for (position, entry) in history.enumerated() {
      switch entry.operation {
      case .name(let person, _, _), .enroll(let person, _, _, _):
        known.insert(person)
      case .rename(let person, _):
        if !known.contains(person) { warnings.append(.renameOfUnknownPerson(entry.id, person)) }
      case .undo(let of):
        if ledger.targets[position] == nil {
          warnings.append(.undoOfUnknownEntry(entry.id, of: of))
        }
      case .unknown:
        break
      }
    }
    for (name, people) in Dictionary(grouping: sortedPeople, by: \.name).sorted(by: {
      $0.key < $1.key
    })
    where people.count > 1 {
      warnings.append(.sharedName(name, people.map(\.id)))
    }
    return warnings
  }

  /// Returns the people whose name passes a test, sorted by identifier.
  func people(where isMatch: (PersonName) -> Bool) -> [Person] {
    people.values.filter { isMatch($0.name) }.sorted { $0.id < $1.id }
  }

  /// Makes a name of what a person typed.
  static func name(_ text: String) throws(PeopleError) -> PersonName {
    do {
      return try PersonName(text)
    } catch {
      throw .invalidName(text, error)
    }
  }
}
