import Organizer
import Testing

@Suite struct CropNamesTests {
  /// The stems of photos, each with its folder and name.
  private func stems(_ photos: [(String, String)]) -> [String] {
    let places = photos.map { folder, name in
      CropPlace(folder: PhotoPath(folder), photo: PhotoPath(folder + "/" + name))
    }
    let stems = CropNames.stems(places)
    return places.map { stems[$0] ?? "none" }
  }

  @Test func onlyTheNameOfTheListIsNoFolder() {
    #expect(CropNames.folder(PhotoPath("CROPS.csv/x")).text == "CROPS.csv (2)/x")
    for name in ["Anna", "", "Anna/crops.csv", "crops.csv.d"] {
      #expect(CropNames.folder(PhotoPath(name)).text == name)
    }
  }

  @Test func aPhotoGivesItsNameWithoutTheExtension() {
    #expect(
      stems([("Anna", "IMG_1.jpg"), ("Anna", "a.b.png"), ("Ben", "IMG_1.png"), ("Ben", "none")])
        == ["IMG_1", "a.b", "IMG_1", "none"])
  }

  @Test func photosThatWouldShareANameKeepTheirExtensions() {
    #expect(
      stems([("Anna", "x.jpg"), ("Anna", "x.png"), ("Anna", "y.jpg")]) == ["x.jpg", "x.png", "y"])
  }

  @Test func photosThatDifferInCaseAloneGetNumbers() {
    #expect(
      stems([("A", "x.JPG"), ("A", "x.jpg"), ("a", "X.jpg")]) == [
        "x.JPG", "x.jpg (2)", "X.jpg (3)",
      ])
    #expect(stems([("A", "é.jpg"), ("A", "e\u{301}.jpg")]).count == 2)
  }

  /// A name that another photo's stem happens to be is not taken twice.
  @Test func aNameWithItsExtensionGivesWayToAnotherStem() {
    let names = stems([("A", "x.jpg"), ("A", "x.png"), ("A", "x.jpg.png")])
    #expect(Set(names).count == 3)
    #expect(names[2] == "x.jpg")
  }

  @Test(arguments: 0..<50)
  func namesAreDifferentAndDoNotDependOnTheOrder(seed: Int) {
    var random = SeededGenerator(seed: seed)
    let parts = ["a", "A", "é", "e\u{301}", "a.jpg", "a (2)", "b-1", "b", "b.png-1"]
    var places: Set<CropPlace> = []
    for _ in 0..<30 {
      let folder = ["", "P", "p", "P/q"].randomElement(using: &random) ?? ""
      let part = parts.randomElement(using: &random) ?? ""
      let name = part + ([".jpg", ".JPG", ".png", ""].randomElement(using: &random) ?? "")
      places.insert(CropPlace(folder: PhotoPath(folder), photo: PhotoPath(folder + "/" + name)))
    }
    let stems = CropNames.stems(places.shuffled(using: &random))
    #expect(stems == CropNames.stems(places.shuffled(using: &random)))
    #expect(stems.count == places.count)
    let files = stems.map { place, stem in (place.folder.text + "/" + stem).lowercased() }
    #expect(Set(files).count == files.count)
  }

  @Test func longNamesAreCut() {
    let long = String(repeating: "ü", count: 126)
    let names = stems([("A", long + "1.jpg"), ("A", long + "2.jpg")])
    #expect(names.allSatisfy { $0.utf8.count < 220 })
    #expect(Set(names).count == 2)
  }
}
