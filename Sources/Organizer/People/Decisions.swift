/// Takes down what a person decides: in the journal, under the library's lock.
public struct Decisions {
  private let library: LabelledLibrary
  private let journal: Journal
  private let lock: LibraryLock
  private var people: PeopleState
  private let facesByCluster: [Int: [Int]]
  /// The faces of each person that somebody confirmed, those that were named through this value
  /// too.
  private var confirmed: [PersonID: [Int]] = [:]

  /// Why a decision cannot be taken down.
  public enum Failure: Error, Equatable, Sendable {
    /// Neither a cluster's number nor a person's name or identifier.
    case noSuchTarget(String)
    /// A cluster whose faces all have another person's name.
    case nothingToName(cluster: Int)
    /// Lines of a file of names that name clusters that are not there.
    case noSuchClusters([(line: Int, cluster: String)])
    /// A name that commands would take for a cluster's number.
    case numberAsName(String)

    /// Equal when they say the same.
    public static func == (a: Failure, b: Failure) -> Bool {
      switch (a, b) {
      case (.noSuchTarget(let x), .noSuchTarget(let y)): x == y
      case (.nothingToName(let x), .nothingToName(let y)): x == y
      case (.numberAsName(let x), .numberAsName(let y)): x == y
      case (.noSuchClusters(let x), .noSuchClusters(let y)):
        x.map(\.line) == y.map(\.line) && x.map(\.cluster) == y.map(\.cluster)
      default: false
      }
    }
  }

  /// What a decision came to.
  public enum Outcome: Sendable, Equatable {
    /// Faces were confirmed as a person.
    case named(String, faces: Int, isNewPerson: Bool, remarks: [Remark] = [])
    /// A person has another name.
    case renamed(from: String, to: String)
  }

  /// What a person may not have meant by a naming.
  public enum Remark: Sendable, Equatable {
    /// The new person's name differs from that of another by upper and lower case only.
    case likeName(String)
    /// So many photos, of which this is the first, now show the person more than once.
    case twiceInPhotos(Int, first: PhotoPath)
  }

  /// Opens a library for decisions.
  public init(_ library: LabelledLibrary) throws {
    self.library = library
    lock = try LibraryLock(library.contents.library)
    journal = Journal(path: library.contents.library.journal)
    people = PeopleState(try journal.read().entries)
    let (active, faces) = (library.contents.active, library.contents.faces)
    facesByCluster = Dictionary(grouping: active.filter { faces[$0].cluster != nil }) {
      faces[$0].cluster ?? 0
    }
    for face in active {
      guard case .confirmed(let person) = library.label(face) else { continue }
      confirmed[person, default: []].append(face)
    }
  }

  /// Names a cluster, or renames a person.
  ///
  /// - Parameters:
  ///   - target: A cluster (`12`, `unknown-12`), or a person's name or identifier.
  ///   - name: The name; that of a known person adds the faces to them.
  public mutating func name(_ target: String, as name: String) throws -> Outcome {
    // Folders of references may have named somebody by a number.
    if let cluster = Self.clusterNumber(target), try hasFaces(cluster) || person(target) == nil {
      let entry = try naming(cluster, target, as: name)
      try journal.append([entry.entry])
      people.append(entry.entry)
      return entry.outcome
    }
    guard let person = try person(target) else { throw Failure.noSuchTarget(target) }
    try Self.checkIsNoNumber(name)
    let entry = try people.renaming(person.id, to: name)
    try journal.append([entry])
    people.append(entry)
    return .renamed(from: person.name.text, to: people.people[person.id]?.name.text ?? name)
  }

  /// Names many clusters; none when one of them cannot be named.
  public mutating func name(_ file: ClusterNamesFile) throws -> [Outcome] {
    let missing = file.namings.filter { naming in
      Self.clusterNumber(naming.cluster).map { !hasFaces($0) } ?? true
    }
    guard missing.isEmpty else {
      throw Failure.noSuchClusters(missing.map { ($0.line, $0.cluster) })
    }
    var entries: [JournalEntry] = []
    var outcomes: [Outcome] = []
    let before = (people, confirmed)
    do {
      for naming in file.namings {
        guard let cluster = Self.clusterNumber(naming.cluster) else { continue }
        let (entry, outcome) = try self.naming(cluster, naming.cluster, as: naming.name.text)
        people.append(entry)
        entries.append(entry)
        outcomes.append(outcome)
      }
      try journal.append(entries)
    } catch {
      (people, confirmed) = before
      throw error
    }
    return outcomes
  }

  /// Takes the last decisions back.
  ///
  /// - Returns: The decisions that were taken back, the latest first.
  public mutating func undo(last count: Int) throws -> [PeopleLogLine] {
    let plan = try people.undoing(last: count)
    try journal.append(plan.entries)
    people.append(contentsOf: plan.entries)
    let lines = people.log
    return plan.decisions.compactMap { decision in lines.first { $0.entry == decision.id } }
  }

  private mutating func naming(
    _ cluster: Int, _ target: String, as name: String
  ) throws -> (entry: JournalEntry, outcome: Outcome) {
    try Self.checkIsNoNumber(name)
    guard let all = facesByCluster[cluster] else { throw Failure.noSuchTarget(target) }
    let faces = all.filter { !isConfirmedAsOther($0, name) }
    let references = faces.compactMap(library.contents.reference)
    guard !references.isEmpty else { throw Failure.nothingToName(cluster: cluster) }
    let entry = try people.naming(references, as: name)
    guard case .name(let person, let typed, _) = entry.operation else {
      preconditionFailure("naming makes an entry that names")
    }
    let isNew = people.people[person] == nil
    var remarks: [Remark] = []
    if isNew, let other = people.people(where: { $0.caseless == typed.caseless }).first {
      remarks.append(.likeName(other.name.text))
    }
    if let remark = twice(person, faces) { remarks.append(remark) }
    confirmed[person, default: []] += faces
    return (
      entry,
      .named(
        people.people[person]?.name.text ?? typed.text, faces: references.count,
        isNewPerson: isNew, remarks: remarks)
    )
  }

  /// Commands would take such a name for the number of a cluster.
  private static func checkIsNoNumber(_ name: String) throws(Failure) {
    let name = PersonName.normalized(name)
    if clusterNumber(name) != nil { throw .numberAsName(name) }
  }

  /// The photos that show a person more than once when faces are confirmed as them, too.
  private func twice(_ person: PersonID, _ faces: [Int]) -> Remark? {
    let all = Set(confirmed[person, default: []] + faces)
    let counts = Dictionary(grouping: all) { library.contents.faces[$0].photo }
    let doubled = Set(faces.map { library.contents.faces[$0].photo })
      .filter { counts[$0, default: []].count > 1 }
    // Looking for it goes through all photos.
    guard !doubled.isEmpty else { return nil }
    let first = library.photoFiles.first { doubled.contains($0.photo.digest) }
    return first.map { .twiceInPhotos(doubled.count, first: $0.path) }
  }

  /// What somebody confirmed before stays as it is; a cluster's name speaks of the rest.
  private func isConfirmedAsOther(_ face: Int, _ name: String) -> Bool {
    guard case .confirmed(let person) = library.label(face) else { return false }
    return people.people[person].map { (try? PersonName(name)) != $0.name } ?? false
  }

  private func hasFaces(_ cluster: Int) -> Bool { facesByCluster[cluster] != nil }

  private func person(_ text: String) throws -> Person? {
    if let id = PersonID(text), let person = people.people[id] { return person }
    return try people.person(named: text)
  }

  /// The number of `12`, `#12` or `unknown-12`.
  static func clusterNumber(_ text: String) -> Int? {
    let digits = ["unknown-", "#"].first { text.hasPrefix($0) }.map { text.dropFirst($0.count) }
    let number = Int(digits ?? text[...])
    return number.flatMap { $0 > 0 ? $0 : nil }
  }
}
