import Foundation
import Organizer
import TestSupport
import Testing

@Suite struct ModelStoreTests {
  /// A store in a folder that is not there yet, and a folder of files to add.
  private struct Place {
    let folder: TemporaryFolder
    let store: ModelStore

    init() throws {
      folder = try TemporaryFolder()
      store = ModelStore(folder: folder("data/photosort/models"))
      for model in [TinyModel.detector, .pixels] { try model.write(to: folder("new")) }
    }

    func add(
      _ model: TinyModel
    ) throws(ModelFailure) -> [(
      model: FaceModels.Identity, task: ModelTask, outcome: ModelStore.Addition
    )] {
      let path = folder("new/" + model.name)
      return try store.add([path + ".onnx"], manifest: path + ".json")
    }

    func models() throws -> [AvailableModel] {
      try ModelSources(option: nil, environment: nil, store: store).models
        .filter { $0.place == .store }
    }

    /// Every file of the store.
    var files: [String] {
      let all = FileManager.default.enumerator(atPath: store.folder)?.allObjects as? [String]
      return (all ?? []).filter { $0.hasSuffix(".onnx") || $0.hasSuffix(".json") }.sorted()
    }
  }

  @Test func anAddedModelIsFoundByEveryLibrary() throws {
    let place = try Place()
    #expect(try place.add(.detector).map(\.outcome) == [.added])
    #expect(try place.add(.pixels).map(\.task) == [.embedder])
    #expect(try place.models().map(\.identity.name) == ["tiny-detector", "tiny-pixels"])
    let sources = try ModelSources(option: nil, environment: nil, store: place.store)
    #expect(try ModelSelection(sources, for: nil).load().embedderIdentity.name == "tiny-pixels")
  }

  @Test func addingTheSameAgainChangesNothing() throws {
    let place = try Place()
    _ = try place.add(.pixels)
    let files = place.files
    #expect(try place.add(.pixels).map(\.outcome) == [.known])
    #expect(place.files == files)
  }

  @Test func addingADamagedModelAgainMendsIt() throws {
    let place = try Place()
    _ = try place.add(.pixels)
    let path = try #require(try place.models().first?.path)
    try Data("cut".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: ModelFailure.self) { try place.models().first?.check() }
    #expect(try place.add(.pixels).map(\.outcome) == [.renewed])
    try place.models().first?.check()
  }

  @Test func whatNoManifestKnowsIsRefusedWithItsDigest() throws {
    let place = try Place()
    let failure = #expect(throws: ModelFailure.self) {
      try place.store.add([place.folder("new/tiny-pixels.onnx")])
    }
    guard case .unknownWeights(_, let sha256, nil) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(sha256.count == 64 && place.files.isEmpty)
  }

  @Test func aFileOfAKnownNameWithOtherBytesIsToldApart() throws {
    let place = try Place()
    try place.folder.write("half a download", to: "mobilefacenet.onnx")
    let failure = #expect(throws: ModelFailure.self) {
      try place.store.add([place.folder("mobilefacenet.onnx")])
    }
    guard case .unknownWeights(_, _, let expected?) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(expected.hasPrefix("b7120c095d60"))
  }

  /// A wrong digest, a network that cannot run, an output of another length, no JSON.
  @Test(arguments: ["digest", "network", "length", "json"])
  func nothingOfABadModelIsKept(damage: String) throws {
    let place = try Place()
    let (file, json) = (place.folder("new/tiny-pixels.onnx"), place.folder("new/tiny-pixels.json"))
    var manifest = String(decoding: TinyModel.pixels.manifest, as: UTF8.self)
    let digest = PhotoDigest(of: TinyModel.pixels.weights).hexadecimal
    switch damage {
    case "digest":
      manifest = manifest.replacingOccurrences(of: digest, with: String(digest.reversed()))
    case "network":
      try Data("no network".utf8).write(to: URL(fileURLWithPath: file))
      let other = PhotoDigest(of: Array("no network".utf8)).hexadecimal
      manifest = manifest.replacingOccurrences(of: digest, with: other)
    case "length": manifest = manifest.replacingOccurrences(of: ":192", with: ":193")
    default: manifest = "[]"
    }
    try Data(manifest.utf8).write(to: URL(fileURLWithPath: json))
    #expect(throws: ModelFailure.self) { try place.store.add([file], manifest: json) }
    #expect(place.files.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: place.store.folder))
  }

  @Test func ofSeveralFilesAllAreAddedOrNone() throws {
    let place = try Place()
    let paths = ["tiny-pixels.onnx", "missing.onnx"].map { place.folder("new/" + $0) }
    #expect(throws: ModelFailure.self) { try place.store.add(paths) }
    #expect(place.files.isEmpty)
  }

  @Test func aStoreThatCannotBeWrittenKeepsNoHalfModel() throws {
    let place = try Place()
    try place.folder.write("in the way", to: "data/photosort")
    #expect(throws: ModelFailure.self) { try place.add(.pixels) }
    #expect(place.folder.names("data") == ["photosort"])
  }

  @Test func aBrokenModelInTheStoreIsToldOfAndStopsNoOther() throws {
    let place = try Place()
    _ = try place.add(.pixels)
    try place.folder.write(
      "{\"schema\": \"photosort.model/1\"}", to: "data/photosort/models/x.json")
    let sources = try ModelSources(option: nil, environment: nil, store: place.store)
    #expect(sources.problems.count == 1)
    #expect(try sources.model(named: "tiny-pixels").task == .embedder)
  }

  @Test(arguments: [
    (["XDG_DATA_HOME": "/data", "HOME": "/h"], "/data/photosort/models"),
    (["XDG_DATA_HOME": "relative", "HOME": "/h"], "/h/.local/share/photosort/models"),
    (["HOME": "/h"], "/h/.local/share/photosort/models"),
    (["HOME": ""], nil),
    ([:], nil),
  ])
  func theUsersStoreIsWhereTheBaseDirectorySpecificationSays(
    environment: [String: String], folder: String?
  ) {
    #expect(ModelStore(environment: environment)?.folder == folder)
  }
}
