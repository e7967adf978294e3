internal import Clustering
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#endif

/// Carries out an output plan; the only place that changes anything outside the library's folder.
package struct OutputWriter: Sendable {
  private let catalog: AnalysisCatalog
  private let paths: PortablePath

  /// Makes a writer for a library.
  package init(_ library: PhotoLibrary, _ catalog: AnalysisCatalog) {
    self.catalog = catalog
    paths = PortablePath(library: library)
  }

  /// Files that each worker writes between two looks at whether to go on.
  private static let filesAtOnce = 8

  /// Makes every change of a plan, and remembers what was written.
  ///
  /// - Parameters:
  ///   - plan: The changes.
  ///   - workers: How many files are written at a time: most of that is waiting for the disk.
  ///   - isCancellable: Whether a cancelled task ends it after the changes in hand; the next scan makes
  ///     the others.
  /// - Returns: What could not be done, and what is in the way; everything else is done.
  /// - Throws: `CancellationError` when it was ended, after remembering what was written so far; or
  ///   what the catalog throws.
  package func apply(
    _ plan: OutputPlan, workers: Int = 1, isCancellable: Bool = false
  ) throws -> [FileError] {
    var problems: [FileError] = []
    var done = 0
    while done < plan.actions.count {
      if isCancellable, Task.isCancelled { break }
      // Files do not depend on each other; everything else is done in its order.
      let files = plan.actions[done...].prefix(Self.filesAtOnce * max(1, workers))
        .prefix(while: \.isFile)
      let actions = files.isEmpty ? plan.actions[done...done] : files
      problems += apply(actions, workers: workers)
      done += actions.count
    }
    let undone = plan.actions[done...].map { PhotoPath($0.path) }
    let failed = Set(problems.map { PhotoPath($0.path) } + undone)
    try catalog.storeOutputs(
      written: plan.written.filter { !failed.contains($0.path) }
        .map { (kept($0.path), $0.fingerprint) },
      removed: plan.removed.filter { !failed.contains($0) }.map(kept))
    guard undone.isEmpty else { throw CancellationError() }
    return plan.conflicts + problems
  }

  private func kept(_ path: PhotoPath) -> PhotoPath { PhotoPath(paths.text(of: path.text)) }

  /// Makes changes that do not depend on each other; returns what could not be done, in their order.
  private func apply(_ actions: ArraySlice<OutputPlan.Action>, workers: Int) -> [FileError] {
    let problems = Mutex<[Int: FileError]>([:])
    Parallel.forEach(actions.count, workers: workers) { _, number in
      let action = actions[actions.startIndex + number]
      do throws(FileError) { try apply(action) } catch {
        let problem = FileError(path: action.path, code: error.code)
        problems.withLock { $0[number] = problem }
      }
    }
    return problems.withLock { $0.sorted { $0.key < $1.key }.map(\.value) }
  }

  private func apply(_ action: OutputPlan.Action) throws(FileError) {
    switch action {
    case .write(let path, let bytes): try AtomicFile.write(bytes, to: path)
    case .mark(let folder, let marker): try mark(folder, marker)
    case .link(let path, let target): try link(path, to: target)
    case .remove(let path):
      guard unlink(path) == 0 || errno == ENOENT else { throw FileError(path: path) }
    case .removeFolder(let path): try unmark(path)
    }
  }

  /// Makes a new folder under another name first: one without a marker, as a run killed in between
  /// would leave it, would be taken for somebody else's.
  private func mark(_ folder: String, _ marker: [UInt8]) throws(FileError) {
    let isNew = FileStatus(path: folder) == nil
    let marked = isNew ? AtomicFile.temporaryPath(for: folder) : folder
    do {
      try AtomicFile.write(marker, to: joined(marked, PersonFolder.marker))
    } catch { throw FileError(path: folder, code: error.code) }
    guard !isNew || rename(marked, folder) == 0 else { throw FileError(path: folder) }
  }

  /// Removes a folder with its marker, or the marker alone if somebody else's files are in it.
  private func unmark(_ folder: String) throws(FileError) {
    guard FileStatus(path: folder) != nil else { return }
    let marker = Array(PersonFolder.marker.utf8)
    let isEmpty = try FileSystem.names(in: folder).allSatisfy { $0 == marker }
    // Under another name, as a run killed in between would leave it without its marker, too.
    let temporary = AtomicFile.temporaryPath(for: folder)
    let place = isEmpty && rename(folder, temporary) == 0 ? temporary : folder
    guard unlink(joined(place, PersonFolder.marker)) == 0 || errno == ENOENT,
      !isEmpty || rmdir(place) == 0
    else { throw FileError(path: folder) }
  }

  private func link(_ path: String, to target: String) throws(FileError) {
    guard let folder = FileSystem.parent(of: path) else {
      throw FileError(path: path, code: EINVAL)
    }
    try FileSystem.makeFolder(folder)
    if symlink(target, path) == 0 { return }
    guard errno == EEXIST, FileStatus(path: path)?.kind == .link else {
      throw FileError(path: path)
    }
    guard unlink(path) == 0, symlink(target, path) == 0 else { throw FileError(path: path) }
  }
}
