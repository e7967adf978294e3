import FaceInference
import Foundation
import Organizer
import TestSupport
import Testing

@Suite(.needsPhotos) struct CropsTests {
  /// What `crops --json` prints.
  private struct Report: Decodable {
    let crops: [Entry]
    let failures: [Problem]
    let photos: Int
    let leftovers: Int

    struct Entry: Decodable, Equatable {
      let file: String
      let photo: String
      let person: String?
      let state: String?
      let landmarks: [[Double]]
    }

    struct Problem: Decodable {
      let photo: String
    }
  }

  /// A tree of three people's folders, one of them deeper.
  private func people() throws -> PhotoTree {
    let tree = try PhotoTree()
    let shared = try #require(SharedFiles.root).appendingPathComponent("photos/identities/bbt")
    for (photo, name) in [
      ("Penny/penny1.png", "Penny/a.png"), ("Penny/penny2.png", "Penny/b.png"),
      ("Amy/amy1.png", "Amy/a.png"), ("Raj/raj1.png", "friends/Raj/r.png"),
    ] {
      try tree.write(try Data(contentsOf: shared.appendingPathComponent(photo)), to: "in/" + name)
    }
    try tree.add("bbt1.jpg", as: "in/all.jpg")
    return tree
  }

  private func image(_ tree: PhotoTree, _ name: String) throws -> Image {
    let bytes = [UInt8](try tree.read(name))
    return try PhotoDecoder().decode(bytes.span).image
  }

  private func report(_ result: Program.Result) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
  }

  @Test func everyPersonHasAFolderOfCropsAndTheListNamesThem() throws {
    let tree = try people()
    let before = try FolderContents(tree.path("in"))
    let output = try tree.succeed("crops", "in", "-o", "out")
    #expect(output.hasPrefix("8 crops of 4 people from 5 photos in \(tree.path("out")).\n"))
    #expect(try FolderContents(tree.path("in")) == before, "photos are only read")
    let files = try FolderContents(tree.path("out")).files.map(\.text)
    let pictures = [
      "Amy/a-1.png", "Penny/a-1.png", "Penny/b-1.png", "all-1.png", "all-2.png", "all-3.png",
      "all-4.png", "friends/Raj/r-1.png",
    ]
    #expect(files.sorted() == ([".photosort-crops", "crops.csv"] + pictures).sorted())
    for file in pictures {
      let crop = try image(tree, "out/" + file)
      #expect(crop.width == 112 && crop.height == 112)
    }
    let rows = try CSVText.rows(of: [UInt8](try tree.read("out/crops.csv")))
    #expect(rows.first?.fields.prefix(3) == ["file", "photo", "person"])
    #expect(Set(rows.map(\.fields.count)) == [21])
    #expect(rows.dropFirst().map(\.fields[0]).sorted() == pictures.sorted())
    let raj = try #require(rows.first { $0.fields[1] == "friends/Raj/r.png" })
    #expect(raj.fields[2] == "friends/Raj")
  }

  @Test(arguments: ["png", "jpg"])
  func anotherRunWithOtherWorkersGivesTheSameBytes(format: String) throws {
    let tree = try people()
    try tree.succeed("crops", "in", "-o", "out", "--format", format, "--jobs", "1")
    let first = try FolderContents(tree.path("out"))
    try tree.succeed("crops", "in", "-o", "out", "--format", format, "--jobs", "3")
    #expect(try FolderContents(tree.path("out")).differences(from: first).isEmpty)
    try tree.succeed("crops", "in", "-o", "other", "--format", format)
    #expect(try FolderContents(tree.path("other")).differences(from: first).isEmpty)
  }

  @Test func aMarginShowsMoreOfThePhotoAtTheSameScale() throws {
    let tree = try people()
    try tree.succeed("crops", "in", "-o", "plain", "--size", "96")
    try tree.succeed("crops", "in", "-o", "wide", "--size", "96", "--margin", "16")
    let (plain, wide) = (try image(tree, "plain/Amy/a-1.png"), try image(tree, "wide/Amy/a-1.png"))
    #expect(plain.width == 96 && wide.width == 128 && wide.height == 128)
    for y in 0..<96 {
      let start = ((y + 16) * 128 + 16) * 3
      #expect(plain.pixels[(y * 288)..<(y * 288 + 288)] == wide.pixels[start..<(start + 288)])
    }
  }

  @Test func mainTakesOneFaceOfEachPhotoAndMinSideLeavesSmallOnesOut() throws {
    let tree = try people()
    let main = try report(try tree.run("crops", "in", "-o", "main", "--faces", "main", "--json"))
    #expect(main.crops.count == 5 && main.photos == 5)
    #expect(main.crops.filter { $0.photo == "all.jpg" }.map(\.file) == ["all-1.png"])
    #expect(main.crops.allSatisfy { $0.landmarks.count == 5 })
    let none = try tree.run("crops", "in", "-o", "none", "--min-side", "5000")
    #expect(none.status == 0)
    #expect(none.output.contains("0 crops of 0 people"))
    #expect(none.output.contains("No face to cut out of 5 photos: Amy/a.png, Penny/a.png"))
  }

  @Test func aBadPhotoIsReportedAndTheOthersAreCut() throws {
    let tree = try people()
    try tree.write(Data("no photo".utf8), to: "in/Amy/bad.jpg")
    try tree.write(Data("notes".utf8), to: "in/Amy/notes.txt")
    let result = try tree.run("crops", "in", "-o", "out")
    #expect(result.status == 2)
    #expect(result.errors == "Amy/bad.jpg: the file is not a photo of any known format\n")
    #expect(result.output.contains("1 photo could not be read."))
    #expect(tree.exists("out/Amy/a-1.png") && tree.exists("out/crops.csv"))
  }

  @Test func aPersonsFolderMayBeCalledAsTheListOfCrops() throws {
    let tree = try people()
    try tree.write(try tree.read("in/Amy/a.png"), to: "in/Crops.csv/x.png")
    let report = try report(try tree.run("crops", "in", "-o", "out", "--faces", "main", "--json"))
    let crop = try #require(report.crops.first { $0.photo == "Crops.csv/x.png" })
    #expect(crop.file == "Crops.csv (2)/x-1.png" && crop.person == "Crops.csv")
    #expect(tree.exists("out/" + crop.file))
    #expect(try tree.read("out/crops.csv").starts(with: Data("file,photo,person".utf8)))
  }

  @Test func cropsInTheFolderOfPhotosAreNeverTakenForPhotos() throws {
    let tree = try people()
    let first = try tree.succeed("crops", "in", "-o", "in/crops", "--faces", "main")
    #expect(first.hasPrefix("5 crops of 4 people from 5 photos"))
    let again = try tree.succeed("crops", "in", "-o", "in/crops", "--faces", "main")
    #expect(again.hasPrefix("5 crops of 4 people from 5 photos"))
    #expect(again.contains("Passed over: 1 made by photosort."))
    let other = try tree.succeed("crops", "in", "-o", "other", "--faces", "main")
    #expect(other.hasPrefix("5 crops of 4 people from 5 photos"))
    let scanned = try tree.succeed("scan", "in")
    #expect(scanned.hasPrefix("5 photos, 8 faces"))
  }

  @Test func nothingIsWrittenWhereOtherFilesLie() throws {
    let tree = try people()
    let before = try FolderContents(tree.root)
    let itself = try tree.run("crops", "in", "-o", "in")
    #expect(itself.status == 1)
    #expect(itself.errors.contains("the photos lie in it"))
    let above = try tree.run("crops", "in", "-o", ".")
    #expect(above.status == 1 && above.errors.contains("the photos lie in it"))
    let strange = try tree.run("crops", "in/friends", "-o", "in/Penny")
    #expect(strange.status == 1)
    #expect(strange.errors.contains("it holds files that photosort crops did not make"))
    let missing = try tree.run("crops", "nowhere", "-o", "out")
    #expect(missing.status == 1 && missing.errors.contains("No such file or directory"))
    let file = try tree.run("crops", "in/all.jpg", "-o", "out")
    #expect(file.status == 1 && file.errors.contains("in/all.jpg is no folder"))
    #expect(try FolderContents(tree.root) == before)
  }

  /// A link among the crops could lead to photos.
  @Test func aLinkInTheOutputIsNotFollowed() throws {
    let tree = try people()
    try tree.makeFolder("out")
    try tree.write(Data(), to: "out/.photosort-crops")
    try FileManager.default.createSymbolicLink(
      atPath: tree.path("out/Amy"), withDestinationPath: tree.path("in/Amy"))
    let before = try FolderContents(tree.path("in"))
    let result = try tree.run("crops", "in", "-o", "out")
    #expect(result.status == 1)
    #expect(result.errors.contains("out/Amy: not written"))
    #expect(try FolderContents(tree.path("in")) == before)
    #expect(tree.exists("out/Penny/a-1.png"))
  }

  @Test func whatAnEarlierRunLeftIsTold() throws {
    let tree = try people()
    try tree.succeed("crops", "in", "-o", "out", "--faces", "main")
    let second = try tree.succeed("crops", "in", "-o", "out", "--faces", "main", "--format", "jpg")
    #expect(second.contains("5 crops of an earlier run are still there"))
    #expect(tree.exists("out/Amy/a-1.png") && tree.exists("out/Amy/a-1.jpg"))
  }

  @Test func namedFacesOfALibraryGoToFoldersOfTheirNames() throws {
    let tree = try PhotoTree(PhotoTree.groups)
    let early = try tree.run("crops", "--named", "-o", "out")
    #expect(early.status == 1 && early.errors.contains("there is no library"))
    try tree.succeed("scan", ".")
    try tree.nameLargest("Anna/../x", "Ben")
    let report = try report(try tree.run("crops", "--named", "-o", "out", "--json"))
    let named = try tree.rows().filter { $0.person != nil }
    #expect(report.crops.count == named.count && !named.isEmpty)
    #expect(
      Set(report.crops.map { [$0.photo, $0.person] }) == Set(named.map { [$0.photo, $0.person] }))
    #expect(Set(report.crops.compactMap(\.state)) == Set(named.map(\.state)))
    let folders = Set(report.crops.map { $0.file.split(separator: "/").dropLast().joined() })
    #expect(folders == ["Anna_.._x", "Ben"])
    for crop in report.crops { #expect(try image(tree, "out/" + crop.file).width == 112) }
    try tree.write(try PhotoTree.photo("sad.jpg"), to: PhotoTree.groups[0])
    let changed = try tree.run("crops", "--named", "-o", "out")
    #expect(changed.status == 2)
    #expect(changed.errors.contains("it has changed since the last scan; scan again"))
  }

  @Test func aDamagedPhotoOfALibraryIsToldOf() throws {
    let tree = try PhotoTree()
    let whole = try PhotoTree.photo("bbt1.jpg")
    try tree.write(whole.prefix(whole.count * 9 / 10), to: "torn.jpg")
    try tree.run("scan", ".")
    try tree.nameLargest("Ben")
    let result = try tree.run("crops", "--named", "-o", "out")
    #expect(result.errors.hasPrefix("torn.jpg: the photo is damaged, only "))
  }

  /// Also where workers keep all processors busy.
  @Test(arguments: ["1", "8"])
  func anInterruptionLeavesWholeCropsAndNoList(jobs: String) throws {
    let tree = try people()
    for number in 0..<150 { try tree.add("bbt2.jpg", as: "in/Group/\(number).jpg") }
    let run = try Program.start(["crops", "in", "-o", "out", "--jobs", jobs], in: tree.root)
    run.wait { tree.exists("out/Amy/a-1.png") }
    run.kill(SIGINT)
    let result = try run.result()
    #expect(result.status == 130)
    #expect(!tree.exists("out/crops.csv"))
    for file in try FolderContents(tree.path("out")).files where file.text.hasSuffix(".png") {
      #expect(try image(tree, "out/" + file.text).width == 112)
    }
  }
}
