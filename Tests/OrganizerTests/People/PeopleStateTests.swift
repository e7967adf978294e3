import Foundation
import Organizer
import Testing

@Suite struct PeopleStateTests {
  private func isSame(_ a: PeopleState, _ b: PeopleState, for entries: [JournalEntry]) -> Bool {
    a.people == b.people
      && entries.flatMap(\.faces).allSatisfy { a.claim(on: $0) == b.claim(on: $0) }
  }

  /// The face as another detector may frame it, moved to the right by a part of its width.
  private func shifted(_ face: FaceReference, by part: Double) throws -> FaceReference {
    let box = face.box
    let moved = FractionalBox(
      x: box.x + part * box.width, y: box.y, width: box.width, height: box.height)
    return FaceReference(photo: face.photo, box: try #require(moved))
  }

  /// Entries about few people and few faces, so that they contend for them.
  private func contendingEntries(_ count: Int, seed: UInt64) throws -> [JournalEntry] {
    var samples = PeopleSamples(seed: seed)
    let faces = try (0..<6).flatMap { _ in
      let face = samples.face()
      return [face, try shifted(face, by: 0.1), try shifted(face, by: 0.6)]
    }
    return try samples.entries(count).map { entry in
      let few = (0...samples.below(3)).map { _ in faces[samples.below(faces.count)] }
      let operation: JournalOperation
      switch entry.operation {
      case .name(let person, let name, _):
        operation = .name(person: person, name: name, faces: few)
      case .enroll(let person, let name, _, let source):
        operation = .enroll(person: person, name: name, faces: few, source: source)
      case .rename, .undo, .unknown:
        return entry
      }
      return JournalEntry(id: entry.id, at: entry.at, operation: operation)
    }
  }

  @Test(arguments: 0..<20)
  func foldOfAPrefixAndTheRestIsTheFoldOfAll(seed: Int) throws {
    let entries = try contendingEntries(40, seed: UInt64(seed))
    let all = PeopleState(entries)
    var oneByOne = PeopleState()
    for (index, entry) in entries.enumerated() {
      var split = oneByOne
      split.append(contentsOf: entries[index...])
      #expect(split == all)
      oneByOne.append(entry)
    }
    #expect(oneByOne == all)
  }

  private func isSameFace(_ a: FaceReference, _ b: FaceReference) -> Bool {
    let overlap = a.box.intersectionOverUnion(b.box)
    let areConcentric = a.box.containsCenter(of: b.box) && b.box.containsCenter(of: a.box)
    let isNested = areConcentric && a.box.intersectionOverSmaller(b.box) >= 0.8
    return a.photo == b.photo && overlap >= (isNested ? 0.3 : 0.5)
  }

  /// The plain meaning, without any bookkeeping: drop what an entry that counts undoes, then let
  /// every entry have its say.
  @Test(arguments: 0..<20)
  func foldEqualsThePlainMeaning(seed: Int) throws {
    let entries = try contendingEntries(60, seed: UInt64(1000 + seed))
    var undone: Set<EntryID> = []
    for (index, entry) in entries.enumerated().reversed() where !undone.contains(entry.id) {
      if case .undo(let of) = entry.operation, entries[..<index].contains(where: { $0.id == of }) {
        undone.insert(of)
      }
    }
    var names: [PersonID: PersonName] = [:]
    var owners: [FaceReference: Owner] = [:]
    for entry in entries where !undone.contains(entry.id) {
      switch entry.operation {
      case .name(let person, let name, let faces), .enroll(let person, let name, let faces, _):
        names[person] = names[person] ?? name
        for face in faces {
          let same = owners.filter { $0.value.entry != entry.id && isSameFace($0.key, face) }
          for earlier in same.keys { owners[earlier] = nil }
          owners[face] = Owner(person: person, entry: entry.id)
        }
      case .rename(let person, let name):
        if names[person] != nil { names[person] = name }
      case .undo, .unknown: break
      }
    }
    let state = PeopleState(entries)
    #expect(state.undone == undone)
    #expect(state.people.mapValues(\.name) == names)
    #expect(entries.flatMap(\.faces).allSatisfy { Owner(state.claim(on: $0)) == owners[$0] })
    for person in state.people.values {
      let owned = Set(owners.filter { $0.value.person == person.id }.keys)
      #expect(person.confirmed.union(person.enrolled) == owned)
    }
  }

  @Test func laterNamingTakesAFaceFromTheEarlierPersonAndUndoGivesItBack() throws {
    var samples = PeopleSamples(seed: 30)
    let clock = PeopleSamples.clock()
    let faces = [samples.face(), samples.face()]
    var state = PeopleState()
    state.append(try state.naming(faces, as: "Anna", clock: clock))
    let anna = try #require(try state.person(named: "Anna"))
    state.append(try state.naming([faces[1]], as: "Ben", clock: clock))
    #expect(state.people[anna.id]?.confirmed == [faces[0]])
    for entry in try state.undoing(last: 1, clock: clock).entries { state.append(entry) }
    #expect(state.people[anna.id]?.confirmed == Set(faces))
    #expect(try state.person(named: "Ben") == nil)
  }

  /// Named with one detector, corrected with the next, looked at with a third.
  @Test func correctionOfTheSameFaceInAnotherFrameTakesItsPlace() throws {
    var samples = PeopleSamples(seed: 36)
    let clock = PeopleSamples.clock()
    let face = samples.face()
    let (again, beside) = (try shifted(face, by: 0.2), try shifted(face, by: 0.8))
    var state = PeopleState()
    state.append(try state.enrolling([face], as: "Anna", source: nil, clock: clock))
    state.append(try state.naming([beside], as: "Carl", clock: clock))
    state.append(try state.naming([again], as: "Anna", clock: clock))
    let anna = try #require(try state.person(named: "Anna"))
    #expect(anna.confirmed == [again])
    #expect(anna.enrolled == [again])
    state.append(try state.naming([face], as: "Ben", clock: clock))
    #expect(state.people[anna.id]?.confirmed == [])
    #expect(state.people[anna.id]?.enrolled == [])
    #expect(state.claim(on: again) == nil)
    #expect(state.claimedFacesByPhoto() == [face.photo: [face, beside].sorted()])
    state.append(contentsOf: try state.undoing(last: 1, clock: clock).entries)
    #expect(state.claim(on: again)?.person == anna.id)
  }

  /// One detector frames a face with forehead and chin, the next without: 0.6 of the sides.
  @Test func correctionOfTheSameFaceInATighterFrameTakesItsPlace() throws {
    var samples = PeopleSamples(seed: 38)
    let clock = PeopleSamples.clock()
    let face = samples.face()
    let box = face.box
    let tight = FaceReference(
      photo: face.photo,
      box: try #require(
        FractionalBox(
          x: box.x + 0.2 * box.width, y: box.y + 0.2 * box.height, width: 0.6 * box.width,
          height: 0.6 * box.height)))
    for (first, then) in [(face, tight), (tight, face)] {
      var state = PeopleState()
      state.append(try state.naming([first], as: "Anna", clock: clock))
      state.append(try state.naming([then], as: "Ben", clock: clock))
      #expect(try state.person(named: "Anna")?.confirmed == [])
      #expect(try state.person(named: "Ben")?.confirmed == [then])
    }
  }

  /// One behind the other: their boxes overlap by a third, and each holds the other's middle.
  @Test func peopleWhoseFacesOverlapKeepTheirNames() throws {
    var samples = PeopleSamples(seed: 39)
    let clock = PeopleSamples.clock()
    let front = samples.face()
    let behind = try shifted(front, by: 0.48)
    #expect(front.box.containsCenter(of: behind.box))
    #expect(abs(front.box.intersectionOverUnion(behind.box) - 0.351) < 0.01)
    var state = PeopleState()
    state.append(try state.naming([behind], as: "Mark", clock: clock))
    state.append(try state.naming([front], as: "Anna", clock: clock))
    #expect(try state.person(named: "Mark")?.confirmed == [behind])
    #expect(try state.person(named: "Anna")?.confirmed == [front])
  }

  @Test func facesOfOneEntryAreDifferentHoweverTheyOverlap() throws {
    var samples = PeopleSamples(seed: 37)
    let face = samples.face()
    let faces = [face, try shifted(face, by: 0.1)]
    var state = PeopleState()
    state.append(try state.naming(faces, as: "Anna", clock: PeopleSamples.clock()))
    #expect(state.sortedPeople.map(\.confirmed) == [Set(faces)])
  }

  @Test func undoThenRedoIsNothingAndRedoThenUndoIsUndo() throws {
    for seed in 0..<20 {
      let clock = PeopleSamples.clock()
      var state = PeopleState(
        try contendingEntries(30, seed: UInt64(2000 + seed)).filter { !$0.isUndo })
      let entries = state.history
      let before = state
      let undo = try state.undoing(last: 3, clock: clock)
      state.append(contentsOf: undo.entries)
      #expect(isSame(state, PeopleState(entries.dropLast(3)), for: entries))
      let undone = state
      let redo = try state.redoing(last: 3, clock: clock)
      #expect(redo.decisions == undo.decisions.reversed())
      state.append(contentsOf: redo.entries)
      #expect(isSame(state, before, for: entries))
      state.append(contentsOf: try state.undoing(last: 3, clock: clock).entries)
      #expect(isSame(state, undone, for: entries))
    }
  }

  @Test func entriesAboutDifferentPeopleAndFacesMayChangePlaces() throws {
    var samples = PeopleSamples(seed: 31)
    let names = (0..<12).map { "Person \($0)" }
    let clock = PeopleSamples.clock()
    var state = PeopleState()
    var taken: [FaceReference] = []
    for name in names {
      let faces = samples.faces(atMost: 3).filter { face in
        !taken.contains { isSameFace($0, face) }
      }
      guard !faces.isEmpty else { continue }
      taken += faces
      state.append(try state.naming(faces, as: name, clock: clock))
    }
    for _ in 0..<20 {
      let shuffled = state.history.shuffled(using: &samples.generator)
      #expect(isSame(PeopleState(shuffled), state, for: shuffled))
    }
  }

  @Test func entryFollowedTwiceCountsOnce() throws {
    let entries = try contendingEntries(20, seed: 32)
    var state = PeopleState(entries)
    let before = state
    state.append(contentsOf: entries)
    for entry in entries { state.append(entry) }
    #expect(state == before)
    #expect(PeopleState(entries + entries) == before)
  }

  @Test func longChainsOfUndoAndRedoAreFollowed() throws {
    var samples = PeopleSamples(seed: 33)
    let face = samples.face()
    var state = PeopleState()
    let naming = try state.naming([face], as: "Anna", clock: PeopleSamples.clock())
    state.append(naming)
    var last = naming.id
    for step in 1...2001 {
      let undo = JournalEntry(id: samples.id(), at: nil, operation: .undo(of: last))
      state.append(undo)
      last = undo.id
      #expect(state.isUndone(naming.id) == (step % 2 == 1))
    }
    #expect(state.people.isEmpty)
    #expect(PeopleState(state.history) == state)
  }

  @Test func facesAreGroupedByPhotoInOrder() throws {
    let state = PeopleState(try contendingEntries(40, seed: 34))
    let byPhoto = state.claimedFacesByPhoto()
    let all = state.people.values.flatMap { $0.confirmed.union($0.enrolled) }
    #expect(byPhoto.values.joined().sorted() == all.sorted())
    for (photo, faces) in byPhoto {
      #expect(faces == faces.sorted())
      #expect(faces.allSatisfy { $0.photo == photo })
    }
  }

  @Test func oddHistoryIsWarnedAbout() throws {
    var samples = PeopleSamples(seed: 35)
    let nobody = try #require(PersonID("p-nobody"))
    let nothing = try #require(EntryID("nothing"))
    let (one, two) = (try #require(PersonID("p-1")), try #require(PersonID("p-2")))
    let anna = try PersonName("Anna")
    let entries = [
      JournalOperation.rename(person: nobody, name: anna), .undo(of: nothing),
      .name(person: two, name: anna, faces: [samples.face()]),
      .name(person: one, name: anna, faces: [samples.face()]),
    ].map { JournalEntry(id: samples.id(), at: nil, operation: $0) }
    let state = PeopleState(entries)
    #expect(
      state.warnings == [
        .renameOfUnknownPerson(entries[0].id, nobody),
        .undoOfUnknownEntry(entries[1].id, of: nothing), .sharedName(anna, [one, two]),
      ])
    #expect(throws: PeopleError.ambiguousName("Anna", [one, two])) {
      try state.person(named: "Anna")
    }
  }
}

/// Who a face is, as the plain fold tells it.
private struct Owner: Equatable {
  let person: PersonID
  let entry: EntryID

  init(person: PersonID, entry: EntryID) {
    self.person = person
    self.entry = entry
  }

  init?(_ claim: FaceClaim?) {
    guard let claim else { return nil }
    self.init(person: claim.person, entry: claim.entry)
  }
}

extension JournalEntry {
  fileprivate var faces: [FaceReference] {
    switch operation {
    case .name(_, _, let faces), .enroll(_, _, let faces, _): faces
    case .rename, .undo, .unknown: []
    }
  }

  fileprivate var isUndo: Bool {
    if case .undo = operation { true } else { false }
  }
}
