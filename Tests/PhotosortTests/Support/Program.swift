import Foundation
import TestSupport

/// The built program, which lies beside the tests.
struct Program {
  /// What a run came to.
  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  /// A run that has not ended.
  final class Run {
    let process = Process()
    private let folder: URL

    fileprivate init(
      _ arguments: [String], of program: URL = Program.url, in current: String?,
      models: String?, dataHome: String?
    ) throws {
      folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("photosort-run-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      process.executableURL = program
      process.arguments = arguments
      if let current { process.currentDirectoryURL = URL(fileURLWithPath: current) }
      process.environment = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]
      process.environment?["PHOTOSORT_MODELS"] = models
      // Never the store of whoever runs the tests.
      process.environment?["XDG_DATA_HOME"] = dataHome ?? folder.path
      process.standardInput = FileHandle.nullDevice
      // Files instead of pipes: nothing has to be read while the program runs.
      process.standardOutput = try Self.file(folder, "output")
      process.standardError = try Self.file(folder, "errors")
      try process.run()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static func file(_ folder: URL, _ name: String) throws -> FileHandle {
      let url = folder.appendingPathComponent(name)
      try Data().write(to: url)
      return try FileHandle(forWritingTo: url)
    }

    /// Waits until the program ends or a condition holds.
    func wait(until condition: () -> Bool) {
      while process.isRunning, !condition() { usleep(2_000) }
    }

    /// Waits for the end; a program that hangs is killed after a minute.
    func result() throws -> Result {
      let deadline = Date().addingTimeInterval(60)
      wait { Date() > deadline }
      if process.isRunning { kill(SIGKILL) }
      process.waitUntilExit()
      return Result(
        status: process.terminationStatus, output: try text("output"), errors: try text("errors"))
    }

    /// Sends a signal.
    func kill(_ signal: Int32) { Foundation.kill(process.processIdentifier, signal) }

    private func text(_ name: String) throws -> String {
      String(
        decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
    }
  }

  /// Where the program lies.
  static let url: URL =
    (Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0]))
    .resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("photosort")

  /// The models of ../shared, or `nil` without them.
  static let models: String? = SharedFiles.root?.appendingPathComponent("models").path

  /// Starts the program.
  ///
  /// - Parameters:
  ///   - arguments: What follows its name.
  ///   - current: The folder that it works in.
  ///   - models: The folder that `PHOTOSORT_MODELS` names.
  ///   - dataHome: Where the user's store of models is; an empty folder if none is given.
  static func start(
    _ arguments: [String], in current: String? = nil, models: String? = models,
    dataHome: String? = nil
  ) throws -> Run {
    try Run(arguments, in: current, models: models, dataHome: dataHome)
  }

  /// Runs a shell's script to its end, in which `$0` is the program.
  static func shell(_ script: String, in current: String) throws -> Result {
    try Run(
      ["-c", script, url.path], of: URL(fileURLWithPath: "/bin/sh"), in: current, models: models,
      dataHome: nil
    ).result()
  }

  /// Runs the program to its end.
  static func run(
    _ arguments: [String], in current: String? = nil, models: String? = models,
    dataHome: String? = nil
  ) throws -> Result {
    try start(arguments, in: current, models: models, dataHome: dataHome).result()
  }
}
