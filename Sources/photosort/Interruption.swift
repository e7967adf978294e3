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
    let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.yield() }
      source.resume()
      return source
    }
    defer { sources.forEach { $0.cancel() } }
    return try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await work() }
      group.addTask {
        for await _ in signals { return nil }
        return nil
      }
      let first = try await group.next()
      group.cancelAll()
      if let value = first ?? nil { return value }
      // What the work had in hand is finished before the program ends.
      do {
        while let result = try await group.next() {
          if let value = result { return value }
        }
      } catch is CancellationError {}
      throw Interrupted()
    }
  }
}
