import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite(.needsPhotos) struct OddNamesTests {
  /// Names that have broken programs.
  static let names: [String] = [
    String(repeating: "x", count: 251) + ".jpg",
    String(repeating: "é", count: 124) + "e.jpeg",
    "two\nlines.jpg", "carriage\r\nreturn.jpg", "tab\t\u{7F}\u{1B}[31m.jpg",
    "quote\"s and 'these'.jpg",
    "=1+1.jpg", "-dash, comma; semicolon.jpg", "@at.jpg", "👩‍👩‍👧‍👦🏳️‍🌈.jpg", " leading and trailing .jpg ",
    "no extension",
    "back\\slash.jpg", "per%20cent.jpg", "*?[a].jpg", "e\u{301}.jpg", "\u{E9}.jpg",
    "folder/\u{301}mark first.jpg", "folder/\u{FE0F}\u{200D}.jpg", "\u{1F3FD}.jpg",
    "محمد \u{202E}gpj.jpg", "~.jpg", "People.jpg/x.jpg", "a.json/b.jpg.json", "--help",
  ]

  /// A tree in which every name stands for the same photo but one byte.
  private func tree() throws -> PhotoTree {
    let tree = try PhotoTree()
    let photo = try PhotoTree.photo("sad.jpg")
    for (number, name) in Self.names.enumerated() {
      try tree.write(photo + [UInt8(number)], to: name)
    }
    return tree
  }

  @Test func everyNameIsScannedReportedLinkedAndExported() throws {
    let tree = try tree()
    try tree.succeed("scan", ".")
    let rows = try tree.rows()
    #expect(Set(rows.map { Array($0.photo.utf8) }) == Set(Self.names.map { Array($0.utf8) }))
    let clusters = Set(rows.compactMap(\.cluster))
    #expect(clusters.count == 1)
    try tree.succeed("name", "\(try #require(clusters.first))", "=Anna \"the\" 'first', 👧")
    try tree.succeed("scan", ".")
    #expect(try tree.reports().files.count == Self.names.count)
    let folder = tree.path("People/=Anna \"the\" 'first', 👧")
    let links = try FolderContents(folder).names.filter { $0.first != "." }
    #expect(links.count == Self.names.count)
    for link in links {
      #expect(FileManager.default.fileExists(atPath: folder + "/" + link), "\(link)")
    }
    #expect(try tree.succeed("scan", ".").contains("0 outputs written, 0 removed."))
  }

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "needs Python"))
  func pythonReadsTheTableAsItWasMeant() throws {
    let tree = try tree()
    try tree.succeed("scan", ".")
    try tree.nameLargest("@Anna\u{A0}\"x\", =y")
    try tree.succeed("export", "-o", "table.csv")
    let program = """
      import csv, json, sys
      rows = list(csv.DictReader(open("table.csv", encoding="utf-8", newline="")))
      json.dump([[r["photo"], r["person"], r["state"]] for r in rows], open("table.json", "w"))
      assert all(None not in r and None not in r.values() for r in rows)
      assert not any(c[:1] and c[0] in "=+-@\\t\\r" for r in rows for k, c in r.items()
        if k in ("photo", "person", "camera"))
      """
    let python = Process()
    python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    python.arguments = ["-c", program]
    python.currentDirectoryURL = URL(fileURLWithPath: tree.root)
    try python.run()
    python.waitUntilExit()
    #expect(python.terminationStatus == 0)
    let table = try JSONDecoder().decode([[String]].self, from: tree.read("table.json"))
    let guarded = { (text: String) in
      ["=", "-", "@", "+"].contains(text.prefix(1)) ? "'" + text : text
    }
    let expected = try tree.rows().map { [guarded($0.photo), guarded($0.person ?? ""), $0.state] }
    #expect(table.map { $0.map { Array($0.utf8) } } == expected.map { $0.map { Array($0.utf8) } })
  }

  @Test func aNameThatIsNotUTF8IsPassedOverWithItsReason() throws {
    let tree = try PhotoTree(["sad.jpg"])
    let name = Array((tree.root + "/latin-").utf8) + [0xE9] + Array(".jpg".utf8) + [0]
    let file = name.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { open($0.baseAddress!, O_WRONLY | O_CREAT, 0o644) }
    }
    #expect(file >= 0)
    close(file)
    let output = try tree.succeed("scan", ".", "--list-skipped")
    #expect(output.contains("1 name that is not UTF-8 (rename it to have it scanned)"))
    #expect(output.contains("  latin-\u{FFFD}.jpg: name that is not UTF-8"))
    #expect(try Set(tree.rows().map(\.photo)) == ["sad.jpg"])
  }

  @Test func namesThatDifferOnlyInCompositionAreTwoPhotosAndTwoFolders() throws {
    let tree = try PhotoTree()
    for (photo, name) in [("sad.jpg", "e\u{301}/x.jpg"), ("happy.jpg", "\u{E9}/x.jpg")] {
      try tree.add(photo, as: name)
    }
    try tree.succeed("scan", ".")
    let rows = try tree.rows()
    #expect(Set(rows.map { Array($0.photo.utf8) }).count == 2)
    #expect(Set(rows.map(\.digest)).count == 2)
    // One of the two folders alone is half of the library.
    try tree.succeed("scan", "e\u{301}")
    #expect(try tree.rows() == rows)
    try tree.remove("\u{E9}/x.jpg")
    try tree.remove("\u{E9}")
    try tree.succeed("scan", ".")
    #expect(try tree.rows().map { Array($0.photo.utf8) } == [Array("e\u{301}/x.jpg".utf8)])
  }

  @Test func aNameOfOneEndlessCharacterHasAFolderOfItsOwn() throws {
    let tree = try PhotoTree(["sad.jpg"])
    try tree.succeed("scan", ".")
    try tree.nameLargest("e" + String(repeating: "\u{301}", count: 200))
    try tree.succeed("scan", ".")
    #expect(!tree.exists("People/.photosort-person"))
    #expect(try tree.personFolders().names.filter { $0.hasSuffix(" sad.jpg") }.count == 1)
    #expect(try tree.rows().map(\.photo) == ["sad.jpg"])
  }
}
