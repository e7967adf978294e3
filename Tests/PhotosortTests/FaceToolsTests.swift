import Foundation
import FoundationXML
import TestSupport
import Testing

/// The commands that look at faces and measure them, run on painted photos.
@Suite struct FaceToolsTests {
  /// A scanned tree of people's folders, and the folder of its models.
  private func people() throws -> (tree: PhotoTree, models: String) {
    let tree = try PhotoTree()
    let models = try tree.writeModels([.detector, .pixels])
    var photos: [String: [Int]] = ["group.png": [0, 1, 2], "empty.png": []]
    for (person, name) in ["Anna", "Ben", "Clara"].enumerated() {
      for number in 1...3 { photos["\(name)/\(number).png"] = [person] }
    }
    try tree.paint(photos)
    let scan = try tree.tiny(["scan", "."], models: models)
    #expect(scan.status == 0, "\(scan.errors)")
    return (tree, models)
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// A number of a JSON object within another.
  private func number(_ object: [String: Any], _ key: String, _ inner: String) -> Double? {
    ((object[key] as? [String: Any])?[inner] as? NSNumber)?.doubleValue
  }

  @Test func findTellsWhoIsInAPhotoAndTheNearestFaces() throws {
    let (tree, models) = try people()
    let rows = try JSONDecoder().decode(
      [ExportRow].self, from: Data(try tree.tiny(["export", "--json"]).output.utf8))
    let cluster = try #require(rows.first { $0.photo == "Anna/1.png" }?.cluster)
    #expect(try tree.tiny(["name", "\(cluster)", "Anna"]).status == 0)
    // A photo of the library needs no models.
    let known = try tree.tiny(["find", "Anna/1.png", "--count", "3"])
    #expect(known.status == 0, "\(known.errors)")
    #expect(known.output.hasPrefix("Face 1 of 1, 0,32 32×32: Anna, confirmed\n"))
    #expect(known.output.contains("Anna/2.png") && known.output.contains("group.png"))
    #expect(!known.output.contains("Anna/1.png") && !known.output.contains("Ben/"))
    let new = tree.beside("new.png")
    try TinyModel.photo(of: [1, 0], seed: 77).write(to: URL(fileURLWithPath: new))
    let found = try tree.tiny(["find", new, "--json", "--count", "2"], models: models)
    let faces = try #require(try object(found.output)["faces"] as? [[String: Any]])
    #expect(faces.map { $0["person"] as? String } == [nil, "Anna"])
    #expect(faces.allSatisfy { ($0["nearest"] as? [Any])?.count == 2 })
  }

  @Test func findSaysWhatIsInTheWay() throws {
    let (tree, models) = try people()
    let empty = try tree.tiny(["find", "empty.png"], models: models)
    #expect(empty.status == 1 && empty.errors == "photosort: empty.png: no face found\n")
    try tree.write(Data("text".utf8), to: "note.jpg")
    let text = try tree.tiny(["find", "note.jpg"], models: models)
    #expect(text.status == 1 && text.errors.contains("not a photo of any known format"))
    let missing = try tree.tiny(["find", "nowhere.jpg"], models: models)
    #expect(missing.errors == "photosort: nowhere.jpg: No such file or directory\n")
    #expect(try tree.tiny(["find", "group.png", "--count", "0"]).status == 64)
    let elsewhere = try Program.run(["find", tree.path("group.png")], in: tree.beside("models"))
    #expect(elsewhere.status == 1 && elsewhere.errors.contains("there is no library at or above"))
  }

  @Test func inspectDrawsThePhotoAndCutsItsFaces() throws {
    let (tree, models) = try people()
    let before = try tree.contents()
    let out = tree.beside("looked")
    let result = try tree.tiny(["inspect", "group.png", "-o", out, "--json"], models: models)
    #expect(result.status == 0, "\(result.errors)")
    let files = try FolderContents(out)
    #expect(
      files.names == [
        ".photosort-crops", "face-1.png", "face-2.png", "face-3.png", "faces.png",
      ])
    let faces = try #require(try object(result.output)["faces"] as? [[String: Any]])
    #expect(faces.map { $0["crop"] as? String } == (1...3).map { "\(out)/face-\($0).png" })
    #expect(try tree.contents() == before, "nothing in the tree changes")
    let again = try tree.tiny(["inspect", "group.png", "-o", out], models: models)
    #expect(again.status == 0)
    #expect(try FolderContents(out) == files, "the same bytes")
    // Outside a library, and without pictures.
    try FileManager.default.copyItem(atPath: tree.path("group.png"), toPath: out + "/../g.png")
    let outside = try Program.run(
      ["inspect", "g.png"], in: tree.beside("models") + "/..", models: models)
    #expect(outside.status == 0 && outside.output.contains("nobody known"), "\(outside.errors)")
  }

  @Test func inspectNeverWritesAmongPhotos() throws {
    let (tree, models) = try people()
    let before = try tree.contents()
    for folder in [".", "Anna"] {
      let result = try tree.tiny(
        ["inspect", "Anna/1.png", "-o", folder], models: models)
      #expect(result.status == 1 && result.errors.contains("crops cannot go to"))
      #expect(try tree.contents() == before)
    }
    for arguments in [["inspect", "Anna/1.png"], ["crops", "."]] {
      let own = try tree.tiny(arguments + ["-o", ".photosort/new"], models: models)
      #expect(own.status == 1 && own.errors.contains("lies in a library's own folder"))
      #expect(try tree.contents() == before)
    }
  }

  @Test func foldersOfPeopleAreMeasured() throws {
    let (tree, models) = try people()
    try tree.makeFolder("people")
    for folder in ["Anna", "Ben", "Clara"] { try tree.move(folder, to: "people/\(folder)") }
    #expect(try tree.tiny(["scan", "."], models: models).status == 0)
    let evaluated = try tree.tiny(["evaluate", "people", "--identify", "--json"])
    let scores = try object(evaluated.output)
    #expect(number(scores, "b_cubed", "f") == 1)
    #expect(number(scores, "closed_set", "linear_svm") == 1)
    #expect((scores["impossible_pairs"] as? NSNumber)?.intValue == 0)
    let curves = tree.beside("curves")
    let calibrated = try tree.tiny(["calibrate", "people", "-o", curves])
    #expect(calibrated.status == 0, "\(calibrated.errors)")
    #expect(calibrated.output.contains("9 photos of 3 people: 9 pairs of one person, 27 of two."))
    #expect(calibrated.output.contains("\"thresholds\": {"))
    #expect(try FolderContents(curves).names.count == 4)
    let compared = try tree.tiny(["compare", "people", "--json"])
    let rows = try JSONSerialization.jsonObject(with: Data(compared.output.utf8))
    let methods = (rows as? [[String: Any]]) ?? []
    #expect(methods.count == 12)
    #expect((methods.first?["b_cubed_f"] as? NSNumber)?.doubleValue == 1)
  }

  @Test func whatCannotBeMeasuredIsTold() throws {
    let (tree, _) = try people()
    for command in ["calibrate", "compare"] {
      let one = try tree.tiny([command, "Anna"])
      #expect(one.status == 1)
      #expect(one.errors.contains("3 photos in Anna itself, in nobody's folder"), "\(one.errors)")
      #expect(one.errors.contains("name the one that holds the people's folders"))
      let photo = try tree.tiny([command, "Anna/1.png"])
      #expect(photo.status == 1 && photo.errors.contains("Anna/1.png is no folder"))
      let none = try tree.tiny([command, ".photosort"])
      #expect(none.status == 1 && none.errors.contains("the library knows no face in"))
      let few = try tree.tiny([command, ".", "--people", "9", "--photos", "3"])
      #expect(few.errors.contains("only 3 people in . have 3 photos or more; 9 are wanted"))
      #expect(try tree.tiny([command, ".", "--photos", "3"]).status == 64)
    }
    #expect(try tree.tiny(["compare", ".", "--threshold", "2"]).status == 64)
  }

  @Test func thresholdsOfAnotherEmbedderAreNoMeasure() throws {
    let (tree, _) = try people()
    let other = tree.beside("other")
    try FileManager.default.copyItem(atPath: tree.root, toPath: other)
    try FileManager.default.removeItem(atPath: other + "/.photosort")
    let models = try tree.writeModels([.detector, .mirrored], to: "other models")
    #expect(try Program.run(["scan", ".", "-q"], in: other, models: models).status == 0)
    let compared = try tree.tiny(["compare", ".", "--choose-on", other])
    #expect(compared.status == 1)
    #expect(compared.errors.contains("thresholds would be chosen with tiny-mirrored@"))
  }

  @Test func pairsOfOtherPhotosAreNoMeasure() throws {
    let (tree, _) = try people()
    let pairs = "2\t1\nX\t1\t2\nX\t1\tY\t1\nZ\t1\t2\nZ\t1\tY\t1\n"
    try tree.write(Data(pairs.utf8), to: "pairs.txt")
    let result = try tree.tiny(["evaluate", ".", "--pairs", tree.path("pairs.txt")])
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.contains("its first is X/X_0001.jpg and X/X_0002.jpg"))
  }

  @Test func aListOfPairsThatIsNoneIsToldInWords() throws {
    let (tree, _) = try people()
    for (text, words) in [
      ("", "it is empty"), ("5 30\n", "line 1 is '5 30', where two numbers"),
      ("1\t1\nA\t1\t2\n", "announces 2 pairs of both kinds, and 1 line follows"),
      ("1\t1\nA\t1\nA\t1\tB\t2\n", "line 2 has 2 fields, where a pair of one person has 3"),
      ("1\t1\nA\t0\t1\nA\t1\tB\t2\n", "line 2 has '0', where the number of a photo"),
      ("1\t1\n..\t1\t1\nA\t1\tB\t2\n", "line 2 has '..', which can be no name"),
    ] {
      try tree.write(Data(text.utf8), to: "pairs.txt")
      let result = try tree.tiny(["evaluate", ".", "--pairs", "pairs.txt"])
      #expect(result.status == 1 && result.errors.contains(words), "\(result.errors)")
    }
  }

  @Test func halvesThatTellNothingApartAreRefused() throws {
    let (tree, _) = try people()
    let result = try tree.tiny(["compare", ".", "--held-out", "--people", "3"])
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.contains("too few people in . for --held-out"))
  }

  @Test func curvesAreWrittenAllOrNone() throws {
    let (tree, _) = try people()
    let out = tree.beside("curves")
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    try Data([0, 1, 2]).write(to: URL(fileURLWithPath: out + "/clustering.svg"))
    let taken = try tree.tiny(["calibrate", ".", "-o", out])
    #expect(taken.status == 1 && taken.errors.contains("clustering.svg is there and no text"))
    #expect(try FolderContents(out).names == ["clustering.svg"])
    let inside = try tree.tiny(["calibrate", ".", "-o", ".photosort/curves"])
    #expect(inside.status == 1 && inside.errors.contains("lies in a library's own folder"))
    #expect(!FileManager.default.fileExists(atPath: tree.path(".photosort/curves")))
    #expect(try tree.tiny(["calibrate", ".", "-o", ""]).status == 64)
  }

  @Test func learningNeedsPeopleAndCanBeForgotten() throws {
    let (tree, models) = try people()
    let few = try tree.tiny(["learn"], models: models)
    #expect(few.status == 0, "\(few.errors)")
    #expect(few.output.contains("Too few to learn from"))
    #expect(try tree.tiny(["learn", "--forget"]).output == "Nothing was learnt yet.\n")
    try tree.write(Data("{}".utf8), to: ".photosort/learned.json")
    #expect(try tree.tiny(["find", "Anna/1.png"]).status == 0, "a damaged cache is passed over")
    #expect(try tree.tiny(["learn", "--forget"]).output == "Forgotten.\n")
    #expect(!tree.exists(".photosort/learned.json"))
    #expect(try tree.tiny(["learn", "--forget", "--dry-run"]).status == 64)
  }

  @Test func plotsAreWholeFilesWithoutANetwork() throws {
    let (tree, _) = try people()
    let before = try tree.contents()
    let (page, picture) = (tree.beside("faces.html"), tree.beside("faces.svg"))
    let result = try tree.tiny(["plot", "-o", page])
    #expect(result.status == 0 && result.output.hasSuffix("faces.html: 12 faces.\n"))
    let html = String(decoding: try Data(contentsOf: URL(fileURLWithPath: page)), as: UTF8.self)
    #expect(html.components(separatedBy: "data-face=").count - 1 >= 12)
    #expect(html.components(separatedBy: "/9j/").count - 1 == 12, "a JPEG for each face")
    let addresses = html.components(separatedBy: "://").count - 1
    #expect(addresses == html.components(separatedBy: "=\"http://www.w3.org/2000/svg\"").count - 1)
    #expect(try tree.tiny(["plot", "-o", picture, "--most", "5"]).output.contains("5 of 12 faces"))
    let svg = try Data(contentsOf: URL(fileURLWithPath: picture))
    #expect(XMLParser(data: svg).parse())
    #expect(try tree.tiny(["plot", "-o", picture, "--most", "5"]).status == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: picture)) == svg, "the same bytes")
    #expect(try tree.contents() == before)
    #expect(try tree.tiny(["plot", "-o", tree.beside("faces.pdf")]).status == 64)
  }
}
