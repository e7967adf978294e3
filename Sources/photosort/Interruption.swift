internal import Dispatch

#if canImport(Glibc)
  internal import Glibc
#endif

/// Runs work that Ctrl-C or a termination request cancels.
enum Interruption {
  /// The work was cancelled by a signal.
  struct Interrupted: Error {}

  /// Runs work; the first signal cancels it, and it ends as soon as the photos in hand are done.
  ///
  /// - Returns: What the work came to, also when it was as good as done at the signal.
  /// - Throws: ``Interrupted`` when a signal ended it, or what the work throws.
  static func run<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task(operation: work)
    // A queue with a thread of its own: the work may keep all others busy.
    let queue = DispatchQueue(label: "signals")
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { task.cancel() }
      source.resume()
      return source
    }
    defer { sources.forEach { $0.cancel() } }
    // What the work has in hand is finished before the program ends.
    do { return try await task.value } catch is CancellationError { throw Interrupted() }
  }
}
