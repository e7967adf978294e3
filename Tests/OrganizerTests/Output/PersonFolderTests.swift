import Organizer
import Testing

@Suite struct PersonFolderTests {
  @Test(arguments: [
    ("Anna", "Anna"), ("Anna/Ben", "Anna_Ben"), ("..", "_."), (".hidden", "_hidden"),
    ("...", "_.."),
    ("a\u{0}b\u{1B}c", "a_b_c"), ("", "_"), ("Zoë 👩‍👧 李", "Zoë 👩‍👧 李"),
  ])
  func namesAreMadeSafe(name: String, folder: String) {
    let safe = PersonFolder.safeName(name)
    #expect(safe == folder || safe.utf8.first != UInt8(ascii: "."))
    #expect(safe.unicodeScalars.allSatisfy { $0 != "/" && $0.value >= 32 })
    if !name.hasPrefix(".") { #expect(safe == folder) }
  }

  @Test(arguments: [
    String(repeating: "x", count: 500), String(repeating: "é", count: 250),
    String(repeating: "👩‍👩‍👧‍👦", count: 20), "e" + String(repeating: "\u{301}", count: 240),
    String(repeating: "\u{301}", count: 240),
  ])
  func longNamesAreCutAndNeverToNothing(name: String) {
    let safe = PersonFolder.safeName(name)
    #expect((150...200).contains(safe.utf8.count))
    #expect(name.unicodeScalars.starts(with: safe.unicodeScalars))
  }

  @Test(arguments: 0..<40)
  func nobodySharesAFolderWhateverTheCaseOrComposition(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let names = ["Anna", "anna", "ANNA", "Zoe\u{308}", "Zo\u{EB}", "Anna (2)", "Ben", "a/b", "a_b"]
    let people = try (0..<12).map { number in
      (
        id: try #require(PersonID("p-\(number)")),
        name: names.randomElement(using: &generator) ?? ""
      )
    }
    var current: [PersonID: String] = [:]
    for person in people.prefix(4) { current[person.id] = names.randomElement(using: &generator) }
    let taken: Set = ["BEN", "Anna (3)"]
    let folders = PersonFolder.names(people, current: current, taken: taken)
    #expect(folders.count == people.count)
    let folded = folders.values.map { $0.lowercased() }
    #expect(Set(folded).count == people.count, "seed \(seed)")
    #expect(Set(folded).isDisjoint(with: taken.map { $0.lowercased() }), "seed \(seed)")
    // The order of people makes no difference, and who has a folder keeps it.
    let shuffled = people.shuffled(using: &generator)
    #expect(PersonFolder.names(shuffled, current: current, taken: taken) == folders)
    #expect(PersonFolder.names(people, current: folders, taken: taken) == folders)
  }
}
