#if canImport(Glibc)
  internal import Glibc
#endif

/// Plans the JSON sidecars: one for every photo, rewritten only when its content changed.
struct ReportPlanner: Sendable {
  private let library: LabelledLibrary
  private let destination: OutputDestinations.Reports

  init(_ library: LabelledLibrary, _ destination: OutputDestinations.Reports) {
    self.library = library
    self.destination = destination
  }

  /// Adds what is to be done to a plan.
  ///
  /// - Parameters:
  ///   - outputs: The fingerprints of reports written before, by absolute path.
  ///   - plan: The plan.
  func plan(outputs: [PhotoPath: Int64], _ plan: inout OutputPlan) {
    let sidecar = JSONSidecar(library)
    var wanted: Set<PhotoPath> = []
    for (photoPath, photo) in library.photoFiles {
      let path = path(of: photoPath)
      wanted.insert(PhotoPath(path))
      let fingerprint = ReportFingerprint(photoPath, photo, library)
      if let written = outputs[PhotoPath(path)], let size = FileStatus(path: path)?.size,
        written == fingerprint.value(size: size)
      {
        continue
      }
      let bytes = sidecar.render(photoPath, photo).prettyBytes()
      // Nothing is written into the mount point of a drive that is missing.
      if destination == .besidePhotos, !isThere(photoPath) { continue }
      let present = try? FileSystem.read(path)
      guard present.map({ mayReplace($0, at: path) }) ?? true else {
        plan.conflicts.append(FileError(path: path, code: EEXIST))
        continue
      }
      plan.written.append((PhotoPath(path), fingerprint.value(size: Int64(bytes.count))))
      if present != bytes { plan.actions.append(.write(path: path, bytes: bytes)) }
    }
    for path in outputs.keys.sorted() where !wanted.contains(path) {
      plan.removed.append(path)
      if let present = try? FileSystem.read(path.text), mayReplace(present, at: path.text) {
        plan.actions.append(.remove(path: path.text))
      }
    }
  }

  private func isThere(_ photo: PhotoPath) -> Bool {
    FileStatus(path: joined(library.contents.library.root, photo.text)) != nil
  }

  /// Whether a file is a report, or lies where nobody else writes.
  ///
  /// Others name files beside photos like that, too: Google Takeout does.
  private func mayReplace(_ bytes: [UInt8], at path: String) -> Bool {
    library.contents.library.isOwn(path)
      || bytes.firstRange(of: JSONSidecar.schema.utf8) != nil
  }

  /// The absolute path of the report of a photo.
  private func path(of photo: PhotoPath) -> String {
    let folder =
      switch destination {
      case .besidePhotos: library.contents.library.root
      case .folder(let path): path
      }
    let name = joined(photo.folder.text, Self.name(of: photo))
    return joined(folder, name)
  }

  /// The name of a photo's report: one that would be too long for file systems is cut, and told
  /// from others by digits of the whole.
  private static func name(of photo: PhotoPath) -> String {
    let suffix = ".json"
    guard photo.name.utf8.count + suffix.utf8.count > longestName else {
      return photo.name + suffix
    }
    let end = "-" + PhotoDigest(of: Array(photo.name.utf8)).hexadecimal.prefix(12) + suffix
    return PersonFolder.shortened(photo.name, to: longestName - end.utf8.count) + end
  }

  /// The longest name of a file, in bytes (`NAME_MAX`).
  private static let longestName = 255
}
