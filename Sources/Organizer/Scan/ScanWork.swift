/// What a walk found, compared with what the catalog knows.
package struct ScanWork: Sendable {
  /// Files to read: new, changed, or unreadable last time.
  package var toRead: [PhotoFile] = []
  /// Known files that are there, though the catalog thought they were not.
  package var returned: [PhotoPath] = []
  /// Known photos that were deleted or moved.
  package var gone: [PhotoPath] = []
  /// Known files without a photo that were deleted or moved, or are passed over now.
  package var forgotten: [PhotoPath] = []
  /// Known files whose folder cannot be seen, as when a drive is missing; nothing changes for them.
  package var away: [PhotoPath] = []
  /// Digests of files that are there unchanged.
  package var unchanged: [PhotoDigest] = []

  /// Compares.
  ///
  /// - Parameters:
  ///   - findings: What the walk found.
  ///   - catalog: Every file that the catalog knows.
  ///   - settingsOfPhotos: With what each photo was analyzed.
  ///   - settings: With what photos count as analyzed; others are read again.
  ///   - scope: Whether the walk covered a path.
  package init(
    _ findings: PhotoFinder.Findings, catalog: [PhotoPath: CatalogFile],
    settingsOfPhotos: [PhotoDigest: String], settings: Set<String>, scope: (PhotoPath) -> Bool
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
      case .photo(let digest) where settingsOfPhotos[digest].map(settings.contains) ?? false:
        unchanged.append(digest)
      case .notAPhoto: break
      case .photo, .unreadable: toRead.append(file)
      }
    }
    let missing = catalog.values.filter { $0.isPresent && !found.contains($0.file.path) }
    let unreadable = Set(
      findings.skipped.filter { $0.reason == .unreadableFolder }.map(\.path))
    let others = Set(missing.filter { $0.content == .notAPhoto }.map(\.file.path))
    for file in missing.map(\.file.path).sorted() where scope(file) {
      let isAway = Self.isAway(file, findings.folders, unreadable)
      if others.contains(file) {
        if !isAway { forgotten.append(file) }
      } else if isAway {
        away.append(file)
      } else {
        gone.append(file)
      }
    }
  }

  /// Whether the nearest folder above a file that is still there cannot be read or is empty: an
  /// unmounted drive leaves its mount point so.
  private static func isAway(
    _ file: PhotoPath, _ folders: [PhotoPath: Int], _ unreadable: Set<PhotoPath>
  ) -> Bool {
    var folder = file.folder
    while folders[folder] == nil, !unreadable.contains(folder), !folder.text.isEmpty {
      folder = folder.folder
    }
    return unreadable.contains(folder) || folders[folder] == 0
  }
}
