import Foundation

/// A folder that goes when the test ends.
final class TemporaryFolder: Sendable {
  /// Its absolute path, without links.
  let path: String

  init() throws {
    let temporary = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    path = temporary.appendingPathComponent("organizer-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// A path in the folder.
  func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a text, and the folders it lies in.
  func write(_ text: String, to name: String) throws {
    try makeFolder((name as NSString).deletingLastPathComponent)
    try Data(text.utf8).write(to: URL(fileURLWithPath: self(name)))
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: name.isEmpty ? path : self(name), withIntermediateDirectories: true)
  }

  func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(atPath: self(name), withDestinationPath: target)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self(name)) }

  /// The text of a file, or `nil` when there is none.
  func text(_ name: String) -> String? {
    (try? Data(contentsOf: URL(fileURLWithPath: self(name)))).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// The names in a folder, sorted; none when it is not there.
  func names(_ name: String = "") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: name.isEmpty ? path : self(name))) ?? [])
      .sorted()
  }
}
