import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite(.needsPhotos) struct OddFilesTests {
  @Test func whatIsToBePassedOverIsAndNothingHangs() throws {
    let tree = try PhotoTree(["sad.jpg"])
    for name in [
      "private/.nomedia", "thumbs/.noimage", ".hidden/x", "a/.photosortignore",
    ] { try tree.write(Data(), to: name) }
    for name in [
      "private/deep/1.jpg", "thumbs/2.jpg", ".hidden/3.jpg", ".4.jpg", "a/draft-5.jpg",
      "a/b/cache/6.jpg", "a/keep/draft-7.jpg",
    ] { try tree.add("happy.jpg", as: name) }
    try tree.write(
      Data("# notes\r\ndraft-*\ncache/\n!keep/draft-7.jpg\n".utf8), to: "a/.photosortignore")
    try FileManager.default.createSymbolicLink(
      atPath: tree.path("a/loop"), withDestinationPath: "..")
    try FileManager.default.createSymbolicLink(
      atPath: tree.path("other.jpg"), withDestinationPath: "sad.jpg")
    for name in ["pipe.jpg", "b/.photosortignore", "People/X/.photosort-person"] {
      try tree.write(Data(), to: name)
      try tree.remove(name)
      #expect(mkfifo(tree.path(name), 0o644) == 0)
    }
    let output = try tree.succeed("scan", ".", "--list-skipped")
    #expect(try tree.rows().map(\.photo) == ["a/keep/draft-7.jpg", "sad.jpg"])
    for line in [
      "  .4.jpg: hidden", "  .hidden: hidden", "  .photosort: made by photosort",
      "  a/draft-5.jpg: named in .photosortignore", "  a/b/cache: named in .photosortignore",
      "  a/loop: symbolic link", "  other.jpg: symbolic link",
      "  pipe.jpg: pipe, socket or device", "  private: folder marked .nomedia or .noimage",
      "  thumbs: folder marked .nomedia or .noimage",
    ] { #expect(output.contains(line + "\n"), "\(line)") }
    #expect(try tree.succeed("scan", "a/b").contains("Nothing new"))
  }

  @Test func badPhotosAreToldWithTheirReasonsAndStopNothing() throws {
    let tree = try PhotoTree(["sad.jpg"])
    let photo = try PhotoTree.photo("bbt2.jpg")
    try tree.write(Data(), to: "empty.jpg")
    try tree.write(photo.prefix(300), to: "cut in its header.jpg")
    try tree.write(photo.prefix(photo.count / 2), to: "cut in half.jpg")
    try tree.write(Data(repeating: 0, count: 5000), to: "zeros.png")
    try tree.write(Data("<html>".utf8), to: "page.jpg")
    try tree.write(Data("a text".utf8), to: "notes.txt")
    try tree.write(Data([0xFF, 0xD8, 0xFF, 0xE0] + Array("no more".utf8)), to: "renamed.txt")
    // Claims eight terabytes, and holds none.
    try tree.write(Data(), to: "sparse.jpg")
    try #require(truncate(tree.path("sparse.jpg"), 8 << 40) == 0)
    let result = try tree.run("scan", ".")
    #expect(result.status == 2)
    let bad = [
      "empty.jpg", "cut in its header.jpg", "zeros.png", "page.jpg", "renamed.txt", "sparse.jpg",
    ]
    let lines = result.errors.split(separator: "\n")
    for name in bad + ["cut in half.jpg"] {
      let line = lines.first { $0.hasPrefix(name + ": ") }
      #expect((line?.count ?? 0) > name.count + 8, "\(name): \(result.errors)")
    }
    #expect(lines.count == bad.count + 1)
    #expect(result.output.contains("\(bad.count) photos could not be read."))
    #expect(Set(try tree.rows().map(\.photo)) == ["sad.jpg", "cut in half.jpg"])
    #expect(try tree.reports().names.count == bad.count - 1 + 2)
    // Bad photos stay bad, and are told again.
    let again = try tree.run("scan", ".")
    #expect(again.status == 2 && again.errors == result.errors)
    #expect(again.output.contains("0 outputs written"))
    #expect(try tree.succeed("status", "--problems").contains("  zeros.png: "))
    // A repaired one is good.
    for name in bad { try tree.remove(name) }
    try tree.write(photo, to: "empty.jpg")
    #expect(try tree.run("scan", ".").status == 0)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything"))
  func whatMayNotBeReadIsToldAndComesBackWhenItMay() throws {
    let tree = try PhotoTree(["sad.jpg", "bbt2.jpg"])
    try tree.add("happy.jpg", as: "closed/happy.jpg")
    try tree.succeed("scan", ".")
    let before = try tree.rows()
    chmod(tree.path("closed"), 0)
    let folder = try tree.run("scan", ".")
    #expect(folder.output.contains("folders that cannot be read"))
    #expect(try tree.rows() == before)
    chmod(tree.path("closed"), 0o755)
    chmod(tree.path("sad.jpg"), 0)
    try tree.add("sad.jpg", as: "sad2.jpg")
    try tree.succeed("scan", ".")
    chmod(tree.path("sad2.jpg"), 0)
    try tree.move("sad2.jpg", to: "sad3.jpg")
    let file = try tree.run("scan", ".")
    #expect(file.status == 2 && file.errors.contains("sad3.jpg: Permission denied"))
    chmod(tree.path("sad3.jpg"), 0o644)
    try tree.succeed("scan", ".")
    #expect(try Set(tree.rows().map(\.photo)).contains("sad3.jpg"))
  }
}
