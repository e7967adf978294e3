private import CLinkKernels

/// Work divided among threads that are joined before the call returns.
///
/// Clustering is a function: it suspends nowhere, and nothing of it outlives a call. So it forks and
/// joins threads of its own (docs/decisions/0022-fork-and-join.md). Files are written by such threads,
/// too, as most of that is waiting.
package enum Parallel {
  /// Calls `body` for each index below `count`, in any order, at most `workers` at a time.
  ///
  /// - Parameters:
  ///   - count: The number of calls.
  ///   - workers: The number of threads, with the caller's.
  ///   - body: Receives the number of the thread, below `workers`, and the index. Calls at the same
  ///     time must write to different memory.
  package static func forEach(
    _ count: Int, workers: Int, _ body: (_ worker: Int, _ index: Int) -> Void
  ) {
    guard workers > 1, count > 1 else {
      for index in 0..<count { body(0, index) }
      return
    }
    withoutActuallyEscaping(body) { body in
      var box = Body(call: body)
      withUnsafeMutablePointer(to: &box) { box in
        clk_parallel(
          count, workers,
          { context, worker, index in
            context?.assumingMemoryBound(to: Body.self).pointee.call(worker, index)
          }, box)
      }
    }
  }

  /// Calls `body` with ranges that make up `0..<count`, in any order, at most `workers` at a time.
  static func forEachPart(of count: Int, workers: Int, _ body: (_ part: Range<Int>) -> Void) {
    let length = 4096
    forEach((count + length - 1) / length, workers: workers) { _, part in
      body(part * length..<min((part + 1) * length, count))
    }
  }

  private struct Body {
    let call: (_ worker: Int, _ index: Int) -> Void
  }
}
