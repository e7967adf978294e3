import Foundation
import Organizer
import Testing

@Suite struct OutputFileTests {
  private let table = Array("photo,person\n".utf8)

  @Test func aTableIsWrittenAndWrittenOver() throws {
    let folder = try TemporaryFolder()
    for text in ["photo\n", "photo,péople\n"] {
      try OutputFile.write(Array(text.utf8), to: folder("who.csv"))
      #expect(folder.text("who.csv") == text)
    }
    #expect(folder.names() == ["who.csv"])
  }

  @Test func whatIsNoTextStaysAsItIs() throws {
    let folder = try TemporaryFolder()
    for (name, bytes) in [("a.jpg", [0xFF, 0xD8, 0xFF, 0xE0]), ("b", [65, 0, 66])] as [(_, [UInt8])]
    {
      let data = Data(bytes)
      try data.write(to: URL(fileURLWithPath: folder(name)))
      try folder.link("link to \(name)", to: name)
      for path in [folder(name), folder("link to \(name)")] {
        #expect(throws: OutputFile.Failure.wouldReplace(path: folder(name))) {
          try OutputFile.write(table, to: path)
        }
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder(name))) == data)
    }
  }

  @Test func nothingIsWrittenIntoALibrary() throws {
    let folder = try TemporaryFolder()
    try folder.write("{}\n", to: "photos/.photosort/people.jsonl")
    try folder.write("photos", to: "elsewhere/root")
    try folder.makeFolder("elsewhere/reports")
    for name in ["photos/.photosort/people.jsonl", "elsewhere/reports/new.csv"] {
      #expect(throws: OutputFile.Failure.insideLibrary(path: folder(name))) {
        try OutputFile.write(table, to: folder(name))
      }
    }
    #expect(folder.text("photos/.photosort/people.jsonl") == "{}\n")
    #expect(folder.names("elsewhere/reports").isEmpty)
  }

  @Test func aFolderThatIsNotThereIsNotMade() throws {
    let folder = try TemporaryFolder()
    #expect(throws: OutputFile.Failure.noFolder(path: folder("tpyo"))) {
      try OutputFile.write(table, to: folder("tpyo/who.csv"))
    }
    #expect(folder.names().isEmpty)
  }

  @Test func aFileBehindALinkIsWrittenAndTheLinkStays() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", to: "there/who.csv")
    try folder.link("who.csv", to: "there/who.csv")
    try OutputFile.write(table, to: folder("who.csv"))
    #expect(folder.text("there/who.csv") == "photo,person\n")
    #expect(FileStatusOf(folder("who.csv")).isLink)
  }

  @Test func aDeviceGetsTheBytesAndStaysOne() throws {
    try OutputFile.write(table, to: "/dev/null")
    #expect(FileStatusOf("/dev/null").isDevice)
    #expect(throws: FileError.self) { try OutputFile.write(table, to: "/dev/full") }
    #expect(FileStatusOf("/dev/full").isDevice)
  }

  @Test func aPipeIsReadToItsEnd() throws {
    let folder = try TemporaryFolder()
    try #require(mkfifo(folder("pipe"), 0o600) == 0)
    let path = folder("pipe")
    let text = String(repeating: "12,Anna\n", count: 100_000)
    let writer = Thread { try? Data(text.utf8).write(to: URL(fileURLWithPath: path)) }
    writer.start()
    #expect(try OutputFile.read(path) == Array(text.utf8))
  }
}

/// What the system says of a path, links not followed.
private struct FileStatusOf {
  private let type: FileAttributeType?

  init(_ path: String) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    type = attributes?[.type] as? FileAttributeType
  }

  var isLink: Bool { type == .typeSymbolicLink }
  var isDevice: Bool { type == .typeCharacterSpecial }
}
