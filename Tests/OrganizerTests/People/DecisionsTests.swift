import Organizer
import Testing

@Suite struct DecisionsTests {
  /// Two clusters of two photos.
  private func sample() throws -> SampleLibrary {
    let sample = try SampleLibrary()
    for photo in ["a", "b"] {
      try sample.add(photo, [.init(x: 1, cluster: 1), .init(x: 300, cluster: 12)])
    }
    return sample
  }

  private func names(_ text: String) throws -> ClusterNamesFile {
    try ClusterNamesFile(Array(text.utf8))
  }

  @Test(arguments: ["12", "#12", "unknown-12"])
  func aClusterIsNamedByItsNumberInAnyForm(target: String) throws {
    let sample = try sample()
    var decisions = try Decisions(try sample.labelled())
    #expect(
      try decisions.name(target, as: " Anna ") == .named("Anna", faces: 2, isNewPerson: true))
    #expect(try sample.labelled().contents.people.sortedPeople.map(\.name.text) == ["Anna"])
  }

  @Test func aKnownNameAddsFacesAndAnotherRenames() throws {
    let sample = try sample()
    var decisions = try Decisions(try sample.labelled())
    _ = try decisions.name("1", as: "Anna")
    let both = [Decisions.Remark.twiceInPhotos(2, first: PhotoPath("a"))]
    #expect(
      try decisions.name("12", as: "Anna")
        == .named("Anna", faces: 2, isNewPerson: false, remarks: both))
    #expect(try decisions.name("anna", as: "Anne") == .renamed(from: "Anna", to: "Anne"))
    let id = try #require(try sample.labelled().contents.people.person(named: "Anne")).id
    #expect(try decisions.name(id.description, as: "Ann") == .renamed(from: "Anne", to: "Ann"))
    #expect(throws: Decisions.Failure.noSuchTarget("Carl")) { try decisions.name("Carl", as: "X") }
    #expect(throws: Decisions.Failure.noSuchTarget("2")) { try decisions.name("2", as: "X") }
    #expect(throws: PeopleError.self) { try decisions.name("1", as: "\n") }
  }

  @Test func whatMayNotHaveBeenMeantIsTold() throws {
    let sample = try sample()
    _ = try name("1", as: "Anna", sample)
    #expect(
      try name("12", as: "anna", sample)
        == .named("anna", faces: 2, isNewPerson: true, remarks: [.likeName("Anna")]))
    for number in ["12", " #7 ", "unknown-3"] {
      let failure = #expect(throws: Decisions.Failure.self) {
        try name("1", as: number, sample)
      }
      guard case .numberAsName = failure else {
        Issue.record("\(number): \(String(describing: failure))")
        continue
      }
      #expect(throws: Decisions.Failure.self) { try name("Anna", as: number, sample) }
    }
    #expect(try name("Anna", as: "Anna 2", sample) == .renamed(from: "Anna", to: "Anna 2"))
  }

  @Test func photosThatShowAPersonTwiceAreToldOfFacesConfirmedBeforeToo() throws {
    let sample = try sample()
    try sample.add("c", [.init(x: 1, cluster: 12), .init(x: 300, cluster: 3)])
    _ = try name("12", as: "Anna", sample)
    #expect(
      try name("3", as: "Anna", sample)
        == .named(
          "Anna", faces: 1, isNewPerson: false,
          remarks: [.twiceInPhotos(1, first: PhotoPath("c"))]))
    let file = try names("1,Ben\n2,Carl\n")
    #expect(throws: Decisions.Failure.noSuchClusters([(line: 2, cluster: "2")])) {
      var decisions = try Decisions(try sample.labelled())
      return try decisions.name(file)
    }
  }

  @Test func facesConfirmedAsSomebodyElseKeepTheirName() throws {
    let sample = try sample()
    try sample.name("Ben", [(SampleLibrary.digest("a"), 1)])
    #expect(try name("1", as: "Anna", sample) == .named("Anna", faces: 1, isNewPerson: true))
    try sample.name("Ben", [(SampleLibrary.digest("b"), 1)])
    // A fresh look: now all of the cluster is Ben's.
    #expect(throws: Decisions.Failure.nothingToName(cluster: 1)) {
      try name("1", as: "Anna", sample)
    }
  }

  /// Names a cluster, and gives the lock back.
  private func name(
    _ target: String, as name: String, _ sample: SampleLibrary
  ) throws -> Decisions.Outcome {
    var decisions = try Decisions(try sample.labelled())
    return try decisions.name(target, as: name)
  }

  @Test func namesOfAFileAreGivenAllOrNone() throws {
    let sample = try sample()
    var decisions = try Decisions(try sample.labelled())
    let bad = try names("cluster,name\n1,Anna\n99,Ben\nxyz,Carl\n")
    #expect(throws: Decisions.Failure.noSuchClusters([(3, "99"), (4, "xyz")])) {
      try decisions.name(bad)
    }
    #expect(try sample.labelled().contents.people.people.isEmpty)
    #expect(sample.folder.text(".photosort/people.jsonl") == nil)
    let outcomes = try decisions.name(try names("1,Anna\n12,Ben\n"))
    #expect(outcomes.count == 2)
    #expect(try sample.labelled().contents.people.people.count == 2)
    // Both names of one person in one file are one person.
    let same = try sample.labelled().contents.people.history.count
    #expect(same == 2)
  }

  @Test func undoTakesTheLatestBackAndTellsWhat() throws {
    let sample = try sample()
    var decisions = try Decisions(try sample.labelled())
    _ = try decisions.name("1", as: "Anna")
    _ = try decisions.name("12", as: "Ben")
    let taken = try decisions.undo(last: 2)
    #expect(
      taken.map {
        if case .named(_, let name, let faces) = $0.event { "\(name.text) \(faces)" } else { "?" }
      } == ["Ben 2", "Anna 2"])
    #expect(try sample.labelled().contents.people.people.isEmpty)
    #expect(throws: PeopleError.nothingToUndo) { try decisions.undo(last: 1) }
  }

  @Test func whoeverDecidesKeepsOtherWritersOut() throws {
    let sample = try sample()
    let decisions = try Decisions(try sample.labelled())
    #expect(throws: LibraryLock.Failure.held(library: sample.library.folder)) {
      try Decisions(try sample.labelled())
    }
    withExtendedLifetime(decisions) {}
  }
}
