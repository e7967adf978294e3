import Foundation
import Testing

@Suite(.needsPhotos) struct PersonFolderTests {
  @Test func whatSomebodyElsePutsIntoAFolderStays() throws {
    let tree = try PhotoTree(["bbt2.jpg", "bbt3.jpg"])
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna")
    try tree.succeed("folders")
    try tree.write(Data("mine".utf8), to: "People/Anna/notes.txt")
    try tree.write(try PhotoTree.photo("sad.jpg"), to: "People/Anna/sad.jpg")
    try link(tree, "People/Anna/film.mp4", to: "../../film.mp4")
    try tree.succeed("name", "Anna", "Anne")
    try tree.succeed("folders")
    #expect(
      try FolderContents(tree.path("People/Anna")).names == ["film.mp4", "notes.txt", "sad.jpg"])
    #expect(tree.exists("People/Anne"))
    try tree.succeed("undo", "2")
    try tree.succeed("folders")
    #expect(!tree.exists("People/Anne"))
    #expect(
      try FolderContents(tree.path("People/Anna")).names == ["film.mp4", "notes.txt", "sad.jpg"])
  }

  @Test func aFolderThatSomebodyElseMadeIsNeverTouched() throws {
    let tree = try PhotoTree(["bbt2.jpg", "bbt3.jpg"])
    try tree.write(Data("mine".utf8), to: "People/anna/notes.txt")
    try link(tree, "People/anna/undated bbt2.jpg", to: "../../bbt2.jpg")
    let mine = try FolderContents(tree.path("People/anna"))
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna")
    try tree.succeed("folders")
    #expect(try FolderContents(tree.path("People/anna")) == mine)
    #expect(tree.exists("People/Anna (2)/undated bbt2.jpg"))
    try tree.succeed("undo")
    try tree.succeed("folders")
    #expect(try tree.personFolders().names == ["anna", "anna/notes.txt", "anna/undated bbt2.jpg"])
  }

  @Test func aFileInTheWayOfALinkIsReportedAndStays() throws {
    let tree = try PhotoTree(["bbt2.jpg", "bbt3.jpg"])
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna")
    try tree.succeed("folders")
    let links = try FolderContents(tree.path("People/Anna"))
    let name = try #require(links.names.last)
    try tree.remove("People/Anna/\(name)")
    try tree.write(Data("mine".utf8), to: "People/Anna/\(name)")
    let result = try tree.run("scan", ".")
    #expect(result.status == 1)
    #expect(result.errors.contains("People/Anna/\(name): not written: File exists"))
    #expect(try tree.read("People/Anna/\(name)") == Data("mine".utf8))
  }

  @Test func linksLeadToThePhotosWhereverTheFoldersAre() throws {
    let tree = try PhotoTree(["bbt2.jpg"])
    try tree.add("bbt3.jpg", as: "a/b/bbt3.jpg")
    try FileManager.default.createDirectory(
      atPath: tree.beside("really/far/away"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: tree.beside("near"), withDestinationPath: tree.beside("really/far/away"))
    try tree.succeed("scan", ".", "--people-dir", tree.beside("near/Who is who"))
    try tree.nameLargest("Anna")
    // The place is remembered.
    try tree.succeed("folders")
    let folder = tree.beside("really/far/away/Who is who/Anna")
    let names = try FolderContents(folder).names.filter { $0.first != "." }
    #expect(names == ["undated bbt2.jpg", "undated bbt3.jpg"])
    for name in names { #expect(FileManager.default.fileExists(atPath: folder + "/" + name)) }
    #expect(!tree.exists("People"))
  }

  @Test func reportsBesidePhotosNeverReplaceOtherFiles() throws {
    let tree = try PhotoTree(["bbt2.jpg", "bbt3.jpg"])
    let takeout = Data("{\"title\": \"bbt2.jpg\", \"photoTakenTime\": {}}".utf8)
    try tree.write(takeout, to: "bbt2.jpg.json")
    let result = try tree.run("scan", ".", "--reports", "beside")
    #expect(result.status == 1)
    #expect(result.errors.contains("bbt2.jpg.json: not written: File exists"))
    #expect(try tree.read("bbt2.jpg.json") == takeout)
    #expect(tree.exists("bbt3.jpg.json"))
    // Back to the usual place; what was written beside the photos goes.
    try tree.succeed("scan", ".", "--reports", tree.path(".photosort/reports"))
    #expect(try tree.read("bbt2.jpg.json") == takeout)
    #expect(!tree.exists("bbt3.jpg.json"))
    #expect(try tree.reports().names == ["bbt2.jpg.json", "bbt3.jpg.json"])
  }

  private func link(_ tree: PhotoTree, _ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: tree.path(name), withDestinationPath: target)
  }
}
