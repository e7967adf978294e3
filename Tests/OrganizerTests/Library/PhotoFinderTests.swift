import Foundation
import Organizer
import Testing

@Suite struct PhotoFinderTests {
  private func find(
    _ folder: TemporaryFolder, in places: [String] = [""], outputs: [String] = []
  ) throws -> PhotoFinder.Findings {
    let library = try PhotoLibrary.forScan(of: [folder.path], explicit: nil)
    return PhotoFinder(library, outputFolders: outputs.map { folder($0) })
      .find(in: places.map { $0.isEmpty ? folder.path : folder($0) })
  }

  @Test func filesAreFoundInTheOrderOfTheirBytes() throws {
    let folder = try TemporaryFolder()
    let names = ["b.jpg", "B.jpg", "a/z.jpg", "a.jpg", "a-1.jpg", "é.jpg", "e\u{301}.jpg", "𝒳.jpg"]
    for name in names { try folder.write("x", to: name) }
    let found = try find(folder).files.map(\.path)
    let expected = names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    #expect(found.map { Array($0.text.utf8) } == expected)
    #expect(try find(folder).files.allSatisfy { $0.size == 1 && $0.modified > 0 })
  }

  @Test func everythingThatIsPassedOverIsToldWithItsReason() throws {
    let folder = try TemporaryFolder()
    for name in [
      "x.jpg", ".hidden.jpg", "private/.nomedia", "private/a.jpg", "out/x.json",
      "People/Anna/.photosort-person", "People/Anna/link.jpg", "drafts/a.jpg",
      "Lib/root", "Lib/catalog.sqlite", "Lib/gallery/a.jpg",
    ] { try folder.write("", to: name) }
    try folder.write("drafts/\n", to: ".photosortignore")
    try folder.link("loop", to: ".")
    #expect(mkfifo(folder("pipe"), 0o644) == 0)
    let found = try find(folder, outputs: ["out"])
    #expect(found.files.map(\.path.text) == ["x.jpg"])
    #expect(
      found.skipped.map { "\($0.path): \($0.reason.rawValue)" } == [
        ".hidden.jpg: hidden", ".photosort: output", ".photosortignore: hidden", "Lib: output",
        "People/Anna: output",
        "drafts: ignored", "loop: link", "out: output", "pipe: special", "private: noMedia",
      ])
    #expect(found.folders[PhotoPath("People")] == 1)
    #expect(found.folders[PhotoPath("private")] == nil)
  }

  @Test func patternsOfFoldersAboveHoldBelowAndNearerOnesPrevail() throws {
    let folder = try TemporaryFolder()
    try folder.write("*.tmp\na/b/only-here.jpg\n", to: ".photosortignore")
    try folder.write("!keep.tmp\n", to: "a/b/.photosortignore")
    for name in ["a/b/x.tmp", "a/b/keep.tmp", "a/keep.tmp", "a/b/only-here.jpg", "a/b/c.jpg"] {
      try folder.write("", to: name)
    }
    let all = try find(folder).files.map(\.path.text)
    #expect(all == ["a/b/c.jpg", "a/b/keep.tmp"])
    #expect(try find(folder, in: ["a/b"]).files.map(\.path.text) == all)
  }

  @Test func patternsReachNamesThatBeginWithAMark() throws {
    let folder = try TemporaryFolder()
    try folder.write("b*\n", to: "a/.photosortignore")
    for name in ["a/\u{301}b.jpg", "a/b.jpg"] { try folder.write("", to: name) }
    #expect(try find(folder).files.map(\.path) == [PhotoPath("a/\u{301}b.jpg")])
  }

  @Test func aFolderInAnotherIsWalkedOnce() throws {
    let folder = try TemporaryFolder()
    for name in ["a/b/1.jpg", "a/2.jpg", "c/3.jpg"] { try folder.write("", to: name) }
    let once = try find(folder)
    let twice = try find(folder, in: ["a/b", "", "a", "c", "a"])
    #expect(twice.files == once.files)
    #expect(twice.folders == once.folders)
    #expect(try find(folder, in: ["c", "a/b"]).files.map(\.path.text) == ["a/b/1.jpg", "c/3.jpg"])
  }
}
