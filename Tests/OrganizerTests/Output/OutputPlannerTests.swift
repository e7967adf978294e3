import Foundation
import Organizer
import Testing

@Suite struct OutputPlannerTests {
  /// Anna in two photos, one of them twice in the tree; Ben in one.
  private func sample() throws -> SampleLibrary {
    let sample = try SampleLibrary()
    let a = try sample.add("a.jpg", [.init(x: 1), .init(x: 300)])
    let b = try sample.add("sub/b.jpg", [.init(x: 1)])
    try sample.add("sub/again.jpg", content: "sub/b.jpg", [.init(x: 1)])
    try sample.name("Anna", [(a, 1), (b, 1)])
    try sample.name("Ben", [(a, 300)])
    return sample
  }

  @Test func aPlanThatWasCarriedOutLeavesNothingToDo() throws {
    let sample = try sample()
    let first = try sample.writeOutputs()
    #expect(first.plan.counts == (8, 0) && first.problems.isEmpty)
    #expect(
      sample.folder.names("People/Anna")
        == [".photosort-person", "undated a.jpg", "undated again.jpg"])
    #expect(sample.folder.names("People/Ben") == [".photosort-person", "undated a.jpg"])
    #expect(sample.folder.names(".photosort/reports/sub") == ["again.jpg.json", "b.jpg.json"])
    let second = try sample.writeOutputs()
    #expect(second.plan.actions.isEmpty)
  }

  @Test func peopleWhoSwapNamesSwapFoldersAtOnce() throws {
    let sample = try sample()
    try sample.writeOutputs()
    let (anna, ben) = (sample.folder.names("People/Anna"), sample.folder.names("People/Ben"))
    for (name, other) in [("Anna", "Third"), ("Ben", "Anna"), ("Third", "Ben")] {
      try sample.rename(name, to: other)
    }
    try sample.writeOutputs()
    #expect(sample.folder.names("People/Ben") == anna)
    #expect(sample.folder.names("People/Anna") == ben)
    #expect(try sample.writeOutputs().plan.actions.isEmpty)
  }

  @Test func whatCouldNotBeMadeIsNotCounted() throws {
    let sample = try sample()
    try sample.folder.write("in the way", to: "People")
    let (plan, problems) = try sample.writeOutputs()
    // Three reports are written; two folders and three links are not.
    #expect(problems.count == 5)
    #expect(plan.counts(without: problems) == (3, 0))
  }

  @Test func whatIsGoneFromTheTreeGoesFromTheOutputs() throws {
    let sample = try sample()
    try sample.writeOutputs()
    try sample.catalog.mark(present: [], absent: [PhotoPath("a.jpg")])
    let change = try sample.writeOutputs()
    // A report, two links, and Ben's folder.
    #expect(change.plan.counts == (0, 4))
    #expect(sample.folder.names("People") == ["Anna"])
    #expect(sample.folder.names(".photosort/reports") == ["sub"])
    try sample.catalog.mark(present: [PhotoPath("a.jpg")], absent: [])
    #expect(try sample.writeOutputs().plan.counts == (4, 0))
  }

  @Test func lostAndChangedOutputsAreMadeAgain() throws {
    let sample = try sample()
    try sample.writeOutputs()
    let report = sample.folder.text(".photosort/reports/a.jpg.json")
    try sample.folder.write("{", to: ".photosort/reports/a.jpg.json")
    try sample.folder.remove("People/Anna/undated a.jpg")
    try sample.folder.remove("People/Ben/undated a.jpg")
    try sample.folder.link("People/Ben/undated a.jpg", to: "nowhere")
    #expect(try sample.writeOutputs().plan.counts == (3, 0))
    #expect(sample.folder.text(".photosort/reports/a.jpg.json") == report)
    #expect(try sample.writeOutputs().plan.actions.isEmpty)
  }

  @Test func whatCouldNotBeWrittenIsReportedAndTriedAgain() throws {
    let sample = try sample()
    try sample.folder.makeFolder(".photosort/reports/a.jpg.json/in the way")
    try sample.folder.write("", to: "People/Anna")
    let first = try sample.writeOutputs()
    #expect(first.problems.map(\.path) == [sample.folder(".photosort/reports/a.jpg.json")])
    // Somebody's file has the name; the person gets another.
    #expect(sample.folder.names("People") == ["Anna", "Anna (2)", "Ben"])
    try sample.folder.remove(".photosort/reports/a.jpg.json")
    let second = try sample.writeOutputs()
    #expect(second.plan.counts == (1, 0) && second.problems.isEmpty)
  }

  @Test func anInterruptedRemovalOrCreationOfAFolderIsFinished() throws {
    let sample = try sample()
    try sample.writeOutputs()
    // As after a kill: hidden, with its marker, not yet or no longer named.
    try FileManager.default.moveItem(
      atPath: sample.folder("People/Ben"), toPath: sample.folder("People/.photosort-0.tmp"))
    try sample.writeOutputs()
    #expect(sample.folder.names("People") == ["Anna", "Ben"])
    #expect(try sample.writeOutputs().plan.actions.isEmpty)
  }

  @Test func reportsBesidePhotosStandBackBehindFilesOfOthers() throws {
    let sample = try sample()
    // Reports beside photos are written only where the photos are.
    for photo in ["a.jpg", "sub/again.jpg", "sub/b.jpg"] { try sample.folder.write("", to: photo) }
    func reports() -> [String] { sample.folder.names("sub").filter { $0.hasSuffix(".json") } }
    try sample.folder.write("{\"title\": \"a\"}", to: "a.jpg.json")
    let first = try sample.writeOutputs(reports: .besidePhotos)
    #expect(first.problems.map(\.path) == [sample.folder("a.jpg.json")])
    #expect(sample.folder.text("a.jpg.json") == "{\"title\": \"a\"}")
    #expect(reports() == ["again.jpg.json", "b.jpg.json"])
    // A report that somebody replaced is theirs now.
    try sample.folder.write("mine", to: "sub/b.jpg.json")
    let back = try sample.writeOutputs()
    #expect(back.problems.isEmpty)
    #expect(reports() == ["b.jpg.json"])
    #expect(sample.folder.text("sub/b.jpg.json") == "mine")
  }

  @Test func reportsOfPhotosWithLongNamesHaveNamesThatFit() throws {
    let sample = try SampleLibrary()
    let name = String(repeating: "ä", count: 120)
    let names =
      ["1", "2"].map { name + $0 + "123456789.jpg" } + [String(repeating: "x", count: 250)]
    for name in names { try sample.add("deep/" + name) }
    #expect(try sample.writeOutputs().problems.isEmpty)
    let reports = sample.folder.names(".photosort/reports/deep")
    #expect(reports.count == 3)
    #expect(reports.allSatisfy { $0.utf8.count <= 255 && $0.hasSuffix(".json") })
    #expect(reports.contains(names[2] + ".json"))
  }
}
