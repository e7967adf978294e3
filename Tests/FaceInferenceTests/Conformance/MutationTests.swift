import FaceInference
import Foundation
import Testing

/// Damaged models of every operator load and run, or throw: none traps, hangs, or takes memory
/// without bound.
///
/// The models are those of the goldens and, where they were made, of ONNX's own tests.
/// `PHOTOSORT_MUTATIONS` says how many are tried; a trap ends the test run, and then the file that
/// `PHOTOSORT_MUTATION_FILE` names holds the damaged model.
@Suite struct MutationTests {
  private static let seeds = 0..<4
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["PHOTOSORT_MUTATIONS"].flatMap { Int($0) } ?? 6000
  private static let file = environment["PHOTOSORT_MUTATION_FILE"]

  /// A small model, and the shapes of its inputs.
  private struct Subject {
    let model: [UInt8]
    let shapes: [String: Shape]
  }

  private static let subjects: [Subject] = {
    var cases = (Goldens.operators?.cases ?? []).map { ($0.model, $0.inputs) }
    for name in ConformanceCases.folder == nil ? [] : ConformanceCases.passing {
      if let published = try? ConformanceCases.load(name) {
        cases.append((published.model, published.inputs))
      }
    }
    return cases.filter { $0.0.count < 20_000 }.map { model, inputs in
      Subject(model: [UInt8](model), shapes: inputs.reduce(into: [:]) { $0[$1.name] = $1.shape })
    }
  }()

  @Test(arguments: seeds)
  func noDamageTrapsOrHangs(seed: Int) throws {
    var random = SeededRandom(seed: seed)
    var survivors = 0
    var slowest = Duration.zero
    for number in 0..<(Self.count / Self.seeds.count) {
      let subject = random.pick(Self.subjects)
      var damage = Damage(seed: seed << 32 + number, bytes: subject.model)
      let bytes = damage.mutated()
      if let file = Self.file {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(file)-\(seed)"))
      }
      slowest = max(
        slowest,
        ContinuousClock().measure {
          survivors += DamagedModel.exercise(bytes, subject.shapes) ? 1 : 0
        })
    }
    // Else the damage is too coarse to get past the reader.
    #expect(survivors > Self.count / Self.seeds.count / 100)
    #expect(DamagedModel.peakInKilobytes < 1 << 20, "more than a gibibyte")
    // Each takes well below a millisecond on a quiet machine.
    #expect(slowest < .seconds(20))
  }
}
