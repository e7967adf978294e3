import Foundation
import Organizer
import Testing

@Suite struct AtomicFileTests {
  @Test(arguments: [true, false])
  func aFileIsReplacedWholeAndNothingElseIsLeft(isLocked: Bool) throws {
    let folder = try TemporaryFolder()
    for count in [100_000, 3, 0] {
      let bytes = [UInt8](repeating: 7, count: count)
      try AtomicFile.write(bytes, to: folder("a/b/file"), isLocked: isLocked)
      #expect(try FileSystem.read(folder("a/b/file")) == bytes)
    }
    #expect(folder.names("a/b") == ["file"])
  }

  @Test func whatWasThereStaysWhenWritingFails() throws {
    let folder = try TemporaryFolder()
    try folder.write("mine", to: "folder/file")
    #expect(throws: FileError.self) { try AtomicFile.write([1], to: folder("folder")) }
    #expect(throws: FileError.self) { try AtomicFile.write([1], to: folder("folder/file/x")) }
    #expect(throws: FileError.self) {
      try AtomicFile.write([1], to: folder(String(repeating: "x", count: 256)))
    }
    #expect(folder.names() == ["folder"])
    #expect(folder.text("folder/file") == "mine")
  }

  @Test func aLinkIsReplacedAndNotFollowed() throws {
    let folder = try TemporaryFolder()
    try folder.write("mine", to: "other")
    try folder.link("file", to: "other")
    try AtomicFile.write(Array("new".utf8), to: folder("file"))
    #expect(folder.text("other") == "mine" && folder.text("file") == "new")
  }

  @Test func whatAKilledWriterLeftIsTakenOver() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder("file"))
    // The temporary name is the same every time; a longer half-written file lies there.
    let watched = try TemporaryFolder()
    try watched.makeFolder("file")
    #expect(throws: FileError.self) { try AtomicFile.write([1], to: watched("file")) }
    #expect(watched.names() == ["file"])
    let run = { (bytes: [UInt8]) in try AtomicFile.write(bytes, to: folder("file")) }
    try run([UInt8](repeating: 9, count: 5000))
    try run([2])
    #expect(try FileSystem.read(folder("file")) == [2])
    #expect(folder.names() == ["file"])
  }
}
