import Foundation
import Organizer
import Testing

@Suite struct FileSystemTests {
  @Test(arguments: [
    ("a", nil, "a"), ("/a", "/", "a"), ("/", nil, ""), ("a/b", "a", "b"), ("/a/b", "/a", "b"),
    ("a//b", "a/", "b"),
    // Marks that make one character with the slash before them.
    ("a/\u{301}b", "a", "\u{301}b"), ("a/\u{FE0F}/\u{200D}c", "a/\u{FE0F}", "\u{200D}c"),
    ("/\u{1F3FD}", "/", "\u{1F3FD}"),
  ])
  func pathsComeApartAtTheLastSlash(path: String, parent: String?, name: String) {
    #expect(FileSystem.parent(of: path).map { Array($0.utf8) } == parent.map { Array($0.utf8) })
    #expect(FileSystem.name(of: path).utf8.elementsEqual(name.utf8))
  }

  @Test(arguments: [
    ("/a", "/a", ""), ("/a", "/a/b", "b"), ("/a", "/ab", nil), ("/a/b", "/a", nil),
    ("/", "/a", "a"),
    ("", "a/b", "a/b"), ("a", "a/\u{301}b", "\u{301}b"), ("e\u{301}", "\u{E9}/x", nil),
    ("a", "a\u{301}/x", nil),
  ])
  func whatLiesBelowAFolderIsToldByBytes(folder: String, path: String, rest: String?) {
    #expect(below(folder, path).map { Array($0.utf8) } == rest.map { Array($0.utf8) })
  }

  @Test(arguments: [0, 1, 262_144, 600_001])
  func thePiecesOfAFileAreTheFile(count: Int) throws {
    let folder = try TemporaryFolder()
    try folder.write(String(repeating: "a", count: count), to: "file")
    var pieces: [UInt8] = []
    let bytes = try FileSystem.read(folder("file")) { pieces += $0 }
    #expect(pieces == bytes)
    #expect(bytes == Array(repeating: UInt8(ascii: "a"), count: count))
  }

  @Test func whatIsNoFileIsNotRead() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.self) { try FileSystem.read(folder.path) }
    #expect(throws: FileError.self) { try FileSystem.read(folder("nothing")) }
    #expect(mkfifo(folder("pipe"), 0o644) == 0)
    #expect(throws: FileError.self) { try FileSystem.read(folder("pipe")) }
  }

  @Test func aFileThatClaimsTerabytesIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "sparse")
    try #require(truncate(folder("sparse"), 4 << 40) == 0)
    let error = #expect(throws: FileError.self) { try FileSystem.read(folder("sparse")) }
    #expect(error?.code == EFBIG)
  }

  @Test func foldersAreMadeWithThoseAboveThemAndAreThereAlreadyTheNextTime() throws {
    let folder = try TemporaryFolder()
    for _ in 0..<2 { try FileSystem.makeFolder(folder("a/b/c")) }
    try folder.link("link", to: "a/b")
    try FileSystem.makeFolder(folder("link"))
    try FileSystem.makeFolder(folder("link/d"))
    #expect(folder.names("a/b") == ["c", "d"])
    try folder.write("", to: "file")
    #expect(throws: FileError.self) { try FileSystem.makeFolder(folder("file/d")) }
    #expect(throws: FileError.self) { try FileSystem.makeFolder(folder("file")) }
  }
}
