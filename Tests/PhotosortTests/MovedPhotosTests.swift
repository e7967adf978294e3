import Foundation
import Testing

@Suite(.needsPhotos) struct MovedPhotosTests {
  private func named(_ photos: [String] = PhotoTree.groups) throws -> PhotoTree {
    let tree = try PhotoTree(photos)
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna", "Ben")
    try tree.succeed("scan", ".")
    return tree
  }

  private func withoutPath(_ rows: [ExportRow]) -> Set<[String]> {
    Set(rows.map { Array($0.withoutCluster.dropFirst()) + ["\($0.cluster ?? 0)"] })
  }

  @Test func aMovedAndRenamedPhotoKeepsItsNames() throws {
    let tree = try named()
    let rows = try tree.rows()
    try tree.makeFolder("2019/Ferien")
    try tree.move("bbt1.jpg", to: "2019/Ferien/erstes Bild.JPG")
    let output = try tree.succeed("scan", ".")
    #expect(output.contains("1 photo gone or moved."))
    #expect(output.contains("Read 1 file "))
    #expect(try withoutPath(tree.rows()) == withoutPath(rows))
    #expect(Set(try tree.rows().map(\.photo)).contains("2019/Ferien/erstes Bild.JPG"))
    #expect(try tree.reports().names.contains("2019/Ferien/erstes Bild.JPG.json"))
    #expect(try !tree.reports().names.contains("bbt1.jpg.json"))
    expectWholeLinks(tree)
  }

  @Test func aMovedTreeKeepsEverything() throws {
    let tree = try named()
    let (rows, before) = (try tree.rows(), try tree.contents())
    try tree.moveRoot(to: "Elsewhere")
    let output = try tree.succeed("scan", ".")
    #expect(output.contains("Nothing new") && output.contains("0 outputs written, 0 removed."))
    #expect(try tree.contents() == before)
    #expect(try tree.rows() == rows)
    expectWholeLinks(tree)
  }

  @Test func scanningACopyOfATreeLeavesTheOriginalAlone() throws {
    let tree = try named()
    let original = try FolderContents(tree.root)
    let copy = tree.beside("Copy")
    try FileManager.default.copyItem(atPath: tree.root, toPath: copy)
    try FileManager.default.removeItem(atPath: copy + "/bbt1.jpg")
    let result = try Program.run(["scan", copy])
    #expect(result.status == 0)
    #expect(try FolderContents(tree.root).differences(from: original) == [])
    #expect(!FileManager.default.fileExists(atPath: copy + "/.photosort/reports/bbt1.jpg.json"))
  }

  @Test func copiesOfAPhotoShareTheirFacesAndHaveARowEach() throws {
    let tree = try PhotoTree(["bbt2.jpg"])
    try tree.add("bbt2.jpg", as: "again/bbt2.jpg")
    try tree.add("bbt2.jpg", as: "again/copy.jpg")
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna")
    try tree.succeed("scan", ".")
    let rows = Dictionary(grouping: try tree.rows(), by: \.photo)
    #expect(rows.keys.sorted() == ["again/bbt2.jpg", "again/copy.jpg", "bbt2.jpg"])
    let faces = rows.mapValues { $0.map { $0.withoutCluster.dropFirst() } }
    #expect(Set(faces.values).count == 1)
    // One photo is one link, however often it lies in the tree, and counts once.
    #expect(try FolderContents(tree.path("People/Anna")).names.count == 2)
    #expect(try tree.people().first?.faces == 1)
    #expect(try tree.reports().names.count == 4)
  }

  /// Without bbt2.jpg: whether one of its faces stays alone depends on who else is there.
  @Test func aDeletedPhotoLeavesNothingAndReturnsWithEverything() throws {
    let tree = try named(PhotoTree.groups.filter { $0 != "bbt2.jpg" })
    let (before, rows) = (try tree.contents(), try tree.rows())
    try tree.moveOut("bbt1.jpg")
    let output = try tree.succeed("scan", ".")
    #expect(output.contains("1 photo gone or moved."))
    #expect(try !tree.contents().names.contains { $0.contains("bbt1") })
    #expect(try tree.rows() == rows.filter { $0.photo != "bbt1.jpg" })
    try tree.moveBack("bbt1.jpg")
    #expect(try tree.succeed("scan", ".").contains("Nothing new"))
    let changes = try tree.contents().differences(from: before)
    #expect(changes == [])
    #expect(try tree.rows() == rows)
  }

  @Test func aPhotoThatReturnsHasAllNamesAgainWhateverTheNumbersOfOthers() throws {
    let tree = try named()
    let rows = try tree.rows()
    try tree.moveOut("bbt1.jpg")
    try tree.succeed("scan", ".")
    let others = rows.filter { $0.photo != "bbt1.jpg" }
    #expect(try tree.rows().map(\.withoutCluster) == others.map(\.withoutCluster))
    try tree.moveBack("bbt1.jpg")
    try tree.succeed("scan", ".")
    #expect(try tree.rows().map(\.withoutCluster) == rows.map(\.withoutCluster))
  }

  @Test func aPersonWithoutPhotosHasNoFolderUntilTheyReturn() throws {
    let tree = try PhotoTree(["bbt2.jpg", "sad.jpg"])
    try tree.succeed("scan", ".")
    let cluster = try #require(try tree.rows().first { $0.photo == "sad.jpg" }?.cluster)
    try tree.succeed("name", "\(cluster)", "Anna")
    try tree.succeed("scan", ".")
    let before = try tree.contents()
    try tree.moveOut("sad.jpg")
    try tree.succeed("scan", ".")
    #expect(!tree.exists("People/Anna"))
    #expect(
      try tree.succeed("status").contains("1 decision about faces in photos that are not here"))
    try tree.moveBack("sad.jpg")
    try tree.succeed("scan", ".")
    let changes = try tree.contents().differences(from: before)
    #expect(changes == [])
  }

  @Test func anEmptyFolderIsTakenForAMissingDrive() throws {
    let tree = try PhotoTree(["bbt2.jpg"])
    for photo in ["bbt1.jpg", "bbt5.jpg"] { try tree.add(photo, as: "drive/2019/" + photo) }
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna", "Ben")
    try tree.succeed("scan", ".")
    let (before, rows) = (try tree.contents(), try tree.rows())
    try tree.moveOut("drive")
    try tree.makeFolder("drive")
    let output = try tree.succeed("scan", ".")
    #expect(output.contains("2 photos kept although the folder is empty: is a drive missing?"))
    #expect(output.contains("0 outputs written, 0 removed."))
    #expect(try tree.rows() == rows)
    try tree.remove("drive")
    try tree.moveBack("drive")
    #expect(try tree.succeed("scan", ".").contains("Nothing new"))
    let changes = try tree.contents().differences(from: before)
    #expect(changes == [])
  }

  @Test func photosOnAMissingDriveDoNotStopAChangeOfModels() throws {
    let tree = try PhotoTree(["bbt2.jpg"])
    try tree.add("bbt1.jpg", as: "drive/bbt1.jpg")
    for model in ["mobilefacenet", "mobileface_v2"] {
      for name in ["yunet_n.onnx", model + ".onnx"] {
        try FileManager.default.createDirectory(
          atPath: tree.beside(model), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
          atPath: tree.beside(model) + "/" + name,
          withDestinationPath: try #require(Program.models) + "/" + name)
      }
    }
    try tree.succeed("scan", ".", "--models", tree.beside("mobilefacenet"))
    let cluster = try #require(try tree.rows().first { $0.photo == "bbt2.jpg" }?.cluster)
    try tree.succeed("name", "\(cluster)", "Anna")
    try tree.moveOut("drive")
    try tree.makeFolder("drive")
    try tree.succeed("scan", ".", "--models", tree.beside("mobileface_v2"))
    #expect(try tree.rows().contains { $0.photo == "drive/bbt1.jpg" })
    #expect(try tree.rows().contains { $0.person == "Anna" && $0.state == "confirmed" })
    try tree.remove("drive")
    try tree.moveBack("drive")
    let output = try tree.succeed("scan", ".", "--models", tree.beside("mobileface_v2"))
    #expect(output.contains("Read 1 file "))
  }

  private func expectWholeLinks(
    _ tree: PhotoTree, at location: SourceLocation = #_sourceLocation
  ) {
    let names = (try? tree.personFolders().names) ?? []
    #expect(!names.isEmpty, sourceLocation: location)
    for name in names {
      #expect(tree.exists("People/" + name), "\(name)", sourceLocation: location)
    }
  }
}

extension PhotoTree {
  /// Takes something out of the tree, as it is.
  fileprivate func moveOut(_ name: String) throws {
    try FileManager.default.moveItem(atPath: path(name), toPath: beside(name))
  }

  fileprivate func moveBack(_ name: String) throws {
    try FileManager.default.moveItem(atPath: beside(name), toPath: path(name))
  }
}
