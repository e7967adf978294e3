import Foundation
import Organizer
import Synchronization

/// Random faces, names and entries; the same for the same seed.
struct PeopleSamples {
  /// SplitMix64 (Steele, Lea and Flood, 2014).
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  static let names = [
    "Anna", "Zoë", "Jose\u{301} Núñez", "李小龍", "محمد \u{200F}", "👩‍👧 Oma", "O'Neil, \"Bob\"",
    "a\\b/c", "ß", "x",
  ]

  var generator: Generator
  private var entryCount = 0

  init(seed: UInt64) {
    generator = Generator(state: seed)
  }

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

  mutating func photo() -> PhotoDigest { PhotoDigest(of: Array("photo \(below(40))".utf8)) }

  mutating func box() -> FractionalBox {
    let box = FractionalBox(
      x: .random(in: -0.1...0.9, using: &generator), y: .random(in: -0.1...0.9, using: &generator),
      width: .random(in: 0.001...0.5, using: &generator),
      height: .random(in: 0.001...0.5, using: &generator))
    guard let box else { preconditionFailure("the ranges above are boxes") }
    return box
  }

  mutating func face() -> FaceReference { FaceReference(photo: photo(), box: box()) }

  mutating func faces(atMost count: Int) -> [FaceReference] {
    (0...below(count)).map { _ in face() }
  }

  mutating func id() -> EntryID {
    entryCount += 1
    return id(entryCount)
  }

  func id(_ number: Int) -> EntryID {
    guard let id = EntryID("00000000-0000-4000-8000-\(String(number + 1_000_000))") else {
      preconditionFailure("an identifier is not empty")
    }
    return id
  }

  mutating func name() throws -> PersonName { try PersonName(Self.names[below(Self.names.count)]) }

  mutating func person() -> PersonID {
    guard let person = PersonID("p-0000000\(below(6))") else {
      preconditionFailure("an identifier is not empty")
    }
    return person
  }

  /// An entry of any known operation; an undo undoes one of those made before it, or none.
  mutating func entry() throws -> JournalEntry {
    let operation: JournalOperation
    switch below(8) {
    case 0...3: operation = .name(person: person(), name: try name(), faces: faces(atMost: 4))
    case 4: operation = .rename(person: person(), name: try name())
    case 5:
      let source = below(2) == 0 ? nil : "gallery/\"Anna\"\n\u{1}"
      operation = .enroll(
        person: person(), name: try name(), faces: faces(atMost: 2), source: source)
    default: operation = .undo(of: id(below(entryCount + 2)))
    }
    let at = Date(timeIntervalSince1970: Double(below(4_000_000_000)))
    return JournalEntry(id: id(), at: at, operation: operation)
  }

  mutating func entries(_ count: Int) throws -> [JournalEntry] {
    try (0..<count).map { _ in try entry() }
  }

  /// A clock that counts seconds and identifiers.
  static func clock() -> JournalClock {
    let ticks = Ticks()
    return JournalClock(
      now: { Date(timeIntervalSince1970: 1_700_000_000) },
      newID: {
        EntryID(UUID(uuid: (0, 0, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, ticks.next())))
      }
    )
  }
}

private final class Ticks: Sendable {
  private let count = Mutex<UInt8>(0)

  func next() -> UInt8 {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
