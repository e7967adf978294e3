import Foundation

/// What a line of the journal turned out to be.
enum JournalLine {
  /// A decision, of this version or an unknown one.
  case entry(JournalEntry, unreadableFaces: Int)
  /// An object without an identifier or an operation, of a newer version.
  case newer(version: Int)
  /// A JSON document, but no entry: this member is missing or is not what it should be.
  case malformed(member: String?)
  /// Not a JSON document: torn, or damaged.
  case notJSON

  /// Reads a line without its line end.
  init(_ line: UnsafeBufferPointer<UInt8>) {
    let scanned = JournalFaceScanner.split(line)
    let endsInBrace = line.last == UInt8(ascii: "}")
    let headCount = scanned?.prefixCount ?? line.count - (endsInBrace ? 1 : 0)
    let head = UnsafeBufferPointer(rebasing: line[..<headCount])
    if endsInBrace, let wire = WireEntry(scanning: head) {
      self = Self.line(of: wire, line, faces: scanned?.faces)
    } else if let scanned {
      let bytes = Data(head) + [UInt8(ascii: "}")]
      self = JournalLine(decoding: line, bytes: bytes, faces: scanned.faces)
    } else {
      self = JournalLine(decoding: line, bytes: Data(line), faces: nil)
    }
  }

  /// Decodes a line.
  ///
  /// - Parameters:
  ///   - line: The line.
  ///   - bytes: The line, or what is left of it without its faces.
  ///   - faces: The faces, if they have been read already.
  private init(decoding line: UnsafeBufferPointer<UInt8>, bytes: Data, faces: [FaceReference]?) {
    do {
      let wire = try JSONDecoder().decode(WireEntry.self, from: bytes)
      self = Self.line(of: wire, line, faces: faces)
    } catch let newer as NewerEntry {
      self = .newer(version: newer.version)
    } catch let malformed as MalformedEntry {
      self = .malformed(member: malformed.member)
    } catch {
      // `JSONDecoder` reports damaged JSON and misfits alike; the difference matters here, as only
      // damaged JSON can be what a power cut left.
      self = Self.isObject(bytes) ? .malformed(member: nil) : .notJSON
    }
  }

  private static func line(
    of wire: WireEntry, _ line: UnsafeBufferPointer<UInt8>, faces: [FaceReference]?
  ) -> JournalLine {
    do {
      let (entry, unreadable) = try wire.entry(of: line, faces: faces)
      return .entry(entry, unreadableFaces: unreadable)
    } catch {
      return .malformed(member: error.member)
    }
  }

  private static func isObject(_ bytes: Data) -> Bool {
    do {
      return try JSONSerialization.jsonObject(with: bytes) is [String: Any]
    } catch {
      return false
    }
  }
}

/// An entry of a version that does not even name its operation as this one does.
private struct NewerEntry: Error {
  let version: Int
}

/// An entry without a member it needs.
private struct MalformedEntry: Error {
  let member: String
}

/// An entry as it stands in the file, members of known operations read but not yet checked.
private struct WireEntry: Decodable {
  enum CodingKeys: String, CodingKey {
    case version = "v"
    case operation = "op"
    case at, id, person, name, of, source, faces
  }

  private let version: Int
  private let id: EntryID
  private let operation: String
  private var at: Date?
  private var person: PersonID?
  private var name: PersonName?
  private var of: EntryID?
  private var source: String?
  private var faces: [WireFace]?

  private static let knownOperations: Set<String> = ["name", "rename", "enroll", "undo"]

  private var isKnown: Bool {
    version == JournalEntry.version && Self.knownOperations.contains(operation)
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    guard let version = members.value(Int.self, .version), version >= 1 else {
      throw MalformedEntry(member: "v")
    }
    let id = members.value(String.self, .id).flatMap { EntryID($0) }
    let operation = members.value(String.self, .operation)
    if version > JournalEntry.version, id == nil || operation == nil {
      throw NewerEntry(version: version)
    }
    guard let id else { throw MalformedEntry(member: "id") }
    guard let operation else { throw MalformedEntry(member: "op") }
    self.version = version
    self.id = id
    self.operation = operation
    // An illegible time is no reason to lose a decision.
    at = members.value(String.self, .at).flatMap(Self.time)
    guard isKnown else { return }
    person = members.value(String.self, .person).flatMap { PersonID($0) }
    name = members.value(String.self, .name).flatMap { PersonName(journaled: $0) }
    of = members.value(String.self, .of).flatMap { EntryID($0) }
    source = members.value(String.self, .source)
    faces = members.value([WireFace].self, .faces)
  }

  /// Takes the members of a line that is in the form photosort writes; `nil` for any other.
  init?(scanning head: UnsafeBufferPointer<UInt8>) {
    guard var scanner = JournalMemberScanner(head) else { return nil }
    at = scanner.text(of: "at").flatMap(Self.time)
    guard let id = scanner.text(of: "id").flatMap({ EntryID($0) }),
      let operation = scanner.text(of: "op")
    else { return nil }
    version = JournalEntry.version
    self.id = id
    self.operation = operation
    person = scanner.text(of: "person").flatMap { PersonID($0) }
    name = scanner.text(of: "name").flatMap { PersonName(journaled: $0) }
    of = scanner.text(of: "of").flatMap { EntryID($0) }
    source = scanner.text(of: "source")
    guard isKnown, scanner.isAtEnd else { return nil }
  }

  /// Returns the entry and the number of its faces that cannot be read.
  ///
  /// - Throws: `MalformedEntry`.
  func entry(
    of line: UnsafeBufferPointer<UInt8>, faces scanned: [FaceReference]?
  ) throws(MalformedEntry) -> (JournalEntry, unreadableFaces: Int) {
    guard isKnown else {
      let text = String(decoding: line, as: UTF8.self)
      let unknown = JournalOperation.unknown(operation: operation, version: version, line: text)
      return (JournalEntry(id: id, at: at, operation: unknown), 0)
    }
    if operation == "undo" {
      let of = try required(of, "of")
      return (JournalEntry(id: id, at: at, operation: .undo(of: of)), 0)
    }
    let person = try required(person, "person")
    let name = try required(name, "name")
    if operation == "rename" {
      return (JournalEntry(id: id, at: at, operation: .rename(person: person, name: name)), 0)
    }
    let wireFaces = scanned == nil ? try required(faces, "faces") : []
    let read = scanned ?? wireFaces.compactMap(\.face)
    let unreadable = scanned == nil ? wireFaces.count - read.count : 0
    let known: JournalOperation =
      operation == "name"
      ? .name(person: person, name: name, faces: read)
      : .enroll(person: person, name: name, faces: read, source: source)
    return (JournalEntry(id: id, at: at, operation: known), unreadable)
  }

  private func required<Value>(
    _ value: Value?, _ member: String
  ) throws(MalformedEntry) -> Value {
    guard let value else { throw MalformedEntry(member: member) }
    return value
  }

  private static func time(_ text: String) -> Date? {
    do {
      return try Date(text, strategy: .iso8601)
    } catch {
      return nil
    }
  }
}

extension KeyedDecodingContainer<WireEntry.CodingKeys> {
  /// Returns a member, or `nil` if it is missing or of another type.
  fileprivate func value<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
    do {
      return try decodeIfPresent(type, forKey: key)
    } catch {
      return nil
    }
  }
}

/// A face of an entry; one that cannot be read does not take the others with it.
private struct WireFace: Decodable {
  private struct Members: Decodable {
    let photo: String
    let box: [Double]
  }

  let face: FaceReference?

  init(from decoder: any Decoder) {
    do {
      let members = try Members(from: decoder)
      let photo = PhotoDigest(members.photo)
      let box = FractionalBox(members.box)
      face = photo.flatMap { photo in box.map { FaceReference(photo: photo, box: $0) } }
    } catch {
      face = nil
    }
  }
}
