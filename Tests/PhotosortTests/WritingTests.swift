import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Who writes where, and who does not.
@Suite(.needsPhotos) struct WritingTests {
  @Test func aSecondWriterIsTurnedAwayAndReadersAreNot() throws {
    let tree = try PhotoTree(["bbt2.jpg"])
    try tree.succeed("scan", ".")
    let lock = open(tree.path(".photosort/lock"), O_RDWR | O_CLOEXEC)
    #expect(flock(lock, LOCK_EX) == 0)
    for command in [["scan", "."], ["name", "1", "Anna"], ["folders"], ["undo"]] {
      let result = try Program.run(command, in: tree.root)
      #expect(result.status == 1)
      #expect(
        result.errors == """
          photosort: another photosort is writing to \(tree.path(".photosort")); try again when it \
          is done

          """)
    }
    for command in ["status", "people", "export", "log"] { try tree.succeed(command) }
    try tree.succeed("scan", ".", "--dry-run")
    close(lock)
    try tree.succeed("name", "1", "Anna")
  }

  @Test func aTreeThatCannotBeWrittenIsScannedIntoALibraryElsewhere() throws {
    let tree = try PhotoTree()
    try tree.add("bbt2.jpg", as: "2019/bbt2.jpg")
    let before = try FolderContents(tree.root)
    chmod(tree.path("2019"), 0o555)
    chmod(tree.root, 0o555)
    let library = tree.beside("library")
    #expect(try Program.run(["scan", tree.root, "--library", library]).status == 0)
    #expect(try Program.run(["name", "1", "Anna", "--library", library]).status == 0)
    #expect(try Program.run(["folders", "--library", library]).status == 0)
    let link = library + "/People/Anna/undated bbt2.jpg"
    #expect(
      URL(fileURLWithPath: link).resolvingSymlinksInPath().path == tree.path("2019/bbt2.jpg"))
    #expect(try Program.run(["scan", tree.root, "--library", library]).status == 0)
    let second = try Program.run(["scan", tree.root, "--library", library])
    #expect(second.output.contains("0 outputs written, 0 removed."))
    let table = try Program.run(["export", "--library", library]).output
    #expect(table.contains("\n2019/bbt2.jpg,Anna,confirmed,"))
    let after = try FolderContents(tree.root)
    #expect(after == before && after.times == before.times)
    // Several folders share one library.
    try FileManager.default.createDirectory(
      atPath: tree.beside("Other"), withIntermediateDirectories: true)
    let outside = try Program.run(["scan", tree.beside("Other"), "--library", library])
    #expect(outside.status == 1 && outside.errors.contains("lies outside the library's folder"))
  }

  @Test(arguments: [true, false])
  func aDryRunLeavesACatalogBehindALinkAlone(isAbsolute: Bool) throws {
    let tree = try PhotoTree()
    try tree.paint(["a.png": [0], "b.png": [1]])
    let models = try tree.writeModels()
    #expect(try tree.tiny(["scan", "."], models: models).status == 0)
    try FileManager.default.moveItem(
      atPath: tree.path(".photosort/catalog.sqlite"), toPath: tree.path(".photosort/moved.sqlite"))
    try FileManager.default.createSymbolicLink(
      atPath: tree.path(".photosort/catalog.sqlite"),
      withDestinationPath: isAbsolute ? tree.path(".photosort/moved.sqlite") : "moved.sqlite")
    try tree.paint(["c.png": [2]])
    let before = try FolderContents(tree.root)
    let result = try tree.tiny(["scan", ".", "--dry-run"], models: models)
    #expect(result.status == 0 && result.output.contains("Read 1 file "), "\(result.errors)")
    let after = try FolderContents(tree.root)
    #expect(after.differences(from: before) == [] && after.fileTimes == before.fileTimes)
  }

  @Test func aDryRunWritesNothingAtAll() throws {
    let tree = try PhotoTree(["bbt2.jpg", "bbt3.jpg"])
    let output = try tree.succeed("scan", ".", "--dry-run")
    #expect(output.contains("2 outputs would be written, 0 would be removed."))
    #expect(output.contains("Dry run: nothing was written."))
    #expect(try FolderContents(tree.root).names == ["bbt2.jpg", "bbt3.jpg"])
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna")
    let before = try FolderContents(tree.root)
    try tree.add("sad.jpg")
    #expect(try tree.succeed("scan", ".", "--dry-run").contains("Read 1 file "))
    #expect(try tree.succeed("folders", "--dry-run").contains("would be made"))
    try tree.remove("sad.jpg")
    let after = try FolderContents(tree.root)
    #expect(after.differences(from: before) == [])
    #expect(after.fileTimes == before.fileTimes)
  }

  @Test func photosAreNeverModified() throws {
    let tree = try PhotoTree(PhotoTree.groups)
    let before = try FolderContents(tree.root)
    try tree.succeed("scan", ".", "--reports", "beside", "--detail", "fast")
    try tree.nameLargest("Anna", "Ben")
    try tree.succeed("folders")
    let after = try FolderContents(tree.root)
    for path in before.files {
      #expect(after.items[path] == before.items[path], "\(path)")
      #expect(after.times[path] == before.times[path], "\(path)")
    }
  }

  @Test func anExportGoesToAFileWholeOrNotAtAll() throws {
    let tree = try PhotoTree(["bbt2.jpg"])
    try tree.succeed("scan", ".")
    try tree.succeed("export", "-o", "table.csv")
    #expect(try tree.read("table.csv") == Data(tree.succeed("export").utf8))
    let result = try tree.run("export", "-o", "bbt2.jpg/table.csv")
    #expect(result.status == 1)
    #expect(result.errors == "photosort: there is no folder \(tree.path("bbt2.jpg"))\n")
  }
}
