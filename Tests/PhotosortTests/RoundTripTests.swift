import Foundation
import Testing

@Suite(.needsPhotos) struct RoundTripTests {
  @Test func namedClustersComeOutAsFoldersOfLinksAndRowsOfTheTable() throws {
    let tree = try PhotoTree(PhotoTree.groups)
    try tree.succeed("scan", ".")
    let before = try tree.people()
    #expect(before.allSatisfy { $0.person == nil && $0.faces >= 1 })
    #expect(before.map(\.faces) == before.map(\.faces).sorted(by: >))
    try tree.nameLargest("Anna", "Ben")
    try tree.succeed("folders")
    let rows = try tree.rows()
    #expect(Set(rows.map(\.photo)) == Set(PhotoTree.groups))
    for (name, cluster) in zip(["Anna", "Ben"], before) {
      let photos = rows.filter { $0.person == name }.map(\.photo)
      #expect(photos.count == cluster.faces)
      #expect(rows.filter { $0.person == name }.allSatisfy { $0.state == "confirmed" })
      let links = try FolderContents(tree.path("People/\(name)")).names.filter { $0.first != "." }
      let targets = links.map {
        URL(fileURLWithPath: tree.path("People/\(name)/\($0)")).resolvingSymlinksInPath().path
      }
      #expect(Set(targets) == Set(photos.map(tree.path)))
    }
    #expect(rows.count { $0.person != nil } == before[0].faces + before[1].faces)
    #expect(try tree.succeed("status").contains("of faces named; the next"))
  }

  @Test func aSecondScanWritesNothing() throws {
    let tree = try PhotoTree(PhotoTree.groups)
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna", "Ben")
    try tree.succeed("scan", ".")
    let before = try FolderContents(tree.root)
    let output = try tree.succeed("scan", ".")
    #expect(output.contains("0 outputs written, 0 removed."))
    #expect(output.contains("Nothing new"))
    let after = try FolderContents(tree.root)
    #expect(after.differences(from: before) == [])
    #expect(after.fileTimes == before.fileTimes)
  }

  @Test func namesOutliveTheCatalog() throws {
    let tree = try PhotoTree(PhotoTree.groups)
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna", "Ben")
    try tree.succeed("scan", ".")
    let (rows, folders) = (try tree.rows(), try tree.personFolders())
    for suffix in ["", "-wal", "-shm"] { try? tree.remove(".photosort/catalog.sqlite" + suffix) }
    try tree.succeed("scan", ".")
    #expect(try tree.rows().map(\.withoutCluster) == rows.map(\.withoutCluster))
    #expect(try tree.personFolders() == folders)
  }

  @Test func aDamagedCatalogIsSetAsideAndMadeAnew() throws {
    let tree = try PhotoTree(["bbt2.jpg"])
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna")
    let rows = try tree.rows()
    try tree.write(Data(repeating: 0x5A, count: 8192), to: ".photosort/catalog.sqlite")
    let result = try tree.run("scan", ".")
    #expect(result.status == 0)
    #expect(result.errors.hasPrefix("The catalog was damaged and has been made anew"))
    #expect(try tree.rows().map(\.withoutCluster) == rows.map(\.withoutCluster))
    #expect(tree.exists(".photosort/catalog.sqlite.damaged"))
  }

  @Test func undoBringsTheFormerStateBack() throws {
    let tree = try PhotoTree(PhotoTree.groups)
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna")
    try tree.succeed("folders")
    let (table, folders) = (try tree.succeed("export"), try tree.personFolders())
    try tree.nameLargest("Ben")
    try tree.succeed("name", "Anna", "Anne")
    try tree.succeed("folders")
    #expect(try tree.succeed("export") != table)
    try tree.succeed("undo", "2")
    try tree.succeed("folders")
    #expect(try tree.succeed("export") == table)
    #expect(try tree.personFolders() == folders)
    try tree.succeed("undo")
    #expect(try tree.rows().allSatisfy { $0.person == nil })
    #expect(try tree.run("undo").errors == "photosort: there is nothing to take back\n")
    let log = try tree.succeed("log")
    #expect(log.split(separator: "\n").count { $0.hasSuffix("(taken back)") } == 3)
  }

  @Test func renamingAPersonRenamesTheFolder() throws {
    let tree = try PhotoTree(PhotoTree.groups)
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna")
    try tree.succeed("folders")
    let anna = try FolderContents(tree.path("People/Anna"))
    try tree.succeed("name", "anna", "Änne/../Ö")
    try tree.succeed("folders")
    #expect(!tree.exists("People/Anna"))
    #expect(try FolderContents(tree.path("People/Änne_.._Ö")) == anna)
  }

  @Test func namesFromAFileAreGivenAllOrNone() throws {
    let tree = try PhotoTree(PhotoTree.groups)
    try tree.succeed("scan", ".")
    let clusters = try tree.people().map { $0.clusters[0] }
    let good =
      "cluster,name\r\n\(clusters[0]),Anna\r\nunknown-\(clusters[1]),\"Ben, \"\"B\"\"\"\r\n"
    for bad in [
      "999,Carl\n", "\(clusters[2])\n", "\(clusters[2]),\"Carl\n", "\(clusters[0]),Dora\n",
    ] {
      try tree.write(Data((good + bad).utf8), to: "names.csv")
      let result = try tree.run("name", "--from", "names.csv")
      #expect(result.status == 1)
      #expect(result.errors.contains("nothing was named") && result.errors.contains("line 4"))
      #expect(!tree.exists(".photosort/people.jsonl"))
    }
    try tree.write(Data(good.utf8), to: "names.csv")
    try tree.succeed("name", "--from", "names.csv")
    #expect(
      Set(try tree.people().compactMap { $0.person == nil ? nil : $0.name })
        == ["Anna", "Ben, \"B\""])
  }

  @Test func aTornLineOfTheJournalCostsNoOtherName() throws {
    let tree = try PhotoTree(PhotoTree.groups)
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna")
    let rows = try tree.rows()
    let whole = try tree.read(".photosort/people.jsonl")
    try tree.write(whole + whole.prefix(57), to: ".photosort/people.jsonl")
    let result = try tree.run("scan", ".")
    #expect(result.status == 0)
    #expect(result.errors.contains("people.jsonl, line 2: 57 bytes of an unfinished line"))
    #expect(try tree.rows() == rows)
    try tree.nameLargest("Ben")
    #expect(try tree.read(".photosort/people.jsonl.torn-1") == whole.prefix(57))
    #expect(try tree.read(".photosort/people.jsonl").starts(with: whole))
    #expect(Set(try tree.rows().compactMap(\.person)) == ["Anna", "Ben"])
  }
}
