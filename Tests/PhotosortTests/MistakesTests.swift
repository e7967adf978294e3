import Foundation
import TestSupport
import Testing

/// What people and disks do wrong, and that nothing is lost by it.
@Suite struct MistakesTests {
  /// A scanned library of four photos, with a person in each.
  private func library() throws -> (tree: PhotoTree, models: String) {
    let tree = try PhotoTree()
    try tree.paint(["a.png": [0, 1], "b.png": [0, 2], "c.png": [1, 2], "d.png": [0]])
    let models = try tree.writeModels()
    let scan = try tree.tiny(["scan", ".", "-q"], models: models)
    try #require(scan.status == 0, "\(scan.errors)")
    return (tree, models)
  }

  @Test func noTableGoesOverAPhotoOrTheJournal() throws {
    let (tree, _) = try library()
    try tree.succeed("name", "1", "Anna")
    for name in ["a.png", ".photosort/people.jsonl", ".photosort/catalog.sqlite"] {
      let before = try tree.read(name)
      let result = try tree.run("export", "-o", name)
      #expect(result.status == 1)
      #expect(result.errors.contains("choose another"))
      #expect(try tree.read(name) == before)
    }
  }

  @Test func aGalleryPhotoOfNoUseIsToldByTheStatus() throws {
    let (tree, models) = try library()
    let folder = URL(fileURLWithPath: tree.beside("gallery/Anna"))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try TinyModel.photo(of: [0], seed: 5).write(to: folder.appendingPathComponent("1.png"))
    let scan = ["scan", ".", "--gallery", tree.beside("gallery")]
    #expect(try tree.tiny(scan, models: models).status == 0)
    try Data("no photo".utf8).write(to: folder.appendingPathComponent("2.png"))
    let result = try tree.tiny(scan, models: models)
    #expect(result.status == 2)
    #expect(result.output.contains("0 references enrolled, 1 known, 1 not usable, of 1 person."))
    #expect(result.errors.contains("Anna/2.png (Anna): "))
    try TinyModel.photo(of: [0], seed: 5).write(to: folder.appendingPathComponent("2.png"))
    #expect(try tree.tiny(scan, models: models).status == 0, "the same photo twice is known")
  }

  @Test func verifyComparesWithoutAReadableCatalog() throws {
    let (tree, models) = try library()
    try tree.write(Data("no catalog".utf8), to: ".photosort/catalog.sqlite")
    let photos = [tree.path("d.png"), tree.path("a.png")]
    let result = try tree.tiny(["verify", "--library", "."] + photos, models: models)
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test func aCatalogBehindALinkToNothingIsNotMade() throws {
    let (tree, models) = try library()
    try tree.remove(".photosort/catalog.sqlite")
    try FileManager.default.createSymbolicLink(
      atPath: tree.path(".photosort/catalog.sqlite"), withDestinationPath: "nowhere.sqlite")
    let commands = [
      ["status"], ["scan", ".", "--dry-run"], ["models", "migrate", "tiny-mean"],
      ["models", "migrate", "--rollback"],
    ]
    for arguments in commands {
      #expect(try tree.tiny(arguments, models: models).status == 1)
      #expect(!FileManager.default.fileExists(atPath: tree.path(".photosort/nowhere.sqlite")))
    }
  }

  @Test func aTableThatCannotBeWrittenIsNoSuccess() throws {
    let (tree, _) = try library()
    for command in ["export", "people", "status"] {
      let result = try Program.shell("\"$0\" \(command) > /dev/full", in: tree.root)
      #expect(result.status == 1, "\(command)")
      #expect(result.errors.contains("standard output cannot be written: No space left on device"))
    }
  }

  @Test func whatIsNotUTF8IsNoNameAndNoPath() throws {
    let (tree, _) = try library()
    let before = try tree.outputs()
    for command in ["name 1 \"$(printf 'Ren\\351')\"", "export -o \"$(printf 'x\\377.csv')\""] {
      let result = try Program.shell("\"$0\" \(command)", in: tree.root)
      #expect(result.status == 64 && result.errors.contains("is not UTF-8"), "\(result.errors)")
    }
    #expect(try tree.outputs() == before)
  }

  @Test func helpWithACommandThatIsNoneIsAMistake() throws {
    let wrong = try Program.run(["help", "nosuch"])
    #expect(wrong.status == 64 && wrong.errors.contains("There is no command 'nosuch'."))
    for right in [["help"], ["help", "scan"], ["help", "models", "add"]] {
      #expect(try Program.run(right).status == 0)
    }
  }

  @Test func aPhotoMayComeThroughAPipe() throws {
    let (tree, models) = try library()
    for command in ["find", "inspect"] {
      let result = try Program.shell(
        "cat a.png | \"$0\" \(command) /dev/stdin", in: tree.root)
      #expect(result.status == 0, "\(result.errors)")
      #expect(try tree.run(command, "a.png").output == result.output)
    }
    let out = tree.beside("out")
    let drawn = try Program.shell(
      "cat a.png | \"$0\" inspect /dev/stdin --models '\(models)' -o '\(out)'", in: tree.root)
    #expect(drawn.status == 0, "\(drawn.errors)")
    #expect(try FolderContents(out).names.contains("faces.png"))
  }

  @Test func aPhotoIsNoFolderToScan() throws {
    let (tree, models) = try library()
    let before = try tree.outputs()
    let result = try tree.tiny(["scan", "a.png", "b.png"], models: models)
    #expect(result.status == 1)
    #expect(result.errors == "photosort: a.png is no folder; name the folder that it lies in\n")
    #expect(try tree.outputs() == before)
  }

  @Test func whatIsTakenBackIsWithoutEffectAtOnce() throws {
    let (tree, models) = try library()
    let before = try tree.rows().map(\.withoutCluster)
    let clusters = try tree.people().count
    try tree.succeed("name", "1", "Anna")
    try tree.succeed("name", "2", "Anna")
    #expect(try tree.tiny(["scan", ".", "-q"], models: models).status == 0)
    #expect(try tree.people().count < clusters)
    try tree.succeed("undo", "2")
    #expect(try tree.rows().map(\.withoutCluster) == before)
    #expect(try tree.people().count == clusters)
  }

  @Test func everyCommandTellsOfADamagedJournal() throws {
    let (tree, _) = try library()
    try tree.succeed("name", "1", "Anna")
    try tree.succeed("name", "2", "Ben")
    let journal = try tree.read(".photosort/people.jsonl")
    try tree.write(journal.dropLast(30), to: ".photosort/people.jsonl")
    for command in ["people", "status", "export", "log", "folders"] {
      let result = try tree.run(command)
      #expect(result.status == 0)
      #expect(result.errors.contains("people.jsonl, line 2: "), "\(command): \(result.errors)")
    }
    let doctor = try tree.run("doctor")
    #expect(doctor.status == 1)
    #expect(doctor.output.contains("! names: people.jsonl, line 2: "))
  }

  @Test func aDamagedCatalogIsToldAndMadeAnewByAScanAlone() throws {
    let (tree, models) = try library()
    try tree.succeed("name", "1", "Anna")
    try tree.succeed("folders")
    let rows = try tree.rows().map(\.withoutCluster)
    let folders = try tree.personFolders()
    for name in ["catalog.sqlite-wal", "catalog.sqlite-shm"] where tree.exists(".photosort/" + name)
    {
      try tree.remove(".photosort/" + name)
    }
    try tree.write(Data("no database".utf8), to: ".photosort/catalog.sqlite")
    for command in ["people", "status", "export", "folders"] {
      let result = try tree.run(command)
      #expect(result.status == 1)
      #expect(result.errors.contains("names are kept in people.jsonl"), "\(result.errors)")
    }
    #expect(try tree.personFolders() == folders)
    let scan = try tree.tiny(["scan", "."], models: models)
    #expect(scan.status == 0)
    #expect(scan.errors.contains("The catalog was damaged and has been made anew"))
    #expect(try tree.rows().map(\.withoutCluster) == rows)
  }

  @Test func referencesStayWithAPersonWhoWasRenamed() throws {
    let (tree, models) = try library()
    for (name, person) in [("Sheldon/1.png", 0), ("Sheldon/2.png", 0), ("Stuart/1.png", 1)] {
      try tree.write(TinyModel.photo(of: [person], seed: 90), to: "../gallery/" + name)
    }
    let gallery = tree.beside("gallery")
    #expect(try tree.tiny(["scan", ".", "-q", "--gallery", gallery], models: models).status == 0)
    try tree.succeed("name", "Sheldon", "Dr. Cooper")
    let before = try tree.people()
    let scan = try tree.tiny(["scan", ".", "--gallery", gallery], models: models)
    #expect(scan.output.contains("0 references enrolled"), "\(scan.output) \(scan.errors)")
    #expect(try tree.people() == before)
    let moved = try tree.tiny(
      ["gallery", "add", "Howard", gallery + "/Stuart/1.png"], models: models)
    #expect(moved.errors.contains("was Stuart and is a reference of Howard now"))
  }

  @Test func personFoldersGoWhereFoldersCanBe() throws {
    let (tree, _) = try library()
    try tree.succeed("name", "1", "Anna")
    try tree.write(Data("a file".utf8), to: "in the way")
    for place in ["in the way", ".photosort/People"] {
      #expect(try tree.run("folders", "--people-dir", place).status == 1)
    }
    // A place that was refused is not remembered.
    #expect(try tree.succeed("folders").hasPrefix(tree.path("People")))
  }

  @Test func aLibraryElsewhereMayHoldPersonFolders() throws {
    let (tree, models) = try library()
    let library = tree.beside("library")
    let scan = ["scan", ".", "-q", "--library", library, "--people-dir"]
    #expect(try tree.tiny(scan + [library + "/who"], models: models).status == 0)
    #expect(try tree.tiny(scan + [library + "/reports/who"], models: models).status == 1)
    #expect(try tree.tiny(["scan", ".", "-q", "--library", library], models: models).status == 0)
  }

  @Test func aPartIsNotScannedWithAnotherModelThanTheRest() throws {
    let tree = try PhotoTree()
    try tree.paint(["a/1.png": [0, 1], "b/2.png": [0, 2]])
    let models = try tree.writeModels()
    #expect(try tree.tiny(["scan", ".", "-q"], models: models).status == 0)
    try tree.succeed("name", "1", "Anna")
    let rows = try tree.rows()
    let other = try tree.writeModels([.detector, .mirrored], to: "other")
    let part = try tree.tiny(["scan", "a", "--models", other])
    #expect(part.status == 1)
    #expect(part.errors.contains("the library was made with tiny-pixels@"), "\(part.errors)")
    #expect(try tree.rows() == rows)
    // All of it may be.
    #expect(try tree.tiny(["scan", ".", "-q", "--models", other]).status == 0)
    #expect(try tree.rows().map(\.withoutCluster) == rows.map(\.withoutCluster))
  }

  @Test func twoLibrariesMayHaveTheirPersonFoldersInOnePlace() throws {
    let (first, _) = try library()
    let second = try PhotoTree()
    try second.paint(["x.png": [3], "y.png": [3]])
    let models = try second.writeModels()
    #expect(try second.tiny(["scan", ".", "-q"], models: models).status == 0)
    try first.succeed("name", "1", "Anna")
    try second.succeed("name", "1", "Anna")
    let place = first.beside("People of both")
    for _ in 1...2 {
      try first.succeed("folders", "--people-dir", place)
      try second.succeed("folders", "--people-dir", place)
      #expect(try FolderContents(place).names.contains { $0.hasPrefix("Anna (2)/") })
    }
    let links = try FolderContents(place).names.filter { $0.hasSuffix(".png") }
    #expect(links.count { $0.hasPrefix("Anna/") } == 3)
    #expect(links.count { $0.hasPrefix("Anna (2)/") } == 2)
    try second.succeed("undo")
    try second.succeed("folders")
    #expect(try FolderContents(place).names.allSatisfy { !$0.hasPrefix("Anna (2)") })
  }

  @Test func decisionsAreListedWithoutACatalog() throws {
    let (tree, _) = try library()
    try tree.succeed("name", "1", "Anna")
    let log = try tree.succeed("log")
    try tree.remove(".photosort/catalog.sqlite")
    #expect(try tree.succeed("log") == log)
    #expect(try tree.succeed("gallery", "list").contains("Anna"))
  }

  @Test func namingsThatMayNotHaveBeenMeantAreTold() throws {
    let (tree, _) = try library()
    #expect(try tree.succeed("name", "1", "Anna").contains("a new person.\n"))
    let like = try tree.succeed("name", "2", "ANNA")
    #expect(like.contains("There is another person called Anna; if both are one, take this back"))
    try tree.succeed("undo")
    let twice = try tree.succeed("name", "2", "Anna")
    #expect(twice.contains("1 photo now shows them more than once, the first is "), "\(twice)")
    let number = try tree.run("name", "3", "2")
    #expect(number.status == 1)
    #expect(number.errors.contains("'2' is no name, as commands take it for the number of"))
  }

  @Test func noNameTurnsTheTextAroundIt() throws {
    let (tree, _) = try library()
    try tree.succeed("name", "1", "Anna\u{202E}gpj")
    #expect(try tree.succeed("people").contains("Anna\\u{202E}gpj"))
    #expect(try tree.people().contains { $0.name == "Anna\u{202E}gpj" })
  }

  @Test func namesComeThroughAPipe() throws {
    let (tree, _) = try library()
    let result = try Program.shell(
      "printf '1,Anna\\n2,Ben\\n' | \"$0\" name --from -", in: tree.root)
    #expect(result.status == 0, "\(result.errors)")
    #expect(Set(try tree.people().map(\.name)).isSuperset(of: ["Anna", "Ben"]))
  }
}
