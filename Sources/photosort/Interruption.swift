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
      guard let value = first ?? nil else {
        // What the work had in hand is finished before the program ends.
        while (try? await group.next()) != nil {}
        throw Interrupted()
      }
      return value
    }
  }
}
