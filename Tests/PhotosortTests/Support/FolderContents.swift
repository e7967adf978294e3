import Foundation
import Organizer

/// What lies in a folder at a moment: every file's bytes, every link's target.
struct FolderContents {
  enum Item: Equatable {
    case folder
    case file(Data)
    case link(String)
    case other
  }

  /// What lies there, by path below the folder, told apart by bytes.
  private(set) var items: [PhotoPath: Item] = [:]
  /// When each item changed last.
  private(set) var times: [PhotoPath: Date] = [:]
  private let isLeftOut: (String) -> Bool

  /// Reads a folder; one that is not there is empty.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - isLeftOut: Paths below it that do not count.
  init(_ path: String, except isLeftOut: @escaping (String) -> Bool = { _ in false }) throws {
    self.isLeftOut = isLeftOut
    if FileManager.default.fileExists(atPath: path) { try add(path, below: "") }
  }

  private mutating func add(_ folder: String, below prefix: String) throws {
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: folder) where !isLeftOut(prefix + name) {
      let path = folder + "/" + name
      let attributes = try files.attributesOfItem(atPath: path)
      let item = try Self.item(path, attributes[.type] as? FileAttributeType)
      items[PhotoPath(prefix + name)] = item
      times[PhotoPath(prefix + name)] = attributes[.modificationDate] as? Date
      if item == .folder { try add(path, below: prefix + name + "/") }
    }
  }

  private static func item(_ path: String, _ type: FileAttributeType?) throws -> Item {
    switch type {
    case .typeDirectory: .folder
    case .typeSymbolicLink:
      .link(try FileManager.default.destinationOfSymbolicLink(atPath: path))
    case .typeRegular: .file(try Data(contentsOf: URL(fileURLWithPath: path)))
    default: .other
    }
  }

  /// Whether the same lies in both, whenever it was written.
  static func == (a: FolderContents, b: FolderContents) -> Bool { a.items == b.items }

  /// The paths of everything, sorted.
  var names: [String] { items.keys.sorted().map(\.text) }

  /// The paths of all files, sorted.
  var files: [PhotoPath] {
    items.filter { if case .file = $0.value { true } else { false } }.keys.sorted()
  }

  /// When each file changed last; folders change with what is in them for a moment.
  var fileTimes: [PhotoPath: Date] {
    let files = Set(files)
    return times.filter { files.contains($0.key) }
  }

  /// The paths whose content differs, sorted: what a failed comparison prints.
  func differences(from other: FolderContents) -> [PhotoPath] {
    Set(items.keys).union(other.items.keys).filter { items[$0] != other.items[$0] }.sorted()
  }
}

extension PhotoTree {
  /// The reports.
  func reports() throws -> FolderContents { try FolderContents(path(".photosort/reports")) }

  /// The folders of links.
  func personFolders() throws -> FolderContents { try FolderContents(path("People")) }

  /// Everything but the catalog, which is a cache of no fixed form.
  func contents() throws -> FolderContents {
    try FolderContents(root) { $0.hasPrefix(".photosort/catalog.sqlite") }
  }
}
