import Foundation
import TestSupport
import Testing

@Suite(.needsPhotos) struct GalleryTests {
  private var gallery: String {
    SharedFiles.root?.appendingPathComponent("photos/identities/bbt").path ?? ""
  }

  /// Who is in each photo, as a person saw it.
  private func labels() throws -> Set<[String]> {
    let text = String(decoding: try PhotoTree.photo("labels.csv"), as: UTF8.self)
    return Set(
      text.split(whereSeparator: \.isNewline).dropFirst().map {
        $0.split(separator: ",").prefix(2).map(String.init)
      })
  }

  @Test func peopleOfAGalleryAreRecognizedAndNobodyElseIs() throws {
    let tree = try PhotoTree(PhotoTree.groups)
    let output = try tree.succeed("scan", ".", "--gallery", gallery)
    #expect(output.contains("Gallery: 40 references enrolled, 0 known, 0 not usable, of 8 people."))
    let labels = try labels()
    let named = try tree.rows().compactMap { row in row.person.map { [row.photo, $0] } }
    let wrong = Set(named).subtracting(labels)
    #expect(wrong.isEmpty)
    #expect(Set(named).count == named.count, "nobody is in a photo twice")
    #expect(Double(named.count) >= 0.9 * Double(labels.count), "\(named.count) of \(labels.count)")
    #expect(try tree.rows().allSatisfy { $0.state != "confirmed" })
    let again = try tree.succeed("scan", ".", "--gallery", gallery)
    #expect(again.contains("Gallery: 0 references enrolled, 40 known, 0 not usable, of 8 people."))
    #expect(again.contains("0 outputs written, 0 removed."))
    try expectRecognizedWithoutCatalog(tree)
  }

  /// The library keeps copies of what was enrolled.
  private func expectRecognizedWithoutCatalog(_ tree: PhotoTree) throws {
    let rows = try tree.rows()
    try tree.remove(".photosort/catalog.sqlite")
    try tree.succeed("scan", ".")
    #expect(try tree.rows().map(\.withoutCluster) == rows.map(\.withoutCluster))
  }

  @Test func aReferenceMustShowOneFaceClearly() throws {
    let tree = try PhotoTree(["sad.jpg"])
    try tree.succeed("scan", ".")
    let group = try #require(SharedFiles.root).appendingPathComponent("photos/albums/bbt/bbt1.jpg")
      .path
    let penny = gallery + "/Penny/penny1.png"
    try tree.write(Data("no photo".utf8), to: "page.jpg")
    let result = try tree.run("gallery", "add", "Penny", penny, group, "page.jpg", "nowhere.jpg")
    #expect(result.status == 2)
    #expect(result.output == "Gallery: 1 reference enrolled, 0 known, 3 not usable, of 1 person.\n")
    #expect(
      result.errors.contains("4 faces, none clearly the largest; crop it to the person meant"))
    #expect(result.errors.contains("nowhere.jpg (Penny): No such file or directory; not enrolled"))
    #expect(try tree.succeed("gallery", "list").contains("Penny"))
    try tree.succeed("undo")
    #expect(try !tree.succeed("gallery", "list").contains("Penny"))
  }

  @Test func namesThatCommandsTakeForAClusterAreNotEnrolled() throws {
    let tree = try PhotoTree(["sad.jpg"])
    try tree.succeed("scan", ".")
    let penny = gallery + "/Penny/penny1.png"
    let result = try tree.run("gallery", "add", "unknown-2", penny)
    #expect(result.status == 2)
    #expect(result.errors.contains("(unknown-2): 'unknown-2' is no name: commands take it for a"))
    #expect(try !tree.succeed("gallery", "list").contains("unknown-2"))
  }

  @Test func anInterruptedImportKeepsWhoWasEnrolledBefore() throws {
    let tree = try PhotoTree(["sad.jpg"])
    try tree.succeed("scan", ".")
    let photo = try Data(contentsOf: URL(fileURLWithPath: gallery + "/Amy/amy1.png"))
    try tree.write(photo, to: "people/Amy/1.png")
    for number in 0..<1500 { try tree.add("bbt2.jpg", as: "people/Zed/\(number).jpg") }
    let run = try Program.start(["gallery", "import", "people"], in: tree.root)
    run.wait { tree.exists(".photosort/gallery") }
    run.kill(SIGINT)
    let result = try run.result()
    #expect(result.status == 130)
    #expect(result.errors == "photosort: interrupted; who was enrolled before that is\n")
    let list = try tree.succeed("gallery", "list")
    #expect(list.contains("Amy") && !list.contains("Zed"))
  }

  @Test func aFolderWithoutPeopleIsToldOf() throws {
    let tree = try PhotoTree(["sad.jpg"])
    try tree.succeed("scan", ".")
    try tree.add("bbt1.jpg", as: "loose/bbt1.jpg")
    let result = try tree.run("gallery", "import", "loose")
    #expect(result.status == 1)
    #expect(result.errors.contains("loose has no folder with a person's photos in it"))
  }

  @Test func verificationTellsOnePersonFromTwo() throws {
    let photos = ["Penny/penny1.png", "Penny/penny2.png", "Amy/amy1.png"].map { gallery + "/" + $0 }
    let same = try Program.run(["verify", photos[0], photos[1]])
    #expect(same.status == 0 && same.output.hasPrefix("the same person: similarity 0."))
    let different = try Program.run(["verify", photos[0], photos[2]])
    #expect(different.status == 0 && different.output.hasPrefix("different people: similarity "))
    let missing = try Program.run(["verify", photos[0], "/nowhere.jpg"])
    #expect(missing.status == 1)
    #expect(missing.errors == "photosort: /nowhere.jpg: No such file or directory\n")
  }
}
