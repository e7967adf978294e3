import FaceInference
import Foundation
import Organizer
import TestSupport
import Testing

@Suite struct LibrarySearchTests {
  private func inquiry(_ tree: TinyLibrary, _ path: String) throws -> PhotoInquiry {
    let library = try tree.library()
    return try PhotoInquiry(path, in: try tree.labelled(), detail: .standard) {
      try ModelSelection(try tree.sources(), for: library).load()
    }
  }

  @Test func aFaceOfTheLibraryFindsOthersOfItsPersonAndNotItself() async throws {
    let tree = try TinyLibrary()
    try await tree.scan()
    try tree.name(["Anna": ("d.png", 0)])
    let search = LibrarySearch(try tree.labelled())
    let inquiry = try inquiry(tree, tree.root + "/d.png")
    #expect(inquiry.isKnown)
    #expect(inquiry.faces.map(\.answer) == [.confirmed("Anna")])
    let nearest = search.nearest(to: inquiry, most: 2)[0]
    #expect(
      nearest.map(\.photo.text) == ["sub/e.png", "sub/h.png"]
        || nearest.map(\.photo.text) == ["sub/h.png", "sub/e.png"])
    #expect(nearest.allSatisfy { $0.answer == .confirmed("Anna") && $0.similarity > 0.9 })
    #expect(search.nearest(to: inquiry, most: 100)[0].count == search.count - 1)
  }

  @Test func aPhotoElsewhereIsLookedAtAndRecognized() async throws {
    let tree = try TinyLibrary()
    try await tree.scan()
    try tree.name(["Anna": ("d.png", 0)])
    let path = tree.folder("new.png")
    try TinyModel.photo(of: [1, 3], seed: 99).write(to: URL(fileURLWithPath: path))
    let inquiry = try inquiry(tree, path)
    #expect(!inquiry.isKnown)
    #expect(inquiry.faces.map(\.answer.name) == [nil, "Anna"])
    let nearest = LibrarySearch(try tree.labelled()).nearest(to: inquiry, most: 1)
    #expect(nearest[1].first?.answer == .confirmed("Anna"))
    #expect(nearest[0].first?.answer.name == nil)
  }

  @Test func aLibraryRemembersHowHardTheLastScanLooked() async throws {
    let tree = try TinyLibrary()
    #expect(try PhotoLibrary.forScan(of: [tree.root], explicit: nil).detail() == .standard)
    try await tree.scan(detail: .thorough)
    #expect(try tree.library().detail() == .thorough)
    try await tree.scan()
    #expect(try tree.library().detail() == .thorough)
  }

  @Test func modelsOfAnotherLibraryAreRefused() async throws {
    let tree = try TinyLibrary()
    try await tree.scan(using: "tiny-pixels")
    let path = tree.folder("new.png")
    try TinyModel.photo(of: [1], seed: 99).write(to: URL(fileURLWithPath: path))
    let sources = try tree.sources()
    let models = tree.folder("one")
    try TinyModel.detector.write(to: models)
    try TinyModel.mean.write(to: models)
    let others = try ModelSources(option: models, environment: nil, store: nil)
    #expect(sources.models.count > others.models.count)
    #expect(throws: LibrarySession.Failure.self) {
      try PhotoInquiry(path, in: try tree.labelled(), detail: .standard) {
        try ModelSelection(others, for: nil).load()
      }
    }
  }

  @Test func whatIsNoPhotoIsToldWithTheReason() async throws {
    let tree = try TinyLibrary()
    try await tree.scan()
    try tree.folder.write("not a photo", to: "note.jpg")
    for name in ["note.jpg", "missing.jpg"] {
      #expect(throws: PhotoInquiry.Failure.self) { try self.inquiry(tree, tree.folder(name)) }
    }
  }

  @Test func withoutALibraryFacesAreFoundAndNobodyIsKnown() throws {
    let tree = try TinyLibrary()
    let inquiry = try PhotoInquiry(tree.root + "/a.png", in: nil, detail: .fast) {
      try ModelSelection(try tree.sources(), for: nil).load()
    }
    #expect(inquiry.faces.map(\.answer) == [.unknown(cluster: nil), .unknown(cluster: nil)])
  }
}
