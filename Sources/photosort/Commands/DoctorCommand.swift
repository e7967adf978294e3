internal import ArgumentParser
internal import Foundation
internal import Organizer

/// The command `photosort doctor`.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check the machine, the models and the library.",
    discussion: "The exit status is 1 when something needs attention.")

  @OptionGroup var libraryOptions: LibraryOptions
  @OptionGroup var modelOptions: ModelOptions

  @Flag(help: "Print as JSON.")
  var json = false

  /// A line of the report, and whether it needs attention.
  struct Finding {
    let subject: String
    let sentence: String
    var isGood = true
  }

  func run() throws {
    let machine = MachineReport.measured()
    let findings = Self.findings(machine) + modelFindings() + libraryFindings()
    if json {
      Terminal.write(value(machine, findings).prettyBytes())
    } else {
      for finding in findings {
        Terminal.print("\(finding.isGood ? " " : "!") \(finding.subject): \(finding.sentence)")
      }
    }
    guard findings.allSatisfy(\.isGood) else { throw ExitStatus.failed }
  }

  private static func findings(_ machine: MachineReport) -> [Finding] {
    let name = machine.processor.name.isEmpty ? "unknown" : machine.processor.name
    let extensions = machine.processor.extensions.joined(separator: " ")
    let speed = Words.decimal(machine.gigaflops, places: 0)
    return [
      Finding(subject: "processor", sentence: "\(name): \(extensions)"),
      Finding(
        subject: "OpenBLAS", sentence: "kernel \(machine.kernel)" + hint(machine),
        isGood: !machine.isKernelNarrow),
      Finding(subject: "speed", sentence: "\(speed) GFLOP/s in matrix products of one thread"),
      Finding(
        subject: "precision",
        sentence: precisions.map(\.rawValue).joined(separator: ", ") + " on this processor"),
    ]
  }

  /// The numbers that networks can compute with on this processor.
  private static var precisions: [ModelPrecision] {
    ModelPrecision.allCases.filter(\.isAvailable)
  }

  /// What to do when the kernel is made for older processors.
  private static func hint(_ machine: MachineReport) -> String {
    guard machine.isKernelNarrow else { return "" }
    let variable = ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"]
    return ", which is made for older processors than this one, and computes slower than it could; "
      + (variable.map { "unset OPENBLAS_CORETYPE, which is \(Terminal.visible($0))" }
        ?? "install a newer libopenblas")
  }

  private func modelFindings() -> [Finding] {
    let selection: ModelSelection
    do {
      selection = try modelOptions.selection(for: try libraryOptions.placeIfAny())
    } catch { return [Self.problem("models", error)] }
    return ModelTask.allCases.map { task in
      do throws(ModelFailure) {
        let model = try selection.model(for: task)
        try model.check()
        return Finding(
          subject: task.rawValue,
          sentence: "\(model.identity.short), \(Words.text(model.place)), can be used")
      } catch { return Self.problem(task.rawValue, error) }
    }
  }

  private func libraryFindings() -> [Finding] {
    do {
      guard try libraryOptions.placeIfAny() != nil else {
        return [Finding(subject: "library", sentence: "there is none at or above this folder")]
      }
      let session = try libraryOptions.open()
      let labelled = try session.labelled()
      let status = LibraryStatus(labelled)
      let root = Terminal.visible(session.library.root)
      let isMissing = session.library.isRootMissing
      let summary = Finding(
        subject: "library",
        sentence: "\(root)\(isMissing ? ", which is not there" : ""): "
          + "\(Words.count(status.photos, "photo")), \(Words.count(status.faces, "face")), "
          + Words.count(status.people, "person", "people"),
        isGood: !isMissing)
      return [summary]
        + labelled.contents.journalProblems.map {
          Finding(subject: "names", sentence: Words.sentence(for: $0), isGood: false)
        }
    } catch { return [Self.problem("library", error)] }
  }

  private static func problem(_ subject: String, _ error: any Error) -> Finding {
    Finding(subject: subject, sentence: Words.sentence(for: error) ?? "\(error)", isGood: false)
  }

  private func value(_ machine: MachineReport, _ findings: [Finding]) -> JSONValue {
    .object([
      "processor": .string(machine.processor.name),
      "extensions": .array(machine.processor.extensions.map { .string($0) }),
      "openblas_kernel": .string(machine.kernel),
      "openblas_kernel_is_narrow": .bool(machine.isKernelNarrow),
      "gigaflops": .decimal(machine.gigaflops, places: 1),
      "precisions": .array(Self.precisions.map { .string($0.rawValue) }),
      "findings": .array(
        findings.map { finding in
          .object([
            "subject": .string(finding.subject), "sentence": .string(finding.sentence),
            "good": .bool(finding.isGood),
          ])
        }),
    ])
  }
}
