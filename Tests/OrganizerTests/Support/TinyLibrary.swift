import Foundation
import Organizer
import TestSupport

/// A tree of painted photos with the tiny models, and what the product makes of it.
final class TinyLibrary {
  let folder: TemporaryFolder
  /// The tree.
  let root: String
  /// The folder of models.
  let models: String

  /// The photos of the tree: who is in them.
  static let photos: [String: [Int]] = [
    "a.png": [0, 1], "b.png": [1, 2], "c.png": [0, 2], "d.png": [3], "sub/e.png": [0, 1, 2, 3],
    "sub/f.png": [], "sub/g.png": [2], "sub/h.png": [3, 0],
  ]

  /// Paints a tree.
  init(_ photos: [String: [Int]] = TinyLibrary.photos) throws {
    folder = try TemporaryFolder()
    root = folder("Pictures")
    models = folder("models")
    for (index, photo) in photos.sorted(by: { $0.key < $1.key }).enumerated() {
      try add(photo.key, photo.value, seed: index)
    }
    for model in [TinyModel.detector, .pixels, .mirrored, .mean] { try model.write(to: models) }
  }

  /// Takes a copy of another tree, with its library.
  init(copy other: TinyLibrary) throws {
    folder = try TemporaryFolder()
    root = folder("Pictures")
    models = folder("models")
    for name in ["Pictures", "models"] {
      try FileManager.default.copyItem(atPath: other.folder(name), toPath: folder(name))
    }
  }

  /// Paints a photo.
  func add(_ name: String, _ people: [Int], seed: Int) throws {
    let url = URL(fileURLWithPath: root + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try TinyModel.photo(of: people, seed: seed).write(to: url)
  }

  func library() throws -> PhotoLibrary { try PhotoLibrary.open(nil, from: root) }

  func catalog() throws -> AnalysisCatalog { try AnalysisCatalog(path: try library().catalog) }

  func sources() throws -> ModelSources {
    try ModelSources(option: nil, environment: models, store: nil)
  }

  /// Scans with the models that belong to the library, or with one that is chosen first.
  @discardableResult
  func scan(using model: String? = nil, gallery: String? = nil, detail: ScanDetail? = nil)
    async throws -> ScanSummary
  {
    if let model {
      let library = try PhotoLibrary.forScan(of: [root], explicit: nil)
      _ = try ModelUse.choose(try sources().model(named: model), for: library)
    }
    let library = try PhotoLibrary.forScan(of: [root], explicit: nil, makes: false)
    var options = ScanOptions(folders: [root], jobs: 2)
    (options.gallery, options.detail) = (gallery, detail)
    return try await Scan(options, try ModelSelection(try sources(), for: library).load()).run()
  }

  func migration(
    to model: String, jobs: Int = 2, report: @escaping @Sendable (ScanEvent) -> Void = { _ in }
  ) throws -> Migration {
    try Migration(try library(), to: try sources().model(named: model), jobs: jobs, report: report)
  }

  @discardableResult
  func migrate(to model: String) async throws -> MigrationSummary {
    try await migration(to: model).run()
  }

  func labelled() throws -> LabelledLibrary { try LabelledLibrary(try library(), try catalog()) }

  /// Names the clusters of the people painted, by the photos that show one person alone.
  func name(_ names: [String: (photo: String, face: Int)]) throws {
    for (name, face) in names.sorted(by: { $0.key < $1.key }) {
      let cluster = try cluster(of: face.face, in: face.photo)
      var decisions = try Decisions(try labelled())
      _ = try decisions.name("\(cluster)", as: name)
    }
  }

  /// The number of the cluster of a face, counted from the left.
  func cluster(of face: Int, in photo: String) throws -> Int {
    let contents = try labelled().contents
    let digest = contents.files.first { $0.file.path.text == photo }?.digest
    let faces = contents.faces.filter { $0.photo == digest }
    return faces.indices.contains(face) ? faces[face].cluster ?? 0 : 0
  }

  /// The table of who is where.
  func table() throws -> String {
    String(decoding: LibraryExport(try labelled()).csv(), as: UTF8.self)
  }

  /// Every face with a name: photo, place, person.
  func names() throws -> Set<String> {
    Set(
      try table().split(separator: "\r\n").dropFirst().compactMap { line in
        let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        return cells[1].isEmpty ? nil : "\(cells[0]) \(cells[4]) \(cells[5]) \(cells[1])"
      })
  }

  /// Every file of the tree but catalogs and choices, every link's target.
  func outputs() throws -> [String: Data] {
    var contents: [String: Data] = [:]
    let files = FileManager.default
    for case let path as String in files.enumerator(atPath: root) ?? .init() {
      let whole = root + "/" + path
      if let target = try? files.destinationOfSymbolicLink(atPath: whole) {
        contents[path] = Data(target.utf8)
      } else if !path.hasPrefix(".photosort/catalog"), path != ".photosort/models.json" {
        contents[path] = files.contents(atPath: whole) ?? Data()
      }
    }
    return contents
  }

  /// Everything that the catalog holds.
  func stored() throws -> Stored {
    let catalog = try catalog()
    return Stored(
      files: try catalog.files(), photos: try catalog.photos(), faces: try catalog.faces(),
      outputs: try catalog.outputs(), models: try catalog.setting("models"),
      next: try catalog.setting("next cluster"))
  }

  struct Stored: Equatable {
    let files: [PhotoPath: CatalogFile]
    let photos: [PhotoDigest: CatalogPhoto]
    let faces: [CatalogFace]
    let outputs: [PhotoPath: Int64]
    let models: String?
    let next: String?
  }
}
