internal import Foundation
internal import Organizer
internal import Synchronization

/// Shows how far a scan is: share, rate and time left, on standard error, on a terminal only.
final class ProgressBar: Sendable {
  private struct State {
    var total = 0
    var done = 0
    var failed = 0
    var start = ContinuousClock.now
    var groupingStart: ContinuousClock.Instant?
    var lastDrawn: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let isShown: Bool

  init(isShown: Bool) { self.isShown = isShown }

  /// Takes in what happened.
  func take(_ event: ScanEvent) {
    guard isShown else { return }
    let line = state.withLock { state in Self.line(event, &state) }
    if let line { draw(line) }
  }

  /// Removes the bar.
  func clear() {
    if isShown { Terminal.status("\r\u{1B}[K") }
  }

  private static func line(_ event: ScanEvent, _ state: inout State) -> String? {
    switch event {
    case .found(let files, let toRead):
      (state.total, state.start) = (toRead, .now)
      return "\(files) files, \(toRead) to read"
    case .photoDone(_, let failure):
      state.done += 1
      if failure != nil { state.failed += 1 }
      // Ten times a second is enough for the eye.
      let isDue = state.lastDrawn.map { .now - $0 > .milliseconds(100) } ?? true
      guard isDue || state.done == state.total else { return nil }
      state.lastDrawn = .now
      return reading(state)
    case .grouping(let share):
      let start = state.groupingStart ?? .now
      state.groupingStart = start
      return grouping(share, since: start)
    case .writing: return "writing"
    }
  }

  private static func reading(_ state: State) -> String {
    let seconds = max(0.001, (ContinuousClock.now - state.start) / .seconds(1))
    let rate = Double(state.done) / seconds
    let left = Double(state.total - state.done) / max(rate, 0.001)
    let share = state.total > 0 ? Double(state.done) / Double(state.total) : 1
    let filled = Int(share * 20)
    let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled)
    let failed = state.failed > 0 ? ", \(state.failed) unreadable" : ""
    return "[\(bar)] \(state.done)/\(state.total)  \(String(format: "%.1f", rate)) photos/s, "
      + "\(duration(left)) left\(failed)"
  }

  /// The time left is told once there is something to tell it from.
  private static func grouping(_ share: Double, since start: ContinuousClock.Instant) -> String {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let left = seconds > 1 && share > 0 ? seconds * (1 - share) / share : nil
    return "grouping faces \(Int(share * 100)) %" + (left.map { ", \(duration($0)) left" } ?? "")
  }

  private static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 360_000).rounded(.up))
    if whole >= 3600 { return "\(whole / 3600) h \(whole % 3600 / 60) min" }
    return whole >= 60 ? "\(whole / 60) min \(whole % 60) s" : "\(whole) s"
  }

  private func draw(_ line: String) {
    Terminal.status("\r" + String(line.prefix(Terminal.width - 1)) + "\u{1B}[K")
  }
}
