/// Walks folders for files that may be photos.
///
/// Names are taken as the system has them. Whether a file is a photo is told by its content, which
/// the finder does not read.
public struct PhotoFinder: Sendable {
  /// What a walk found.
  public struct Findings: Sendable {
    /// Every file, by path.
    public var files: [PhotoFile] = []
    /// What was passed over, by path.
    public var skipped: [SkippedItem] = []
    /// How many entries each folder has that was read, hidden ones not counted.
    public var folders: [PhotoPath: Int] = [:]

    /// Makes findings of nothing.
    package init() {}
  }

  private let library: PhotoLibrary
  private let outputFolders: Set<String>

  /// Makes a finder.
  ///
  /// - Parameters:
  ///   - library: The tree.
  ///   - outputFolders: Absolute paths of folders that photosort writes.
  public init(_ library: PhotoLibrary, outputFolders: [String]) {
    self.library = library
    self.outputFolders = Set(outputFolders + [library.folder])
  }

  /// Walks folders of the library.
  ///
  /// - Parameter folders: Absolute paths without links, under the library's root.
  /// - Returns: What was found, sorted; a folder that lies in another of them is walked once.
  public func find(in folders: [String]) -> Findings {
    var findings = Findings()
    for folder in folders.sorted() {
      guard let relative = library.relativePath(of: folder),
        findings.folders[PhotoPath(relative)] == nil
      else { continue }
      walk(relative, patterns(above: relative), &findings)
    }
    findings.files.sort { $0.path < $1.path }
    findings.skipped.sort { $0.path < $1.path }
    return findings
  }

  /// The patterns of a folder, with the path of that folder.
  private typealias Scope = (folder: String, patterns: IgnorePatterns)

  /// A folder deep in the tree still obeys what the folders above it ask for.
  private func patterns(above folder: String) -> [Scope] {
    var scopes: [Scope] = []
    var current = FileSystem.parent(of: folder) ?? ""
    guard !folder.isEmpty else { return [] }
    while true {
      if let scope = scope(of: current) { scopes.insert(scope, at: 0) }
      guard !current.isEmpty else { return scopes }
      current = FileSystem.parent(of: current) ?? ""
    }
  }

  private func scope(of folder: String) -> Scope? {
    let path = joined(joined(library.root, folder), ".photosortignore")
    guard let bytes = try? FileSystem.read(path) else { return nil }
    return (folder, IgnorePatterns(String(decoding: bytes, as: UTF8.self)))
  }

  private func walk(_ folder: String, _ inherited: [Scope], _ findings: inout Findings) {
    let absolute = joined(library.root, folder)
    let names: [[UInt8]]
    do throws(FileError) {
      names = try FileSystem.names(in: absolute)
    } catch {
      findings.skipped.append(SkippedItem(path: PhotoPath(folder), reason: .unreadableFolder))
      return
    }
    if names.contains(Array(".nomedia".utf8)) || names.contains(Array(".noimage".utf8)) {
      findings.skipped.append(SkippedItem(path: PhotoPath(folder), reason: .noMedia))
      return
    }
    findings.folders[PhotoPath(folder)] = names.count { $0.first != UInt8(ascii: ".") }
    var scopes = inherited
    if names.contains(Array(".photosortignore".utf8)), let own = scope(of: folder) {
      scopes.append(own)
    }
    for bytes in names {
      guard let name = String(validating: bytes, as: UTF8.self) else {
        let shown = String(decoding: bytes, as: UTF8.self)
        findings.skipped.append(
          SkippedItem(path: PhotoPath(joined(folder, shown)), reason: .unreadableName))
        continue
      }
      visit(joined(folder, name), name, scopes, &findings)
    }
  }

  private func visit(
    _ path: String, _ name: String, _ scopes: [Scope], _ findings: inout Findings
  ) {
    let absolute = joined(library.root, path)
    let found: FileStatus?
    do throws(FileError) { found = try FileStatus.of(absolute) } catch {
      // What lies in the folder cannot be told.
      let folder = PhotoPath(path).folder
      if findings.skipped.last != SkippedItem(path: folder, reason: .unreadableFolder) {
        findings.skipped.append(SkippedItem(path: folder, reason: .unreadableFolder))
      }
      return
    }
    // A file that went away meanwhile is none.
    guard let status = found else { return }
    if let reason = skipReason(path, name, absolute, status, scopes) {
      findings.skipped.append(SkippedItem(path: PhotoPath(path), reason: reason))
    } else if status.kind == .folder {
      walk(path, scopes, &findings)
    } else {
      findings.files.append(
        PhotoFile(path: PhotoPath(path), size: status.size, modified: status.modified))
    }
  }

  private func skipReason(
    _ path: String, _ name: String, _ absolute: String, _ status: FileStatus, _ scopes: [Scope]
  ) -> SkipReason? {
    if status.kind == .link { return .link }
    if status.kind == .other { return .special }
    if outputFolders.contains(absolute) { return .output }
    if name.hasPrefix(".") { return .hidden }
    if status.kind == .folder, Self.isOutput(absolute) { return .output }
    let verdict = scopes.compactMap { scope in
      scope.patterns.verdict(
        on: below(scope.folder, path) ?? path, isFolder: status.kind == .folder)
    }.last
    return verdict == true ? .ignored : nil
  }

  /// Whether photosort made a folder: of links to a person's photos, of crops, or another library,
  /// whose gallery has photos.
  private static func isOutput(_ folder: String) -> Bool {
    [PersonFolder.marker, CropFolder.marker].contains {
      FileStatus(path: joined(folder, $0)) != nil
    } || PhotoLibrary.isMade(folder)
  }
}
