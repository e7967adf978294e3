/// What a walk found, compared with what the catalog knows.
struct ScanWork: Sendable {
  /// Files to read: new, changed, or unreadable last time.
  var toRead: [PhotoFile] = []
  /// Known files that are there, though the catalog thought they were not.
  var returned: [PhotoPath] = []
  /// Known files that were deleted or moved.
  var gone: [PhotoPath] = []
  /// Known files whose folder cannot be seen, as when a drive is missing; nothing changes for them.
  var away: [PhotoPath] = []
  /// Digests of files that are there unchanged.
  var unchanged: [PhotoDigest] = []

  /// Compares.
  ///
  /// - Parameters:
  ///   - findings: What the walk found.
  ///   - catalog: Every file that the catalog knows.
  ///   - settingsOfPhotos: With what each photo was analyzed.
  ///   - settings: With what photos are to be analyzed; others are read again.
  ///   - scope: Whether the walk covered a path.
  init(
    _ findings: PhotoFinder.Findings, catalog: [PhotoPath: CatalogFile],
    settingsOfPhotos: [PhotoDigest: String], settings: String, scope: (PhotoPath) -> Bool
  ) {
    var found: Set<PhotoPath> = []
    for file in findings.files {
      found.insert(file.path)
      guard let known = catalog[file.path], known.file == file else {
        toRead.append(file)
        continue
      }
      if !known.isPresent { returned.append(file.path) }
      switch known.content {
      case .photo(let digest) where settingsOfPhotos[digest] == settings:
        unchanged.append(digest)
      case .notAPhoto: break
      case .photo, .unreadable: toRead.append(file)
      }
    }
    let missing = catalog.values.filter { $0.isPresent && !found.contains($0.file.path) }
    for file in missing.map(\.file.path).sorted() where scope(file) {
      if Self.isAway(file, findings) { away.append(file) } else { gone.append(file) }
    }
  }

  /// Whether the nearest folder above a file that is still there is empty: an unmounted drive leaves
  /// its mount point so.
  private static func isAway(_ file: PhotoPath, _ findings: PhotoFinder.Findings) -> Bool {
    var folder = file.folder
    while findings.folders[folder] == nil, !folder.text.isEmpty { folder = folder.folder }
    return findings.folders[folder] == 0
  }
}
