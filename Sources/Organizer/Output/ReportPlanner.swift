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
  ///   - outputs: The fingerprints of reports written before, by path.
  ///   - plan: The plan.
  func plan(outputs: [PhotoPath: Int64], _ plan: inout OutputPlan) {
    let sidecar = JSONSidecar(library)
    var wanted: Set<PhotoPath> = []
    for (photoPath, photo) in library.photoFiles {
      let path = path(of: photoPath)
      wanted.insert(PhotoPath(path))
      let bytes = sidecar.render(photoPath, photo).prettyBytes()
      let print = fingerprint(bytes)
      let isWritten =
        outputs[PhotoPath(path)] == print
        && FileStatus(path: path).map(\.size) == Int64(bytes.count)
      guard !isWritten else { continue }
      plan.written.append((PhotoPath(path), print))
      if (try? FileSystem.read(path)) != bytes {
        plan.actions.append(.write(path: path, bytes: bytes))
      }
    }
    for path in outputs.keys.sorted() where !wanted.contains(path) {
      plan.removed.append(path)
      if FileStatus(path: path.text)?.kind == .file {
        plan.actions.append(.remove(path: path.text))
      }
    }
  }

  /// The absolute path of the report of a photo.
  private func path(of photo: PhotoPath) -> String {
    let folder =
      switch destination {
      case .besidePhotos: library.contents.library.root
      case .folder(let path): path
      }
    return joined(folder, photo.text + ".json")
  }

  /// A number that changes when the content does: FNV-1a, 64 bits, over eight bytes at a time.
  private func fingerprint(_ bytes: [UInt8]) -> Int64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    bytes.withUnsafeBytes { buffer in
      let words = buffer.count / 8
      for index in 0..<words {
        let word = buffer.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
        hash = (hash ^ UInt64(littleEndian: word)) &* 0x100_0000_01b3
        hash ^= hash >> 29
      }
      for index in (words * 8)..<buffer.count {
        hash = (hash ^ UInt64(buffer[index])) &* 0x100_0000_01b3
      }
    }
    return Int64(bitPattern: hash)
  }
}
