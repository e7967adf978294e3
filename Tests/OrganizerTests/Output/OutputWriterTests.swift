import Foundation
import Organizer
import Testing

@Suite struct OutputWriterTests {
  /// Three files to be written, and what a task that was cancelled before makes of them.
  private func written(
    isCancellable: Bool
  ) async throws -> (sample: SampleLibrary, files: [Bool], outputs: Int) {
    let sample = try SampleLibrary()
    let paths = (1...3).map { sample.folder("out/\($0).json") }
    var plan = OutputPlan()
    plan.actions = paths.map { .write(path: $0, bytes: [1]) }
    plan.written = paths.map { (PhotoPath($0), 7) }
    let (library, catalog, made) = (sample.library, sample.catalog, plan)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      _ = try OutputWriter(library, catalog).apply(made, isCancellable: isCancellable)
    }
    task.cancel()
    if isCancellable {
      await #expect(throws: CancellationError.self) { try await task.value }
    } else {
      try await task.value
    }
    let files = paths.map { FileManager.default.fileExists(atPath: $0) }
    return (sample, files, try catalog.outputs().count)
  }

  @Test func aScanThatIsCancelledWritesNoMoreAndRemembersNoMore() async throws {
    let (_, files, outputs) = try await written(isCancellable: true)
    #expect(files == [false, false, false])
    #expect(outputs == 0)
  }

  /// As of a migration, which has happened by then: it must not be told to be unfinished.
  @Test func whatIsNotToBeCancelledIsWrittenToTheEnd() async throws {
    let (_, files, outputs) = try await written(isCancellable: false)
    #expect(files == [true, true, true])
    #expect(outputs == 3)
  }

  /// More files than are written at once; every tenth cannot be, as a folder is in its place.
  @Test(arguments: [1, 2, 5])
  func filesWrittenSideBySideAreTheSame(workers: Int) throws {
    let sample = try SampleLibrary()
    let paths = (0..<150).map { sample.folder("out/\($0 % 7)/\($0).json") }
    let blocked = stride(from: 0, to: paths.count, by: 10).map { paths[$0] }
    for path in blocked {
      try FileManager.default.createDirectory(
        atPath: path + "/in the way", withIntermediateDirectories: true)
    }
    var plan = OutputPlan()
    plan.actions = paths.enumerated().map { .write(path: $1, bytes: [UInt8($0), 9]) }
    plan.actions.insert(.remove(path: sample.folder("out/nothing")), at: 75)
    plan.written = paths.map { (PhotoPath($0), 7) }
    let problems = try OutputWriter(sample.library, sample.catalog).apply(plan, workers: workers)
    #expect(problems.map(\.path) == blocked)
    for (index, path) in paths.enumerated() where !blocked.contains(path) {
      #expect(FileManager.default.contents(atPath: path) == Data([UInt8(index), 9]))
    }
    #expect(try sample.catalog.outputs().count == paths.count - blocked.count)
  }
}
