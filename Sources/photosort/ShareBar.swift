internal import Organizer
internal import Synchronization

/// Shows which share of a computation is done, on standard error, on a terminal only.
final class ShareBar: Sendable {
  private let word: String
  private let isShown: Bool
  private let last = Mutex(-1)

  /// Makes a bar.
  ///
  /// - Parameter word: What is going on, such as "measuring".
  init(_ word: String, isShown: Bool) {
    self.word = word
    self.isShown = isShown
  }

  /// Runs a computation that Ctrl-C ends, and clears the bar after it.
  ///
  /// - Parameter body: The computation, with what it reports its share to, 0…1.
  func run<Value: Sendable>(
    _ body: @escaping @Sendable (_ report: @escaping @Sendable (Double) -> Void) throws -> Value
  ) async throws -> Value {
    defer { if isShown { Terminal.status("\r\u{1B}[K") } }
    do {
      return try await Interruption.run { try body { self.show($0) } }
    } catch is Interruption.Interrupted {
      if isShown { Terminal.status("\r\u{1B}[K") }
      Terminal.error("photosort: interrupted; nothing was written")
      throw ExitStatus.interrupted
    }
  }

  private func show(_ share: Double) {
    let percent = Int(share * 100)
    let isNew = last.withLock { last in
      defer { last = percent }
      return last != percent
    }
    guard isShown, isNew else { return }
    Terminal.status("\r\(word) \(percent) %\u{1B}[K")
  }
}
