import Organizer
import Testing

@Suite struct PeopleDecisionsTests {
  private let clock = PeopleSamples.clock()

  private func person(of entry: JournalEntry) -> PersonID? {
    switch entry.operation {
    case .name(let person, _, _), .enroll(let person, _, _, _), .rename(let person, _): person
    case .undo, .unknown: nil
    }
  }

  @Test func newNameMakesANewPersonAndKnownNameMeansTheSame() throws {
    var samples = PeopleSamples(seed: 40)
    var state = PeopleState()
    let first = try state.naming([samples.face()], as: "Zo\u{EB}", clock: clock)
    state.append(first)
    let second = try state.naming([samples.face()], as: "  Zoe\u{308}\n", clock: clock)
    let other = try state.naming([samples.face()], as: "zoë", clock: clock)
    #expect(person(of: second) == person(of: first))
    #expect(person(of: other) != person(of: first))
  }

  @Test func identifierFollowsFromNameAndFirstFaceAlone() throws {
    var samples = PeopleSamples(seed: 41)
    let faces = samples.faces(atMost: 9) + [samples.face()]
    let state = PeopleState()
    let entry = try state.naming(faces, as: "Anna", clock: .system)
    let again = try state.naming(faces.reversed() + faces, as: "Anna", clock: clock)
    #expect(entry.operation == again.operation)
    let id = try #require(person(of: entry)).description
    #expect(id.wholeMatch(of: /p-[0-9a-f]{8}/) != nil)
  }

  @Test func identifierIsLongerWhereAShorterOneIsTaken() throws {
    var samples = PeopleSamples(seed: 42)
    let face = samples.face()
    var state = PeopleState()
    var ids: [PersonID] = []
    for number in 0..<18 {
      let entry = try state.naming([face], as: "Anna", clock: clock)
      let id = try #require(person(of: entry))
      ids.append(id)
      state.append(entry)
      state.append(try state.renaming(id, to: "Anna \(number)", clock: clock))
    }
    #expect(Set(ids).count == ids.count)
    #expect(ids[0].description.count == 10)
    #expect(ids[1].description.hasPrefix(ids[0].description))
    #expect(ids[1].description.count == 14)
  }

  @Test func nameGivenAgainAfterUndoIsTheSamePersonSoThatRedoMakesNoSecondOne() throws {
    var samples = PeopleSamples(seed: 43)
    var state = PeopleState()
    state.append(try state.naming([samples.face()], as: "Anna", clock: clock))
    state.append(contentsOf: try state.undoing(last: 1, clock: clock).entries)
    state.append(try state.naming([samples.face()], as: "Anna", clock: clock))
    state.append(contentsOf: try state.redoing(last: 1, clock: clock).entries)
    #expect(state.people.count == 1)
    #expect(state.people.values.first?.confirmed.count == 2)
  }

  @Test func renameKeepsThePersonAndFreesTheName() throws {
    var samples = PeopleSamples(seed: 44)
    var state = PeopleState()
    state.append(try state.naming([samples.face()], as: "Anna", clock: clock))
    let anna = try #require(try state.person(named: "Anna"))
    state.append(try state.renaming(anna.id, to: "Anne", clock: clock))
    #expect(state.people[anna.id]?.name.text == "Anne")
    #expect(try state.person(named: "Anna") == nil)
    state.append(try state.naming([samples.face()], as: "Anne", clock: clock))
    #expect(state.people.count == 1)
    state.append(contentsOf: try state.undoing(last: 2, clock: clock).entries)
    #expect(state.people[anna.id]?.name.text == "Anna")
  }

  @Test func renameToATakenOrUnchangedNameIsRefused() throws {
    var samples = PeopleSamples(seed: 45)
    var state = PeopleState()
    for name in ["Anna", "Ben"] {
      state.append(try state.naming([samples.face()], as: name, clock: clock))
    }
    let anna = try #require(try state.person(named: "Anna"))
    let ben = try #require(try state.person(named: "Ben"))
    #expect(throws: PeopleError.nameTaken(ben.name, by: ben.id)) {
      try state.renaming(anna.id, to: " Ben", clock: clock)
    }
    #expect(throws: PeopleError.nameUnchanged(anna.name)) {
      try state.renaming(anna.id, to: "Anna", clock: clock)
    }
    let nobody = try #require(PersonID("p-nobody"))
    #expect(throws: PeopleError.unknownPerson(nobody)) {
      try state.renaming(nobody, to: "Carl", clock: clock)
    }
    #expect(throws: Never.self) { try state.renaming(anna.id, to: "ANNA", clock: clock) }
  }

  @Test func decisionsWithoutFacesOrNameAreRefused() throws {
    var samples = PeopleSamples(seed: 46)
    let state = PeopleState()
    #expect(throws: PeopleError.noFaces) { try state.naming([], as: "Anna", clock: clock) }
    #expect(throws: PeopleError.invalidName("\n", .empty)) {
      try state.enrolling([samples.face()], as: "\n", source: nil, clock: clock)
    }
  }

  @Test func personIsFoundWithoutRegardToCaseWhenUnambiguous() throws {
    var samples = PeopleSamples(seed: 47)
    var state = PeopleState()
    for name in ["Anna", "Straße", "ΟΔΥΣΣΕΥΣ", "Ben", "BEN"] {
      state.append(try state.naming([samples.face()], as: name, clock: clock))
    }
    #expect(try state.person(named: "aNNa")?.name.text == "Anna")
    #expect(try state.person(named: "STRASSE")?.name.text == "Straße")
    #expect(try state.person(named: "οδυσσευς")?.name.text == "ΟΔΥΣΣΕΥΣ")
    #expect(try state.person(named: "BEN")?.name.text == "BEN")
    #expect(throws: PeopleError.self) { try state.person(named: "ben") }
    #expect(try state.person(named: "Carl") == nil)
  }

  @Test func enrolledFacesAreReferencesAndClaimTheFace() throws {
    var samples = PeopleSamples(seed: 48)
    let face = samples.face()
    var state = PeopleState()
    state.append(try state.enrolling([face], as: "Anna", source: "gallery/Anna", clock: clock))
    let anna = try #require(try state.person(named: "Anna"))
    #expect(anna.enrolled == [face])
    #expect(anna.confirmed.isEmpty)
    #expect(state.claim(on: face)?.person == anna.id)
    state.append(try state.naming([face], as: "Anna", clock: clock))
    #expect(state.people[anna.id]?.enrolled == [face])
    #expect(state.people[anna.id]?.confirmed == [face])
  }

  @Test func undoTakesBackDecisionsAndNeverUndos() throws {
    var samples = PeopleSamples(seed: 49)
    var state = PeopleState()
    #expect(throws: PeopleError.nothingToUndo) { try state.undoing(last: 1, clock: clock) }
    #expect(throws: PeopleError.nothingToRedo) { try state.redoing(last: 1, clock: clock) }
    let names = ["Anna", "Ben", "Carl"]
    for name in names { state.append(try state.naming([samples.face()], as: name, clock: clock)) }
    let decisions = state.history
    let first = try state.undoing(last: 1, clock: clock)
    #expect(first.decisions == [decisions[2]])
    state.append(contentsOf: first.entries)
    let rest = try state.undoing(last: 9, clock: clock)
    #expect(rest.decisions == [decisions[1], decisions[0]])
    state.append(contentsOf: rest.entries)
    #expect(state.people.isEmpty)
    #expect(throws: PeopleError.nothingToUndo) { try state.undoing(last: 1, clock: clock) }
    state.append(contentsOf: try state.redoing(last: 9, clock: clock).entries)
    #expect(state.sortedPeople.map(\.name.text) == names)
    #expect(throws: PeopleError.nothingToRedo) { try state.redoing(last: 1, clock: clock) }
  }

  @Test func logTellsWhatHappenedWithTheNamesOfThatTime() throws {
    var samples = PeopleSamples(seed: 50)
    var state = PeopleState()
    state.append(try state.naming(samples.faces(atMost: 1), as: "Anna", clock: clock))
    let id = try #require(try state.person(named: "Anna")).id
    let (anna, anne, ann) = (try PersonName("Anna"), try PersonName("Anne"), try PersonName("Ann"))
    state.append(try state.renaming(id, to: "Anne", clock: clock))
    state.append(contentsOf: try state.undoing(last: 1, clock: clock).entries)
    state.append(try state.renaming(id, to: "Ann", clock: clock))
    state.append(try state.enrolling([samples.face()], as: "Ann", source: "g", clock: clock))
    let log = state.log
    #expect(log.map(\.entry) == state.history.map(\.id))
    #expect(log.map(\.isUndone) == [false, true, false, false, false])
    #expect(
      log.dropFirst().map(\.event) == [
        .renamed(id, from: anna, to: anne), .undid(state.history[1].id),
        .renamed(id, from: anna, to: ann), .enrolled(id, ann, faceCount: 1, source: "g"),
      ])
  }
}
