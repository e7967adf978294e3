internal import FaceInference

/// Makes aligned crops of faces, a folder for each person.
///
/// Photos are only read. Crops are written as they are made, each whole or not at all; the same
/// photos, models and options make the same bytes, with any number of workers.
public struct CropRun: Sendable {
  private let source: CropSource
  private let options: CropOptions
  private let models: FaceModels
  private let report: @Sendable (ScanEvent) -> Void

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - source: The photos.
  ///   - options: What to make of them.
  ///   - models: The detector, and the embedder that says how faces are aligned.
  ///   - report: Called as things happen, from any thread.
  public init(
    _ source: CropSource, _ options: CropOptions, _ models: FaceModels,
    report: @escaping @Sendable (ScanEvent) -> Void = { _ in }
  ) {
    self.source = source
    self.options = options
    self.models = models
    self.report = report
  }

  /// Why photos cannot be cut.
  public enum Failure: Error, Equatable, Sendable {
    /// What should hold photos is no folder.
    case notAFolder(path: String)
  }

  /// Makes the crops and their list.
  ///
  /// - Throws: ``Failure``, `CropFolder.Failure`, `PhotoLibrary.Failure`, `CancellationError`.
  public func run() async throws -> CropSummary {
    LinearAlgebra.useOneThread()
    let root = try root()
    let folder = try CropFolder(options.output, photos: root)
    let work: CropJobs
    switch source {
    case .folder: work = CropJobs(folder: root, output: folder.path)
    case .named(let library): work = CropJobs(library, format: options.format)
    }
    report(.found(files: work.jobs.count, toRead: work.jobs.count))
    let earlier = folder.earlier()
    var summary = CropSummary(folder: folder.path)
    summary.skipped = work.skipped
    summary.take(try await make(work, folder))
    let made = Set(summary.crops.map(\.file))
    summary.leftovers = Set(earlier).subtracting(made).count
    do throws(FileError) {
      try folder.write(CropListing(summary.crops).csv(), to: PhotoPath(CropListing.file))
    } catch { summary.outputProblems.append(error) }
    return summary
  }

  /// The folder of the photos, an absolute path without links.
  private func root() throws -> String {
    switch source {
    case .named(let library): return library.contents.library.root
    case .folder(let path):
      let resolved = try PhotoLibrary.resolved(path)
      guard FileStatus(path: resolved)?.kind == .folder else {
        throw Failure.notAFolder(path: path)
      }
      return resolved
    }
  }

  /// Works with as many workers as jobs, each taking the next photo from a queue.
  private func make(_ work: CropJobs, _ folder: CropFolder) async throws -> [CropMaker.Result] {
    let queue = PhotoQueue(work.jobs)
    return try await withThrowingTaskGroup(of: [CropMaker.Result].self) { group in
      for _ in 0..<min(options.jobs, max(1, work.jobs.count)) {
        group.addTask {
          let maker = CropMaker(options, models, root: work.root, folder: folder)
          var results: [CropMaker.Result] = []
          while let job = await queue.next() {
            try Task.checkCancellation()
            let result = maker.make(job)
            report(.photoDone(job.photo, failure: result.failure))
            results.append(result)
          }
          return results
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }
}

extension CropSummary {
  /// Takes in what became of the photos, in whatever order they were done.
  fileprivate mutating func take(_ results: [CropMaker.Result]) {
    photos = results.count
    for result in results.sorted(by: { $0.photo < $1.photo }) {
      crops += result.crops
      outputProblems += result.outputProblems
      if let failure = result.failure {
        failures.append(Problem(path: result.photo, reason: failure))
      } else if result.crops.isEmpty, result.outputProblems.isEmpty {
        withoutFace.append(result.photo)
      }
      if let warning = result.warning {
        warnings.append(Problem(path: result.photo, reason: warning))
      }
    }
    crops.sort { $0.file < $1.file }
  }
}
