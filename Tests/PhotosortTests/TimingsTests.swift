import Foundation
import TestSupport
import Testing

/// `scan --timings`, with tiny models.
@Suite struct TimingsTests {
  private static let stages = [
    "find", "read", "decode", "resize", "detect", "refine", "detail", "align", "embed", "store",
    "group", "write", "other",
  ]

  private struct Summary: Decodable {
    struct Stage: Decodable {
      let stage: String
      let seconds: Double
      let share: Double
    }
    struct Timings: Decodable {
      let processor_seconds: Double
      let stages: [Stage]
    }
    let photos: Int
    let timings: Timings?
  }

  private func scan(_ arguments: [String] = []) throws -> Program.Result {
    let tree = try PhotoTree()
    try tree.paint(["a.png": [1, 2], "b.png": [3]])
    return try tree.tiny(["scan", "."] + arguments, models: tree.writeModels())
  }

  private func summary(_ arguments: [String] = []) throws -> Summary {
    let result = try scan(["--json"] + arguments)
    #expect(result.status == 0)
    return try JSONDecoder().decode(Summary.self, from: Data(result.output.utf8))
  }

  @Test func theTableHasEveryStageInOrder() throws {
    let result = try scan(["--timings"])
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n").drop { $0 != "Processor time:" }.dropFirst()
    #expect(lines.map { $0.split(separator: " ")[0] } == (Self.stages + ["total"]).map { $0[...] })
    for line in lines.dropLast() {
      #expect(line.contains(/^  [a-z]+ +[0-9]+\.[0-9]{2} s +[0-9]+\.[0-9] %  [a-z]/))
    }
  }

  @Test func secondsAndSharesAddUp() throws {
    let timings = try #require(try summary(["--timings"]).timings)
    #expect(timings.stages.map(\.stage) == Self.stages)
    // Each is rounded to a thousandth, and shares to a ten-thousandth.
    let seconds = timings.stages.reduce(0) { $0 + $1.seconds }
    #expect(abs(seconds - timings.processor_seconds) < 0.02)
    #expect(timings.stages.allSatisfy { $0.seconds >= 0 && (0...1).contains($0.share) })
    #expect(abs(timings.stages.reduce(0) { $0 + $1.share } - 1) < 0.01)
  }

  @Test func theyAreToldOnlyWhenAsked() throws {
    #expect(try summary().timings == nil)
    #expect(try !scan().output.contains("Processor time"))
  }
}
