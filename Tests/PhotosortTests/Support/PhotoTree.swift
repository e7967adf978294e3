import Foundation
import TestSupport
import Testing

/// A temporary tree of photos, with what photosort makes of it.
final class PhotoTree {
  /// The five photos of several people in `albums/bbt`.
  static let groups = (1...5).map { "bbt\($0).jpg" }

  /// The tree's folder, which can be moved.
  private(set) var root: String
  private let folder: String

  /// Makes a tree with copies of photos of `albums/bbt`.
  init(_ photos: [String] = []) throws {
    let temporary = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    folder = temporary.appendingPathComponent("photosort-test-\(UUID().uuidString)").path
    root = folder + "/Pictures"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for photo in photos { try add(photo) }
  }

  deinit {
    // Folders may have been made read-only.
    for path in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? []
    where isFolder(folder + "/" + path) { chmod(folder + "/" + path, 0o755) }
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The bytes of a photo of `albums/bbt`.
  static func photo(_ name: String) throws -> Data {
    let shared = try #require(SharedFiles.root)
    return try Data(contentsOf: shared.appendingPathComponent("photos/albums/bbt/" + name))
  }

  /// A path in the tree.
  func path(_ name: String) -> String { name.isEmpty ? root : root + "/" + name }

  /// A path beside the tree that goes with it.
  func beside(_ name: String) -> String { folder + "/" + name }

  /// Copies a photo of `albums/bbt` into the tree.
  func add(_ photo: String, as name: String? = nil) throws {
    try write(try Self.photo(photo), to: name ?? photo)
  }

  /// Writes a file into the tree.
  func write(_ data: Data, to name: String) throws {
    let url = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  /// Reads a file of the tree.
  func read(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path(name)))
  }

  /// Whether something lies in the tree, links followed.
  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

  func move(_ name: String, to other: String) throws {
    try FileManager.default.moveItem(atPath: path(name), toPath: path(other))
  }

  /// Moves the whole tree.
  func moveRoot(to name: String) throws {
    try FileManager.default.moveItem(atPath: root, toPath: beside(name))
    root = beside(name)
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
  }

  private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}

// MARK: - Commands

extension PhotoTree {
  /// Runs a command in the tree.
  @discardableResult
  func run(_ arguments: String...) throws -> Program.Result {
    try Program.run(arguments, in: root)
  }

  /// Runs a command that is to succeed, and returns what it prints.
  @discardableResult
  func succeed(
    _ arguments: String..., at location: SourceLocation = #_sourceLocation
  ) throws -> String {
    let result = try Program.run(arguments, in: root)
    #expect(result.status == 0, "\(arguments): \(result.errors)", sourceLocation: location)
    return result.output
  }

  /// Who is where, as `export --json` tells.
  func rows() throws -> [ExportRow] {
    try JSONDecoder().decode([ExportRow].self, from: Data(try succeed("export", "--json").utf8))
  }

  /// Who is there, as `people --json` tells.
  func people() throws -> [PersonRow] {
    try JSONDecoder().decode([PersonRow].self, from: Data(try succeed("people", "--json").utf8))
  }

  /// Names the largest clusters without a name.
  func nameLargest(_ names: String...) throws {
    let clusters = try people().filter { $0.person == nil }
    try #require(clusters.count >= names.count)
    for (cluster, name) in zip(clusters, names) {
      try succeed("name", "\(cluster.clusters[0])", name)
    }
  }
}

/// A line of `export --json`.
struct ExportRow: Decodable, Hashable {
  let photo: String
  let person: String?
  let state: String
  let x: Double
  let y: Double
  let width: Double
  let height: Double
  let cluster: Int?
  let digest: String

  /// The row without what a new catalog may number anew.
  var withoutCluster: [String] {
    [photo, person ?? "", state, "\(x)", "\(y)", "\(width)", "\(height)", digest]
  }
}

/// A line of `people --json`.
struct PersonRow: Decodable, Hashable {
  let person: String?
  let name: String
  let clusters: [Int]
  let faces: Int
  let photos: Int
}
